//! Where one is signed in, and putting an end to it.
use axum::http::Method;
use kernel::Caller;
use ports::Clock;
use serde_json::json;

use crate::scene::{PASSWORD, Scene, flash, location, scene, set_cookies};

const SESSIONS: &str = "/api/v1/auth/sessions";

async fn is_live(scene: &Scene, secret: &str) -> bool {
    scene.holder(secret).await.is_some()
}

#[tokio::test]
async fn the_list_names_device_place_and_time_with_the_present_session_first() {
    let scene = scene().await;
    scene.account("ada").await;
    let began = scene.world.clock.now();
    let browser = scene.signed_in("ada").await;
    scene.world.clock.advance_seconds(600);
    assert_eq!(scene.login_from("203.0.113.9", "ada", PASSWORD).await.status, 200);

    let list = scene.get(&browser, SESSIONS).await.json();
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 2, "the session that confirming opened for a program has ended: {list:?}");
    assert_eq!((&list[0]["isCurrent"], &list[0]["kind"]), (&json!(true), &json!("browser")));
    assert_eq!((&list[0]["device"], &list[0]["address"]), (&json!("Chrome on Linux"), &json!("192.0.2.1")));
    assert_eq!((&list[0]["createdAt"], &list[0]["lastSeenAt"]), (&json!(began.micros()), &json!(began.micros())));
    assert_eq!((&list[1]["isCurrent"], &list[1]["kind"]), (&json!(false), &json!("token")));
    assert_eq!(list[1]["address"], "203.0.113.9");
    let nobody = scene.get(&Caller::Anonymous, SESSIONS).await;
    assert_eq!((nobody.status, nobody.code()), (401, "sign_in_first".into()));
}

#[tokio::test]
async fn last_seen_is_noted_once_a_minute() {
    let scene = scene().await;
    scene.account("ada").await;
    let began = scene.world.clock.now();
    let secret = scene.sign_in("ada").await;
    let ada = scene.holder(&secret).await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..3 {
        scene.world.clock.advance_seconds(30);
        assert!(is_live(&scene, &secret).await);
        let list = scene.get(&ada, SESSIONS).await.json();
        seen.push(list[0]["lastSeenAt"].as_i64().unwrap());
    }
    let after = |seconds| began.plus_seconds(seconds).micros();
    assert_eq!(seen, [after(0), after(60), after(60)]);
}

#[tokio::test]
async fn one_session_can_be_ended_from_another() {
    let scene = scene().await;
    scene.account("ada").await;
    let lost = scene.sign_in("ada").await;
    let lost_id = scene.holder(&lost).await.unwrap().signed_in().unwrap().session;
    let here = scene.sign_in("ada").await;
    let ada = scene.holder(&here).await.unwrap();
    assert_eq!(scene.delete(&ada, &format!("{SESSIONS}/{lost_id}")).await.status, 204);
    assert!(!is_live(&scene, &lost).await && is_live(&scene, &here).await);
    let again = scene.delete(&ada, &format!("{SESSIONS}/{lost_id}")).await;
    assert_eq!((again.status, again.code()), (404, "no_such_session".into()));
    assert_eq!(scene.delete(&ada, &format!("{SESSIONS}/nonsense")).await.status, 404);
}

#[tokio::test]
async fn somebody_elses_session_does_not_exist() {
    let scene = scene().await;
    scene.account("ada").await;
    scene.account("eve").await;
    let adas = scene.sign_in("ada").await;
    let id = scene.holder(&adas).await.unwrap().signed_in().unwrap().session;
    let eve = scene.signed_in("eve").await;
    let tried = scene.delete(&eve, &format!("{SESSIONS}/{id}")).await;
    assert_eq!((tried.status, tried.code()), (404, "no_such_session".into()));
    let by_form = scene.form(&eve, "/auth/sessions", &[("session", &id.to_string())]).await;
    assert!(flash(&by_form).is_error);
    let nobody = scene.delete(&Caller::Anonymous, &format!("{SESSIONS}/{id}")).await;
    assert_eq!(nobody.status, 401);
    assert!(is_live(&scene, &adas).await);
    assert!(!scene.get(&eve, SESSIONS).await.text().contains(&id.to_string()));
}

#[tokio::test]
async fn all_others_can_be_ended_at_once() {
    let scene = scene().await;
    scene.account("ada").await;
    scene.account("bob").await;
    let bobs = scene.sign_in("bob").await;
    let others = [scene.sign_in("ada").await, scene.sign_in("ada").await];
    let here = scene.sign_in("ada").await;
    let ada = scene.holder(&here).await.unwrap();
    assert_eq!(scene.delete(&ada, SESSIONS).await.json(), json!({"ended": 2}));
    for other in &others {
        assert!(!is_live(&scene, other).await);
    }
    assert!(is_live(&scene, &here).await && is_live(&scene, &bobs).await);

    let another = scene.sign_in("ada").await;
    let by_form = scene.form(&ada, "/auth/sessions", &[("session", "others")]).await;
    assert_eq!(location(&by_form), "/settings/sessions");
    assert_eq!(flash(&by_form).message, "One session was signed out.");
    assert!(!is_live(&scene, &another).await && is_live(&scene, &here).await);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie_away() {
    let scene = scene().await;
    scene.account("ada").await;
    let secret = scene.sign_in("ada").await;
    let ada = scene.holder(&secret).await.unwrap();
    let out = scene.form(&ada, "/auth/sign-out", &[]).await;
    assert_eq!(location(&out), "/");
    assert_eq!(set_cookies(&out), ["__Host-burnish=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"]);
    assert!(!is_live(&scene, &secret).await);
    assert_eq!(location(&scene.form(&Caller::Anonymous, "/auth/sign-out", &[]).await), "/");
}

#[tokio::test]
async fn a_profile_can_be_changed_and_a_taken_name_is_refused() {
    let scene = scene().await;
    scene.account("ada").await;
    scene.account("bob").await;
    let ada = scene.signed_in("ada").await;
    let put = |body| scene.from("192.0.2.1", &ada, Method::PUT, "/api/v1/auth/me", Some(body));
    let profile = json!({"displayName": "  Ada   Lovelace ", "username": "ada-l", "theme": "dark"});
    let me = put(profile).await.json();
    assert_eq!(
        (&me["displayName"], &me["username"], &me["theme"]),
        (&json!("Ada Lovelace"), &json!("ada-l"), &json!("dark"))
    );
    let taken = put(json!({"displayName": "Ada", "username": "BOB", "theme": "dark"})).await;
    assert_eq!((taken.status, taken.code()), (409, "username_taken".into()));
    let long = put(json!({"displayName": "x".repeat(61), "username": "ada-l", "theme": "dark"})).await;
    assert_eq!((long.status, long.code()), (422, "bad_display_name".into()));
    assert_eq!(scene.get(&ada, "/api/v1/auth/me").await.json(), me, "refusals changed nothing");
}
