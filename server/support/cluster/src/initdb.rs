//! Making a cluster, and recognising one.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::binaries::Binaries;
use crate::files::{Home, tail};
use crate::{ClusterError, DATABASE, OWNER_ROLE, Settings, account, secret};

/// The major version that wrote the data, or nothing when there is no data yet.
pub(crate) fn data_version(data: &Path) -> Result<Option<u32>, ClusterError> {
    let not = |why: &str| ClusterError::NotACluster { data: data.to_owned(), why: why.to_owned() };
    match fs::read_to_string(data.join("PG_VERSION")) {
        Ok(text) => text.trim().parse().map(Some).map_err(|_| not("its PG_VERSION is not a number")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match data.symlink_metadata() {
            Ok(_) => Err(not("it has no PG_VERSION")),
            Err(_) => Ok(None),
        },
        Err(error) => Err(ClusterError::io("read", data.join("PG_VERSION"), error)),
    }
}

/// Makes the cluster and the database in it. Interrupted anywhere, the next start begins afresh.
pub(crate) fn make(settings: &Settings, home: &Home, binaries: &Binaries) -> Result<(), ClusterError> {
    let unfinished = home.unfinished_data();
    match fs::remove_dir_all(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(ClusterError::io("remove", &unfinished, error));
        }
        _ => {}
    }
    initdb(settings, home, binaries, &unfinished)?;
    create_database(home, binaries, &unfinished)?;
    fs::rename(&unfinished, home.data()).map_err(|e| ClusterError::io("move into place", &unfinished, e))
}

fn initdb(settings: &Settings, home: &Home, binaries: &Binaries, data: &Path) -> Result<(), ClusterError> {
    let mut command = account::command(&binaries.initdb(), home.account.as_ref(), home.root());
    command
        .args(["--username", OWNER_ROLE, "--auth", "scram-sha-256"])
        .arg("--pwfile")
        .arg(secret::password_file(home, OWNER_ROLE)?)
        .args(["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"])
        .arg("--pgdata")
        .arg(data);
    if !settings.durable {
        command.arg("--no-sync");
    }
    let output = command.stdin(Stdio::null()).output();
    check(output.map_err(|e| ClusterError::io("run", binaries.initdb(), e))?)
}

/// Makes [`DATABASE`] with the single-user mode, since a client cannot be counted on.
fn create_database(home: &Home, binaries: &Binaries, data: &Path) -> Result<(), ClusterError> {
    let mut command = account::command(&binaries.postgres(), home.account.as_ref(), home.root());
    // Without `exit_on_error` the program would report success whatever became of the statement.
    command.arg("--single").arg("-D").arg(data).args(["-c", "exit_on_error=on", "postgres"]);
    let output = feed(command, &format!("create database {DATABASE}\n"));
    check(output.map_err(|e| ClusterError::io("run", binaries.postgres(), e))?)
}

fn feed(mut command: Command, input: &str) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    // One short line fits into the pipe. If the program has ended already its own words say more than our EPIPE.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input.as_bytes());
    }
    child.wait_with_output()
}

fn check(output: Output) -> Result<(), ClusterError> {
    if output.status.success() {
        return Ok(());
    }
    let printed = format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let mut output = tail(&printed);
    if output.contains("could not look up effective user ID") {
        output.push_str(&format!(
            "\nThis user has no entry in /etc/passwd, which initdb insists on. As root:\n  \
             echo 'burnish:x:{0}:{0}::/tmp:/usr/sbin/nologin' >> /etc/passwd",
            account::own_uid()
        ));
    }
    Err(ClusterError::Init { output })
}
