//! A difference as people read it, and taking only part of it.

use serde::{Deserialize, Serialize};

use crate::MAX_TEXT_BYTES;
use crate::lines::{LineChange, body, changes, split};
use crate::text_edit::EditError;

/// Changes with at most this many equal lines between them belong to one hunk. It does not depend on how much context
/// is shown, so a hunk keeps its number whatever the view.
const JOIN_GAP: usize = 2;

/// A group of neighbouring changed lines with some equal lines around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hunk {
    /// The number by which [`apply_hunks`] knows it, from 0.
    pub index: usize,
    /// First line shown on the old side, from 1. For a hunk without old lines: the line it would be.
    pub old_start: usize,
    /// How many old lines are shown.
    pub old_lines: usize,
    /// First line shown on the new side, from 1.
    pub new_start: usize,
    /// How many new lines are shown.
    pub new_lines: usize,
    /// The lines in reading order: of each change, first what goes away, then what comes.
    pub lines: Vec<HunkLine>,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HunkLine {
    /// Which side it is on.
    pub kind: LineKind,
    /// Its number in the old text, from 1; none for an added line.
    pub old_line: Option<usize>,
    /// Its number in the new text, from 1; none for a removed line.
    pub new_line: Option<usize>,
    /// The line without its terminator.
    pub text: String,
    /// How the line ends: two lines can differ in nothing else.
    pub ending: Ending,
}

/// Which side a line of a hunk is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LineKind {
    /// On both sides.
    Same,
    /// Only in the old text.
    Removed,
    /// Only in the new text.
    Added,
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// The last line of a text that does not end with a newline.
    None,
}

/// One row of the side-by-side view; an empty side is a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// The old side.
    pub left: Option<&'a HunkLine>,
    /// The new side.
    pub right: Option<&'a HunkLine>,
}

impl Hunk {
    /// The header of the unified form, `@@ -3,4 +3,5 @@`.
    pub fn header(&self) -> String {
        format!("@@ -{},{} +{},{} @@", self.old_start, self.old_lines, self.new_start, self.new_lines)
    }

    /// Pairs removed lines with the added lines that replace them, for two columns.
    pub fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::with_capacity(self.lines.len());
        let mut rest = self.lines.as_slice();
        while let Some(first) = rest.first() {
            if first.kind == LineKind::Same {
                rows.push(Row { left: Some(first), right: Some(first) });
                rest = &rest[1..];
                continue;
            }
            let removed = rest.iter().take_while(|line| line.kind == LineKind::Removed).count();
            let added = rest[removed..].iter().take_while(|line| line.kind == LineKind::Added).count();
            let (gone, come) = (&rest[..removed], &rest[removed..removed + added]);
            rows.extend((0..removed.max(added)).map(|at| Row { left: gone.get(at), right: come.get(at) }));
            rest = &rest[removed + added..];
        }
        rows
    }
}

/// The difference between two texts as hunks with up to `context` equal lines before and after each.
/// No line appears twice, even when two hunks stand close together.
pub fn hunks(old: &str, new: &str, context: usize) -> Vec<Hunk> {
    let (before, after) = (split(old), split(new));
    let groups = groups(changes(&before, &after));
    let mut shown = 0; // old lines up to here belong to an earlier hunk
    let mut result = Vec::with_capacity(groups.len());
    for (index, group) in groups.iter().enumerate() {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let lead = context.min(first.old.start - shown);
        let limit = groups.get(index + 1).and_then(|next| next.first()).map_or(before.len(), |next| next.old.start);
        let trail = context.min(limit - last.old.end);
        shown = last.old.end + trail;

        let mut lines = Vec::new();
        let mut at = (first.old.start - lead, first.new.start - lead);
        let start = at;
        for change in group {
            same(&mut lines, &before, &mut at, change.old.start);
            for old in change.old.clone() {
                lines.push(line(LineKind::Removed, Some(old), None, before[old]));
            }
            for new in change.new.clone() {
                lines.push(line(LineKind::Added, None, Some(new), after[new]));
            }
            at = (change.old.end, change.new.end);
        }
        same(&mut lines, &before, &mut at, shown);
        result.push(Hunk {
            index,
            old_start: start.0 + 1,
            old_lines: at.0 - start.0,
            new_start: start.1 + 1,
            new_lines: at.1 - start.1,
            lines,
        });
    }
    result
}

/// `old` with only the accepted hunks of `hunks(old, new, …)`: none gives `old`, all give `new`.
/// Naming a hunk twice is the same as naming it once.
pub fn apply_hunks(old: &str, new: &str, accepted: &[usize]) -> Result<String, EditError> {
    let (before, after) = (split(old), split(new));
    let groups = groups(changes(&before, &after));
    if let Some(&index) = accepted.iter().find(|&&index| index >= groups.len()) {
        return Err(EditError::NoSuchHunk { index, count: groups.len() });
    }
    let mut take = vec![false; groups.len()];
    for &index in accepted {
        take[index] = true;
    }
    let mut result = String::with_capacity(old.len().max(new.len()));
    let mut copied = 0;
    for (group, take) in groups.iter().zip(take) {
        for change in group.iter().filter(|_| take) {
            result.extend(before[copied..change.old.start].iter().copied());
            result.extend(after[change.new.clone()].iter().copied());
            copied = change.old.end;
        }
    }
    result.extend(before[copied..].iter().copied());
    if result.len() > MAX_TEXT_BYTES { Err(EditError::TooLarge { max: MAX_TEXT_BYTES }) } else { Ok(result) }
}

fn groups(changes: Vec<LineChange>) -> Vec<Vec<LineChange>> {
    let mut groups: Vec<Vec<LineChange>> = Vec::new();
    for change in changes {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| change.old.start - last.old.end <= JOIN_GAP) => {
                group.push(change);
            }
            _ => groups.push(vec![change]),
        }
    }
    groups
}

/// Shows equal lines up to old line `end`, and moves on.
fn same(lines: &mut Vec<HunkLine>, before: &[&str], at: &mut (usize, usize), end: usize) {
    while at.0 < end {
        lines.push(line(LineKind::Same, Some(at.0), Some(at.1), before[at.0]));
        *at = (at.0 + 1, at.1 + 1);
    }
}

fn line(kind: LineKind, old: Option<usize>, new: Option<usize>, full: &str) -> HunkLine {
    let ending = match full {
        full if full.ends_with("\r\n") => Ending::CrLf,
        full if full.ends_with('\n') => Ending::Lf,
        _ => Ending::None,
    };
    let text = if ending == Ending::None { full } else { body(full) };
    HunkLine { kind, old_line: old.map(|at| at + 1), new_line: new.map(|at| at + 1), text: text.to_owned(), ending }
}
