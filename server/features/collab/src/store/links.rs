//! Rows of `share_links` that lead into a room, and the tokens of guests below them.
use collab_contract::{GivenRole, Room, ShareLink};
use kernel::{Fault, RoomId, ShareLinkId, Timestamp, UserId};
use sqlx::PgConnection;

use super::{RoomAccess, micros};

/// A link before it exists. A guest's token has a parent and no name of its own.
#[derive(Debug)]
pub struct NewRow<'a> {
    pub id: ShareLinkId,
    pub token_hash: &'a str,
    pub room: &'a Room,
    pub name: Option<&'a str>,
    pub role: GivenRole,
    pub by: UserId,
    pub parent_hash: Option<&'a str>,
    pub now: Timestamp,
    pub expires_at: Option<Timestamp>,
}

/// The link that the caller shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Where it leads; absent for a link that opens a project without any room.
    pub room: Option<RoomId>,
    pub role: GivenRole,
    pub by: UserId,
    pub expires_at: Option<Timestamp>,
    pub is_revoked: bool,
    /// True for a guest's own token: nobody else comes in through it.
    pub is_personal: bool,
}

fn given(word: &str) -> Result<GivenRole, Fault> {
    GivenRole::parse(word).ok_or_else(|| Fault::new(format!("a link has the unknown role “{word}”")))
}

/// Adds a link, or as the system a guest's token.
pub async fn insert(tx: &mut PgConnection, new: &NewRow<'_>) -> Result<(), Fault> {
    sqlx::query!(
        "insert into share_links (token_hash, link_id, project_id, org_id, room_id, name, role, created_by, parent_hash,
           created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1e6), to_timestamp($11::float8 / 1e6))",
        new.token_hash,
        new.id.uuid(),
        new.room.project_id.uuid(),
        new.room.org_id.uuid(),
        new.room.id.uuid(),
        new.name,
        new.role.as_str(),
        new.by.uuid(),
        new.parent_hash,
        micros(new.now),
        new.expires_at.map(micros),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The links that open the room now, newest first, at most `limit`.
pub async fn open(
    tx: &mut PgConnection,
    access: &RoomAccess,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<ShareLink>, Fault> {
    let rows = sqlx::query!(
        r#"select l.link_id, coalesce(l.name, 'Link') as "name!", l.role,
             (extract(epoch from l.created_at) * 1000000)::bigint as "created_at!",
             (extract(epoch from l.expires_at) * 1000000)::bigint as expires_at,
             (select count(*) from share_links c where c.parent_hash = l.token_hash) as "guests!"
           from share_links l
           where l.room_id = $1 and l.parent_hash is null and l.revoked_at is null
             and (l.expires_at is null or l.expires_at > to_timestamp($2::float8 / 1e6))
           order by l.created_at desc, l.link_id desc limit $3"#,
        access.id().uuid(),
        micros(now),
        limit,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ShareLink {
                id: ShareLinkId::from_uuid(row.link_id),
                room_id: access.id(),
                name: row.name,
                role: given(&row.role)?,
                created_at: db::at(row.created_at),
                expires_at: row.expires_at.map(db::at),
                guest_count: row.guests.max(0) as u32,
            })
        })
        .collect()
}

