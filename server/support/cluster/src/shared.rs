//! A server that outlives the process which started it, for test runners with a process per test.
//!
//! A short shell script is its parent. Everyone who uses the server holds `users.lock` shared; when the script can
//! have that lock for itself for a minute, nobody is left and it stops postgres. While it stops it keeps the lock, so
//! a newcomer waits and then starts a fresh one.

use std::fs::File;
use std::path::Path;
use std::time::Instant;

use crate::files::{self, Home};
use crate::probe::{self, Answer};
use crate::{ClusterError, GUEST_WAIT, POLL, Settings, account, server};

/// Arguments: users.lock, then the command line of postgres. `flock` is part of util-linux.
const KEEPER: &str = r#"
lock=$1; shift
"$@" &
postgres=$!
trap 'kill -INT $postgres; wait $postgres; exit 0' INT TERM HUP
idle=0
while kill -0 $postgres 2>/dev/null; do
  sleep 5
  if flock -n -x "$lock" true; then idle=$((idle + 5)); else idle=0; fi
  if [ $idle -ge 60 ]; then
    exec 9<"$lock"
    if flock -n -x 9; then kill -INT $postgres; wait $postgres; exit 0; fi
    exec 9<&-
    idle=0
  fi
done
"#;

/// A share in the server, which runs when this returns. The share ends when the file closes.
pub(crate) fn join(settings: &Settings, home: &Home) -> Result<File, ClusterError> {
    let path = home.users_lock();
    let share = files::open_lock(&path)?;
    home.give(&path)?;
    // Blocks only while the keeper stops a server that had been idle.
    share.lock_shared().map_err(|e| ClusterError::io("lock", &path, e))?;
    wake(settings, home)?;
    Ok(share)
}

/// Starts the server unless it runs. The caller holds a share.
pub(crate) fn wake(settings: &Settings, home: &Home) -> Result<(), ClusterError> {
    let deadline = Instant::now() + GUEST_WAIT;
    while probe::ask(&home.socket()) != Answer::Ready {
        // Held only while starting: of many tests that begin at once, one starts and the others wait.
        if let Some(_starting) = crate::try_lock(&home.owner_lock())? {
            return start(settings, home);
        }
        if Instant::now() > deadline {
            return Err(ClusterError::OtherStart { seconds: GUEST_WAIT.as_secs(), lock: home.owner_lock() });
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}

fn start(settings: &Settings, home: &Home) -> Result<(), ClusterError> {
    if probe::ask(&home.socket()) == Answer::Ready {
        return Ok(());
    }
    let binaries = server::ready_data(settings, home)?;
    let mut command = account::command(Path::new("/bin/sh"), home.account.as_ref(), home.root());
    command.args(["-c", KEEPER, "burnish-keeper"]).arg(home.users_lock());
    command.arg(binaries.postgres()).args(server::arguments(settings, home));
    server::detach_io(&mut command, home)?;
    let mut keeper = command.spawn().map_err(|e| ClusterError::io("start", "/bin/sh", e))?;
    server::wait_until_ready(home, || Ok(keeper.try_wait().is_ok_and(|status| status.is_none())))
}
