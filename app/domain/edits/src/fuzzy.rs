//! Finding the passage that a model most likely meant when it did not copy it exactly, and how sure that is.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::lines::is_blank;

/// A passage scores below this: it is another passage.
pub(crate) const MIN_SCORE: f64 = 0.80;
/// The best passage must be better than any other place by this much.
pub(crate) const MIN_MARGIN: f64 = 0.10;
/// Short passages resemble each other by accident (`const a = 1;`), so they must be closer or are not guessed at all.
const MIN_SCORE_SHORT: f64 = 0.90;
const SHORT_LINES: usize = 3;
const MIN_GUESSED_BYTES: usize = 40;
/// The first and last line say where a passage begins and ends; they must be alike on their own.
const MIN_EDGE_SCORE: f64 = 0.60;
/// Longer searches are compared by nobody in their head either; the model should repeat fewer lines.
const MAX_SEARCH_BYTES: usize = 32 * 1024;
/// How many places are compared character by character.
const CANDIDATES: usize = 16;
const BUCKETS: usize = 4096;

/// A place in a file and how alike it is, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub lines: Range<usize>,
    pub score: f64,
}

/// The one place that is alike enough and clearly ahead of every other.
pub(crate) fn only_place(file: &[&str], search: &[&str]) -> Option<Place> {
    let meaningful = search.iter().filter(|line| !is_blank(line)).count();
    let bytes: usize = search.iter().map(|line| line.trim().len()).sum();
    if !(MIN_GUESSED_BYTES..=MAX_SEARCH_BYTES).contains(&bytes) {
        return None;
    }
    let least = if meaningful < SHORT_LINES { MIN_SCORE_SHORT } else { MIN_SCORE };
    let rough = rough_scores(file, search);
    let best = best_of(file, search, &rough, None)?;
    let edges = [(best.lines.start, 0), (best.lines.end - 1, search.len() - 1)];
    let edges_fit = edges.iter().all(|&(at, own)| ratio(file[at].trim(), search[own].trim()) >= MIN_EDGE_SCORE);
    if best.score < least || !edges_fit {
        return None;
    }
    let other = best_of(file, search, &rough, Some(&best.lines)).map_or(0.0, |other| other.score);
    (best.score - other >= MIN_MARGIN).then_some(best)
}

/// The place that looks most like the search, to show when nothing matched. `None` when nothing looks like it at all.
pub(crate) fn nearest(file: &[&str], search: &[&str]) -> Option<Place> {
    let rough = rough_scores(file, search);
    let (start, score) = rough.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    let lines = start..(start + search.len()).min(file.len());
    (score >= 0.3).then_some(Place { lines, score })
}

fn best_of(file: &[&str], search: &[&str], rough: &[f64], except: Option<&Range<usize>>) -> Option<Place> {
    let len = search.len();
    let apart = |start: usize| except.is_none_or(|taken| start + len <= taken.start || taken.end <= start);
    let mut starts: Vec<usize> = (0..rough.len()).filter(|&start| rough[start] >= 0.4 && apart(start)).collect();
    starts.sort_by(|&a, &b| rough[b].total_cmp(&rough[a]).then(a.cmp(&b)));
    starts.truncate(CANDIDATES);
    let wanted = joined(search);
    let mut best: Option<Place> = None;
    for start in starts {
        for length in [len, len.saturating_sub(1), len + 1] {
            let lines = start..start + length;
            if length == 0 || lines.end > file.len() || except.is_some_and(|taken| overlap(taken, &lines)) {
                continue;
            }
            let score = ratio(&joined(&file[lines.clone()]), &wanted);
            if best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(Place { lines, score });
            }
        }
    }
    best
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

/// Twice the shared characters over all characters, as in Python's difflib.
pub(crate) fn ratio(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let ops = capture_diff_slices(Algorithm::Myers, &a, &b);
    let shared: usize = ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. })).map(|op| op.old_range().len()).sum();
    2.0 * shared as f64 / (a.len() + b.len()).max(1) as f64
}

/// For each start line how many pairs of neighbouring bytes a window as long as the search shares with it, as a Dice
/// coefficient. One pass over the file: the window slides, and only the lines that enter and leave are counted.
fn rough_scores(file: &[&str], search: &[&str]) -> Vec<f64> {
    let len = search.len().min(file.len());
    if len == 0 {
        return Vec::new();
    }
    let mut window = Window { need: vec![0; BUCKETS], have: vec![0; BUCKETS], shared: 0, total: 0 };
    let mut wanted = 0u32;
    for line in search {
        for bucket in pairs(line) {
            window.need[bucket] += 1;
            wanted += 1;
        }
    }
    let mut scores = Vec::with_capacity(file.len() - len + 1);
    for (at, line) in file.iter().enumerate() {
        window.enter(line);
        if at + 1 >= len {
            let start = at + 1 - len;
            scores.push(2.0 * f64::from(window.shared) / f64::from((window.total + wanted).max(1)));
            window.leave(file[start]);
        }
    }
    scores
}

struct Window {
    need: Vec<u32>,
    have: Vec<u32>,
    shared: u32,
    total: u32,
}

impl Window {
    fn enter(&mut self, line: &str) {
        for bucket in pairs(line) {
            self.shared += u32::from(self.have[bucket] < self.need[bucket]);
            self.have[bucket] += 1;
            self.total += 1;
        }
    }

    fn leave(&mut self, line: &str) {
        for bucket in pairs(line) {
            self.have[bucket] -= 1;
            self.shared -= u32::from(self.have[bucket] < self.need[bucket]);
            self.total -= 1;
        }
    }
}

fn pairs(line: &str) -> impl Iterator<Item = usize> + '_ {
    line.trim().as_bytes().windows(2).map(|pair| (usize::from(pair[0]) * 67 + usize::from(pair[1]) * 257) % BUCKETS)
}
