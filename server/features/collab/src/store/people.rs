//! Everyone in a room, with what the project allows each of them. Names, addresses and memberships of others are hidden
//! from the caller's role, so this is asked as the system.
use collab_contract::{CursorPosition, Participant, RoomRole};
use kernel::{Fault, ParticipantId, Role, Timestamp, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{as_caller, as_system, micros, places::role};
use crate::rules;

/// Somebody with a place, as the service sees them.
#[derive(Debug, Clone)]
pub struct Member {
    /// The form that travels. Its role is the one that counts.
    pub participant: Participant,
    /// Absent for guests.
    pub user: Option<UserId>,
    /// Where mail goes; absent for guests.
    pub email: Option<String>,
    /// False for those who cannot see the project any more: they left the org, or their link has ended.
    pub has_access: bool,
    /// What the project allows them at most.
    pub allowed: RoomRole,
    /// Came by an invitation from outside.
    pub has_grant: bool,
}

/// Everyone, in the order in which they came. The transaction is the caller's before and after.
pub async fn all(tx: &mut PgConnection, room: kernel::RoomId, now: Timestamp) -> Result<Vec<Member>, Fault> {
    as_system(tx).await?;
    let mut members = persons(tx, room, now).await?;
    members.extend(guests(tx, room, now).await?);
    as_caller(tx).await?;
    members.sort_by_key(|member| (member.participant.joined_at, member.participant.id));
    Ok(members)
}

async fn persons(tx: &mut PgConnection, room: kernel::RoomId, now: Timestamp) -> Result<Vec<Member>, Fault> {
    let rows = sqlx::query!(
        r#"select p.user_id as "user_id!", p.role as "role!", p.display_name as "display_name!",
             p.cursor_position as "cursor_position?", p.cursor_color as "cursor_color!", p.has_grant as "has_grant!",
             (extract(epoch from p.joined_at) * 1000000)::bigint as "joined_at!",
             (extract(epoch from p.last_seen_at) * 1000000)::bigint as "last_seen_at!",
             u.username::text as "username!", u.email::text as "email!",
             m.role as "org_role?", g.role as "grant_role?", l.role as "link_role?"
           from room_participants p
           join users u on u.user_id = p.user_id
           left join org_members m on m.org_id = p.org_id and m.user_id = p.user_id
           left join project_grants g on g.project_id = p.project_id and g.user_id = p.user_id
             and (g.expires_at is null or g.expires_at > to_timestamp($2::float8 / 1e6))
           left join share_links l on l.token_hash = p.token_hash and l.revoked_at is null
             and (l.expires_at is null or l.expires_at > to_timestamp($2::float8 / 1e6))
           where p.room_id = $1"#,
        room.uuid(),
        micros(now),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let org_role = row.org_role.as_deref().and_then(Role::parse);
            let ways = [row.grant_role.as_deref(), row.link_role.as_deref()];
            let allowed = rules::allowed(org_role, ways.contains(&Some("editor")));
            Ok(Member {
                participant: Participant {
                    id: ParticipantId::from_uuid(row.user_id),
                    is_guest: false,
                    display_name: row.display_name,
                    username: Some(row.username),
                    role: rules::effective(role(&row.role)?, allowed),
                    joined_at: db::at(row.joined_at),
                    last_seen_at: db::at(row.last_seen_at),
                    cursor_position: cursor(row.cursor_position)?,
                    cursor_color: row.cursor_color,
                },
                user: Some(UserId::from_uuid(row.user_id)),
                email: Some(row.email),
                has_access: org_role.is_some() || ways.iter().any(Option::is_some),
                allowed,
                has_grant: row.has_grant,
            })
        })
        .collect()
}

async fn guests(tx: &mut PgConnection, room: kernel::RoomId, now: Timestamp) -> Result<Vec<Member>, Fault> {
    let rows = sqlx::query!(
        r#"select g.guest_id, g.role, g.display_name, g.cursor_position, g.cursor_color,
             (extract(epoch from g.joined_at) * 1000000)::bigint as "joined_at!",
             (extract(epoch from g.last_seen_at) * 1000000)::bigint as "last_seen_at!",
             l.role as "link_role!",
             (l.revoked_at is null and (l.expires_at is null or l.expires_at > to_timestamp($2::float8 / 1e6)))
               as "has_access!"
           from room_guests g join share_links l on l.token_hash = g.token_hash
           where g.room_id = $1"#,
        room.uuid(),
        micros(now),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let allowed = rules::allowed(None, row.link_role == "editor");
            Ok(Member {
                participant: Participant {
                    id: ParticipantId::from_uuid(row.guest_id),
                    is_guest: true,
                    display_name: row.display_name,
                    username: None,
                    role: rules::effective(role(&row.role)?, allowed),
                    joined_at: db::at(row.joined_at),
                    last_seen_at: db::at(row.last_seen_at),
                    cursor_position: cursor(row.cursor_position)?,
                    cursor_color: row.cursor_color,
                },
                user: None,
                email: None,
                has_access: row.has_access,
                allowed,
                has_grant: false,
            })
        })
        .collect()
}

fn cursor(stored: Option<serde_json::Value>) -> Result<Option<CursorPosition>, Fault> {
    Ok(stored.map(serde_json::from_value).transpose()?)
}

/// The caller's own name.
pub async fn my_name(tx: &mut PgConnection) -> Result<Option<String>, Fault> {
    Ok(sqlx::query_scalar!("select display_name from users where user_id = app.user_id()").fetch_optional(tx).await?)
}

/// Who owns a room on a project that nobody opened: who made the project, or an owner of its org once they have left. With
/// their name; as the system.
pub async fn maker_of(tx: &mut PgConnection, project: kernel::ProjectId) -> Result<Option<(UserId, String)>, Fault> {
    let row = sqlx::query!(
        "select u.user_id, u.display_name from projects p
         join org_members m on m.org_id = p.org_id
         join users u on u.user_id = m.user_id
         where p.project_id = $1 and m.role <> 'viewer'
         order by m.user_id = p.created_by desc, m.role = 'owner' desc, m.user_id limit 1",
        project.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (UserId::from_uuid(row.user_id), row.display_name)))
}

/// What somebody may do in an org; as the system.
pub async fn org_role(tx: &mut PgConnection, org: kernel::OrgId, user: UserId) -> Result<Option<Role>, Fault> {
    let word: Option<String> =
        sqlx::query_scalar!("select role from org_members where org_id = $1 and user_id = $2", org.uuid(), user.uuid())
            .fetch_optional(tx)
            .await?;
    Ok(word.as_deref().and_then(Role::parse))
}

/// People of the room who came by an invitation from outside.
pub async fn with_grants(tx: &mut PgConnection, room: kernel::RoomId) -> Result<Vec<UserId>, Fault> {
    let users: Vec<Uuid> =
        sqlx::query_scalar!("select user_id from room_participants where room_id = $1 and has_grant", room.uuid())
            .fetch_all(tx)
            .await?;
    Ok(users.into_iter().map(UserId::from_uuid).collect())
}
