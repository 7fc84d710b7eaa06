//! Removing for good what has been in a trash long enough, in `Db::begin_worker`. Each call removes a bounded part, so
//! that no transaction grows long; zero means that there is nothing left.
use kernel::{Fault, Timestamp};
use sqlx::PgConnection;

use super::micros;

/// Projects that were put in the trash before then. Their files, versions and conversations go with them.
pub async fn projects(tx: &mut PgConnection, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    let gone = sqlx::query!(
        "delete from projects where project_id in (
           select project_id from projects where trashed_at < to_timestamp($1::float8 / 1e6) limit $2)",
        micros(before),
        limit,
    )
    .execute(tx)
    .await?;
    Ok(gone.rows_affected())
}

/// Files that were put in the trash before then.
pub async fn files(tx: &mut PgConnection, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    let gone = sqlx::query!(
        "delete from files where file_id in (
           select file_id from files where trashed_at < to_timestamp($1::float8 / 1e6) limit $2)",
        micros(before),
        limit,
    )
    .execute(tx)
    .await?;
    Ok(gone.rows_affected())
}

/// Writes of which a file has seen `kept` later ones.
pub async fn ops(tx: &mut PgConnection, kept: i64, limit: i64) -> Result<u64, Fault> {
    let gone = sqlx::query!(
        "delete from file_ops where (file_id, version) in (
           select o.file_id, o.version from files f
           join file_ops o on o.file_id = f.file_id and o.version <= f.version - $1
           where f.version > $1 limit $2)",
        kept,
        limit,
    )
    .execute(tx)
    .await?;
    Ok(gone.rows_affected())
}

/// Batches of open documents from before then that every snapshot is past.
pub async fn batches(tx: &mut PgConnection, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    let gone = sqlx::query!(
        "delete from file_batches where (file_id, from_version) in (
           select b.file_id, b.from_version from file_batches b join files f using (file_id)
           where b.created_at < to_timestamp($1::float8 / 1e6) and b.to_version <= f.content_version limit $2)",
        micros(before),
        limit,
    )
    .execute(tx)
    .await?;
    Ok(gone.rows_affected())
}

/// Keys of forms that were sent before then.
pub async fn request_keys(tx: &mut PgConnection, before: Timestamp) -> Result<u64, Fault> {
    let gone = sqlx::query!(
        "delete from project_request_keys where created_at < to_timestamp($1::float8 / 1e6)",
        micros(before)
    )
    .execute(tx)
    .await?;
    Ok(gone.rows_affected())
}
