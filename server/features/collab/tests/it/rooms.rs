//! Rooms as a whole.
use std::{
    io::{Cursor, Read},
    sync::Arc,
};

use axum::http::Method;
use jobs::Runner;
use kernel::Role;
use ports::Clock;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::scene::{API, Scene, scene};

#[tokio::test]
async fn a_room_shows_its_people_and_the_projects_files() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let details = scene.client.get(&format!("{API}/rooms/{room}"), &ada).await.json();
    assert_eq!(details["room"]["roomId"], room.to_string());
    assert_eq!((&details["room"]["name"], &details["room"]["isActive"]), (&json!("Review"), &json!(true)));
    assert_eq!((&details["me"], &details["role"]), (&json!(ada.who.user.to_string()), &json!("owner")));
    let ada_there = &details["participants"][0];
    assert_eq!((&ada_there["role"], &ada_there["isGuest"]), (&json!("owner"), &json!(false)));
    let paths: Vec<&Value> = details["files"].as_array().unwrap().iter().map(|file| &file["path"]).collect();
    assert_eq!(paths, [&json!("notes.txt"), &json!("src/main.ts")]);

    let renamed = scene.client.patch(&format!("{API}/rooms/{room}"), &ada, json!({"name": " Talk\n"})).await;
    assert_eq!(renamed.json()["room"]["name"], "Talk");
    for (change, code) in [
        (json!({}), "nothing_to_change"),
        (json!({"name": ""}), "bad_name"),
        (json!({"name": "x".repeat(81)}), "bad_name"),
        (json!({"expiresAt": "2020-01-01T00:00:00Z"}), "bad_expiry"),
        (json!({"expiresAt": "tomorrow"}), "bad_json"),
    ] {
        let refused = scene.client.patch(&format!("{API}/rooms/{room}"), &ada, change.clone()).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, code), "{change}");
    }
    let list = scene.client.get(&format!("{API}/rooms?projectId={project}"), &ada).await.json();
    assert_eq!((&list["rooms"][0]["role"], &list["rooms"][0]["participantCount"]), (&json!("owner"), &json!(1)));
}

#[tokio::test]
async fn a_project_has_at_most_twenty_open_rooms() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, first) = scene.room(&ada).await;
    for _ in 1..20 {
        scene.room_on(&ada, project).await;
    }
    let new = json!({"projectId": project, "name": "One more"});
    let refused = scene.client.post(&format!("{API}/rooms"), &ada, new.clone()).await;
    assert_eq!((refused.status, refused.code().as_str()), (507, "too_many"));
    scene.client.delete(&format!("{API}/rooms/{first}"), &ada).await;
    assert_eq!(scene.client.post(&format!("{API}/rooms"), &ada, new).await.status, 201);
}

#[tokio::test]
async fn closing_a_room_ends_everything_that_hung_on_it() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let here = format!("{API}/rooms/{room}");
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.enter(&mia, room).await;
    let ivan = scene.world.person("ivan").await;
    scene.invite(&ada, room, &ivan, "editor").await;
    let out = scene.invitation(&ada, room, "later", "viewer").await;
    let secret = scene.link(&ada, room, "editor").await;
    let (gus, _) = scene.guest(&secret, "Gus").await;

    assert_eq!(scene.client.delete(&here, &mia).await.status, 403);
    scene.heard.take();
    assert_eq!(scene.client.delete(&here, &ada).await.status, 204);
    assert_eq!(scene.heard.take(), ["closed"]);
    for person in [&ada, &mia] {
        let gone = scene.client.get(&here, person).await;
        assert_eq!((gone.status, gone.code().as_str()), (410, "room_closed"));
    }
    assert_eq!(scene.client.get(&here, &ivan).await.status, 404, "the project is not theirs to know of any more");
    assert_eq!(scene.client.call(Method::GET, &here, &gus, None).await.status, 410);
    assert!(scene.projects.get(&ivan.caller(), project).await.is_err());
    assert!(scene.projects.get(&gus, project).await.is_err());
    let (later, late) = (scene.world.person("later").await, scene.accept(&ivan, &out).await);
    assert_eq!((late.status, scene.accept(&later, &out).await.status), (410, 410));
    let list = scene.client.get(&format!("{API}/rooms?projectId={project}"), &ada).await.json();
    assert_eq!(list["rooms"], json!([]));
    assert_eq!(scene.client.get(&format!("{here}/export"), &ada).await.status, 200);
    assert_eq!(scene.client.post(&format!("{here}/rating"), &mia, json!({"stars": 5})).await.status, 200);
}

#[tokio::test]
async fn a_room_ends_when_its_time_is_over() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let ends = scene.world.clock.now().plus_seconds(3_600);
    let new = json!({"projectId": project, "name": "An hour", "expiresAt": ends.iso()});
    let made = scene.client.post(&format!("{API}/rooms"), &ada, new).await.json();
    let room = made["roomId"].as_str().unwrap().to_owned();
    let here = format!("{API}/rooms/{room}");
    assert_eq!(scene.client.get(&here, &ada).await.json()["room"]["expiresAt"], ends.micros());
    let links = scene.client.get(&format!("{here}/share-links"), &ada).await.json();
    assert_eq!(links["links"][0]["expiresAt"], ends.micros(), "no link outlives its room");

    scene.world.clock.advance_seconds(3_600);
    for path in ["", "/comments", "/versions", "/activity", "/share-links"] {
        let gone = scene.client.get(&format!("{here}{path}"), &ada).await;
        assert_eq!((gone.status, gone.code().as_str()), (410, "room_expired"), "{path}");
    }
    let enter = scene.client.post(&format!("{here}/enter"), &ada, json!({})).await;
    assert_eq!(enter.status, 410);
    let list = scene.client.get(&format!("{API}/rooms?projectId={project}"), &ada).await.json();
    assert_eq!(list["rooms"], json!([]));
}

