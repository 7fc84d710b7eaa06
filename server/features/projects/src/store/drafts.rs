//! A visitor's words. These run in `Db::begin_auth`, because nobody has signed in yet.
use kernel::{Fault, Timestamp};
use sqlx::PgConnection;

use super::micros;

/// How many drafts are kept at the moment, counted up to `at_most`.
pub async fn count(tx: &mut PgConnection, at_most: i64) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from (select 1 as one from prompt_drafts limit $1) as kept"#,
        at_most
    )
    .fetch_one(tx)
    .await?)
}

/// Keeps the words under the hash of their secret.
pub async fn insert(
    tx: &mut PgConnection,
    secret_hash: &[u8],
    description: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into prompt_drafts (secret_hash, description, created_at, expires_at)
         values ($1, $2, to_timestamp($3::float8 / 1e6), to_timestamp($4::float8 / 1e6))",
        secret_hash,
        description,
        micros(now),
        micros(expires_at),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes the words out; they are gone afterwards, even when they had expired.
pub async fn take(tx: &mut PgConnection, secret_hash: &[u8], now: Timestamp) -> Result<Option<String>, Fault> {
    let row = sqlx::query!(
        r#"delete from prompt_drafts where secret_hash = $1
           returning description, expires_at > to_timestamp($2::float8 / 1e6) as "is_fresh!""#,
        secret_hash,
        micros(now),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.filter(|row| row.is_fresh).map(|row| row.description))
}

/// Removes what has expired.
pub async fn remove_expired(tx: &mut PgConnection, now: Timestamp) -> Result<u64, Fault> {
    let gone =
        sqlx::query!("delete from prompt_drafts where expires_at <= to_timestamp($1::float8 / 1e6)", micros(now))
            .execute(tx)
            .await?;
    Ok(gone.rows_affected())
}
