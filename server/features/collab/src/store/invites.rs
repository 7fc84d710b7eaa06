//! Rows of `room_invites`. Only the hash of a secret is ever stored.
use collab_contract::{GivenRole, Invite};
use kernel::{Fault, RoomId, Timestamp, UserId};
use sqlx::PgConnection;

use super::{RoomAccess, micros};

/// An invitation before it goes out.
#[derive(Debug)]
pub struct NewRow<'a> {
    pub secret_hash: &'a str,
    pub email: &'a str,
    pub role: GivenRole,
    pub by: UserId,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// An invitation that somebody shows.
#[derive(Debug, Clone)]
pub struct Shown {
    pub room: RoomId,
    pub role: GivenRole,
    pub by: UserId,
    pub accepted_by: Option<UserId>,
    /// Neither used nor called back.
    pub is_out: bool,
    pub expires_at: Timestamp,
}

fn given(word: &str) -> Result<GivenRole, Fault> {
    GivenRole::parse(word).ok_or_else(|| Fault::new(format!("an invitation has the unknown role “{word}”")))
}

/// Lets one person send one invitation at a time, until the transaction ends: they are counted.
pub async fn lock_sender(tx: &mut PgConnection, user: UserId) -> Result<(), Fault> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('collab:invites:' || $1::uuid::text, 0))", user.uuid())
        .fetch_one(tx)
        .await?;
    Ok(())
}

/// How many invitations this person has sent since then, and when the first of them was; as the system, because they may
/// have sent some in another org.
pub async fn sent_since(
    tx: &mut PgConnection,
    user: UserId,
    since: Timestamp,
) -> Result<(i64, Option<Timestamp>), Fault> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", (extract(epoch from min(created_at)) * 1000000)::bigint as first_at
           from room_invites where invited_by = $1 and created_at > to_timestamp($2::float8 / 1e6)"#,
        user.uuid(),
        micros(since),
    )
    .fetch_one(tx)
    .await?;
    Ok((row.count, row.first_at.map(db::at)))
}

/// Adds an invitation.
pub async fn insert(tx: &mut PgConnection, access: &RoomAccess, new: &NewRow<'_>) -> Result<(), Fault> {
    sqlx::query!(
        "insert into room_invites (secret_hash, room_id, project_id, org_id, email, role, invited_by, created_at,
           expires_at)
         values ($1, $2, $3, $4, $5::text::citext, $6, $7, to_timestamp($8::float8 / 1e6), to_timestamp($9::float8 / 1e6))",
        new.secret_hash,
        access.id().uuid(),
        access.project().uuid(),
        access.org().uuid(),
        new.email,
        new.role.as_str(),
        new.by.uuid(),
        micros(new.now),
        micros(new.expires_at),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Invitations that can still be used, newest first. There are never more than a few: the sender's days are counted.
pub async fn open(
    tx: &mut PgConnection,
    access: &RoomAccess,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Invite>, Fault> {
    let rows = sqlx::query!(
        r#"select email::text as "email!", role, (extract(epoch from created_at) * 1000000)::bigint as "created_at!",
             (extract(epoch from expires_at) * 1000000)::bigint as "expires_at!"
           from room_invites
           where room_id = $1 and accepted_at is null and revoked_at is null
             and expires_at > to_timestamp($2::float8 / 1e6)
           order by created_at desc limit $3"#,
        access.id().uuid(),
        micros(now),
        limit,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Invite {
                email: row.email,
                role: given(&row.role)?,
                created_at: db::at(row.created_at),
                expires_at: db::at(row.expires_at),
            })
        })
        .collect()
}

/// Calls back what went to an address.
pub async fn revoke(tx: &mut PgConnection, access: &RoomAccess, email: &str, now: Timestamp) -> Result<u64, Fault> {
    let done = sqlx::query!(
        "update room_invites set revoked_at = to_timestamp($3::float8 / 1e6)
         where room_id = $1 and email = $2::text::citext and accepted_at is null and revoked_at is null",
        access.id().uuid(),
        email,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

/// Calls back all invitations of a room.
pub async fn revoke_all(tx: &mut PgConnection, room: RoomId, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!(
        "update room_invites set revoked_at = to_timestamp($2::float8 / 1e6)
         where room_id = $1 and accepted_at is null and revoked_at is null",
        room.uuid(),
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The invitation behind a secret, locked so that two people who open it at once do not both get in; as the system.
pub async fn by_hash(tx: &mut PgConnection, secret_hash: &str) -> Result<Option<Shown>, Fault> {
    let row = sqlx::query!(
        r#"select room_id, role, invited_by, accepted_by,
             (accepted_at is null and revoked_at is null) as "is_out!",
             (extract(epoch from expires_at) * 1000000)::bigint as "expires_at!"
           from room_invites where secret_hash = $1 for update"#,
        secret_hash,
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        Ok(Shown {
            room: RoomId::from_uuid(row.room_id),
            role: given(&row.role)?,
            by: UserId::from_uuid(row.invited_by),
            accepted_by: row.accepted_by.map(UserId::from_uuid),
            is_out: row.is_out,
            expires_at: db::at(row.expires_at),
        })
    })
    .transpose()
}

/// An invitation with the names that whoever holds its link is told.
#[derive(Debug, Clone)]
pub struct Preview {
    pub shown: Shown,
    pub project_name: String,
    pub invited_by: String,
}

/// The same without a lock, to be looked at; as the system.
pub async fn preview(tx: &mut PgConnection, secret_hash: &str) -> Result<Option<Preview>, Fault> {
    let row = sqlx::query!(
        r#"select i.room_id as "room_id!", i.role as "role!", i.invited_by as "invited_by_id!", i.accepted_by,
             (i.accepted_at is null and i.revoked_at is null) as "is_out!",
             (extract(epoch from i.expires_at) * 1000000)::bigint as "expires_at!",
             p.name as "project_name!", u.display_name as "invited_by!"
           from room_invites i join projects p on p.project_id = i.project_id join users u on u.user_id = i.invited_by
           where i.secret_hash = $1"#,
        secret_hash,
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        let shown = Shown {
            room: RoomId::from_uuid(row.room_id),
            role: given(&row.role)?,
            by: UserId::from_uuid(row.invited_by_id),
            accepted_by: row.accepted_by.map(UserId::from_uuid),
            is_out: row.is_out,
            expires_at: db::at(row.expires_at),
        };
        Ok(Preview { shown, project_name: row.project_name, invited_by: row.invited_by })
    })
    .transpose()
}

/// Uses an invitation up; as the system.
pub async fn accept(tx: &mut PgConnection, secret_hash: &str, user: UserId, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!(
        "update room_invites set accepted_at = to_timestamp($3::float8 / 1e6), accepted_by = $2 where secret_hash = $1",
        secret_hash,
        user.uuid(),
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}
