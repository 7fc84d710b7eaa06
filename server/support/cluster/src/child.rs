//! Children that die with us.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use rustix::process::{Pid, Signal, getpid, getppid, set_parent_process_death_signal};

struct Order {
    command: Command,
    reply: mpsc::Sender<io::Result<Child>>,
}

/// The way to the thread that spawns. Never dropped, so the thread waits on it for as long as the process lives.
static PARENT: Mutex<Option<mpsc::Sender<Order>>> = Mutex::new(None);

/// Spawns `command` so that the kernel sends it SIGINT when this process ends, however it ends.
///
/// Linux ties that signal to the parent *thread*. A caller's thread may be a pool's that goes away at any time and
/// would take the database with it, so all such children have one thread as their parent, which never ends.
///
/// # Errors
/// Those of [`Command::spawn`], and of making that thread the first time.
pub fn spawn_bound(mut command: Command) -> io::Result<Child> {
    die_with_parent(&mut command);
    let (reply, answer) = mpsc::channel();
    {
        let mut parent = PARENT.lock().unwrap_or_else(PoisonError::into_inner);
        if parent.is_none() {
            let (orders, inbox) = mpsc::channel::<Order>();
            thread::Builder::new().name("cluster-parent".to_owned()).spawn(move || {
                for Order { mut command, reply } in inbox {
                    // The caller waits for the answer; were it gone, dropping the child here changes nothing.
                    let _ = reply.send(command.spawn());
                }
            })?;
            *parent = Some(orders);
        }
        let orders = parent.as_ref().expect("it was filled above");
        orders.send(Order { command, reply }).map_err(|_| io::Error::other("the thread that spawns has ended"))?;
    }
    answer.recv().map_err(|_| io::Error::other("the thread that spawns has ended"))?
}

/// Sends a signal to a child that may have ended already; only other failures count.
pub(crate) fn signal(child: &Child, signal: Signal) -> io::Result<()> {
    match rustix::process::kill_process(Pid::from_child(child), signal) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[expect(
    unsafe_code,
    reason = "std offers no safe way to ask for the death signal, which must be asked for after fork"
)]
fn die_with_parent(command: &mut Command) {
    let us = getpid();
    // SAFETY: between fork and exec only async-signal-safe work is allowed. The closure makes two plain system
    // calls (prctl, getppid) on copied values; it neither allocates nor locks, and its error carries no allocation.
    unsafe {
        command.pre_exec(move || {
            // std has changed the user by now. That order matters: changing it afterwards would clear the signal.
            set_parent_process_death_signal(Some(Signal::INT))?;
            // If we died between fork and prctl, the signal for that has been missed.
            if getppid() == Some(us) { Ok(()) } else { Err(rustix::io::Errno::SRCH.into()) }
        });
    }
}
