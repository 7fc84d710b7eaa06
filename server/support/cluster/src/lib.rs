//! The PostgreSQL that Burnish brings along when nobody configured one.
//!
//! [`Cluster::start`] finds PostgreSQL binaries on the machine, makes a cluster in the data folder the first time,
//! and runs it on a private unix socket without any TCP port. It deliberately knows nothing about tables, roles
//! other than the owner, or migrations: it hands out connection URLs and keeps a server behind them.
//!
//! ```no_run
//! let cluster = cluster::Cluster::start(&cluster::Settings::new(".burnish"))?;
//! let url = cluster.owner_url(cluster::DATABASE)?;
//! # Ok::<(), cluster::ClusterError>(())
//! ```
//!
//! # Decisions
//! - **postgres is a child that dies with us.** The kernel sends it SIGINT when the thread that spawned it ends, so
//!   even `kill -9` of Burnish leaves no stray server. That signal follows the *thread*, hence one that never ends.
//! - **One lock decides who runs the server.** Whoever holds `owner.lock` is the parent of postgres; every other
//!   start is a guest on the same socket and takes over when the lock becomes free ([`Cluster::ensure_running`]).
//! - **root drops to `postgres`, else `nobody`,** because postgres refuses to run as root. Its files then live in
//!   `/var/lib/burnish`, since that account cannot reach a folder below root's home.
//! - **Settings travel on the command line**, not in `postgresql.conf`, so a new Burnish needs no file edited.
//! - We would reconsider a ready-made crate once one can drop root and survive the death of its parent.

mod account;
mod binaries;
mod child;
mod error;
mod files;
mod initdb;
pub mod npm;
mod probe;
mod secret;
mod server;
mod settings;
mod shared;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use child::spawn_bound;
pub use error::ClusterError;
pub use files::home_of;
pub use settings::{Lifetime, Settings};

use files::Home;
use probe::Answer;
use server::Server;

/// Name of the cluster's superuser. It owns [`DATABASE`] and is meant for migrations and backups only.
pub const OWNER_ROLE: &str = "burnish_owner";

/// Name of the database that exists after the first start.
pub const DATABASE: &str = "burnish";

/// How long a start waits for another process that is bringing the same cluster up, `initdb` included.
const GUEST_WAIT: Duration = Duration::from_secs(120);

/// Pause between two looks at a lock or socket.
const POLL: Duration = Duration::from_millis(50);

/// A running cluster, or a share in one that another process runs. Dropping it stops what it owns.
#[derive(Debug)]
pub struct Cluster {
    settings: Settings,
    home: Home,
    role: Mutex<Role>,
}

/// What this process is to the cluster.
#[derive(Debug)]
enum Role {
    /// We are the parent of postgres. The lock is released when the file closes.
    Owner { server: Server, _lock: File },
    /// Another process is the parent.
    Guest,
    /// postgres runs by itself for as long as somebody holds a share ([`Lifetime::WhileUsed`]).
    Shared { _share: File },
    /// [`Cluster::stop`] was called.
    Stopped,
}

/// What [`Cluster::ensure_running`] found and did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upkeep {
    /// Nothing had to be done.
    Unchanged,
    /// postgres had ended and runs again. Open connections are gone.
    Restarted,
    /// The former owner had gone; this process is the owner from now on. Open connections are gone.
    TookOver,
}

impl Cluster {
    /// Starts the cluster of `settings.data_dir`, or joins it when it runs already. Returns once it accepts
    /// connections. The first start makes the cluster, which takes a few seconds; later ones take well under three.
    ///
    /// # Errors
    /// Every [`ClusterError`] says in its text what to do next. Nothing is deleted on any of them.
    pub fn start(settings: &Settings) -> Result<Self, ClusterError> {
        let home = Home::prepare(settings)?;
        let role = match settings.lifetime {
            Lifetime::Owner => own_or_join(settings, &home)?,
            Lifetime::WhileUsed => Role::Shared { _share: shared::join(settings, &home)? },
        };
        Ok(Self { settings: settings.clone(), home, role: Mutex::new(role) })
    }

    /// Whether this process is the parent of postgres. May become true later, see [`Self::ensure_running`].
    #[must_use]
    pub fn is_owner(&self) -> bool {
        matches!(*self.role(), Role::Owner { .. })
    }

    /// Restarts postgres if it ended, and takes over from an owner that died. Cheap while all is well (two system
    /// calls), so a caller may poll it every second; it blocks while a restart lasts, so poll from a thread that may.
    ///
    /// # Errors
    /// As [`Self::start`]. Polling again later is fine.
    pub fn ensure_running(&self) -> Result<Upkeep, ClusterError> {
        let mut role = self.role();
        match &mut *role {
            Role::Stopped => Ok(Upkeep::Unchanged),
            Role::Owner { server, .. } => {
                if server.is_alive()? {
                    return Ok(Upkeep::Unchanged);
                }
                *server = server::boot(&self.settings, &self.home)?;
                Ok(Upkeep::Restarted)
            }
            Role::Guest => match try_lock(&self.home.owner_lock())? {
                None => Ok(Upkeep::Unchanged),
                Some(lock) => {
                    let server = server::boot(&self.settings, &self.home)?;
                    *role = Role::Owner { server, _lock: lock };
                    Ok(Upkeep::TookOver)
                }
            },
            Role::Shared { .. } => {
                if probe::ask(&self.home.socket()) == Answer::Ready {
                    return Ok(Upkeep::Unchanged);
                }
                shared::wake(&self.settings, &self.home)?;
                Ok(Upkeep::Restarted)
            }
        }
    }

