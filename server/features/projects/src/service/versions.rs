//! Versions: saving the present state, comparing two, bringing one back.
use std::collections::{HashMap, HashSet};

use db::Tx;
use futures::{StreamExt, TryStreamExt, stream};
use kernel::{Caller, Cursor, Fault, FileId, Page, ProjectId, VersionId};
use ports::BlobHash;
use projects_contract::{FileChange, FileDiff, FilePath, ProjectsError, Version, VersionOrigin};

use super::{Service, files as file_service, heavy};
use crate::{
    rules,
    store::{
        ProjectAccess, access,
        files::{self, Body, StoredFile},
        people,
        versions::{self, Kept},
    },
};

/// Versions on one page.
const PAGE: usize = 50;
/// Lines of context around a change.
const CONTEXT_LINES: usize = 3;
/// How many blobs are read or written at one time.
const BLOBS_AT_ONCE: usize = 8;
/// How often a restore starts again when somebody writes into the project meanwhile.
const RESTORE_TRIES: usize = 4;

pub async fn page(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    after: Option<Cursor>,
) -> Result<Page<Version>, ProjectsError> {
    let before = after.and_then(|cursor| cursor.0.parse().ok());
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    let rows = versions::page(&mut tx, &access, before, PAGE as i64 + 1).await?;
    tx.commit().await?;
    Ok(Page::from_overfetch(rows, PAGE, |version| version.number.to_string()))
}

pub async fn checkpoint(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    message: Option<String>,
) -> Result<Version, ProjectsError> {
    let message = rules::message(message.as_deref())?;
    save(service, by, project, VersionOrigin::Checkpoint, message.as_deref()).await
}

/// Saves the present state as a version, unless the last version holds exactly that.
///
/// The texts go to the blob store between two transactions, so that a slow or full disk holds no lock and leaves no
/// half-made version.
pub async fn save(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    origin: VersionOrigin,
    message: Option<&str>,
) -> Result<Version, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    rules::may_write(access.role())?;
    rules::can_hold_files(access.state(), false)?;
    let present = files::with_bodies(&mut tx, &access, &[]).await?;
    let last = last_state(&mut tx, &access).await?;
    tx.commit().await?;

    let kept = keep(service, &present, last.as_ref().map_or(&[], |(_, files)| files)).await?;

    let mut tx = service.deps.db.begin(by).await?;
    let access = access::lock_for_files(&mut tx, access).await?;
    // Looked at again under the lock: a second press of the same key may have saved the same state meanwhile.
    if let Some((last, files)) = last_state(&mut tx, &access).await?
        && same(&files, &kept)
    {
        tx.commit().await?;
        return Ok(last);
    }
    let version = insert(service, &mut tx, by, &access, origin, message, &kept).await?;
    tx.commit().await?;
    Ok(version)
}

async fn last_state(tx: &mut Tx, access: &ProjectAccess) -> Result<Option<(Version, Vec<Kept>)>, ProjectsError> {
    match versions::last(tx, access).await? {
        None => Ok(None),
        Some(last) => {
            let files = versions::files(tx, access, last.id).await?;
            Ok(Some((last, files)))
        }
    }
}

/// Puts all texts that `known` does not hold into the blob store, and answers the state as a version keeps it.
pub async fn keep(service: &Service, present: &[StoredFile], known: &[Kept]) -> Result<Vec<Kept>, ProjectsError> {
    let known: HashSet<&BlobHash> = known.iter().map(|kept| &kept.hash).collect();
    let kept: Vec<Kept> = present.iter().map(kept_of).collect();
    let new: Vec<&str> = present
        .iter()
        .zip(&kept)
        .filter(|(_, kept)| !known.contains(&kept.hash))
        .filter_map(|(file, _)| match &file.body {
            Body::Text(text) => Some(text.as_str()),
            Body::Blob(_) => None,
        })
        .collect();
    put_all(service, new).await?;
    Ok(kept)
}

