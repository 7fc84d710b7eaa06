//! What happens to open sockets while something else happens: roles, links, rooms and files change under them.
use std::time::Duration;

use axum::http::Method;
use collab_contract::protocol::JSON_PROTOCOL;
use kernel::{Caller, FileId, Role};
use projects_contract::{FileWrite, ProjectsError};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    editor::{Editor, converge, converge_at},
    scene::{API, last_part, scene},
    sockets::{Line, listen, two},
};

fn edit(text: &str, version: u64) -> Value {
    json!({"type": "edit", "operation": [text], "filePath": "notes.txt", "version": version})
}

fn open() -> Value {
    json!({"type": "open", "filePath": "notes.txt"})
}

#[tokio::test]
async fn a_new_role_binds_an_open_socket_within_a_second() {
    let scene = scene().await;
    let (ada, ben, room, address) = two(&scene).await;
    let mut line = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    line.say(open()).await;
    line.hear("document").await;
    let path = format!("{API}/rooms/{room}/participants/{}", ben.who.user);
    for (generation, role, answer) in [(2, "viewer", "refused"), (3, "editor", "ack"), (4, "viewer", "refused")] {
        let asked = Instant::now();
        assert_eq!(scene.client.patch(&path, &ada, json!({"role": role})).await.status, 200);
        assert_eq!(line.hear("role_changed").await["role"], role);
        line.say(edit("x", 1)).await;
        line.hear_any(&[answer]).await;
        assert!(asked.elapsed() < Duration::from_secs(1), "{role}: {:?}", asked.elapsed());
        line.say(json!({"type": "open", "filePath": "notes.txt", "generation": generation})).await;
        line.hear("document").await;
    }
}

#[tokio::test]
async fn each_role_does_over_a_socket_what_it_may_and_no_more() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    scene.enter(&ada, room).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    let vera = scene.world.member(&ada, "vera", Role::Viewer).await;
    let (ivan, ines) = (scene.world.person("ivan").await, scene.world.person("ines").await);
    scene.invite(&ada, room, &ivan, "editor").await;
    scene.invite(&ada, room, &ines, "viewer").await;
    let (write, read) = (scene.link(&ada, room, "editor").await, scene.link(&ada, room, "viewer").await);
    let (writing, reading) = (scene.guest(&write, "Gus").await.0, scene.guest(&read, "Gil").await.0);
    let eve = scene.world.person("eve").await;
    let people = vec![
        ("owner", ada.caller()),
        ("editor", mia.caller()),
        ("viewer", vera.caller()),
        ("invited editor", ivan.caller()),
        ("invited viewer", ines.caller()),
        ("guest editor", writing),
        ("guest viewer", reading),
        ("other org", eve.caller()),
        ("wrong link", Caller::Guest { share_token: "guessed".into() }),
    ];
    let address = listen(&scene, people).await;
    // What an edit, a comment and a lock are answered with. A lock belongs to somebody with an account.
    let may = ["ack", "comment_update", "lock"];
    let may_not = ["refused", "read_only", "not_locked"];
    for (who, expected) in [
        ("owner", may),
        ("editor", may),
        ("viewer", may_not),
        ("invited editor", may),
        ("invited viewer", may_not),
        ("guest editor", ["ack", "comment_update", "not_locked"]),
        ("guest viewer", may_not),
    ] {
        let mut line = Line::connect(address, room, who, JSON_PROTOCOL).await.unwrap();
        line.say(open()).await;
        let version = line.hear("document").await["version"].as_u64().unwrap();
        let name = |said: Value| {
            let name = if said["type"] == "error" { &said["code"] } else { &said["type"] };
            name.as_str().unwrap().to_owned()
        };
        line.say(edit("x", version)).await;
        let edited = name(line.hear_any(&["ack", "refused", "error"]).await);
        let comment = json!({"type": "comment", "action": "create", "filePath": "notes.txt", "lineNumber": 1,
            "content": "Words"});
        line.say(comment).await;
        let commented = name(line.hear_any(&["comment_update", "error"]).await);
        line.say(json!({"type": "lock", "filePath": "notes.txt", "isLocked": true})).await;
        let locked = name(line.hear_any(&["lock", "error"]).await);
        assert_eq!([edited, commented, locked], expected, "{who}");
        if expected[2] == "lock" {
            line.say(json!({"type": "lock", "filePath": "notes.txt", "isLocked": false})).await;
            line.hear("lock").await;
        }
    }
    for who in ["other org", "wrong link", "nobody"] {
        assert_eq!(Line::connect(address, room, who, JSON_PROTOCOL).await.err().as_deref(), Some("404"), "{who}");
    }
}

