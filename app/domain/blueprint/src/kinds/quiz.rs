//! Quizzes over questions that people write, over the fields of records, or over sums that are computed.

use super::Recipe;
use super::said::{self, Pair};
use super::wishes::{detail, truth, used, used_words, when};
use crate::compose::Project;
use crate::plan::{FieldType, Plan, Storage};
use crate::reading::nouns::capital;
use crate::reading::{Description, fields};
use crate::records::{self, Look};
use crate::template::{js, js_list};

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
                include_str!("../../templates/records/examples.ts"),
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
        project.page(include_str!("../../templates/quiz/page.html"));
        project.module(
            "main",
            "the page: a round, and the records it is made from",
            include_str!("../../templates/quiz/main.ts"),
        );
        project.module(
            "quiz",
            "what is asked and what it is worth: begin here",
            include_str!("../../templates/quiz/quiz.ts"),
        );
        project.module("rules", "timer, order and number of questions", include_str!("../../templates/quiz/rules.ts"));
        project.module("rows", "records as rows", include_str!("../../templates/parts/rows.ts"));
        project.module("keep", "keeps one value in the browser", include_str!("../../templates/parts/keep.ts"));
        project.test("quiz", "tests of rounds, choices and scores", include_str!("../../templates/quiz/quiz.test.ts"));
        if sums {
            project.module(
                "arithmetic",
                "makes sums and computes their answers",
                include_str!("../../templates/quiz/arithmetic.ts"),
            );
            project.test(
                "arithmetic",
                "tests that every sum has the right answer",
                include_str!("../../templates/quiz/arithmetic.test.ts"),
            );
        }
        project.style(include_str!("../../templates/parts/rows.css"));
        project.style(include_str!("../../templates/quiz/style.css"));
    }
}

/// A quiz asks about records with two fields or more; without such records it has questions and answers.
fn read_entity(plan: &mut Plan) {
    let own = plan.entity.as_ref().is_some_and(|entity| entity.fields.len() > 1 && entity.singular != "question");
    if own {
        return;
    }
    let more = plan
        .entity
        .take()
        .filter(|entity| entity.singular == "question")
        .map(|entity| entity.fields)
        .unwrap_or_default();
    let mut entity = fields::entity(
        "question",
        "questions",
        vec![
            fields::required(fields::text("Question")),
            fields::required(fields::text("Answer")),
            fields::long_text("Other answers"),
        ],
    );
    for field in more {
        fields::push(&mut entity, field);
    }
    plan.entity = Some(entity);
    // What was read for a collection of something else no longer has a field to work on.
    let keys: Vec<String> =
        plan.entity.iter().flat_map(|entity| &entity.fields).map(|field| field.key.clone()).collect();
    plan.filters.retain(|key| keys.contains(key));
    plan.totals.retain(|key| keys.contains(key));
    plan.sort = plan.sort.take().filter(|sort| sort.field == "createdAt" || keys.contains(&sort.field));
}

/// A plan that someone emptied still makes a quiz.
fn with_fields(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    if plan.entity.as_ref().is_none_or(|entity| entity.fields.len() < 2) {
        read_entity(&mut plan);
    }
    plan
}

fn read_questions(description: &Description, plan: &mut Plan) {
    let pairs = said::pairs(description.text());
    for (index, pair) in pairs.iter().enumerate() {
        let value = [&[pair.question.clone(), pair.answer.clone()][..], &pair.wrong[..]].concat().join("\n");
        detail(plan, &format!("question{:02}", index + 1), &value);
    }
    if let Some(first) = pairs.first() {
        let count = pairs.len();
        let effect = format!(
            "The quiz starts with {count} {} from the description",
            if count == 1 { "question" } else { "questions" }
        );
        used_words(plan, &first.question, effect);
    }
}

