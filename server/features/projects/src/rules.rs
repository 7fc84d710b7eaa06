//! Decisions about projects as plain functions: no database, no clock.
use std::collections::{HashMap, HashSet};

use edits::{Merge, TextEdit};
use kernel::{Cursor, ProjectId, Role, Timestamp};
use projects_contract::{
    FilePath, MAX_DESCRIPTION_CHARS, MAX_FILE_BYTES, MAX_FILES, MAX_NAME_CHARS, MAX_PROJECT_BYTES, PathProblem,
    ProjectRole, ProjectState, ProjectsError,
};

/// Most projects that one person makes in an hour. Nobody types faster; a script that does is stopped early.
pub const MAX_PROJECTS_PER_HOUR: i64 = 30;
/// Longest message of a version, in characters.
pub const MAX_MESSAGE_CHARS: usize = 200;
/// Longest key of a request, in characters.
pub const MAX_REQUEST_KEY_CHARS: usize = 200;

/// The role that follows from the org, from having made the project, and from grants and share links; the highest wins.
pub fn role_in(org_role: Option<Role>, is_creator: bool, granted_to_edit: bool) -> ProjectRole {
    let through_org = match org_role {
        Some(Role::Owner | Role::Admin) => ProjectRole::Owner,
        Some(Role::Member) if is_creator => ProjectRole::Owner,
        Some(Role::Member) => ProjectRole::Editor,
        Some(Role::Viewer) | None => ProjectRole::Viewer,
    };
    let through_grant = if granted_to_edit { ProjectRole::Editor } else { ProjectRole::Viewer };
    through_org.max(through_grant)
}

/// Editors and owners write.
pub fn may_write(role: ProjectRole) -> Result<(), ProjectsError> {
    if role >= ProjectRole::Editor { Ok(()) } else { Err(ProjectsError::ReadOnly) }
}

/// Owners rename, trash and share.
pub fn may_own(role: ProjectRole) -> Result<(), ProjectsError> {
    match role {
        ProjectRole::Owner => Ok(()),
        ProjectRole::Editor => Err(ProjectsError::OwnerOnly),
        ProjectRole::Viewer => Err(ProjectsError::ReadOnly),
    }
}

/// What lies in the trash is not changed there.
pub fn is_not_trashed(is_trashed: bool) -> Result<(), ProjectsError> {
    if is_trashed {
        return Err(ProjectsError::WrongState("This project is in the trash. Take it out first.".into()));
    }
    Ok(())
}

/// Only what lies in the trash is deleted for good: one click alone destroys nothing.
pub fn is_trashed(is_trashed: bool) -> Result<(), ProjectsError> {
    if is_trashed {
        return Ok(());
    }
    Err(ProjectsError::WrongState("Put the project in the trash first. From there it can be deleted for good.".into()))
}

/// No file is written before the plan was approved.
pub fn can_hold_files(state: ProjectState, is_trashed: bool) -> Result<(), ProjectsError> {
    is_not_trashed(is_trashed)?;
    if state == ProjectState::Planned {
        return Err(ProjectsError::WrongState("This project is only a plan so far. Approve the plan first.".into()));
    }
    Ok(())
}

/// A description that can be kept: trimmed, without NUL, 1 to 10,000 characters.
pub fn description(text: &str) -> Result<String, ProjectsError> {
    let text = text.replace('\0', "");
    let text = text.trim();
    let chars = text.chars().count();
    match chars {
        0 => Err(ProjectsError::EmptyDescription),
        1..=MAX_DESCRIPTION_CHARS => Ok(text.to_owned()),
        _ => Err(ProjectsError::LongDescription { chars, max: MAX_DESCRIPTION_CHARS }),
    }
}

/// A project name: one line, 1 to 80 characters.
pub fn name(text: &str) -> Result<String, ProjectsError> {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_NAME_CHARS { Err(ProjectsError::BadName) } else { Ok(text.into()) }
}

/// A plan's title as a project name; the plan's own check has bounded it.
pub fn name_of(title: &str) -> String {
    let short: String = title.chars().take(MAX_NAME_CHARS).collect();
    name(&short).unwrap_or_else(|_| "Untitled".to_owned())
}

