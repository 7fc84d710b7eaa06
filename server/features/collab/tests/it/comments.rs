//! Threads about lines.
use kernel::{Role, RoomId};
use serde_json::{Value, json};
use testkit::Person;

use crate::scene::{API, Scene, scene};

fn id(comment: &Value) -> &str {
    comment["commentId"].as_str().unwrap()
}

async fn listed(scene: &Scene, by: &Person, room: RoomId, path: &str) -> Vec<Value> {
    let answer = scene.client.get(&format!("{API}/rooms/{room}/comments?filePath={path}"), by).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["comments"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_comment_is_about_a_line_and_goes_along_with_its_file() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let comment = scene.comment(&ada.caller(), room, "Why two?", None).await;
    assert_eq!((&comment["lineNumber"], &comment["quote"]), (&json!(2), &json!("let b = 2;")));
    assert_eq!((&comment["startOffset"], &comment["endOffset"]), (&json!(11), &json!(21)));
    assert_eq!((&comment["anchorVersion"], &comment["isDetached"]), (&json!(1), &json!(false)));
    assert_eq!(listed(&scene, &ada, room, "src/main.ts").await, std::slice::from_ref(&comment));
    assert_eq!(listed(&scene, &ada, room, "notes.txt").await, Vec::<Value>::new());

    let file = scene.projects.files(&ada.caller(), project).await.unwrap();
    let file = file.iter().find(|file| file.path == "src/main.ts").unwrap().id;
    scene.projects.move_file(&ada.caller(), file, "src/app.ts").await.unwrap();
    let moved = listed(&scene, &ada, room, "src/app.ts").await;
    assert_eq!((moved.len(), &moved[0]["filePath"]), (1, &json!("src/app.ts")));
    assert_eq!(listed(&scene, &ada, room, "src/main.ts").await, Vec::<Value>::new());
    // The thread outlives the file.
    scene.projects.delete_file(&ada.caller(), file).await.unwrap();
    let all = scene.client.get(&format!("{API}/rooms/{room}/comments"), &ada).await.json();
    assert_eq!(all["comments"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn threads_are_one_level_deep() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let root = scene.comment(&ada.caller(), room, "First", None).await;
    scene.world.clock.advance_seconds(1);
    let answer = scene.comment(&ada.caller(), room, "Second", Some(id(&root))).await;
    scene.world.clock.advance_seconds(1);
    let deeper = scene.comment(&ada.caller(), room, "Third", Some(id(&answer))).await;
    assert_eq!((&answer["parentId"], &deeper["parentId"]), (&root["commentId"], &root["commentId"]));
    let words: Vec<String> = listed(&scene, &ada, room, "src/main.ts")
        .await
        .iter()
        .map(|comment| comment["content"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(words, ["First", "Second", "Third"]);
    // A thread of another room is not there.
    let other = scene.room(&ada).await.1;
    assert_eq!(scene.try_comment(&ada.caller(), other, "x", Some(id(&root))).await.status, 404);
}

#[tokio::test]
async fn authors_change_their_words_and_every_editor_settles() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    let vera = scene.world.member(&ada, "vera", Role::Viewer).await;
    scene.enter(&mia, room).await;
    scene.enter(&vera, room).await;
    let root = scene.comment(&ada.caller(), room, "First", None).await;
    let answer = scene.comment(&mia.caller(), room, "Answer", Some(id(&root))).await;
    let of = |comment: &Value| format!("{API}/comments/{}", id(comment));

    let theirs = scene.client.patch(&of(&root), &mia, json!({"content": "Changed"})).await;
    assert_eq!((theirs.status, theirs.code().as_str()), (403, "author_only"));
    let owner = scene.client.patch(&of(&answer), &ada, json!({"content": "Changed"})).await;
    assert_eq!(owner.status, 403, "not even the owner puts words into somebody's mouth");
    let changed = scene.client.patch(&of(&answer), &mia, json!({"content": "Better"})).await;
    assert_eq!((changed.status, &changed.json()["comment"]["content"]), (200, &json!("Better")));

    assert_eq!(scene.client.patch(&of(&root), &vera, json!({"isResolved": true})).await.status, 403);
    scene.heard.take();
    let settled = scene.client.patch(&of(&answer), &mia, json!({"isResolved": true})).await;
    assert_eq!(settled.status, 200);
    assert_eq!(scene.heard.take(), ["comment Resolve First", "activity resolved mia"]);
    let list = listed(&scene, &ada, room, "src/main.ts").await;
    let root_now = list.iter().find(|comment| id(comment) == id(&root)).unwrap();
    assert_eq!((&root_now["isResolved"], &root_now["resolvedBy"]), (&json!(true), &json!("mia")));
    let opened = scene.client.patch(&of(&root), &ada, json!({"isResolved": false})).await.json();
    assert_eq!((&opened["comment"]["isResolved"], &opened["comment"]["resolvedBy"]), (&json!(false), &Value::Null));
    let nothing = scene.client.patch(&of(&root), &ada, json!({})).await;
    assert_eq!((nothing.status, nothing.code().as_str()), (422, "nothing_to_change"));
}

#[tokio::test]
async fn authors_and_the_rooms_owner_delete() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    let max = scene.world.member(&ada, "max", Role::Member).await;
    let eve = scene.world.person("eve").await;
    scene.enter(&mia, room).await;
    scene.enter(&max, room).await;
    let of = |comment: &Value| format!("{API}/comments/{}", id(comment));
    let root = scene.comment(&mia.caller(), room, "First", None).await;
    let answer = scene.comment(&max.caller(), room, "Answer", Some(id(&root))).await;

    assert_eq!(scene.client.delete(&of(&root), &eve).await.status, 404);
    let other = scene.client.delete(&of(&root), &max).await;
    assert_eq!((other.status, other.code().as_str()), (403, "author_only"));
    let answered = scene.client.delete(&of(&root), &mia).await;
    assert_eq!((answered.status, answered.code().as_str()), (409, "has_replies"));
    assert_eq!(scene.client.delete(&of(&answer), &max).await.status, 204);
    assert_eq!(scene.client.delete(&of(&root), &mia).await.status, 204);
    assert_eq!(scene.client.delete(&of(&root), &mia).await.status, 404);

    let root = scene.comment(&mia.caller(), room, "Again", None).await;
    scene.comment(&max.caller(), room, "Answer", Some(id(&root))).await;
    assert_eq!(scene.client.delete(&of(&root), &ada).await.status, 204, "the owner takes the whole thread");
    assert_eq!(listed(&scene, &ada, room, "src/main.ts").await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_cannot_be_a_comment_is_refused_in_words() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let comments = format!("{API}/rooms/{room}/comments");
    let long = "x".repeat(4_001);
    for (path, line, content, status, code) in [
        ("src/main.ts", 1, " \n ", 422, "empty_comment"),
        ("src/main.ts", 1, long.as_str(), 413, "long_comment"),
        ("src/main.ts", 0, "x", 422, "no_such_place"),
        ("src/main.ts", 99, "x", 422, "no_such_place"),
        ("src/nothing.ts", 1, "x", 422, "no_such_file"),
        ("../etc/passwd", 1, "x", 422, "no_such_file"),
        ("a\0b", 1, "x", 422, "no_such_file"),
    ] {
        let wish = json!({"filePath": path, "lineNumber": line, "content": content});
        let refused = scene.client.post(&comments, &ada, wish).await;
        assert_eq!((refused.status, refused.code().as_str()), (status, code), "{path}:{line}");
    }
    let anchor = |start: u32, end: u32| {
        json!({"filePath": "notes.txt", "lineNumber": 1, "content": "a \0 b",
               "anchor": {"startOffset": start, "endOffset": end, "version": 3, "quote": "q".repeat(900)}})
    };
    assert_eq!(scene.client.post(&comments, &ada, anchor(5, 4)).await.status, 422);
    let made = scene.client.post(&comments, &ada, anchor(2, 5)).await.json()["comment"].clone();
    assert_eq!((&made["startOffset"], &made["anchorVersion"]), (&json!(2), &json!(3)));
    assert_eq!((&made["content"], made["quote"].as_str().unwrap().len()), (&json!("a  b"), 500));
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    sqlx::query(
        "insert into collaboration_comments (comment_id, room_id, project_id, org_id, file_id, file_path, line_number,
           start_offset, end_offset, anchor_version, quote, user_id, author_name, content, created_at, updated_at)
         select gen_random_uuid(), $1, f.project_id, f.org_id, f.file_id, f.path, 1, 0, 1, 1, 'x', $2, 'ada', n::text,
           now() + n * interval '1 second', now()
         from files f, generate_series(1, 450) n where f.project_id = $3 and f.path = 'notes.txt'",
    )
    .bind(room.uuid())
    .bind(ada.who.user.uuid())
    .bind(project.uuid())
    .execute(&scene.world.owner)
    .await
    .unwrap();
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("{API}/rooms/{room}/comments?filePath=notes.txt{after}");
        let page = scene.client.get(&path, &ada).await.json();
        seen.extend(page["comments"].as_array().unwrap().iter().map(|c| c["content"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, (1..=450).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn comments_follow_their_words_through_edits() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    scene.enter(&ada, room).await;
    let root = scene.comment(&ada.caller(), room, "Why b?", None).await;
    let id = root["commentId"].as_str().unwrap();
    scene.comment(&ada.caller(), room, "Because.", Some(id)).await;
    let file = scene.file_id(&ada, room, "src/main.ts").await;
    let edit = async |base: i64, start: u32, end: u32, text: &str| {
        let body = json!({"baseVersion": base, "edits": [{"start": start, "end": end, "text": text}]});
        let answer = scene.client.patch(&format!("/api/v1/files/{file}"), &ada, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    let place = async || {
        let path = format!("{API}/rooms/{room}/comments?filePath=src/main.ts");
        let all = scene.client.get(&path, &ada).await.json()["comments"].clone();
        let one = |at: usize| (all[at]["lineNumber"].clone(), all[at]["isDetached"].clone());
        assert_eq!(one(0), one(1), "an answer is where its thread is");
        (all[0]["lineNumber"].as_u64().unwrap(), all[0]["isDetached"].as_bool().unwrap())
    };
    assert_eq!(place().await, (2, false));
    edit(1, 0, 0, "// one\n// two\n").await;
    assert_eq!(place().await, (4, false));
    // Its words go, and come back.
    edit(2, 25, 35, "").await;
    assert_eq!(place().await, (4, true));
    edit(3, 25, 25, "let b = 2;").await;
    assert_eq!(place().await, (4, false));
}
