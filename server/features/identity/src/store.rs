//! All SQL of identity. Functions that take a transaction say in their docs which role it must have.
pub(crate) mod invites;
pub(crate) mod orgs;

use identity_contract::{Me, Session, SessionInfo, SessionKind, Theme};
use kernel::{Fault, OrgId, Role, SessionId, SignedIn, Timestamp, UserId};
use sqlx::{PgConnection, PgPool};

use crate::rules::Throttle;

/// An account as sign-in needs it.
pub(crate) struct Account {
    pub user: UserId,
    pub email: String,
    pub password_hash: Option<String>,
    pub is_confirmed: bool,
}

/// A single-use link.
pub(crate) struct Link {
    pub user: UserId,
    pub purpose: String,
    pub email: String,
    pub next: Option<String>,
}

/// A new row of `sessions`.
pub(crate) struct NewSession<'a> {
    pub id: SessionId,
    pub user: UserId,
    pub kind: SessionKind,
    pub secret_hash: Option<&'a [u8]>,
    pub user_agent: &'a str,
    pub address: &'a str,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

fn seconds(at: Timestamp) -> f64 {
    at.micros() as f64 / 1e6
}

fn role(name: &str) -> Result<Role, Fault> {
    Role::parse(name).ok_or_else(|| Fault::new(format!("unknown role {name}")))
}

/// The account with that address or handle. As `app_auth`.
pub(crate) async fn account(tx: &mut PgConnection, login: &str) -> Result<Option<Account>, Fault> {
    let row = sqlx::query!(
        r#"select user_id, email::text as "email!", password_hash, (email_confirmed_at is not null) as "is_confirmed!"
           from users where email = $1::text::citext or username = $1::text::citext
           order by (email = $1::text::citext) desc limit 1"#,
        login
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Account {
        user: row.user_id.into(),
        email: row.email,
        password_hash: row.password_hash,
        is_confirmed: row.is_confirmed,
    }))
}

/// Whether somebody else has this handle. As `app_auth`.
pub(crate) async fn username_is_taken(
    tx: &mut PgConnection,
    username: &str,
    except: Option<UserId>,
) -> Result<bool, Fault> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select from users where username = $1::text::citext and user_id is distinct from $2) as "taken!""#,
        username,
        except.map(UserId::uuid)
    )
    .fetch_one(tx)
    .await?;
    Ok(taken)
}

