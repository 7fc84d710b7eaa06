//! Forgotten and changed passwords, changed addresses.
use axum::http::Method;
use kernel::Caller;
use serde_json::{Value, json};
use testkit::Answer;

use crate::scene::{PASSWORD, Scene, flash, location, scene, session_secret};

const NOBODY: Caller = Caller::Anonymous;
const NEW: &str = "nine tall ladders";

async fn forgot(scene: &Scene, email: &str) -> Answer {
    scene.post(&NOBODY, "/api/v1/auth/forgot", json!({"email": email})).await
}

async fn reset(scene: &Scene, secret: &str, password: &str) -> Answer {
    scene.post(&NOBODY, "/api/v1/auth/reset", json!({"secret": secret, "password": password})).await
}

async fn change(scene: &Scene, by: &Caller, body: Value) -> Answer {
    scene.from("192.0.2.1", by, Method::POST, "/api/v1/auth/password", Some(body)).await
}

async fn confirm_change(scene: &Scene, by: &Caller, secret: &str) -> Answer {
    scene.post(by, "/api/v1/auth/email/confirm", json!({"secret": secret})).await
}

async fn email_of(scene: &Scene, by: &Caller) -> String {
    scene.get(by, "/api/v1/auth/me").await.json()["email"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_reset_sets_the_password_once_and_ends_every_session() {
    let scene = scene().await;
    scene.account("ada").await;
    let browser = scene.sign_in("ada").await;
    let token = scene.login("ada", PASSWORD).await.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(forgot(&scene, "ADA@example.org").await.status, 202);
    let secret = scene.one_letter().await.secret("reset");

    let short = reset(&scene, &secret, "tiny").await;
    assert_eq!((short.status, short.code()), (422, "short_password".into()), "a refusal does not use the link up");
    assert_eq!(reset(&scene, &secret, NEW).await.status, 204);
    assert!(scene.holder(&browser).await.is_none());
    assert!(scene.service.resolve_token(&token).await.is_err());
    assert!(scene.opens("ada", NEW).await && !scene.opens("ada", PASSWORD).await);
    let again = reset(&scene, &secret, "six dry boulders").await;
    assert_eq!((again.status, again.code()), (410, "dead_link".into()));
    assert!(scene.opens("ada", NEW).await);
}

#[tokio::test]
async fn asking_for_a_reset_tells_nothing_about_the_address() {
    let scene = scene().await;
    scene.account("ada").await;
    let known = forgot(&scene, "ada@example.org").await;
    assert_eq!(scene.letters().await.len(), 1);
    let unknown = forgot(&scene, "nobody@example.org").await;
    assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
    assert_eq!(scene.letters().await, []);
    let forms = [
        scene.form(&NOBODY, "/auth/forgot", &[("email", "ada@example.org")]).await,
        scene.form(&NOBODY, "/auth/forgot", &[("email", "nobody@example.org")]).await,
    ];
    assert_eq!(forms.each_ref().map(location), ["/check-mail", "/check-mail"]);
    scene.letters().await;
}

#[tokio::test]
async fn a_reset_link_is_dead_after_thirty_minutes_and_when_a_newer_one_was_used() {
    let scene = scene().await;
    scene.account("ada").await;
    forgot(&scene, "ada@example.org").await;
    let old = scene.one_letter().await.secret("reset");
    scene.world.clock.advance_seconds(30 * 60);
    assert_eq!(reset(&scene, &old, NEW).await.code(), "dead_link");

    forgot(&scene, "ada@example.org").await;
    let first = scene.one_letter().await.secret("reset");
    forgot(&scene, "ada@example.org").await;
    let second = scene.one_letter().await.secret("reset");
    assert_eq!(reset(&scene, &second, NEW).await.status, 204);
    assert_eq!(reset(&scene, &first, "six dry boulders").await.code(), "dead_link");
    assert!(scene.opens("ada", NEW).await);
}

#[tokio::test]
async fn the_reset_form_signs_in_or_says_why_not() {
    let scene = scene().await;
    scene.account("ada").await;
    forgot(&scene, "ada@example.org").await;
    let secret = scene.one_letter().await.secret("reset");
    let common = scene.form(&NOBODY, "/auth/reset", &[("secret", &secret), ("password", "password1")]).await;
    assert_eq!(location(&common), format!("/reset/{secret}"));
    assert!(flash(&common).message.contains("attackers"));
    let done = scene.form(&NOBODY, "/auth/reset", &[("secret", &secret), ("password", NEW)]).await;
    assert_eq!(location(&done), "/home");
    assert!(scene.holder(&session_secret(&done).unwrap()).await.is_some());
    let again = scene.form(&NOBODY, "/auth/reset", &[("secret", &secret), ("password", NEW)]).await;
    assert_eq!((location(&again).as_str(), session_secret(&again)), ("/forgot", None));
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let scene = scene().await;
    scene.account("ada").await;
    let other = scene.sign_in("ada").await;
    let here = scene.sign_in("ada").await;
    let ada = scene.holder(&here).await.unwrap();
    let wrong = change(&scene, &ada, json!({"old": NEW, "new": "six dry boulders"})).await;
    assert_eq!((wrong.status, wrong.code()), (401, "wrong_credentials".into()));
    let absent = change(&scene, &ada, json!({"new": "six dry boulders"})).await;
    assert_eq!(absent.code(), "wrong_credentials", "only an account without a password may leave the old one out");
    assert!(scene.holder(&other).await.is_some());

    assert_eq!(change(&scene, &ada, json!({"old": PASSWORD, "new": NEW})).await.status, 204);
    assert!(scene.holder(&other).await.is_none() && scene.holder(&here).await.is_some());
    assert!(scene.opens("ada", NEW).await && !scene.opens("ada", PASSWORD).await);
}

#[tokio::test]
async fn an_open_browser_does_not_let_anyone_guess_the_password() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    for i in 0..10 {
        let guess = change(&scene, &ada, json!({"old": format!("guess {i}"), "new": NEW})).await;
        assert_eq!(guess.code(), "wrong_credentials");
    }
    let right = change(&scene, &ada, json!({"old": PASSWORD, "new": NEW})).await;
    assert_eq!((right.status, right.code()), (429, "too_many_tries".into()));
}

#[tokio::test]
async fn an_address_changes_once_its_link_is_opened() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let asked = scene.form(&ada, "/auth/email", &[("email", "lovelace@example.org")]).await;
    assert_eq!(location(&asked), "/settings/profile");
    let letter = scene.one_letter().await;
    assert_eq!(letter.to, "lovelace@example.org");
    assert_eq!(email_of(&scene, &ada).await, "ada@example.org");
    assert!(scene.opens("ada@example.org", PASSWORD).await && !scene.opens("lovelace@example.org", PASSWORD).await);

    let opened = scene.form(&ada, "/auth/address", &[("secret", &letter.secret("settings/address"))]).await;
    assert_eq!(location(&opened), "/settings/profile");
    assert_eq!(session_secret(&opened), None, "no session but the one that there was");
    assert_eq!(email_of(&scene, &ada).await, "lovelace@example.org");
    assert!(!scene.opens("ada@example.org", PASSWORD).await && scene.opens("lovelace@example.org", PASSWORD).await);
}

