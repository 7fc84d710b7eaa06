//! Rows of `project_grants` that follow from places in rooms. A grant that was given otherwise is never touched.
use collab_contract::{GivenRole, Room};
use kernel::{Fault, ProjectId, Timestamp, UserId};
use sqlx::PgConnection;

use super::{micros, places::role};
use crate::rules::{self, Held};

/// Brings somebody's grant in step with the places that they hold in the project's rooms; as the system. Doing it again
/// changes nothing.
pub async fn follow(tx: &mut PgConnection, room: &Room, user: UserId, by: UserId, now: Timestamp) -> Result<(), Fault> {
    let held = held(tx, room.project_id, user).await?;
    match rules::grant_of(&held, now) {
        Some((given, expires_at)) => give(tx, room, user, by, given, expires_at, now).await,
        None => take(tx, room.project_id, user).await,
    }
}

async fn held(tx: &mut PgConnection, project: ProjectId, user: UserId) -> Result<Vec<Held>, Fault> {
    let rows = sqlx::query!(
        "select p.role, (extract(epoch from r.expires_at) * 1000000)::bigint as expires_at
         from room_participants p join collaboration_rooms r on r.room_id = p.room_id
         where p.project_id = $1 and p.user_id = $2 and p.has_grant and r.is_active",
        project.uuid(),
        user.uuid(),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| Ok(Held { role: role(&row.role)?, expires_at: row.expires_at.map(db::at) })).collect()
}

async fn give(
    tx: &mut PgConnection,
    room: &Room,
    user: UserId,
    by: UserId,
    given: GivenRole,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into project_grants (project_id, org_id, user_id, role, granted_by, created_at, expires_at, from_rooms)
         values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1e6), to_timestamp($7::float8 / 1e6), true)
         on conflict (project_id, user_id) do update set role = excluded.role, expires_at = excluded.expires_at
         where project_grants.from_rooms",
        room.project_id.uuid(),
        room.org_id.uuid(),
        user.uuid(),
        given.as_str(),
        by.uuid(),
        micros(now),
        expires_at.map(micros),
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn take(tx: &mut PgConnection, project: ProjectId, user: UserId) -> Result<(), Fault> {
    sqlx::query!(
        "delete from project_grants where project_id = $1 and user_id = $2 and from_rooms",
        project.uuid(),
        user.uuid(),
    )
    .execute(tx)
    .await?;
    Ok(())
}
