//! Gives files a long past, as years of typing would have left it: the only way to a million changes in a few seconds.
use std::sync::Arc;

use cluster::{Cluster, DATABASE, Settings};
use ot::{Op, RopeText, Text};
use projects_contract::doc::{Entry, SessionId, pack};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

/// Changes of one stored batch, where many people type.
const BATCH: usize = 1_000;
/// Batches of one statement.
const AT_ONCE: usize = 100;
/// People who have written it.
const WRITERS: u64 = 40;
/// The version that a new file has.
const NEW: i64 = 1;

/// Batches with the versions before and after each.
struct Past {
    from: Vec<i64>,
    to: Vec<i64>,
    entries: Vec<Vec<u8>>,
}

/// Puts `changes` changes behind each of these new files. The last `tail` of them came after the snapshot, each stored
/// alone: what a crash leaves of one person who types. The text ends as it began, so that it stays as long as it is.
pub async fn write_history(data: &str, files: &[String], changes: usize, tail: usize) -> Result<Value, String> {
    if !changes.is_multiple_of(2) || !tail.is_multiple_of(2) || tail > changes {
        return Err("changes come in pairs, and the tail is a part of them".into());
    }
    let settings = Settings::new(data);
    let joined = tokio::task::spawn_blocking(move || Cluster::start(&settings)).await;
    let cluster = joined.map_err(|panic| panic.to_string())?.map_err(|error| error.to_string())?;
    let url = cluster.owner_url(DATABASE).map_err(|error| error.to_string())?;
    let mut connection = PgConnection::connect(&url).await.map_err(|error| error.to_string())?;
    for file in files {
        let file: Uuid = file.parse().map_err(|_| format!("{file} is no id of a file"))?;
        write_one(&mut connection, file, changes, tail).await.map_err(|error| format!("{file}: {error}"))?;
    }
    connection.close().await.map_err(|error| error.to_string())?;
    Ok(json!({"files": files.len(), "changes": changes, "tail": tail}))
}

async fn write_one(connection: &mut PgConnection, file: Uuid, changes: usize, tail: usize) -> Result<(), String> {
    let said = |error: sqlx::Error| error.to_string();
    let content: String =
        sqlx::query_scalar("select content from files where file_id = $1 and version = $2 and content_version = $2")
            .bind(file)
            .bind(NEW)
            .fetch_one(&mut *connection)
            .await
            .map_err(|error| format!("is it a new text file? {error}"))?;
    let units = RopeText::from(content.as_str()).units();
    let past = past(units, changes, tail)?;
    let mut tx = connection.begin().await.map_err(said)?;
    for at in (0..past.from.len()).step_by(AT_ONCE) {
        let upto = (at + AT_ONCE).min(past.from.len());
        sqlx::query(
            "insert into file_batches
               (file_id, project_id, org_id, from_version, to_version, epoch, entries, created_at)
             select f.file_id, f.project_id, f.org_id, b.from_version, b.to_version, 1, b.entries, now()
             from files f, unnest($2::bigint[], $3::bigint[], $4::bytea[]) as b (from_version, to_version, entries)
             where f.file_id = $1",
        )
        .bind(file)
        .bind(past.from[at..upto].to_vec())
        .bind(past.to[at..upto].to_vec())
        .bind(past.entries[at..upto].to_vec())
        .execute(&mut *tx)
        .await
        .map_err(said)?;
    }
    let head = NEW + changes as i64;
    sqlx::query("update files set version = $2, content_version = $3 where file_id = $1")
        .bind(file)
        .bind(head)
        .bind(head - tail as i64)
        .execute(&mut *tx)
        .await
        .map_err(said)?;
    tx.commit().await.map_err(said)
}

/// Letters that come and go at random places of a text of that length.
fn past(units: u32, changes: usize, tail: usize) -> Result<Past, String> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let mut past = Past { from: Vec::new(), to: Vec::new(), entries: Vec::new() };
    let mut version = NEW as u64;
    let mut seqs = [0u32; WRITERS as usize];
    let mut left = changes;
    let mut place = 0;
    while left > 0 {
        let size = if left > tail { BATCH.min(left - tail) } else { 1 };
        let from = version;
        let mut entries = Vec::with_capacity(size);
        for _ in 0..size {
            // Every other version has the text as it was: one change inserts a letter, the next takes it away.
            let op = if version % 2 == NEW as u64 % 2 {
                place = rng.random_range(0..=units);
                Op::splice(place, 0, "x")
            } else {
                Op::splice(place, 1, "")
            };
            let op = Arc::new(op.map_err(|error| error.to_string())?);
            let writer = version / 2 % WRITERS;
            let seq = &mut seqs[writer as usize];
            *seq += 1;
            version += 1;
            entries.push(Entry { version, session: SessionId(u128::MAX - u128::from(writer)), seq: *seq, op });
        }
        left -= size;
        past.from.push(from as i64);
        past.to.push(version as i64);
        past.entries.push(pack(&entries));
    }
    Ok(past)
}