#[tokio::test]
async fn a_link_that_has_ended_opens_nothing_and_ends_open_sockets() {
    let scene = scene().await;
    let (ada, _, room, _) = two(&scene).await;
    let links = format!("{API}/rooms/{room}/share-links");
    let week = json!({"name": "A week", "role": "viewer", "lifetime": "7d"});
    let made = scene.client.post(&links, &ada, week).await.json();
    // The policies go by the database's clock and the rules by the story's: the link ends a day after both.
    let now = ports::Clock::now(&*scene.world.clock).micros();
    let ends: i64 = sqlx::query_scalar(
        "update share_links set expires_at = greatest(now(), to_timestamp($2::float8 / 1e6)) + interval '1 day'
         where room_id = $1 and name = 'A week' returning (extract(epoch from expires_at) * 1000000)::bigint",
    )
    .bind(room.uuid())
    .bind(now as f64)
    .fetch_one(&scene.world.owner)
    .await
    .unwrap();
    let (weekly, _) = scene.guest(&last_part(made["url"].as_str().unwrap()), "Wim").await;
    let (lasting, _) = scene.guest(&scene.link(&ada, room, "editor").await, "Lea").await;
    let address = listen(&scene, vec![("ada", ada.caller()), ("wim", weekly), ("lea", lasting)]).await;
    let mut wim = Line::connect(address, room, "wim", JSON_PROTOCOL).await.unwrap();
    wim.say(open()).await;
    wim.hear("document").await;
    wim.say(edit("x", 1)).await;
    wim.hear("refused").await;

    // Called back by its owner: at once.
    let mut lea = Line::connect(address, room, "lea", JSON_PROTOCOL).await.unwrap();
    lea.hear("joined").await;
    let all = scene.client.get(&links, &ada).await.json();
    let link = all["links"].as_array().unwrap().iter().find(|link| link["name"] == "For a editor").unwrap().clone();
    let revoke = format!("{links}/{}", link["linkId"].as_str().unwrap());
    assert_eq!(scene.client.delete(&revoke, &ada).await.status, 204);
    assert_eq!(lea.ends().await, 1008);
    assert_eq!(Line::connect(address, room, "lea", JSON_PROTOCOL).await.err().as_deref(), Some("410"));

    // Its time is over: nobody comes in any more, and whoever is there goes with the next look.
    scene.world.clock.advance_seconds((ends - now) / 1_000_000 + 1);
    assert_eq!(Line::connect(address, room, "wim", JSON_PROTOCOL).await.err().as_deref(), Some("410"));
    assert_eq!(wim.ends().await, 1008);
    assert!(Line::connect(address, room, "ada", JSON_PROTOCOL).await.is_ok(), "who needs no link stays");
}

#[tokio::test]
async fn a_room_that_is_closed_says_so_to_everybody_in_it() {
    let scene = scene().await;
    let (ada, _, room, address) = two(&scene).await;
    let mut one = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    let mut other = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    for line in [&mut one, &mut other] {
        line.say(open()).await;
        line.hear("document").await;
    }
    one.say(edit("kept ", 1)).await;
    one.hear("ack").await;
    let id = scene.file_id(&ada, room, "notes.txt").await;
    assert_eq!(scene.client.delete(&format!("{API}/rooms/{room}"), &ada).await.status, 204);
    for line in [&mut one, &mut other] {
        line.hear("room_closed").await;
        assert_eq!(line.ends().await, 1000);
    }
    assert_eq!(Line::connect(address, room, "ben", JSON_PROTOCOL).await.err().as_deref(), Some("410"));
    let text = scene.client.get(&format!("/api/v1/files/{id}"), &ada).await.json()["text"].clone();
    assert_eq!(text, "kept first\n", "the files are the project's");
}

#[tokio::test]
async fn a_deleted_file_is_gone_for_everybody_and_the_others_stay() {
    let scene = scene().await;
    let (ada, _, room, address) = two(&scene).await;
    let mut one = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    let mut other = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    for line in [&mut one, &mut other] {
        line.say(open()).await;
        line.hear("document").await;
    }
    let id: FileId = scene.file_id(&ada, room, "notes.txt").await.parse().unwrap();
    scene.projects.delete_file(&ada.caller(), id).await.unwrap();
    for line in [&mut one, &mut other] {
        assert_eq!(line.hear("file_gone").await["filePath"], "notes.txt");
        line.say(edit("late ", 1)).await;
        assert_eq!(line.hear("error").await["code"], "not_open");
        line.say(open()).await;
        assert_eq!(line.hear("error").await["code"], "file_not_found");
    }
    one.say(json!({"type": "open", "filePath": "src/main.ts"})).await;
    assert_eq!(one.hear("document").await["filePath"], "src/main.ts");
}

