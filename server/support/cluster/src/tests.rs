//! The parts that need no server.

use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::binaries::{self, Binaries, major_version};
use crate::{ClusterError, files, npm, percent, probe};

#[test]
fn versions_are_read_as_the_distributions_print_them() {
    assert_eq!(major_version("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n"), Some(15));
    assert_eq!(major_version("postgres (PostgreSQL) 18.4"), Some(18));
    assert_eq!(major_version("postgres (PostgreSQL) 19beta2"), Some(19));
    assert_eq!(major_version("no number here"), None);
}

#[test]
fn the_data_decides_which_binaries_run() {
    let both = || [18, 15].map(|major| Binaries { dir: PathBuf::from(format!("/pg/{major}")), major }).to_vec();
    let dir = Path::new("/data");
    assert_eq!(binaries::choose(both(), None, dir).unwrap().major, 18);
    assert_eq!(binaries::choose(both(), Some(15), dir).unwrap().major, 15);
    let refused = binaries::choose(both(), Some(16), dir).unwrap_err();
    assert!(matches!(refused, ClusterError::DataVersion { found: 16, available: 18, .. }));
    assert!(refused.to_string().contains("apt-get install -y --no-install-recommends postgresql-16"));
    assert!(matches!(binaries::choose(Vec::new(), None, dir), Err(ClusterError::NoBinaries)));
}

#[test]
fn accounts_are_found_by_their_whole_name_and_never_root() {
    let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres-old:x:9:9::/:/x\npostgres:x:101:104:PG:/var/lib:/bin/sh\ntoor:x:0:0::/:/x\n";
    let expected = Account { name: "postgres".to_owned(), uid: 101, gid: 104 };
    assert_eq!(Account::find(passwd, "postgres"), Some(expected));
    assert_eq!(Account::find(passwd, "nobody"), None);
    assert_eq!(Account::find(passwd, "toor"), None);
}

#[test]
fn urls_keep_odd_characters_apart_from_their_own() {
    assert_eq!(percent("a-b_c.d~1"), "a-b_c.d~1");
    assert_eq!(percent("/tmp/a b?&@:ä"), "%2Ftmp%2Fa%20b%3F%26%40%3A%C3%A4");
}

#[test]
fn the_startup_message_is_what_the_protocol_describes() {
    let message = probe::startup_message("ada", "db");
    assert_eq!(message, b"\0\0\0\x1e\0\x03\0\0user\0ada\0database\0db\0\0");
    assert_eq!(usize::from(message[3]), message.len());
    assert_eq!(probe::sql_state(b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"), Some("57P03"));
    assert_eq!(probe::sql_state(b"SFATAL\0\0"), None);
}

#[test]
fn links_that_would_leave_the_package_are_not_made() {
    let json = r#"[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so"},
        {"source":"native/lib/a","target":"../../etc/passwd"},{"source":"/etc/passwd","target":"native/lib/b"}]"#;
    assert_eq!(npm::symlinks(json), [("native/lib/libpq.so.5.18", "native/lib/libpq.so")]);
}

#[test]
fn a_folder_keeps_its_hash() {
    // Were this to change, root's clusters would be lost from sight after an update.
    assert_eq!(files::hash(Path::new("")), "cbf29ce484222325");
    assert_eq!(files::hash(Path::new("a")), "af63dc4c8601ec8c");
}
