//! The first owner, who comes in through a link on the server's console.
use axum::http::Method;
use kernel::Caller;
use serde_json::json;
use testkit::Answer;

use crate::scene::{PASSWORD, Scene, location, scene, session_secret};

async fn open(scene: &Scene, link: &str) -> Answer {
    let path = link.strip_prefix("https://burnish.example").expect("a link to this site");
    scene.from("192.0.2.1", &Caller::Anonymous, Method::GET, path, None).await
}

#[tokio::test]
async fn the_link_signs_the_first_owner_in_once() {
    let scene = scene().await;
    let link = scene.owner_links.fresh().await.unwrap();
    let opened = open(&scene, &link).await;
    assert_eq!(location(&opened), "/home");
    let owner = scene.holder(&session_secret(&opened).unwrap()).await.unwrap();
    let me = scene.get(&owner, "/api/v1/auth/me").await.json();
    assert_eq!(
        (&me["username"], &me["isOperator"], &me["hasPassword"]),
        (&json!("owner"), &json!(true), &json!(false))
    );
    let again = open(&scene, &link).await;
    assert_eq!((location(&again).as_str(), session_secret(&again)), ("/sign-in", None));

    // Without a password yet, there is no old one to give; afterwards there is.
    let first = scene.post(&owner, "/api/v1/auth/password", json!({"new": PASSWORD})).await;
    assert_eq!(first.status, 204, "{}", first.text());
    assert!(scene.opens("owner", PASSWORD).await);
    let second = scene.post(&owner, "/api/v1/auth/password", json!({"new": "nine tall ladders"})).await;
    assert_eq!(second.code(), "wrong_credentials");
}

#[tokio::test]
async fn a_later_link_is_for_the_same_owner_and_lives_for_thirty_minutes() {
    let scene = scene().await;
    let first = open(&scene, &scene.owner_links.fresh().await.unwrap()).await;
    let early = scene.owner_links.fresh().await.unwrap();
    let late = scene.owner_links.fresh().await.unwrap();
    scene.world.clock.advance_seconds(30 * 60 - 1);
    let second = open(&scene, &early).await;
    scene.world.clock.advance_seconds(1);
    assert_eq!(session_secret(&open(&scene, &late).await), None);
    let mut people = Vec::new();
    for answer in [first, second] {
        people.push(scene.holder(&session_secret(&answer).unwrap()).await.unwrap().user());
    }
    assert_eq!(people[0], people[1]);
    // A link of the console is no link of a mail.
    let link = scene.owner_links.fresh().await.unwrap();
    let secret = link.rsplit('/').next().unwrap();
    assert_eq!(scene.confirm(secret).await.code(), "dead_link");
}

#[tokio::test]
async fn somebody_who_took_the_name_does_not_keep_the_owner_out() {
    let scene = scene().await;
    scene.register("owner@localhost", "Owner", PASSWORD).await;
    let squatter = scene.one_letter().await.secret("confirm");
    scene.confirm(&squatter).await;
    let opened = open(&scene, &scene.owner_links.fresh().await.unwrap()).await;
    let owner = scene.holder(&session_secret(&opened).unwrap()).await.unwrap();
    let me = scene.get(&owner, "/api/v1/auth/me").await.json();
    assert_eq!(me["isOperator"], true);
    assert!(me["username"].as_str().unwrap().starts_with("owner-"), "{me}");
    let squatter = scene.signed_in("Owner").await;
    assert_eq!(scene.get(&squatter, "/api/v1/auth/me").await.json()["isOperator"], false);
}