#[tokio::test]
async fn the_mail_alone_opens_no_account() {
    let scene = scene().await;
    scene.account("ada").await;
    scene.account("bob").await;
    let (ada, bob) = (scene.signed_in("ada").await, scene.signed_in("bob").await);
    // Ada mistypes, and Bob gets the mail.
    let asked = scene.post(&ada, "/api/v1/auth/email", json!({"email": "mistyped@example.org"})).await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    let secret = scene.one_letter().await.secret("settings/address");
    assert_eq!(scene.confirm(&secret).await.code(), "dead_link", "it is no way to sign in");
    assert_eq!(confirm_change(&scene, &NOBODY, &secret).await.code(), "sign_in_first");
    let others = confirm_change(&scene, &bob, &secret).await;
    assert_eq!((others.status, others.code()), (403, "others_link".into()));
    assert_eq!(email_of(&scene, &bob).await, "bob@example.org");
    // All that left the link as it was.
    assert_eq!(confirm_change(&scene, &ada, &secret).await.status, 204);
    assert_eq!(confirm_change(&scene, &ada, &secret).await.code(), "dead_link");
    assert_eq!(email_of(&scene, &ada).await, "mistyped@example.org");
}

#[tokio::test]
async fn changing_to_somebody_elses_address_tells_only_them() {
    let scene = scene().await;
    scene.account("ada").await;
    scene.account("bob").await;
    let ada = scene.signed_in("ada").await;
    let free = scene.form(&ada, "/auth/email", &[("email", "new@example.org")]).await;
    scene.one_letter().await;
    let taken = scene.form(&ada, "/auth/email", &[("email", "BOB@example.org")]).await;
    assert_eq!(location(&taken), location(&free));
    let (free, taken) = (flash(&free), flash(&taken));
    assert_eq!(
        (taken.is_error, taken.message.replace("BOB@", "")),
        (free.is_error, free.message.replace("new@", "")),
        "the same words for both"
    );
    let letter = scene.one_letter().await;
    assert_eq!(letter.subject, "This address has an account already");
    assert!(!letter.body.contains("/address/"));
    assert_eq!(email_of(&scene, &ada).await, "ada@example.org");
}

