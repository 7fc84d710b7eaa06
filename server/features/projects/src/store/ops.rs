//! Rows of `file_ops`: what each write changed, and what takes it back.
use edits::TextEdit;
use kernel::{Fault, FileId, Timestamp, UserId};
use sqlx::PgConnection;

use super::{ProjectAccess, micros};

/// One write to a text file.
#[derive(Debug)]
pub struct NewOp<'a> {
    pub file: FileId,
    /// The version that it made.
    pub version: i64,
    pub edits: &'a [TextEdit],
    pub inverse: &'a [TextEdit],
}

/// Remembers a write.
pub async fn insert(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    by: Option<UserId>,
    op: &NewOp<'_>,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into file_ops (file_id, project_id, org_id, version, by_user, edits, inverse, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1e6))",
        op.file.uuid(),
        access.project().uuid(),
        access.org().uuid(),
        op.version,
        by.map(|user| user.uuid()),
        serde_json::to_value(op.edits)?,
        serde_json::to_value(op.inverse)?,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What takes the writes after `version` back, last write first, and the version that each of them made.
pub async fn inverses_since(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    file: FileId,
    version: i64,
    limit: i64,
) -> Result<Vec<(i64, Vec<TextEdit>)>, Fault> {
    let rows = sqlx::query!(
        "select version, inverse from file_ops
         where project_id = $1 and file_id = $2 and version > $3 order by version desc limit $4",
        access.project().uuid(),
        file.uuid(),
        version,
        limit,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| Ok((row.version, serde_json::from_value(row.inverse)?))).collect()
}
