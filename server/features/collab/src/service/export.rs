//! Everything of a room in one archive.
use std::io::{Cursor, Write};

use collab_contract::{Activity, CollabError, Comment, Participant, Room};
use kernel::{Caller, Fault, RoomId};
use projects_contract::Version;
use serde::Serialize;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::CollabService;
use crate::store::{access, activity, comments, people};

/// Most comments that an archive holds: five files that are full of them.
const MAX_COMMENTS: usize = 10_000;
/// Most lines of the feed, the newest ones.
const MAX_LINES: usize = 10_000;
/// Most versions, the newest ones.
const MAX_VERSIONS: usize = 5_000;
/// Rows that one query reads.
const ROWS_AT_ONCE: usize = 1_000;

/// What `room.json` says.
#[derive(Serialize)]
struct Sheet {
    room: Room,
    participants: Vec<Participant>,
}

pub async fn export(service: &CollabService, by: &Caller, room: RoomId) -> Result<(String, Vec<u8>), CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::member_even_if_closed(&mut tx, room, now).await?;
    let mut participants: Vec<Participant> =
        people::all(&mut tx, room, now).await?.into_iter().map(|member| member.participant).collect();
    // An archive is passed on; half of what it takes to sign in should not be.
    for participant in &mut participants {
        participant.username = None;
    }
    let mut comments: Vec<Comment> = Vec::new();
    while comments.len() < MAX_COMMENTS {
        let after = comments.last().map(|last| (last.created_at, last.id.uuid()));
        let rows = comments::page(&mut tx, &access, None, after, ROWS_AT_ONCE as i64).await?;
        let is_last = rows.len() < ROWS_AT_ONCE;
        comments.extend(rows);
        if is_last {
            break;
        }
    }
    let mut lines: Vec<Activity> = Vec::new();
    while lines.len() < MAX_LINES {
        let before = lines.last().map(|last| (last.started_at, last.id.uuid()));
        let rows = activity::page(&mut tx, &access, before, ROWS_AT_ONCE as i64).await?;
        let is_last = rows.len() < ROWS_AT_ONCE;
        lines.extend(rows);
        if is_last {
            break;
        }
    }
    tx.commit().await?;

    let mut versions: Vec<Version> = Vec::new();
    let mut next = None;
    while versions.len() < MAX_VERSIONS {
        let page = service.deps.projects.versions(by, access.project(), next).await?;
        versions.extend(page.items);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    let (name, files) = service.deps.projects.export_zip(by, access.project()).await?;
    let name = format!("{}-room.zip", name.trim_end_matches(".zip"));
    let sheet = Sheet { room: access.room().clone(), participants };
    let texts = vec![
        ("room.json", json(&sheet)?),
        ("versions.json", json(&versions)?),
        ("comments.json", json(&comments)?),
        ("activity.json", json(&lines)?),
    ];
    let bytes = tokio::task::spawn_blocking(move || pack(files, texts)).await.map_err(Fault::from)??;
    Ok((name, bytes))
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, Fault> {
    Ok(serde_json::to_vec_pretty(value)?)
}

/// The project's own archive under `files/`, its bytes packed as they are, and the rest beside it.
fn pack(files: Vec<u8>, texts: Vec<(&'static str, Vec<u8>)>) -> Result<Vec<u8>, Fault> {
    let mut files = ZipArchive::new(Cursor::new(files))?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..files.len() {
        let file = files.by_index_raw(at)?;
        // The archive has one folder at the top, named like the project.
        let path = file.name().split_once('/').map_or(file.name(), |(_, path)| path);
        let path = format!("files/{path}");
        zip.raw_copy_file_rename(file, path)?;
    }
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in texts {
        zip.start_file(name, options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
