//! From two texts to the edits between them.

use crate::lines::{changes, split};
use crate::text_edit::{TextEdit, utf16_len};

/// The edits that turn `old` into `new`: found line by line, then narrowed to the characters that differ.
/// Close to minimal, not proven minimal; always exact (`apply(old, diff(old, new)) == new`) within the size limit.
pub fn diff(old: &str, new: &str) -> Vec<TextEdit> {
    let (before, after) = (split(old), split(new));
    let mut edits = Vec::new();
    let (mut line, mut at) = (0, 0);
    for change in changes(&before, &after) {
        at += units(&before[line..change.old.start]);
        line = change.old.end;
        let (gone, come) = (&before[change.old.clone()], &after[change.new.clone()]);
        if gone.len() == come.len() {
            // As many lines as before: most likely each was touched, so each gets an edit of its own.
            for (gone, come) in gone.iter().zip(come) {
                narrow(at, gone, come, &mut edits);
                at += utf16_len(gone);
            }
        } else {
            narrow(at, &gone.concat(), &come.concat(), &mut edits);
            at += units(gone);
        }
    }
    edits
}

fn units(lines: &[&str]) -> usize {
    lines.iter().map(|line| utf16_len(line)).sum()
}

/// Drops what both ends share, by whole characters, so that no edit can start or end inside a surrogate pair.
fn narrow(at: usize, gone: &str, come: &str, edits: &mut Vec<TextEdit>) {
    if gone == come {
        return;
    }
    let prefix: usize =
        gone.chars().zip(come.chars()).take_while(|(a, b)| a == b).map(|(shared, _)| shared.len_utf8()).sum();
    let (head, gone, come) = (&gone[..prefix], &gone[prefix..], &come[prefix..]);
    let suffix: usize = gone
        .chars()
        .rev()
        .zip(come.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(shared, _)| shared.len_utf8())
        .sum();
    let (gone, come) = (&gone[..gone.len() - suffix], &come[..come.len() - suffix]);
    let start = at + utf16_len(head);
    // A text within the limit has far fewer units than u32 can count; beyond it `apply` refuses anyway.
    let unit = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    edits.push(TextEdit { start: unit(start), end: unit(start + utf16_len(gone)), text: come.to_owned() });
}