/// Puts texts into the blob store, several at a time.
pub async fn put_all(service: &Service, texts: Vec<&str>) -> Result<(), ProjectsError> {
    let mut puts = Vec::with_capacity(texts.len());
    for text in texts {
        puts.push(service.put_blob(text.as_bytes()));
    }
    stream::iter(puts).buffer_unordered(BLOBS_AT_ONCE).try_for_each(|_| async { Ok(()) }).await
}

pub(super) fn kept_of(file: &StoredFile) -> Kept {
    let (hash, is_binary) = match &file.body {
        Body::Text(text) => (BlobHash::of(text.as_bytes()), false),
        Body::Blob(hash) => (hash.clone(), true),
    };
    Kept { file: file.entry.id, path: file.entry.path.clone(), hash, size_bytes: file.entry.size_bytes, is_binary }
}

pub(super) fn same(a: &[Kept], b: &[Kept]) -> bool {
    let state = |files: &[Kept]| -> HashMap<FileId, (String, BlobHash)> {
        files.iter().map(|kept| (kept.file, (kept.path.clone(), kept.hash.clone()))).collect()
    };
    a.len() == b.len() && state(a) == state(b)
}

/// Adds a version in the caller's transaction, which holds the project's lock.
pub async fn insert(
    service: &Service,
    tx: &mut Tx,
    by: &Caller,
    access: &ProjectAccess,
    origin: VersionOrigin,
    message: Option<&str>,
    kept: &[Kept],
) -> Result<Version, ProjectsError> {
    let by_name = people::my_name(tx).await?.unwrap_or_else(|| "A guest".to_owned());
    let row = versions::NewRow {
        id: VersionId::from_uuid(service.deps.clock.new_id()),
        message,
        origin,
        by: by.user(),
        by_name: &by_name,
        files: kept,
        now: service.deps.clock.now(),
    };
    versions::insert(tx, access, &row).await?;
    versions::get(tx, access, row.id).await?.ok_or(ProjectsError::NotFound)
}

pub async fn compare(
    service: &Service,
    by: &Caller,
    from: VersionId,
    to: Option<VersionId>,
) -> Result<Vec<FileDiff>, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see_by_version(&mut tx, from).await?;
    let old = versions::files(&mut tx, &access, from).await?;
    // Texts of the present state are at hand already; they need not be stored to be compared.
    let mut texts: HashMap<BlobHash, String> = HashMap::new();
    let new = match to {
        Some(to) => {
            versions::get(&mut tx, &access, to).await?.ok_or(ProjectsError::NotFound)?;
            versions::files(&mut tx, &access, to).await?
        }
        None => {
            let present = files::with_bodies(&mut tx, &access, &[]).await?;
            let kept: Vec<Kept> = present.iter().map(kept_of).collect();
            for (file, kept) in present.into_iter().zip(&kept) {
                if let Body::Text(text) = file.body {
                    texts.insert(kept.hash.clone(), text);
                }
            }
            kept
        }
    };
    tx.commit().await?;

    let pairs = pair(old, new);
    let mut wanted = HashSet::new();
    for kept in pairs.iter().flat_map(|(old, new)| [old, new]).flatten().filter(|kept| !kept.is_binary) {
        wanted.insert(kept.hash.clone());
    }
    load_texts(service, wanted, &mut texts).await?;
    let size = texts.values().map(String::len).sum();
    Ok(heavy(size, move || pairs.into_iter().map(|(old, new)| diff(old, new, &texts)).collect()).await?)
}

/// Reads the texts with these hashes, those that are not there yet.
async fn load_texts(
    service: &Service,
    wanted: HashSet<BlobHash>,
    texts: &mut HashMap<BlobHash, String>,
) -> Result<(), ProjectsError> {
    let mut reads = Vec::with_capacity(wanted.len());
    for hash in wanted.into_iter().filter(|hash| !texts.contains_key(hash)) {
        reads.push(async move {
            let bytes = service.get_blob(&hash).await?;
            let text = String::from_utf8(bytes).map_err(Fault::from)?;
            Ok::<_, ProjectsError>((hash, text))
        });
    }
    let read: Vec<(BlobHash, String)> = stream::iter(reads).buffer_unordered(BLOBS_AT_ONCE).try_collect().await?;
    texts.extend(read);
    Ok(())
}

