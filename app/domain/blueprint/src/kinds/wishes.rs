//! What the recipes of several kinds need to record which words they used.

use crate::plan::{Plan, Unmet, Wish};
use crate::reading::Description;
use crate::reading::Found;

/// The most characters of a person's words that are repeated in a wish.
const LONGEST_WORDS: usize = 120;

/// Records that these words were used. The same words with the same effect are recorded once.
pub(super) fn used(plan: &mut Plan, description: &Description, found: &Found, effect: impl Into<String>) {
    used_words(plan, description.words(found), effect);
}

/// Like [`used`], for words that are at hand as text.
pub(super) fn used_words(plan: &mut Plan, words: &str, effect: impl Into<String>) {
    let wish = Wish { words: short(words), effect: effect.into() };
    if !plan.wishes.contains(&wish) && plan.wishes.len() < crate::check::MAX_ROWS {
        plan.wishes.push(wish);
    }
}

/// Records words that ask for something that the kind has no part for.
pub(super) fn unmet(plan: &mut Plan, words: &str, reason: impl Into<String>) {
    let unmet = Unmet { words: short(words), reason: reason.into() };
    if !plan.unmet.contains(&unmet) && plan.unmet.len() < crate::check::MAX_ROWS {
        plan.unmet.push(unmet);
    }
}

/// Sets a detail of the plan; text beyond the limit of a detail is cut.
pub(super) fn detail(plan: &mut Plan, name: &str, value: &str) {
    let value: String = value.chars().filter(|c| *c == '\n' || !c.is_control()).take(crate::check::MAX_TEXT).collect();
    if plan.details.len() < crate::check::MAX_ROWS || plan.details.contains_key(name) {
        plan.details.insert(name.to_owned(), value);
    }
}

/// A value for [`crate::compose::Project::value`] that opens a block when it holds.
pub(super) fn when(holds: bool) -> &'static str {
    if holds { "yes" } else { "" }
}

/// A JavaScript literal for a truth value.
pub(super) fn truth(holds: bool) -> &'static str {
    if holds { "true" } else { "false" }
}

fn short(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LONGEST_WORDS {
        return words;
    }
    words.chars().take(LONGEST_WORDS - 1).chain(['…']).collect()
}
