//! Roles and migrations, run as the owner.
use std::str::FromStr;

use kernel::Fault;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, migrate::Migrator, postgres::PgConnectOptions};

/// Held while roles are made and migrations run, so that two starts do not get in each other's way.
pub const MIGRATION_LOCK: i64 = 0x6275_726e_6973_6801;

/// Makes the roles that the policies name, and the login role for the server. Doing it again changes nothing but the
/// password. `login` must be a plain name: letters, digits and `_`.
pub async fn bootstrap(owner_url: &str, login: &str, password: Option<&str>) -> Result<(), Fault> {
    if !login.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') || login.is_empty() {
        return Err(Fault::new(format!(
            "the role name “{login}” in DATABASE_URL has other characters than a-z, 0-9 and _"
        )));
    }
    let mut owner = connect(owner_url).await?;
    sqlx::query("select pg_advisory_lock($1)").bind(MIGRATION_LOCK).execute(&mut owner).await?;
    let mut script = String::new();
    for role in ["app_rw", "app_auth", "app_worker"] {
        script.push_str(&format!(
            "do $$ begin if not exists (select from pg_roles where rolname = '{role}') then
               create role {role} nologin; end if; end $$;\n"
        ));
    }
    script.push_str(&format!(
        "do $$ begin if not exists (select from pg_roles where rolname = '{login}') then
           create role {login} login noinherit; end if; end $$;
         grant app_rw, app_auth, app_worker to {login};\n"
    ));
    if let Some(password) = password {
        script.push_str(&format!("alter role {login} password '{}';\n", password.replace('\'', "''")));
    }
    sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut owner).await?;
    sqlx::query("select pg_advisory_unlock($1)").bind(MIGRATION_LOCK).execute(&mut owner).await?;
    owner.close().await?;
    Ok(())
}

/// Brings the schema up to date. Answers how many migrations were applied.
pub async fn migrate(owner_url: &str, migrator: &Migrator) -> Result<usize, Fault> {
    let mut owner = connect(owner_url).await?;
    let before = applied(&mut owner).await;
    migrator.run(&mut owner).await?;
    let after = applied(&mut owner).await;
    owner.close().await?;
    Ok(after.saturating_sub(before))
}

async fn applied(owner: &mut PgConnection) -> usize {
    // The table does not exist before the first run; that is zero applied migrations, not a failure.
    let count: Result<i64, _> = sqlx::query_scalar("select count(*) from _sqlx_migrations").fetch_one(owner).await;
    count.map_or(0, |n| n as usize)
}

async fn connect(url: &str) -> Result<PgConnection, Fault> {
    PgConnectOptions::from_str(url)?
        .application_name("burnish-owner")
        .connect()
        .await
        .map_err(|error| Fault::from(error).while_doing("connecting to the database as its owner"))
}
