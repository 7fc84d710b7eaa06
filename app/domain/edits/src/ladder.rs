//! Placing a model's blocks in a file: a ladder of matches, each more forgiving than the one before, none ambiguous.
//!
//! Every block is looked up in the same base text, so their order is free. Lines that a block repeats unchanged keep
//! the file's own bytes: only what the block changes is written.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::MAX_TEXT_BYTES;
use crate::block::{Block, Change, ChangeKind};
use crate::fuzzy;
use crate::indent::Shift;
use crate::lines::{body, changes, indent_of, is_blank, split};
use crate::merge::{Outcome, Touching, regions};

/// The most blocks placed at once.
const MAX_BLOCKS: usize = 1_000;
/// How many places an ambiguity names.
const MAX_NAMED_PLACES: usize = 8;
/// How many lines of the nearest passage an error shows.
const MAX_NEAR_LINES: usize = 8;

/// How a block was found, from surest to least sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rung {
    /// The file is written whole; nothing had to be found.
    Whole,
    /// Line for line.
    Exact,
    /// But for white space at line ends, or blank lines around the block.
    Whitespace,
    /// But for the indentation, shifted by one rule.
    Indent,
    /// With `...` for lines left out.
    Elided,
    /// By likeness; someone should look.
    Fuzzy,
}

/// A text with all blocks in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Applied {
    /// The new text.
    pub text: String,
    /// For each block how it was found.
    pub rungs: Vec<Rung>,
    /// True when something was guessed: show the difference before it is saved.
    pub needs_review: bool,
}

/// A line of the file, as an error shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NearLine {
    /// Its number, from 1.
    pub line: usize,
    /// Its text without the terminator.
    pub text: String,
}

/// Why blocks cannot be placed. Nothing is applied when one block cannot. `block` counts from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ApplyError {
    /// The text before or after is over the limit.
    #[error("A file may hold at most {max} bytes.")]
    TooLarge {
        /// The limit in bytes.
        max: usize,
    },
    /// More blocks than are placed at once.
    #[error("One change may hold at most {max} blocks.")]
    TooManyBlocks {
        /// The limit.
        max: usize,
    },
    /// The file to edit does not exist.
    #[error("The file to change does not exist.")]
    NoSuchFile,
    /// Nothing to search for, in a file that is not empty.
    #[error("Block {block} does not say which lines to replace.")]
    EmptySearch {
        /// Which block.
        block: usize,
    },
    /// The lines are not in the file.
    #[error("The lines that block {block} replaces are not in the file.")]
    NotFound {
        /// Which block.
        block: usize,
        /// The passage that looks most like them; empty when nothing does.
        nearest: Vec<NearLine>,
        /// The replacement is already in the file: most likely the change was applied before.
        already_applied: bool,
    },
    /// The lines are in the file more than once.
    #[error("The lines that block {block} replaces occur more than once. Repeat more of the lines around them.")]
    Ambiguous {
        /// Which block.
        block: usize,
        /// Where they begin, from 1; the first few.
        lines: Vec<usize>,
    },
    /// Two blocks replace the same lines.
    #[error("Blocks {first} and {second} replace the same lines.")]
    Overlap {
        /// The one that comes first in the file.
        first: usize,
        /// The other.
        second: usize,
    },
    /// `...` in the search and in the replacement do not correspond, so lines would be lost.
    #[error("Block {block} leaves out lines with \"...\" in a way that would lose them.")]
    Elision {
        /// Which block.
        block: usize,
    },
}

