//! A template becomes a project.
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use kernel::Caller;
use projects_contract::ProjectsError;
use serde_json::json;
use testkit::Answer;

use crate::scene::{Scene, offer, scene};

async fn with_template() -> (Scene, kernel::ListingId) {
    let scene = scene().await;
    let id = scene.put(&offer("workshop-board")).await;
    scene.put_file(id, "index.html", "<h1>Board</h1>").await;
    scene.put_file(id, "src/main.js", "start()").await;
    (scene, id)
}

async fn uses(scene: &Scene, id: kernel::ListingId) -> i64 {
    let uses = sqlx::query_scalar("select uses from published_listings where listing_id = $1").bind(id.uuid());
    uses.fetch_one(&scene.world.owner).await.unwrap()
}

async fn press(scene: &Scene, by: &Caller, body: &str) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/marketplace/use")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    scene.client.send(by, request).await
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303);
    answer.headers[header::LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn using_a_template_makes_a_project_and_is_counted() {
    let (scene, id) = with_template().await;
    let ada = scene.world.person("ada").await;
    let answer = scene.client.post(&format!("/api/v1/listings/{id}/use"), &ada, json!(null)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["name"], "workshop board");
    let files: Vec<_> = {
        let made = scene.projects.made.lock().unwrap();
        made[0].1.iter().map(|file| (file.path.clone(), String::from_utf8(file.bytes.clone()).unwrap())).collect()
    };
    assert_eq!(files, [("index.html".into(), "<h1>Board</h1>".into()), ("src/main.js".into(), "start()".into())]);
    assert_eq!(uses(&scene, id).await, 1);
    assert_eq!(scene.get("/api/v1/listings/template/workshop-board").await.json()["uses"], 1);
    assert_eq!(scene.world.waiting_jobs().await, 0);
}

#[tokio::test]
async fn a_double_click_makes_one_project_and_a_second_thought_another() {
    let (scene, id) = with_template().await;
    let ada = scene.world.person("ada").await.caller();
    let ben = scene.world.person("ben").await.caller();
    let (first, second, bens) = tokio::join!(
        scene.market.use_template(&ada, id),
        scene.market.use_template(&ada, id),
        scene.market.use_template(&ben, id)
    );
    let (first, second, bens) = (first.unwrap(), second.unwrap(), bens.unwrap());
    assert_eq!(first.summary.id, second.summary.id);
    assert_ne!(first.summary.id, bens.summary.id);
    assert_eq!(uses(&scene, id).await, 2);
    scene.world.clock.advance_seconds(11);
    let later = scene.market.use_template(&ada, id).await.unwrap();
    assert_ne!(later.summary.id, first.summary.id);
    assert_eq!(uses(&scene, id).await, 3);
}

#[tokio::test]
async fn when_a_project_cannot_be_made_the_reason_is_told_and_nothing_is_counted() {
    let (scene, id) = with_template().await;
    let ada = scene.world.person("ada").await;
    *scene.projects.refuse.lock().unwrap() = Some(ProjectsError::QuotaFull { used_bytes: 9, quota_bytes: 9 });
    let answer = scene.client.post(&format!("/api/v1/listings/{id}/use"), &ada, json!(null)).await;
    assert_eq!((answer.status, answer.code().as_str()), (507, "quota_full"));
    let answer = press(&scene, &ada.caller(), "template=workshop-board").await;
    assert_eq!(location(&answer), "/marketplace/templates/workshop-board");
    assert!(answer.headers[header::SET_COOKIE].to_str().unwrap().starts_with("burnish_flash="));
    assert_eq!(uses(&scene, id).await, 0);
    *scene.projects.refuse.lock().unwrap() = None;
    assert!(scene.market.use_template(&ada.caller(), id).await.is_ok(), "the failed try leaves no claim behind");
}

#[tokio::test]
async fn the_form_leads_through_sign_up_or_into_the_project() {
    let (scene, _) = with_template().await;
    let answer = press(&scene, &Caller::Anonymous, "template=workshop-board").await;
    assert_eq!(location(&answer), "/sign-up?next=/marketplace/templates/workshop-board");
    let ada = scene.world.person("ada").await;
    let answer = press(&scene, &ada.caller(), "template=workshop-board").await;
    let project = scene.projects.made.lock().unwrap()[0].0.summary.id;
    assert_eq!(location(&answer), format!("/p/{project}"));
    for sly in ["template=//evil.example", "template=../../x", "template=%0d%0aa", "", "template=Board"] {
        assert_eq!(location(&press(&scene, &ada.caller(), sly).await), "/marketplace", "{sly}");
    }
    assert_eq!(location(&press(&scene, &ada.caller(), "template=gone").await), "/marketplace");
    assert_eq!(location(&scene.get("/marketplace/use").await), "/marketplace");
}

#[tokio::test]
async fn only_free_templates_with_files_can_be_used() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let mut paid = offer("paid");
    paid.price_cents = 999;
    let mut plugin = offer("plugin");
    plugin.kind = "plugin";
    for (one, status, code) in
        [(paid, 403, "not_free"), (plugin, 422, "not_a_template"), (offer("empty"), 422, "not_a_template")]
    {
        let id = scene.put(&one).await;
        if one.slug != "empty" {
            scene.put_file(id, "index.html", "x").await;
        }
        let answer = scene.client.post(&format!("/api/v1/listings/{id}/use"), &ada, json!(null)).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", one.slug);
    }
    let path = format!("/api/v1/listings/{}/use", ada.who.org);
    assert_eq!(scene.client.call(Method::POST, &path, &Caller::Anonymous, None).await.status, 401);
    let unknown = scene.client.post(&path, &ada, json!(null)).await;
    assert_eq!(unknown.status, 404);
    assert!(scene.projects.made.lock().unwrap().is_empty());
}
