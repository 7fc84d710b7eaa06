//! Playwright: the browser tests, and pictures of every route.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cache;
use crate::cargo;
use crate::npm;
use crate::place::{Flavour, Place};
use crate::report::{self, Count};
use crate::serve::Background;
use crate::sh::{OrStop, Outcome, Stop, step, tee};
use crate::site;
use crate::tools;

/// Runs the browser tests against a server of their own. Its program and the release site are built already.
/// `words` go to Playwright as they are: files, `--grep`.
pub fn test(place: &Place, repeat: u32, words: &[&str]) -> Outcome<Count> {
    npm::install(place, "end2end")?;
    let chromium = tools::chromium()?;
    let server = Background::start(place, "e2e", "debug")?;
    let results = place.scratch().join("e2e/results.json");
    let _ = fs::remove_file(&results);
    let mut command = playwright(place, &server, &chromium);
    command.args(["--config", "playwright.config.ts", &format!("--repeat-each={repeat}")]).args(words);
    let (succeeded, output) = tee(command.env("PLAYWRIGHT_JSON_OUTPUT_NAME", &results))?;
    let count = fs::read_to_string(&results).ok().and_then(|json| report::playwright(&json));
    let count = count.map(|count| count.naming(&output));
    match count {
        // Success without a single test would be a run of nothing.
        Some(count) if succeeded == (count.failed == 0) && count.passed + count.failed > 0 => {
            if count.failed > 0 {
                eprintln!("The server's last words:\n{}", server.last_words());
            }
            Ok(count)
        }
        _ => Err(Stop(format!("Playwright stopped early. The server's last words:\n{}", server.last_words()))),
    }
}

/// Every route of `end2end/routes.ts` into `./screens`.
pub fn screens(place: &Place) -> Outcome {
    tools::check_basics(place)?;
    npm::install(place, "end2end")?;
    let chromium = tools::chromium()?;
    {
        let _turn = cache::take_turn(place)?;
        site::build(place, Flavour::Release)?;
        step("Server", || cargo::build_server(place, "dev"))?;
        tools::postgres()?;
    }
    let server = Background::start(place, "screens", "debug")?;
    let folder = place.root.join("screens");
    fs::create_dir_all(&folder).or_stop(format_args!("make the folder {}", folder.display()))?;
    let mut command = playwright(place, &server, &chromium);
    command.args(["--config", "playwright.screens.config.ts"]).env("BURNISH_SCREENS_DIR", &folder);
    let (succeeded, _) = tee(&mut command)?;
    if !succeeded {
        return Err(Stop(format!("Some routes could not be shown. The server's last words:\n{}", server.last_words())));
    }
    println!("The pictures are in {}", folder.display());
    Ok(())
}

fn playwright(place: &Place, server: &Background, chromium: &Path) -> Command {
    let dir = place.root.join("end2end");
    let mut command = Command::new("node");
    command
        .current_dir(&dir)
        .arg("node_modules/@playwright/test/cli.js")
        .arg("test")
        .env("BURNISH_E2E_URL", format!("http://{}", server.address))
        .env("BURNISH_E2E_SITES_URL", &server.sites_url)
        .env("BURNISH_E2E_OUTBOX", format!("http://{}/outbox", server.address))
        .env("BURNISH_E2E_SERVER", place.burnish("debug"))
        .env("BURNISH_E2E_SITE_DIR", place.site(Flavour::Release))
        .env("BURNISH_E2E_DATA_DIR", &server.data_dir)
        .env("CHROMIUM", chromium);
    command
}
