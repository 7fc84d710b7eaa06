//! Who may do what in a room: looked up once per transaction, then carried as a value.
use collab_contract::{CollabError, GivenRole, Room, RoomRole};
use kernel::{Fault, OrgId, ParticipantId, ProjectId, Role, RoomId, Timestamp, UserId};
use sqlx::PgConnection;

use super::{places::role, rooms::RoomRow};
use crate::rules;

/// What one look at a room finds out about the caller. No proof of anything: they may have no place in it.
#[derive(Debug, Clone)]
pub struct Sight {
    pub room: Room,
    /// What the project allows them at most.
    pub allowed: RoomRole,
    /// Whether they act for the org that owns the project.
    pub is_insider: bool,
    /// The place that they have.
    pub place: Option<Place>,
    /// The link that they show, when it leads here.
    pub link: Option<ShownLink>,
}

/// A place in a room.
#[derive(Debug, Clone)]
pub struct Place {
    pub participant: ParticipantId,
    /// Absent for guests.
    pub user: Option<UserId>,
    pub stored_role: RoomRole,
    pub name: String,
    pub colour: String,
    /// They came by an invitation and keep the project without any link.
    pub has_grant: bool,
    pub last_seen_at: Timestamp,
}

/// A link that the caller shows.
#[derive(Debug, Clone, Copy)]
pub struct ShownLink {
    pub role: GivenRole,
    pub expires_at: Option<Timestamp>,
}

/// Proof that the caller of this transaction has a place in the room, and what more they may do. Only this module makes
/// one.
#[derive(Debug, Clone)]
pub struct RoomAccess {
    room: Room,
    place: Place,
    role: RoomRole,
    allowed: RoomRole,
}

impl RoomAccess {
    /// The room.
    pub const fn room(&self) -> &Room {
        &self.room
    }

    /// Its id.
    pub const fn id(&self) -> RoomId {
        self.room.id
    }

    /// The project.
    pub const fn project(&self) -> ProjectId {
        self.room.project_id
    }

    /// The org that owns it.
    pub const fn org(&self) -> OrgId {
        self.room.org_id
    }

    /// The caller's place.
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// What they may do: the lesser of their role and what the project allows.
    pub const fn role(&self) -> RoomRole {
        self.role
    }

    /// What the project allows them at most.
    pub const fn allowed(&self) -> RoomRole {
        self.allowed
    }
}

impl Sight {
    /// Whether the link that brought the caller here has ended. People who need no link do not mind.
    fn link_is_over(&self, now: Timestamp) -> bool {
        let needs_link = !self.is_insider && !self.place.as_ref().is_some_and(|place| place.has_grant);
        let ends = self.link.and_then(|link| link.expires_at);
        needs_link && ends.is_some_and(|ends| ends <= now)
    }

    /// Refuses what has ended.
    pub fn is_open(&self, now: Timestamp) -> Result<(), CollabError> {
        rules::is_open(&self.room, now)?;
        if self.link_is_over(now) { Err(CollabError::LinkGone) } else { Ok(()) }
    }

    /// The proof, for those who have a place.
    pub fn access(self) -> Result<RoomAccess, CollabError> {
        let place = self.place.ok_or(CollabError::NotFound)?;
        let role = rules::effective(place.stored_role, self.allowed);
        Ok(RoomAccess { room: self.room, place, role, allowed: self.allowed })
    }
}

