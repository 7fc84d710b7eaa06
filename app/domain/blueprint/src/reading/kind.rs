//! Which kind of project the words mean.

use super::description::{Description, Found, TokenSort};
use crate::check;
use crate::kinds;
use crate::plan::Kind;

/// Weight from which on a word names a kind outright, so that it is told as a wish.
const NAMES_IT: u32 = 8;

/// The kind with the heaviest vocabulary, and the words that named it. `masked` are tokens inside of field lists;
/// `listed` says that some noun has fields.
pub(super) fn choose(d: &Description, masked: &[bool], listed: bool) -> (Kind, Option<Found>) {
    let mut best: Option<(u32, Kind, Option<Found>)> = None;
    // On a tie the earlier kind stays, and a list is the plainest.
    for kind in [Kind::ToDo].into_iter().chain(Kind::ALL) {
        let (weight, named) = weigh(d, kind, masked);
        if weight > 0 && best.as_ref().is_none_or(|(known, ..)| weight > *known) {
            best = Some((weight, kind, named));
        }
    }
    match best {
        // Words that only hint at a page of another kind don't outweigh a noun that has fields.
        Some((weight, kind, _)) if listed && weight < NAMES_IT * 4 && !check::keeps_records(kind) => (Kind::ToDo, None),
        Some((_, kind, named)) => (kind, named),
        None if listed || mentions(d, &["app", "application", "tool", "keep", "organise", "organize"]) => {
            (Kind::ToDo, None)
        }
        None if d.tokens().is_empty() => (Kind::ToDo, None),
        None => (Kind::LandingPage, None),
    }
}

/// What records of a kind are called when nobody named them.
pub(super) fn record_names(d: &Description, kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::ToDo if mentions(d, &["to do", "todo", "task", "chore", "checklist"]) => ("task", "tasks"),
        Kind::Notes if mentions(d, &["diary", "journal"]) => ("entry", "entries"),
        Kind::Notes => ("note", "notes"),
        Kind::Kanban => ("card", "cards"),
        Kind::Shop => ("product", "products"),
        Kind::Form => ("answer", "answers"),
        Kind::Blog => ("post", "posts"),
        Kind::Portfolio => ("work", "works"),
        Kind::Quiz => ("question", "questions"),
        Kind::Chat => ("message", "messages"),
        Kind::ToDo | Kind::LandingPage | Kind::Dashboard | Kind::Game => ("entry", "entries"),
    }
}

fn weigh(d: &Description, kind: Kind, masked: &[bool]) -> (u32, Option<Found>) {
    let vocabulary = kinds::recipe(kind).vocabulary();
    let mut sum = 0;
    let mut named: Option<(u32, Found)> = None;
    let mut counted: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < d.tokens().len() {
        let hit = vocabulary
            .iter()
            .filter_map(|(phrase, weight)| d.at(at, phrase).map(|found| (found, *phrase, *weight)))
            .max_by_key(|(found, _, weight)| (found.end, *weight));
        let Some((found, phrase, weight)) = hit else {
            at += 1;
            continue;
        };
        at = found.end;
        // "Store frobs" is what someone wants to do, not what they want.
        let before = found.start.checked_sub(1).map_or("", |before| d.tokens()[before].lower.as_str());
        let verb = phrase == "store" && matches!(before, "" | "." | "to" | "and" | "i" | "can" | "\n");
        if verb || masked[found.start] || d.negated(&found) || counted.contains(&phrase) {
            continue;
        }
        counted.push(phrase);
        let mut weight = weight * 4;
        // "a landing page for a shop" is a landing page: what stands behind "for" is what it is about.
        if is_about(d, found.start) {
            weight /= 4;
        } else if found.start < 8 {
            // What a thing is, people say first.
            weight += weight / 4;
        }
        sum += weight;
        let base = weight / 4;
        if base >= NAMES_IT && named.as_ref().is_none_or(|(known, _)| base > *known) {
            named = Some((base, found));
        }
    }
    (sum, named.map(|(_, found)| found))
}

fn is_about(d: &Description, start: usize) -> bool {
    let mut at = start;
    for _ in 0..4 {
        let Some(before) = at.checked_sub(1) else { return false };
        let token = &d.tokens()[before];
        if matches!(token.lower.as_str(), "for" | "about" | "of") {
            // "an app for my plant collection": the app says nothing, the collection does.
            let whole = before.checked_sub(1).map_or("", |index| d.tokens()[index].lower.as_str());
            return !matches!(whole, "app" | "application" | "tool" | "something" | "program");
        }
        if token.sort == TokenSort::Sign || matches!(token.lower.as_str(), "and" | "with" | "where" | "that" | "is") {
            return false;
        }
        at = before;
    }
    false
}

fn mentions(d: &Description, words: &[&str]) -> bool {
    words.iter().any(|word| d.has(word))
}
