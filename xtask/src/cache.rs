//! The target folders that all checkouts share, and what keeps that honest.
//!
//! cargo decides by file times whether something is fresh, and a crate of ours has the same name in every checkout. So
//! after building checkout B, going back to A (with older files) would look fresh while holding B's code. Whoever
//! finds that another checkout built last therefore forgets the fingerprints of our own crates; those of the many
//! dependencies stay. A lock keeps two checkouts from doing this to each other in the middle of a build.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use crate::place::{Place, chosen_target};
use crate::sh::{OrStop, Outcome, ask};

/// Above this the incremental files go, then what our own crates left; and if that does not help, everything. In bytes.
const MAX_SIZE: u64 = 20 * 1024 * 1024 * 1024;

/// Measuring walks a hundred thousand files, so not every time. A busy hour writes less than a disk has to spare.
const MEASURE_EVERY: Duration = Duration::from_secs(3600);

/// The right to build in the shared folders, until dropped.
#[must_use]
pub struct Turn(#[expect(dead_code, reason = "closing the file releases its lock")] Option<File>);

/// Waits until no other xtask builds, and makes the shared folders fit this checkout and compiler.
pub fn take_turn(place: &Place) -> Outcome<Turn> {
    if chosen_target().is_some() {
        return Ok(Turn(None));
    }
    let shared = place.cache.join("target");
    fs::create_dir_all(&shared).or_stop(format_args!("make the folder {}", shared.display()))?;
    let path = place.cache.join("target.lock");
    let lock = File::options().read(true).write(true).create(true).truncate(false).open(&path);
    let lock = lock.or_stop(format_args!("open {}", path.display()))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            println!("Waiting for another `cargo xtask` that is building …");
            lock.lock().or_stop(format_args!("lock {}", path.display()))?;
        }
        Err(TryLockError::Error(error)) => return Err(error).or_stop(format_args!("lock {}", path.display())),
    }
    fit(place, &shared).or_stop(format_args!("tidy {}", shared.display()))?;
    Ok(Turn(Some(lock)))
}

fn fit(place: &Place, shared: &Path) -> io::Result<()> {
    let compiler = ask("rustc", &["--version", "--verbose"]).unwrap_or_default();
    let mark = shared.join("rustc");
    let known = fs::read_to_string(&mark).ok();
    if known.as_ref().is_some_and(|known| *known != compiler) {
        println!("Another Rust compiler than last time: the old build is removed.");
        empty(shared)?;
    }
    if known.as_ref() != Some(&compiler) {
        fs::write(&mark, &compiler)?;
    }

    let root = place.root.display().to_string();
    let mark = shared.join("checkout");
    let last = fs::read_to_string(&mark).ok();
    if last.as_ref().is_some_and(|last| *last != root) {
        let ours = member_names(&place.root)?;
        for folder in [place.native(), place.front()] {
            forget(&folder, &ours)?;
        }
    }
    if last.as_ref() != Some(&root) {
        fs::write(&mark, &root)?;
    }
    prune(place, shared)
}

/// Removes the fingerprints of `crates` below a target folder, in every profile and for every target.
fn forget(target: &Path, crates: &[String]) -> io::Result<()> {
    for entry in entries(target)? {
        if entry.file_name().is_some_and(|name| name == ".fingerprint") {
            for print in entries(&entry)? {
                let name = print.file_name().unwrap_or_default().to_string_lossy();
                // `server-0123456789abcdef`
                if name.rsplit_once('-').is_some_and(|(name, _)| crates.iter().any(|ours| ours == name)) {
                    fs::remove_dir_all(&print)?;
                }
            }
        } else if !entry.is_symlink() && entry.is_dir() && may_hold_prints(&entry) {
            forget(&entry, crates)?;
        }
    }
    Ok(())
}

/// `.fingerprint` lies in `<profile>/` or `<triple>/<profile>/`; the other folders there hold too much to walk.
fn may_hold_prints(dir: &Path) -> bool {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    !matches!(name.as_ref(), "deps" | "build" | "incremental" | "examples" | "nextest" | "doc")
}

/// Names of our own packages, from the manifests of the checkout.
pub fn member_names(root: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(dir) = open.pop() {
        for path in entries(&dir)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name == "Cargo.toml" {
                let manifest = fs::read_to_string(&path)?;
                names
                    .extend(manifest.lines().find_map(|line| line.strip_prefix("name = ")).map(|n| n.replace('"', "")));
            } else if path.is_dir()
                && !name.starts_with('.')
                && !["target", "node_modules", "src", "tests"].contains(&name.as_str())
            {
                open.push(path);
            }
        }
    }
    Ok(names)
}

fn prune(place: &Place, shared: &Path) -> io::Result<()> {
    let mark = shared.join("measured");
    let recent = mark.metadata().and_then(|meta| meta.modified()).ok().and_then(|time| time.elapsed().ok());
    if recent.is_some_and(|age| age < MEASURE_EVERY) {
        return Ok(());
    }
    fs::write(&mark, "")?;
    if size(shared)? <= MAX_SIZE {
        return Ok(());
    }
    println!("The build cache exceeds 20 GiB: it is cut back.");
    let ours = member_names(&place.root)?;
    for folder in [place.native(), place.front()] {
        drop_work(&folder, &ours)?;
        // Every checkout and every edit has left another copy of them.
        forget(&folder, &ours)?;
    }
    if size(shared)? > MAX_SIZE { empty(shared) } else { Ok(()) }
}

/// Removes the incremental files below a target folder, and what was built of `crates`.
fn drop_work(target: &Path, crates: &[String]) -> io::Result<()> {
    for path in entries(target)? {
        match path.file_name().unwrap_or_default().to_string_lossy().as_ref() {
            "incremental" => remove(&path)?,
            "deps" => {
                for built in entries(&path)? {
                    if is_of(&built, crates) {
                        fs::remove_file(&built)?;
                    }
                }
            }
            _ if !path.is_symlink() && path.is_dir() && may_hold_prints(&path) => drop_work(&path, crates)?,
            _ => {}
        }
    }
    Ok(())
}

/// `libserver-0123456789abcdef.rlib`, `server-0123456789abcdef.d`, `server-0123456789abcdef`
fn is_of(built: &Path, crates: &[String]) -> bool {
    let name = built.file_name().unwrap_or_default().to_string_lossy();
    let Some((name, hash)) = name.rsplit_once('-') else { return false };
    let bare = name.strip_prefix("lib").unwrap_or(name);
    let is_name = |ours: &String| [name, bare].contains(&ours.replace('-', "_").as_str());
    hash.len() >= 16 && crates.iter().any(is_name)
}

/// Removes the builds and keeps the small files beside them.
fn empty(shared: &Path) -> io::Result<()> {
    entries(shared)?.iter().filter(|path| path.is_dir()).try_for_each(fs::remove_dir_all)
}

/// Disk space below `dir` in bytes. cargo hard-links its results, so those count twice; the cap is not that exact.
fn size(dir: &Path) -> io::Result<u64> {
    let mut total = 0;
    for path in entries(dir)? {
        let meta = path.symlink_metadata()?;
        total += if meta.is_dir() { size(&path)? } else { meta.blocks() * 512 };
    }
    Ok(total)
}

fn remove(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn entries(dir: &Path) -> io::Result<Vec<std::path::PathBuf>> {
    match fs::read_dir(dir) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
