//! Files and the one write path.
use axum::http::Method;
use futures::future::join_all;
use projects_contract::{FileWrite, ProjectsError, TextEdit};
use serde_json::{Value, json};

use crate::scene::{scene, scene_with};

const LINES: &str = "one\ntwo\nthree\nfour\nfive\n";

#[tokio::test]
async fn no_path_leads_out_of_the_project() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a")]).await;
    let files = format!("/api/v1/projects/{}/files", project.summary.id);
    let file = scene.file(&ada, project.summary.id, "a.txt").await;
    let file = file["id"].as_str().unwrap();
    for path in ["../a", "/etc/passwd", "a/../../b", "C:/x", "a\\b", "x\u{0}y", ".git/config", "con", ""] {
        let answer = scene.client.post(&files, &ada, json!({"path": path, "text": "x"})).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "bad_path"), "{path:?}");
        let answer = scene.client.post(&format!("/api/v1/files/{file}/move"), &ada, json!({"to": path})).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "bad_path"), "{path:?}");
    }
    let upload = format!("/api/v1/projects/{}/upload?path=..%2Fevil", project.summary.id);
    assert_eq!(scene.send_bytes(&ada, Method::PUT, &upload, b"x".to_vec()).await.code(), "bad_path");
    assert_eq!(scene.paths(&ada, project.summary.id).await, ["a.txt"]);
}

#[tokio::test]
async fn two_tabs_on_different_lines_both_win_and_on_the_same_line_the_later_one_hears_of_it() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", LINES)]).await;
    let file = scene.file(&ada, project.summary.id, "a.txt").await;
    let file = file["id"].as_str().unwrap();

    let first = scene.insert(&ada, file, 1, 0, "zero\n").await;
    assert_eq!(first.json()["version"], 2);
    assert_eq!(first.json()["mergedText"], Value::Null);
    // The other tab still has version 1; "five" begins at unit 19 there.
    let second = scene.insert(&ada, file, 1, 19, "FIVE ").await;
    assert_eq!(second.status, 200, "{}", second.text());
    assert_eq!(second.json()["version"], 3);
    assert_eq!(second.json()["mergedText"], "zero\none\ntwo\nthree\nfour\nFIVE five\n");

    let conflict = scene.insert(&ada, file, 2, 24, "fünf ").await;
    assert_eq!((conflict.status, conflict.code().as_str()), (409, "stale"));
    let detail = &conflict.json()["error"]["detail"];
    assert_eq!(detail["currentVersion"], 3);
    assert_eq!(detail["currentText"], "zero\none\ntwo\nthree\nfour\nFIVE five\n");
    assert_eq!(scene.text(&ada, file).await, "zero\none\ntwo\nthree\nfour\nFIVE five\n");
}

#[tokio::test]
async fn saving_the_same_thing_again_changes_nothing() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", LINES)]).await;
    let file = scene.file(&ada, project.summary.id, "a.txt").await;
    let address = format!("/api/v1/files/{}", file["id"].as_str().unwrap());
    let put = |base: i64, text: &str| {
        let body = json!({"baseVersion": base, "text": text});
        let (client, address, ada) = (scene.client.clone(), address.clone(), ada.clone());
        async move { client.put(&address, &ada, body).await }
    };
    assert_eq!(put(1, "one\r\ntwo\r\n").await.json()["version"], 2);
    assert_eq!(put(2, "one\ntwo\n").await.json()["version"], 2);
    let stale = put(1, "three\n").await;
    assert_eq!((stale.status, stale.code().as_str()), (409, "stale"));
    assert_eq!(put(2, "a\u{0}b").await.code(), "bad_edit");
}

#[tokio::test]
async fn edits_that_cannot_be_are_refused_in_words() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a😀b")]).await;
    let file = scene.file(&ada, project.summary.id, "a.txt").await;
    let file = file["id"].as_str().unwrap();
    for (base, at) in [(1, 99), (1, 2), (2, 0), (0, 0), (-1, 0)] {
        let answer = scene.insert(&ada, file, base, at, "x").await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "bad_edit"), "{base} {at}");
    }
    // UTF-16 units: the emoji takes two.
    assert_eq!(scene.insert(&ada, file, 1, 3, "x").await.status, 200);
    assert_eq!(scene.text(&ada, file).await, "a😀xb");
}

