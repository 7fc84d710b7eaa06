//! `cargo xtask …`: every errand of this repository, in plain steps.
//!
//! Each command is a list of small steps that say what they do, show how long it took, and end with the exact line to
//! type where something on the machine is missing. Nothing here is needed by a released Burnish.
//!
//! # Decisions
//! - **The build of the web site is ours** (cargo, wasm-bindgen, wasm-opt, esbuild, in that order) rather than
//!   cargo-leptos's, because building that tool alone takes longer than everything else together. Its settings in
//!   `Cargo.toml` are kept valid for those who have it.
//! - **One target folder for all checkouts**, so that a fresh clone starts warm; see [`cache`] for what that needs.
//! - **One set of packages for every native cargo call** (`--workspace --exclude frontend`): another set would resolve
//!   other features and build the world again.

mod bench;
mod browser;
mod budgets;
mod cache;
mod cargo;
mod dev;
mod http;
mod npm;
mod place;
mod report;
mod reset;
mod serve;
mod sh;
mod site;
mod sqlx;
mod test;
mod tools;

use std::process::ExitCode;

use place::Place;
use sh::Stop;

const HELP: &str = "\
cargo xtask <command>

  run            build what changed, start Burnish at http://127.0.0.1:3000 and print how to sign in
  build                what run needs, without starting it
  build          what `run` needs, without starting it
  dev            like `run`, and rebuild and restart whenever a file changes
  check          format, native and wasm type check; the quick answer while working
  test           everything that must hold: lints, .sqlx, tests, byte budgets, browser tests
  browser [words]
                 the browser tests alone; words go to Playwright, such as a file
  soak           the tests with randomness in them, with many more cases
  sqlx           write .sqlx anew from the queries and migrations
  assets         build editor, preview, fonts and vendored packages only
  screens        every route in light, dark and 390 px wide, as PNG, into ./screens
  bench <name>   ssr | browser | start | analyst | any other file in end2end/bench
  bench collab [--only keys|peer|ceiling|idle|documents|history] [--seconds N]
  reset [--yes]  remove the local database, files and built site
  help           this text

Settings (environment): BURNISH_ADDR, BURNISH_DATA_DIR, BURNISH_CACHE_DIR, CARGO_TARGET_DIR, PG_BIN, CHROMIUM;
BURNISH_INSTALL=1 lets `test` install missing Debian packages when it runs as root.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(code) => code,
        Err(Stop(text)) => {
            eprintln!("\n{text}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[&str]) -> Result<ExitCode, Stop> {
    let place = Place::find()?;
    let done = |()| ExitCode::SUCCESS;
    match words {
        ["run"] => serve::run(&place).map(done),
        ["build"] => serve::build(&place).map(done),
        ["announce", address] => serve::announce(&place, address).map(done),
        ["dev"] => dev::dev(&place).map(done),
        ["check"] => test::check(&place),
        ["test"] => test::test(&place),
        ["browser", words @ ..] => test::browser(&place, words),
        ["soak"] => test::soak(&place),
        ["sqlx"] => sqlx::refresh(&place).map(done),
        ["assets"] => site::assets(&place).map(done),
        ["screens"] => browser::screens(&place).map(done),
        ["bench", "collab", "--engine" | "--sim" | "--mutants" | "--replay", ..] => {
            bench::simulator(&place, &words[2..]).map(done)
        }
        ["bench", name, ..] => bench::bench(&place, name, &words[2..]).map(done),
        ["reset"] => reset::reset(&place, false).map(done),
        ["reset", "--yes"] => reset::reset(&place, true).map(done),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(Stop(format!("`{}` is not a command.\n\n{HELP}", words.join(" ")))),
    }
}
