//! Orgs and their members.
use identity_contract::{OrgMember, OrgMembership};
use kernel::{Fault, OrgId, Role, SessionId, SignedIn, Timestamp, UserId};
use sqlx::{PgConnection, PgPool};

use super::{role, seconds};

/// What an org is to one of its members.
pub(crate) struct Place {
    pub role: Role,
    /// Whether it is the org that they have for themselves.
    pub is_personal: bool,
}

/// A new org.
pub(crate) struct NewOrg<'a> {
    pub id: OrgId,
    pub slug: &'a str,
    pub name: &'a str,
    /// Its maker, who becomes its owner.
    pub by: UserId,
    pub now: Timestamp,
}

/// What somebody is in an org, if they are in it. As `app_auth`.
pub(crate) async fn place(reader: &PgPool, org: OrgId, user: UserId) -> Result<Option<Place>, Fault> {
    let row = sqlx::query!(
        r#"select m.role, o.is_personal from org_members m join orgs o using (org_id)
           where m.org_id = $1 and m.user_id = $2"#,
        org.uuid(),
        user.uuid()
    )
    .fetch_optional(reader)
    .await?;
    row.map(|row| Ok(Place { role: role(&row.role)?, is_personal: row.is_personal })).transpose()
}

/// The person's orgs, the personal one first. As the caller.
pub(crate) async fn of(tx: &mut PgConnection, who: &SignedIn) -> Result<Vec<OrgMembership>, Fault> {
    let rows = sqlx::query!(
        r#"select o.org_id, o.name, o.slug::text as "slug!", m.role, o.is_personal
           from org_members m join orgs o using (org_id) where m.user_id = $1
           order by o.is_personal desc, lower(o.name), o.org_id"#,
        who.user.uuid()
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let id: OrgId = row.org_id.into();
            let (role, is_current) = (role(&row.role)?, id == who.org);
            Ok(OrgMembership { id, name: row.name, slug: row.slug, role, is_personal: row.is_personal, is_current })
        })
        .collect()
}

/// One of the person's orgs; `current` is the one that their session acts for. As the caller or as `app_auth`.
pub(crate) async fn one(
    tx: &mut PgConnection,
    org: OrgId,
    user: UserId,
    current: OrgId,
) -> Result<Option<OrgMembership>, Fault> {
    let row = sqlx::query!(
        r#"select o.name, o.slug::text as "slug!", m.role, o.is_personal
           from org_members m join orgs o using (org_id) where m.org_id = $1 and m.user_id = $2"#,
        org.uuid(),
        user.uuid()
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        let (role, is_current) = (role(&row.role)?, org == current);
        Ok(OrgMembership { id: org, name: row.name, slug: row.slug, role, is_personal: row.is_personal, is_current })
    })
    .transpose()
}

/// Waits until nobody else does that thing, and keeps others waiting until the transaction ends.
pub(crate) async fn take_turn(tx: &mut PgConnection, thing: &str) -> Result<(), Fault> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", thing).execute(tx).await?;
    Ok(())
}

/// How many orgs a person has made. As `app_auth`.
pub(crate) async fn made_by(tx: &mut PgConnection, user: UserId) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar!(r#"select count(*) as "n!" from orgs where created_by = $1"#, user.uuid())
        .fetch_one(tx)
        .await?)
}

/// Adds an org with its owner. As `app_auth`.
pub(crate) async fn insert(tx: &mut PgConnection, new: &NewOrg<'_>) -> Result<(), Fault> {
    let id = new.id.uuid().simple().to_string();
    // Names may repeat and slugs may not; the end of the id makes the second one unique.
    for slug in [new.slug.to_owned(), format!("{}-{}", new.slug, &id[26..])] {
        let added = sqlx::query!(
            "insert into orgs (org_id, slug, name, created_by, created_at)
             values ($1, $2::text::citext, $3, $4, to_timestamp($5)) on conflict (slug) do nothing",
            new.id.uuid(),
            slug,
            new.name,
            new.by.uuid(),
            seconds(new.now),
        )
        .execute(&mut *tx)
        .await?;
        if added.rows_affected() == 1 {
            break;
        }
    }
    join(tx, new.id, new.by, Role::Owner, new.now).await
}

