//! From the form to the mail, and from the mail to a session.
use identity_contract::Register;
use kernel::Caller;
use serde_json::json;

use crate::scene::{PASSWORD, flash, location, scene, session_secret, set_cookies};

const NOBODY: Caller = Caller::Anonymous;

#[tokio::test]
async fn signing_up_leads_through_the_mail_to_where_one_wanted_to_go() {
    let scene = scene().await;
    let wish =
        [("email", "ada@example.org"), ("username", "ada"), ("password", PASSWORD), ("next", "/describe/abc?x=1")];
    let sent = scene.form(&NOBODY, "/auth/sign-up", &wish).await;
    assert_eq!(location(&sent), "/check-mail");
    assert_eq!(flash(&sent).field("email"), "ada@example.org");
    assert_eq!(session_secret(&sent), None, "nobody is signed in before the address is confirmed");

    let secret = scene.one_letter().await.secret("confirm");
    let confirmed = scene.form(&NOBODY, "/auth/confirm", &[("secret", &secret)]).await;
    assert_eq!(location(&confirmed), "/describe/abc?x=1");
    let holder = scene.holder(&session_secret(&confirmed).unwrap()).await.expect("a live session");
    let me = scene.get(&holder, "/api/v1/auth/me").await.json();
    assert_eq!((&me["username"], &me["email"]), (&json!("ada"), &json!("ada@example.org")));
    assert_eq!((&me["org"]["role"], &me["org"]["isPersonal"]), (&json!("owner"), &json!(true)));
}

#[tokio::test]
async fn the_session_cookie_stays_with_this_host_and_away_from_scripts() {
    let scene = scene().await;
    scene.account("ada").await;
    let fields = [("login", "ada"), ("password", PASSWORD)];
    let answer = scene.form(&NOBODY, "/auth/sign-in", &fields).await;
    let secret = session_secret(&answer).unwrap();
    let cookies = set_cookies(&answer);
    let expected = format!("__Host-burnish={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure");
    assert_eq!(cookies, [expected]);
    // 256 bits, and the database knows a hash of them only.
    assert_eq!(secret.len(), 43);
    let found: bool = sqlx::query_scalar("select exists (select from sessions s where position($1 in s::text) > 0)")
        .bind(&secret)
        .fetch_one(&scene.world.owner)
        .await
        .unwrap();
    assert!(!found);
    scene.world.clock.advance_seconds(30 * 24 * 3600 - 1);
    assert!(scene.holder(&secret).await.is_some());
    scene.world.clock.advance_seconds(1);
    assert!(scene.holder(&secret).await.is_none(), "thirty days are over");
}

#[tokio::test]
async fn a_link_confirms_once() {
    let scene = scene().await;
    scene.register("ada@example.org", "ada", PASSWORD).await;
    let secret = scene.one_letter().await.secret("confirm");
    assert_eq!(scene.confirm(&secret).await.status, 204);
    let again = scene.confirm(&secret).await;
    assert_eq!((again.status, again.code()), (410, "dead_link".into()));
    let by_form = scene.form(&NOBODY, "/auth/confirm", &[("secret", &secret)]).await;
    assert_eq!((location(&by_form).as_str(), session_secret(&by_form)), ("/sign-in", None));
    assert!(flash(&by_form).is_error);
    assert_eq!(scene.confirm("never-was-a-secret").await.code(), "dead_link");
}

#[tokio::test]
async fn a_link_that_is_opened_twice_at_once_opens_one_session() {
    let scene = scene().await;
    scene.register("ada@example.org", "ada", PASSWORD).await;
    let secret = scene.one_letter().await.secret("confirm");
    let (one, two) = tokio::join!(scene.confirm(&secret), scene.confirm(&secret));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 410]);
}

