//! Projects from files that exist, and back: templates, zip import, zip export.
use std::io::{Cursor, Read, Write};

use kernel::{Caller, Fault, FileId, OrgId, ProjectId, UserId, VersionId};
use projects_contract::{
    FilePath, MAX_FILE_BYTES, MAX_FILES, MAX_PROJECT_BYTES, NewFile, PathProblem, Project, ProjectState, ProjectsError,
    VersionOrigin,
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{Service, projects as project_service, versions as version_service};
use crate::{
    rules::{self, Content},
    store::{
        access,
        files::{self, Body, NewRow},
        people, projects,
        versions::{self, Kept},
    },
};

/// Entries that an archive may list, wanted or not. Reading the list itself takes memory.
const MAX_ENTRIES: usize = 20_000;
/// Folders that are not the project's own work: they are left out, and the project's note says so.
const SKIPPED_FOLDERS: [&str; 3] = [".git", "node_modules", "__MACOSX"];
/// Names that a note lists before it only counts.
const NAMED_IN_NOTE: usize = 5;

/// Where the files come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A listing of the marketplace.
    Template,
    /// An archive.
    Import,
}

pub async fn create_from_files(
    service: &Service,
    by: &Caller,
    name: &str,
    description: &str,
    files: Vec<NewFile>,
    source: Source,
) -> Result<Project, ProjectsError> {
    make(service, by, name, description, files, source, None).await
}

async fn make(
    service: &Service,
    by: &Caller,
    name: &str,
    description: &str,
    files: Vec<NewFile>,
    source: Source,
    note: Option<String>,
) -> Result<Project, ProjectsError> {
    let who = *project_service::author(by)?;
    let name = rules::name(name)?;
    let description: String =
        description.replace('\0', "").chars().take(projects_contract::MAX_DESCRIPTION_CHARS).collect();
    let paths = files.iter().map(|file| FilePath::parse(&file.path)).collect::<Result<Vec<_>, _>>()?;
    if let Some(taken) = rules::clash_within(&paths) {
        return Err(ProjectsError::PathTaken { path: taken.to_string() });
    }
    rules::check_project(files.len() as u64, files.iter().map(|file| file.bytes.len() as u64).sum())?;

    // Everything goes to the blob store first: a full disk then refuses the whole, and no row was written.
    let (mut rows, mut binary) = (Vec::with_capacity(files.len()), Vec::new());
    for (file, path) in files.into_iter().zip(paths) {
        rules::check_size(path.as_str(), file.bytes.len() as u64)?;
        let content = Content::of(file.bytes);
        let size_bytes = content.size_bytes();
        let body = match content {
            Content::Text(text) => Body::Text(text),
            Content::Binary(bytes) => {
                binary.push(path.to_string());
                Body::Blob(service.put_blob(&bytes).await?)
            }
        };
        rows.push(NewRow {
            id: FileId::from_uuid(service.deps.clock.new_id()),
            path: path.to_string(),
            body,
            size_bytes,
        });
    }
    let texts = rows.iter().filter_map(|row| match &row.body {
        Body::Text(text) => Some(text.as_str()),
        Body::Blob(_) => None,
    });
    version_service::put_all(service, texts.collect()).await?;

    let id = ProjectId::from_uuid(service.deps.clock.new_id());
    let accent =
        rules::accent_of(rows.iter().filter(|row| row.path.ends_with(".css")).filter_map(|row| match &row.body {
            Body::Text(text) => Some(text.as_str()),
            Body::Blob(_) => None,
        }));
    let new = New { id, name: &name, description: &description, accent: &accent, source, note: note.as_deref() };
    insert(service, by, who.user, who.org, &new, &rows).await
}

struct New<'a> {
    id: ProjectId,
    name: &'a str,
    description: &'a str,
    accent: &'a str,
    source: Source,
    note: Option<&'a str>,
}

