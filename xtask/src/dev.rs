//! `dev`: build, run, and do both again whenever a file changes.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::cache;
use crate::cargo;
use crate::place::{Flavour, Place};
use crate::serve;
use crate::sh::{OrStop, Outcome, Stop, step};
use crate::site;

/// How often the files are looked at. A look at a thousand files costs about ten milliseconds.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Editors write several files at once; a build waits until they are done.
const SETTLE: Duration = Duration::from_millis(150);

/// What has to be done for a changed file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Work {
    assets: bool,
    wasm: bool,
    server: bool,
    site: bool,
}

type Snapshot = BTreeMap<PathBuf, (SystemTime, u64)>;

/// Never returns unless something is wrong with the machine; a failed build waits for the next change.
pub fn dev(place: &Place) -> Outcome {
    let address = serve::address();
    serve::refuse_if_taken(&address)?;
    serve::build(place)?;
    let mut server = start(place)?;
    serve::announce_later(place, &address)?;
    let mut known = look(place)?;
    loop {
        thread::sleep(LOOK_EVERY);
        if look(place)? == known {
            continue;
        }
        thread::sleep(SETTLE);
        let now = look(place)?;
        let changed = changes(&known, &now);
        known = now;
        let work = changed.iter().filter_map(|path| path.strip_prefix(&place.root).ok()).fold(Work::default(), need);
        if work == Work::default() {
            continue;
        }
        println!("\n{} changed", list(place, &changed));
        match rebuild(place, work) {
            Ok(()) if work.server || work.wasm || work.site => {
                serve::stop(&mut server);
                server = start(place)?;
                println!("Burnish is back at http://{address}");
            }
            Ok(()) => {}
            Err(Stop(text)) => eprintln!("{text}\nThe server runs on as it was."),
        }
    }
}

fn start(place: &Place) -> Outcome<Child> {
    let mut command = serve::server(place, Flavour::Dev, "debug");
    // In a group of its own: on Ctrl-C we end, and the kernel tells the server exactly once.
    command.stdin(Stdio::null()).process_group(0);
    cluster::spawn_bound(command).or_stop("start the server")
}

fn rebuild(place: &Place, work: Work) -> Outcome {
    let _turn = cache::take_turn(place)?;
    if work.assets {
        site::assets(place)?;
    }
    if work.wasm {
        site::wasm(place, Flavour::Dev)?;
    }
    if work.wasm || work.site {
        site::finish(place, Flavour::Dev)?;
    }
    if work.server { step("Server", || cargo::build_server(place, "dev")) } else { Ok(()) }
}

/// Adds what a file of the checkout calls for. `app/` is compiled into both halves.
fn need(work: Work, file: &Path) -> Work {
    let rust = file.extension().is_some_and(|end| end == "rs" || end == "toml");
    match file.components().next().and_then(|part| part.as_os_str().to_str()) {
        Some("app") => Work { wasm: true, server: true, ..work },
        Some("frontend") if rust => Work { wasm: true, ..work },
        Some("frontend") => Work { assets: true, ..work },
        Some("server" | "migrations") => Work { server: true, ..work },
        Some("style" | "public") => Work { site: true, ..work },
        Some("Cargo.toml" | "Cargo.lock") => Work { wasm: true, server: true, ..work },
        _ => work,
    }
}

fn changes(before: &Snapshot, after: &Snapshot) -> Vec<PathBuf> {
    let changed = after.iter().filter(|(path, state)| before.get(*path) != Some(state));
    let gone = before.iter().filter(|(path, _)| !after.contains_key(*path));
    changed.chain(gone).map(|(path, _)| path.clone()).collect()
}

/// Every file that a build reads, with its time and size.
fn look(place: &Place) -> Outcome<Snapshot> {
    let mut files = Snapshot::new();
    for name in ["app", "frontend", "server", "migrations", "style", "public"] {
        walk(&place.root.join(name), &mut files).or_stop(format_args!("look at {name}/"))?;
    }
    for name in ["Cargo.toml", "Cargo.lock"] {
        note(&place.root.join(name), &mut files).or_stop(format_args!("look at {name}"))?;
    }
    Ok(files)
}

fn walk(dir: &Path, files: &mut Snapshot) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Hidden and temporary files are editors' business.
        if name.starts_with('.') || name.ends_with('~') || name == "node_modules" || name == "dist" {
            continue;
        }
        if entry.file_type()?.is_dir() { walk(&entry.path(), files)? } else { note(&entry.path(), files)? }
    }
    Ok(())
}

fn note(path: &Path, files: &mut Snapshot) -> std::io::Result<()> {
    // A file may vanish between listing and looking: an editor at work.
    match path.metadata() {
        Ok(meta) => {
            files.insert(path.to_owned(), (meta.modified()?, meta.len()));
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn list(place: &Place, paths: &[PathBuf]) -> String {
    let name = |path: &PathBuf| path.strip_prefix(&place.root).unwrap_or(path).display().to_string();
    match paths {
        [] => String::new(),
        [one] => name(one),
        [first, rest @ ..] => format!("{} and {} more", name(first), rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Work, need};
    use std::path::Path;

    #[test]
    fn a_server_edit_never_starts_a_wasm_build() {
        let work = |file: &str| need(Work::default(), Path::new(file));
        assert_eq!(work("server/features/market/src/store.rs"), Work { server: true, ..Work::default() });
        assert_eq!(work("app/ui/market/src/lib.rs"), Work { server: true, wasm: true, ..Work::default() });
        assert_eq!(work("style/market.css"), Work { site: true, ..Work::default() });
        assert_eq!(work("frontend/monaco/editor.mjs"), Work { assets: true, ..Work::default() });
        assert_eq!(work("README.md"), Work::default());
    }
}
