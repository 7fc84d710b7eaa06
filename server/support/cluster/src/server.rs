//! The postgres process itself: start, wait, stop.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::binaries::{self, Binaries};
use crate::files::Home;
use crate::probe::{self, Answer};
use crate::{ClusterError, Settings, account, child, initdb};

/// A server that says nothing at all for this long has a problem that waiting does not solve.
const SILENT_MAX: Duration = Duration::from_secs(60);
/// Recovery after a power cut replays at most a gigabyte or so of log; slow disks need minutes for that.
const RECOVERY_MAX: Duration = Duration::from_secs(600);
/// A predecessor whose owner was killed has been told to stop and needs a moment.
const PREDECESSOR_MAX: Duration = Duration::from_secs(30);
/// A fast shutdown writes a checkpoint first.
const FAST_STOP_MAX: Duration = Duration::from_secs(30);
/// An immediate one does not.
const HARD_STOP_MAX: Duration = Duration::from_secs(5);

const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A postgres that we are the parent of.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
}

/// Makes the cluster if there is none, and starts it. The caller holds the owner's lock.
pub(crate) fn boot(settings: &Settings, home: &Home) -> Result<Server, ClusterError> {
    let binaries = ready_data(settings, home)?;
    let mut command = account::command(&binaries.postgres(), home.account.as_ref(), home.root());
    command.args(arguments(settings, home));
    detach_io(&mut command, home)?;
    let child = child::spawn_bound(command).map_err(|e| ClusterError::io("start", binaries.postgres(), e))?;
    let mut server = Server { child };
    let ready = wait_until_ready(home, || Ok(server.child.try_wait().is_ok_and(|status| status.is_none())));
    if let Err(error) = ready {
        server.stop()?;
        return Err(error);
    }
    Ok(server)
}

impl Server {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn is_alive(&mut self) -> Result<bool, ClusterError> {
        let status = self.child.try_wait().map_err(|e| ClusterError::io("wait for", "postgres", e))?;
        Ok(status.is_none())
    }

    /// Asks politely (fast shutdown), then firmly, then not at all.
    pub fn stop(&mut self) -> Result<(), ClusterError> {
        let failed = |e| ClusterError::io("stop", "postgres", e);
        // Once waited for, the number may belong to another process, which must not get our signal.
        if !self.is_alive()? {
            return Ok(());
        }
        for (signal, patience) in [(Signal::INT, FAST_STOP_MAX), (Signal::QUIT, HARD_STOP_MAX)] {
            child::signal(&self.child, signal).map_err(failed)?;
            let deadline = Instant::now() + patience;
            while Instant::now() < deadline {
                if self.child.try_wait().map_err(failed)?.is_some() {
                    return Ok(());
                }
                thread::sleep(LOOK_AGAIN);
            }
        }
        self.child.kill().map_err(failed)?;
        self.child.wait().map_err(failed)?;
        Ok(())
    }
}

/// Binaries and data that fit each other, and no predecessor left. The caller holds the owner's lock.
pub(crate) fn ready_data(settings: &Settings, home: &Home) -> Result<Binaries, ClusterError> {
    let data = home.data();
    wait_for_predecessor(home)?;
    let version = initdb::data_version(&data)?;
    let binaries = binaries::find(settings, home, version)?;
    if version.is_none() {
        initdb::make(settings, home, &binaries)?;
    }
    Ok(binaries)
}

/// Arguments of `postgres`. Given here rather than in a file, a change of ours needs no file edited.
pub(crate) fn arguments(settings: &Settings, home: &Home) -> Vec<String> {
    let mut options = vec![
        "listen_addresses=".to_owned(),
        "port=5432".to_owned(),
        format!("unix_socket_directories={}", home.socket_dir().display()),
        "unix_socket_permissions=0700".to_owned(),
        "max_connections=60".to_owned(),
        "shared_buffers=128MB".to_owned(),
        // Our queries are short; compiling them costs more than it saves.
        "jit=off".to_owned(),
        "timezone=UTC".to_owned(),
        "log_timezone=UTC".to_owned(),
        "logging_collector=off".to_owned(),
        "log_checkpoints=off".to_owned(),
        // Statements carry people's words; they do not belong into a log.
        "log_min_error_statement=panic".to_owned(),
    ];
    if !settings.durable {
        options.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(str::to_owned));
    }
    let pairs = options.into_iter().flat_map(|option| ["-c".to_owned(), option]);
    ["-D".to_owned(), home.data().display().to_string()].into_iter().chain(pairs).collect()
}

/// Output into the log, and a process group of its own: Ctrl-C in a terminal reaches our whole group, and postgres
/// must stay until we have finished our own work.
pub(crate) fn detach_io(command: &mut Command, home: &Home) -> Result<(), ClusterError> {
    let log = home.open_log()?;
    let again = log.try_clone().map_err(|e| ClusterError::io("open", home.log(), e))?;
    command.stdin(Stdio::null()).stdout(log).stderr(again).process_group(0);
    Ok(())
}

/// Returns once the socket takes connections. `alive` tells whether there is still a process to wait for.
pub(crate) fn wait_until_ready(
    home: &Home,
    mut alive: impl FnMut() -> Result<bool, ClusterError>,
) -> Result<(), ClusterError> {
    let begun = Instant::now();
    let mut limit = SILENT_MAX;
    loop {
        match probe::ask(&home.socket()) {
            Answer::Ready => return Ok(()),
            Answer::Busy => limit = RECOVERY_MAX,
            Answer::Silent => {}
        }
        if !alive()? {
            return Err(ClusterError::Ended { log: home.log(), tail: home.log_tail() });
        }
        if begun.elapsed() > limit {
            return Err(ClusterError::NotReady { seconds: limit.as_secs(), log: home.log(), tail: home.log_tail() });
        }
        thread::sleep(LOOK_AGAIN);
    }
}

/// Waits for a server that is on its way out, and refuses to compete with one that is not.
fn wait_for_predecessor(home: &Home) -> Result<(), ClusterError> {
    let deadline = Instant::now() + PREDECESSOR_MAX;
    while let Some(pid) = running_postmaster(home) {
        if Instant::now() > deadline {
            return Err(ClusterError::InUse { data: home.data(), pid });
        }
        thread::sleep(LOOK_AGAIN);
    }
    Ok(())
}

/// The process named in `postmaster.pid`, if it still runs on this data. A number alone proves nothing: after a
/// power cut it may belong to any program, so its working folder has to be the data folder as well.
fn running_postmaster(home: &Home) -> Option<u32> {
    let data = home.data();
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let raw: i32 = text.lines().next()?.trim().parse().ok()?;
    let pid = Pid::from_raw(raw)?;
    if test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
        return None;
    }
    let ours = match fs::read_link(format!("/proc/{raw}/cwd")) {
        Ok(works_in) => works_in == data,
        // In a container root may not look into another user's process; its name is open to everyone.
        Err(_) => fs::read_to_string(format!("/proc/{raw}/comm")).is_ok_and(|name| name.trim() == "postgres"),
    };
    ours.then_some(raw.unsigned_abs())
}

/// Stops whatever postgres runs on this data, whoever started it. True when there was one.
pub(crate) fn stop_any(home: &Home) -> Result<bool, ClusterError> {
    let Some(pid) = running_postmaster(home) else { return Ok(false) };
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        match kill_process(pid, Signal::INT) {
            Ok(()) | Err(rustix::io::Errno::SRCH) => {}
            Err(error) => return Err(ClusterError::io("stop", "postgres", error.into())),
        }
    }
    wait_for_predecessor(home)?;
    Ok(true)
}
