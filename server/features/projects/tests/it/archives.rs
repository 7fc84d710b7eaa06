//! Zip archives, in and out.
use std::io::{Cursor, Write};

use axum::http::Method;
use serde_json::json;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::scene::{scene, scene_with};

fn zip_of(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Forty files of four megabytes each, in a few kilobytes: one is packed, the others are copies of its packed bytes.
fn bomb() -> Vec<u8> {
    let one = zip_of(&[("0.txt", vec![b'0'; 4 * 1024 * 1024])]);
    let mut one = ZipArchive::new(Cursor::new(one)).unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..40 {
        zip.raw_copy_file_rename(one.by_index_raw(0).unwrap(), format!("{n}.txt")).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_project_survives_export_and_import() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("index.html", "<p>"), ("src/main.ts", "let a = 1;\n")]).await.summary.id;
    let upload = format!("/api/v1/projects/{project}/upload?path=dot.png");
    scene.send_bytes(&ada, Method::PUT, &upload, vec![0, 1, 2, 255]).await;

    let export = format!("/api/v1/projects/{project}/export.zip");
    let archive = scene.client.get(&export, &ada).await;
    assert_eq!(archive.headers["content-type"], "application/zip");
    assert!(archive.headers["content-disposition"].to_str().unwrap().contains("a-project.zip"));
    assert_eq!(scene.client.get(&export, &ada).await.bytes, archive.bytes, "the same files give the same bytes");

    let imported = scene.send_bytes(&ada, Method::POST, "/api/v1/projects/import", archive.bytes).await;
    assert_eq!(imported.status, 201, "{}", imported.text());
    let copy = imported.json();
    assert_eq!(
        (&copy["name"], &copy["kind"], &copy["state"]),
        (&json!("a-project"), &json!("imported"), &json!("ready"))
    );
    let id: kernel::ProjectId = copy["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(scene.paths(&ada, id).await, ["dot.png", "index.html", "src/main.ts"]);
    let dot = scene.file(&ada, id, "dot.png").await;
    let raw = scene.client.get(&format!("/api/v1/files/{}/raw", dot["id"].as_str().unwrap()), &ada).await;
    assert_eq!(raw.bytes, [0, 1, 2, 255]);
    let versions = scene.client.get(&format!("/api/v1/projects/{id}/versions"), &ada).await.json();
    assert_eq!(versions["items"][0]["origin"], "import");
}

#[tokio::test]
async fn what_was_left_out_of_an_import_is_said() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let archive = zip_of(&[
        ("app/index.html", b"<p>".to_vec()),
        ("app/node_modules/left-pad/index.js", b"1".to_vec()),
        ("__MACOSX/app/._index.html", b"2".to_vec()),
    ]);
    let answer = scene.send_bytes(&ada, Method::POST, "/api/v1/projects/import?name=My%20app", archive).await;
    let project = answer.json();
    assert_eq!(project["name"], "My app");
    assert_eq!(project["fileCount"], 1);
    let note = project["note"].as_str().unwrap();
    assert!(note.contains("node_modules") && note.contains("__MACOSX"), "{note}");
}

#[tokio::test]
async fn a_bad_archive_makes_no_project() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let bomb = bomb();
    assert!(bomb.len() < 1024 * 1024, "a bomb is small");
    for (what, archive) in [
        ("a bomb", bomb),
        ("a way out", zip_of(&[("ok.txt", b"ok".to_vec()), ("../../evil.txt", b"evil".to_vec())])),
        ("one huge file", zip_of(&[("huge.txt", vec![b'0'; 4 * 1024 * 1024 + 1])])),
        ("no files", zip_of(&[])),
        ("no archive", b"PK nothing".to_vec()),
    ] {
        let answer = scene.send_bytes(&ada, Method::POST, "/api/v1/projects/import", archive).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "bad_archive"), "{what}: {}", answer.text());
    }
    assert_eq!(scene.client.get("/api/v1/projects", &ada).await.json()["items"], json!([]));
}

