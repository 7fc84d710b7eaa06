//! The feed, and what the live part of rooms writes.
use collab_contract::{AnchorMove, CursorPosition};
use kernel::{ParticipantId, Role};
use serde_json::{Value, json};

use crate::scene::{API, scene};

#[tokio::test]
async fn edits_of_one_person_in_one_file_are_one_line_until_they_pause() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.enter(&mia, room).await;
    let of = |person: &testkit::Person| ParticipantId::from_uuid(person.who.user.uuid());
    for (who, path, count, pause) in [
        (of(&ada), "a.ts", 3, 300),
        (of(&mia), "a.ts", 1, 300),
        (of(&ada), "a.ts", 2, 0),
        (of(&ada), "b.ts", 1, 601),
        (of(&ada), "a.ts", 7, 0),
    ] {
        scene.live.note_edits(room, who, path, count).await.unwrap();
        scene.world.clock.advance_seconds(pause);
    }
    let mut lines: Vec<(String, String, i64, i64)> = scene
        .feed(&ada, room)
        .await
        .iter()
        .filter(|line| line["kind"] == "edited")
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            let lasted = line["endedAt"].as_i64().unwrap() - line["startedAt"].as_i64().unwrap();
            (text("actorName"), text("filePath"), line["count"].as_i64().unwrap(), lasted / 1_000_000)
        })
        .collect();
    lines.sort();
    let line = |name: &str, path: &str, count, seconds| (name.to_owned(), path.to_owned(), count, seconds);
    assert_eq!(
        lines,
        [line("ada", "a.ts", 5, 600), line("ada", "a.ts", 7, 0), line("ada", "b.ts", 1, 0), line("mia", "a.ts", 1, 0)]
    );
}

#[tokio::test]
async fn the_feed_tells_what_happened_newest_first() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    let tick = || scene.world.clock.advance_seconds(1);
    tick();
    scene.enter(&mia, room).await;
    scene.enter(&mia, room).await;
    tick();
    let comment = scene.comment(&mia.caller(), room, "Words", None).await;
    tick();
    let path = format!("{API}/comments/{}", comment["commentId"].as_str().unwrap());
    scene.client.patch(&path, &ada, json!({"isResolved": true})).await;
    tick();
    let place = format!("{API}/rooms/{room}/participants/{}", mia.who.user);
    scene.client.patch(&place, &ada, json!({"role": "viewer"})).await;
    tick();
    scene.link(&ada, room, "viewer").await;
    tick();
    scene.invitation(&ada, room, "x", "viewer").await;
    tick();
    let versions = scene.client.get(&format!("{API}/rooms/{room}/versions"), &ada).await.json();
    let version = versions["versions"][0]["id"].as_str().unwrap();
    let restored = scene.client.post(&format!("{API}/rooms/{room}/versions/{version}/restore"), &ada, json!({})).await;
    assert_eq!(restored.status, 200, "{}", restored.text());
    tick();
    let who = ParticipantId::from_uuid(mia.who.user.uuid());
    scene.live.note_lock(room, who, "notes.txt", true).await.unwrap();
    tick();
    scene.live.left(room, who).await.unwrap();
    let kinds: Vec<String> =
        scene.feed(&ada, room).await.iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect();
    let expected = [
        "left",
        "locked",
        "restored",
        "invited",
        "shared",
        "role_changed",
        "resolved",
        "commented",
        "joined",
        "joined",
    ];
    assert_eq!(kinds, expected);
    let other = scene.room(&ada).await.1;
    let there = format!("{API}/rooms/{other}/versions/{version}/restore");
    assert_eq!(scene.client.post(&there, &ada, json!({})).await.status, 404, "a version of another project");
}

