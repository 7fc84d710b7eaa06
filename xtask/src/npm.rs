//! Node packages.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::place::Place;
use crate::sh::{OrStop, Outcome, run, step};

/// Installs exactly what the lock file of `folder` names, unless that was done already.
pub fn install(place: &Place, folder: &str) -> Outcome {
    let dir = place.root.join(folder);
    let lock = dir.join("package-lock.json");
    let wanted = fs::read(&lock).or_stop(format_args!("read {}", lock.display()))?;
    let stamp = dir.join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step(&format!("npm packages of {folder}"), || {
        let options = ["--no-audit", "--no-fund", "--prefer-offline"];
        // `npm ci` wants packages for every system in the lock; a registry need not have those that this one never loads.
        if run(npm(place, &dir).arg("ci").args(options)).is_err() {
            run(npm(place, &dir).args(["install", "--no-save"]).args(options))?;
        }
        fs::write(&stamp, &wanted).or_stop(format_args!("write {}", stamp.display()))
    })
}

/// npm in a folder, with its downloads in our cache.
pub fn npm(place: &Place, dir: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(dir).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").env("NEXT_TELEMETRY_DISABLED", "1");
    if env::var_os("npm_config_cache").is_none() {
        command.env("npm_config_cache", place.cache.join("npm"));
    }
    command
}
