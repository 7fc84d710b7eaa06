//! Rows behind a text that several people edit at once: `file_batches`, and the snapshot in `files`.
//!
//! The document speaks for several people, so these run as the system; whoever opens one has looked at the caller first.
use std::sync::Arc;

use doc::{Entry, SessionId, Stored, StoredSession};
use edits::TextEdit;
use kernel::{Fault, FileId};
use ot::{Op, RopeText};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

/// Editors that are remembered beside a snapshot, those that wrote last. One that was forgotten and comes again is known
/// from the batches, as long as those are kept.
const KEPT_SESSIONS: usize = 500;

/// A document as it is stored.
pub struct Opened {
    pub stored: Stored,
    /// The changes after the snapshot.
    pub tail: Vec<Entry>,
}

/// Changes of one document that are stored together.
#[derive(Debug)]
pub struct Batch {
    pub file: FileId,
    pub from: u64,
    pub to: u64,
    pub entries: Vec<u8>,
}

/// An editor as `files.live_sessions` keeps it: a JSON number is too small for its id.
#[derive(Debug, Serialize, Deserialize)]
struct SessionRow {
    session: String,
    last_seq: u32,
    last_version: u64,
}

/// The text after batches that were stored on top of `snapshot`.
pub fn text_after(snapshot: &str, batches: &[Vec<u8>]) -> Result<String, Fault> {
    let mut text = RopeText::from(snapshot);
    for batch in batches {
        for entry in doc::unpack(0, batch)? {
            entry.op.apply(&mut text)?;
        }
    }
    Ok(text.to_string())
}

/// Opens a text file that is not in the trash.
pub async fn open(system: &PgPool, file: FileId) -> Result<Option<Opened>, Fault> {
    let row = sqlx::query!(
        r#"select version, content_version, content as "content!",
             live_sessions as "live_sessions: Json<Vec<SessionRow>>",
             (select array_agg(b.entries order by b.from_version) from file_batches b
              where b.file_id = f.file_id and b.from_version >= f.content_version) as "tail: Vec<Vec<u8>>"
           from files f where file_id = $1 and trashed_at is null and content is not null"#,
        file.uuid(),
    )
    .fetch_optional(system)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let version = row.content_version.unsigned_abs();
    let sessions = row.live_sessions.map(|Json(rows)| rows).unwrap_or_default();
    let sessions = sessions.into_iter().filter_map(|row| {
        let session = SessionId(u128::from_str_radix(&row.session, 16).ok()?);
        Some(StoredSession { session, last_seq: row.last_seq, last_version: row.last_version })
    });
    let stored = Stored { text: row.content, version, sessions: sessions.collect() };
    let mut tail = Vec::new();
    for batch in row.tail.unwrap_or_default() {
        let from = tail.last().map_or(version, |entry: &Entry| entry.version);
        tail.extend(doc::unpack(from, &batch)?);
    }
    if tail.last().map_or(version, |entry| entry.version) != row.version.unsigned_abs() {
        return Err(Fault::new("the batches of a file do not lead to its version"));
    }
    Ok(Some(Opened { stored, tail }))
}

/// The version of a text file that is not in the trash.
pub async fn version(system: &PgPool, file: FileId) -> Result<Option<u64>, Fault> {
    let version = sqlx::query_scalar!(
        "select version from files where file_id = $1 and trashed_at is null and content is not null",
        file.uuid(),
    )
    .fetch_optional(system)
    .await?;
    Ok(version.map(i64::unsigned_abs))
}

/// Stores batches, at most one of each file, in one go. Answers the files whose batch was stored; of the others somebody
/// else has written meanwhile, or they are gone.
pub async fn append(system: &PgPool, epoch: i64, batches: &[Batch]) -> Result<Vec<FileId>, Fault> {
    let files: Vec<Uuid> = batches.iter().map(|batch| batch.file.uuid()).collect();
    let from: Vec<i64> = batches.iter().map(|batch| batch.from as i64).collect();
    let to: Vec<i64> = batches.iter().map(|batch| batch.to as i64).collect();
    let entries: Vec<Vec<u8>> = batches.iter().map(|batch| batch.entries.clone()).collect();
    let stored = sqlx::query_scalar!(
        r#"with wanted as (
             select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[])
               as t (file_id, from_version, to_version, entries)
           ), moved as (
             update files f set version = w.to_version from wanted w
             where f.file_id = w.file_id and f.version = w.from_version and f.trashed_at is null and f.content is not null
             returning f.file_id, f.project_id, f.org_id
           )
           insert into file_batches (file_id, project_id, org_id, from_version, to_version, epoch, entries, created_at)
           select m.file_id, m.project_id, m.org_id, w.from_version, w.to_version, $5, w.entries, now()
           from moved m join wanted w using (file_id)
           returning file_id as "file_id!""#,
        &files,
        &from,
        &to,
        &entries,
        epoch,
    )
    .fetch_all(system)
    .await?;
    Ok(stored.into_iter().map(FileId::from_uuid).collect())
}

/// Keeps the whole text of a version that is stored, unless somebody has kept a newer one.
pub async fn snapshot(system: &PgPool, file: FileId, stored: &Stored) -> Result<(), Fault> {
    let mut newest = stored.sessions.clone();
    newest.sort_by_key(|one| std::cmp::Reverse(one.last_version));
    let sessions: Vec<SessionRow> = newest
        .iter()
        .take(KEPT_SESSIONS)
        .map(|one| SessionRow {
            session: format!("{:x}", one.session.0),
            last_seq: one.last_seq,
            last_version: one.last_version,
        })
        .collect();
    sqlx::query!(
        "update files set content = $3, content_version = $2, live_sessions = $4, size_bytes = $5, updated_at = now()
         where file_id = $1 and content is not null and version >= $2 and content_version < $2",
        file.uuid(),
        stored.version as i64,
        stored.text,
        serde_json::to_value(sessions)?,
        stored.text.len() as i64,
    )
    .execute(system)
    .await?;
    Ok(())
}

/// The changes after `from`, up to and including `to`, from batches and from writes of other kinds; nothing when they are
/// not all kept any more.
pub async fn log(
    connection: &mut PgConnection,
    file: FileId,
    from: u64,
    to: u64,
    limit: i64,
) -> Result<Option<Vec<Entry>>, Fault> {
    let batches = sqlx::query!(
        "select from_version, entries from file_batches
         where file_id = $1 and to_version > $2 and from_version < $3 order by from_version limit $4",
        file.uuid(),
        from as i64,
        to as i64,
        limit,
    )
    .fetch_all(&mut *connection)
    .await?;
    let writes = sqlx::query!(
        r#"select version, edits as "edits: Json<Vec<TextEdit>>" from file_ops
           where file_id = $1 and version > $2 and version <= $3 order by version limit $4"#,
        file.uuid(),
        from as i64,
        to as i64,
        limit,
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut entries: Vec<Entry> = Vec::new();
    for batch in batches {
        entries.extend(doc::unpack(batch.from_version.unsigned_abs(), &batch.entries)?);
    }
    for write in writes {
        let op = Arc::new(Op::from_edits(&write.edits.0)?);
        entries.push(Entry { version: write.version.unsigned_abs(), session: SessionId::SERVER, seq: 0, op });
    }
    entries.retain(|entry| entry.version > from && entry.version <= to);
    entries.sort_by_key(|entry| entry.version);
    let is_whole = entries.len() as u64 == to - from && entries.iter().zip(from + 1..).all(|(e, v)| e.version == v);
    Ok(is_whole.then_some(entries))
}
