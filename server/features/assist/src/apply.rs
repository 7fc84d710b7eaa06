//! From a yes to the writes it means, and to the steps that take them back. Pure.
use assist_contract::{AcceptedHunks, AssistError, ChangeAction, ProposedChange};
use edits::{FileStep, TextEdit};
use kernel::{Fault, FileId};
use projects_contract::{FileContent, FileEntry, FileWrite};
use serde::{Deserialize, Serialize};

use crate::propose::Proposal;

/// One step of taking an application back. Each names the version that it expects to find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "step")]
pub enum UndoStep {
    /// Bring the old lines back.
    Edit { file: FileId, path: String, version: i64, edits: Vec<TextEdit> },
    /// Put a file that was added in the trash.
    Remove { file: FileId, path: String, version: i64 },
    /// Take a file that was deleted out of the trash.
    Restore { file: FileId, path: String },
    /// Move a file back.
    MoveBack { file: FileId, path: String, to: String, version: i64 },
}

/// What is to be written.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// For projects, in this order, all or none.
    pub writes: Vec<FileWrite>,
    /// Number of hunks; a file that is added, deleted or only moved counts as one.
    pub applied: u32,
    /// Paths of the files as they are called afterwards.
    pub files: Vec<String>,
    /// For each write how it is taken back, once its version is known.
    back: Vec<Back>,
}

#[derive(Debug, PartialEq, Eq)]
enum Back {
    Edit { path: String, edits: Vec<TextEdit> },
    Remove,
    Restore { path: String },
    Move { to: String },
}

/// Chooses the accepted hunks and turns them into writes against the files as they are now.
pub fn plan(
    proposals: &[Proposal],
    accepted: Option<&[AcceptedHunks]>,
    files: &[FileContent],
) -> Result<Plan, AssistError> {
    let mut plan = Plan { writes: Vec::new(), applied: 0, files: Vec::new(), back: Vec::new() };
    match accepted {
        None => {
            for proposal in proposals.iter().filter(|proposal| proposal.change.problem.is_none()) {
                plan.add(proposal, None, files)?;
            }
        }
        Some(accepted) => {
            for (at, entry) in accepted.iter().enumerate() {
                if accepted[..at].iter().any(|earlier| earlier.index == entry.index) {
                    return Err(nothing(format!("change {} was accepted twice in one request.", entry.index)));
                }
                let proposal = proposals.iter().find(|proposal| proposal.change.index == entry.index);
                let proposal = proposal.ok_or_else(|| nothing(format!("it has no change {}.", entry.index)))?;
                if let Some(problem) = &proposal.change.problem {
                    return Err(nothing(format!("the change of “{}” does not fit. {problem}", proposal.change.path)));
                }
                if !entry.hunks.is_empty() || proposal.change.hunks.is_empty() {
                    plan.add(proposal, Some(&entry.hunks), files)?;
                }
            }
        }
    }
    if plan.writes.is_empty() {
        return Err(nothing("no change was accepted that fits its file.".to_owned()));
    }
    Ok(plan)
}

fn nothing(why: String) -> AssistError {
    AssistError::NothingToApply(why)
}

impl Plan {
    fn add(&mut self, proposal: &Proposal, hunks: Option<&[usize]>, files: &[FileContent]) -> Result<(), AssistError> {
        let change = &proposal.change;
        match change.action {
            ChangeAction::Create => {
                if files.iter().any(|file| file.entry.path == change.path) {
                    return Err(stale(&change.path));
                }
                let text = edits::apply("", &proposal.edits).map_err(Fault::from)?;
                self.push(FileWrite::Create { path: change.path.clone(), text }, Back::Remove);
                self.done(&change.path, 1);
            }
            ChangeAction::Edit => {
                let (file, old) = at_base(change, files)?;
                let new = edits::apply(old, &proposal.edits).map_err(Fault::from)?;
                let count = hunks
                    .map_or(change.hunks.len(), |hunks| hunks.iter().collect::<std::collections::HashSet<_>>().len());
                let new = match hunks {
                    None => new,
                    Some(hunks) => edits::apply_hunks(old, &new, hunks).map_err(|error| nothing(error.to_string()))?,
                };
                self.edit(file, &change.path, old, &new)?;
                self.done(&change.path, count);
            }
            ChangeAction::Delete => {
                let file = entry_at_base(change, files)?;
                let write = FileWrite::Delete { file: file.entry.id, base_version: file.entry.version };
                self.push(write, Back::Restore { path: change.path.clone() });
                self.done(&change.path, 1);
            }
            ChangeAction::Move => {
                let to = change.moved_to.clone().unwrap_or_else(|| change.path.clone());
                if to != change.path && files.iter().any(|file| file.entry.path == to) {
                    return Err(stale(&to));
                }
                let entry = &entry_at_base(change, files)?.entry;
                if !proposal.edits.is_empty() {
                    let (file, old) = at_base(change, files)?;
                    let new = edits::apply(old, &proposal.edits).map_err(Fault::from)?;
                    self.edit(file, &to, old, &new)?;
                }
                let back = Back::Move { to: change.path.clone() };
                self.push(FileWrite::Move { file: entry.id, to: to.clone() }, back);
                self.done(&to, change.hunks.len().max(1));
            }
        }
        Ok(())
    }

