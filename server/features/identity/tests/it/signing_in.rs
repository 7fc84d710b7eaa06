//! Names, passwords, and how often one may guess.
use serde_json::json;

use crate::scene::{PASSWORD, scene};

#[tokio::test]
async fn a_name_or_an_address_will_do_in_any_case() {
    let scene = scene().await;
    scene.account("ada").await;
    for login in ["ada", "ADA", " ada ", "ada@example.org", "Ada@EXAMPLE.org"] {
        assert!(scene.opens(login, PASSWORD).await, "{login}");
    }
    assert!(!scene.opens("ada", "Seven Wet Bricks").await, "passwords have a case");
    // The field may be called what it holds.
    let body = json!({"email": "ada@example.org", "password": PASSWORD});
    assert_eq!(scene.post(&kernel::Caller::Anonymous, "/api/v1/auth/login", body).await.status, 200);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_get_the_same_answer() {
    let scene = scene().await;
    scene.account("ada").await;
    let wrong = scene.login("ada", "nine tall ladders").await;
    let unknown = scene.login("nobody", "nine tall ladders").await;
    let address = scene.login("nobody@example.org", "nine tall ladders").await;
    assert_eq!((wrong.status, wrong.code()), (401, "wrong_credentials".into()));
    for other in [unknown, address] {
        assert_eq!((wrong.status, wrong.text()), (other.status, other.text()));
        assert_eq!(wrong.headers.keys().collect::<Vec<_>>(), other.headers.keys().collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_one_is_an_unknown_one() {
    let scene = scene().await;
    scene.account("ada").await;
    for login in ["", "ada\0", "\0", "a\u{202e}da", &"x".repeat(100_000)] {
        let refused = scene.login(login, PASSWORD).await;
        assert_eq!((refused.status, refused.code()), (401, "wrong_credentials".into()), "{login:?}");
    }
    let odd = json!({"email": "bob@example.org", "username": "bob", "password": PASSWORD, "next": "/p/\0"});
    assert_eq!(scene.post(&kernel::Caller::Anonymous, "/api/v1/auth/register", odd).await.status, 202);
    assert_eq!(scene.confirm(&scene.one_letter().await.secret("confirm")).await.status, 204);
}

#[tokio::test]
async fn an_account_can_be_guessed_at_ten_times_in_a_quarter_of_an_hour() {
    let scene = scene().await;
    scene.account("ada").await;
    for i in 0..10 {
        // From everywhere, so that only the account can be what counts.
        let guess = scene.login_from(&format!("198.51.100.{i}"), "ada", "nine tall ladders").await;
        assert_eq!(guess.code(), "wrong_credentials", "guess {i}");
    }
    scene.world.clock.advance_seconds(60);
    let right = scene.login_from("198.51.100.99", "ADA", PASSWORD).await;
    assert_eq!((right.status, right.code()), (429, "too_many_tries".into()), "the right password has to wait as well");
    assert_eq!(right.headers["retry-after"], "840");
    assert_eq!(right.json()["error"]["detail"]["wait_seconds"], 840);
    scene.world.clock.advance_seconds(839);
    assert_eq!(scene.login("ada", PASSWORD).await.status, 429);
    scene.world.clock.advance_seconds(1);
    assert!(scene.opens("ada", PASSWORD).await);
}

#[tokio::test]
async fn unknown_accounts_are_throttled_like_known_ones() {
    let scene = scene().await;
    for i in 0..10 {
        let guess = scene.login_from(&format!("198.51.100.{i}"), "nobody", "nine tall ladders").await;
        assert_eq!(guess.code(), "wrong_credentials");
    }
    assert_eq!(scene.login("nobody", PASSWORD).await.code(), "too_many_tries");
}

#[tokio::test]
async fn the_right_password_forgets_the_wrong_ones() {
    let scene = scene().await;
    scene.account("ada").await;
    for round in 0..2 {
        for i in 0..9 {
            assert!(!scene.opens("ada", "nine tall ladders").await, "round {round}, guess {i}");
        }
        assert!(scene.opens("ada", PASSWORD).await, "round {round}");
    }
}

#[tokio::test]
async fn an_address_can_guess_sixty_times_whoever_it_guesses_at() {
    let scene = scene().await;
    scene.account("ada").await;
    for i in 0..60 {
        let guess = scene.login_from("198.51.100.7", &format!("somebody-{i}"), "nine tall ladders").await;
        assert_eq!(guess.code(), "wrong_credentials", "guess {i}");
    }
    assert_eq!(scene.login_from("198.51.100.7", "ada", PASSWORD).await.code(), "too_many_tries");
    assert_eq!(scene.login_from("198.51.100.8", "ada", PASSWORD).await.status, 200, "another address is not bound");
    scene.world.clock.advance_seconds(15 * 60);
    assert_eq!(scene.login_from("198.51.100.7", "ada", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_unconfirmed_account_gets_a_new_mail_instead_of_a_session() {
    let scene = scene().await;
    scene.register("ada@example.org", "ada", PASSWORD).await;
    scene.one_letter().await;
    scene.world.clock.advance_seconds(31 * 60);
    let early = scene.login("ada", PASSWORD).await;
    assert_eq!((early.status, early.code()), (403, "email_not_confirmed".into()));
    let letter = scene.one_letter().await;
    assert_eq!(scene.login("ada", "nine tall ladders").await.code(), "wrong_credentials");
    assert_eq!(scene.letters().await, [], "a wrong password sends nothing");
    assert_eq!(scene.confirm(&letter.secret("confirm")).await.status, 204);
    assert!(scene.opens("ada", PASSWORD).await);
}

#[tokio::test]
async fn the_sign_in_before_this_one_is_told() {
    let scene = scene().await;
    scene.account("ada").await;
    let day = 24 * 3600;
    scene.world.clock.advance_seconds(day);
    let first = ports::Clock::now(&*scene.world.clock);
    scene.signed_in("ada").await;
    scene.world.clock.advance_seconds(day);
    let ada = scene.signed_in("ada").await;
    assert_eq!(scene.get(&ada, "/api/v1/auth/me").await.json()["lastLoginAt"], first.micros());
}
