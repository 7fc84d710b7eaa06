//! From changed texts to SEARCH/REPLACE blocks that are known to apply.

use std::collections::BTreeMap;
use std::ops::Range;

use edits::{Block, Change, ChangeKind, ChangeParser, Event, apply_blocks, hunks};

use crate::project::{Language, Project};
use crate::script;
use crate::style::Sheet;

/// New texts for files of a project, collected until they are tried and written as changes.
pub(crate) struct Proposal<'p, 'a> {
    project: &'p Project<'a>,
    texts: BTreeMap<usize, String>,
}

impl<'p, 'a> Proposal<'p, 'a> {
    pub fn new(project: &'p Project<'a>) -> Self {
        Proposal { project, texts: BTreeMap::new() }
    }

    /// The text of a file as proposed so far.
    pub fn text(&self, index: usize) -> &str {
        self.texts.get(&index).map_or_else(|| self.project.text(index), String::as_str)
    }

    /// Replaces ranges of a file's text as proposed so far. Overlapping ranges after the first are left out; says how many were used.
    pub fn splice(&mut self, index: usize, mut edits: Vec<(Range<usize>, String)>) -> usize {
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let text = self.text(index).to_owned();
        let mut result = String::with_capacity(text.len() + 64);
        let (mut copied, mut used) = (0, 0);
        for (range, new) in edits {
            let fits = range.start >= copied && text.get(range.clone()).is_some();
            if fits {
                result.push_str(&text[copied..range.start]);
                result.push_str(&new);
                copied = range.end;
                used += 1;
            }
        }
        result.push_str(&text[copied..]);
        self.texts.insert(index, result);
        used
    }

    /// The changes, or why they cannot be offered. Nothing is offered that does not apply, or breaks a file that was whole.
    pub fn finish(self) -> Result<Vec<Change>, String> {
        let mut changes = Vec::new();
        for (index, new) in self.texts {
            let (path, old) = (self.project.path(index), self.project.text(index));
            if new == old {
                continue;
            }
            let change = Change { path: path.to_owned(), kind: ChangeKind::Edit, blocks: blocks(old, &new) };
            if !comes_through(old, &new, &change) {
                return Err(format!("the change to `{path}` could not be written so that it applies for certain"));
            }
            if let Some(problem) = breaks(path, old, &new) {
                return Err(format!("the change would break `{path}`: {problem}"));
            }
            changes.push(change);
        }
        Ok(changes)
    }
}

/// Written down, read back and applied, the change gives exactly the new text.
fn comes_through(old: &str, new: &str, change: &Change) -> bool {
    let mut parser = ChangeParser::new();
    let mut events = parser.feed(&change.to_markup());
    events.extend(parser.finish());
    let read = events.iter().find_map(|event| match event {
        Event::ChangeDone { change } => Some(change),
        _ => None,
    });
    read.is_some_and(|read| {
        read.path == change.path
            && apply_blocks(old, &read.blocks).is_ok_and(|applied| applied.text == new && !applied.needs_review)
    })
}

/// What is broken in the new text and was not in the old one.
fn breaks(path: &str, old: &str, new: &str) -> Option<String> {
    match Language::of(path) {
        Language::Script => {
            let was = script::read(path, old).ok()?.error.is_none();
            let error = script::read(path, new).ok()?.error.filter(|_| was);
            error.map(|(message, line)| format!("line {line}: {message}"))
        }
        Language::Json => {
            let was = serde_json::from_str::<serde_json::Value>(old).is_ok();
            let error = serde_json::from_str::<serde_json::Value>(new).err().filter(|_| was);
            error.map(|error| error.to_string())
        }
        Language::Css => {
            let broken = Sheet::of(old).balanced && !Sheet::of(new).balanced;
            broken.then(|| "a brace would have no partner".to_owned())
        }
        Language::Html | Language::Markdown | Language::Other => None,
    }
}

/// The smallest blocks whose search text occurs once.
fn blocks(old: &str, new: &str) -> Vec<Block> {
    let before: Vec<&str> = old.split_inclusive('\n').collect();
    let after: Vec<&str> = new.split_inclusive('\n').collect();
    let mut spans: Vec<(Range<usize>, Range<usize>)> = hunks(old, new, 0)
        .iter()
        .map(|hunk| {
            let (a, b) = (hunk.old_start - 1, hunk.new_start - 1);
            (a..a + hunk.old_lines, b..b + hunk.new_lines)
        })
        .collect();
    let mut at = 0;
    while at < spans.len() {
        while !is_unique(&before, &spans[at].0) {
            let low = if at == 0 { 0 } else { spans[at - 1].0.end };
            let high = spans.get(at + 1).map_or(before.len(), |next| next.0.start);
            let (up, down) = (spans[at].0.start > low, spans[at].0.end < high);
            let (a, b) = &mut spans[at];
            if up {
                (a.start, b.start) = (a.start - 1, b.start - 1);
            }
            if down {
                (a.end, b.end) = (a.end + 1, b.end + 1);
            }
            if up || down {
                continue;
            }
            // Nothing lies between this span and its neighbours: together they are longer, so more likely unique.
            if at + 1 < spans.len() {
                let next = spans.remove(at + 1);
                (spans[at].0.end, spans[at].1.end) = (next.0.end, next.1.end);
            } else if at > 0 {
                let this = spans.remove(at);
                at -= 1;
                (spans[at].0.end, spans[at].1.end) = (this.0.end, this.1.end);
            } else {
                break;
            }
        }
        at += 1;
    }
    spans.into_iter().map(|(a, b)| Block { search: before[a].concat(), replace: after[b].concat() }).collect()
}

fn is_unique(lines: &[&str], span: &Range<usize>) -> bool {
    let wanted = &lines[span.clone()];
    let same = |window: &[&str]| window.iter().zip(wanted).all(|(a, b)| a.trim_end() == b.trim_end());
    wanted.iter().any(|line| !line.trim().is_empty())
        && lines.windows(wanted.len()).filter(|window| same(window)).count() == 1
}