/// Places all blocks in `base`, or none.
pub fn apply_blocks(base: &str, blocks: &[Block]) -> Result<Applied, ApplyError> {
    if blocks.len() > MAX_BLOCKS {
        return Err(ApplyError::TooManyBlocks { max: MAX_BLOCKS });
    }
    let size = blocks.iter().fold(base.len(), |sum, block| sum.saturating_add(block.replace.len()));
    if size > 2 * MAX_TEXT_BYTES {
        return Err(ApplyError::TooLarge { max: MAX_TEXT_BYTES });
    }
    if let [only] = blocks
        && is_blank(&only.search)
        && is_blank(base)
    {
        return bounded(Applied { text: only.replace.clone(), rungs: vec![Rung::Whole], needs_review: false });
    }
    let file = File::new(base);
    let mut rungs = vec![Rung::Exact; blocks.len()];
    let mut needs_review = false;
    let mut pieces = Vec::new();
    let mut missing = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        match locate(&file.bodies, at, block) {
            Ok(found) => {
                rungs[at] = found.rung;
                needs_review |= found.needs_review;
                pieces.extend(found.pieces.into_iter().map(|piece| (at, piece)));
            }
            Err(error @ ApplyError::NotFound { .. }) => missing.push((at, error)),
            Err(error) => return Err(error),
        }
    }
    let mut text = file.rewrite(pieces)?;
    // A block may build on what another block wrote. Only a sure match counts there.
    for (at, error) in missing {
        let file = File::new(&text);
        let search: Vec<&str> = blocks[at].search.lines().collect();
        let starts = windows(&file.bodies, &search, |a, b| a == b);
        let &[start] = starts.as_slice() else { return Err(error) };
        // A lone text that merely survived somewhere is not what the block meant when nothing was written before it.
        if blocks.len() == 1 {
            return Err(error);
        }
        let replace: Vec<&str> = blocks[at].replace.lines().collect();
        let piece = piece(&search, &replace, start, &Shift::None).0;
        text = file.rewrite(vec![(at, piece)])?;
    }
    bounded(Applied { text, rungs, needs_review })
}

/// The text of a file after a change: `base` is what it holds now, if it exists. Deleting has no text and is refused
/// here as [`ApplyError::NoSuchFile`] when there is nothing to delete, otherwise answered with an empty text.
pub fn apply_change(base: Option<&str>, change: &Change) -> Result<Applied, ApplyError> {
    let whole = |text: &str| bounded(Applied { text: text.to_owned(), rungs: vec![Rung::Whole], needs_review: false });
    match (&change.kind, base) {
        (ChangeKind::Create, _) => whole(change.content().unwrap_or_default()),
        (ChangeKind::Delete, Some(_)) => whole(""),
        (ChangeKind::Edit | ChangeKind::Rename { .. }, Some(base)) => apply_blocks(base, &change.blocks),
        // Some models "edit" a file into being with an empty search.
        (ChangeKind::Edit, None) if change.blocks.len() == 1 && is_blank(&change.blocks[0].search) => {
            apply_blocks("", &change.blocks)
        }
        (_, None) => Err(ApplyError::NoSuchFile),
    }
}

fn bounded(applied: Applied) -> Result<Applied, ApplyError> {
    if applied.text.len() > MAX_TEXT_BYTES { Err(ApplyError::TooLarge { max: MAX_TEXT_BYTES }) } else { Ok(applied) }
}

/// A stretch of the file and the lines that take its place.
struct Piece {
    lines: Range<usize>,
    output: Vec<Line>,
}

enum Line {
    /// A line of the file as it is, by its index.
    Keep(usize),
    /// A new line without terminator.
    New(String),
}

struct Found {
    pieces: Vec<Piece>,
    rung: Rung,
    needs_review: bool,
}

struct File<'a> {
    lines: Vec<&'a str>,
    bodies: Vec<&'a str>,
}

impl<'a> File<'a> {
    fn new(text: &'a str) -> File<'a> {
        let lines = split(text);
        let bodies = lines.iter().map(|line| body(line)).collect();
        File { lines, bodies }
    }

    /// The file's own line end: the one that most lines have.
    fn line_end(&self) -> &'static str {
        let crlf = self.lines.iter().filter(|line| line.ends_with("\r\n")).count();
        if crlf * 2 > self.lines.len() { "\r\n" } else { "\n" }
    }

