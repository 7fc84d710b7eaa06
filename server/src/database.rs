//! Which database, and how it is brought up to date.
use std::{sync::Arc, time::Duration};

use cluster::{Cluster, Settings, Upkeep};
use db::{Db, DbSettings};
use kernel::Fault;

use crate::config::{BadSetting, Config, Database};

/// The schema, embedded. The only place that embeds it, so that a new migration rebuilds this crate alone.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// The login role of the built-in cluster.
const APP_ROLE: &str = "burnish_app";
/// How often the built-in cluster is looked after.
const UPKEEP_EVERY: Duration = Duration::from_secs(1);

/// Where to log in, and the cluster that must be kept for as long as the database is used.
pub struct Located {
    /// URL of the login role.
    pub url: String,
    /// URL of the owner, when it is known.
    pub owner_url: Option<String>,
    /// The built-in cluster.
    pub cluster: Option<Arc<Cluster>>,
}

/// Finds the database; starts the built-in cluster when none is configured.
pub async fn locate(config: &Config) -> Result<Located, Fault> {
    match &config.database {
        Database::External { url, owner_url } => {
            Ok(Located { url: url.clone(), owner_url: owner_url.clone(), cluster: None })
        }
        Database::Embedded { pg_bin } => {
            let mut settings = Settings::new(&config.data_dir);
            settings.bin_dir = pg_bin.clone();
            let cluster = tokio::task::spawn_blocking(move || Cluster::start(&settings)).await??;
            let owner_url = cluster.owner_url(cluster::DATABASE)?;
            let password = cluster.password(APP_ROLE)?;
            db::bootstrap(&owner_url, APP_ROLE, Some(&password)).await?;
            let url = cluster.url(APP_ROLE, &password, cluster::DATABASE);
            Ok(Located { url, owner_url: Some(owner_url), cluster: Some(Arc::new(cluster)) })
        }
    }
}

/// Makes the roles and runs the migrations that are missing. Needs the owner.
pub async fn migrate(located: &Located) -> Result<usize, Fault> {
    let Some(owner_url) = &located.owner_url else {
        return Err(Fault::new("DATABASE_OWNER_URL is needed to migrate: set it to a login that owns the tables"));
    };
    if located.cluster.is_none() {
        let (login, password) = login_of(&located.url)?;
        db::bootstrap(owner_url, &login, password.as_deref()).await?;
    }
    db::migrate(owner_url, &MIGRATIONS).await
}

/// Connects as the login role, migrating first where the owner is known.
pub async fn open(config: &Config) -> Result<(Db, Located), Fault> {
    let located = locate(config).await?;
    if located.owner_url.is_some() {
        let applied = migrate(&located).await?;
        if applied > 0 {
            tracing::info!(applied, "the database schema was brought up to date");
        }
    }
    let db = Db::connect(&DbSettings::new(located.url.clone())).await?;
    Ok((db, located))
}

/// Restarts the built-in cluster when it ends before we do.
pub fn keep_running(cluster: Arc<Cluster>) {
    let stop = web::tasks::stop_token();
    web::tasks::spawn("database upkeep", async move {
        while !stop.is_cancelled() {
            tokio::select! { () = tokio::time::sleep(UPKEEP_EVERY) => {}, () = stop.cancelled() => return }
            let cluster = cluster.clone();
            match tokio::task::spawn_blocking(move || cluster.ensure_running()).await {
                Ok(Ok(Upkeep::Unchanged)) => {}
                Ok(Ok(_)) => tracing::warn!("the built-in database had ended and was started again"),
                Ok(Err(error)) => tracing::error!(%error, "the built-in database cannot be started again"),
                Err(error) => tracing::error!(%error, "looking after the built-in database"),
            }
        }
    });
}

fn login_of(url: &str) -> Result<(String, Option<String>), Fault> {
    let bad = || BadSetting {
        name: "DATABASE_URL",
        problem: "must name a login, as in postgres://login:password@host/db".into(),
    };
    let authority = url.split("://").nth(1).and_then(|rest| rest.split('@').next()).filter(|_| url.contains('@'));
    let (login, password) = match authority.ok_or_else(bad)?.split_once(':') {
        Some((login, password)) => (login, Some(password)),
        None => (authority.ok_or_else(bad)?, None),
    };
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    Ok((decode(login), password.map(decode)))
}