/// Ends a link and the tokens of everyone who came through it. Answers its name, or nothing when there is no such link.
pub async fn revoke(
    tx: &mut PgConnection,
    access: &RoomAccess,
    link: ShareLinkId,
    now: Timestamp,
) -> Result<Option<String>, Fault> {
    let ended = sqlx::query!(
        r#"update share_links set revoked_at = to_timestamp($3::float8 / 1e6)
           where room_id = $1 and link_id = $2 and parent_hash is null and revoked_at is null
           returning token_hash, coalesce(name, 'Link') as "name!""#,
        access.id().uuid(),
        link.uuid(),
        micros(now),
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(ended) = ended else { return Ok(None) };
    sqlx::query!(
        "update share_links set revoked_at = to_timestamp($2::float8 / 1e6)
         where parent_hash = $1 and revoked_at is null",
        ended.token_hash,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(Some(ended.name))
}

/// The people and guests who came through a link and lose their access with it.
pub async fn came_through(
    tx: &mut PgConnection,
    access: &RoomAccess,
    link: ShareLinkId,
) -> Result<Vec<kernel::ParticipantId>, Fault> {
    let ids = sqlx::query_scalar!(
        r#"select g.guest_id as "id!" from share_links l
           join share_links c on c.parent_hash = l.token_hash join room_guests g on g.token_hash = c.token_hash
           where l.room_id = $1 and l.link_id = $2
           union all
           select p.user_id from share_links l join room_participants p on p.token_hash = l.token_hash
           where l.room_id = $1 and l.link_id = $2"#,
        access.id().uuid(),
        link.uuid(),
    )
    .fetch_all(tx)
    .await?;
    Ok(ids.into_iter().map(kernel::ParticipantId::from_uuid).collect())
}

/// Ends all links of a room with everyone's tokens.
pub async fn revoke_all(tx: &mut PgConnection, room: RoomId, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!(
        "update share_links set revoked_at = to_timestamp($2::float8 / 1e6) where room_id = $1 and revoked_at is null",
        room.uuid(),
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets no link of a room outlive it.
pub async fn shorten(tx: &mut PgConnection, room: RoomId, until: Timestamp) -> Result<(), Fault> {
    sqlx::query!(
        "update share_links set expires_at = to_timestamp($2::float8 / 1e6)
         where room_id = $1 and (expires_at is null or expires_at > to_timestamp($2::float8 / 1e6))",
        room.uuid(),
        micros(until),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The link whose secret came with the request, if there ever was one.
pub async fn shown(tx: &mut PgConnection) -> Result<Option<Shown>, Fault> {
    let row = sqlx::query!(
        r#"select room_id, role, created_by, (extract(epoch from expires_at) * 1000000)::bigint as expires_at,
             revoked_at is not null as "is_revoked!", parent_hash is not null as "is_personal!"
           from share_links where token_hash = app.share_hash()"#
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        Ok(Shown {
            room: row.room_id.map(RoomId::from_uuid),
            role: given(&row.role)?,
            by: UserId::from_uuid(row.created_by),
            expires_at: row.expires_at.map(db::at),
            is_revoked: row.is_revoked,
            is_personal: row.is_personal,
        })
    })
    .transpose()
}

/// A link with the names that whoever holds it is told.
#[derive(Debug, Clone)]
pub struct Preview {
    pub room: RoomId,
    pub role: GivenRole,
    pub expires_at: Option<Timestamp>,
    pub is_revoked: bool,
    pub project_name: String,
    pub shared_by: String,
}

/// The link behind a secret that leads into a room, never a guest's own token; as the system.
pub async fn preview(tx: &mut PgConnection, token_hash: &str) -> Result<Option<Preview>, Fault> {
    let row = sqlx::query!(
        r#"select l.room_id as "room_id!", l.role as "role!",
             (extract(epoch from l.expires_at) * 1000000)::bigint as expires_at,
             l.revoked_at is not null as "is_revoked!", p.name as "project_name!", u.display_name as "shared_by!"
           from share_links l join projects p on p.project_id = l.project_id join users u on u.user_id = l.created_by
           where l.token_hash = $1 and l.parent_hash is null and l.room_id is not null"#,
        token_hash,
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        Ok(Preview {
            room: RoomId::from_uuid(row.room_id),
            role: given(&row.role)?,
            expires_at: row.expires_at.map(db::at),
            is_revoked: row.is_revoked,
            project_name: row.project_name,
            shared_by: row.shared_by,
        })
    })
    .transpose()
}

/// Whether the token that the caller shows was given to a guest of that link.
pub async fn is_below(tx: &mut PgConnection, parent_hash: &str) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from share_links where token_hash = app.share_hash() and parent_hash = $1) as "is_below!""#,
        parent_hash,
    )
    .fetch_one(tx)
    .await?)
}
