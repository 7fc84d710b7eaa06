//! What a caller may choose.

use std::path::PathBuf;

/// How to run a cluster. [`Settings::new`] gives what a product wants.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Burnish's data folder. Made if missing. As root only its name counts: see [`crate::home_of`].
    pub data_dir: PathBuf,
    /// Use exactly these binaries (a folder with `postgres` and `initdb`) instead of looking for some.
    pub bin_dir: Option<PathBuf>,
    /// An existing folder in which a private one for the unix socket is made. Left out, that one is inside the
    /// cluster's home, or in `/tmp` where the path would be too long for a socket.
    pub socket_dir: Option<PathBuf>,
    /// Whether a commit survives a power cut. False is several times faster, and only right for tests.
    pub durable: bool,
    /// When postgres ends.
    pub lifetime: Lifetime,
}

/// When postgres ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// With the process that started it, however that ends.
    Owner,
    /// A minute after the last process that shares it has gone. For test runners that give each test a process of
    /// its own: an owner among them would take the server away from the others when its test is over.
    WhileUsed,
}

impl Settings {
    /// A durable cluster that ends with this process.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self { data_dir: data_dir.into(), bin_dir: None, socket_dir: None, durable: true, lifetime: Lifetime::Owner }
    }

    /// A fast cluster for tests, shared by all test processes that name the same folder.
    #[must_use]
    pub fn for_tests(data_dir: impl Into<PathBuf>) -> Self {
        Self { durable: false, lifetime: Lifetime::WhileUsed, ..Self::new(data_dir) }
    }
}