    fn rewrite(&self, mut pieces: Vec<(usize, Piece)>) -> Result<String, ApplyError> {
        pieces.sort_by_key(|(_, piece)| (piece.lines.start, piece.lines.end));
        for pair in pieces.windows(2) {
            if pair[1].1.lines.start < pair[0].1.lines.end {
                return Err(ApplyError::Overlap { first: pair[0].0, second: pair[1].0 });
            }
        }
        let line_end = self.line_end();
        let open_ended = self.lines.last().is_some_and(|line| !line.ends_with('\n'));
        let mut text = String::new();
        let mut copied = 0;
        for (_, piece) in pieces {
            text.extend(self.lines[copied..piece.lines.start].iter().copied());
            let at_end = piece.lines.end == self.lines.len() && open_ended;
            let last = piece.output.len().saturating_sub(1);
            for (at, line) in piece.output.iter().enumerate() {
                let (line, end) = match line {
                    Line::Keep(index) => {
                        let full = self.lines[*index];
                        let kept = &full[self.bodies[*index].len()..];
                        (self.bodies[*index], if kept.is_empty() { line_end } else { kept })
                    }
                    Line::New(line) => (line.as_str(), line_end),
                };
                text.push_str(line);
                // A file that did not end with a newline does not get one.
                if !(at_end && at == last) {
                    text.push_str(end);
                }
            }
            copied = piece.lines.end;
        }
        text.extend(self.lines[copied..].iter().copied());
        Ok(text)
    }
}

fn locate(file: &[&str], at: usize, block: &Block) -> Result<Found, ApplyError> {
    let search: Vec<&str> = block.search.lines().collect();
    let replace: Vec<&str> = block.replace.lines().collect();
    if search.iter().all(|line| is_blank(line)) {
        return Err(ApplyError::EmptySearch { block: at });
    }
    // Python and TypeScript stubs hold a bare `...`, so that alone is only worth a look; "rest of the code" is a loss.
    let loses = |line: &&str| elision(line) == Some(Elision::Comment) && !search.contains(line);
    let elides = search.iter().any(|line| elision(line).is_some());
    let dots = !elides && replace.iter().any(|line| elision(line) == Some(Elision::Bare));
    let exact = windows(file, &search, |a, b| a == b);
    if !elides && replace.iter().any(loses) {
        return Err(ApplyError::Elision { block: at });
    }
    if let Some(start) = unique(at, &exact)? {
        let (piece, _) = piece(&search, &replace, start, &Shift::None);
        return Ok(Found { pieces: vec![piece], rung: Rung::Exact, needs_review: dots });
    }
    let trimmed = without_blank_edges(&search, &replace);
    for (search, replace) in std::iter::once((search.as_slice(), replace.as_slice())).chain(trimmed) {
        let spaced = windows(file, search, |a, b| a.trim_end() == b.trim_end());
        if let Some(start) = unique(at, &spaced)? {
            let (piece, _) = piece(search, replace, start, &Shift::None);
            return Ok(Found { pieces: vec![piece], rung: Rung::Whitespace, needs_review: dots });
        }
        let shifted = windows(file, search, |a, b| a.trim() == b.trim());
        if let Some(start) = unique(at, &shifted)?
            && let Some(shift) = Shift::between(search, &file[start..start + search.len()])
        {
            let (piece, sure) = piece(search, replace, start, &shift);
            return Ok(Found { pieces: vec![piece], rung: Rung::Indent, needs_review: dots || !sure });
        }
    }
    if elides {
        return locate_elided(file, at, &search, &replace);
    }
    let (search, replace) = trimmed.unwrap_or((search.as_slice(), replace.as_slice()));
    if let Some(place) = fuzzy::only_place(file, search) {
        let piece = fuzzy_piece(file, search, replace, &place.lines);
        return Ok(Found { pieces: vec![piece], rung: Rung::Fuzzy, needs_review: true });
    }
    Err(not_found(file, at, search, replace))
}

fn not_found(file: &[&str], at: usize, search: &[&str], replace: &[&str]) -> ApplyError {
    let near = fuzzy::nearest(file, search).map(|place| place.lines).unwrap_or_default();
    let nearest = near.take(MAX_NEAR_LINES).map(|at| NearLine { line: at + 1, text: file[at].to_owned() }).collect();
    let already_applied = replace.iter().any(|line| !is_blank(line))
        && windows(file, replace, |a, b| a.trim_end() == b.trim_end()).len() == 1;
    ApplyError::NotFound { block: at, nearest, already_applied }
}