#[tokio::test]
async fn an_earlier_end_shortens_what_the_room_opened() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let ivan = scene.world.person("ivan").await;
    scene.invite(&ada, room, &ivan, "editor").await;
    scene.link(&ada, room, "viewer").await;
    let here = format!("{API}/rooms/{room}");
    let ends = scene.world.clock.now().plus_seconds(86_400);
    let answer = scene.client.patch(&here, &ada, json!({"expiresAt": ends.micros()})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let links = scene.client.get(&format!("{here}/share-links"), &ada).await.json();
    assert!(links["links"].as_array().unwrap().iter().all(|link| link["expiresAt"] == ends.micros()), "{links}");
    let grant = async || -> Option<i64> {
        sqlx::query_scalar("select (extract(epoch from expires_at) * 1000000)::bigint from project_grants")
            .fetch_one(&scene.world.owner)
            .await
            .unwrap()
    };
    assert_eq!(grant().await, Some(ends.micros()));
    scene.client.patch(&here, &ada, json!({"expiresAt": null})).await;
    assert_eq!(grant().await, None);
}

#[tokio::test]
async fn the_sweep_closes_and_forgets() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.enter(&mia, room).await;
    scene.comment(&ada.caller(), room, "Words", None).await;
    scene.client.post(&format!("{API}/notifications/read"), &mia, json!({})).await;
    let ends = scene.world.clock.now().plus_seconds(3_600);
    let short = json!({"projectId": project, "name": "Short", "expiresAt": ends.micros()});
    scene.client.post(&format!("{API}/rooms"), &ada, short).await;

    sweep(&scene).await;
    assert_eq!(counted(&scene, "select count(*) from collaboration_rooms where is_active").await, 2);
    scene.world.clock.advance_seconds(collab::jobs::KEPT_SECONDS + 1);
    scene.heard.take();
    sweep(&scene).await;
    assert_eq!(scene.heard.take(), ["closed"]);
    assert_eq!(counted(&scene, "select count(*) from collaboration_rooms where is_active").await, 1);
    assert_eq!(counted(&scene, "select count(*) from room_activity").await, 0);
    assert_eq!(counted(&scene, "select count(*) from notifications").await, 0);
    assert_eq!(counted(&scene, "select count(*) from collaboration_comments").await, 1, "words are kept");
    sweep(&scene).await;
}

async fn counted(scene: &Scene, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&scene.world.owner).await.unwrap()
}

/// Enqueues a sweep and works through the queue. Without a mail server the mails stay where they are.
async fn sweep(scene: &Scene) {
    collab::jobs::schedule(&scene.world.db, &*scene.world.clock).await.unwrap();
    sqlx::query("delete from jobs where kind = 'mail.send'").execute(&scene.world.owner).await.unwrap();
    let clock = scene.world.clock.clone();
    let runner = Runner::new(scene.world.db.clone(), scene.jobs.clone(), Arc::new(move || clock.now()));
    runner.drain().await.unwrap();
    assert_eq!(scene.world.waiting_jobs().await, 0);
}

#[tokio::test]
async fn ratings_are_summed_up_with_their_number() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.enter(&mia, room).await;
    let rating = format!("{API}/rooms/{room}/rating");
    let none = scene.client.get(&rating, &ada).await.json();
    assert_eq!(none, json!({"average": null, "n": 0, "mine": null}));
    scene.client.post(&rating, &ada, json!({"stars": 1, "note": "Slow"})).await;
    scene.client.post(&rating, &ada, json!({"stars": 5})).await;
    let two = scene.client.post(&rating, &mia, json!({"stars": 4, "note": " "})).await.json();
    assert_eq!(two, json!({"average": 4.5, "n": 2, "mine": 4}));
    for bad in [json!({"stars": 0}), json!({"stars": 6}), json!({"stars": 3, "note": "x".repeat(1_001)})] {
        let refused = scene.client.post(&rating, &mia, bad).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "bad_rating"));
    }
    let (guest, _) = scene.guest(&scene.link(&ada, room, "editor").await, "Gus").await;
    let stars = Some(json!({"stars": 5}));
    assert_eq!(scene.client.call(Method::POST, &rating, &guest, stars).await.status, 401);
}

#[tokio::test]
async fn an_export_holds_files_versions_comments_and_the_feed() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    scene.comment(&ada.caller(), room, "Why two?", None).await;
    let answer = scene.client.get(&format!("{API}/rooms/{room}/export"), &ada).await;
    assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (200, "application/zip"));
    assert!(answer.headers["content-disposition"].to_str().unwrap().contains("our-app-room.zip"));
    let mut zip = ZipArchive::new(Cursor::new(answer.bytes)).unwrap();
    let mut names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    names.sort();
    let expected =
        ["activity.json", "comments.json", "files/notes.txt", "files/src/main.ts", "room.json", "versions.json"];
    assert_eq!(names, expected);
    let mut text = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert_eq!(text("files/src/main.ts"), "let a = 1;\nlet b = 2;\n");
    let comments: Value = serde_json::from_str(&text("comments.json")).unwrap();
    assert_eq!(comments[0]["content"], "Why two?");
    let versions: Value = serde_json::from_str(&text("versions.json")).unwrap();
    assert_eq!(versions[0]["origin"], "import");
    let feed: Value = serde_json::from_str(&text("activity.json")).unwrap();
    assert_eq!(feed.as_array().unwrap().len(), 2);
    assert!(!text("room.json").contains("@example.org"));
}
