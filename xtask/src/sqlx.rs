//! `.sqlx`: what the database said about every query, committed so that builds need no database.
//!
//! Only crates with checked queries are looked at, with the same packages as every other native build: a build of the
//! whole workspace would switch the server's and the browser's features on at once.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use cluster::{Cluster, DATABASE, Settings};

use crate::cache;
use crate::cargo;
use crate::place::Place;
use crate::report::Count;
use crate::sh::{OrStop, Outcome, Stop, run, step};
use crate::tools;

/// What a checked query looks like in the source.
const MACROS: [&str; 6] =
    ["query!(", "query_as!(", "query_scalar!(", "query_unchecked!(", "query_as_unchecked!(", "query_file!("];

/// Writes `.sqlx` anew.
pub fn refresh(place: &Place) -> Outcome {
    tools::check_basics(place)?;
    let _turn = cache::take_turn(place)?;
    let fresh = prepare(place)?;
    let dir = place.root.join(".sqlx");
    let old = read_dir(&dir)?;
    fs::create_dir_all(&dir).or_stop("make the folder .sqlx")?;
    for name in old.keys().filter(|name| !fresh.contains_key(*name)) {
        fs::remove_file(dir.join(name)).or_stop(format_args!("remove .sqlx/{name}"))?;
    }
    for (name, text) in fresh.iter().filter(|(name, text)| old.get(*name) != Some(text)) {
        fs::write(dir.join(name), text).or_stop(format_args!("write .sqlx/{name}"))?;
    }
    println!("{} queries in .sqlx", fresh.len());
    Ok(())
}

/// Whether `.sqlx` is what [`refresh`] would write.
pub fn check(place: &Place) -> Outcome<Count> {
    let fresh = prepare(place)?;
    let committed = read_dir(&place.root.join(".sqlx"))?;
    let wrong: Vec<&String> = fresh
        .keys()
        .chain(committed.keys().filter(|name| !fresh.contains_key(*name)))
        .filter(|name| fresh.get(*name) != committed.get(*name))
        .collect();
    if wrong.is_empty() {
        return Ok(Count::one().noted(format!("{} queries", fresh.len())));
    }
    for name in &wrong {
        let query = fresh.get(*name).or(committed.get(*name)).and_then(|json| query_line(json)).unwrap_or_default();
        let what = match (fresh.contains_key(*name), committed.contains_key(*name)) {
            (true, false) => "missing",
            (false, _) => "no longer used",
            (true, true) => "different",
        };
        eprintln!("{what}: {name}  {query}");
    }
    Err(Stop(format!("{} files in .sqlx are out of date. Refresh and commit them:\n  cargo xtask sqlx", wrong.len())))
}

/// Asks a fresh database with all migrations about every query.
fn prepare(place: &Place) -> Outcome<BTreeMap<String, String>> {
    tools::postgres()?;
    let data = place.scratch().join("sqlx/data");
    cluster::remove(&data)?;
    let cluster = Cluster::start(&Settings { durable: false, ..Settings::new(&data) })?;
    let url = cluster.owner_url(DATABASE)?;
    step("Migrations on an empty database", || {
        run(cargo::native(place, &["build"]).args(["--example", "migrate"]))?;
        let program = place.native().join("debug/examples/migrate");
        run(Command::new(program).arg(&url).arg(place.root.join("migrations")))
    })?;

    let out = place.scratch().join("sqlx/queries");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).or_stop(format_args!("make the folder {}", out.display()))?;
    let roots = stores(&place.root.join("server")).or_stop("look for queries below server/")?;
    step(&format!("Queries of {} crates", roots.len()), || {
        // cargo does not know that these crates read the database, so they have to look changed.
        let _touched = roots.iter().map(|root| Touched::new(root)).collect::<Outcome<Vec<_>>>()?;
        let mut check = cargo::native(place, &["check", "--lib"]);
        check.env("DATABASE_URL", &url).env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &out);
        run(&mut check)
    })?;
    let queries = read_dir(&out)?;
    cluster.stop()?;
    cluster::remove(&data)?;
    Ok(queries)
}

/// A file that looks changed until this is dropped; afterwards nothing is built again on its account.
struct Touched {
    path: PathBuf,
    time: SystemTime,
}

impl Touched {
    fn new(path: &Path) -> Outcome<Self> {
        let time =
            path.metadata().and_then(|meta| meta.modified()).or_stop(format_args!("look at {}", path.display()))?;
        run(Command::new("touch").arg(path))?;
        Ok(Self { path: path.to_owned(), time })
    }
}

impl Drop for Touched {
    fn drop(&mut self) {
        let back = File::options().write(true).open(&self.path).and_then(|file| file.set_modified(self.time));
        if let Err(error) = back {
            eprintln!("{} keeps a new time ({error}); the next build will look at it again.", self.path.display());
        }
    }
}

/// `src/lib.rs` of every crate below `dir` that has checked queries.
fn stores(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.ends_with("src") {
            let root = path.join("lib.rs");
            if root.is_file() && has_queries(&path)? {
                found.push(root);
            }
        } else if path.is_dir() {
            found.extend(stores(&path)?);
        }
    }
    found.sort();
    Ok(found)
}

fn has_queries(dir: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            if has_queries(&path)? {
                return Ok(true);
            }
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path)?;
            if MACROS.iter().any(|name| text.contains(name)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn read_dir(dir: &Path) -> Outcome<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(files),
        other => other.or_stop(format_args!("read {}", dir.display()))?,
    };
    for entry in entries {
        let path = entry.or_stop(format_args!("read {}", dir.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("query-") {
            files.insert(name, fs::read_to_string(&path).or_stop(format_args!("read {}", path.display()))?);
        }
    }
    Ok(files)
}

/// The beginning of the query in one of these files, to recognise it by.
fn query_line(json: &str) -> Option<String> {
    let (_, after) = json.split_once("\"query\": \"")?;
    Some(after.chars().take(90).collect())
}
