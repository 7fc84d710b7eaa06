//! Starts the cluster of a folder and keeps it until it is killed: `cargo run -p cluster --example hold -- FOLDER`.
//!
//! Prints one line with the owner's URL and what this process is to the cluster, and another whenever that changes.
//! Handy beside psql, and the victim in the tests of what happens when an owner dies.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use cluster::{Cluster, DATABASE, Settings, Upkeep};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("Name the folder of the data: hold FOLDER");
        return ExitCode::FAILURE;
    };
    match Cluster::start(&Settings::new(folder)).and_then(|cluster| hold(&cluster)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn hold(cluster: &Cluster) -> Result<(), cluster::ClusterError> {
    loop {
        let role = if cluster.is_owner() { "owner" } else { "guest" };
        println!("{role} {} {}", cluster.postgres_pid().unwrap_or_default(), cluster.owner_url(DATABASE)?);
        while cluster.ensure_running()? == Upkeep::Unchanged {
            thread::sleep(Duration::from_millis(200));
        }
    }
}