#[tokio::test]
async fn an_import_over_the_quota_or_onto_a_full_disk_makes_no_project() {
    let scene = scene_with(None, 1024).await;
    let ada = scene.world.person("ada").await;
    let archive = zip_of(&[("a.txt", vec![b'a'; 2048])]);
    let answer = scene.send_bytes(&ada, Method::POST, "/api/v1/projects/import", archive).await;
    assert_eq!((answer.status, answer.code().as_str()), (507, "quota_full"));
    scene.world.blobs.fill_up(true);
    let archive = zip_of(&[("a.txt", b"a".to_vec())]);
    let answer = scene.send_bytes(&ada, Method::POST, "/api/v1/projects/import", archive).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "disk_full"));
    assert_eq!(scene.client.get("/api/v1/projects", &ada).await.json()["items"], json!([]));
    assert_eq!(scene.client.get("/api/v1/storage", &ada).await.json()["usedBytes"], 0);
}

/// What Git says about a repository, one line for each.
fn git(folder: &std::path::Path, words: &[&str]) -> String {
    let output = std::process::Command::new("git").current_dir(folder).args(words).output().expect("git runs");
    assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn empty_folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("burnish-git-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Feeds a stream to `git fast-import` in a new repository; whether Git took it.
fn fast_import(folder: &std::path::Path, stream: &[u8]) -> bool {
    git(folder, &["init", "--quiet", "--initial-branch=main"]);
    let mut child = std::process::Command::new("git")
        .current_dir(folder)
        .args(["fast-import", "--quiet"])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("git runs");
    // Git stops reading where it refuses.
    let _ = child.stdin.take().expect("a pipe").write_all(stream);
    child.wait().expect("git ends").success()
}

#[tokio::test]
async fn git_takes_the_whole_history() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let odd = "a (b) \u{e9}.txt";
    let project = scene.project(&ada, &[("index.html", "<p>"), ("src/main.ts", "let a = 1;\n"), (odd, "odd")]).await;
    let project = project.summary.id;
    let versions = format!("/api/v1/projects/{project}/versions");
    let more = format!("/api/v1/projects/{project}/upload?path=more.txt");
    scene.send_bytes(&ada, Method::PUT, &more, b"more".to_vec()).await;
    assert_eq!(scene.client.post(&versions, &ada, json!({"message": "First words"})).await.status, 200);
    let upload = format!("/api/v1/projects/{project}/upload?path=dot.png");
    scene.send_bytes(&ada, Method::PUT, &upload, vec![0, 10, 2, 255]).await;
    let main = scene.file(&ada, project, "src/main.ts").await["id"].as_str().unwrap().to_owned();
    assert_eq!(scene.client.delete(&format!("/api/v1/files/{main}"), &ada).await.status, 204);

    let export = format!("/api/v1/projects/{project}/export.git");
    let answer = scene.client.get(&export, &ada).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.headers["content-disposition"].to_str().unwrap().contains("a-project.fast-import"));
    let folder = empty_folder("whole");
    assert!(fast_import(&folder, &answer.bytes), "Git takes it");
    let log = git(&folder, &["log", "--reverse", "--format=%an|%ae|%s", "main"]);
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.last(), Some(&"ada||Changes that are in no version yet"), "{log}");
    assert!(lines.contains(&"ada||First words"), "{log}");
    git(&folder, &["checkout", "--quiet", "main"]);
    git(&folder, &["fsck", "--strict"]);
    assert_eq!(std::fs::read(folder.join("dot.png")).unwrap(), [0, 10, 2, 255]);
    assert_eq!(std::fs::read_to_string(folder.join(odd)).unwrap(), "odd");
    assert!(!folder.join("src/main.ts").exists(), "deleted since");
    assert_eq!(git(&folder, &["show", "main~1:src/main.ts"]), "let a = 1;\n");

    let cut = empty_folder("cut");
    assert!(!fast_import(&cut, &answer.bytes[..answer.bytes.len() - 5]), "a stream that was cut off is refused");
    for folder in [folder, cut] {
        std::fs::remove_dir_all(folder).unwrap();
    }
    let eve = scene.world.person("eve").await;
    assert_eq!(scene.client.get(&export, &eve).await.status, 404);
}
