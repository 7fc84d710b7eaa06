//! Rows of `collaboration_rooms`.
use collab_contract::{Room, RoomLine, RoomRole};
use kernel::{Fault, OrgId, ProjectId, Role, RoomId, Timestamp, UserId, VersionId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{RoomAccess, micros, places::role};
use crate::rules;

/// A room as it is stored.
pub struct RoomRow {
    pub room_id: Uuid,
    pub project_id: Uuid,
    pub org_id: Uuid,
    pub owner_id: Uuid,
    pub name: String,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub is_active: bool,
}

impl From<RoomRow> for Room {
    fn from(row: RoomRow) -> Self {
        Room {
            id: RoomId::from_uuid(row.room_id),
            project_id: ProjectId::from_uuid(row.project_id),
            org_id: OrgId::from_uuid(row.org_id),
            owner_id: UserId::from_uuid(row.owner_id),
            name: row.name,
            created_at: db::at(row.created_at),
            expires_at: row.expires_at.map(db::at),
            is_active: row.is_active,
        }
    }
}

/// Lets one caller at a time open a room on the project, until the transaction ends: the number of rooms is counted.
pub async fn lock_project(tx: &mut PgConnection, project: ProjectId) -> Result<(), Fault> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('collab:project:' || $1::uuid::text, 0))",
        project.uuid()
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}

/// Lets one caller at a time change who is in the room, until the transaction ends: colours are given out, owners and
/// links are counted.
pub async fn lock(tx: &mut PgConnection, room: RoomId) -> Result<(), Fault> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('collab:room:' || $1::uuid::text, 0))", room.uuid())
        .fetch_one(tx)
        .await?;
    Ok(())
}

/// Adds a room.
pub async fn insert(tx: &mut PgConnection, room: &Room) -> Result<(), Fault> {
    sqlx::query!(
        "insert into collaboration_rooms (room_id, project_id, org_id, owner_id, name, created_at, expires_at)
         values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1e6), to_timestamp($7::float8 / 1e6))",
        room.id.uuid(),
        room.project_id.uuid(),
        room.org_id.uuid(),
        room.owner_id.uuid(),
        room.name,
        micros(room.created_at),
        room.expires_at.map(micros),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// How many rooms of the project are open. The caller can see the project.
pub async fn count_open(tx: &mut PgConnection, project: ProjectId, now: Timestamp) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from collaboration_rooms
           where project_id = $1 and is_active and (expires_at is null or expires_at > to_timestamp($2::float8 / 1e6))"#,
        project.uuid(),
        micros(now),
    )
    .fetch_one(tx)
    .await?)
}

/// The open rooms of a project that the caller may know of, newest first: all of them within its org, otherwise those in
/// which they have a place.
pub async fn list(tx: &mut PgConnection, project: ProjectId, now: Timestamp) -> Result<Vec<RoomLine>, Fault> {
    let rows = sqlx::query!(
        r#"select r.room_id as "room_id!", r.project_id as "project_id!", r.org_id as "org_id!",
             r.owner_id as "owner_id!", r.name as "name!", r.is_active as "is_active!",
             (extract(epoch from r.created_at) * 1000000)::bigint as "created_at!",
             (extract(epoch from r.expires_at) * 1000000)::bigint as expires_at,
             case when r.org_id = app.org_id() then app.org_role() end as org_role,
             r.project_id in (select app.granted_to_edit()) as "granted_to_edit!",
             coalesce(p.role, g.role) as place,
             (select count(*) from room_participants c where c.room_id = r.room_id)
               + (select count(*) from room_guests c where c.room_id = r.room_id) as "people!"
           from collaboration_rooms r
           left join room_participants p on p.room_id = r.room_id and p.user_id = app.user_id()
           left join room_guests g
             on g.room_id = r.room_id and g.token_hash = app.share_hash() and app.user_id() is null
           where r.project_id = $1 and r.is_active
             and (r.expires_at is null or r.expires_at > to_timestamp($2::float8 / 1e6))
             and (r.org_id = app.org_id() or p.user_id is not null or g.guest_id is not null)
           order by r.created_at desc, r.room_id desc"#,
        project.uuid(),
        micros(now),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let allowed = rules::allowed(row.org_role.as_deref().and_then(Role::parse), row.granted_to_edit);
            let place: Option<RoomRole> = row.place.as_deref().map(role).transpose()?;
            let room = RoomRow {
                room_id: row.room_id,
                project_id: row.project_id,
                org_id: row.org_id,
                owner_id: row.owner_id,
                name: row.name,
                created_at: row.created_at,
                expires_at: row.expires_at,
                is_active: row.is_active,
            };
            Ok(RoomLine {
                room: room.into(),
                role: place.map(|place| rules::effective(place, allowed)),
                participant_count: row.people.max(0) as u32,
            })
        })
        .collect()
}

/// Sets name and end.
pub async fn change(
    tx: &mut PgConnection,
    access: &RoomAccess,
    name: &str,
    expires_at: Option<Timestamp>,
) -> Result<(), Fault> {
    sqlx::query!(
        "update collaboration_rooms set name = $2, expires_at = to_timestamp($3::float8 / 1e6) where room_id = $1",
        access.id().uuid(),
        name,
        expires_at.map(micros),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Closes the room. Doing it again changes nothing.
pub async fn close(tx: &mut PgConnection, room: RoomId) -> Result<(), Fault> {
    sqlx::query!("update collaboration_rooms set is_active = false where room_id = $1", room.uuid())
        .execute(tx)
        .await?;
    Ok(())
}

/// The room of a comment. What the caller cannot see is not there.
pub async fn of_comment(tx: &mut PgConnection, comment: kernel::CommentId) -> Result<Option<RoomId>, Fault> {
    let room = sqlx::query_scalar!("select room_id from collaboration_comments where comment_id = $1", comment.uuid())
        .fetch_optional(tx)
        .await?;
    Ok(room.map(RoomId::from_uuid))
}

/// A room by its id alone, for what the system does.
pub async fn get(tx: &mut PgConnection, room: RoomId) -> Result<Option<Room>, Fault> {
    let row = sqlx::query_as!(
        RoomRow,
        r#"select room_id, project_id, org_id, owner_id, name, is_active,
             (extract(epoch from created_at) * 1000000)::bigint as "created_at!",
             (extract(epoch from expires_at) * 1000000)::bigint as expires_at
           from collaboration_rooms where room_id = $1"#,
        room.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(Room::from))
}

/// Whether that version is one of the room's project.
pub async fn has_version(tx: &mut PgConnection, access: &RoomAccess, version: VersionId) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from versions where version_id = $1 and project_id = $2) as "is_there!""#,
        version.uuid(),
        access.project().uuid(),
    )
    .fetch_one(tx)
    .await?)
}