#[tokio::test]
async fn versions_are_seen_from_the_room_and_by_the_old_name() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    scene.projects.add_file(&ada.caller(), project, "new.txt", b"new".to_vec()).await.unwrap();
    scene.projects.checkpoint(&ada.caller(), project, Some("With a new file".into())).await.unwrap();
    let versions = scene.client.get(&format!("{API}/rooms/{room}/versions"), &ada).await.json();
    let newest = &versions["versions"][0];
    assert_eq!((&newest["by"], &newest["message"]), (&json!("ada"), &json!("With a new file")));
    let first = versions["versions"][1]["id"].as_str().unwrap();
    let answer = scene.client.post(&format!("{API}/rooms/{room}/versions/{first}/restore"), &ada, json!({})).await;
    let snapshot = answer.json()["snapshot"].clone();
    assert_eq!(snapshot["version"]["origin"], "restore");
    let paths: Vec<&Value> = snapshot["files"].as_array().unwrap().iter().map(|file| &file["path"]).collect();
    assert_eq!(paths, [&json!("notes.txt"), &json!("src/main.ts")]);

    let mut tx = scene.world.db.begin(&ada.caller()).await.unwrap();
    let rows: Vec<(i32, Option<String>, i32)> = sqlx::query_as(
        "select version_number, commit_message, jsonb_array_length(snapshot) from compat.collaboration_versions
         where room_id = $1 order by version_number",
    )
    .bind(room.uuid())
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    let numbers: Vec<i32> = rows.iter().map(|row| row.0).collect();
    assert_eq!(numbers, (1..=rows.len() as i32).collect::<Vec<_>>());
    assert_eq!((rows[1].1.as_deref(), rows[1].2), (Some("With a new file"), 3));
    drop(tx);
    let eve = scene.world.person("eve").await;
    let mut tx = scene.world.db.begin(&eve.caller()).await.unwrap();
    let seen: i64 =
        sqlx::query_scalar("select count(*) from compat.collaboration_versions").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(seen, 0, "the view answers as whoever asks");
}

#[tokio::test]
async fn threads_move_with_their_text_and_never_back() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let root = scene.comment(&ada.caller(), room, "First", None).await;
    let id = root["commentId"].as_str().unwrap();
    scene.comment(&ada.caller(), room, "Answer", Some(id)).await;
    let file = root["fileId"].as_str().unwrap().parse().unwrap();
    assert_eq!(scene.live.anchors_on(project, file).await.unwrap().len(), 1, "a thread moves as one");
    let to = |start_offset, version, is_detached| AnchorMove {
        comment: id.parse().unwrap(),
        start_offset,
        end_offset: start_offset + 4,
        line_number: 7,
        version,
        is_detached,
    };
    assert_eq!(scene.live.move_anchors(project, file, &[to(50, 5, false)]).await.unwrap(), 2);
    assert_eq!(
        scene.live.move_anchors(project, file, &[to(9, 4, false)]).await.unwrap(),
        0,
        "older than what is stored"
    );
    assert_eq!(scene.live.move_anchors(project, file, &[to(51, 6, true)]).await.unwrap(), 2);
    let other = scene.project(&ada).await;
    assert_eq!(scene.live.move_anchors(other, file, &[to(1, 9, false)]).await.unwrap(), 0);
    let list = scene.client.get(&format!("{API}/rooms/{room}/comments"), &ada).await.json();
    for comment in list["comments"].as_array().unwrap() {
        assert_eq!((&comment["startOffset"], &comment["lineNumber"]), (&json!(51), &json!(7)));
        assert_eq!((&comment["isDetached"], &comment["quote"]), (&json!(true), &json!("let b = 2;")));
    }
}

#[tokio::test]
async fn cursors_are_remembered_for_those_who_come_later() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let (_, guest) = scene.guest(&scene.link(&ada, room, "viewer").await, "Gil").await;
    let place = CursorPosition { file_path: Some("notes.txt".into()), line: 3, column: 1 };
    scene.world.clock.advance_seconds(60);
    for who in [ParticipantId::from_uuid(ada.who.user.uuid()), guest.parse().unwrap()] {
        assert!(scene.live.touch_cursor(room, who, Some(&place)).await.unwrap());
    }
    let details = scene.client.get(&format!("{API}/rooms/{room}"), &ada).await.json();
    for participant in details["participants"].as_array().unwrap() {
        assert_eq!(participant["cursorPosition"], json!({"filePath": "notes.txt", "line": 3, "column": 1}));
        let later = participant["lastSeenAt"].as_i64().unwrap() - participant["joinedAt"].as_i64().unwrap();
        assert_eq!(later, 60_000_000);
    }
    let nobody = ParticipantId::from_uuid(room.uuid());
    assert!(!scene.live.touch_cursor(room, nobody, Some(&place)).await.unwrap());
}
