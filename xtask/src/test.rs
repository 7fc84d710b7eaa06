//! `test`, `browser`, `check` and `soak`.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::browser;
use crate::budgets;
use crate::cache;
use crate::cargo::{self, NATIVE_PACKAGES};
use crate::npm;
use crate::place::{Flavour, Place, set};
use crate::report::{self, Count, Report};
use crate::sh::{Outcome, Stop, run, tee};
use crate::site;
use crate::sqlx;
use crate::tools;

/// Cases per property in a soak; an ordinary run uses proptest's 256.
const SOAK_CASES: &str = "20000";

/// How often a soak repeats each browser test, to find those that only mostly pass.
const SOAK_REPEATS: u32 = 5;

/// Everything that must hold before a change is done.
pub fn test(place: &Place) -> Outcome<ExitCode> {
    tools::check_basics(place)?;
    let _turn = cache::take_turn(place)?;
    let mut report = Report::default();
    let ready = report.step("Tools and packages", || prepare(place));
    let chromium = report.step("Chromium", || tools::chromium().map(|_| Count::one()));
    report.step("Format", || once(cargo::cargo(place).args(["fmt", "--all", "--check"])));
    report.step("Lints, server", || once(deny(cargo::native(place, &["clippy"]).arg("--all-targets"))));
    report.step("Lints, browser", || once(deny(cargo::front(place, &["clippy"]).args(["--profile", "wasm-dev"]))));
    let server = report.step("Server build", || cargo::build_server(place, "dev").map(|()| Count::one()));
    report.step_if(ready, ".sqlx freshness", || sqlx::check(place));
    report.step_if(ready, "Rust tests", || rust_tests(place, "nextest.toml", &[]));
    report.step_if(ready, "Front-end tests", || node_tests(place));
    let site = report.step_if(ready, "Site, release", || site::build(place, Flavour::Release).map(|()| Count::one()));
    report.step_if(site, "Byte budgets", || budgets::check(place));
    report.step_if(site && server && chromium, "Browser tests", || browser::test(place, 1, &[]));
    Ok(report.finish())
}

/// The quick answer while working.
pub fn check(place: &Place) -> Outcome<ExitCode> {
    tools::check_basics(place)?;
    let _turn = cache::take_turn(place)?;
    let mut report = Report::default();
    report.step("Format", || once(cargo::cargo(place).args(["fmt", "--all", "--check"])));
    report.step("Server", || once(cargo::native(place, &["check"]).arg("--all-targets")));
    report.step("Browser", || once(cargo::front(place, &["check"]).args(["--profile", "wasm-dev"])));
    Ok(report.finish())
}

/// The browser tests alone, on a fresh build; with `words`, those that Playwright finds by them.
pub fn browser(place: &Place, words: &[&str]) -> Outcome<ExitCode> {
    tools::check_basics(place)?;
    let _turn = cache::take_turn(place)?;
    let mut report = Report::default();
    let ready = report.step("Tools and packages", || prepare(place));
    let chromium = report.step("Chromium", || tools::chromium().map(|_| Count::one()));
    let server = report.step("Server build", || cargo::build_server(place, "dev").map(|()| Count::one()));
    let site = report.step_if(ready, "Site, release", || site::build(place, Flavour::Release).map(|()| Count::one()));
    report.step_if(site && server && chromium, "Browser tests", || browser::test(place, 1, words));
    Ok(report.finish())
}

/// What has randomness in it, many times over.
pub fn soak(place: &Place) -> Outcome<ExitCode> {
    tools::check_basics(place)?;
    let _turn = cache::take_turn(place)?;
    let mut report = Report::default();
    let ready = report.step("Tools and packages", || prepare(place));
    let cases = [("BURNISH_SOAK", "1"), ("PROPTEST_CASES", SOAK_CASES)];
    report.step_if(ready, "Rust tests, soaking", || rust_tests(place, "nextest-soak.toml", &cases));
    let chromium = report.step("Chromium", || tools::chromium().map(|_| Count::one()));
    let built = report.step_if(ready && chromium, "Server and site", || {
        cargo::build_server(place, "dev")?;
        site::build(place, Flavour::Release).map(|()| Count::one())
    });
    report.step_if(built, "Browser tests, repeated", || browser::test(place, SOAK_REPEATS, &[]));
    Ok(report.finish())
}

/// What the tests need from outside. Fetched first, so that a missing thing is known within a minute.
fn prepare(place: &Place) -> Outcome<Count> {
    npm::install(place, "frontend")?;
    npm::install(place, "end2end")?;
    tools::wasm_bindgen(place)?;
    tools::nextest(place)?;
    tools::postgres()?;
    Ok(Count::one())
}

fn rust_tests(place: &Place, config: &str, environment: &[(&str, &str)]) -> Outcome<Count> {
    let mut command = Command::new(tools::nextest(place)?);
    command
        .current_dir(&place.root)
        .args(["nextest", "run"])
        .args(NATIVE_PACKAGES)
        .args(["--no-fail-fast", "--status-level", "fail", "--final-status-level", "slow"])
        .arg("--tool-config-file")
        .arg(format!("xtask:{}", place.root.join("xtask").join(config).display()))
        .env("CARGO_TARGET_DIR", place.native())
        .envs(environment.iter().copied());
    match specs(place) {
        Some(specs) => drop(command.env("BURNISH_SPECS", specs)),
        None => {
            println!("The official API descriptions are not here (BURNISH_SPECS): tests that read them are skipped.")
        }
    }
    let (succeeded, output) = tee(&mut command)?;
    finished(
        report::nextest(&output).map(|count| count.naming(&output)),
        succeeded,
        "The Rust tests could not be built or run; see above.",
    )
}

fn node_tests(place: &Place) -> Outcome<Count> {
    let (succeeded, output) = tee(npm::npm(place, &place.root.join("frontend")).arg("test"))?;
    finished(report::node(&output), succeeded, "The front-end tests could not be run; see above.")
}

/// A count is believed only if it agrees with the exit code and is a count of something.
fn finished(count: Option<Count>, succeeded: bool, otherwise: &str) -> Outcome<Count> {
    match count {
        Some(count) if succeeded == (count.failed == 0) && count.passed + count.failed > 0 => Ok(count),
        _ => Err(Stop(otherwise.to_owned())),
    }
}

/// The descriptions lie beside the repository where there are any.
fn specs(place: &Place) -> Option<std::path::PathBuf> {
    let beside = place.root.parent().map(|dir| dir.join("shared/specs")).filter(|dir| Path::is_dir(dir));
    set("BURNISH_SPECS").map(Into::into).or(beside)
}

fn once(command: &mut Command) -> Outcome<Count> {
    run(command).map(|()| Count::one())
}

fn deny(command: &mut Command) -> &mut Command {
    command.args(["--", "-D", "warnings"])
}
