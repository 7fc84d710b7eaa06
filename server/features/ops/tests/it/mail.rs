//! From the outbox to the mail server, once.
use kernel::Caller;
use ports::{Clock, MailError};
use serde_json::{Value, json};

use crate::scene::{Scene, scene, scene_in_development};

async fn sent_at(scene: &Scene, mail: kernel::MailId) -> Value {
    let olga = scene.operator().await;
    let page = scene.get("/api/v1/ops/outbox", &olga.caller()).await.json();
    let found = page["items"].as_array().unwrap().iter().find(|item| item["id"] == json!(mail)).unwrap().clone();
    found["sentAt"].clone()
}

#[tokio::test]
async fn a_mail_is_handed_over_once_even_when_its_job_runs_twice() {
    let scene = scene().await;
    let (mail, job) = scene.post("Confirm").await;
    assert_eq!(scene.runner.drain().await, Ok(1));
    // A worker that died after the work and before saying so: the job is taken again.
    sqlx::query("update jobs set state = 'waiting', finished_at = null where job_id = $1")
        .bind(job.uuid())
        .execute(&scene.world.owner)
        .await
        .unwrap();
    scene.world.clock.advance_seconds(60);
    assert_eq!(scene.runner.drain().await, Ok(1));
    assert_eq!(scene.subjects_taken(), ["Confirm"]);
    assert_eq!(sent_at(&scene, mail).await, scene.world.clock.now().plus_seconds(-60).micros());
    assert_eq!(scene.world.waiting_jobs().await, 0);
}

#[tokio::test]
async fn a_mail_server_that_is_away_is_asked_again() {
    let scene = scene().await;
    scene.server.refusals.lock().unwrap().push_back(MailError::Unavailable("try later".into()));
    let (mail, _) = scene.post("Confirm").await;
    assert_eq!(scene.runner.drain().await, Ok(1));
    assert!(scene.subjects_taken().is_empty());
    scene.world.clock.advance_seconds(5);
    assert_eq!(scene.runner.drain().await, Ok(1));
    assert_eq!(scene.subjects_taken(), ["Confirm"]);
    assert!(sent_at(&scene, mail).await.is_i64());
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_dead_and_says_why() {
    let scene = scene().await;
    scene.server.refusals.lock().unwrap().push_back(MailError::Refused("no such mailbox".into()));
    let (mail, job) = scene.post("Confirm").await;
    assert_eq!(scene.runner.drain().await, Ok(1));
    assert_eq!(sent_at(&scene, mail).await, Value::Null);
    let otto = scene.world.person("otto").await;
    let operator = Caller::person(kernel::SignedIn { is_operator: true, ..otto.who });
    let dead = scene.get("/api/v1/ops/jobs?state=dead", &operator).await.json();
    assert_eq!((&dead["items"][0]["id"], &dead["items"][0]["kind"]), (&json!(job), &json!("mail.send")));
    assert_eq!(dead["items"][0]["lastError"], "the mail server refused the mail: no such mailbox");
}

#[tokio::test]
async fn a_mail_that_was_deleted_meanwhile_is_no_trouble() {
    let scene = scene().await;
    scene.post("Confirm").await;
    sqlx::query("delete from mails").execute(&scene.world.owner).await.unwrap();
    assert_eq!(scene.runner.drain().await, Ok(1));
    assert!(scene.subjects_taken().is_empty());
    assert_eq!(scene.world.waiting_jobs().await, 0);
}

#[tokio::test]
async fn without_a_mail_server_mail_stays_in_the_outbox_and_never_counts_as_sent() {
    let scene = scene_in_development().await;
    scene.post("Confirm").await;
    assert_eq!(scene.runner.drain().await, Ok(1));
    // Nobody can receive mail here, so everyone on this machine may read it.
    let outbox = scene.get("/api/v1/ops/outbox", &Caller::Anonymous).await;
    assert_eq!(outbox.status, 200);
    let items = outbox.json()["items"].clone();
    assert_eq!((&items[0]["subject"], &items[0]["to"]), (&json!("Confirm"), &json!("ada@example.org")));
    assert_eq!((&items[0]["body"], &items[0]["sentAt"]), (&json!("Open the link.\n"), &Value::Null));
    assert_eq!(scene.world.waiting_jobs().await, 0);
}

#[tokio::test]
async fn with_a_mail_server_the_outbox_is_for_operators() {
    let scene = scene().await;
    scene.post("Confirm").await;
    scene.runner.drain().await.unwrap();
    let ada = scene.world.person("ada").await;
    for by in [Caller::Anonymous, ada.caller()] {
        let refused = scene.get("/api/v1/ops/outbox", &by).await;
        assert_eq!((refused.status, refused.code()), (404, "not_found".into()), "to others it does not exist");
        assert!(!refused.text().contains("Confirm"));
    }
}

#[tokio::test]
async fn the_outbox_has_pages_of_thirty_newest_first() {
    let scene = scene_in_development().await;
    for i in 0..65 {
        scene.post(&format!("Mail {i}")).await;
        scene.world.clock.advance_seconds(i64::from(i % 2));
    }
    scene.runner.drain().await.unwrap();
    let (mut seen, mut sizes, mut address) = (Vec::new(), Vec::new(), "/api/v1/ops/outbox".to_owned());
    loop {
        let page = scene.get(&address, &Caller::Anonymous).await.json();
        let items = page["items"].as_array().unwrap().clone();
        sizes.push(items.len());
        seen.extend(items.iter().map(|item| item["createdAt"].as_i64().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        address = format!("/api/v1/ops/outbox?after={next}");
    }
    assert_eq!(sizes, [30, 30, 5]);
    assert!(seen.is_sorted_by(|a, b| a >= b), "{seen:?}");
}
