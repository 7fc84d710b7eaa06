//! From what a model wrote to changes that a person can say yes to. Pure.
use std::{collections::HashSet, fmt::Write as _};

use assist_contract::{ChangeAction, ProposedChange};
use edits::{ApplyError, Change, ChangeKind, Refusal, TextEdit};
use projects_contract::{FileContent, FilePath, MAX_FILE_BYTES};
use serde::{Deserialize, Serialize};

/// Equal lines shown around each change.
const CONTEXT_LINES: usize = 3;
/// Most lines in the hunks of one change. More cannot be looked through, and fills the conversation.
const MAX_HUNK_LINES: usize = 10_000;
/// Most files that one reply changes; as many as one write of projects takes comfortably.
const MAX_CHANGES: usize = 100;
/// A file that is rewritten whole and keeps less than this part of its lines wants a second look.
const KEPT_LINES_OF_ALL: (usize, usize) = (1, 2);

/// A change to one file, and the edits that make it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// What is shown.
    pub change: ProposedChange,
    /// What turns the text at `base_version` (nothing, for a new file) into the proposed one.
    pub edits: Vec<TextEdit>,
}

/// Fits what a model wrote to the files as they are.
pub fn propose(changes: Vec<Change>, refused: &[(String, Refusal)], files: &[FileContent]) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    let mut seen = HashSet::new();
    for change in edits::combine(changes) {
        let (path, kind) = (change.path.clone(), change.kind.clone());
        let result = if proposals.len() >= MAX_CHANGES {
            Err(format!("A reply can change at most {MAX_CHANGES} files. Ask for the rest separately."))
        } else {
            fit(change, files, &mut seen)
        };
        proposals.push(result.unwrap_or_else(|problem| impossible(&path, action(&kind), problem)));
    }
    for (path, reason) in refused.iter().filter(|(path, _)| !path.is_empty()).take(MAX_CHANGES) {
        // A change that came broken and then whole needs no second line.
        if !proposals.iter().any(|proposal| proposal.change.path == *path) {
            let problem = format!("This change could not be read: {reason}.");
            proposals.push(impossible(path, ChangeAction::Edit, problem));
        }
    }
    number(&mut proposals);
    proposals
}

/// Puts each proposal's place in it.
pub fn number(proposals: &mut [Proposal]) {
    for (proposal, index) in proposals.iter_mut().zip(0..) {
        proposal.change.index = index;
    }
}

const fn action(kind: &ChangeKind) -> ChangeAction {
    match kind {
        ChangeKind::Edit => ChangeAction::Edit,
        ChangeKind::Create => ChangeAction::Create,
        ChangeKind::Delete => ChangeAction::Delete,
        ChangeKind::Rename { .. } => ChangeAction::Move,
    }
}

fn impossible(path: &str, action: ChangeAction, problem: String) -> Proposal {
    let path: String = path.chars().take(400).collect();
    Proposal { change: ProposedChange { problem: Some(problem), ..bare(path, action, None) }, edits: Vec::new() }
}

fn bare(path: String, action: ChangeAction, file: Option<&FileContent>) -> ProposedChange {
    ProposedChange {
        index: 0,
        path,
        file_id: file.map(|file| file.entry.id),
        base_version: file.map(|file| file.entry.version),
        action,
        moved_to: None,
        hunks: Vec::new(),
        needs_review: false,
        problem: None,
    }
}

fn fit(change: Change, files: &[FileContent], seen: &mut HashSet<String>) -> Result<Proposal, String> {
    let path = FilePath::parse(&change.path).map_err(|problem| problem.to_string())?.to_string();
    if !seen.insert(path.clone()) {
        return Err("This reply changes the file twice in ways that cannot be joined. Ask again.".into());
    }
    let file = files.iter().find(|file| file.entry.path == path);
    match (&change.kind, file) {
        (ChangeKind::Create, None) => create(path, change.content().unwrap_or_default(), files),
        (ChangeKind::Create, Some(file)) => rewrite(path, change.content().unwrap_or_default(), file),
        (ChangeKind::Edit, Some(file)) => edit(path, &change, file),
        // Some models "edit" a file into being, with nothing to search for.
        (ChangeKind::Edit, None) => match change.blocks.as_slice() {
            [only] if only.search.trim().is_empty() && !only.replace.is_empty() => create(path, &only.replace, files),
            _ => Err(no_such_file(&path, files)),
        },
        (ChangeKind::Delete, Some(file)) => {
            Ok(Proposal { change: bare(path, ChangeAction::Delete, Some(file)), edits: Vec::new() })
        }
        (ChangeKind::Rename { to }, Some(file)) => {
            let to = FilePath::parse(to).map_err(|problem| problem.to_string())?.to_string();
            if to != path && (files.iter().any(|file| file.entry.path == to) || !seen.insert(to.clone())) {
                return Err(format!("“{to}” exists already."));
            }
            let change = if change.blocks.is_empty() {
                Proposal { change: bare(path, ChangeAction::Move, Some(file)), edits: Vec::new() }
            } else {
                edit(path, &change, file)?
            };
            let moved = ProposedChange { action: ChangeAction::Move, moved_to: Some(to), ..change.change };
            Ok(Proposal { change: moved, ..change })
        }
        (ChangeKind::Delete | ChangeKind::Rename { .. }, None) => Err(no_such_file(&path, files)),
    }
}

