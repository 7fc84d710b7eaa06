//! What a quiz reads from a description: its records, its questions, its sums and how a round goes.

use super::super::said::{self, Pair};
use super::super::wishes::{detail, used, used_words};
use crate::plan::Plan;
use crate::reading::{Description, Found, fields};

/// A quiz asks about records with two fields or more; without such records it has questions and answers.
pub(super) fn read_entity(plan: &mut Plan) {
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

pub(super) fn read_questions(description: &Description, plan: &mut Plan) {
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

pub(super) fn supplied(plan: &Plan) -> Vec<Pair> {
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

pub(super) fn read_sums(description: &Description, plan: &mut Plan) {
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

pub(super) fn read_rules(description: &Description, plan: &mut Plan) {
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
        let found = Found { start, end };
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
        Some((seconds, Found { start: before, end: found.end }))
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
