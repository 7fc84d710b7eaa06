//! Rows of `message_sends`: what the limits count.
use kernel::{Fault, MessageId, Timestamp};
use sqlx::PgConnection;

use super::{Owner, micros};

/// Makes the sends of one person take turns until the transaction ends, so that no two of them count the same messages.
pub async fn take_turn(tx: &mut PgConnection, owner: Owner) -> Result<(), Fault> {
    let name = format!("assist.send {}", owner.user);
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", name).execute(tx).await?;
    Ok(())
}

/// When the owner sent messages after `since`, newest first, at most `limit`.
pub async fn since(tx: &mut PgConnection, owner: Owner, since: Timestamp, limit: i64) -> Result<Vec<Timestamp>, Fault> {
    let times = sqlx::query_scalar!(
        r#"select (extract(epoch from sent_at) * 1000000)::bigint as "sent_at!" from message_sends
           where user_id = $1 and sent_at > to_timestamp($2::float8 / 1e6) order by sent_at desc limit $3"#,
        owner.user.uuid(),
        micros(since),
        limit,
    )
    .fetch_all(tx)
    .await?;
    Ok(times.into_iter().map(db::at).collect())
}

/// Notes a message, and forgets those that no limit counts any more.
pub async fn note(
    tx: &mut PgConnection,
    owner: Owner,
    message: MessageId,
    now: Timestamp,
    forget: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "delete from message_sends where user_id = $1 and sent_at <= to_timestamp($2::float8 / 1e6)",
        owner.user.uuid(),
        micros(forget),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into message_sends (message_id, org_id, user_id, sent_at)
         values ($1, $2, $3, to_timestamp($4::float8 / 1e6))",
        message.uuid(),
        owner.org.uuid(),
        owner.user.uuid(),
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}
