//! Lines and the differences between two lists of them. Everything else in this crate stands on these few functions.

use std::collections::HashMap;
use std::ops::Range;

use similar::algorithms::{Capture, Compact, DiffHook, diff_slices};
use similar::{Algorithm, DiffOp};

/// Above this many differing lines on both sides together the whole middle counts as replaced. A 4 MiB file of code
/// has about 130,000 lines, so only files of near-empty lines get here, and nobody reads such a difference.
pub(crate) const MAX_COMPARED_LINES: usize = 300_000;

/// Sliding a change to a nicer boundary moves operations about in a vector; it is worth its cost for what people read.
const MAX_POLISHED_LINES: usize = 20_000;

/// A stretch of old lines and the new lines that stand in its place. Between two changes lies at least one equal line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineChange {
    pub old: Range<usize>,
    pub new: Range<usize>,
}

/// Splits a text into lines that keep their terminators, so that joining them gives the text back.
pub(crate) fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// A line without its terminator, be it `\n`, `\r\n` or none.
pub(crate) fn body(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// The leading spaces and tabs of a line.
pub(crate) fn indent_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// True for a line of nothing but white space.
pub(crate) fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// The differences between two lists of lines, sorted, joined where they touch.
pub(crate) fn changes<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<LineChange> {
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let suffix = old[prefix..].iter().rev().zip(new[prefix..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[prefix..old.len() - suffix], &new[prefix..new.len() - suffix]);
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    let total = a.len() + b.len();
    if a.is_empty() || b.is_empty() || total > MAX_COMPARED_LINES {
        return vec![LineChange { old: prefix..prefix + a.len(), new: prefix..prefix + b.len() }];
    }
    // Numbers compare in one step however long the lines are.
    let mut numbers: HashMap<&'a str, usize> = HashMap::with_capacity(total);
    let (a, b) = (numbered(a, &mut numbers), numbered(b, &mut numbers));
    let mut capture = Capture::new();
    let Ok(()) = diff_slices(Algorithm::Myers, &mut capture, &a, &b);
    let ops = capture.into_ops();
    joined(&if total <= MAX_POLISHED_LINES { polished(&ops, &a, &b) } else { ops }, prefix)
}

/// Changes moved to where people would put them. The operations are replayed, so that one search serves both ways.
fn polished(ops: &[DiffOp], a: &[usize], b: &[usize]) -> Vec<DiffOp> {
    let mut compact = Compact::new(Capture::new(), a, b);
    for op in ops {
        let Ok(()) = op.apply_to_hook(&mut compact);
    }
    let Ok(()) = compact.finish();
    compact.into_inner().into_ops()
}

fn numbered<'a>(lines: &[&'a str], numbers: &mut HashMap<&'a str, usize>) -> Vec<usize> {
    lines
        .iter()
        .map(|line| {
            let next = numbers.len();
            *numbers.entry(line).or_insert(next)
        })
        .collect()
}

/// Keeps what differs, `offset` lines further down, and joins a removal with the addition that follows it.
fn joined(ops: &[DiffOp], offset: usize) -> Vec<LineChange> {
    let mut changes: Vec<LineChange> = Vec::new();
    for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let (old, new) = (op.old_range(), op.new_range());
        let (old, new) = (old.start + offset..old.end + offset, new.start + offset..new.end + offset);
        match changes.last_mut() {
            Some(last) if last.old.end == old.start && last.new.end == new.start => {
                last.old.end = old.end;
                last.new.end = new.end;
            }
            _ => changes.push(LineChange { old, new }),
        }
    }
    changes
}
