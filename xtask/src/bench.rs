//! `bench <name>`: measurements that the README quotes, with their date and machine.
//!
//! Each is a script in `end2end/bench/` that starts what it measures itself, several times, and prints medians. Here
//! is only what they share: the release build, and a quiet machine's worth of checks.

use std::fs;
use std::process::Command;

use crate::cache;
use crate::cargo;
use crate::npm;
use crate::place::{Flavour, Place};
use crate::sh::{OrStop, Outcome, Stop, run, step};
use crate::site;
use crate::tools;

/// Runs one of them on release builds, with `words` for the script itself.
pub fn bench(place: &Place, name: &str, words: &[&str]) -> Outcome {
    let script = place.root.join("end2end/bench").join(format!("{name}.mjs"));
    if name.contains(['/', '.']) || !script.is_file() {
        return Err(Stop(format!("There is no measurement `{name}`. There are: {}", names(place)?)));
    }
    tools::check_basics(place)?;
    npm::install(place, "end2end")?;
    let chromium = if matches!(name, "browser" | "analyst") { Some(tools::chromium()?) } else { None };
    if name == "ssr" {
        if tools::on_path("wrk").is_none() {
            tools::debian_package("wrk")?;
        }
        npm::install(place, "end2end/peers/next")?;
    }
    if name == "collab" {
        npm::install(place, "end2end/peers/hocuspocus")?;
    }
    {
        let _turn = cache::take_turn(place)?;
        site::build(place, Flavour::Release)?;
        step("Server, release (the first build takes many minutes)", || cargo::build_server(place, "release"))?;
        if name == "collab" {
            let mut load = cargo::cargo(place);
            load.env("CARGO_TARGET_DIR", place.native()).args([
                "build",
                "--release",
                "--package",
                "collab",
                "--example",
                "load",
            ]);
            step("Load generator", || run(&mut load))?;
        }
        tools::postgres()?;
    }
    let mut command = Command::new("node");
    command
        .current_dir(place.root.join("end2end"))
        .arg(&script)
        .args(words)
        .env("BURNISH_BIN", place.burnish("release"))
        .env("BURNISH_SITE_DIR", place.site(Flavour::Release))
        .env("BURNISH_LOAD", place.native().join("release/examples/load"))
        .env("BURNISH_BENCH_DIR", place.scratch().join("bench"))
        .env("NEXT_TELEMETRY_DISABLED", "1")
        .env_remove("DATABASE_URL");
    if let Some(chromium) = chromium {
        command.env("CHROMIUM", chromium);
    }
    // Scripts stop their servers; what one that was killed left behind must not make the next one warm.
    clear(place)?;
    let result = run(&mut command);
    clear(place)?;
    result
}

/// Documents without a server: how quickly one takes changes, and how many plans full of failures it survives.
pub fn simulator(place: &Place, words: &[&str]) -> Outcome {
    tools::check_basics(place)?;
    run(cargo::cargo(place)
        .env("CARGO_TARGET_DIR", place.native())
        .args(["run", "--quiet", "--release", "--package", "simulator", "--"])
        .args(words))
}

/// Removes the data of all servers that were measured. Their clusters go first: as root those lie elsewhere.
fn clear(place: &Place) -> Outcome {
    let folder = place.scratch().join("bench");
    for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
        cluster::remove(&entry.path())?;
        fs::remove_dir_all(entry.path()).or_stop(format_args!("remove {}", entry.path().display()))?;
    }
    Ok(())
}

fn names(place: &Place) -> Outcome<String> {
    let entries = fs::read_dir(place.root.join("end2end/bench")).or_stop("read end2end/bench")?;
    let files = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = files.filter_map(|name| name.strip_suffix(".mjs").map(str::to_owned)).collect();
    names.retain(|name| name != "lib");
    names.sort();
    Ok(names.join(", "))
}