    fn edit(&mut self, file: &FileContent, path: &str, old: &str, new: &str) -> Result<(), AssistError> {
        let edits = edits::diff(old, new);
        let back = edits::invert(old, &edits).map_err(Fault::from)?;
        let write = FileWrite::Edit { file: file.entry.id, base_version: file.entry.version, edits };
        self.push(write, Back::Edit { path: path.to_owned(), edits: back });
        Ok(())
    }

    fn push(&mut self, write: FileWrite, back: Back) {
        self.writes.push(write);
        self.back.push(back);
    }

    fn done(&mut self, path: &str, count: usize) {
        self.applied = self.applied.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        self.files.push(path.to_owned());
    }

    /// What the writes would do, for somebody who carries them out on a copy.
    pub fn steps(&self, files: &[FileContent]) -> Result<Vec<FileStep>, AssistError> {
        let at = |id: FileId| {
            let found = files.iter().find(|file| file.entry.id == id);
            found.ok_or_else(|| AssistError::from(Fault::new("a planned write names a file that was not read")))
        };
        self.writes
            .iter()
            .map(|write| {
                Ok(match write {
                    FileWrite::Create { path, text } => FileStep::write(path, text),
                    FileWrite::Edit { file, edits, .. } => {
                        let file = at(*file)?;
                        let old = file.text.as_deref().unwrap_or_default();
                        let text = edits::apply(old, edits).map_err(Fault::from)?;
                        FileStep::write(&file.entry.path, text)
                    }
                    FileWrite::Move { file, to } => FileStep::rename(&at(*file)?.entry.path, to),
                    FileWrite::Delete { file, .. } => FileStep::remove(&at(*file)?.entry.path),
                })
            })
            .collect()
    }

    /// How everything is taken back, given the files as the writes left them (one entry per write, in order).
    pub fn undo(self, written: &[FileEntry]) -> Vec<UndoStep> {
        let steps = self.back.into_iter().zip(written).map(|(back, entry)| {
            let (file, version) = (entry.id, entry.version);
            match back {
                Back::Edit { path, edits } => UndoStep::Edit { file, path, version, edits },
                Back::Remove => UndoStep::Remove { file, path: entry.path.clone(), version },
                Back::Restore { path } => UndoStep::Restore { file, path },
                Back::Move { to } => UndoStep::MoveBack { file, path: entry.path.clone(), to, version },
            }
        });
        // Last done, first undone.
        let mut steps: Vec<UndoStep> = steps.collect();
        steps.reverse();
        steps
    }
}

fn stale(path: &str) -> AssistError {
    AssistError::StaleBase { path: path.to_owned() }
}

fn entry_at_base<'a>(change: &ProposedChange, files: &'a [FileContent]) -> Result<&'a FileContent, AssistError> {
    let file = files.iter().find(|file| Some(file.entry.id) == change.file_id);
    let is_same =
        |file: &&FileContent| Some(file.entry.version) == change.base_version && file.entry.path == change.path;
    file.filter(is_same).ok_or_else(|| stale(&change.path))
}

fn at_base<'a>(change: &ProposedChange, files: &'a [FileContent]) -> Result<(&'a FileContent, &'a str), AssistError> {
    let file = entry_at_base(change, files)?;
    let text = file.text.as_deref().ok_or_else(|| stale(&change.path))?;
    Ok((file, text))
}

/// The writes that take an application back, or the first file that has moved on since. Files in the trash come back
/// separately; their ids are the second part.
pub fn undo(
    steps: &[UndoStep],
    files: &[FileEntry],
    trash: &[FileEntry],
) -> Result<(Vec<FileWrite>, Vec<FileId>), AssistError> {
    let (mut writes, mut restored) = (Vec::new(), Vec::new());
    for step in steps {
        match step {
            UndoStep::Edit { file, path, version, edits } => {
                expect(files, *file, path, *version)?;
                let (file, base_version, edits) = (*file, *version, edits.clone());
                // A change without any effect leaves nothing to bring back.
                if !edits.is_empty() {
                    writes.push(FileWrite::Edit { file, base_version, edits });
                }
            }
            UndoStep::Remove { file, path, version } => {
                expect(files, *file, path, *version)?;
                writes.push(FileWrite::Delete { file: *file, base_version: *version });
            }
            UndoStep::Restore { file, path } => {
                if !trash.iter().any(|entry| entry.id == *file) || files.iter().any(|entry| entry.path == *path) {
                    return Err(stale(path));
                }
                restored.push(*file);
            }
            UndoStep::MoveBack { file, path, to, version } => {
                expect(files, *file, path, *version)?;
                if to != path && files.iter().any(|entry| entry.path == *to) {
                    return Err(stale(to));
                }
                writes.push(FileWrite::Move { file: *file, to: to.clone() });
            }
        }
    }
    Ok((writes, restored))
}

fn expect(files: &[FileEntry], file: FileId, path: &str, version: i64) -> Result<(), AssistError> {
    let stands = files.iter().any(|entry| entry.id == file && entry.path == path && entry.version == version);
    if stands { Ok(()) } else { Err(stale(path)) }
}

/// Paths of the files as undoing leaves them.
pub fn paths(steps: &[UndoStep]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for step in steps {
        let path = match step {
            UndoStep::Edit { path, .. } | UndoStep::Remove { path, .. } | UndoStep::Restore { path, .. } => path,
            UndoStep::MoveBack { to, .. } => to,
        };
        if !paths.contains(path) {
            paths.push(path.clone());
        }
    }
    paths
}
