//! Files and the one write path. Every change of a text ends in `write_text`, which keeps what it changed and how to take
//! it back. Paths and the trash are in `tree`.
mod tree;

pub use tree::{delete, empty_trash, move_file, move_folder, undelete};

use db::Tx;
use edits::TextEdit;
use kernel::{Caller, FileId, ProjectId, Timestamp, UserId};
use projects_contract::{Edited, FileContent, FileEntry, FilePath, FileWrite, MAX_WRITES, ProjectsError};

use super::{Service, heavy};
use crate::{
    jobs::KEPT_OPS,
    rules::{self, Content, LateEdit, Write},
    store::{
        ProjectAccess, access,
        files::{self, Body, NewRow, StoredFile},
        live, ops,
    },
};

pub async fn list(service: &Service, by: &Caller, project: ProjectId) -> Result<Vec<FileEntry>, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    let entries = files::list(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(entries)
}

pub async fn trashed(service: &Service, by: &Caller, project: ProjectId) -> Result<Vec<FileEntry>, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    let entries = files::trashed(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(entries)
}

pub async fn snapshot(service: &Service, by: &Caller, project: ProjectId) -> Result<Vec<FileContent>, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    let stored = files::with_bodies(&mut tx, &access, &[]).await?;
    tx.commit().await?;
    Ok(stored.into_iter().map(StoredFile::into_content).collect())
}

pub async fn read(service: &Service, by: &Caller, file: FileId) -> Result<FileContent, ProjectsError> {
    Ok(stored(service, by, file).await?.into_content())
}

pub async fn read_bytes(service: &Service, by: &Caller, file: FileId) -> Result<(FileEntry, Vec<u8>), ProjectsError> {
    let stored = stored(service, by, file).await?;
    let bytes = match stored.body {
        Body::Text(text) => text.into_bytes(),
        Body::Blob(hash) => service.get_blob(&hash).await?,
    };
    Ok((stored.entry, bytes))
}

async fn stored(service: &Service, by: &Caller, file: FileId) -> Result<StoredFile, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see_by_file(&mut tx, file).await?;
    let stored = files::get(&mut tx, &access, file).await?.ok_or(ProjectsError::NotFound)?;
    tx.commit().await?;
    Ok(stored)
}

pub async fn add(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    path: &str,
    bytes: Vec<u8>,
) -> Result<FileEntry, ProjectsError> {
    let path = FilePath::parse(path)?;
    let (body, size_bytes) = body_of(service, by, project, &path, bytes).await?;
    let (mut tx, access) = begin(service, by, project).await?;
    let entry = insert(service, &mut tx, &access, &path, body, size_bytes).await?;
    service.settle(&mut tx, &access, size_bytes as i64, true).await?;
    tx.commit().await?;
    service.live.tree_changed(project);
    Ok(entry)
}

pub async fn put(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    path: &str,
    bytes: Vec<u8>,
) -> Result<FileEntry, ProjectsError> {
    let path = FilePath::parse(path)?;
    let (body, size_bytes) = body_of(service, by, project, &path, bytes).await?;
    let (mut tx, access) = begin(service, by, project).await?;
    let found = match files::at_path(&mut tx, &access, path.as_str()).await? {
        // Held from here on, and read again: an open document may have stored something in between.
        Some(old) => {
            files::lock(&mut tx, &access, &[old.entry.id]).await?;
            files::get(&mut tx, &access, old.entry.id).await?
        }
        None => None,
    };
    let (entry, grown, is_new) = match found {
        None => (insert(service, &mut tx, &access, &path, body, size_bytes).await?, size_bytes as i64, true),
        Some(old) => {
            let (entry, grown) = replace(service, &mut tx, &access, by.user(), old, body, size_bytes).await?;
            (entry, grown, false)
        }
    };
    service.settle(&mut tx, &access, grown, is_new).await?;
    tx.commit().await?;
    service.live.written_elsewhere(&[entry.id]);
    if is_new {
        service.live.tree_changed(project);
    }
    Ok(entry)
}

/// Checks the size and, for bytes that are not text, stores them: before the transaction, so that a full disk refuses the
/// write as a whole, and only for someone who may write.
async fn body_of(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    path: &FilePath,
    bytes: Vec<u8>,
) -> Result<(Body, u64), ProjectsError> {
    rules::check_size(path.as_str(), bytes.len() as u64)?;
    let content = Content::of(bytes);
    let size_bytes = content.size_bytes();
    match content {
        Content::Text(text) => Ok((Body::Text(text), size_bytes)),
        Content::Binary(bytes) => {
            let mut tx = service.deps.db.begin(by).await?;
            let seen = access::see(&mut tx, project).await?;
            rules::may_write(seen.role())?;
            tx.commit().await?;
            Ok((Body::Blob(service.put_blob(&bytes).await?), size_bytes))
        }
    }
}

async fn begin(service: &Service, by: &Caller, project: ProjectId) -> Result<(Tx, ProjectAccess), ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let seen = access::see(&mut tx, project).await?;
    let access = access::lock_for_files(&mut tx, seen).await?;
    Ok((tx, access))
}