#[tokio::test]
async fn a_renamed_file_is_typed_in_as_before() {
    let scene = scene().await;
    let (ada, _, room, address) = two(&scene).await;
    let mut editors = [Editor::new(0, "notes.txt"), Editor::new(1, "notes.txt")];
    editors[0].connect(address, room, "ada").await;
    editors[1].connect(address, room, "ben").await;
    editors.iter_mut().for_each(Editor::type_word);
    converge(&mut editors).await;
    let id: FileId = scene.file_id(&ada, room, "notes.txt").await.parse().unwrap();
    scene.projects.move_file(&ada.caller(), id, "renamed.txt").await.unwrap();
    editors.iter_mut().for_each(Editor::type_word);
    let text = converge(&mut editors).await;
    let shown = scene.client.get(&format!("/api/v1/files/{id}"), &ada).await.json();
    assert_eq!((&shown["path"], &shown["text"]), (&json!("renamed.txt"), &json!(text)));
    crate::editor::assert_words(&text, &editors);
}

#[tokio::test]
async fn a_lock_keeps_everybody_else_out_until_its_holder_leaves() {
    let scene = scene().await;
    let (ada, ben, room, address) = two(&scene).await;
    let mut holder = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    let mut other = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    for line in [&mut holder, &mut other] {
        line.say(open()).await;
        line.hear("document").await;
    }
    holder.say(json!({"type": "lock", "filePath": "notes.txt", "isLocked": true})).await;
    assert_eq!(other.hear("lock").await["userId"], json!(ada.who.user));
    other.say(json!({"type": "lock", "filePath": "notes.txt", "isLocked": true})).await;
    assert_eq!(other.hear("error").await["code"], "not_locked");
    other.say(edit("x", 1)).await;
    other.hear("refused").await;

    // The same through the doors of the API and of the assistant, which writes for whoever asked it.
    let id: FileId = scene.file_id(&ada, room, "notes.txt").await.parse().unwrap();
    let project = scene.projects.read(&ada.caller(), id).await.unwrap().entry.project_id;
    let body = json!({"baseVersion": 1, "edits": [{"start": 0, "end": 0, "text": "x"}]});
    let answer = scene.client.patch(&format!("/api/v1/files/{id}"), &ben, body).await;
    assert_eq!((answer.status, answer.code().as_str()), (409, "file_locked"));
    let write = || vec![FileWrite::Edit { file: id, base_version: 1, edits: Vec::new() }];
    let refused = scene.projects.edit_many(&ben.caller(), project, write()).await;
    assert!(matches!(refused, Err(ProjectsError::Locked { .. })), "{refused:?}");
    assert!(scene.projects.edit_many(&ada.caller(), project, write()).await.is_ok(), "its holder may");
    let by_link = Caller::Guest { share_token: scene.link(&ada, room, "editor").await };
    let refused = scene.projects.delete_file(&by_link, id).await;
    assert!(matches!(refused, Err(ProjectsError::Locked { .. })), "{refused:?}");

    drop(holder);
    assert_eq!(other.hear("lock").await["userId"], Value::Null);
    other.say(open()).await;
    let version = other.hear("document").await["version"].as_u64().unwrap();
    other.say(edit("x", version)).await;
    other.hear("ack").await;
}

#[tokio::test]
async fn a_version_that_comes_back_reaches_everybody_who_types() {
    let scene = scene().await;
    let (ada, _, room, address) = two(&scene).await;
    let mut editors = [Editor::new(0, "notes.txt"), Editor::new(1, "notes.txt")];
    editors[0].connect(address, room, "ada").await;
    editors[1].connect(address, room, "ben").await;
    for _ in 0..5 {
        editors.iter_mut().for_each(Editor::type_word);
        converge(&mut editors).await;
    }
    let versions = format!("{API}/rooms/{room}/versions");
    let before = scene.client.get(&versions, &ada).await.json()["versions"].as_array().unwrap().clone();
    let first = before.last().unwrap()["id"].as_str().unwrap().to_owned();

    // On their way while it happens, and typed before its end was heard.
    for editor in &mut editors {
        editor.type_word();
        editor.speak().await;
    }
    let path = format!("{versions}/{first}/restore");
    let answer = scene.client.call(Method::POST, &path, &ada.caller(), Some(json!({}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    editors.iter_mut().for_each(Editor::type_word);
    converge(&mut editors).await;
    let id = scene.file_id(&ada, room, "notes.txt").await;
    let stored = scene.client.get(&format!("/api/v1/files/{id}"), &ada).await.json();
    let text = converge_at(&mut editors, stored["version"].as_u64().unwrap()).await;

    assert_eq!(stored["text"], json!(text));
    assert!(text.contains("first"), "{text}");
    for number in 0..2 {
        for old in 0..5 {
            assert!(!text.contains(&format!("<{number}:{old}>")), "what the version did not have: {text}");
        }
        assert!(text.matches(&format!("<{number}:5>")).count() <= 1, "{text}");
        assert_eq!(text.matches(&format!("<{number}:6>")).count(), 1, "typed afterwards: {text}");
    }
    let after = scene.client.get(&versions, &ada).await.json()["versions"].as_array().unwrap().clone();
    assert_eq!(after[0]["origin"], "restore");
    assert!(after.len() > before.len(), "bringing back is a version of its own");
}
