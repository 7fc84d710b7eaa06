//! Describing, planning, writing, listing.
use axum::http::Method;
use projects_contract::{GenerationEvent, NewProject, ProjectState};
use serde_json::{Value, json};

use crate::scene::{BOOKS, events, names, scene};

#[tokio::test]
async fn a_description_becomes_a_ready_project_with_a_first_version() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let answer = scene.client.post("/api/v1/projects", &ada, json!({"description": BOOKS})).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let project = answer.json();
    let id = project["id"].as_str().unwrap();
    assert_eq!(answer.headers["location"], format!("/api/v1/projects/{id}"));
    assert_eq!(project["state"], "ready");
    assert_eq!(project["role"], "owner");
    assert_eq!(project["generator"], "built-in generator");
    assert_eq!(project["previewOrigin"], format!("http://{id}.localhost:3001"));
    assert_eq!(project["plan"]["entity"]["singular"], "book");

    let files = scene.client.get(&format!("/api/v1/projects/{id}/files"), &ada).await.json();
    let files = files.as_array().unwrap();
    assert!(files.iter().any(|file| file["path"] == "index.html"));
    assert_eq!(project["fileCount"], files.len());
    let versions = scene.client.get(&format!("/api/v1/projects/{id}/versions"), &ada).await.json();
    assert_eq!(versions["items"].as_array().unwrap().len(), 1);
    assert_eq!(versions["items"][0]["origin"], "generated");
    assert_eq!(versions["items"][0]["number"], 1);
    assert_eq!(versions["items"][0]["by"], "ada");
}

#[tokio::test]
async fn nothing_is_written_before_the_plan_is_approved() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let new = json!({"description": BOOKS, "approved": false});
    let project = scene.client.post("/api/v1/projects", &ada, new).await.json();
    let address = format!("/api/v1/projects/{}", project["id"].as_str().unwrap());
    assert_eq!(project["state"], "planned");
    assert_eq!(project["fileCount"], 0);

    let early = scene.client.post(&format!("{address}/files"), &ada, json!({"path": "a.txt", "text": "a"})).await;
    assert_eq!((early.status, early.code().as_str()), (409, "wrong_state"));

    let mut plan = project["plan"].clone();
    plan["title"] = json!("My shelf");
    let revised = scene.client.put(&format!("{address}/plan"), &ada, plan.clone()).await;
    assert_eq!(revised.status, 200, "{}", revised.text());
    assert_eq!(revised.json()["name"], "My shelf");
    let mut bad = plan.clone();
    bad["title"] = json!("");
    assert_eq!(scene.client.put(&format!("{address}/plan"), &ada, bad).await.code(), "bad_plan");

    let stream = scene.client.post(&format!("{address}/generate"), &ada, json!({})).await;
    let told = events(&stream);
    assert_eq!(told[0].0, "plan");
    assert_eq!(told[0].1["plan"]["title"], "My shelf");
    assert_eq!(told.last().map(|(name, _)| name.as_str()), Some("done"));

    let late = scene.client.put(&format!("{address}/plan"), &ada, plan).await;
    assert_eq!((late.status, late.code().as_str()), (409, "wrong_state"));
}

#[tokio::test]
async fn a_stream_tells_of_plan_files_and_the_end_and_can_be_heard_again() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let new = json!({"description": BOOKS});
    let answer = scene.post_with(&ada, "/api/v1/projects", "accept", "text/event-stream", new).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "text/event-stream");
    let told = events(&answer);
    assert_eq!(told[0].0, "plan");
    assert_eq!(told.last().unwrap().0, "done");
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(format!("/api/v1/projects/{}", told.last().unwrap().1["projectId"].as_str().unwrap()), location);
    let paths = |told: &[(String, Value)]| {
        let mut paths: Vec<String> = told
            .iter()
            .filter(|(name, _)| name == "file")
            .map(|(_, file)| file["path"].as_str().unwrap().to_owned())
            .collect();
        paths.sort();
        paths
    };
    assert!(paths(&told).len() > 3);

    let again = events(&scene.client.post(&format!("{location}/generate"), &ada, json!({})).await);
    assert_eq!(names(&again).first(), Some(&"plan"));
    assert_eq!(again.last().unwrap().0, "done");
    assert_eq!(paths(&again), paths(&told));
    let versions = scene.client.get(&format!("{location}/versions"), &ada).await.json();
    assert_eq!(versions["items"].as_array().unwrap().len(), 1, "hearing it again writes nothing");
}

