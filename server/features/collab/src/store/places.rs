//! Places in a room: rows of `room_participants` and `room_guests`, as their own people write them.
use collab_contract::{CursorPosition, RoomRole};
use kernel::{Fault, ParticipantId, Timestamp, UserId};
use sqlx::PgConnection;

use super::{RoomAccess, access::Place, micros};
use crate::rules::Colour;

/// Reads the word that a `role` column holds.
pub fn role(word: &str) -> Result<RoomRole, Fault> {
    RoomRole::parse(word).ok_or_else(|| Fault::new(format!("a place has the unknown role “{word}”")))
}

/// The colours that are given out in the room, guests' included, each with its round. As many as there are people.
pub async fn colours(tx: &mut PgConnection, room: kernel::RoomId) -> Result<Vec<(String, i16)>, Fault> {
    let rows = sqlx::query!(
        r#"select cursor_color as "color!", color_round as "round!" from room_participants where room_id = $1
           union all select cursor_color, color_round from room_guests where room_id = $1"#,
        room.uuid(),
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.color, row.round)).collect())
}

/// A place before somebody takes it.
#[derive(Debug)]
pub struct NewPlace<'a> {
    pub room: &'a collab_contract::Room,
    pub user: UserId,
    pub role: RoomRole,
    pub name: &'a str,
    pub colour: Colour,
    /// They came by an invitation from outside the org.
    pub has_grant: bool,
    /// They came by the link that the transaction's caller shows.
    pub by_link: bool,
    pub now: Timestamp,
}

/// Adds a person. Whoever has a place keeps it as it is.
pub async fn insert(tx: &mut PgConnection, new: &NewPlace<'_>) -> Result<(), Fault> {
    sqlx::query!(
        "insert into room_participants (room_id, user_id, project_id, org_id, role, display_name, joined_at, last_seen_at,
           cursor_color, color_round, has_grant, token_hash)
         values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1e6), to_timestamp($7::float8 / 1e6), $8, $9, $10,
           case when $11::boolean then app.share_hash() end)
         on conflict (room_id, user_id) do nothing",
        new.room.id.uuid(),
        new.user.uuid(),
        new.room.project_id.uuid(),
        new.room.org_id.uuid(),
        new.role.as_str(),
        new.name,
        micros(new.now),
        new.colour.hex,
        new.colour.round,
        new.has_grant,
        new.by_link,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A guest before they come in.
#[derive(Debug)]
pub struct NewGuest<'a> {
    pub id: ParticipantId,
    pub room: &'a collab_contract::Room,
    /// SHA-256 of their own token, in hex.
    pub token_hash: &'a str,
    pub role: collab_contract::GivenRole,
    pub name: &'a str,
    pub colour: Colour,
    pub now: Timestamp,
}