async fn insert(
    service: &Service,
    by: &Caller,
    user: UserId,
    org: OrgId,
    new: &New<'_>,
    rows: &[NewRow],
) -> Result<Project, ProjectsError> {
    let now = service.deps.clock.now();
    let mut tx = service.deps.db.begin(by).await?;
    people::lock_creation(&mut tx, user).await?;
    if let Some(who) = by.signed_in() {
        project_service::check_rate(service, &mut tx, who).await?;
    }
    let row = projects::NewRow {
        id: new.id,
        org,
        creator: user,
        name: new.name,
        description: new.description,
        kind: "imported",
        accent: new.accent,
        plan: None,
        state: ProjectState::Ready,
        generator: match new.source {
            Source::Template => "template",
            Source::Import => "import",
        },
        note: new.note,
        now,
    };
    projects::insert(&mut tx, &row).await?;
    files::insert_into(&mut tx, new.id, org, rows, now).await?;
    let access = access::see(&mut tx, new.id).await?;
    let kept: Vec<Kept> = rows.iter().map(kept_of).collect();
    let by_name = people::my_name(&mut tx).await?.unwrap_or_else(|| "A guest".to_owned());
    let version = versions::NewRow {
        id: VersionId::from_uuid(service.deps.clock.new_id()),
        message: None,
        origin: VersionOrigin::Import,
        by: Some(user),
        by_name: &by_name,
        files: &kept,
        now,
    };
    versions::insert(&mut tx, &access, &version).await?;
    let bytes: u64 = rows.iter().map(|row| row.size_bytes).sum();
    service.settle(&mut tx, &access, bytes as i64, true).await?;
    let stored = projects::get(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(project_service::project_for(service, &access, stored))
}

fn kept_of(row: &NewRow) -> Kept {
    let (hash, is_binary) = match &row.body {
        Body::Text(text) => (ports::BlobHash::of(text.as_bytes()), false),
        Body::Blob(hash) => (hash.clone(), true),
    };
    Kept { file: row.id, path: row.path.clone(), hash, size_bytes: row.size_bytes, is_binary }
}

pub async fn import(service: &Service, by: &Caller, name: &str, archive: Vec<u8>) -> Result<Project, ProjectsError> {
    project_service::author(by)?;
    let unpacked = tokio::task::spawn_blocking(move || unpack(archive)).await.map_err(Fault::from)??;
    let name = match (name.trim(), &unpacked.top_folder) {
        ("", Some(folder)) => folder.clone(),
        ("", None) => "Imported project".to_owned(),
        (name, _) => name.to_owned(),
    };
    let description = "Imported from a zip archive.";
    make(service, by, &name, description, unpacked.files, Source::Import, unpacked.note).await
}

#[derive(Debug)]
struct Unpacked {
    files: Vec<NewFile>,
    top_folder: Option<String>,
    note: Option<String>,
}

/// Reads an archive without trusting anything that it says of itself: sizes are counted while reading, and a path that
/// leads out refuses the whole.
fn unpack(archive: Vec<u8>) -> Result<Unpacked, ProjectsError> {
    refuse_zip64(&archive)?;
    let mut zip = ZipArchive::new(Cursor::new(archive)).map_err(bad_archive)?;
    if zip.len() > MAX_ENTRIES {
        return Err(bad(format!("it lists {} entries, and at most {MAX_ENTRIES} are read.", zip.len())));
    }
    let (mut files, mut skipped, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    let mut total = 0_u64;
    for index in 0..zip.len() {
        let entry = zip.by_index(index).map_err(bad_archive)?;
        let name = entry.name().to_owned();
        let shown = || name.chars().take(120).collect::<String>();
        let path = match FilePath::parse(&name) {
            Err(PathProblem::Escapes(_)) => {
                return Err(bad(format!("“{}” leads out of the project. Nothing was imported.", shown())));
            }
            other => other,
        };
        if entry.is_symlink() {
            return Err(bad(format!("“{}” is a link. Put the file itself there. Nothing was imported.", shown())));
        }
        if entry.is_dir() {
            continue;
        }
        if let Some(folder) = SKIPPED_FOLDERS.into_iter().find(|known| name.split('/').any(|part| part == *known)) {
            if !skipped.contains(&folder) {
                skipped.push(folder);
            }
            continue;
        }
        let path = match path {
            Ok(path) => path,
            Err(_) => {
                left_out.push(shown());
                continue;
            }
        };
        if files.len() == MAX_FILES {
            return Err(ProjectsError::TooManyFiles { max: MAX_FILES });
        }
        let bytes = read(entry, &path, &mut total)?;
        files.push(NewFile { path: path.to_string(), bytes });
    }
    if files.is_empty() {
        return Err(bad("it holds no files that can be kept.".to_owned()));
    }
    let top_folder = strip_top_folder(&mut files);
    Ok(Unpacked { files, top_folder, note: note(&skipped, &left_out) })
}

/// Sixty-four-bit archives may claim billions of entries, and the list is read before it can be counted. Archives as
/// small as the ones we take never need that form.
fn refuse_zip64(archive: &[u8]) -> Result<(), ProjectsError> {
    // The locator stands right before the end record, which a comment of at most 65,535 bytes may follow.
    let tail = &archive[archive.len().saturating_sub(22 + 20 + 65_535)..];
    if tail.windows(4).any(|bytes| bytes == b"PK\x06\x07") {
        return Err(bad(
            "it uses the ZIP64 form, which is only needed for far larger archives. Zip it again.".to_owned()
        ));
    }
    Ok(())
}

fn read(entry: impl Read, path: &FilePath, total: &mut u64) -> Result<Vec<u8>, ProjectsError> {
    let mut bytes = Vec::new();
    // One byte over the limit is enough to know.
    entry
        .take(MAX_FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| bad(format!("“{path}” cannot be unpacked ({error}). The archive may have been cut off.")))?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(bad(format!(
            "“{path}” unpacks to more than {MAX_FILE_BYTES} bytes, the most that a file may have."
        )));
    }
    *total += bytes.len() as u64;
    if *total > MAX_PROJECT_BYTES {
        return Err(bad(format!(
            "it unpacks to more than {MAX_PROJECT_BYTES} bytes, the most that a project may hold."
        )));
    }
    Ok(bytes)
}

/// Archives of whole folders have one folder at the top; the project is what is in it.
fn strip_top_folder(files: &mut [NewFile]) -> Option<String> {
    let (top, _) = files.first()?.path.split_once('/')?;
    let top = format!("{top}/");
    if !files.iter().all(|file| file.path.starts_with(&top)) {
        return None;
    }
    for file in files {
        file.path.drain(..top.len());
    }
    Some(top.trim_end_matches('/').to_owned())
}

fn note(skipped: &[&str], left_out: &[String]) -> Option<String> {
    let mut parts = Vec::new();
    if !skipped.is_empty() {
        parts.push(format!("These folders were left out: {}.", skipped.join(", ")));
    }
    if !left_out.is_empty() {
        let named = left_out.iter().take(NAMED_IN_NOTE).map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
        let more = left_out.len().saturating_sub(NAMED_IN_NOTE);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        parts.push(format!("Files with names that not every system can store were left out: {named}{more}."));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn bad(why: String) -> ProjectsError {
    ProjectsError::BadArchive(why)
}

fn bad_archive(error: ZipError) -> ProjectsError {
    bad(match error {
        ZipError::UnsupportedArchive(why) => format!("it is packed in a way that is not supported ({why})."),
        ZipError::InvalidArchive(_) => "it is no zip archive, or is damaged.".to_owned(),
        other => format!("it cannot be read ({other})."),
    })
}

pub async fn export(service: &Service, by: &Caller, project: ProjectId) -> Result<(String, Vec<u8>), ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    let stored = projects::get(&mut tx, &access).await?;
    let files = files::with_bodies(&mut tx, &access, &[]).await?;
    tx.commit().await?;
    let mut packed = Vec::with_capacity(files.len());
    for file in files {
        let bytes = match file.body {
            Body::Text(text) => text.into_bytes(),
            Body::Blob(hash) => service.get_blob(&hash).await?,
        };
        packed.push((file.entry.path, bytes));
    }
    let folder = folder_name(&stored.summary.name);
    let name = format!("{folder}.zip");
    let bytes = tokio::task::spawn_blocking(move || pack(&folder, packed)).await.map_err(Fault::from)??;
    Ok((name, bytes))
}

/// The same files give the same bytes: paths in order, no time of day, no owner.
fn pack(folder: &str, files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, Fault> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(format!("{folder}/{path}"), options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A project's name as a folder that every system can make: letters and digits stay, everything else is a dash.
pub(super) fn folder_name(name: &str) -> String {
    let mut folder = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            folder.extend(c.to_lowercase());
        } else if !folder.ends_with('-') && !folder.is_empty() {
            folder.push('-');
        }
    }
    let end = folder.floor_char_boundary(60);
    let folder = folder[..end].trim_matches('-');
    match FilePath::parse(folder) {
        Ok(path) => path.to_string(),
        Err(_) => "project".to_owned(),
    }
}

#[cfg(test)]
mod tests;