/// Lets somebody in. Whoever is in already stays what they are. As `app_auth`.
pub(crate) async fn join(
    tx: &mut PgConnection,
    org: OrgId,
    user: UserId,
    role: Role,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into org_members (org_id, user_id, role, created_at) values ($1, $2, $3, to_timestamp($4))
         on conflict (org_id, user_id) do nothing",
        org.uuid(),
        user.uuid(),
        role.as_str(),
        seconds(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives an org another name. As a manager of it.
pub(crate) async fn rename(tx: &mut PgConnection, org: OrgId, name: &str) -> Result<(), Fault> {
    sqlx::query!("update orgs set name = $2 where org_id = $1", org.uuid(), name).execute(tx).await?;
    Ok(())
}

/// Makes a session act for another org that its person belongs to. Answers false when they do not. As `app_auth`.
pub(crate) async fn switch(tx: &mut PgConnection, session: SessionId, user: UserId, org: OrgId) -> Result<bool, Fault> {
    let switched = sqlx::query!(
        "update sessions set org_id = $3 where session_id = $1 and user_id = $2 and ended_at is null
           and exists (select from org_members m where m.org_id = $3 and m.user_id = $2)",
        session.uuid(),
        user.uuid(),
        org.uuid()
    )
    .execute(tx)
    .await?;
    Ok(switched.rows_affected() == 1)
}

/// How many are in an org. As a member of it or as `app_auth`.
pub(crate) async fn size(tx: &mut PgConnection, org: OrgId) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar!(r#"select count(*) as "n!" from org_members where org_id = $1"#, org.uuid())
        .fetch_one(tx)
        .await?)
}

/// What a member of the org is. As a member of it.
pub(crate) async fn role_of(tx: &mut PgConnection, org: OrgId, user: UserId) -> Result<Option<Role>, Fault> {
    let found =
        sqlx::query_scalar!("select role from org_members where org_id = $1 and user_id = $2", org.uuid(), user.uuid())
            .fetch_optional(tx)
            .await?;
    found.as_deref().map(role).transpose()
}

/// Who is in the org that the transaction acts for, those with the most rights first; `only` names one of them. As a
/// member of it.
pub(crate) async fn members(
    tx: &mut PgConnection,
    who: &SignedIn,
    only: Option<UserId>,
) -> Result<Vec<OrgMember>, Fault> {
    let rows = sqlx::query!(
        r#"select m.user_id, m.role, p.display_name as "display_name!", p.username as "username!",
             (extract(epoch from m.created_at) * 1000000)::bigint as "joined!"
           from org_members m join app.people_of_org() p on p.user_id = m.user_id
           where m.org_id = $1 and ($2::uuid is null or m.user_id = $2)
           order by array_position(array['owner', 'admin', 'member', 'viewer'], m.role), lower(p.display_name), m.user_id"#,
        who.org.uuid(),
        only.map(UserId::uuid)
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let user: UserId = row.user_id.into();
            Ok(OrgMember {
                user,
                display_name: row.display_name,
                username: row.username,
                role: role(&row.role)?,
                is_you: user == who.user,
                joined_at: db::at(row.joined),
            })
        })
        .collect()
}

/// Changes what a member is. Answers false when the policies did not let it happen. As a manager of the org.
pub(crate) async fn set_role(tx: &mut PgConnection, org: OrgId, user: UserId, role: Role) -> Result<bool, Fault> {
    let changed = sqlx::query!(
        "update org_members set role = $3 where org_id = $1 and user_id = $2",
        org.uuid(),
        user.uuid(),
        role.as_str()
    )
    .execute(tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Takes a member out. Answers false when the policies did not let it happen. As that member or a manager of the org.
pub(crate) async fn remove(tx: &mut PgConnection, org: OrgId, user: UserId) -> Result<bool, Fault> {
    let removed = sqlx::query!("delete from org_members where org_id = $1 and user_id = $2", org.uuid(), user.uuid())
        .execute(tx)
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// Asks now whether the org still has an owner, and not only when the transaction ends: breaks the constraint
/// `org_members_last_owner` when it has none.
pub(crate) async fn check_owners(tx: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("set constraints org_members_last_owner immediate").execute(tx).await?;
    Ok(())
}