/// Adds an account with its personal org. As `app_auth`.
pub(crate) async fn insert_account(tx: &mut PgConnection, account: &NewAccount<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into users (user_id, email, username, display_name, password_hash, email_confirmed_at, is_operator, created_at)
         values ($1, $2::text::citext, $3::text::citext, $3::text, $4,
           case when $5 then to_timestamp($6) end, $5, to_timestamp($6))",
        account.user.uuid(),
        account.email,
        account.username,
        account.password_hash,
        account.is_operator,
        seconds(account.now),
    )
    .execute(&mut *tx)
    .await?;
    // The handle is unique, but an org of another name may have the slug already; then the id makes it unique.
    sqlx::query!(
        "insert into orgs (org_id, slug, name, is_personal, created_at)
         select $1::uuid, (case when exists (select from orgs where slug = $2::text::citext)
           then $2::text || '-' || right($1::uuid::text, 6) else $2::text end)::citext, $2::text, true, to_timestamp($3)",
        account.org.uuid(),
        account.username,
        seconds(account.now),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into org_members (org_id, user_id, role, created_at) values ($1, $2, 'owner', to_timestamp($3))",
        account.org.uuid(),
        account.user.uuid(),
        seconds(account.now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A new account.
pub(crate) struct NewAccount<'a> {
    pub user: UserId,
    pub org: OrgId,
    pub email: &'a str,
    pub username: &'a str,
    pub password_hash: Option<&'a str>,
    /// The first owner: confirmed from the start, and sees the operators' pages.
    pub is_operator: bool,
    pub now: Timestamp,
}

/// Gives an account that was never confirmed what its newest registration asked for. As `app_auth`.
pub(crate) async fn replace_unconfirmed(
    tx: &mut PgConnection,
    user: UserId,
    username: &str,
    password_hash: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update users set username = $2::text::citext, display_name = $2::text, password_hash = $3
         where user_id = $1 and email_confirmed_at is null",
        user.uuid(),
        username,
        password_hash
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends all unused links of some purposes. As `app_auth`.
pub(crate) async fn end_links(
    tx: &mut PgConnection,
    user: UserId,
    purposes: &[&str],
    now: Timestamp,
) -> Result<(), Fault> {
    let purposes: Vec<String> = purposes.iter().map(|p| (*p).to_owned()).collect();
    sqlx::query!(
        "update email_links set used_at = to_timestamp($3) where user_id = $1 and purpose = any($2) and used_at is null",
        user.uuid(),
        &purposes,
        seconds(now)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Adds a link. As `app_auth`.
pub(crate) async fn insert_link(
    tx: &mut PgConnection,
    secret_hash: &[u8],
    link: &Link,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into email_links (secret_hash, user_id, purpose, email, next, created_at, expires_at)
         values ($1, $2, $3, $4::text::citext, $5, to_timestamp($6), to_timestamp($7))",
        secret_hash,
        link.user.uuid(),
        link.purpose,
        link.email,
        link.next,
        seconds(now),
        seconds(expires_at),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Uses a link up: it answers once, and only within its time. As `app_auth`.
pub(crate) async fn use_link(
    tx: &mut PgConnection,
    secret_hash: &[u8],
    purposes: &[&str],
    now: Timestamp,
) -> Result<Option<Link>, Fault> {
    let purposes: Vec<String> = purposes.iter().map(|p| (*p).to_owned()).collect();
    let row = sqlx::query!(
        r#"update email_links set used_at = to_timestamp($3)
           where secret_hash = $1 and purpose = any($2) and used_at is null and expires_at > to_timestamp($3)
           returning user_id, purpose, email::text as "email!", next"#,
        secret_hash,
        &purposes,
        seconds(now)
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Link { user: row.user_id.into(), purpose: row.purpose, email: row.email, next: row.next }))
}

/// Marks the address as confirmed, and makes it the account's. As `app_auth`.
pub(crate) async fn confirm_email(
    tx: &mut PgConnection,
    user: UserId,
    email: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update users set email = $2::text::citext, email_confirmed_at = to_timestamp($3) where user_id = $1",
        user.uuid(),
        email,
        seconds(now)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Sets a password. As `app_auth`.
pub(crate) async fn set_password(tx: &mut PgConnection, user: UserId, hash: &str) -> Result<(), Fault> {
    sqlx::query!("update users set password_hash = $2 where user_id = $1", user.uuid(), hash).execute(tx).await?;
    Ok(())
}

/// The password hash and address of a person. As `app_auth`.
pub(crate) async fn account_of(tx: &mut PgConnection, user: UserId) -> Result<Account, Fault> {
    let row = sqlx::query!(
        r#"select email::text as "email!", password_hash, (email_confirmed_at is not null) as "is_confirmed!"
           from users where user_id = $1"#,
        user.uuid()
    )
    .fetch_one(tx)
    .await?;
    Ok(Account { user, email: row.email, password_hash: row.password_hash, is_confirmed: row.is_confirmed })
}

/// Opens a session for the person's own org and notes the sign-in. As `app_auth`.
pub(crate) async fn open_session(tx: &mut PgConnection, new: &NewSession<'_>) -> Result<Session, Fault> {
    let kind = match new.kind {
        SessionKind::Browser => "browser",
        SessionKind::Token => "token",
    };
    sqlx::query!(
        "update users set previous_login_at = last_login_at, last_login_at = to_timestamp($2) where user_id = $1",
        new.user.uuid(),
        seconds(new.now)
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into sessions (session_id, user_id, org_id, kind, secret_hash, user_agent, address,
           created_at, last_seen_at, expires_at)
         select $1, $2, m.org_id, $3, $4, $5, $6, to_timestamp($7), to_timestamp($7), to_timestamp($8)
         from org_members m join orgs o using (org_id)
         where m.user_id = $2 order by o.is_personal desc, m.created_at limit 1",
        new.id.uuid(),
        new.user.uuid(),
        kind,
        new.secret_hash,
        new.user_agent,
        new.address,
        seconds(new.now),
        seconds(new.expires_at),
    )
    .execute(&mut *tx)
    .await?;
    let found = session_by_id(tx, new.id).await?;
    found.map(|live| live.session).ok_or_else(|| Fault::new("a session that was just opened cannot be found"))
}

/// A live session.
pub(crate) struct Live {
    pub session: Session,
    pub seen: Timestamp,
    /// The person lost the org that the session's row names; until that is written down, they act for their own.
    pub has_moved: bool,
}

struct SessionRow {
    session_id: uuid::Uuid,
    user_id: uuid::Uuid,
    org_id: uuid::Uuid,
    org_name: String,
    has_moved: bool,
    role: String,
    display_name: String,
    username: String,
    theme: String,
    is_operator: bool,
    last_seen: i64,
}

impl SessionRow {
    fn into_live(self) -> Result<Live, Fault> {
        let who = SignedIn {
            user: self.user_id.into(),
            org: self.org_id.into(),
            role: role(&self.role)?,
            session: self.session_id.into(),
            is_operator: self.is_operator,
        };
        let session = Session {
            who,
            display_name: self.display_name,
            username: self.username,
            theme: Theme::parse(&self.theme),
            org_name: self.org_name,
        };
        Ok(Live { session, seen: Timestamp::from_micros(self.last_seen), has_moved: self.has_moved })
    }
}

/// The live session behind a cookie, with the org that it acts for: the one that its row names, or else the person's
/// own. One statement, because every page asks it.
pub(crate) async fn session_by_cookie(
    reader: &PgPool,
    secret_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Live>, Fault> {
    let row = sqlx::query_as!(
        SessionRow,
        r#"select s.session_id, s.user_id, m.org_id as "org_id!", m.name as "org_name!",
             (m.org_id <> s.org_id) as "has_moved!", m.role as "role!", u.display_name,
             u.username::text as "username!", u.theme, u.is_operator,
             (extract(epoch from s.last_seen_at) * 1000000)::bigint as "last_seen!"
           from sessions s join users u on u.user_id = s.user_id cross join lateral (
             select om.org_id, om.role, o.name from org_members om join orgs o on o.org_id = om.org_id
             where om.user_id = s.user_id
             order by (om.org_id = s.org_id) desc, o.is_personal desc, om.created_at limit 1) m
           where s.secret_hash = $1 and s.ended_at is null and s.expires_at > to_timestamp($2)"#,
        secret_hash,
        seconds(now)
    )
    .fetch_optional(reader)
    .await?;
    row.map(SessionRow::into_live).transpose()
}

/// The session with that id if it is live: not ended by hand. Its time is the token's affair. As `app_auth`.
pub(crate) async fn session_by_id(
    reader: impl sqlx::PgExecutor<'_>,
    session: SessionId,
) -> Result<Option<Live>, Fault> {
    let row = sqlx::query_as!(
        SessionRow,
        r#"select s.session_id, s.user_id, m.org_id as "org_id!", m.name as "org_name!",
             (m.org_id <> s.org_id) as "has_moved!", m.role as "role!", u.display_name,
             u.username::text as "username!", u.theme, u.is_operator,
             (extract(epoch from s.last_seen_at) * 1000000)::bigint as "last_seen!"
           from sessions s join users u on u.user_id = s.user_id cross join lateral (
             select om.org_id, om.role, o.name from org_members om join orgs o on o.org_id = om.org_id
             where om.user_id = s.user_id
             order by (om.org_id = s.org_id) desc, o.is_personal desc, om.created_at limit 1) m
           where s.session_id = $1 and s.ended_at is null"#,
        session.uuid()
    )
    .fetch_optional(reader)
    .await?;
    row.map(SessionRow::into_live).transpose()
}

/// Notes that a session was used. As `app_auth`.
pub(crate) async fn touch(tx: &mut PgConnection, session: SessionId, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!(
        "update sessions set last_seen_at = to_timestamp($2) where session_id = $1",
        session.uuid(),
        seconds(now)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes down which org a session acts for now that its person has lost the one that it named. As `app_auth`.
pub(crate) async fn move_home(tx: &mut PgConnection, session: SessionId, home: OrgId) -> Result<(), Fault> {
    // They may have switched to another one in the meantime.
    sqlx::query!(
        "update sessions s set org_id = $2 where s.session_id = $1
           and not exists (select from org_members m where (m.user_id, m.org_id) = (s.user_id, s.org_id))",
        session.uuid(),
        home.uuid()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends sessions of the caller: one, or all but `keep`. As the caller. Answers how many.
pub(crate) async fn end_sessions(
    tx: &mut PgConnection,
    user: UserId,
    only: Option<SessionId>,
    keep: Option<SessionId>,
    now: Timestamp,
) -> Result<u64, Fault> {
    let ended = sqlx::query!(
        "update sessions set ended_at = to_timestamp($4)
         where user_id = $1 and ended_at is null and ($2::uuid is null or session_id = $2)
           and ($3::uuid is null or session_id <> $3)",
        user.uuid(),
        only.map(SessionId::uuid),
        keep.map(SessionId::uuid),
        seconds(now),
    )
    .execute(tx)
    .await?;
    Ok(ended.rows_affected())
}

/// The caller's live sessions. As the caller.
pub(crate) async fn sessions(tx: &mut PgConnection, who: &SignedIn, now: Timestamp) -> Result<Vec<SessionInfo>, Fault> {
    let rows = sqlx::query!(
        r#"select session_id, kind, user_agent, address,
             (extract(epoch from created_at) * 1000000)::bigint as "created!",
             (extract(epoch from last_seen_at) * 1000000)::bigint as "seen!",
             (extract(epoch from expires_at) * 1000000)::bigint as "expires!"
           from sessions where user_id = $1 and ended_at is null and expires_at > to_timestamp($2)
           order by (session_id = $3) desc, last_seen_at desc limit 100"#,
        who.user.uuid(),
        seconds(now),
        who.session.uuid()
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionInfo {
            id: row.session_id.into(),
            is_current: row.session_id == who.session.uuid(),
            kind: if row.kind == "token" { SessionKind::Token } else { SessionKind::Browser },
            device: crate::rules::device(&row.user_agent),
            address: row.address,
            created_at: db::at(row.created),
            last_seen_at: db::at(row.seen),
            expires_at: db::at(row.expires),
        })
        .collect())
}

/// The caller's account. As the caller.
pub(crate) async fn me(tx: &mut PgConnection, who: &SignedIn) -> Result<Me, Fault> {
    let row = sqlx::query!(
        r#"select u.email::text as "email!", u.username::text as "username!", u.display_name, u.theme, u.is_operator,
             (u.password_hash is not null) as "has_password!",
             (extract(epoch from u.created_at) * 1000000)::bigint as "created!",
             (extract(epoch from u.previous_login_at) * 1000000)::bigint as "previous"
           from users u where u.user_id = $1"#,
        who.user.uuid()
    )
    .fetch_one(&mut *tx)
    .await?;
    // Somebody may have been sent away while this request was on its way; the next one acts for their own org.
    let orgs = orgs::of(tx, who).await?;
    let org = orgs.iter().find(|org| org.is_current).or(orgs.first()).cloned();
    Ok(Me {
        id: who.user,
        email: row.email,
        username: row.username,
        display_name: row.display_name,
        theme: Theme::parse(&row.theme),
        has_password: row.has_password,
        is_operator: row.is_operator,
        org: org.ok_or_else(|| Fault::new("a signed-in person belongs to no org, not even their own"))?,
        created_at: db::at(row.created),
        last_login_at: row.previous.map(db::at),
    })
}

/// Changes the caller's profile. As the caller.
pub(crate) async fn update_profile(
    tx: &mut PgConnection,
    user: UserId,
    display_name: &str,
    username: &str,
    theme: Theme,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update users set display_name = $2, username = $3::text::citext, theme = $4 where user_id = $1",
        user.uuid(),
        display_name,
        username,
        theme.as_str()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Counts a try and answers how many seconds to wait, when there were too many in this window. As `app_auth`.
pub(crate) async fn count_try(
    tx: &mut PgConnection,
    key: &str,
    throttle: Throttle,
    now: Timestamp,
) -> Result<Option<u32>, Fault> {
    let row = sqlx::query!(
        r#"insert into auth_throttles as t (key, window_start, tries) values ($1, to_timestamp($2), 1)
           on conflict (key) do update set
             window_start = case when t.window_start <= to_timestamp($2 - $3) then to_timestamp($2) else t.window_start end,
             tries = case when t.window_start <= to_timestamp($2 - $3) then 1 else least(t.tries + 1, 1000000) end
           returning tries, (extract(epoch from window_start) + $3 - $2)::float8 as "left!""#,
        key,
        seconds(now),
        throttle.window_seconds as f64,
    )
    .fetch_one(tx)
    .await?;
    Ok((row.tries > throttle.tries).then(|| row.left.max(1.0).ceil() as u32))
}

/// Forgets the tries of an account after the right password. As `app_auth`.
pub(crate) async fn forget_tries(tx: &mut PgConnection, key: &str) -> Result<(), Fault> {
    sqlx::query!("update auth_throttles set tries = 0 where key = $1", key).execute(tx).await?;
    Ok(())
}

/// The first operator, if there is one yet. As `app_auth`.
pub(crate) async fn first_operator(tx: &mut PgConnection) -> Result<Option<(UserId, String)>, Fault> {
    let row = sqlx::query!(
        r#"select user_id, email::text as "email!" from users where is_operator order by created_at, user_id limit 1"#
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (row.user_id.into(), row.email)))
}