#[tokio::test]
async fn a_link_is_dead_after_thirty_minutes() {
    let scene = scene().await;
    scene.register("ada@example.org", "ada", PASSWORD).await;
    let early = scene.one_letter().await.secret("confirm");
    scene.register("bob@example.org", "bob", PASSWORD).await;
    let late = scene.one_letter().await.secret("confirm");
    scene.world.clock.advance_seconds(29 * 60 + 59);
    assert_eq!(scene.confirm(&early).await.status, 204);
    scene.world.clock.advance_seconds(1);
    assert_eq!(scene.confirm(&late).await.code(), "dead_link");
    assert_eq!(scene.login("bob", PASSWORD).await.code(), "email_not_confirmed");
    scene.letters().await;
}

#[tokio::test]
async fn a_link_leads_nowhere_but_to_this_site() {
    let scene = scene().await;
    for (name, next) in [("ada", "https://evil.example/x"), ("bob", "//evil.example"), ("cyd", "/\\evil.example")] {
        let email = format!("{name}@example.org");
        let ask = Register {
            email: email.clone(),
            username: name.into(),
            password: PASSWORD.into(),
            next: Some(next.into()),
        };
        scene.service.register(&Default::default(), ask).await.unwrap();
        let secret = scene.one_letter().await.secret("confirm");
        let confirmed = scene.form(&NOBODY, "/auth/confirm", &[("secret", &secret)]).await;
        assert_eq!(location(&confirmed), "/home", "{next}");
        let signed_in = [("login", name), ("password", PASSWORD), ("next", next)];
        assert_eq!(location(&scene.form(&NOBODY, "/auth/sign-in", &signed_in).await), "/home", "{next}");
    }
}

#[tokio::test]
async fn a_refused_form_keeps_the_fields_but_never_the_password() {
    let scene = scene().await;
    scene.account("ada").await;
    let wish = [("email", "new@example.org"), ("username", "ada"), ("password", "nine tall ladders"), ("next", "/p/1")];
    let refused = scene.form(&NOBODY, "/auth/sign-up", &wish).await;
    assert_eq!(location(&refused), "/sign-up?next=%2Fp%2F1");
    let said = flash(&refused);
    assert!(said.is_error && said.message.contains("taken"), "{said:?}");
    assert_eq!((said.field("email"), said.field("username")), ("new@example.org", "ada"));
    assert!(!format!("{:?}", refused.headers).contains("nine") && !format!("{said:?}").contains("nine"));

    let refused = scene.form(&NOBODY, "/auth/sign-in", &[("login", "ada"), ("password", "nine tall ladders")]).await;
    assert_eq!(location(&refused), "/sign-in");
    let said = flash(&refused);
    assert_eq!((said.is_error, said.field("login")), (true, "ada"));
    assert!(!format!("{said:?}").contains("nine") && session_secret(&refused).is_none());
}

#[tokio::test]
async fn whoever_registers_somebody_elses_address_first_gains_nothing() {
    let scene = scene().await;
    // Eve takes Ada's address, with a password that Eve knows, and waits.
    scene.register("ada@example.org", "eve-was-here", "eves own password").await;
    let first = scene.one_letter().await.secret("confirm");
    // Ada registers herself later and opens her own mail.
    scene.register("ada@example.org", "ada", PASSWORD).await;
    let second = scene.one_letter().await.secret("confirm");
    assert_eq!(scene.confirm(&first).await.code(), "dead_link");
    assert_eq!(scene.confirm(&second).await.status, 204);
    assert!(!scene.opens("ada@example.org", "eves own password").await);
    assert!(!scene.opens("eve-was-here", "eves own password").await);
    assert!(scene.opens("ada", PASSWORD).await);
}

#[tokio::test]
async fn once_an_address_is_confirmed_its_other_links_are_dead() {
    let scene = scene().await;
    scene.register("ada@example.org", "ada", PASSWORD).await;
    let first = scene.one_letter().await.secret("confirm");
    assert_eq!(scene.login("ada", PASSWORD).await.code(), "email_not_confirmed");
    let second = scene.one_letter().await.secret("confirm");
    assert_eq!(scene.confirm(&second).await.status, 204);
    assert_eq!(scene.confirm(&first).await.code(), "dead_link");
}
