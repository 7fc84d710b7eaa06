//! Ending what has expired and forgetting what is old, in `Db::begin_worker`. Each call takes a bounded part, so that no
//! transaction grows long; zero means that there is nothing left.
use kernel::{Fault, RoomId, Timestamp};
use sqlx::PgConnection;

use super::micros;

/// Open rooms whose time is over. Those that another process has in hand are left to it.
pub async fn expired_rooms(tx: &mut PgConnection, now: Timestamp, limit: i64) -> Result<Vec<RoomId>, Fault> {
    let rooms = sqlx::query_scalar!(
        "select room_id from collaboration_rooms
         where is_active and expires_at is not null and expires_at <= to_timestamp($1::float8 / 1e6)
         order by expires_at limit $2 for update skip locked",
        micros(now),
        limit,
    )
    .fetch_all(tx)
    .await?;
    Ok(rooms.into_iter().map(RoomId::from_uuid).collect())
}

/// Lines of feeds that ended before then.
pub async fn activity(tx: &mut PgConnection, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    let gone = sqlx::query!(
        "delete from room_activity where activity_id in (
           select activity_id from room_activity where ended_at < to_timestamp($1::float8 / 1e6) limit $2)",
        micros(before),
        limit,
    )
    .execute(tx)
    .await?;
    Ok(gone.rows_affected())
}

/// Notices that were read before then.
pub async fn read_notifications(tx: &mut PgConnection, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    let gone = sqlx::query!(
        "delete from notifications where notification_id in (
           select notification_id from notifications
           where read_at is not null and read_at < to_timestamp($1::float8 / 1e6) limit $2)",
        micros(before),
        limit,
    )
    .execute(tx)
    .await?;
    Ok(gone.rows_affected())
}