/// Pairs the files that differ: by id, then what is left by path, for a file that was deleted and written again.
fn pair(old: Vec<Kept>, new: Vec<Kept>) -> Vec<(Option<Kept>, Option<Kept>)> {
    let mut old_by_id: HashMap<FileId, Kept> = old.into_iter().map(|kept| (kept.file, kept)).collect();
    let (mut pairs, mut added) = (Vec::new(), Vec::new());
    for kept in new {
        match old_by_id.remove(&kept.file) {
            Some(before) if before.path == kept.path && before.hash == kept.hash => {}
            Some(before) => pairs.push((Some(before), Some(kept))),
            None => added.push(kept),
        }
    }
    let mut old_by_path: HashMap<String, Kept> =
        old_by_id.into_values().map(|kept| (kept.path.clone(), kept)).collect();
    for kept in added {
        match old_by_path.remove(&kept.path) {
            Some(before) if before.hash == kept.hash => {}
            before => pairs.push((before, Some(kept))),
        }
    }
    pairs.extend(old_by_path.into_values().map(|kept| (Some(kept), None)));
    let path_of =
        |pair: &(Option<Kept>, Option<Kept>)| pair.1.as_ref().or(pair.0.as_ref()).map(|kept| kept.path.clone());
    pairs.sort_by_cached_key(path_of);
    pairs
}

fn diff(old: Option<Kept>, new: Option<Kept>, texts: &HashMap<BlobHash, String>) -> FileDiff {
    let text = |kept: &Option<Kept>| {
        kept.as_ref().filter(|kept| !kept.is_binary).and_then(|kept| texts.get(&kept.hash)).cloned()
    };
    let (old_text, new_text) = (text(&old), text(&new));
    let change = match (&old, &new) {
        (None, _) => FileChange::Added,
        (_, None) => FileChange::Removed,
        (Some(old), Some(new)) if old.hash == new.hash => FileChange::Moved,
        _ => FileChange::Changed,
    };
    let binary = [&old, &new].into_iter().flatten().any(|kept| kept.is_binary);
    let hunks = if binary || change == FileChange::Moved {
        Vec::new()
    } else {
        edits::hunks(old_text.as_deref().unwrap_or(""), new_text.as_deref().unwrap_or(""), CONTEXT_LINES)
    };
    let old_path = old.map(|kept| kept.path);
    let path = new.map(|kept| kept.path).or_else(|| old_path.clone()).unwrap_or_default();
    FileDiff { old_path: old_path.filter(|old| *old != path), path, change, old_text, new_text, hunks }
}

pub async fn restore(service: &Service, by: &Caller, version: VersionId) -> Result<Version, ProjectsError> {
    for _ in 0..RESTORE_TRIES {
        if let Some(restored) = try_restore(service, by, version).await? {
            return Ok(restored);
        }
    }
    Err(ProjectsError::WrongState("Somebody is writing into this project right now. Try again in a moment.".into()))
}