/// Where all lines of the search stand one below the other; the first few places.
fn windows(file: &[&str], search: &[&str], same: impl Fn(&str, &str) -> bool) -> Vec<usize> {
    if search.is_empty() || search.len() > file.len() {
        return Vec::new();
    }
    (0..=file.len() - search.len())
        .filter(|&start| search.iter().zip(&file[start..]).all(|(a, b)| same(a, b)))
        .take(MAX_NAMED_PLACES)
        .collect()
}

fn unique(block: usize, starts: &[usize]) -> Result<Option<usize>, ApplyError> {
    match starts {
        [] => Ok(None),
        [start] => Ok(Some(*start)),
        _ => Err(ApplyError::Ambiguous { block, lines: starts.iter().map(|start| start + 1).collect() }),
    }
}

/// Search and replacement without blank lines around them, when the search has any.
fn without_blank_edges<'b, 'a>(
    search: &'b [&'a str],
    replace: &'b [&'a str],
) -> Option<(&'b [&'a str], &'b [&'a str])> {
    let blank = |lines: &[&str]| lines.iter().take_while(|line| is_blank(line)).count();
    let blank_end = |lines: &[&str]| lines.iter().rev().take_while(|line| is_blank(line)).count();
    let (head, tail) = (blank(search), blank_end(search));
    if head + tail == 0 || head + tail >= search.len() {
        return None;
    }
    let head_too = blank(replace).min(head);
    let rest = &replace[head_too..];
    let tail_too = blank_end(rest).min(tail);
    Some((&search[head..search.len() - tail], &rest[..rest.len() - tail_too]))
}

/// What takes the place of `search` at `start`: lines that the replacement repeats keep the file's bytes.
fn piece(search: &[&str], replace: &[&str], start: usize, shift: &Shift) -> (Piece, bool) {
    let mut output = Vec::with_capacity(replace.len());
    let mut sure = true;
    let mut kept = 0;
    for change in changes(search, replace) {
        output.extend((kept..change.old.start).map(|at| Line::Keep(start + at)));
        for line in &replace[change.new] {
            let (line, known) = shift.carry(line);
            sure &= known;
            output.push(Line::New(line));
        }
        kept = change.old.end;
    }
    output.extend((kept..search.len()).map(|at| Line::Keep(start + at)));
    (Piece { lines: start..start + search.len(), output }, sure)
}

/// The search was not quite what the file holds, so the file's version of unchanged lines must survive: a merge in
/// which the search is the ancestor. Where both differ, the model's line is taken; a fuzzy match is always reviewed.
fn fuzzy_piece(file: &[&str], search: &[&str], replace: &[&str], lines: &Range<usize>) -> Piece {
    let passage = &file[lines.clone()];
    let first = |lines: &[&str]| lines.iter().find(|line| !is_blank(line)).map(|line| line.to_string());
    let shift = match (first(search), first(passage)) {
        (Some(a), Some(b)) => Shift::between(&[a.as_str()], &[b.as_str()]).unwrap_or(Shift::None),
        _ => Shift::None,
    };
    let carry = |lines: &[&str]| lines.iter().map(|line| shift.carry(line).0).collect::<Vec<String>>();
    let (search, replace) = (carry(search), carry(replace));
    let search: Vec<&str> = search.iter().map(String::as_str).collect();
    let replace: Vec<&str> = replace.iter().map(String::as_str).collect();
    let mut output = Vec::new();
    for region in regions(&search, passage, &replace, Touching::Join) {
        match region.outcome {
            Outcome::Ours => output.extend(region.ours.map(|at| Line::Keep(lines.start + at))),
            Outcome::Conflict if region.base.len() == region.ours.len() && region.base.len() == region.theirs.len() => {
                for ((was, is), wanted) in region.base.zip(region.ours).zip(region.theirs) {
                    output.push(reconcile(search[was], (lines.start + is, passage[is]), replace[wanted]));
                }
            }
            Outcome::Theirs | Outcome::Conflict => {
                output.extend(replace[region.theirs].iter().map(|line| Line::New((*line).to_owned())));
            }
        }
    }
    Piece { lines: lines.clone(), output }
}

