//! A database per test.
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use cluster::{Cluster, Settings};
use db::{Db, DbSettings};
use kernel::Timestamp;
use ports::{FixedClock, blobs::MemoryBlobs};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, migrate::Migrator};

/// The login role of test databases.
const LOGIN: &str = "burnish_app";
/// Its password. The server listens on a private socket only.
const PASSWORD: &str = "for-tests-only";
/// Taken while the template is made, so that a hundred test processes make it once.
const TEMPLATE_LOCK: i64 = 0x6275_726e_7465_7374;

/// Where a test's clock stands at first: 2026-11-20 10:30 UTC.
const START: Timestamp = Timestamp::from_seconds(1_795_170_600);

/// A database of one's own, a clock that stands still, blobs in memory.
pub struct World {
    /// As the server sees it: bound by row-level security.
    pub db: Db,
    /// As its owner: bound by nothing. For setting scenes and looking behind them.
    pub owner: PgPool,
    /// Stands at 2026-11-20 10:30 UTC until it is moved.
    pub clock: Arc<FixedClock>,
    /// Stored bytes; can be filled up.
    pub blobs: Arc<MemoryBlobs>,
    /// URL of the login role.
    pub url: String,
    name: String,
    server: String,
}

/// A fresh world.
///
/// # Panics
/// When there is no PostgreSQL: the text says how to get it.
pub async fn world() -> World {
    let server = owner_url();
    let template = template(&server).await;
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("t_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut owner = connect(&database_url(&server, "postgres")).await;
    run(&mut owner, format!("drop database if exists {name} with (force)")).await;
    run(&mut owner, format!("create database {name} template {template}")).await;
    let owner = PgPool::connect_lazy(&database_url(&server, &name)).expect("the URL was made here");
    let url = login_url(&server, &name);
    let db = Db::connect(&DbSettings { max_connections: 6, ..DbSettings::new(url.clone()) }).await;
    World {
        db: db.unwrap_or_else(|fault| panic!("{}", fault.chain())),
        owner,
        clock: Arc::new(FixedClock::at(START)),
        blobs: Arc::new(MemoryBlobs::default()),
        url,
        name,
        server,
    }
}

impl World {
    /// Jobs that wait to be run. At the end of a story there should be none.
    pub async fn waiting_jobs(&self) -> i64 {
        let count = sqlx::query_scalar("select count(*) from jobs where state in ('waiting', 'running')");
        count.fetch_one(&self.owner).await.expect("the jobs table can be read")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // In a runtime of its own: the test's may be ending.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async move {
                let mut owner = PgConnection::connect(&database_url(&server, "postgres")).await.ok()?;
                let drop = AssertSqlSafe(format!("drop database if exists {name} with (force)"));
                sqlx::raw_sql(drop).execute(&mut owner).await.ok()
            })
        });
        let _ = dropping.join();
    }
}

/// URL of the owner of the test server, without a particular database.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration of their own")]
pub fn owner_url() -> String {
    static CLUSTER: OnceLock<(String, Option<Cluster>)> = OnceLock::new();
    let (url, _) = CLUSTER.get_or_init(|| {
        if let Ok(url) = std::env::var("BURNISH_TEST_DATABASE_OWNER_URL") {
            return (url, None);
        }
        let settings = Settings::for_tests(std::env::temp_dir().join("burnish-tests"));
        let cluster = Cluster::start(&settings).unwrap_or_else(|error| panic!("starting the test database: {error}"));
        let url = cluster.owner_url("postgres").unwrap_or_else(|error| panic!("{error}"));
        (url, Some(cluster))
    });
    url.clone()
}

/// The template of the present migrations, made when it is missing.
async fn template(server: &str) -> String {
    let folder = migrations();
    let migrator =
        Migrator::new(folder.as_path()).await.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for byte in migrator.iter().flat_map(|migration| migration.checksum.iter()) {
        sum = (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let name = format!("template_{sum:016x}");
    let mut owner = connect(&database_url(server, "postgres")).await;
    let lock = sqlx::query("select pg_advisory_lock($1)").bind(TEMPLATE_LOCK);
    lock.execute(&mut owner).await.expect("an advisory lock can be had");
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut owner)
        .await
        .expect("the list of databases can be read");
    if !exists {
        let half = format!("{name}_half");
        run(&mut owner, format!("drop database if exists {half} with (force)")).await;
        run(&mut owner, format!("create database {half}")).await;
        let url = database_url(server, &half);
        db::bootstrap(&url, LOGIN, Some(PASSWORD)).await.unwrap_or_else(|fault| panic!("{}", fault.chain()));
        db::migrate(&url, &migrator).await.unwrap_or_else(|fault| panic!("migrating: {}", fault.chain()));
        run(&mut owner, format!("alter database {half} rename to {name}")).await;
    }
    let unlock = sqlx::query("select pg_advisory_unlock($1)").bind(TEMPLATE_LOCK);
    unlock.execute(&mut owner).await.expect("the lock is ours");
    name
}

/// One statement: databases cannot be made or dropped among others.
async fn run(owner: &mut PgConnection, sql: String) {
    if let Err(error) = sqlx::query(AssertSqlSafe(sql.clone())).execute(owner).await {
        panic!("{sql}: {error}");
    }
}

fn migrations() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../migrations")
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap_or_else(|error| panic!("connecting to the test database: {error}"))
}

/// The same server and login, another database.
fn database_url(server: &str, database: &str) -> String {
    let (front, query) = server.split_once('?').map_or((server, ""), |(front, query)| (front, query));
    let front = match front.split_once("://") {
        Some((scheme, rest)) => match rest.split_once('/') {
            Some((authority, _)) => format!("{scheme}://{authority}"),
            None => front.to_owned(),
        },
        None => front.to_owned(),
    };
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    format!("{front}/{database}{query}")
}

/// The same server and database, the login role.
fn login_url(server: &str, database: &str) -> String {
    let url = database_url(server, database);
    let Some((scheme, rest)) = url.split_once("://") else { return url };
    let host = rest.split_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{LOGIN}:{PASSWORD}@{host}")
}
