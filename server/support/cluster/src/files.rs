//! Where things lie, and who may see them.
//!
//! ```text
//! home/             0700, of the account that runs postgres
//!   data/           the cluster (PGDATA)
//!   socket/         the unix socket, unless its path would be too long
//!   passwords/      one file per role, 0600
//!   owner.lock      held by the parent of postgres
//!   users.lock      shared by everyone who uses a `WhileUsed` cluster
//!   postgres.log
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use crate::account::{self, Account};
use crate::{ClusterError, Settings};

/// Where root keeps clusters, since the account that runs postgres cannot enter root's home.
const ROOT_HOMES: &str = "/var/lib/burnish";

/// The name that postgres gives to its socket on the default port.
const SOCKET_NAME: &str = ".s.PGSQL.5432";

/// `sockaddr_un` holds 108 bytes with the final zero; we stay under 100 to leave room for suffixes that tools add.
const SOCKET_PATH_MAX: usize = 99;

/// A log above this size is moved aside at the next start, in bytes.
const LOG_MAX: u64 = 10 * 1024 * 1024;

/// The folder that holds everything of the cluster that belongs to `data_dir`: below it, or for root
/// `/var/lib/burnish/<hash of its path>`. Removing this folder (with the cluster stopped) removes the database.
///
/// # Errors
/// [`ClusterError::Io`] when the folder can be neither made nor found.
pub fn home_of(data_dir: &Path) -> Result<PathBuf, ClusterError> {
    fs::create_dir_all(data_dir).map_err(|e| ClusterError::io("make the folder", data_dir, e))?;
    let full = data_dir.canonicalize().map_err(|e| ClusterError::io("find", data_dir, e))?;
    Ok(if account::is_root() { Path::new(ROOT_HOMES).join(hash(&full)) } else { full.join("postgres") })
}

/// The folders of one cluster, made and checked.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    root: PathBuf,
    socket_dir: PathBuf,
    pub account: Option<Account>,
}

impl Home {
    /// Makes the folders that are missing. Does not touch the cluster itself.
    pub fn prepare(settings: &Settings) -> Result<Self, ClusterError> {
        let account = Account::choose()?;
        let root = home_of(&settings.data_dir)?;
        if account.is_some() {
            // Others must be able to walk through this folder, or postgres could not reach its own below it.
            make_dir(Path::new(ROOT_HOMES), 0o755)?;
        }
        let socket_dir = socket_dir(settings.socket_dir.as_deref(), &root)?;
        let home = Self { root, socket_dir, account };
        home.own_dir(&home.root)?;
        home.own_dir(&home.passwords())?;
        home.own_dir(&home.socket_dir)?;
        Ok(home)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// Where `initdb` works. Renamed to [`Self::data`] when complete, so an interrupted one leaves no half cluster.
    pub fn unfinished_data(&self) -> PathBuf {
        self.root.join("data.unfinished")
    }

    pub fn passwords(&self) -> PathBuf {
        self.root.join("passwords")
    }

    pub fn owner_lock(&self) -> PathBuf {
        self.root.join("owner.lock")
    }

    pub fn users_lock(&self) -> PathBuf {
        self.root.join("users.lock")
    }

    pub fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    pub fn socket(&self) -> PathBuf {
        self.socket_dir.join(SOCKET_NAME)
    }

    /// The log, opened for appending. Never fails for its size: an old one is moved aside.
    pub fn open_log(&self) -> Result<File, ClusterError> {
        let path = self.log();
        if path.metadata().is_ok_and(|meta| meta.len() > LOG_MAX) {
            let aside = self.root.join("postgres.log.1");
            fs::rename(&path, &aside).map_err(|e| ClusterError::io("move aside", &path, e))?;
        }
        let open = OpenOptions::new().create(true).append(true).mode(0o600).open(&path);
        open.map_err(|e| ClusterError::io("open", &path, e))
    }

    /// The last lines of the log, for an error message.
    pub fn log_tail(&self) -> String {
        match fs::read(self.log()) {
            Ok(bytes) => tail(&String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(4096)..])),
            Err(error) => format!("(the log cannot be read: {error})"),
        }
    }

    /// Removes everything. The cluster has been stopped.
    pub fn remove(&self) -> Result<(), ClusterError> {
        for dir in [self.socket_dir(), self.root()] {
            match fs::remove_dir_all(dir) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(ClusterError::io("remove", dir, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Gives `path` to the account that runs postgres, if that is not us.
    pub fn give(&self, path: &Path) -> Result<(), ClusterError> {
        match &self.account {
            None => Ok(()),
            Some(account) => chown(path, Some(account.uid), Some(account.gid))
                .map_err(|e| ClusterError::io("change the owner of", path, e)),
        }
    }

    /// Makes a folder that only postgres can enter, or checks that it is one. Matters most in `/tmp`, where anybody
    /// may have made a folder of that name before us and would then see every connection.
    fn own_dir(&self, path: &Path) -> Result<(), ClusterError> {
        if make_dir(path, 0o700)? {
            return self.give(path);
        }
        let uid = self.account.as_ref().map_or_else(account::own_uid, |account| account.uid);
        let meta = path.symlink_metadata().map_err(|e| ClusterError::io("look at", path, e))?;
        if !meta.is_dir() {
            return Err(ClusterError::NotPrivate { path: path.to_owned(), uid });
        }
        if account::is_root() && meta.uid() == 0 {
            // A start that was killed between making the folder and giving it away.
            self.give(path)?;
        } else if meta.uid() != uid {
            return Err(ClusterError::NotPrivate { path: path.to_owned(), uid });
        }
        if meta.mode() & 0o077 != 0 {
            let private = fs::Permissions::from_mode(0o700);
            fs::set_permissions(path, private).map_err(|e| ClusterError::io("make private", path, e))?;
        }
        Ok(())
    }
}

/// Opens (and makes) a lock file. Never truncates: another process may hold it.
pub(crate) fn open_lock(path: &Path) -> Result<File, ClusterError> {
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    open.map_err(|e| ClusterError::io("open", path, e))
}

/// The last dozen lines of a program's output.
pub(crate) fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

/// True when the folder did not exist before.
fn make_dir(path: &Path, mode: u32) -> Result<bool, ClusterError> {
    match DirBuilder::new().mode(mode).create(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(ClusterError::io("make the folder", path, error)),
    }
}

fn socket_dir(chosen: Option<&Path>, root: &Path) -> Result<PathBuf, ClusterError> {
    let fits = |dir: &Path| dir.as_os_str().len() + 1 + SOCKET_NAME.len() <= SOCKET_PATH_MAX;
    let name = format!("burnish-{}-{}", account::own_uid(), hash(root));
    match chosen {
        Some(dir) if fits(&dir.join(&name)) => Ok(dir.join(name)),
        Some(dir) => {
            let max = SOCKET_PATH_MAX - SOCKET_NAME.len() - name.len() - 2;
            Err(ClusterError::SocketPath { path: dir.to_owned(), max })
        }
        None => {
            let inside = root.join("socket");
            Ok(if fits(&inside) { inside } else { Path::new("/tmp").join(name) })
        }
    }
}

/// FNV-1a over the path: stable across Rust versions, which the standard hasher does not promise.
pub(crate) fn hash(path: &Path) -> String {
    let hash = path
        .as_os_str()
        .as_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}
