//! Quizzes over questions that people write, over the fields of records, or over sums that are computed.

mod reading;

use super::Recipe;
use super::said::Pair;
use super::wishes::{truth, when};
use crate::check::is_key;
use crate::compose::Project;
use crate::plan::{FieldType, Plan, Storage};
use crate::reading::Description;
use crate::reading::nouns::capital;
use crate::records::{self, Look};
use crate::template::{js, js_list};
use reading::{read_entity, read_questions, read_rules, read_sums, supplied};

pub(crate) struct Quiz;

/// Examples that need no knowledge of anything, so they can't be wrong.
const EXAMPLES: [(&str, &str, &str); 3] = [
    ("How many sides does a triangle have?", "Three", "Two\nFour\nSix"),
    ("What is half of ten?", "Five", "Two\nFour\nTwenty"),
    ("Which letter comes first in the alphabet?", "A", "B\nM\nZ"),
];

impl Recipe for Quiz {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("quiz", 14),
            ("trivia", 12),
            ("flashcard", 12),
            ("flash card", 12),
            ("multiple choice", 10),
            ("vocabulary trainer", 12),
            ("times table", 10),
            ("mental arithmetic", 10),
            ("arithmetic", 7),
            ("exam", 5),
            ("question and answer", 5),
            ("test my knowledge", 9),
            ("guess the", 5),
            ("question", 4),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        read_entity(plan);
        read_questions(description, plan);
        read_sums(description, plan);
        read_rules(description, plan);
        if plan.summary.is_empty() {
            plan.summary = summary(plan);
        }
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let plan = &with_fields(plan);
        let entity = records::entity_of(plan);
        let supplied = supplied(plan);
        let sums = !plan.detail("sums", "").is_empty();
        let look = Look {
            list: "<ul class=\"rows\" id=\"list\"></ul>",
            empty: &format!("Write the first {}. Two or more make a choice of answers.", entity.singular),
            first_examples: !supplied.is_empty(),
        };
        records::set_values(plan, project, look);
        records::add_core(plan, project);
        records::add_page(plan, project);
        if let Some(examples) = examples(plan, &supplied) {
            project.value("examples", examples);
            project.module(
                "examples",
                "the questions of the description, or a few to try",
                include_str!("../../../templates/records/examples.ts"),
            );
        }
        project.value("first_visit", truth(!supplied.is_empty()));
        project.value("sums", when(sums));
        project.value("no_sums", when(!sums));
        project.value("signs", js_list(plan.detail("sums", "+").split_whitespace()));
        project.value("largest", number(plan, "largest", 12, 2, 1000));
        project.value("shuffle", truth(plan.detail("order", "shuffled") != "as written"));
        project.value("most", number(plan, "questions", 0, 0, 100));
        project.value("sum_count", number(plan, "questions", 10, 1, 100));
        project.value("typed", truth(plan.detail("answers", "chosen") == "typed"));
        project.value("seconds", number(plan, "seconds", 0, 0, 3600));
        project.value("timed", if plan.detail("timer", "question") == "round" { "\"round\"" } else { "\"question\"" });
        project.value("mistakes", number(plan, "mistakes", 0, 0, 20));
        project.value("keeps", truth(plan.storage == Storage::Browser));
        project.value("library_name", capital(&entity.plural));
        let collection = crate::compose::indent(&records::collection(project), 4);
        project.value("collection", collection);
        project.value("overlays", project.fragment(records::overlays()));
        project.page(include_str!("../../../templates/quiz/page.html"));
        project.module(
            "main",
            "the page: a round, and the records it is made from",
            include_str!("../../../templates/quiz/main.ts"),
        );
        project.module(
            "quiz",
            "what is asked and what it is worth: begin here",
            include_str!("../../../templates/quiz/quiz.ts"),
        );
        project.module(
            "rules",
            "timer, order and number of questions",
            include_str!("../../../templates/quiz/rules.ts"),
        );
        project.module("rows", "records as rows", include_str!("../../../templates/parts/rows.ts"));
        project.module("keep", "keeps one value in the browser", include_str!("../../../templates/parts/keep.ts"));
        project.test(
            "quiz",
            "tests of rounds, choices and scores",
            include_str!("../../../templates/quiz/quiz.test.ts"),
        );
        if sums {
            project.module(
                "arithmetic",
                "makes sums and computes their answers",
                include_str!("../../../templates/quiz/arithmetic.ts"),
            );
            project.test(
                "arithmetic",
                "tests that every sum has the right answer",
                include_str!("../../../templates/quiz/arithmetic.test.ts"),
            );
        }
        project.style(include_str!("../../../templates/parts/rows.css"));
        project.style(include_str!("../../../templates/quiz/style.css"));
    }
}

