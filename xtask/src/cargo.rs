//! Calls of cargo.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use crate::place::Place;
use crate::sh::{Outcome, run};

/// All packages but the one that switches `hydrate` on. Always the same set, so that features resolve the same way
/// and nothing is built twice.
pub const NATIVE_PACKAGES: [&str; 3] = ["--workspace", "--exclude", "frontend"];

/// The package and target of the browser's half.
pub const FRONT_PACKAGE: [&str; 4] = ["--package", "frontend", "--target", "wasm32-unknown-unknown"];

/// `cargo <verb>` for the server's half.
pub fn native(place: &Place, verb: &[&str]) -> Command {
    let mut command = cargo(place);
    command.args(verb).args(NATIVE_PACKAGES).env("CARGO_TARGET_DIR", place.native());
    command
}

/// `cargo <verb>` for the browser's half.
pub fn front(place: &Place, verb: &[&str]) -> Command {
    let mut command = cargo(place);
    command.args(verb).args(FRONT_PACKAGE).env("CARGO_TARGET_DIR", place.front());
    command
}

/// Builds the server in cargo's profile `profile` (`dev`, `release`).
pub fn build_server(place: &Place, profile: &str) -> Outcome {
    run(native(place, &["build"]).args(["--bin", "burnish", "--profile", profile]))
}

/// cargo itself, in the checkout.
pub fn cargo(place: &Place) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(&place.root);
    // Set by the cargo that runs us for its own sake; a build script that looks at one would see a change each time.
    for (name, _) in env::vars_os() {
        let ours =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if ours {
            command.env_remove(name);
        }
    }
    command
}
