//! What lies in a trash long enough goes for good.
use std::sync::Arc;

use jobs::Runner;
use serde_json::json;

use crate::scene::{Scene, scene};

const DAY: i64 = 24 * 3600;

async fn work(scene: &Scene) {
    let clock = scene.world.clock.clone();
    let now = Arc::new(move || ports::Clock::now(&*clock));
    Runner::new(scene.world.db.clone(), scene.jobs.clone(), now).drain().await.expect("the jobs run");
}

async fn count(scene: &Scene, table: &'static str) -> i64 {
    let sql = match table {
        "projects" => "select count(*) from projects",
        "files" => "select count(*) from files",
        "file_ops" => "select count(*) from file_ops",
        "versions" => "select count(*) from versions",
        _ => "select count(*) from prompt_drafts",
    };
    sqlx::query_scalar(sql).fetch_one(&scene.world.owner).await.expect("a count")
}

#[tokio::test]
async fn the_sweep_takes_what_is_old_and_leaves_the_rest() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let by = ada.caller();
    let kept = scene.project(&ada, &[("a.txt", "a"), ("b.txt", "b"), ("c.txt", "c")]).await.summary.id;
    let gone = scene.project(&ada, &[("z.txt", "z")]).await.summary.id;
    scene.service.keep_draft("a draft".into()).await.unwrap();
    let files = scene.service.files(&by, kept).await.unwrap();
    scene.service.trash(&by, gone).await.unwrap();
    scene.service.delete_file(&by, files[0].id).await.unwrap();
    scene.world.clock.advance_seconds(29 * DAY);
    scene.service.delete_file(&by, files[1].id).await.unwrap();

    projects::jobs::schedule(&scene.world.db, &*scene.world.clock).await.unwrap();
    projects::jobs::schedule(&scene.world.db, &*scene.world.clock).await.unwrap();
    assert_eq!(scene.world.waiting_jobs().await, 1, "two processes enqueue one sweep");
    work(&scene).await;
    assert_eq!((count(&scene, "projects").await, count(&scene, "files").await), (2, 4), "29 days are not yet 30");
    assert_eq!(count(&scene, "drafts").await, 0);

    scene.world.clock.advance_seconds(DAY + 1);
    projects::jobs::schedule(&scene.world.db, &*scene.world.clock).await.unwrap();
    work(&scene).await;
    assert_eq!((count(&scene, "projects").await, count(&scene, "files").await), (1, 2));
    assert_eq!(count(&scene, "versions").await, 1);
    let trash = scene.service.trashed_files(&by, kept).await.unwrap();
    assert_eq!(trash.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["b.txt"]);
    assert_eq!(scene.world.waiting_jobs().await, 0);
}

#[tokio::test]
async fn a_file_keeps_its_last_five_hundred_writes() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a\n")]).await.summary.id;
    let file = scene.file(&ada, project, "a.txt").await["id"].as_str().unwrap().to_owned();
    scene.insert(&ada, &file, 1, 0, "b\n").await;
    // As if 600 more writes had come since.
    sqlx::query("update files set version = version + 600").execute(&scene.world.owner).await.unwrap();
    projects::jobs::schedule(&scene.world.db, &*scene.world.clock).await.unwrap();
    work(&scene).await;
    assert_eq!(count(&scene, "file_ops").await, 0);
    // An edit for a text that nobody knows any more is refused with the present one.
    let body = json!({"baseVersion": 1, "edits": [{"start": 0, "end": 0, "text": "x"}]});
    let stale = scene.client.patch(&format!("/api/v1/files/{file}"), &ada, body).await;
    assert_eq!((stale.status, stale.code().as_str()), (409, "stale"));
}