/// What will be asked, in one sentence.
fn summary(plan: &Plan) -> String {
    let entity = records::entity_of(plan);
    let pairs = supplied(plan).len();
    let mut text = if !plan.detail("sums", "").is_empty() {
        "Sums to work out, new ones in every round".to_owned()
    } else if entity.singular != "question" {
        let asked: Vec<String> = entity.fields.iter().skip(1).map(|field| field.label.to_lowercase()).collect();
        let asked = match asked.split_last() {
            Some((last, first)) if !first.is_empty() => format!("{} and the {last}", first.join(", the ")),
            _ => asked.concat(),
        };
        format!("Who knows the {asked} of every {}", entity.singular)
    } else {
        let about = if plan.subject.is_empty() { String::new() } else { format!(" about {}", plan.subject) };
        match pairs {
            0 => format!("Questions{about} that you write yourself"),
            1 => format!("One question{about} to begin with, and room for more"),
            _ => format!("{pairs} questions{about} to begin with, and room for more"),
        }
    };
    if !plan.detail("seconds", "").is_empty() {
        text.push_str(", against the clock");
    }
    text.push('.');
    text
}

/// A plan that someone emptied still makes a quiz.
fn with_fields(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    if plan.entity.as_ref().is_none_or(|entity| entity.fields.len() < 2) {
        read_entity(&mut plan);
    }
    plan
}

/// The drafts that the project brings along; nothing when the records' own examples fit better.
fn examples(plan: &Plan, supplied: &[Pair]) -> Option<String> {
    let entity = plan.entity.as_ref()?;
    let texts: Vec<&str> = entity
        .fields
        .iter()
        .filter(|field| field.field_type == FieldType::Text)
        .map(|field| field.key.as_str())
        .collect();
    let [ask, answer, ..] = texts[..] else { return None };
    let plain = ask == "question" && answer == "answer";
    if supplied.is_empty() && !plain {
        return None;
    }
    let line = |question: &str, right: &str, wrong: &str| {
        let values: Vec<String> = entity
            .fields
            .iter()
            .map(|field| {
                let value = match field.key.as_str() {
                    key if key == ask => js(question),
                    key if key == answer => js(right),
                    "otherAnswers" if plain => js(wrong),
                    _ => empty(&field.field_type).to_owned(),
                };
                if is_key(&field.key) {
                    format!("{}: {value}", field.key)
                } else {
                    format!("{}: {value}", js(&field.key))
                }
            })
            .collect();
        format!("  {{ {} }},", values.join(", "))
    };
    let lines: Vec<String> = if supplied.is_empty() {
        EXAMPLES.iter().map(|(question, right, wrong)| line(question, right, wrong)).collect()
    } else {
        supplied.iter().map(|pair| line(&pair.question, &pair.answer, &pair.wrong.join("\n"))).collect()
    };
    Some(lines.join("\n"))
}

fn empty(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::Checkbox => "false",
        FieldType::Number { .. } | FieldType::Money { .. } | FieldType::Rating => "null",
        _ => "\"\"",
    }
}

fn number(plan: &Plan, name: &str, otherwise: u32, least: u32, most: u32) -> String {
    plan.detail(name, "").parse().unwrap_or(otherwise).clamp(least, most).to_string()
}