fn supplied(plan: &Plan) -> Vec<Pair> {
    let mut found = Vec::new();
    for (name, value) in &plan.details {
        let mut lines = value.lines().map(str::to_owned).filter(|line| !line.trim().is_empty());
        if let (true, Some(question), Some(answer)) =
            (name.starts_with("question") && name != "questions", lines.next(), lines.next())
        {
            found.push(Pair { question, answer, wrong: lines.collect() });
        }
    }
    found
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
                format!("{}: {value}", field.key)
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

fn read_sums(description: &Description, plan: &mut Plan) {
    let mut signs: Vec<&str> = Vec::new();
    for (words, sign, name) in [
        (&["addition", "adding", "plus"][..], "+", "additions"),
        (&["subtraction", "subtracting", "minus"][..], "−", "subtractions"),
        (&["multiplication", "times table", "multiplying", "multiply"][..], "×", "multiplications"),
        (&["division", "dividing", "divide"][..], "÷", "divisions"),
    ] {
        if let Some(found) = description.find(words) {
            used(plan, description, &found, format!("The quiz makes {name} and computes the answers"));
            signs.push(sign);
        }
    }
    if signs.is_empty() {
        let Some(found) =
            description.find(&["arithmetic", "math", "mathematic", "sums", "calculation", "mental arithmetic"])
        else {
            return;
        };
        used(plan, description, &found, "The quiz makes sums of all four kinds and computes the answers");
        signs = vec!["+", "−", "×", "÷"];
    }
    detail(plan, "sums", &signs.join(" "));
    for index in 0..description.tokens().len() {
        let Some(found) = description.at(index, "up to").or_else(|| description.at(index, "to")) else { continue };
        let number = description
            .tokens()
            .get(found.end)
            .and_then(|token| token.lower.replace([',', '.'], "").parse::<u32>().ok());
        if let Some(number) = number.filter(|number| (2..=1000).contains(number)) {
            used_words(
                plan,
                &format!("{} {number}", description.words(&found)),
                format!("The numbers go up to {number}"),
            );
            detail(plan, "largest", &number.to_string());
            break;
        }
    }
}

fn read_rules(description: &Description, plan: &mut Plan) {
    if let Some(found) = description
        .find(&["in order", "fixed order", "same order"])
        .or_else(|| description.find_negated(&["shuffle", "shuffled", "random", "random order"]))
    {
        used(plan, description, &found, "Questions come in the order in which they were written");
        detail(plan, "order", "as written");
    } else if let Some(found) =
        description.find(&["shuffle", "shuffled", "random order", "random", "randomised", "randomized", "mixed"])
    {
        used(plan, description, &found, "Questions come in random order");
        detail(plan, "order", "shuffled");
    }
    if let Some(found) = description.find(&[
        "type the answer",
        "typed answer",
        "free text",
        "type in",
        "typing the answer",
        "write the answer",
        "typed",
        "flashcard",
        "flash card",
        "open question",
    ]) {
        used(plan, description, &found, "Answers are typed");
        detail(plan, "answers", "typed");
    } else if let Some(found) = description.find(&["multiple choice", "four choice", "four option", "choice"]) {
        used(plan, description, &found, "Answers are chosen from up to four");
        detail(plan, "answers", "chosen");
    }
    let count = description.find_all(&["question", "sum", "card", "round"]).into_iter().find_map(|found| {
        let before = found.start.checked_sub(1)?;
        let number: u32 = description.tokens()[before].lower.parse().ok()?;
        Some((number, before, found.end))
    });
    if let Some((number, start, end)) = count.filter(|(number, _, _)| (1..=100).contains(number)) {
        let found = crate::reading::Found { start, end };
        used(plan, description, &found, format!("A round asks at most {number} questions"));
        detail(plan, "questions", &number.to_string());
    }
    read_timer(description, plan);
    if let Some((number, found)) = description
        .find(&["mistake", "wrong answer", "life", "error"])
        .and_then(|found| description.number_near(&found))
    {
        let number = number.clamp(1, 20);
        used(
            plan,
            description,
            &found,
            format!("A round ends after {number} wrong {}", if number == 1 { "answer" } else { "answers" }),
        );
        detail(plan, "mistakes", &number.to_string());
    }
}

fn read_timer(description: &Description, plan: &mut Plan) {
    let time = ["second", "sec", "minute", "min"].iter().find_map(|unit| {
        let found = description.find(&[unit])?;
        let before = found.start.checked_sub(1)?;
        let number: u32 = description.tokens()[before].lower.parse().ok()?;
        let seconds = if unit.starts_with("min") { number.saturating_mul(60) } else { number };
        Some((seconds, crate::reading::Found { start: before, end: found.end }))
    });
    let timer = description.find(&["timer", "countdown", "time limit", "timed", "against the clock", "stopwatch"]);
    let Some((seconds, found)) = time.or_else(|| timer.map(|found| (20, found))) else { return };
    let seconds = seconds.clamp(3, 3600);
    let each = description
        .find(&["per question", "each question", "for each", "a question", "every question", "per sum", "per card"])
        .is_some();
    let whole = !each
        && (seconds > 60
            || description.find(&["in total", "in all", "total", "altogether", "whole quiz", "per round"]).is_some());
    let scope = if whole { "for the whole round" } else { "for each question" };
    used(plan, description, &found, format!("There are {seconds} seconds {scope}"));
    detail(plan, "seconds", &seconds.to_string());
    detail(plan, "timer", if whole { "round" } else { "question" });
}

fn number(plan: &Plan, name: &str, otherwise: u32, least: u32, most: u32) -> String {
    plan.detail(name, "").parse().unwrap_or(otherwise).clamp(least, most).to_string()
}