fn create(path: String, text: &str, files: &[FileContent]) -> Result<Proposal, String> {
    let lower = path.to_lowercase();
    if let Some(like) = files.iter().find(|file| file.entry.path.to_lowercase() == lower) {
        return Err(format!("“{}” differs only in upper and lower case.", like.entry.path));
    }
    let text = with_lf(text);
    let change = bare(path, ChangeAction::Create, None);
    shown(change, "", &text)
}

fn edit(path: String, change: &Change, file: &FileContent) -> Result<Proposal, String> {
    let old = text_of(file)?;
    let applied = edits::apply_blocks(old, &change.blocks).map_err(|error| misfit(&error))?;
    let new = with_lf(&applied.text);
    if new == old {
        return Err("The file has this text already.".into());
    }
    let change = ProposedChange { needs_review: applied.needs_review, ..bare(path, ChangeAction::Edit, Some(file)) };
    shown(change, old, &new)
}

/// A file that exists was written whole: what differs becomes an edit, so that the rest is not touched.
fn rewrite(path: String, text: &str, file: &FileContent) -> Result<Proposal, String> {
    let old = text_of(file)?;
    let new = with_lf(text);
    if new == old {
        return Err("The file has this text already.".into());
    }
    if let Some(line) = new.lines().find(|line| leaves_out(line) && !old.contains(line.trim())) {
        return Err(format!("The new text leaves parts of the file out (“{}”).", line.trim()));
    }
    let proposal = shown(bare(path, ChangeAction::Edit, Some(file)), old, &new)?;
    let gone = proposal.change.hunks.iter().flat_map(|hunk| &hunk.lines);
    let gone = gone.filter(|line| line.kind == edits::LineKind::Removed).count();
    let all = old.lines().count();
    let (kept, of) = KEPT_LINES_OF_ALL;
    let needs_review = all > 0 && (all - gone.min(all)) * of < all * kept;
    Ok(Proposal { change: ProposedChange { needs_review, ..proposal.change }, ..proposal })
}

/// A comment that stands for code which the model did not repeat.
fn leaves_out(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    let is_comment = ["//", "/*", "#", "<!--", "--", "{/*"].iter().any(|mark| line.starts_with(mark));
    let stands_for =
        ["rest of the", "existing code", "remains unchanged", "remains the same", "unchanged code", "same as before"];
    is_comment && (line.contains("...") || line.contains('…')) && stands_for.iter().any(|words| line.contains(words))
}

fn shown(change: ProposedChange, old: &str, new: &str) -> Result<Proposal, String> {
    if new.len() > MAX_FILE_BYTES {
        return Err(format!("The file would have {} bytes; a file can have at most {MAX_FILE_BYTES}.", new.len()));
    }
    let hunks = edits::hunks(old, new, CONTEXT_LINES);
    if hunks.iter().map(|hunk| hunk.lines.len()).sum::<usize>() > MAX_HUNK_LINES {
        return Err(format!("The change touches more than {MAX_HUNK_LINES} lines. Ask for a smaller one."));
    }
    Ok(Proposal { change: ProposedChange { hunks, ..change }, edits: edits::diff(old, new) })
}

fn text_of(file: &FileContent) -> Result<&str, String> {
    file.text.as_deref().ok_or_else(|| format!("“{}” is not a text file.", file.entry.path))
}

/// Files are stored with LF, so edits must not bring other line ends in.
fn with_lf(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

fn no_such_file(path: &str, files: &[FileContent]) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let like = files.iter().find(|file| file.entry.path.rsplit('/').next() == Some(name));
    match like {
        Some(like) => format!("There is no such file. Perhaps “{}” is meant.", like.entry.path),
        None => "There is no such file in this project.".into(),
    }
}

/// What was looked for and what stands there instead. Blocks are counted from 1 for people.
fn misfit(error: &ApplyError) -> String {
    match error {
        ApplyError::NotFound { already_applied: true, .. } => {
            "The lines to replace are not in the file, but the new ones are: it seems to be done already.".into()
        }
        ApplyError::NotFound { block, nearest, .. } => {
            let mut text = format!("The lines that block {} replaces are not in the file.", block + 1);
            if !nearest.is_empty() {
                text.push_str(" What comes nearest:");
                for near in nearest {
                    let _ = write!(text, "\n{}: {}", near.line, near.text);
                }
            }
            text
        }
        ApplyError::Ambiguous { block, lines } => {
            let places: Vec<String> = lines.iter().map(usize::to_string).collect();
            format!("The lines that block {} replaces occur more than once, at lines {}.", block + 1, places.join(", "))
        }
        ApplyError::EmptySearch { block } => format!("Block {} does not say which lines to replace.", block + 1),
        ApplyError::Overlap { first, second } => {
            format!("Blocks {} and {} replace the same lines.", first + 1, second + 1)
        }
        ApplyError::Elision { block } => {
            format!("Block {} leaves lines out in a way that would lose them.", block + 1)
        }
        ApplyError::TooLarge { .. } | ApplyError::TooManyBlocks { .. } | ApplyError::NoSuchFile => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