#[tokio::test]
async fn two_people_who_start_one_plan_watch_one_run() {
    use futures::StreamExt;
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let new = NewProject { description: BOOKS.into(), plan: None, approved: false };
    let project = scene.service.create(&ada.caller(), new).await.unwrap();
    let by = ada.caller();
    let (one, two) =
        tokio::join!(scene.service.generate(&by, project.summary.id), scene.service.generate(&by, project.summary.id));
    let (one, two): (Vec<GenerationEvent>, Vec<GenerationEvent>) =
        tokio::join!(one.unwrap().collect(), two.unwrap().collect());
    assert_eq!(one.last(), Some(&GenerationEvent::Done { project_id: project.summary.id }));
    assert_eq!(two.last(), one.last());
    let project = scene.service.get(&by, project.summary.id).await.unwrap();
    assert_eq!(project.summary.state, ProjectState::Ready);
    let versions = scene.service.versions(&by, project.summary.id, None).await.unwrap();
    assert_eq!(versions.items.len(), 1);
}

#[tokio::test]
async fn descriptions_have_limits_and_nothing_is_made_beyond_them() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    for (description, status, code) in [
        ("  \n ".to_owned(), 422, "empty_description"),
        ("x".repeat(10_001), 413, "long_description"),
        ("x".repeat(10 * 1024 * 1024), 413, "body_too_large"),
    ] {
        let answer = scene.client.post("/api/v1/projects", &ada, json!({"description": description})).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
        assert!(!answer.json()["error"]["message"].as_str().unwrap().is_empty());
    }
    let list = scene.client.get("/api/v1/projects", &ada).await.json();
    assert_eq!(list["items"], json!([]));
    let longest = scene.client.post("/api/v1/projects/plan", &ada, json!({"description": "ä".repeat(10_000)})).await;
    assert_eq!(longest.status, 200, "{}", longest.text());
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_project() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let send = || scene.post_with(&ada, "/api/v1/projects", "idempotency-key", "form-1", json!({"description": BOOKS}));
    let (one, two) = tokio::join!(send(), send());
    assert_eq!((one.status, two.status), (201, 201), "{} {}", one.text(), two.text());
    assert_eq!(one.json()["id"], two.json()["id"]);
    assert_eq!(scene.client.get("/api/v1/projects", &ada).await.json()["items"].as_array().unwrap().len(), 1);

    // Another person's key is another key.
    let ben = scene.world.person("ben").await;
    let new = json!({"description": BOOKS});
    let other = scene.post_with(&ben, "/api/v1/projects", "idempotency-key", "form-1", new.clone()).await;
    assert_eq!(other.status, 201);
    assert_ne!(other.json()["id"], one.json()["id"]);
    let odd = scene.post_with(&ada, "/api/v1/projects", "idempotency-key", &"k".repeat(201), new).await;
    assert_eq!((odd.status, odd.code().as_str()), (422, "bad_request_key"));
}

#[tokio::test]
async fn the_thirty_first_project_of_an_hour_waits() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let new = json!({"description": BOOKS, "approved": false});
    for _ in 0..30 {
        assert_eq!(scene.client.post("/api/v1/projects", &ada, new.clone()).await.status, 201);
    }
    let refused = scene.client.post("/api/v1/projects", &ada, new.clone()).await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many"));
    scene.world.clock.advance_seconds(3601);
    assert_eq!(scene.client.post("/api/v1/projects", &ada, new).await.status, 201);
}

