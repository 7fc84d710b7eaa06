//! Rows of `room_ratings`.
use collab_contract::RatingSummary;
use kernel::{Fault, Timestamp, UserId};
use sqlx::PgConnection;

use super::{RoomAccess, as_caller, as_system, micros};

/// Sets what somebody thinks of a room.
pub async fn set(
    tx: &mut PgConnection,
    access: &RoomAccess,
    user: UserId,
    stars: u8,
    note: Option<&str>,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into room_ratings (room_id, user_id, project_id, org_id, stars, note, created_at)
         values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1e6))
         on conflict (room_id, user_id)
         do update set stars = excluded.stars, note = excluded.note, created_at = excluded.created_at",
        access.id().uuid(),
        user.uuid(),
        access.project().uuid(),
        access.org().uuid(),
        i16::from(stars),
        note,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Mean and number, which everyone in the room may know, and the caller's own. What others said stays with them.
pub async fn summary(tx: &mut PgConnection, access: &RoomAccess) -> Result<RatingSummary, Fault> {
    as_system(tx).await?;
    let row = sqlx::query!(
        r#"select avg(stars)::float8 as average, count(*) as "n!",
             max(stars) filter (where user_id = app.user_id()) as mine
           from room_ratings where room_id = $1"#,
        access.id().uuid(),
    )
    .fetch_one(&mut *tx)
    .await?;
    as_caller(tx).await?;
    Ok(RatingSummary {
        average: row.average,
        n: row.n.max(0) as u32,
        mine: row.mine.and_then(|stars| u8::try_from(stars).ok()),
    })
}