/// Restores unless somebody wrote between the look at the present state and the lock; then it answers `None` and has
/// changed nothing.
async fn try_restore(service: &Service, by: &Caller, version: VersionId) -> Result<Option<Version>, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see_by_version(&mut tx, version).await?;
    rules::may_write(access.role())?;
    let wanted = versions::get(&mut tx, &access, version).await?.ok_or(ProjectsError::NotFound)?;
    let target = versions::files(&mut tx, &access, version).await?;
    let ids: Vec<FileId> = target.iter().map(|kept| kept.file).collect();
    // With the ones in the trash that the version holds: they come back under their own id.
    let at_hand = files::with_bodies(&mut tx, &access, &ids).await?;
    let last = last_state(&mut tx, &access).await?;
    tx.commit().await?;

    let present: Vec<StoredFile> = at_hand.iter().filter(|file| file.entry.trashed_at.is_none()).cloned().collect();
    let last_files = last.as_ref().map_or(&[][..], |(_, files)| files);
    let kept = keep(service, &present, last_files).await?;
    let mut texts: HashMap<BlobHash, String> = HashMap::new();
    let wanted_texts = target.iter().filter(|kept| !kept.is_binary).map(|kept| kept.hash.clone()).collect();
    load_texts(service, wanted_texts, &mut texts).await?;

    let mut tx = service.deps.db.begin(by).await?;
    let access = access::lock_for_files(&mut tx, access).await?;
    let held: Vec<FileId> = at_hand.iter().map(|file| file.entry.id).collect();
    files::lock(&mut tx, &access, &held).await?;
    let seen: Vec<_> = present.iter().map(|file| (file.entry.id, file.entry.version, &file.entry.path)).collect();
    let now_there = files::list(&mut tx, &access).await?;
    if !now_there.iter().map(|entry| (entry.id, entry.version, &entry.path)).eq(seen) {
        return Ok(None);
    }
    if same(&kept, &target) {
        // The project looks like that already; a version on top would say nothing new.
        let last = versions::last(&mut tx, &access).await?.unwrap_or(wanted);
        tx.commit().await?;
        return Ok(Some(last));
    }
    let unsaved = last.is_none_or(|(_, files)| !same(&files, &kept));
    if unsaved {
        let message = format!("Before restoring version {}", wanted.number);
        insert(service, &mut tx, by, &access, VersionOrigin::Automatic, Some(&message), &kept).await?;
    }
    let grown = bring_back(service, &mut tx, by, &access, &at_hand, &target, &texts).await?;
    let message = format!("Restored version {}", wanted.number);
    let restored = insert(service, &mut tx, by, &access, VersionOrigin::Restore, Some(&message), &target).await?;
    service.settle(&mut tx, &access, grown, true).await?;
    tx.commit().await?;
    service.live.written_elsewhere(&held);
    service.live.tree_changed(access.project());
    Ok(Some(restored))
}

/// Makes the project's files those of `target`, with the same ids. Answers by how many bytes storage grew.
async fn bring_back(
    service: &Service,
    tx: &mut Tx,
    by: &Caller,
    access: &ProjectAccess,
    at_hand: &[StoredFile],
    target: &[Kept],
    texts: &HashMap<BlobHash, String>,
) -> Result<i64, ProjectsError> {
    let now = service.deps.clock.now();
    let wanted: HashSet<FileId> = target.iter().map(|kept| kept.file).collect();
    let gone: Vec<FileId> = at_hand
        .iter()
        .filter(|file| file.entry.trashed_at.is_none() && !wanted.contains(&file.entry.id))
        .map(|file| file.entry.id)
        .collect();
    files::trash(tx, access, &gone, now).await?;

    let by_id: HashMap<FileId, &StoredFile> = at_hand.iter().map(|file| (file.entry.id, file)).collect();
    let (mut grown, mut moves, mut fresh) = (0, Vec::new(), Vec::new());
    for kept in target {
        let body = if kept.is_binary {
            Body::Blob(kept.hash.clone())
        } else {
            let text = texts.get(&kept.hash).ok_or_else(|| Fault::new("a text of a version was not loaded"))?;
            Body::Text(text.clone())
        };
        match by_id.get(&kept.file) {
            Some(old) => {
                if old.body != body {
                    let old = (*old).clone();
                    grown += file_service::replace(service, tx, access, by.user(), old, body, kept.size_bytes).await?.1;
                }
                if old.entry.path != kept.path || old.entry.trashed_at.is_some() {
                    moves.push((kept.file, kept.path.clone()));
                }
            }
            None => {
                grown += kept.size_bytes as i64;
                let path = FilePath::parse(&kept.path)?.to_string();
                fresh.push(files::NewRow { id: kept.file, path, body, size_bytes: kept.size_bytes });
            }
        }
    }
    files::place(tx, access, &moves, now).await?;
    files::insert(tx, access, &fresh, now).await?;
    Ok(grown)
}
