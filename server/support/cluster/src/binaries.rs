//! Finding PostgreSQL's programs.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::account;
use crate::files::{Home, tail};
use crate::{ClusterError, Settings, npm};

/// Oldest major version that our SQL runs on.
pub(crate) const OLDEST: u32 = 15;
/// Newest major version that our SQL was tried on.
pub(crate) const NEWEST: u32 = 18;

const DEBIAN_DIR: &str = "/usr/lib/postgresql";

/// A folder with `postgres` and `initdb` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binaries {
    pub dir: PathBuf,
    pub major: u32,
}

impl Binaries {
    pub fn postgres(&self) -> PathBuf {
        self.dir.join("postgres")
    }

    pub fn initdb(&self) -> PathBuf {
        self.dir.join("initdb")
    }
}

/// The binaries for this cluster. Data that exists decides the version: after a system upgrade brought a newer
/// PostgreSQL, the older one beside it is still the one to run.
pub(crate) fn find(settings: &Settings, home: &Home, data_version: Option<u32>) -> Result<Binaries, ClusterError> {
    let named = settings.bin_dir.clone().or_else(named_dir);
    let candidates = match named {
        // A folder that somebody named is meant: if it will not do, say so instead of quietly taking another.
        Some(dir) => vec![inspect(&dir, home)?],
        None => places().filter_map(|dir| inspect(&dir, home).ok()).collect(),
    };
    choose(candidates, data_version, &home.data())
}

/// Whether there is any folder to try.
pub(crate) fn any_present() -> bool {
    named_dir().is_some() || places().next().is_some()
}

fn named_dir() -> Option<PathBuf> {
    env::var_os("PG_BIN").filter(|dir| !dir.is_empty()).map(PathBuf::from)
}

/// Where binaries usually are, best first.
fn places() -> impl Iterator<Item = PathBuf> {
    let all = debian_dirs(Path::new(DEBIAN_DIR)).into_iter().chain(path_dirs()).chain([npm::bin_dir()]);
    all.filter(|dir| has_programs(dir))
}

/// The first candidate that can read the data.
pub(crate) fn choose(candidates: Vec<Binaries>, data: Option<u32>, dir: &Path) -> Result<Binaries, ClusterError> {
    let first = candidates.first().map(|binaries| binaries.major).ok_or(ClusterError::NoBinaries)?;
    candidates.into_iter().find(|binaries| data.is_none_or(|found| found == binaries.major)).ok_or_else(|| {
        // `find` only misses when there is data, so the zero is never shown.
        ClusterError::DataVersion { data: dir.to_owned(), found: data.unwrap_or_default(), available: first }
    })
}

/// Runs `postgres --version` as the account that will run the server, which also proves that it may.
fn inspect(dir: &Path, home: &Home) -> Result<Binaries, ClusterError> {
    let bad = |why: String| ClusterError::BadBinaries { dir: dir.to_owned(), why };
    if !has_programs(dir) {
        return Err(bad("`postgres` or `initdb` is missing".to_owned()));
    }
    let output = account::command(&dir.join("postgres"), home.account.as_ref(), home.root())
        .arg("--version")
        .output()
        .map_err(|error| match (&home.account, error.kind()) {
            (Some(account), io::ErrorKind::PermissionDenied) => {
                bad(format!("user {} may not run it, perhaps because it lies below root's home", account.name))
            }
            _ => bad(error.to_string()),
        })?;
    if !output.status.success() {
        return Err(bad(tail(&String::from_utf8_lossy(&output.stderr))));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let major = major_version(&text).ok_or_else(|| bad(format!("it calls itself `{}`", text.trim())))?;
    if !(OLDEST..=NEWEST).contains(&major) {
        return Err(bad(format!("it is version {major}, and Burnish runs on {OLDEST} to {NEWEST}")));
    }
    Ok(Binaries { dir: dir.to_owned(), major })
}

/// `postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)` gives 15.
pub(crate) fn major_version(text: &str) -> Option<u32> {
    let digits = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn has_programs(dir: &Path) -> bool {
    dir.join("postgres").is_file() && dir.join("initdb").is_file()
}

/// Debian keeps every major version in a folder of its own; newest first.
pub(crate) fn debian_dirs(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root) else { return Vec::new() };
    let mut majors: Vec<u32> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|major| (OLDEST..=NEWEST).contains(major))
        .collect();
    majors.sort_unstable_by(|a, b| b.cmp(a));
    majors.into_iter().map(|major| root.join(major.to_string()).join("bin")).collect()
}

/// Folders on PATH that have `postgres`, with links resolved: `initdb` may only lie beside the real one.
fn path_dirs() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .filter_map(|dir| Some(dir.join("postgres").canonicalize().ok()?.parent()?.to_owned()))
        .collect()
}