#[tokio::test]
async fn many_tabs_at_once_lose_nothing() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let text: String = (0..20).map(|n| format!("line {n}\n\n\n")).collect();
    let project = scene.project(&ada, &[("a.txt", &text)]).await;
    let file = scene.file(&ada, project.summary.id, "a.txt").await;
    let file = file["id"].as_str().unwrap();
    let edits = (0..20_usize).map(|n| {
        let at = text.find(&format!("line {n}\n")).expect("the line is there") as u32;
        let (scene, ada) = (&scene, &ada);
        async move { scene.insert(ada, file, 1, at, &format!("<{n}> ")).await }
    });
    for answer in join_all(edits).await {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let merged = scene.text(&ada, file).await;
    for n in 0..20 {
        assert!(merged.contains(&format!("<{n}> line {n}\n")), "{n} is lost in {merged}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_kept_and_cannot_be_edited() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a")]).await;
    let address = format!("/api/v1/projects/{}/upload?path=pictures/dot.png", project.summary.id);
    let png = vec![0x89, b'P', b'N', b'G', 0, 1, 2, 255];
    let file = scene.send_bytes(&ada, Method::PUT, &address, png.clone()).await.json();
    assert_eq!(file["isBinary"], true);
    assert_eq!(file["sizeBytes"], 8);
    let id = file["id"].as_str().unwrap();
    assert_eq!(scene.client.get(&format!("/api/v1/files/{id}"), &ada).await.json()["text"], Value::Null);
    let edit = scene.insert(&ada, id, 1, 0, "x").await;
    assert_eq!((edit.status, edit.code().as_str()), (422, "binary_file"));

    let raw = scene.client.get(&format!("/api/v1/files/{id}/raw"), &ada).await;
    assert_eq!(raw.bytes, png);
    assert_eq!(raw.headers["content-type"], "application/octet-stream");
    assert_eq!(raw.headers["x-content-type-options"], "nosniff");
    assert!(raw.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"dot.png\""));

    // The same path takes text too: same file, next version.
    let text = scene.send_bytes(&ada, Method::PUT, &address, b"now text\r\n".to_vec()).await.json();
    assert_eq!((&text["id"], &text["version"], &text["isBinary"]), (&json!(id), &json!(2), &json!(false)));
    assert_eq!(scene.text(&ada, id).await, "now text\n");
    // An edit for the bytes that were there cannot be merged.
    let late = scene.insert(&ada, id, 1, 0, "x").await;
    assert_eq!((late.status, late.code().as_str()), (409, "stale"));
}

#[tokio::test]
async fn a_page_is_never_served_as_a_page() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("grüße.html", "<script>alert(1)</script>")]).await;
    let file = scene.file(&ada, project.summary.id, "grüße.html").await;
    let raw = scene.client.get(&format!("/api/v1/files/{}/raw", file["id"].as_str().unwrap()), &ada).await;
    assert_eq!(raw.headers["content-type"], "text/plain; charset=utf-8");
    let disposition = raw.headers["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"gr__e.html\"; filename*=UTF-8''gr%C3%BC%C3%9Fe.html");
}

#[tokio::test]
async fn a_full_disk_refuses_bytes_and_keeps_everything_else() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a")]).await;
    scene.world.blobs.fill_up(true);
    let address = format!("/api/v1/projects/{}/upload?path=dot.bin", project.summary.id);
    let refused = scene.send_bytes(&ada, Method::PUT, &address, vec![0, 1]).await;
    assert_eq!((refused.status, refused.code().as_str()), (503, "disk_full"));
    assert_eq!(scene.paths(&ada, project.summary.id).await, ["a.txt"]);
    // Text lives in the database, so work goes on.
    let file = scene.file(&ada, project.summary.id, "a.txt").await;
    assert_eq!(scene.insert(&ada, file["id"].as_str().unwrap(), 1, 0, "b").await.status, 200);
}