#[tokio::test]
async fn the_list_has_pages_and_the_trash_a_list_of_its_own() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let mut ids = Vec::new();
    for _ in 0..26 {
        let new = json!({"description": BOOKS, "approved": false});
        ids.push(scene.client.post("/api/v1/projects", &ada, new).await.json()["id"].as_str().unwrap().to_owned());
        scene.world.clock.advance_seconds(1);
    }
    ids.reverse();
    let listed = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let first = scene.client.get("/api/v1/projects", &ada).await.json();
    assert_eq!(listed(&first), ids[..24]);
    let next = first["next"].as_str().unwrap();
    let second = scene.client.get(&format!("/api/v1/projects?after={next}"), &ada).await.json();
    assert_eq!(listed(&second), ids[24..]);
    assert_eq!(second["next"], Value::Null);

    let address = format!("/api/v1/projects/{}", ids[3]);
    assert_eq!(scene.client.delete(&address, &ada).await.status, 204);
    let trashed = scene.client.get("/api/v1/projects?trashed=true", &ada).await.json();
    assert_eq!(listed(&trashed), ids[3..4]);
    let rename = scene.client.patch(&address, &ada, json!({"name": "Shelf"})).await;
    assert_eq!(rename.json()["name"], "Shelf");
    let back = scene.client.post(&format!("{address}/restore"), &ada, json!({})).await;
    assert_eq!(back.json()["trashedAt"], Value::Null);
    assert_eq!(scene.client.get("/api/v1/projects?trashed=true", &ada).await.json()["items"], json!([]));
    assert_eq!(scene.client.patch(&address, &ada, json!({"name": " "})).await.code(), "bad_name");
}

#[tokio::test]
async fn a_visitors_words_are_handed_over_once_within_a_day() {
    let scene = scene().await;
    let secret = scene.service.keep_draft(BOOKS.into()).await.unwrap();
    assert_eq!(scene.service.take_draft("another").await.unwrap(), None);
    assert_eq!(scene.service.take_draft(&secret).await.unwrap().as_deref(), Some(BOOKS));
    assert_eq!(scene.service.take_draft(&secret).await.unwrap(), None);
    let late = scene.service.keep_draft(BOOKS.into()).await.unwrap();
    scene.world.clock.advance_seconds(24 * 3600 + 1);
    assert_eq!(scene.service.take_draft(&late).await.unwrap(), None);
}

#[tokio::test]
async fn a_project_that_a_crash_left_half_written_can_be_started_again() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let new = json!({"description": BOOKS, "approved": false});
    let project = scene.client.post("/api/v1/projects", &ada, new).await.json();
    let id: kernel::ProjectId = project["id"].as_str().unwrap().parse().unwrap();
    // What the crashed process left: the state, one of the files, and one that the plan no longer has.
    sqlx::query("update projects set state = 'writing' where project_id = $1")
        .bind(id.uuid())
        .execute(&scene.world.owner)
        .await
        .unwrap();
    for (path, text) in [("index.html", "half"), ("old.txt", "old")] {
        scene.service.add_file(&ada.caller(), id, path, text.into()).await.unwrap();
    }
    let told =
        events(&scene.client.call(Method::POST, &format!("/api/v1/projects/{id}/generate"), &ada.caller(), None).await);
    assert_eq!(told.last().unwrap().0, "done", "{told:?}");
    let paths = scene.paths(&ada, id).await;
    assert!(paths.contains(&"index.html".to_owned()) && !paths.contains(&"old.txt".to_owned()), "{paths:?}");
    let index = scene.file(&ada, id, "index.html").await;
    assert!(scene.text(&ada, index["id"].as_str().unwrap()).await.contains("<html"));
    let trash = scene.client.get(&format!("/api/v1/projects/{id}/trash"), &ada).await.json();
    assert_eq!(trash[0]["path"], "old.txt");
}