/// A version's message; blank means none.
pub fn message(text: Option<&str>) -> Result<Option<String>, ProjectsError> {
    let Some(text) = text else { return Ok(None) };
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim();
    match text.chars().count() {
        0 => Ok(None),
        1..=MAX_MESSAGE_CHARS => Ok(Some(text.to_owned())),
        _ => Err(ProjectsError::LongMessage),
    }
}

/// Bytes as they came in: text with LF line ends, or something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Text(String),
    Binary(Vec<u8>),
}

impl Content {
    /// UTF-8 without NUL is text. A byte order mark at its start goes, line ends become LF.
    pub fn of(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => {
                Content::Text(with_lf(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
            }
            Ok(text) => Content::Binary(text.into_bytes()),
            Err(error) => Content::Binary(error.into_bytes()),
        }
    }

    /// Its length as stored.
    pub fn size_bytes(&self) -> u64 {
        match self {
            Content::Text(text) => text.len() as u64,
            Content::Binary(bytes) => bytes.len() as u64,
        }
    }
}

/// Every line end as LF.
pub fn with_lf(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// Refuses a file over the limit.
pub fn check_size(path: &str, size_bytes: u64) -> Result<(), ProjectsError> {
    if size_bytes > MAX_FILE_BYTES as u64 {
        return Err(ProjectsError::FileTooLarge {
            path: path.to_owned(),
            size_bytes,
            max_bytes: MAX_FILE_BYTES as u64,
        });
    }
    Ok(())
}

/// Refuses a project that has become too large.
pub fn check_project(files: u64, bytes: u64) -> Result<(), ProjectsError> {
    if files > MAX_FILES as u64 {
        return Err(ProjectsError::TooManyFiles { max: MAX_FILES });
    }
    if bytes > MAX_PROJECT_BYTES {
        return Err(ProjectsError::ProjectFull { max_bytes: MAX_PROJECT_BYTES });
    }
    Ok(())
}

/// The first two paths that cannot stand beside each other: the same one twice, or a file where a folder must be.
pub fn clash_within(paths: &[FilePath]) -> Option<&FilePath> {
    let all: HashSet<&str> = paths.iter().map(FilePath::as_str).collect();
    let mut seen = HashSet::new();
    paths.iter().find(|path| {
        let text = path.as_str();
        !seen.insert(text) || text.match_indices('/').any(|(at, _)| all.contains(&text[..at]))
    })
}

/// What a write leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Write {
    /// The text is as it was.
    Nothing,
    /// The new text, how the current one becomes it, and back.
    Text { text: String, edits: Vec<TextEdit>, inverse: Vec<TextEdit> },
}

/// Applies edits that were made for the current text.
pub fn edit(current: &str, mut edits: Vec<TextEdit>) -> Result<Write, ProjectsError> {
    clean(&mut edits)?;
    let text = edits::apply(current, &edits).map_err(bad_edit)?;
    if text == current {
        return Ok(Write::Nothing);
    }
    let inverse = edits::invert(current, &edits).map_err(bad_edit)?;
    Ok(Write::Text { text, edits, inverse })
}

/// Why late edits could not be joined with what happened meanwhile.
#[derive(Debug, PartialEq)]
pub enum LateEdit {
    /// Both sides changed the same lines.
    Conflict,
    /// The edits never fitted the text that they name.
    Bad(ProjectsError),
}

/// Applies edits that were made for an older text: both sides are merged line by line.
pub fn late_edit(base: &str, current: &str, mut edits: Vec<TextEdit>) -> Result<Write, LateEdit> {
    clean(&mut edits).map_err(LateEdit::Bad)?;
    let ours = edits::apply(base, &edits).map_err(|error| LateEdit::Bad(bad_edit(error)))?;
    match edits::merge(base, &ours, current) {
        Merge::Conflict { .. } => Err(LateEdit::Conflict),
        Merge::Clean { text } => replace(current, text).map_err(LateEdit::Bad),
    }
}

/// Turns a whole new text into a write.
pub fn replace(current: &str, text: String) -> Result<Write, ProjectsError> {
    let edits = edits::diff(current, &text);
    if edits.is_empty() {
        return Ok(Write::Nothing);
    }
    let inverse = edits::invert(current, &edits).map_err(bad_edit)?;
    Ok(Write::Text { text, edits, inverse })
}

/// Takes writes back, last one first. `None` when one of them is missing: then the older text is not known any more.
pub fn rewind(current: &str, current_version: i64, base: i64, inverses: &[(i64, Vec<TextEdit>)]) -> Option<String> {
    let mut text = current.to_owned();
    let mut version = current_version;
    for (made, inverse) in inverses {
        if *made != version {
            return None;
        }
        text = edits::apply(&text, inverse).ok()?;
        version -= 1;
    }
    (version == base).then_some(text)
}

/// Edits of an older text, made on the current one: `since` is what happened in between.
pub fn edit_over(current: &str, mut edits: Vec<TextEdit>, since: &[doc::Entry]) -> Result<Write, ProjectsError> {
    clean(&mut edits)?;
    let unfit = |error: ot::OpError| ProjectsError::BadEdit(error.to_string());
    let mut op = ot::Op::from_edits(&edits).map_err(unfit)?;
    for entry in since {
        op = op.over(&entry.op, ot::Side::Left).map_err(unfit)?;
    }
    edit(current, op.to_edits())
}

fn clean(edits: &mut [TextEdit]) -> Result<(), ProjectsError> {
    for edit in edits {
        if edit.text.contains('\0') {
            return Err(ProjectsError::BadEdit("a text file cannot hold NUL characters. Upload it as a file.".into()));
        }
        if edit.text.contains('\r') {
            edit.text = with_lf(std::mem::take(&mut edit.text));
        }
    }
    Ok(())
}

fn bad_edit(error: edits::EditError) -> ProjectsError {
    ProjectsError::BadEdit(error.to_string())
}

/// A name beside `path` that nothing has taken: `a (restored).ts`, `a (restored 2).ts`, …
pub fn free_name(path: &str, is_taken: impl Fn(&str) -> bool) -> Result<String, PathProblem> {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let (stem, end) = match name.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    };
    // More tries than a project has files: one of them is free.
    for number in 1..=MAX_FILES + 1 {
        let mark = if number == 1 { " (restored)".to_owned() } else { format!(" (restored {number})") };
        // A part has at most 120 bytes; the end of a very long name gives way to the mark.
        let room = 120_usize.saturating_sub(mark.len() + end.len());
        let stem = &stem[..stem.floor_char_boundary(room.min(stem.len()))];
        let name = format!("{stem}{mark}{end}");
        let candidate = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        if !is_taken(&candidate) {
            return FilePath::parse(&candidate).map(|path| path.to_string());
        }
    }
    Err(PathProblem::TooLong)
}