#[tokio::test]
async fn files_projects_and_people_have_limits() {
    let scene = scene_with(None, 5 * 1024 * 1024).await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a")]).await;
    let upload = |path: &str| format!("/api/v1/projects/{}/upload?path={path}", project.summary.id);
    let four = 4 * 1024 * 1024;

    let large = scene.send_bytes(&ada, Method::PUT, &upload("large.txt"), vec![b'x'; four + 1]).await;
    assert_eq!((large.status, large.code().as_str()), (413, "body_too_large"));
    let fits = scene.send_bytes(&ada, Method::PUT, &upload("fits.txt"), vec![b'x'; four]).await;
    assert_eq!(fits.status, 200, "{}", fits.text());
    let id = fits.json()["id"].as_str().unwrap().to_owned();
    let grown = scene.insert(&ada, &id, 1, 0, "y").await;
    assert_eq!(grown.status, 422, "{}", grown.text());

    let full = scene.send_bytes(&ada, Method::PUT, &upload("more.txt"), vec![b'x'; 2 * 1024 * 1024]).await;
    assert_eq!((full.status, full.code().as_str()), (507, "quota_full"));
    assert_eq!(full.json()["error"]["detail"], json!({"usedBytes": four + 1, "quotaBytes": 5 * 1024 * 1024}));
    let storage = scene.client.get("/api/v1/storage", &ada).await.json();
    assert_eq!(storage, json!({"usedBytes": four + 1, "quotaBytes": 5 * 1024 * 1024}));
    assert_eq!(scene.paths(&ada, project.summary.id).await, ["a.txt", "fits.txt"]);
    // Someone else's room is their own.
    let ben = scene.world.person("ben").await;
    assert_eq!(scene.client.get("/api/v1/storage", &ben).await.json()["usedBytes"], 0);
}

#[tokio::test]
async fn folders_move_whole_and_never_onto_something() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene
        .project(&ada, &[("a/a/x.ts", "1"), ("a/x.ts", "2"), ("a/b.ts", "3"), ("c.ts", "4"), ("ab.ts", "5")])
        .await;
    let address = format!("/api/v1/projects/{}/folders/move", project.summary.id);
    let moved = scene.client.post(&address, &ada, json!({"from": "a", "to": "lib/deep"})).await;
    assert_eq!(moved.json().as_array().unwrap().len(), 3, "{}", moved.text());
    let expected = ["ab.ts", "c.ts", "lib/deep/a/x.ts", "lib/deep/b.ts", "lib/deep/x.ts"];
    assert_eq!(scene.paths(&ada, project.summary.id).await, expected);

    for (from, to, status, code) in [
        ("lib", "lib/inside", 409, "wrong_state"),
        ("lib", "c.ts", 409, "path_taken"),
        ("nowhere", "x", 404, "project_not_found"),
        ("lib/deep/a", "lib/deep", 409, "path_taken"),
    ] {
        let answer = scene.client.post(&address, &ada, json!({"from": from, "to": to})).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{from} {to}");
    }
    assert_eq!(scene.paths(&ada, project.summary.id).await, expected);

    // One up, out of a folder of the same name: one file's new path is another's old one.
    let nested = scene.project(&ada, &[("a/a/a/x.ts", "inner"), ("a/a/x.ts", "outer")]).await.summary.id;
    let address = format!("/api/v1/projects/{nested}/folders/move");
    let moved = scene.client.post(&address, &ada, json!({"from": "a/a", "to": "a"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let inner = scene.file(&ada, nested, "a/a/x.ts").await;
    assert_eq!(scene.text(&ada, inner["id"].as_str().unwrap()).await, "inner");
    assert_eq!(scene.paths(&ada, nested).await, ["a/a/x.ts", "a/x.ts"]);
}

#[tokio::test]
async fn a_file_and_a_folder_never_share_a_name() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("src/a.ts", "1")]).await;
    let files = format!("/api/v1/projects/{}/files", project.summary.id);
    for path in ["src/a.ts", "src", "src/a.ts/b"] {
        let answer = scene.client.post(&files, &ada, json!({"path": path, "text": ""})).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "path_taken"), "{path}");
    }
    let file = scene.file(&ada, project.summary.id, "src/a.ts").await;
    let address = format!("/api/v1/files/{}/move", file["id"].as_str().unwrap());
    let moved = scene.client.post(&address, &ada, json!({"to": "src/a.ts/b.ts"})).await;
    assert_eq!(moved.json()["path"], "src/a.ts/b.ts", "a file may become a folder of its own name");
    assert_eq!(moved.json()["id"], file["id"]);
}

#[tokio::test]
async fn a_deleted_file_comes_back_under_a_free_name() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("src/a.ts", "old")]).await;
    let id = scene.file(&ada, project.summary.id, "src/a.ts").await["id"].as_str().unwrap().to_owned();
    let address = format!("/api/v1/files/{id}");
    assert_eq!(scene.client.delete(&address, &ada).await.status, 204);
    assert_eq!(scene.client.delete(&address, &ada).await.status, 204, "deleting twice is deleting once");
    let trash = scene.client.get(&format!("/api/v1/projects/{}/trash", project.summary.id), &ada).await.json();
    assert_eq!(trash[0]["path"], "src/a.ts");
    assert_eq!(scene.insert(&ada, &id, 1, 0, "x").await.code(), "wrong_state");

    let files = format!("/api/v1/projects/{}/files", project.summary.id);
    assert_eq!(scene.client.post(&files, &ada, json!({"path": "src/a.ts", "text": "new"})).await.status, 201);
    let back = scene.client.post(&format!("{address}/restore"), &ada, json!({})).await.json();
    assert_eq!((back["id"].as_str(), back["path"].as_str()), (Some(id.as_str()), Some("src/a (restored).ts")));
    assert_eq!(scene.text(&ada, &id).await, "old");
    assert_eq!(scene.paths(&ada, project.summary.id).await, ["src/a (restored).ts", "src/a.ts"]);
}

