//! What happens when processes die without a goodbye.

use std::time::Duration;

use cluster::{Cluster, Settings, Upkeep};
use rustix::process::{Pid, Signal, kill_process};

use crate::world::{Folder, Holder, eventually, execute, is_alive, owner_url, query};

const FIVE_SECONDS: Duration = Duration::from_secs(5);

#[test]
fn killing_the_owner_leaves_no_postgres_after_five_seconds() {
    let folder = Folder::new();
    let mut holder = Holder::start(folder.path());
    let (_, pid, url) = holder.report();
    execute(&url, "create table kept (n bigint); insert into kept values (1)");
    assert!(is_alive(pid));
    holder.kill();
    eventually("postgres ends", FIVE_SECONDS, || !is_alive(pid));
    let next = Cluster::start(&folder.settings()).unwrap();
    assert_eq!(query(&owner_url(&next), "select n from kept").unwrap(), 1);
}

#[test]
fn a_guest_takes_over_when_the_owner_dies() {
    let folder = Folder::new();
    let mut holder = Holder::start(folder.path());
    holder.report();
    let guest = Cluster::start(&folder.settings()).unwrap();
    execute(&owner_url(&guest), "create table kept (n bigint); insert into kept values (7)");
    holder.kill();
    let mut upkeep = guest.ensure_running().unwrap();
    eventually("the guest becomes the owner", FIVE_SECONDS, || {
        if upkeep == Upkeep::Unchanged {
            upkeep = guest.ensure_running().unwrap();
        }
        upkeep != Upkeep::Unchanged
    });
    assert_eq!(upkeep, Upkeep::TookOver);
    assert!(guest.is_owner());
    assert_eq!(query(&owner_url(&guest), "select n from kept").unwrap(), 7);
}

#[test]
fn a_start_right_after_the_owners_death_waits_for_its_postgres() {
    let folder = Folder::new();
    for _ in 0..3 {
        let mut holder = Holder::start(folder.path());
        holder.report();
        holder.kill();
        // No pause: the old postgres is still writing its checkpoint.
        let next = Cluster::start(&folder.settings()).unwrap();
        assert_eq!(query(&owner_url(&next), "select 1::bigint").unwrap(), 1);
    }
}

#[test]
fn a_postgres_that_dies_is_started_again() {
    let folder = Folder::new();
    // Durable: what was committed has to be there after a death without any goodbye.
    let cluster = Cluster::start(&Settings::new(folder.path())).unwrap();
    execute(&owner_url(&cluster), "create table kept (n bigint); insert into kept values (3)");
    let pid = cluster.postgres_pid().unwrap();
    kill_process(Pid::from_raw(i32::try_from(pid).unwrap()).unwrap(), Signal::KILL).unwrap();
    eventually("postgres ends", FIVE_SECONDS, || !is_alive(pid));
    assert_eq!(cluster.ensure_running().unwrap(), Upkeep::Restarted);
    assert_eq!(query(&owner_url(&cluster), "select n from kept").unwrap(), 3);
    assert_eq!(cluster.ensure_running().unwrap(), Upkeep::Unchanged);
}

#[test]
fn the_thread_that_called_start_may_end() {
    let folder = Folder::new();
    let settings = folder.settings();
    let cluster = std::thread::spawn(move || Cluster::start(&settings).unwrap()).join().unwrap();
    // The kernel's death signal follows threads: had that thread been the parent, postgres would be ending now.
    std::thread::sleep(Duration::from_millis(500));
    assert!(is_alive(cluster.postgres_pid().unwrap()));
    assert_eq!(query(&owner_url(&cluster), "select 1::bigint").unwrap(), 1);
}