/// The place of a project in a list.
pub fn list_cursor(updated_at: Timestamp, id: ProjectId) -> String {
    format!("{}.{id}", updated_at.micros())
}

/// Reads such a place. One that does not parse is from somewhere else; the list then begins at its start.
pub fn read_list_cursor(cursor: &Cursor) -> Option<(Timestamp, ProjectId)> {
    let (at, id) = cursor.0.split_once('.')?;
    Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()?))
}

/// The colour that style sheets name most often, for the picture of a project without a plan.
pub fn accent_of<'a>(style_sheets: impl Iterator<Item = &'a str>) -> String {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for sheet in style_sheets {
        for (at, _) in sheet.match_indices('#').take(2_000) {
            let digits: String = sheet[at + 1..].chars().take_while(char::is_ascii_hexdigit).take(7).collect();
            if digits.len() != 6 {
                continue;
            }
            let colour = digits.to_ascii_lowercase();
            let [r, g, b] = [0, 2, 4].map(|i| u8::from_str_radix(&colour[i..i + 2], 16).unwrap_or(0));
            // Greys are paper and ink; an accent has a hue.
            if r.max(g).max(b) - r.min(g).min(b) > 40 {
                *counts.entry(colour).or_default() += 1;
            }
        }
    }
    let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    format!("#{}", most.map_or_else(|| "64748b".to_owned(), |(colour, _)| colour))
}

#[cfg(test)]
mod tests;
