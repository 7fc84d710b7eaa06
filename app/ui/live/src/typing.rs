//! Which changes are taken back together: what was typed or deleted in one go, word by word, as editors do.
use ot::{Bias, Op};

/// A pause after which a new step begins, in milliseconds.
const PAUSE: u64 = 700;

/// The last change of a file, as far as the next one may continue it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed {
    at: u64,
    /// Behind what was inserted, or where the deleted text was.
    place: u32,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inserted { ends_white: bool },
    Deleted,
}

impl Typed {
    /// What a change at `now` (milliseconds, from anywhere) leaves to be continued, and whether it continues `last`
    /// itself. Pasting and several cursors are steps of their own.
    pub fn after(last: Option<Self>, op: &Op, now: u64) -> (Option<Self>, bool) {
        let edits = op.to_edits();
        let [edit] = edits.as_slice() else { return (None, false) };
        let last = last.filter(|last| now.saturating_sub(last.at) < PAUSE);
        let place = edit.start + op.inserted_units();
        if edit.text.is_empty() {
            // One key deletes one character; more at once was selected, or a word.
            let is_key = edit.end - edit.start <= 2;
            let joins = is_key
                && last.is_some_and(|last| {
                    last.kind == Kind::Deleted && (last.place == edit.end || last.place == edit.start)
                });
            return (is_key.then_some(Self { at: now, place, kind: Kind::Deleted }), joins);
        }
        if !is_key(&edit.text) {
            return (None, false);
        }
        let begins_white = edit.text.starts_with(char::is_whitespace);
        let joins = edit.start == edit.end
            && last.is_some_and(|last| match last.kind {
                Kind::Inserted { ends_white } => last.place == edit.start && (ends_white || !begins_white),
                Kind::Deleted => false,
            });
        let kind = Kind::Inserted { ends_white: edit.text.ends_with(char::is_whitespace) };
        (Some(Self { at: now, place, kind }), joins)
    }

    /// Somebody else changed the text.
    pub fn moved(self, op: &Op) -> Self {
        Self { place: op.map(self.place, Bias::Left), ..self }
    }
}

/// Whether one key types this: a character, or a line end with the indentation that comes with it.
fn is_key(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    rest.is_empty() || (first == Some('\n') && rest.chars().all(|char| char == ' ' || char == '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps that a row of changes makes: true where one continues the one before.
    fn joined(changes: &[(u64, Op)]) -> Vec<bool> {
        let mut last = None;
        let mut steps = Vec::new();
        for (at, op) in changes {
            let (next, joins) = Typed::after(last, op, *at);
            last = next;
            steps.push(joins);
        }
        steps
    }

    fn at(time: u64, place: u32, delete: u32, text: &str) -> (u64, Op) {
        (time, Op::splice(place, delete, text).unwrap())
    }

    #[test]
    fn words_are_steps() {
        let typed = [at(0, 0, 0, "a"), at(50, 1, 0, "b"), at(99, 2, 0, " "), at(140, 3, 0, " "), at(200, 4, 0, "c")];
        assert_eq!(joined(&typed), [false, true, false, true, true]);
    }

    #[test]
    fn a_pause_another_place_and_another_direction_begin_a_step() {
        assert_eq!(joined(&[at(0, 0, 0, "a"), at(700, 1, 0, "b")]), [false, false]);
        assert_eq!(joined(&[at(0, 5, 0, "a"), at(10, 0, 0, "b")]), [false, false]);
        assert_eq!(joined(&[at(0, 0, 0, "a"), at(10, 0, 1, "")]), [false, false]);
    }

    #[test]
    fn deleting_goes_on_in_either_direction() {
        assert_eq!(joined(&[at(0, 5, 1, ""), at(10, 4, 1, ""), at(20, 4, 1, "")]), [false, true, true]);
    }

    #[test]
    fn pasting_and_several_cursors_are_steps_of_their_own() {
        assert_eq!(joined(&[at(0, 0, 0, "a"), at(10, 1, 0, "pasted"), at(20, 7, 0, "b")]), [false, false, false]);
        let two = Op::from_parts([ot::Part::Insert("x"), ot::Part::Retain(3), ot::Part::Insert("x")]).unwrap();
        assert_eq!(joined(&[at(0, 0, 0, "a"), (10, two), at(20, 5, 0, "b")]), [false, false, false]);
    }

    #[test]
    fn typing_goes_on_over_what_was_selected_and_behind_what_others_wrote() {
        assert_eq!(joined(&[at(0, 2, 6, "a"), at(10, 3, 0, "b")]), [false, true]);
        let (typed, _) = Typed::after(None, &Op::splice(2, 0, "a").unwrap(), 0);
        let moved = typed.map(|typed| typed.moved(&Op::splice(0, 0, "others").unwrap()));
        assert!(Typed::after(moved, &Op::splice(9, 0, "b").unwrap(), 10).1);
    }
}
