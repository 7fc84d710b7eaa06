//! Pools and transactions.
use std::{
    ops::{Deref, DerefMut},
    str::FromStr,
    time::Duration,
};

use kernel::{Caller, Fault};
use sha2::Digest;
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool, Postgres,
    postgres::{PgConnectOptions, PgPoolOptions},
};

/// Where the database is and how many connections it may hold.
#[derive(Debug, Clone)]
pub struct DbSettings {
    /// A URL of the login role that owns nothing.
    pub url: String,
    /// Most connections of the pool for signed-in work; a third as many serve anonymous pages.
    pub max_connections: u32,
    /// How long a request waits for a free connection before it answers "not available".
    pub acquire_timeout: Duration,
}

impl DbSettings {
    /// Twelve connections and five seconds of patience.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), max_connections: 12, acquire_timeout: Duration::from_secs(5) }
    }
}

/// Connections for [`Db::system`]: one stores batches, the others open documents and keep snapshots.
const SYSTEM_CONNECTIONS: u32 = 3;

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pool: PgPool,
    public: PgPool,
    auth_reader: PgPool,
    system: PgPool,
}

impl Db {
    /// Connects, and refuses a login that row-level security would not bind.
    pub async fn connect(settings: &DbSettings) -> Result<Self, Fault> {
        let options = PgConnectOptions::from_str(&settings.url)?.application_name("burnish");
        let pool = options_for(settings, settings.max_connections).connect_with(options.clone()).await;
        let pool = match pool {
            Ok(pool) => pool,
            Err(error) => return Err(why_not(settings, &options, error).await),
        };
        let public = reader(settings, options.clone(), "set role app_rw");
        let auth_reader = reader(settings, options.clone(), "set role app_auth");
        let system = options_for(settings, SYSTEM_CONNECTIONS)
            .after_connect(|connection, _| {
                Box::pin(async { sqlx::query("set role app_worker").execute(connection).await.map(|_| ()) })
            })
            .connect_lazy_with(options);
        let db = Self { pool, public, auth_reader, system };
        db.refuse_a_powerful_login().await?;
        Ok(db)
    }

    async fn refuse_a_powerful_login(&self) -> Result<(), Fault> {
        let (superuser, bypass, owns): (bool, bool, bool) = sqlx::query_as(
            "select r.rolsuper, r.rolbypassrls,
                exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname = 'public' and c.relkind = 'r' and pg_has_role(r.oid, c.relowner, 'USAGE'))
             from pg_roles r where r.rolname = session_user",
        )
        .fetch_one(&self.pool)
        .await?;
        if superuser || bypass || owns {
            return Err(Fault::new(
                "DATABASE_URL logs in as a superuser, with BYPASSRLS, or as the owner of the tables; row-level security \
                 would not hold. Use the role that `burnish migrate` made, and give the owner in DATABASE_OWNER_URL",
            ));
        }
        Ok(())
    }

    /// A transaction in which row-level security answers for `by`.
    pub async fn begin(&self, by: &Caller) -> Result<Tx, Fault> {
        let mut start = String::from("begin; set local role app_rw");
        if let Some(who) = by.signed_in() {
            // Typed ids and a fixed word: nothing here was ever free text.
            start.push_str(&format!(
                "; select set_config('app.user_id','{}',true), set_config('app.org_id','{}',true), \
                 set_config('app.org_role','{}',true)",
                who.user,
                who.org,
                who.role.as_str()
            ));
        }
        if let Some(token) = by.share_token() {
            start.push_str(&format!("; select set_config('app.share_hash','{}',true)", share_hash(token)));
        }
        self.open(start).await
    }

    /// A transaction for what happens before anyone is signed in.
    pub async fn begin_auth(&self) -> Result<Tx, Fault> {
        self.open("begin; set local role app_auth".to_owned()).await
    }

    /// A transaction for the system's own work.
    pub async fn begin_worker(&self) -> Result<Tx, Fault> {
        self.open("begin; set local role app_worker".to_owned()).await
    }

    /// Begins on a task of its own. A request that is given up while its transaction begins would otherwise hand the
    /// connection back with the transaction open and its caller set, and the next user of it would be that caller:
    /// sqlx rolls back only what it has seen begin. The task always sees it, and drops what nobody waits for.
    #[expect(clippy::disallowed_methods, reason = "the task ends by itself within the patience of the pool")]
    async fn open(&self, start: String) -> Result<Tx, Fault> {
        let pool = self.pool.clone();
        let inner = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(start)).await }).await??;
        Ok(Tx { inner })
    }

    /// Connections that are nobody: they see what everyone may see, and cannot write.
    pub fn public(&self) -> &PgPool {
        &self.public
    }

    /// Connections that read what identity needs before anyone is known: whose cookie this is. They cannot write.
    pub fn auth_reader(&self) -> &PgPool {
        &self.auth_reader
    }

    /// Connections that are the system: for single statements that come by the hundred and need no transaction, like the
    /// batches of live documents. Everything else of the system's takes [`Db::begin_worker`].
    pub fn system(&self) -> &PgPool {
        &self.system
    }

    /// The pool of the login role, which by itself can read no table. Only for `listen` and for tests.
    pub fn login_pool(&self) -> &PgPool {
        &self.pool
    }

    /// Waits until every connection is back and closes it.
    pub async fn close(&self) {
        self.pool.close().await;
        self.public.close().await;
        self.auth_reader.close().await;
        self.system.close().await;
    }
}

/// The pool tries until its patience ends and then keeps the reason to itself; asking once by hand tells it.
async fn why_not(settings: &DbSettings, options: &PgConnectOptions, mut error: sqlx::Error) -> Fault {
    if matches!(error, sqlx::Error::PoolTimedOut) {
        let asked = tokio::time::timeout(settings.acquire_timeout, PgConnection::connect_with(options)).await;
        if let Ok(Err(reason)) = asked {
            error = reason;
        }
    }
    let place = options.get_socket().map_or_else(
        || format!("{}:{}", options.get_host(), options.get_port()),
        |socket| socket.display().to_string(),
    );
    Fault::from(error).while_doing(&format!("connecting to the database at {place}"))
}

/// A connection that was quiet for longer is asked whether it still lives before it is used. Asking each time would cost
/// a round trip for every page; never asking would fail one request per connection after the database was restarted.
const ASK_AFTER_QUIET: Duration = Duration::from_millis(500);

fn options_for(settings: &DbSettings, connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(settings.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, state| {
            Box::pin(async move { Ok(state.idle_for < ASK_AFTER_QUIET || connection.ping().await.is_ok()) })
        })
}

/// A pool whose connections hold one role for good and never write: single statements need no transaction there.
fn reader(settings: &DbSettings, options: PgConnectOptions, set_role: &'static str) -> PgPool {
    options_for(settings, (settings.max_connections / 3).max(2))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::query(set_role).execute(&mut *connection).await?;
                sqlx::query("set default_transaction_read_only = on").execute(&mut *connection).await.map(|_| ())
            })
        })
        .connect_lazy_with(options)
}

/// An open transaction. It derefs to the connection that queries run on; dropped without [`Tx::commit`], it rolls back.
#[derive(Debug)]
pub struct Tx {
    inner: sqlx::Transaction<'static, Postgres>,
}

impl Tx {
    /// Makes everything in it last.
    pub async fn commit(self) -> Result<(), Fault> {
        Ok(self.inner.commit().await?)
    }
}

impl Deref for Tx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}

/// What the database knows of a share link's secret: its SHA-256 in hex.
pub fn share_hash(secret: &str) -> String {
    sha2::Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