/// One line that is not quite as the search has it: what the model left alone stays, also if that is only its indent.
fn reconcile(search: &str, (index, line): (usize, &str), replace: &str) -> Line {
    if search == replace {
        Line::Keep(index)
    } else if indent_of(search) == indent_of(replace) {
        Line::New(format!("{}{}", indent_of(line), replace.trim_start()))
    } else {
        Line::New(replace.to_owned())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Elision {
    /// Nothing but dots.
    Bare,
    /// A comment such as `// ... existing code ...`.
    Comment,
}

/// Whether a line stands for lines left out.
fn elision(line: &str) -> Option<Elision> {
    const WORDS: [&str; 9] =
        ["existing", "rest", "unchanged", "remaining", "same", "previous", "other", "omitted", "code"];
    let text = line.trim();
    let is_dots = |text: &str| text == "..." || text == "…" || text == "....";
    if is_dots(text) {
        return Some(Elision::Bare);
    }
    let inner = ["//", "{/*", "/*", "<!--", "#", "--", ";"].iter().find_map(|opener| text.strip_prefix(*opener))?;
    let inner =
        ["*/}", "*/", "-->"].iter().fold(inner.trim(), |text, closer| text.strip_suffix(*closer).unwrap_or(text));
    let inner = inner.trim();
    let dotted = ["...", "…"].iter().any(|dots| inner.starts_with(*dots) || inner.ends_with(*dots));
    let words = inner.trim_matches(['.', '…', ' ']).to_ascii_lowercase();
    let said =
        words.is_empty() || WORDS.iter().any(|word| words.split(|c: char| !c.is_alphanumeric()).any(|w| w == *word));
    (dotted && said).then_some(Elision::Comment)
}

/// Each stretch between elisions must be found once, in order; what lies between them stays as it is.
fn locate_elided(file: &[&str], at: usize, search: &[&str], replace: &[&str]) -> Result<Found, ApplyError> {
    let cut = |lines: &[&str]| -> Vec<Vec<String>> {
        lines.split(|line| elision(line).is_some()).map(|part| part.iter().map(|s| (*s).to_owned()).collect()).collect()
    };
    let (search_parts, replace_parts) = (cut(search), cut(replace));
    if search_parts.len() != replace_parts.len() {
        return Err(ApplyError::Elision { block: at });
    }
    let mut pieces = Vec::new();
    let (mut from, mut needs_review) = (0, false);
    for (search, replace) in search_parts.iter().zip(&replace_parts) {
        let search: Vec<&str> = search.iter().map(String::as_str).collect();
        let replace: Vec<&str> = replace.iter().map(String::as_str).collect();
        if search.iter().all(|line| is_blank(line)) {
            // Without a line to hold on to, new lines would have no place.
            if replace.iter().any(|line| !is_blank(line)) {
                return Err(ApplyError::Elision { block: at });
            }
            continue;
        }
        let (search, replace) =
            without_blank_edges(&search, &replace).unwrap_or((search.as_slice(), replace.as_slice()));
        let starts = windows(&file[from..], search, |a, b| a.trim() == b.trim());
        let starts: Vec<usize> = starts.into_iter().map(|start| start + from).collect();
        let Some(start) = unique(at, &starts)? else { return Err(not_found(file, at, search, replace)) };
        let Some(shift) = Shift::between(search, &file[start..start + search.len()]) else {
            return Err(not_found(file, at, search, replace));
        };
        let (piece, sure) = piece(search, replace, start, &shift);
        needs_review |= !sure;
        from = start + search.len();
        pieces.push(piece);
    }
    if pieces.is_empty() {
        return Err(ApplyError::EmptySearch { block: at });
    }
    Ok(Found { pieces, rung: Rung::Elided, needs_review })
}
