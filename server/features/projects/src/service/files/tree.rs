//! Where files are: moving them, the trash, and out of it again.
use db::Tx;
use kernel::{Caller, FileId, ProjectId, Timestamp};
use projects_contract::{FileEntry, FilePath, ProjectsError};

use super::{begin, begin_by_file, entry, refuse_clash, refuse_locked, refuse_trashed};
use crate::{
    rules,
    service::Service,
    store::{ProjectAccess, access, files},
};

pub(super) async fn relocate(
    tx: &mut Tx,
    access: &ProjectAccess,
    file: FileId,
    to: &FilePath,
    now: Timestamp,
) -> Result<(), ProjectsError> {
    let old = entry(tx, access, file).await?;
    refuse_trashed(&old)?;
    if old.path == to.as_str() {
        return Ok(());
    }
    refuse_clash(tx, access, to, Some(file)).await?;
    Ok(files::place(tx, access, &[(file, to.to_string())], now).await?)
}

pub async fn move_file(service: &Service, by: &Caller, file: FileId, to: &str) -> Result<FileEntry, ProjectsError> {
    let to = FilePath::parse(to)?;
    let (mut tx, access) = begin_by_file(service, by, file).await?;
    relocate(&mut tx, &access, file, &to, service.deps.clock.now()).await?;
    let entry = entry(&mut tx, &access, file).await?;
    service.settle(&mut tx, &access, 0, false).await?;
    tx.commit().await?;
    service.live.tree_changed(access.project());
    Ok(entry)
}

pub async fn move_folder(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    from: &str,
    to: &str,
) -> Result<Vec<FileEntry>, ProjectsError> {
    let (from, to) = (FilePath::parse(from)?, FilePath::parse(to)?);
    let (mut tx, access) = begin(service, by, project).await?;
    let all = files::list(&mut tx, &access).await?;
    let (inside, beside): (Vec<FileEntry>, Vec<FileEntry>) =
        all.into_iter().partition(|entry| inside_of(&entry.path, from.as_str()).is_some());
    if inside.is_empty() {
        return Err(ProjectsError::NotFound);
    }
    if inside_of(to.as_str(), from.as_str()).is_some() {
        return Err(ProjectsError::WrongState("A folder cannot be moved into itself.".into()));
    }
    let mut moves = Vec::with_capacity(inside.len());
    for entry in &inside {
        let rest = inside_of(&entry.path, from.as_str()).unwrap_or_default();
        // The new path can be too long or too deep even when both folders are fine.
        moves.push((entry.id, FilePath::parse(&format!("{to}/{rest}"))?));
    }
    // Everything inside moves together, so only what stands beside it can be in the way.
    let beside: Vec<FilePath> = beside.iter().map(|entry| FilePath::parse(&entry.path)).collect::<Result<_, _>>()?;
    let after: Vec<FilePath> = beside.into_iter().chain(moves.iter().map(|(_, path)| path.clone())).collect();
    if let Some(taken) = rules::clash_within(&after) {
        return Err(ProjectsError::PathTaken { path: taken.to_string() });
    }
    let moves: Vec<(FileId, String)> = moves.into_iter().map(|(id, path)| (id, path.to_string())).collect();
    files::place(&mut tx, &access, &moves, service.deps.clock.now()).await?;
    let mut entries = files::list(&mut tx, &access).await?;
    entries.retain(|entry| moves.iter().any(|(id, _)| *id == entry.id));
    service.settle(&mut tx, &access, 0, false).await?;
    tx.commit().await?;
    service.live.tree_changed(access.project());
    Ok(entries)
}

/// What remains of a path inside a folder.
fn inside_of<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

pub async fn delete(service: &Service, by: &Caller, file: FileId) -> Result<(), ProjectsError> {
    let (mut tx, access) = begin_by_file(service, by, file).await?;
    refuse_locked(service, by.user(), &entry(&mut tx, &access, file).await?)?;
    files::trash(&mut tx, &access, &[file], service.deps.clock.now()).await?;
    service.settle(&mut tx, &access, 0, false).await?;
    tx.commit().await?;
    service.live.written_elsewhere(&[file]);
    service.live.tree_changed(access.project());
    Ok(())
}

pub async fn undelete(service: &Service, by: &Caller, file: FileId) -> Result<FileEntry, ProjectsError> {
    let (mut tx, access) = begin_by_file(service, by, file).await?;
    let old = entry(&mut tx, &access, file).await?;
    if old.trashed_at.is_none() {
        tx.commit().await?;
        return Ok(old);
    }
    let path = match files::clash(&mut tx, &access, &old.path, Some(file)).await? {
        None => old.path,
        Some(_) => {
            let taken = files::list(&mut tx, &access).await?;
            let is_taken = |path: &str| {
                taken.iter().any(|entry| {
                    entry.path == path
                        || inside_of(&entry.path, path).is_some()
                        || inside_of(path, &entry.path).is_some()
                })
            };
            // A file where its folder was leaves no name inside; then it comes back at the top.
            let folder_is_taken = taken.iter().any(|entry| inside_of(&old.path, &entry.path).is_some());
            let path = if folder_is_taken { old.path.rsplit('/').next().unwrap_or(&old.path) } else { &old.path };
            rules::free_name(path, is_taken)?
        }
    };
    files::place(&mut tx, &access, &[(file, path)], service.deps.clock.now()).await?;
    let entry = entry(&mut tx, &access, file).await?;
    service.settle(&mut tx, &access, 0, true).await?;
    tx.commit().await?;
    service.live.tree_changed(access.project());
    Ok(entry)
}

pub async fn empty_trash(service: &Service, by: &Caller, project: ProjectId) -> Result<u64, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let seen = access::see(&mut tx, project).await?;
    let access = access::lock_for_owner(&mut tx, seen).await?;
    let gone = files::empty_trash(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(gone)
}
