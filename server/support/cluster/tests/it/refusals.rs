//! Folders and binaries that will not do: refused with the way out, and left as they were.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use cluster::{Cluster, ClusterError, Settings};

use crate::world::Folder;

fn refusal(settings: &Settings) -> ClusterError {
    match Cluster::start(settings) {
        Ok(_) => panic!("that start should have been refused"),
        Err(error) => error,
    }
}

#[test]
fn data_of_another_major_version_is_refused_and_kept() {
    let folder = Folder::new();
    drop(Cluster::start(&folder.settings()).unwrap());
    let version = folder.home().join("data/PG_VERSION");
    fs::write(&version, "9\n").unwrap();
    let error = refusal(&folder.settings());
    assert!(matches!(error, ClusterError::DataVersion { found: 9, .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("postgresql-9") && text.contains(".old"), "{text}");
    assert!(folder.home().join("data/base").is_dir());
}

#[test]
fn a_folder_that_is_no_cluster_is_refused_and_kept() {
    let folder = Folder::new();
    drop(Cluster::start(&folder.settings()).unwrap());
    let data = folder.home().join("data");
    fs::remove_dir_all(&data).unwrap();
    fs::create_dir(&data).unwrap();
    fs::write(data.join("thesis.txt"), "three years of work").unwrap();
    let error = refusal(&folder.settings());
    assert!(matches!(error, ClusterError::NotACluster { .. }), "{error}");
    assert_eq!(fs::read_to_string(data.join("thesis.txt")).unwrap(), "three years of work");
}

#[test]
fn an_interrupted_initdb_is_begun_afresh() {
    let folder = Folder::new();
    let cluster = Cluster::start(&folder.settings()).unwrap();
    cluster.stop().unwrap();
    fs::rename(folder.home().join("data"), folder.home().join("data.unfinished")).unwrap();
    let cluster = Cluster::start(&folder.settings()).unwrap();
    assert!(cluster.is_owner());
    assert!(!folder.home().join("data.unfinished").exists());
}

#[test]
fn a_named_folder_without_postgres_is_refused_by_name() {
    let folder = Folder::new();
    let settings = Settings { bin_dir: Some(PathBuf::from("/usr/share/doc")), ..folder.settings() };
    let error = refusal(&settings);
    assert!(error.to_string().starts_with("/usr/share/doc has no usable PostgreSQL"), "{error}");
}

#[test]
fn a_postgres_that_is_too_old_is_refused_with_its_version() {
    let folder = Folder::new();
    let old = folder.path().join("old");
    fs::create_dir(&old).unwrap();
    for name in ["postgres", "initdb"] {
        let program = old.join(name);
        fs::write(&program, "#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let error = refusal(&Settings { bin_dir: Some(old), ..folder.settings() });
    assert!(error.to_string().contains("it is version 13, and Burnish runs on 15 to 18"), "{error}");
}

#[test]
fn a_data_dir_below_a_file_is_refused_by_name() {
    let error = refusal(&Settings::new("/etc/passwd/data"));
    assert!(error.to_string().contains("/etc/passwd/data"), "{error}");
}

#[test]
fn a_socket_path_that_is_too_long_is_refused_and_a_long_data_dir_is_not() {
    let folder = Folder::new();
    let long: PathBuf = folder.path().join("a".repeat(60)).join("b".repeat(60));
    let chosen = Settings { socket_dir: Some(long.clone()), ..folder.settings() };
    assert!(matches!(refusal(&chosen), ClusterError::SocketPath { .. }));
    let cluster = Cluster::start(&Settings { data_dir: long.clone(), ..folder.settings() }).unwrap();
    assert!(cluster.socket_dir().as_os_str().len() < 90);
    drop(cluster);
    cluster::remove(&long).unwrap();
}
