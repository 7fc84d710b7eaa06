//! Starting Burnish: for a person, and for tests.

use std::env;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::cache;
use crate::cargo;
use crate::http;
use crate::place::{Flavour, Place, set};
use crate::sh::{OrStop, Outcome, Stop, read, step};
use crate::site;
use crate::tools;

/// A new cluster, its migrations and the examples need some seconds; a machine under load several times that.
const START_LIMIT: Duration = Duration::from_secs(120);

/// Open streams get their time to drain.
const STOP_LIMIT: Duration = Duration::from_secs(30);

const DEFAULT_ADDRESS: &str = "127.0.0.1:3000";

/// Builds what changed and becomes the server: Ctrl-C, its output and its exit code are the server's own.
pub fn run(place: &Place) -> Outcome {
    let address = address();
    refuse_if_taken(&address)?;
    build(place)?;
    announce_later(place, &address)?;
    println!("▸ Burnish\n");
    // Returns only if it fails.
    let error = server(place, Flavour::Dev, "debug").exec();
    Err(Stop(format!("Could not start {}: {error}", place.burnish("debug").display())))
}

/// Everything that `run` and `dev` need, built for a quick turn-around. Never two cargo at once: each wants all cores.
pub fn build(place: &Place) -> Outcome {
    tools::check_basics(place)?;
    let _turn = cache::take_turn(place)?;
    site::build(place, Flavour::Dev)?;
    step("Server (the first build takes some minutes)", || cargo::build_server(place, "dev"))?;
    tools::postgres()
}

/// Where to reach a server started from here. One that listens everywhere is reached on the loopback.
pub fn address() -> String {
    let chosen = set("BURNISH_ADDR").map(|text| text.to_string_lossy().into_owned());
    chosen.unwrap_or_else(|| DEFAULT_ADDRESS.to_owned()).replace("0.0.0.0:", "127.0.0.1:")
}

/// Better before a build of minutes than after it.
pub fn refuse_if_taken(address: &str) -> Outcome {
    if !http::is_taken(address) {
        return Ok(());
    }
    Err(Stop(format!(
        "Something listens on {address} already, perhaps another Burnish. Stop it, or choose another address:\n  \
         BURNISH_ADDR=127.0.0.1:3100 cargo xtask run"
    )))
}

/// `burnish serve` in the checkout, with the built site.
pub fn server(place: &Place, flavour: Flavour, profile: &str) -> Command {
    let mut command = burnish(place, profile);
    command.arg("serve").env("BURNISH_SITE_DIR", place.site(flavour));
    command
}

fn burnish(place: &Place, profile: &str) -> Command {
    let mut command = Command::new(place.burnish(profile));
    command.current_dir(&place.root).env("BURNISH_DATA_DIR", place.data_dir());
    command
}

/// A second process that speaks up once the server is ready, since we are about to become the server.
pub fn announce_later(place: &Place, address: &str) -> Outcome {
    let own = env::current_exe().or_stop("find this program")?;
    let mut command = Command::new(own);
    command.args(["announce", address]).current_dir(&place.root).stdin(Stdio::null());
    command.spawn().map(drop).or_stop("start the announcer")
}

/// Waits for the server, then prints where it is and how its first owner gets in.
pub fn announce(place: &Place, address: &str) -> Outcome {
    let server = rustix::process::getppid();
    // Once the server ends we are handed to another parent, and there is nothing left to announce.
    if !http::wait_until_ready(address, START_LIMIT, || rustix::process::getppid() == server) {
        return Ok(());
    }
    let output = read(burnish(place, "debug").args(["admin", "owner-link"]))?;
    // Log lines may stand before it.
    let link = output.lines().last().unwrap_or_default();
    let public =
        set("BURNISH_PUBLIC_URL").map_or_else(|| format!("http://{address}"), |url| url.to_string_lossy().into_owned());
    println!("\n  Burnish is at   {public}\n  Sign in once    {link}\n  Stop it         Ctrl-C\n");
    Ok(())
}

/// A server of its own for tests and measurements: fresh data, free ports, its output in a file.
#[derive(Debug)]
pub struct Background {
    child: Child,
    /// `host:port`.
    pub address: String,
    /// Pattern of the hosts of user content, with `{id}` in it.
    pub sites_url: String,
    /// Its database cluster and everything it stores.
    pub data_dir: PathBuf,
    log: PathBuf,
}

impl Background {
    /// Starts a server and returns when it is ready. `name` keeps the data of several such servers apart.
    pub fn start(place: &Place, name: &str, profile: &str) -> Outcome<Self> {
        let folder = place.scratch().join(name);
        let data_dir = folder.join("data");
        // What a killed run left behind. The cluster goes first: as root it lies elsewhere.
        cluster::remove(&data_dir)?;
        fs::create_dir_all(&data_dir).or_stop(format_args!("make the folder {}", data_dir.display()))?;
        let log = folder.join("server.log");
        let output = File::create(&log).or_stop(format_args!("write {}", log.display()))?;
        let errors = output.try_clone().or_stop(format_args!("write {}", log.display()))?;
        let address = format!("127.0.0.1:{}", http::free_port()?);
        let sites_port = http::free_port()?;
        let sites_url = format!("http://{{id}}.localhost:{sites_port}");

        let mut command = server(place, Flavour::Release, profile);
        command
            .env("BURNISH_DATA_DIR", &data_dir)
            .env("BURNISH_ADDR", &address)
            .env("BURNISH_PUBLIC_URL", format!("http://{address}"))
            .env("BURNISH_SITES_ADDR", format!("127.0.0.1:{sites_port}"))
            .env("BURNISH_SITES_URL", &sites_url)
            // Tests name an address each, or they would share one throttle.
            .env("BURNISH_TRUSTED_PROXIES", "127.0.0.1")
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            // Ctrl-C is for us; the server hears of our end by itself.
            .process_group(0);
        let child =
            cluster::spawn_bound(command).or_stop(format_args!("start {}", place.burnish(profile).display()))?;
        let mut server = Self { child, address, sites_url, data_dir, log };
        let ready = http::wait_until_ready(&server.address.clone(), START_LIMIT, || server.is_alive());
        if ready {
            Ok(server)
        } else {
            Err(Stop(format!("The server did not get ready. Its last words:\n{}", server.last_words())))
        }
    }

    /// The end of what it logged.
    pub fn last_words(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    fn is_alive(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        stop(&mut self.child);
        if let Err(error) = cluster::remove(&self.data_dir) {
            eprintln!("Leftovers of a test server: {error}");
        }
        let _ = fs::remove_dir_all(&self.data_dir);
    }
}

/// Asks a server to finish, and makes it when it does not.
pub fn stop(child: &mut Child) {
    if child.try_wait().is_ok_and(|status| status.is_some()) {
        return;
    }
    // Only fails for a process that has ended, which is what we want.
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
    let deadline = Instant::now() + STOP_LIMIT;
    while Instant::now() < deadline {
        if child.try_wait().is_ok_and(|status| status.is_some()) {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    eprintln!("The server did not stop within {} s and was killed.", STOP_LIMIT.as_secs());
    let _ = child.kill();
    let _ = child.wait();
}
