//! Running other programs, and stopping with a sentence.

use std::fmt::Display;
use std::io::{self, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How much output [`tee`] keeps, in bytes. Summaries stand at the end.
const KEPT: usize = 256 * 1024;

/// The end of a command: what went wrong and what to do next, for the person at the terminal.
#[derive(Debug)]
pub struct Stop(pub String);

/// What every step answers.
pub type Outcome<T = ()> = Result<T, Stop>;

impl From<cluster::ClusterError> for Stop {
    fn from(error: cluster::ClusterError) -> Self {
        Self(error.to_string())
    }
}

/// Turns any error into a [`Stop`] that names what was tried.
pub trait OrStop<T> {
    /// `doing` completes the sentence "Could not …".
    fn or_stop(self, doing: impl Display) -> Outcome<T>;
}

impl<T, E: Display> OrStop<T> for Result<T, E> {
    fn or_stop(self, doing: impl Display) -> Outcome<T> {
        self.map_err(|error| Stop(format!("Could not {doing}: {error}")))
    }
}

/// Runs a step under its name and tells how long it took if that was long enough to wonder.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("▸ {name}");
    let begun = Instant::now();
    let result = work()?;
    let took = begun.elapsed();
    if took > Duration::from_secs(2) {
        println!("  done in {}", seconds(took));
    }
    Ok(result)
}

/// `4.2 s` or `3 min 07 s`.
pub fn seconds(time: Duration) -> String {
    match time.as_secs() {
        whole if whole < 60 => format!("{:.1} s", time.as_secs_f64()),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

/// Runs a program with our terminal and expects success.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.stdin(Stdio::null()).status().or_stop(format_args!("start {}", line(command)))?;
    expect(status, command)
}

/// Runs a program and gives what it wrote to standard output; its complaints go to our terminal.
pub fn read(command: &mut Command) -> Outcome<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.or_stop(format_args!("start {}", line(command)))?;
    expect(output.status, command)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The output of a program that may well be missing or fail.
pub fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a program, shows its output as it comes and keeps the end of it. Answers whether it succeeded.
pub fn tee(command: &mut Command) -> Outcome<(bool, String)> {
    let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = piped.or_stop(format_args!("start {}", line(command)))?;
    let out = child.stdout.take().map(|pipe| thread::spawn(move || copy(pipe, io::stdout())));
    let err = child.stderr.take().map(|pipe| thread::spawn(move || copy(pipe, io::stderr())));
    let status = child.wait().or_stop(format_args!("wait for {}", line(command)))?;
    let text = [out, err].into_iter().flatten().map(|copier| copier.join().unwrap_or_default()).collect();
    Ok((status.success(), text))
}

fn copy(mut from: impl Read, mut to: impl Write) -> String {
    let mut kept = Vec::new();
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        // A terminal that went away is no reason to stop the tests.
        let _ = to.write_all(&buffer[..count]).and_then(|()| to.flush());
        kept.extend_from_slice(&buffer[..count]);
        let surplus = kept.len().saturating_sub(KEPT);
        kept.drain(..surplus);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

fn expect(status: ExitStatus, command: &Command) -> Outcome {
    if status.success() { Ok(()) } else { Err(Stop(format!("Failed ({status}): {}", line(command)))) }
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
