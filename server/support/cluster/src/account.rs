//! Who runs postgres.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::ClusterError;

/// The account that postgres and initdb run as, where it is not our own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
}

/// Whether this process is root, which postgres refuses to be.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Our own user id.
pub(crate) fn own_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

impl Account {
    /// The account to become: none unless we are root, else `postgres`, else `nobody`.
    pub fn choose() -> Result<Option<Self>, ClusterError> {
        if !is_root() {
            return Ok(None);
        }
        let passwd = fs::read_to_string("/etc/passwd").map_err(|e| ClusterError::io("read", "/etc/passwd", e))?;
        Self::find(&passwd, "postgres")
            .or_else(|| Self::find(&passwd, "nobody"))
            .map(Some)
            .ok_or(ClusterError::NoAccount)
    }

    pub fn find(passwd: &str, name: &str) -> Option<Self> {
        passwd.lines().find_map(|line| {
            let mut fields = line.split(':');
            if fields.next()? != name {
                return None;
            }
            let uid = fields.nth(1)?.parse().ok().filter(|uid| *uid != 0)?;
            let gid = fields.next()?.parse().ok()?;
            Some(Self { name: name.to_owned(), uid, gid })
        })
    }
}

/// A command for one of PostgreSQL's programs: as `account`, in a folder that the account can enter, and with an
/// environment of its own, so that neither our secrets nor stray `PG…` variables reach the server.
pub(crate) fn command(program: &Path, account: Option<&Account>, cwd: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LC_ALL", "C").current_dir(cwd);
    for kept in ["PATH", "LD_LIBRARY_PATH"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
    command
}
