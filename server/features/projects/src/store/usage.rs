//! What one person's projects take, across all orgs.
use kernel::{Fault, Timestamp, UserId};
use sqlx::PgConnection;

use super::{ProjectAccess, micros};

/// Bytes in all projects that this person made, trash included. Row-level security would hide those of their other orgs,
/// and from a guest editor all but one, so the sum is taken in the worker's role; nothing but the sum leaves here.
pub async fn bytes_of(tx: &mut PgConnection, creator: UserId) -> Result<u64, Fault> {
    sqlx::query("set local role app_worker").execute(&mut *tx).await?;
    let bytes = sqlx::query_scalar!(
        r#"select coalesce(sum(f.size_bytes), 0)::bigint as "bytes!"
           from projects p join files f on f.project_id = p.project_id where p.created_by = $1"#,
        creator.uuid(),
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query("set local role app_rw").execute(&mut *tx).await?;
    Ok(bytes.max(0) as u64)
}

/// How many projects this person has made since then, wherever.
pub async fn made_since(tx: &mut PgConnection, creator: UserId, since: Timestamp) -> Result<i64, Fault> {
    sqlx::query("set local role app_worker").execute(&mut *tx).await?;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from projects
           where created_by = $1 and created_at > to_timestamp($2::float8 / 1e6)"#,
        creator.uuid(),
        micros(since),
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query("set local role app_rw").execute(&mut *tx).await?;
    Ok(count)
}

/// Number and bytes of the files outside the project's trash.
pub async fn of_project(tx: &mut PgConnection, access: &ProjectAccess) -> Result<(u64, u64), Fault> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", coalesce(sum(size_bytes), 0)::bigint as "bytes!"
           from files where project_id = $1 and trashed_at is null"#,
        access.project().uuid(),
    )
    .fetch_one(tx)
    .await?;
    Ok((row.count.max(0) as u64, row.bytes.max(0) as u64))
}