#[tokio::test]
async fn two_people_who_want_one_address_do_not_both_get_it() {
    let scene = scene().await;
    let mut secrets = Vec::new();
    for name in ["ada", "bob"] {
        scene.account(name).await;
        let by = scene.signed_in(name).await;
        scene.form(&by, "/auth/email", &[("email", "shared@example.org")]).await;
        secrets.push((scene.one_letter().await.secret("settings/address"), by));
    }
    assert_eq!(confirm_change(&scene, &secrets[0].1, &secrets[0].0).await.status, 204);
    let late = confirm_change(&scene, &secrets[1].1, &secrets[1].0).await;
    assert_eq!((late.status, late.code()), (410, "dead_link".into()));
    assert_eq!(email_of(&scene, &scene.signed_in("bob").await).await, "bob@example.org");
}

#[tokio::test]
async fn a_new_password_calls_back_the_links_of_whoever_had_the_old_one() {
    let scene = scene().await;
    for way in ["change", "reset"] {
        let name = format!("ada-{way}");
        scene.account(&name).await;
        // Eve sits at Ada's open browser and sends herself a link that would make the account hers.
        let ada = scene.signed_in(&name).await;
        scene.form(&ada, "/auth/email", &[("email", &format!("eve-{way}@example.org"))]).await;
        let eves = scene.one_letter().await.secret("settings/address");
        if way == "change" {
            assert_eq!(change(&scene, &ada, json!({"old": PASSWORD, "new": NEW})).await.status, 204);
        } else {
            forgot(&scene, &format!("{name}@example.org")).await;
            let secret = scene.one_letter().await.secret("reset");
            assert_eq!(reset(&scene, &secret, NEW).await.status, 204);
        }
        let ada = match way {
            "change" => ada,
            _ => scene.signed_in_with(&name, NEW).await,
        };
        assert_eq!(confirm_change(&scene, &ada, &eves).await.code(), "dead_link", "{way}");
        assert!(scene.opens(&format!("{name}@example.org"), NEW).await);
    }
}

#[tokio::test]
async fn a_link_to_the_old_address_is_dead_once_the_address_has_changed() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    forgot(&scene, "ada@example.org").await;
    let old = scene.one_letter().await.secret("reset");
    scene.form(&ada, "/auth/email", &[("email", "lovelace@example.org")]).await;
    let secret = scene.one_letter().await.secret("settings/address");
    assert_eq!(confirm_change(&scene, &ada, &secret).await.status, 204);
    assert_eq!(reset(&scene, &old, NEW).await.code(), "dead_link");
    assert_eq!(email_of(&scene, &ada).await, "lovelace@example.org");
}
