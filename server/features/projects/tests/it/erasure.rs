//! How long changes of open documents are kept, and that nothing of them stays behind.
use std::sync::{Arc, Mutex};

use jobs::Runner;
use kernel::{FileId, ProjectId};
use ot::Op;
use projects_contract::{
    Happening, Listener, News,
    doc::{ClientDoc, SessionId, Update},
};
use testkit::{Person, wait_for};

use crate::scene::{Scene, scene};

const DAY: i64 = 24 * 3600;

/// Notes which of its own changes were stored.
#[derive(Default)]
struct Told(Mutex<(Vec<Update>, bool)>);

impl Listener for Told {
    fn hear(&self, news: Arc<News>) -> bool {
        let mut told = self.0.lock().unwrap();
        match &news.what {
            Happening::Updates(updates) => told.0.extend(updates.clone()),
            Happening::Gone => told.1 = true,
            Happening::Locked(_) => {}
        }
        true
    }
}

/// Somebody types a number of words into a file, one after another.
async fn type_into(scene: &Scene, by: &Person, file: FileId, words: usize) {
    let told = Arc::new(Told::default());
    let line = scene.live.open(&by.caller(), file, told.clone()).await.unwrap();
    let mut doc = ClientDoc::new(SessionId(u128::MAX / 3), 1);
    let resume = doc.resume(SessionId(u128::MAX / 5));
    line.resume(doc.session(), resume).await;
    let mut typed = 0;
    wait_for("all words are stored", async || {
        for update in std::mem::take(&mut told.0.lock().unwrap().0) {
            doc.receive(update).unwrap();
        }
        if doc.is_up() && doc.is_saved() && typed < words {
            doc.edit(&Op::splice(0, 0, "secret ").unwrap(), false).unwrap();
            typed += 1;
        }
        while let Some(submit) = doc.next_submit() {
            line.submit(submit).await;
        }
        typed == words && doc.is_saved()
    })
    .await;
}

async fn batches(scene: &Scene, file: FileId) -> i64 {
    let count = sqlx::query_scalar("select count(*) from file_batches where file_id = $1").bind(file.uuid());
    count.fetch_one(&scene.world.owner).await.unwrap()
}

async fn story() -> (Scene, Person, ProjectId, FileId) {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("notes.txt", "first\n"), ("other.txt", "other\n")]).await.summary.id;
    let file = scene.file(&ada, project, "notes.txt").await["id"].as_str().unwrap().parse().unwrap();
    (scene, ada, project, file)
}

async fn sweep(scene: &Scene) {
    projects::jobs::schedule(&scene.world.db, &*scene.world.clock).await.unwrap();
    let clock = scene.world.clock.clone();
    let now = Arc::new(move || ports::Clock::now(&*clock));
    Runner::new(scene.world.db.clone(), scene.jobs.clone(), now).drain().await.expect("the jobs run");
}

#[tokio::test]
async fn changes_are_kept_for_their_time_and_as_long_as_the_text_needs_them() {
    let (scene, ada, _, file) = story().await;
    type_into(&scene, &ada, file, 4).await;
    // The log is stamped by the database, the sweep goes by the story's clock: they are brought together.
    let now = ports::Clock::now(&*scene.world.clock).micros();
    sqlx::query("update file_batches set created_at = to_timestamp($1::float8 / 1e6)")
        .bind(now as f64)
        .execute(&scene.world.owner)
        .await
        .unwrap();
    let text = scene.text(&ada, &file.to_string()).await;
    assert_eq!(text, "secret secret secret secret first\n");
    let all = batches(&scene, file).await;
    assert!(all > 0);

    // Old, and not yet in any snapshot: without them the text could not be put together.
    sqlx::query(
        "update files set content = 'first' || chr(10), content_version = 1, live_sessions = null where file_id = $1",
    )
    .bind(file.uuid())
    .execute(&scene.world.owner)
    .await
    .unwrap();
    scene.world.clock.advance_seconds(projects::jobs::KEPT_BATCHES_SECONDS + DAY);
    sweep(&scene).await;
    assert_eq!(batches(&scene, file).await, all);
    assert_eq!(scene.text(&ada, &file.to_string()).await, text);

    // Kept as a whole since: what is old goes, what is young stays.
    sqlx::query("update files set content = $2, content_version = version where file_id = $1")
        .bind(file.uuid())
        .bind(&text)
        .execute(&scene.world.owner)
        .await
        .unwrap();
    let young = ports::Clock::now(&*scene.world.clock).micros();
    sqlx::query(
        "update file_batches set created_at = to_timestamp($2::float8 / 1e6)
         where file_id = $1 and from_version = (select max(from_version) from file_batches where file_id = $1)",
    )
    .bind(file.uuid())
    .bind(young as f64)
    .execute(&scene.world.owner)
    .await
    .unwrap();
    scene.world.clock.advance_seconds(DAY);
    sweep(&scene).await;
    assert_eq!(batches(&scene, file).await, 1);
    assert_eq!(scene.text(&ada, &file.to_string()).await, text);
}

#[tokio::test]
async fn a_purged_file_or_project_takes_its_changes_along_at_once() {
    let (scene, ada, project, file) = story().await;
    let other: FileId = scene.file(&ada, project, "other.txt").await["id"].as_str().unwrap().parse().unwrap();
    type_into(&scene, &ada, file, 3).await;
    type_into(&scene, &ada, other, 3).await;
    scene.service.delete_file(&ada.caller(), file).await.unwrap();
    assert!(batches(&scene, file).await > 0, "from the trash it can come back as it was");
    assert_eq!(scene.service.empty_trash(&ada.caller(), project).await.unwrap(), 1);
    assert_eq!(batches(&scene, file).await, 0);
    assert!(batches(&scene, other).await > 0);

    scene.service.trash(&ada.caller(), project).await.unwrap();
    assert!(batches(&scene, other).await > 0);
    scene.service.delete_forever(&ada.caller(), project).await.unwrap();
    assert_eq!(batches(&scene, other).await, 0);
    let left: i64 = sqlx::query_scalar("select (select count(*) from file_ops) + (select count(*) from file_batches)")
        .fetch_one(&scene.world.owner)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