async fn begin_by_file(service: &Service, by: &Caller, file: FileId) -> Result<(Tx, ProjectAccess), ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let seen = access::see_by_file(&mut tx, file).await?;
    let access = access::lock_for_files(&mut tx, seen).await?;
    Ok((tx, access))
}

async fn insert(
    service: &Service,
    tx: &mut Tx,
    access: &ProjectAccess,
    path: &FilePath,
    body: Body,
    size_bytes: u64,
) -> Result<FileEntry, ProjectsError> {
    refuse_clash(tx, access, path, None).await?;
    let id = FileId::from_uuid(service.deps.clock.new_id());
    let row = NewRow { id, path: path.to_string(), body, size_bytes };
    files::insert(tx, access, &[row], service.deps.clock.now()).await?;
    entry(tx, access, id).await
}

async fn refuse_clash(
    tx: &mut Tx,
    access: &ProjectAccess,
    path: &FilePath,
    except: Option<FileId>,
) -> Result<(), ProjectsError> {
    match files::clash(tx, access, path.as_str(), except).await? {
        Some(path) => Err(ProjectsError::PathTaken { path }),
        None => Ok(()),
    }
}

async fn entry(tx: &mut Tx, access: &ProjectAccess, file: FileId) -> Result<FileEntry, ProjectsError> {
    Ok(files::get(tx, access, file).await?.ok_or(ProjectsError::NotFound)?.entry)
}

/// Replaces what a file holds, whatever it held. From text to text it is an edit like any other, so that a late edit of
/// somebody else still merges. Answers the entry and by how many bytes the file grew.
pub(super) async fn replace(
    service: &Service,
    tx: &mut Tx,
    access: &ProjectAccess,
    by: Option<UserId>,
    old: StoredFile,
    body: Body,
    size_bytes: u64,
) -> Result<(FileEntry, i64), ProjectsError> {
    refuse_locked(service, by, &old.entry)?;
    let now = service.deps.clock.now();
    let grown = size_bytes as i64 - old.entry.size_bytes as i64;
    match (old.body, body) {
        (Body::Text(current), Body::Text(text)) => {
            let write = heavy(current.len() + text.len(), move || rules::replace(&current, text)).await??;
            write_text(tx, access, by, &old.entry, write, now).await?;
        }
        (before, after) => {
            if before != after {
                files::set_body(tx, access, old.entry.id, old.entry.version + 1, &after, size_bytes, now).await?;
            }
        }
    }
    Ok((entry(tx, access, old.entry.id).await?, grown))
}

/// Stores a new text with what it changed. Answers the version that the file has now and by how many bytes it grew.
async fn write_text(
    tx: &mut Tx,
    access: &ProjectAccess,
    by: Option<UserId>,
    old: &FileEntry,
    write: Write,
    now: Timestamp,
) -> Result<(i64, i64), ProjectsError> {
    let Write::Text { text, edits, inverse } = write else { return Ok((old.version, 0)) };
    let size_bytes = text.len() as u64;
    rules::check_size(&old.path, size_bytes)?;
    let version = old.version + 1;
    let op = ops::NewOp { file: old.id, version, edits: &edits, inverse: &inverse };
    ops::insert(tx, access, by, &op, now).await?;
    files::set_body(tx, access, old.id, version, &Body::Text(text), size_bytes, now).await?;
    Ok((version, size_bytes as i64 - old.size_bytes as i64))
}

pub async fn edit(
    service: &Service,
    by: &Caller,
    file: FileId,
    base_version: i64,
    edits: Vec<TextEdit>,
) -> Result<Edited, ProjectsError> {
    let (mut tx, access) = begin_by_file(service, by, file).await?;
    let (old, current) = open_text(&mut tx, &access, file).await?;
    refuse_locked(service, by.user(), &old)?;
    let is_late = base_version != old.version;
    let write = if is_late {
        late_write(&mut tx, &access, &old, current.clone(), base_version, edits).await?
    } else {
        let current = current.clone();
        heavy(current.len(), move || rules::edit(&current, edits)).await??
    };
    // The whole text is only news to someone who did not have the current one.
    let merged_text = is_late.then(|| match &write {
        Write::Text { text, .. } => text.clone(),
        Write::Nothing => current,
    });
    if write == Write::Nothing {
        tx.commit().await?;
        return Ok(Edited { version: old.version, merged_text, updated_at: old.updated_at });
    }
    let now = service.deps.clock.now();
    let (version, grown) = write_text(&mut tx, &access, by.user(), &old, write, now).await?;
    service.settle(&mut tx, &access, grown, false).await?;
    tx.commit().await?;
    service.live.written_elsewhere(&[file]);
    Ok(Edited { version, merged_text, updated_at: now })
}

/// A file that can be edited: outside the trash, and text.
async fn open_text(tx: &mut Tx, access: &ProjectAccess, file: FileId) -> Result<(FileEntry, String), ProjectsError> {
    files::lock(tx, access, &[file]).await?;
    let stored = files::get(tx, access, file).await?.ok_or(ProjectsError::NotFound)?;
    refuse_trashed(&stored.entry)?;
    match stored.body {
        Body::Text(text) => Ok((stored.entry, text)),
        Body::Blob(_) => Err(ProjectsError::Binary { path: stored.entry.path }),
    }
}

