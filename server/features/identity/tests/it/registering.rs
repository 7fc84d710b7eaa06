//! Asking for an account.
use crate::scene::{PASSWORD, Scene, scene};

async fn people(scene: &Scene) -> i64 {
    sqlx::query_scalar("select count(*) from users").fetch_one(&scene.world.owner).await.unwrap()
}

#[tokio::test]
async fn a_new_and_a_known_address_get_the_same_answer_and_different_mails() {
    let scene = scene().await;
    let new = scene.register("ada@example.org", "ada", PASSWORD).await;
    let letter = scene.one_letter().await;
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("ada@example.org", "Confirm your e-mail address"));
    scene.confirm(&letter.secret("confirm")).await;

    let known = scene.register("ada@example.org", "eve", "six dry boulders").await;
    assert_eq!((known.status, known.text()), (new.status, new.text()));
    assert_eq!(new.status, 202);
    let letter = scene.one_letter().await;
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("ada@example.org", "You already have an account"));
    assert!(!letter.body.contains("/confirm/"), "{}", letter.body);
    // Nothing of the second wish was kept.
    assert!(scene.opens("ada", PASSWORD).await);
    assert!(!scene.opens("ada", "six dry boulders").await && !scene.opens("eve", "six dry boulders").await);
}

#[tokio::test]
async fn addresses_are_one_whatever_their_case() {
    let scene = scene().await;
    scene.account("ada").await;
    assert_eq!(scene.register("ADA@Example.ORG", "someone", PASSWORD).await.status, 202);
    assert_eq!(scene.one_letter().await.subject, "You already have an account");
    assert_eq!(people(&scene).await, 1);
}

#[tokio::test]
async fn addresses_beyond_ascii_are_one_too() {
    let scene = scene().await;
    let first = scene.register("zoë@example.org", "zoe", PASSWORD).await;
    let again = scene.register("zoë@EXAMPLE.org", "zoe", PASSWORD).await;
    assert_eq!((first.status, again.status), (202, 202), "{}", again.text());
    assert_eq!(scene.letters().await.len(), 2);
    let other_case = scene.register("ZOË@example.org", "zoe2", PASSWORD).await;
    assert_eq!(other_case.status, 202, "{}", other_case.text());
    scene.letters().await;
}

#[tokio::test]
async fn a_taken_username_is_said_whatever_its_case() {
    let scene = scene().await;
    scene.account("ada").await;
    let taken = scene.register("new@example.org", "ADA", PASSWORD).await;
    assert_eq!((taken.status, taken.code()), (409, "username_taken".into()));
    assert!(taken.json()["error"]["message"].as_str().unwrap().contains("“ADA”"));
    assert_eq!(scene.letters().await, []);
}

#[tokio::test]
async fn a_taken_username_does_not_tell_whose_address_is_whose() {
    let scene = scene().await;
    scene.account("ada").await;
    let hers = scene.register("ada@example.org", "ada", PASSWORD).await;
    let other = scene.register("bob@example.org", "ada", PASSWORD).await;
    // The request id is the only thing that may differ; outside of the whole server there is none.
    assert_eq!((hers.status, hers.text()), (other.status, other.text()));
    assert_eq!(other.code(), "username_taken");
    assert_eq!(scene.letters().await, []);
}

#[tokio::test]
async fn a_form_that_was_sent_twice_makes_one_account() {
    let scene = scene().await;
    let send = || scene.register("ada@example.org", "ada", PASSWORD);
    let (one, two, three) = tokio::join!(send(), send(), send());
    assert_eq!([one.status, two.status, three.status], [202; 3], "{} {}", two.text(), three.text());
    assert_eq!(people(&scene).await, 1);
    let mut worked = 0;
    for letter in scene.letters().await {
        let answer = scene.confirm(&letter.secret("confirm")).await;
        assert!(matches!(answer.status, 204 | 410), "{}", answer.text());
        worked += usize::from(answer.status == 204);
    }
    assert_eq!(worked, 1, "the newest link works, and only that one");
    assert!(scene.opens("ada", PASSWORD).await);
}

#[tokio::test]
async fn one_mailbox_gets_at_most_five_mails_an_hour_and_nobody_learns_of_it() {
    let scene = scene().await;
    let first = scene.register("ada@example.org", "ada", PASSWORD).await;
    for _ in 0..6 {
        let next = scene.register("ada@example.org", "ada", PASSWORD).await;
        assert_eq!((next.status, next.text()), (first.status, first.text()));
    }
    assert_eq!(scene.letters().await.len(), 5);
    scene.world.clock.advance_seconds(3600);
    scene.register("ada@example.org", "ada", PASSWORD).await;
    assert_eq!(scene.letters().await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_an_account_is_refused_in_words() {
    let scene = scene().await;
    let long = "word ".repeat(41);
    for (email, username, password, code) in [
        ("no address", "ada", PASSWORD, "bad_email"),
        ("ada@example.org\r\nBcc: eve@example.org", "ada", PASSWORD, "bad_email"),
        ("ada@example.org", "a", PASSWORD, "bad_username"),
        ("ada@example.org", "ada lovelace", PASSWORD, "bad_username"),
        ("ada@example.org", "ada", "tiny", "short_password"),
        ("ada@example.org", "ada", &long, "long_password"),
        ("ada@example.org", "ada", "password1", "common_password"),
        ("ada@example.org", "ada", "ada@example.org", "common_password"),
    ] {
        let refused = scene.register(email, username, password).await;
        assert_eq!((refused.status, refused.code()), (422, code.to_owned()), "{email} {username} {password}");
        assert!(!refused.text().contains(password), "a refusal repeats no password");
    }
    assert_eq!((people(&scene).await, scene.letters().await), (0, vec![]));
}