#[tokio::test]
async fn several_changes_happen_together_or_not_at_all() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let by = ada.caller();
    let project = scene.project(&ada, &[("a.txt", "a"), ("b.txt", "b"), ("c.txt", "c")]).await.summary.id;
    let files = scene.service.files(&by, project).await.unwrap();
    let edit = |file, base_version, text: &str| FileWrite::Edit {
        file,
        base_version,
        edits: vec![TextEdit { start: 0, end: 0, text: text.into() }],
    };
    let stale = vec![
        edit(files[0].id, 1, "x"),
        FileWrite::Create { path: "new.txt".into(), text: "n".into() },
        edit(files[1].id, 7, "y"),
    ];
    let refused = scene.service.edit_many(&by, project, stale).await;
    assert_eq!(refused, Err(ProjectsError::Stale { current_version: 1, current_text: "b".into() }));
    assert_eq!(scene.paths(&ada, project).await, ["a.txt", "b.txt", "c.txt"]);
    assert_eq!(scene.service.read(&by, files[0].id).await.unwrap().text.as_deref(), Some("a"));

    let good = vec![
        edit(files[0].id, 1, "x"),
        FileWrite::Move { file: files[1].id, to: "src/b.txt".into() },
        FileWrite::Create { path: "b.txt".into(), text: "n\r\n".into() },
        FileWrite::Delete { file: files[2].id, base_version: 1 },
        edit(files[0].id, 2, "y"),
    ];
    let entries = scene.service.edit_many(&by, project, good).await.unwrap();
    assert_eq!(entries.len(), 5);
    assert_eq!((entries[0].version, entries[4].version), (3, 3));
    assert!(entries[3].trashed_at.is_some());
    assert_eq!(scene.paths(&ada, project).await, ["a.txt", "b.txt", "src/b.txt"]);
    assert_eq!(scene.service.read(&by, files[0].id).await.unwrap().text.as_deref(), Some("yxa"));
}

#[tokio::test]
async fn room_can_be_made_at_once_by_deleting_for_good() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let mia = scene.world.member(&ada, "mia", kernel::Role::Member).await;
    let project = scene.project(&ada, &[("a.txt", "aaaa"), ("b.txt", "bb")]).await.summary.id;
    let used = || async { scene.client.get("/api/v1/storage", &ada).await.json()["usedBytes"].clone() };
    let id = scene.file(&ada, project, "a.txt").await["id"].as_str().unwrap().to_owned();
    scene.client.delete(&format!("/api/v1/files/{id}"), &ada).await;
    assert_eq!(used().await, 6, "the trash counts");
    let trash = format!("/api/v1/projects/{project}/trash");
    assert_eq!(scene.client.delete(&trash, &mia).await.code(), "owner_only");
    assert_eq!(scene.client.delete(&trash, &ada).await.status, 204);
    assert_eq!(used().await, 2);
    // The first version still has it, and brings it back under its own id.
    let versions = scene.client.get(&format!("/api/v1/projects/{project}/versions"), &ada).await.json();
    let first = versions["items"][0]["id"].as_str().unwrap();
    let restored = scene.client.post(&format!("/api/v1/versions/{first}/restore"), &ada, json!({})).await;
    assert_eq!(restored.status, 200, "{}", restored.text());
    assert_eq!(scene.text(&ada, &id).await, "aaaa");

    let address = format!("/api/v1/projects/{project}");
    let early = scene.client.delete(&format!("{address}?forever=true"), &ada).await;
    assert_eq!((early.status, early.code().as_str()), (409, "wrong_state"));
    scene.client.delete(&address, &ada).await;
    assert_eq!(scene.client.delete(&format!("{address}?forever=true"), &mia).await.code(), "owner_only");
    assert_eq!(scene.client.delete(&format!("{address}?forever=true"), &ada).await.status, 204);
    assert_eq!(scene.client.get(&address, &ada).await.status, 404);
    assert_eq!(used().await, 0);
}