/// A file that somebody has locked is written by nobody else, the assistant included.
fn refuse_locked(service: &Service, by: Option<UserId>, entry: &FileEntry) -> Result<(), ProjectsError> {
    match service.live.lock_holder(entry.id) {
        Some(holder) if Some(holder) != by => Err(ProjectsError::Locked { path: entry.path.clone() }),
        _ => Ok(()),
    }
}

fn refuse_trashed(entry: &FileEntry) -> Result<(), ProjectsError> {
    if entry.trashed_at.is_some() {
        return Err(ProjectsError::WrongState(format!(
            "“{}” has been deleted meanwhile. Take it out of the trash first; your text is still in the editor.",
            entry.path
        )));
    }
    Ok(())
}

async fn late_write(
    tx: &mut Tx,
    access: &ProjectAccess,
    old: &FileEntry,
    current: String,
    base_version: i64,
    edits: Vec<TextEdit>,
) -> Result<Write, ProjectsError> {
    if !(1..old.version).contains(&base_version) {
        return Err(ProjectsError::BadEdit(format!(
            "it names version {base_version}, and the file has {}",
            old.version
        )));
    }
    // The sweep comes every few hours; between two of them a file can have more writes than it keeps.
    let limit = KEPT_OPS * 2;
    let inverses = ops::inverses_since(tx, access, old.id, base_version, limit).await?;
    let version = old.version;
    let size = current.len();
    // Typed together since then: those changes say exactly where things went, so nothing needs to be compared.
    let typed = match inverses.len() as i64 == version - base_version {
        true => None,
        false => live::log(tx, old.id, base_version as u64, version as u64, limit).await?,
    };
    heavy(size, move || {
        let merged = match (rules::rewind(&current, version, base_version, &inverses), typed) {
            (Some(base), _) => rules::late_edit(&base, &current, edits),
            (None, Some(typed)) => return rules::edit_over(&current, edits, &typed),
            (None, None) => Err(LateEdit::Conflict),
        };
        merged.map_err(|problem| match problem {
            LateEdit::Conflict => ProjectsError::Stale { current_version: version, current_text: current },
            LateEdit::Bad(error) => error,
        })
    })
    .await?
}

pub async fn edit_many(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    writes: Vec<FileWrite>,
) -> Result<Vec<FileEntry>, ProjectsError> {
    if writes.len() > MAX_WRITES {
        return Err(ProjectsError::BadEdit(format!("at most {MAX_WRITES} changes can be made at once")));
    }
    let (mut tx, access) = begin(service, by, project).await?;
    let now = service.deps.clock.now();
    let (mut touched, mut grown, mut more_files) = (Vec::new(), 0, false);
    let is_tree_touched = writes.iter().any(|write| !matches!(write, FileWrite::Edit { .. }));
    for write in writes {
        let file = match write {
            FileWrite::Edit { file, base_version, edits } => {
                let (old, current) = open_text(&mut tx, &access, file).await?;
                refuse_locked(service, by.user(), &old)?;
                if old.version != base_version {
                    return Err(ProjectsError::Stale { current_version: old.version, current_text: current });
                }
                let write = heavy(current.len(), move || rules::edit(&current, edits)).await??;
                grown += write_text(&mut tx, &access, by.user(), &old, write, now).await?.1;
                file
            }
            FileWrite::Create { path, text } => {
                let path = FilePath::parse(&path)?;
                rules::check_size(path.as_str(), text.len() as u64)?;
                if text.contains('\0') {
                    return Err(ProjectsError::BadEdit("a text file cannot hold NUL characters".into()));
                }
                let text = rules::with_lf(text);
                let size_bytes = text.len() as u64;
                grown += size_bytes as i64;
                more_files = true;
                insert(service, &mut tx, &access, &path, Body::Text(text), size_bytes).await?.id
            }
            FileWrite::Delete { file, base_version } => {
                files::lock(&mut tx, &access, &[file]).await?;
                let old = files::get(&mut tx, &access, file).await?.ok_or(ProjectsError::NotFound)?;
                refuse_locked(service, by.user(), &old.entry)?;
                if old.entry.version != base_version {
                    let current_text = old.into_content();
                    return Err(ProjectsError::Stale {
                        current_version: current_text.entry.version,
                        current_text: current_text.text.unwrap_or_default(),
                    });
                }
                files::trash(&mut tx, &access, &[file], now).await?;
                file
            }
            FileWrite::Move { file, to } => {
                tree::relocate(&mut tx, &access, file, &FilePath::parse(&to)?, now).await?;
                file
            }
        };
        touched.push(file);
    }
    let mut entries = Vec::with_capacity(touched.len());
    for file in &touched {
        entries.push(entry(&mut tx, &access, *file).await?);
    }
    service.settle(&mut tx, &access, grown, more_files).await?;
    tx.commit().await?;
    service.live.written_elsewhere(&touched);
    if is_tree_touched {
        service.live.tree_changed(project);
    }
    Ok(entries)
}