    /// Stops postgres if this process owns it, else only lets go of it. Open transactions are rolled back.
    /// A second call does nothing.
    ///
    /// # Errors
    /// [`ClusterError::Io`] when the child can be neither signalled nor waited for.
    pub fn stop(&self) -> Result<(), ClusterError> {
        // The role is replaced first, so that the lock is released even if stopping fails.
        match std::mem::replace(&mut *self.role(), Role::Stopped) {
            Role::Owner { mut server, _lock } => server.stop(),
            Role::Guest | Role::Shared { .. } | Role::Stopped => Ok(()),
        }
    }

    /// The connection URL of the superuser, for sqlx, psql and pg_dump alike.
    ///
    /// # Errors
    /// [`ClusterError::Io`] when the password file cannot be read.
    pub fn owner_url(&self, database: &str) -> Result<String, ClusterError> {
        Ok(self.url(OWNER_ROLE, &self.password(OWNER_ROLE)?, database))
    }

    /// The connection URL for a role whose password the caller knows, see [`Self::password`].
    #[must_use]
    pub fn url(&self, role: &str, password: &str, database: &str) -> String {
        // A URL with credentials needs some host; `localhost` is overruled by the socket folder in `host=`.
        format!(
            "postgres://{}:{}@localhost/{}?host={}",
            percent(role),
            percent(password),
            percent(database),
            percent(&self.home.socket_dir().to_string_lossy()),
        )
    }

    /// A random password for `role`, made on first use and kept in a file with mode 0600. The cluster does not make
    /// the role: whoever bootstraps the database gives it this password.
    ///
    /// # Errors
    /// [`ClusterError::RoleName`] unless the name is one to 63 of `a-z`, `0-9` and `_`; [`ClusterError::Io`].
    pub fn password(&self, role: &str) -> Result<String, ClusterError> {
        secret::password(&self.home, role)
    }

    /// The folder of the unix socket; what `psql -h` wants.
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        self.home.socket_dir()
    }

    /// Where postgres writes what it has to complain about. Rotated at a start once it exceeds 10 MiB.
    #[must_use]
    pub fn log_file(&self) -> PathBuf {
        self.home.log()
    }

    /// Process id of postgres while this process owns it.
    #[must_use]
    pub fn postgres_pid(&self) -> Option<u32> {
        match &*self.role() {
            Role::Owner { server, .. } => Some(server.pid()),
            Role::Guest | Role::Shared { .. } | Role::Stopped => None,
        }
    }

    fn role(&self) -> MutexGuard<'_, Role> {
        // A panic while the lock was held leaves a role that is still true, so the poison carries no news.
        self.role.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The kernel's death signal is the second net: a failure here leaves no server behind either.
        let _ = self.stop();
    }
}

/// Stops the postgres of `data_dir`, whichever process started it, and says whether one ran. For tools that are about
/// to remove the data; a Burnish that still polls would start it again, so that has to end first.
///
/// # Errors
/// [`ClusterError::InUse`] when it does not end within half a minute; [`ClusterError::Io`].
pub fn stop_running(data_dir: &Path) -> Result<bool, ClusterError> {
    server::stop_any(&Home::prepare(&Settings::new(data_dir))?)
}

/// Removes the cluster of `data_dir`, its passwords and its socket, after stopping it as [`stop_running`] does. The
/// rest of `data_dir` stays. Does nothing where there is none.
///
/// # Errors
/// As [`stop_running`].
pub fn remove(data_dir: &Path) -> Result<(), ClusterError> {
    let home = Home::prepare(&Settings::new(data_dir))?;
    server::stop_any(&home)?;
    home.remove()
}

/// Whether [`Cluster::start`] would find binaries here, without running any of them.
#[must_use]
pub fn has_binaries() -> bool {
    binaries::any_present()
}

/// Takes the lock and boots, or waits until whoever holds it has a server that answers.
fn own_or_join(settings: &Settings, home: &Home) -> Result<Role, ClusterError> {
    let deadline = Instant::now() + GUEST_WAIT;
    loop {
        if let Some(lock) = try_lock(&home.owner_lock())? {
            return Ok(Role::Owner { server: server::boot(settings, home)?, _lock: lock });
        }
        if probe::ask(&home.socket()) == Answer::Ready {
            return Ok(Role::Guest);
        }
        if Instant::now() > deadline {
            return Err(ClusterError::OtherStart { seconds: GUEST_WAIT.as_secs(), lock: home.owner_lock() });
        }
        std::thread::sleep(POLL);
    }
}

/// The locked file, or nothing when another process holds it. The kernel releases it when its holder dies.
pub(crate) fn try_lock(path: &Path) -> Result<Option<File>, ClusterError> {
    let file = files::open_lock(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(ClusterError::io("lock", path, source)),
    }
}

/// Percent-encodes everything that is not unreserved in RFC 3986.
fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len() * 3), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("writing to a String cannot fail");
        }
        out
    })
}

#[cfg(test)]
mod tests;