/// Looks at a room. What the caller cannot see is not there, unless they show a link that once led here.
pub async fn look(tx: &mut PgConnection, room: RoomId) -> Result<Sight, CollabError> {
    let row = sqlx::query!(
        r#"select r.room_id as "room_id!", r.project_id as "project_id!", r.org_id as "org_id!",
             r.owner_id as "owner_id!", r.name as "name!", r.is_active as "is_active!",
             (extract(epoch from r.created_at) * 1000000)::bigint as "created_at!",
             (extract(epoch from r.expires_at) * 1000000)::bigint as expires_at,
             case when r.org_id = app.org_id() then app.org_role() end as org_role,
             r.project_id in (select app.granted_to_edit()) as "granted_to_edit!",
             p.user_id as "member?", p.role as "member_role?", p.display_name as "member_name?",
             p.cursor_color as "member_color?", p.has_grant as "has_grant?",
             (extract(epoch from p.last_seen_at) * 1000000)::bigint as member_seen_at,
             g.guest_id as "guest?", g.role as "guest_role?", g.display_name as "guest_name?",
             g.cursor_color as "guest_color?",
             (extract(epoch from g.last_seen_at) * 1000000)::bigint as guest_seen_at,
             l.role as "link_role?", (extract(epoch from l.expires_at) * 1000000)::bigint as link_ends_at
           from collaboration_rooms r
           left join room_participants p on p.room_id = r.room_id and p.user_id = app.user_id()
           left join room_guests g
             on g.room_id = r.room_id and g.token_hash = app.share_hash() and app.user_id() is null
           left join share_links l on l.token_hash = app.share_hash() and l.room_id = r.room_id
           where r.room_id = $1"#,
        room.uuid(),
    )
    .fetch_optional(&mut *tx)
    .await
    .map_err(Fault::from)?;
    let Some(row) = row else {
        return Err(if led_here(tx, room).await? { CollabError::LinkGone } else { CollabError::NotFound });
    };
    let org_role = row.org_role.as_deref().and_then(Role::parse);
    let seen = |at: Option<i64>| at.map(db::at).unwrap_or_default();
    let member = match (row.member, row.member_role, row.member_name, row.member_color) {
        (Some(user), Some(word), Some(name), Some(colour)) => Some(Place {
            participant: ParticipantId::from_uuid(user),
            user: Some(UserId::from_uuid(user)),
            stored_role: role(&word)?,
            name,
            colour,
            has_grant: row.has_grant.unwrap_or(false),
            last_seen_at: seen(row.member_seen_at),
        }),
        _ => None,
    };
    let guest = match (row.guest, row.guest_role, row.guest_name, row.guest_color) {
        (Some(guest), Some(word), Some(name), Some(colour)) => Some(Place {
            participant: ParticipantId::from_uuid(guest),
            user: None,
            stored_role: role(&word)?,
            name,
            colour,
            has_grant: false,
            last_seen_at: seen(row.guest_seen_at),
        }),
        _ => None,
    };
    let link = row
        .link_role
        .as_deref()
        .and_then(GivenRole::parse)
        .map(|role| ShownLink { role, expires_at: row.link_ends_at.map(db::at) });
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
    Ok(Sight {
        room: room.into(),
        allowed: rules::allowed(org_role, row.granted_to_edit),
        is_insider: org_role.is_some(),
        place: member.or(guest),
        link,
    })
}

/// An open room in which the caller has a place.
pub async fn member(tx: &mut PgConnection, room: RoomId, now: Timestamp) -> Result<RoomAccess, CollabError> {
    let sight = look(tx, room).await?;
    if sight.place.is_none() {
        return Err(CollabError::NotFound);
    }
    sight.is_open(now)?;
    sight.access()
}

/// The same, also once the room was closed or has expired.
pub async fn member_even_if_closed(
    tx: &mut PgConnection,
    room: RoomId,
    now: Timestamp,
) -> Result<RoomAccess, CollabError> {
    let sight = look(tx, room).await?;
    if sight.place.is_some() && sight.link_is_over(now) {
        return Err(CollabError::LinkGone);
    }
    sight.access()
}

/// Somebody who may write in the room.
pub async fn editor(tx: &mut PgConnection, room: RoomId, now: Timestamp) -> Result<RoomAccess, CollabError> {
    let access = member(tx, room, now).await?;
    rules::may_edit(access.role)?;
    Ok(access)
}

/// Somebody who decides in the room.
pub async fn owner(tx: &mut PgConnection, room: RoomId, now: Timestamp) -> Result<RoomAccess, CollabError> {
    let access = member(tx, room, now).await?;
    rules::may_own(access.role)?;
    Ok(access)
}

/// Whether the caller shows a link that leads, or once led, into this room.
async fn led_here(tx: &mut PgConnection, room: RoomId) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from share_links where token_hash = app.share_hash() and room_id = $1) as "led_here!""#,
        room.uuid(),
    )
    .fetch_one(tx)
    .await?)
}
