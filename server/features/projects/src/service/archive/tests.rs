use super::*;

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn why(result: Result<Unpacked, ProjectsError>) -> String {
    match result {
        Err(ProjectsError::BadArchive(why)) => why,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn a_common_top_folder_goes_and_foreign_folders_are_named() {
    let archive = zip_of(&[
        ("my app/index.html", b"<p>"),
        ("my app/src/main.ts", b"1"),
        ("my app/node_modules/x/index.js", b"2"),
        ("my app/what?.txt", b"3"),
    ]);
    let unpacked = unpack(archive).unwrap();
    assert_eq!(unpacked.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["index.html", "src/main.ts"]);
    assert_eq!(unpacked.top_folder.as_deref(), Some("my app"));
    let note = unpacked.note.unwrap();
    assert!(note.contains("node_modules") && note.contains("what?.txt"), "{note}");
}

#[test]
fn nothing_is_unpacked_from_an_archive_that_reaches_out() {
    for name in ["../evil.txt", "a/../../evil.txt", "/etc/passwd", "C:/evil.txt", "node_modules/../../evil"] {
        assert!(why(unpack(zip_of(&[("ok.txt", b"ok"), (name, b"evil")]))).contains("leads out"), "{name}");
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert!(why(unpack(zip.finish().unwrap().into_inner())).contains("link"));
}

#[test]
fn a_bomb_is_stopped_while_it_is_read() {
    let large = vec![0_u8; MAX_FILE_BYTES + 1];
    let archive = zip_of(&[("bomb.bin", &large)]);
    assert!(archive.len() < 10_000, "a bomb is small");
    assert!(why(unpack(archive)).contains("more than"));

    // One file is packed; the others are copies of its packed bytes.
    let mut one = ZipArchive::new(Cursor::new(zip_of(&[("0.bin", &large[1..])]))).unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..33 {
        zip.raw_copy_file_rename(one.by_index_raw(0).unwrap(), format!("{n}.bin")).unwrap();
    }
    let archive = zip.finish().unwrap().into_inner();
    assert!(why(unpack(archive)).contains("it unpacks to more than"));
}

#[test]
fn garbage_and_cut_archives_are_refused_in_words() {
    assert!(why(unpack(b"hello".to_vec())).contains("no zip archive"));
    let mut archive = zip_of(&[("a.txt", &b"some text that is long enough to be cut"[..])]);
    archive.truncate(archive.len() - 10);
    assert!(!why(unpack(archive)).is_empty());
}

#[test]
fn the_same_files_pack_to_the_same_bytes_and_unpack_again() {
    let files = || vec![("a.txt".to_owned(), b"a".to_vec()), ("src/b.bin".to_owned(), vec![0, 1, 2])];
    let packed = pack("my-app", files()).unwrap();
    assert_eq!(packed, pack("my-app", files()).unwrap());
    let unpacked = unpack(packed).unwrap();
    assert_eq!(unpacked.top_folder.as_deref(), Some("my-app"));
    assert_eq!(unpacked.files.len(), 2);
}

#[test]
fn a_name_becomes_a_folder() {
    assert_eq!(folder_name("Reading list, 2nd try!"), "reading-list-2nd-try");
    assert_eq!(folder_name("../.."), "project");
    assert_eq!(folder_name("CON"), "project");
}
