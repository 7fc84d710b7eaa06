//! Invitations into orgs.
use identity_contract::OrgInvite;
use kernel::{Fault, InviteId, OrgId, Role, Timestamp, UserId};
use sqlx::{PgConnection, PgPool};

use super::{role, seconds};

/// A new row of `org_invites`.
pub(crate) struct NewRow<'a> {
    pub id: InviteId,
    pub org: OrgId,
    pub email: &'a str,
    pub role: Role,
    pub secret_hash: &'a [u8],
    pub by: UserId,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// An invitation that works, as its link names it.
pub(crate) struct Found {
    pub id: InviteId,
    pub org: OrgId,
    pub org_name: String,
    pub invited_by: String,
    pub email: String,
    pub role: Role,
    pub expires_at: Timestamp,
    /// Whether the person who asks has confirmed the address that was invited.
    pub is_theirs: bool,
}

/// Whether the account with that address is in the org. As `app_auth`.
pub(crate) async fn is_member(reader: &PgPool, org: OrgId, email: &str) -> Result<bool, Fault> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from org_members m join users u using (user_id)
             where m.org_id = $1 and u.email = $2::text::citext) as "found!""#,
        org.uuid(),
        email
    )
    .fetch_one(reader)
    .await?;
    Ok(found)
}

/// What stands in the mail: the org's name, and what the member is called who invites. As a member of the org.
pub(crate) async fn letterhead(
    tx: &mut PgConnection,
    org: OrgId,
    by: UserId,
) -> Result<Option<(String, String)>, Fault> {
    let row = sqlx::query!(
        r#"select o.name, p.display_name as "display_name!" from orgs o, app.people_of_org() p
           where o.org_id = $1 and p.user_id = $2"#,
        org.uuid(),
        by.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (row.name, row.display_name)))
}

/// Takes back the invitation of an address that nobody has answered, if there is one. As a manager of the org.
pub(crate) async fn take_back(tx: &mut PgConnection, org: OrgId, email: &str, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!(
        "update org_invites set revoked_at = to_timestamp($3)
         where org_id = $1 and email = $2::text::citext and accepted_at is null and revoked_at is null",
        org.uuid(),
        email,
        seconds(now)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// How many of the org's invitations work. As a manager of the org.
pub(crate) async fn count_open(tx: &mut PgConnection, org: OrgId, now: Timestamp) -> Result<i64, Fault> {
    let open = sqlx::query_scalar!(
        r#"select count(*) as "n!" from app.open_invites(to_timestamp($2)) where org_id = $1"#,
        org.uuid(),
        seconds(now)
    )
    .fetch_one(tx)
    .await?;
    Ok(open)
}

/// Adds an invitation. As a manager of the org.
pub(crate) async fn insert(tx: &mut PgConnection, new: &NewRow<'_>) -> Result<(), Fault> {
    sqlx::query!(
        "insert into org_invites (invite_id, org_id, email, role, secret_hash, invited_by, created_at, expires_at)
         values ($1, $2, $3::text::citext, $4, $5, $6, to_timestamp($7), to_timestamp($8))",
        new.id.uuid(),
        new.org.uuid(),
        new.email,
        new.role.as_str(),
        new.secret_hash,
        new.by.uuid(),
        seconds(new.now),
        seconds(new.expires_at),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The org's invitations that work, newest first. As a manager of the org.
pub(crate) async fn open(tx: &mut PgConnection, org: OrgId, now: Timestamp) -> Result<Vec<OrgInvite>, Fault> {
    let rows = sqlx::query!(
        r#"select i.invite_id as "invite_id!", i.email::text as "email!", i.role as "role!",
             p.display_name as "invited_by!",
             (extract(epoch from i.created_at) * 1000000)::bigint as "created!",
             (extract(epoch from i.expires_at) * 1000000)::bigint as "expires!"
           from app.open_invites(to_timestamp($2)) i join app.people_of_org() p on p.user_id = i.invited_by
           where i.org_id = $1 order by i.created_at desc, i.invite_id desc limit 100"#,
        org.uuid(),
        seconds(now)
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(OrgInvite {
                id: row.invite_id.into(),
                email: row.email,
                role: role(&row.role)?,
                invited_by: row.invited_by,
                created_at: db::at(row.created),
                expires_at: db::at(row.expires),
            })
        })
        .collect()
}

/// Takes one invitation back. Answers false when there is none to take back. As a manager of the org.
pub(crate) async fn revoke(tx: &mut PgConnection, org: OrgId, invite: InviteId, now: Timestamp) -> Result<bool, Fault> {
    let revoked = sqlx::query!(
        "update org_invites set revoked_at = to_timestamp($3)
         where org_id = $1 and invite_id = $2 and accepted_at is null and revoked_at is null",
        org.uuid(),
        invite.uuid(),
        seconds(now)
    )
    .execute(tx)
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// The invitation behind a secret while it works, as seen by somebody, if anybody is known. As `app_auth`.
pub(crate) async fn find(
    reader: impl sqlx::PgExecutor<'_>,
    secret_hash: &[u8],
    asking: Option<UserId>,
    now: Timestamp,
) -> Result<Option<Found>, Fault> {
    let row = sqlx::query!(
        r#"select i.invite_id as "invite_id!", i.org_id as "org_id!", o.name, u.display_name as invited_by,
             i.email::text as "email!", i.role as "role!",
             (extract(epoch from i.expires_at) * 1000000)::bigint as "expires!",
             exists (select from users me where me.user_id = $3 and me.email = i.email
               and me.email_confirmed_at is not null) as "is_theirs!"
           from app.open_invites(to_timestamp($2)) i
             join orgs o on o.org_id = i.org_id join users u on u.user_id = i.invited_by
           where i.secret_hash = $1"#,
        secret_hash,
        seconds(now),
        asking.map(UserId::uuid)
    )
    .fetch_optional(reader)
    .await?;
    row.map(|row| {
        Ok(Found {
            id: row.invite_id.into(),
            org: row.org_id.into(),
            org_name: row.name,
            invited_by: row.invited_by,
            email: row.email,
            role: role(&row.role)?,
            expires_at: db::at(row.expires),
            is_theirs: row.is_theirs,
        })
    })
    .transpose()
}

/// Uses an invitation up. Answers false when somebody was faster, or it was taken back meanwhile. As `app_auth`.
pub(crate) async fn use_up(tx: &mut PgConnection, invite: InviteId, now: Timestamp) -> Result<bool, Fault> {
    let used = sqlx::query!(
        "update org_invites set accepted_at = to_timestamp($2)
         where invite_id = $1 and accepted_at is null and revoked_at is null",
        invite.uuid(),
        seconds(now)
    )
    .execute(tx)
    .await?;
    Ok(used.rows_affected() == 1)
}
