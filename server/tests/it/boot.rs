//! The program itself: what it says when it cannot start, and that it ends when it is asked to.
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use crate::http::built_site;

/// `burnish` with nothing in its environment but these.
pub fn burnish(words: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_burnish"));
    command.args(words).env_clear().env("LOG_LEVEL", "error").envs(settings.iter().copied()).stdin(Stdio::null());
    command
}

fn run(words: &[&str], settings: &[(&str, &str)]) -> Output {
    burnish(words, settings).output().expect("the program can be started")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Refused with this code and one line that begins so.
fn assert_refused(output: &Output, code: i32, begins: &str) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert_eq!(said.lines().count(), 1, "one clear line, not:\n{said}");
    assert!(said.starts_with(begins), "“{begins}” does not begin:\n{said}");
    assert!(output.stdout.is_empty());
}

/// A port that was free a moment ago, with a free one after it.
pub fn free_port() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = first.local_addr().expect("an address").port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}

#[test]
fn a_bad_setting_is_named_and_nothing_is_started() {
    for (name, value) in [
        ("BURNISH_ADDR", "nonsense"),
        ("BURNISH_PUBLIC_URL", "http://burnish.example"),
        ("BURNISH_SITES_URL", "https://sites.example"),
        ("DATABASE_URL", "mysql://x"),
        ("BURNISH_TRUSTED_PROXIES", "10.0.0"),
        ("BURNISH_STORAGE_QUOTA_MB", "many"),
        ("BURNISH_LOG_FORMAT", "xml"),
    ] {
        assert_refused(&run(&["serve"], &[(name, value)]), 2, &format!("burnish: {name}: "));
    }
    assert_refused(&run(&["serve"], &[("LOG_LEVEL", "=/=")]), 1, "burnish: LOG_LEVEL: ");
}

#[test]
fn a_word_that_is_no_command_is_answered_with_the_commands() {
    let output = run(&["sreve"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("there is no command “sreve”") && said(&output).contains("burnish serve"));
    let help = run(&["help"], &[]);
    assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("burnish migrate"));
}

#[test]
fn a_database_that_cannot_be_reached_is_said_in_one_line() {
    let folder = built_site();
    let site = folder.join("site").to_string_lossy().into_owned();
    let url = ("DATABASE_URL", "postgres://burnish_app:a-secret@127.0.0.1:1/burnish");
    let output = run(&["serve"], &[url, ("BURNISH_SITE_DIR", &site)]);
    assert_refused(&output, 1, "burnish: connecting to the database at 127.0.0.1:1: ");
    assert!(said(&output).contains("refused") && !said(&output).contains("a-secret"), "{}", said(&output));
    let output = run(&["migrate"], &[url]);
    assert_refused(&output, 1, "burnish: DATABASE_OWNER_URL is needed to migrate");
    let output = run(&["migrate"], &[url, ("DATABASE_OWNER_URL", "postgres://owner:a-secret@127.0.0.1:1/burnish")]);
    assert_refused(&output, 1, "burnish: connecting to the database as its owner: ");
    assert!(!said(&output).contains("a-secret"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_site_that_was_never_built_is_said_before_the_database_is_touched() {
    let url = ("DATABASE_URL", "postgres://burnish_app@127.0.0.1:1/burnish");
    let began = Instant::now();
    let output = run(&["serve"], &[url, ("BURNISH_SITE_DIR", "/nonexistent")]);
    assert_refused(&output, 1, "burnish: BURNISH_SITE_DIR: there is no built site in /nonexistent.");
    assert!(said(&output).contains("cargo xtask"), "{}", said(&output));
    assert!(began.elapsed() < Duration::from_secs(4), "nobody waited for a database");
}

#[test]
fn a_powerful_login_is_refused() {
    let folder = built_site();
    let site = folder.join("site").to_string_lossy().into_owned();
    let owner = testkit::owner_url();
    let output = run(&["serve"], &[("DATABASE_URL", &owner), ("BURNISH_SITE_DIR", &site)]);
    assert_refused(&output, 1, "burnish: DATABASE_URL logs in as a superuser");
    std::fs::remove_dir_all(folder).unwrap();
}

/// One request without any library.
pub fn ask(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

pub fn settings<'a>(url: &'a str, site: &'a str, data: &'a str, addr: &'a str) -> [(&'a str, &'a str); 4] {
    [("DATABASE_URL", url), ("BURNISH_SITE_DIR", site), ("BURNISH_DATA_DIR", data), ("BURNISH_ADDR", addr)]
}

pub fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

#[tokio::test]
async fn it_starts_answers_and_ends_when_it_is_asked_to() {
    let world = testkit::world().await;
    let folder = built_site();
    let (site, data) = (path(&folder, "site"), path(&folder, "data"));
    let port = free_port();
    let addr = format!("127.0.0.1:{port}");
    let mut running = burnish(&["serve"], &settings(&world.url, &site, &data, &addr)).spawn().expect("it starts");
    let began = Instant::now();
    let ready = loop {
        if let Some(answer) = ask(port, "/ready") {
            break answer;
        }
        assert!(running.try_wait().expect("it can be asked").is_none(), "it ended by itself");
        assert!(began.elapsed() < Duration::from_secs(60), "it does not become ready");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
    let metrics = ask(port, "/metrics").expect("an answer");
    assert!(metrics.contains("burnish_http_requests_total"), "this machine may see the figures: {metrics}");

    // A second one on the same address says what to do, and the first one does not mind.
    let second = run(&["serve"], &settings(&world.url, &site, &data, &addr));
    assert_refused(&second, 1, &format!("burnish: {addr} is in use. Stop what listens there, or set BURNISH_ADDR"));
    assert!(ask(port, "/health").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")));

    let asked = Command::new("kill").args(["-TERM", &running.id().to_string()]).status().expect("kill is there");
    assert!(asked.success());
    let began = Instant::now();
    let ended = loop {
        if let Some(status) = running.try_wait().expect("it can be asked") {
            break status;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "it does not end");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(ended.success(), "{ended}");
    assert_eq!(ask(port, "/health"), None);
    std::fs::remove_dir_all(folder).unwrap();
}