/// Adds a guest; as the system, because the caller shows another token so far.
pub async fn insert_guest(tx: &mut PgConnection, new: &NewGuest<'_>) -> Result<(), Fault> {
    sqlx::query!(
        "insert into room_guests (guest_id, room_id, project_id, org_id, token_hash, display_name, role, cursor_color,
           color_round, joined_at, last_seen_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1e6), to_timestamp($10::float8 / 1e6))",
        new.id.uuid(),
        new.room.id.uuid(),
        new.room.project_id.uuid(),
        new.room.org_id.uuid(),
        new.token_hash,
        new.name,
        new.role.as_str(),
        new.colour.hex,
        new.colour.round,
        micros(new.now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// From now on somebody's place comes with a grant on the project, unless they are of its org: what people may do there, the
/// org decides. The transaction is the caller's before and after.
pub async fn hold_grant(tx: &mut PgConnection, access: &RoomAccess, user: UserId) -> Result<(), Fault> {
    super::as_system(tx).await?;
    sqlx::query!(
        "update room_participants p set has_grant = true where room_id = $1 and user_id = $2 and not has_grant
           and not exists (select from org_members m where m.org_id = p.org_id and m.user_id = p.user_id)",
        access.id().uuid(),
        user.uuid(),
    )
    .execute(&mut *tx)
    .await?;
    super::as_caller(tx).await
}

/// Renames the guest whose token the caller shows.
pub async fn rename_guest(tx: &mut PgConnection, access: &RoomAccess, name: &str) -> Result<(), Fault> {
    sqlx::query!(
        "update room_guests set display_name = $2 where guest_id = $1",
        access.place().participant.uuid(),
        name
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Remembers that somebody was there, and under which name.
pub async fn seen(tx: &mut PgConnection, place: &Place, room: kernel::RoomId, now: Timestamp) -> Result<(), Fault> {
    match place.user {
        Some(user) => {
            sqlx::query!(
                "update room_participants set last_seen_at = to_timestamp($3::float8 / 1e6)
                 where room_id = $1 and user_id = $2",
                room.uuid(),
                user.uuid(),
                micros(now),
            )
            .execute(tx)
            .await?
        }
        None => {
            sqlx::query!(
                "update room_guests set last_seen_at = to_timestamp($3::float8 / 1e6)
                 where room_id = $1 and guest_id = $2",
                room.uuid(),
                place.participant.uuid(),
                micros(now),
            )
            .execute(tx)
            .await?
        }
    };
    Ok(())
}

/// Remembers where somebody's cursor was; as the system, for a person and a guest alike. False when the place is gone.
pub async fn set_cursor(
    tx: &mut PgConnection,
    room: kernel::RoomId,
    who: ParticipantId,
    cursor: Option<&CursorPosition>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let cursor = cursor.map(serde_json::to_value).transpose()?;
    let done = sqlx::query!(
        "with person as (
           update room_participants
           set cursor_position = coalesce($3, cursor_position), last_seen_at = to_timestamp($4::float8 / 1e6)
           where room_id = $1 and user_id = $2 returning 1)
         update room_guests
         set cursor_position = coalesce($3, cursor_position), last_seen_at = to_timestamp($4::float8 / 1e6)
         where room_id = $1 and guest_id = $2 and not exists (select from person)",
        room.uuid(),
        who.uuid(),
        cursor,
        micros(now),
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() > 0 {
        return Ok(true);
    }
    Ok(sqlx::query_scalar!(
        r#"select exists (select from room_participants where room_id = $1 and user_id = $2) as "is_there!""#,
        room.uuid(),
        who.uuid(),
    )
    .fetch_one(tx)
    .await?)
}

/// Sets somebody's role. A guest's own token gets it too, because that is what the policies read.
pub async fn set_role(
    tx: &mut PgConnection,
    access: &RoomAccess,
    who: ParticipantId,
    is_guest: bool,
    role: RoomRole,
) -> Result<(), Fault> {
    if !is_guest {
        sqlx::query!(
            "update room_participants set role = $3 where room_id = $1 and user_id = $2",
            access.id().uuid(),
            who.uuid(),
            role.as_str(),
        )
        .execute(tx)
        .await?;
        return Ok(());
    }
    sqlx::query!(
        "update share_links set role = $3
         where token_hash = (select token_hash from room_guests where room_id = $1 and guest_id = $2)",
        access.id().uuid(),
        who.uuid(),
        role.as_str(),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update room_guests set role = $3 where room_id = $1 and guest_id = $2",
        access.id().uuid(),
        who.uuid(),
        role.as_str(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes somebody's place away; as the system, because a guest's token goes with it and people may take their own.
pub async fn remove(
    tx: &mut PgConnection,
    access: &RoomAccess,
    who: ParticipantId,
    is_guest: bool,
) -> Result<(), Fault> {
    if is_guest {
        // Their row goes with their token.
        sqlx::query!(
            "delete from share_links
             where token_hash = (select token_hash from room_guests where room_id = $1 and guest_id = $2)",
            access.id().uuid(),
            who.uuid(),
        )
        .execute(tx)
        .await?;
    } else {
        sqlx::query!(
            "delete from room_participants where room_id = $1 and user_id = $2",
            access.id().uuid(),
            who.uuid(),
        )
        .execute(tx)
        .await?;
    }
    Ok(())
}

/// Sets the role of a person who accepted an invitation and had a place already; as the system.
pub async fn raise(
    tx: &mut PgConnection,
    room: kernel::RoomId,
    user: UserId,
    role: RoomRole,
    has_grant: bool,
) -> Result<(), Fault> {
    sqlx::query!(
        "update room_participants set role = $3, has_grant = has_grant or $4 where room_id = $1 and user_id = $2",
        room.uuid(),
        user.uuid(),
        role.as_str(),
        has_grant,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The name of somebody in the room, and their account if they have one; as the system.
pub async fn who_is(
    tx: &mut PgConnection,
    room: kernel::RoomId,
    who: ParticipantId,
) -> Result<Option<(String, Option<UserId>)>, Fault> {
    let row = sqlx::query!(
        r#"select display_name as "name!", user_id as "user_id?" from room_participants
           where room_id = $1 and user_id = $2
           union all select display_name, null::uuid from room_guests where room_id = $1 and guest_id = $2"#,
        room.uuid(),
        who.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (row.name, row.user_id.map(UserId::from_uuid))))
}

/// The role that a person's place holds, if they have one.
pub async fn stored_role(tx: &mut PgConnection, room: kernel::RoomId, user: UserId) -> Result<Option<RoomRole>, Fault> {
    let word = sqlx::query_scalar!(
        "select role from room_participants where room_id = $1 and user_id = $2",
        room.uuid(),
        user.uuid()
    )
    .fetch_optional(tx)
    .await?;
    word.as_deref().map(role).transpose()
}
