//! From an invitation to a membership.
use kernel::Caller;
use serde_json::json;

use crate::scene::{PASSWORD, Scene, flash, location, scene, session_secret};

const NOBODY: Caller = Caller::Anonymous;
const DAY: i64 = 24 * 3600;

/// Ada, signed in, with an org of hers.
async fn ada_with_an_org(scene: &Scene) -> (Caller, String) {
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let org = scene.org(&ada, "Reading Room").await;
    (ada, org)
}

fn invites_of(org: &str) -> String {
    format!("/api/v1/orgs/{org}/invites")
}

async fn open_invites(scene: &Scene, by: &Caller, org: &str) -> Vec<String> {
    let list = scene.get(by, &invites_of(org)).await.json();
    list.as_array().expect("a list").iter().map(|one| one["email"].as_str().expect("text").to_owned()).collect()
}

#[tokio::test]
async fn an_invitation_leads_into_the_org_once() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    scene.account("bob").await;
    let sent = scene.post(&ada, &invites_of(&org), json!({"email": " BOB@Example.org ", "role": "member"})).await;
    assert_eq!((sent.status, &sent.json()["email"]), (201, &json!("BOB@example.org")));
    let letter = scene.one_letter().await;
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("BOB@example.org", "ada invites you to “Reading Room”"));
    let secret = letter.secret("invite");
    assert!(!sent.text().contains(&secret), "the link is in the mail alone");
    let kept: bool = sqlx::query_scalar("select exists (select from org_invites i where position($1 in i::text) > 0)")
        .bind(&secret)
        .fetch_one(&scene.world.owner)
        .await
        .unwrap();
    assert!(!kept, "the table knows a hash only");

    let seen = scene.post(&NOBODY, "/api/v1/invites/preview", json!({"secret": secret})).await.json();
    assert_eq!((&seen["orgName"], &seen["invitedBy"]), (&json!("Reading Room"), &json!("ada")));
    assert_eq!((&seen["role"], &seen["isYours"]), (&json!("member"), &json!(false)));
    assert_eq!(seen["sentTo"], "B…@example.org");
    let bob = scene.signed_in("bob").await;
    let seen = scene.post(&bob, "/api/v1/invites/preview", json!({"secret": secret})).await.json();
    assert_eq!(seen["isYours"], true);

    let nobody = scene.accept(&NOBODY, &secret).await;
    assert_eq!((nobody.status, nobody.code()), (401, "sign_in_first".into()));
    let joined = scene.accept(&bob, &secret).await;
    assert_eq!(joined.status, 200, "{}", joined.text());
    assert_eq!((&joined.json()["role"], &joined.json()["isCurrent"]), (&json!("member"), &json!(false)));
    let again = scene.accept(&bob, &secret).await;
    assert_eq!((again.status, again.code()), (410, "dead_invite".into()));
    let seen = scene.post(&bob, "/api/v1/invites/preview", json!({"secret": secret})).await;
    assert_eq!((seen.status, seen.code()), (410, "dead_invite".into()));
    assert_eq!(open_invites(&scene, &ada, &org).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_invitation_that_is_accepted_twice_at_once_is_used_once() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    scene.account("bob").await;
    let secret = scene.invited(&ada, &org, "bob@example.org", "member").await;
    let bob = scene.signed_in("bob").await;
    let (one, two) = tokio::join!(scene.accept(&bob, &secret), scene.accept(&bob, &secret));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410]);
}

#[tokio::test]
async fn an_invitation_is_for_its_address_alone() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    scene.account("bob").await;
    scene.account("eve").await;
    let secret = scene.invited(&ada, &org, "bob@example.org", "admin").await;
    let eve = scene.signed_in("eve").await;
    let refused = scene.accept(&eve, &secret).await;
    assert_eq!((refused.status, refused.code()), (403, "invite_for_another".into()));
    let message = refused.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("eve@example.org") && !message.contains("bob@"), "{message}");
    assert_eq!(scene.get(&eve, &format!("/api/v1/orgs/{org}")).await.status, 404);
    let by_form = scene.form(&eve, "/auth/invite", &[("secret", &secret)]).await;
    assert_eq!(location(&by_form), format!("/invite/{secret}"));
    assert!(flash(&by_form).is_error);
    let bob = scene.signed_in("bob").await;
    assert_eq!(scene.accept(&bob, &secret).await.status, 200, "somebody else's try used nothing up");
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_is_dead() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    scene.account("bob").await;
    let secret = scene.invited(&ada, &org, "bob@example.org", "member").await;
    let list = scene.get(&ada, &invites_of(&org)).await.json();
    let path = format!("{}/{}", invites_of(&org), list[0]["id"].as_str().unwrap());
    let bob = scene.signed_in("bob").await;
    assert_eq!(scene.delete(&bob, &path).await.code(), "no_such_org", "it is not for the invited to take back");
    assert_eq!(scene.delete(&ada, &path).await.status, 204);
    let again = scene.delete(&ada, &path).await;
    assert_eq!((again.status, again.code()), (404, "no_such_invite".into()));
    assert_eq!(scene.accept(&bob, &secret).await.code(), "dead_invite");
    let by_form = scene.form(&bob, "/auth/invite", &[("secret", &secret)]).await;
    assert_eq!(location(&by_form), "/settings/orgs");
    assert!(flash(&by_form).is_error);
    for secret in ["never-was-a-secret", &"x".repeat(10_000)] {
        assert_eq!(scene.accept(&bob, secret).await.code(), "dead_invite");
    }
}

#[tokio::test]
async fn an_invitation_is_dead_after_seven_days() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    scene.account("bob").await;
    scene.account("cyd").await;
    let early = scene.invited(&ada, &org, "bob@example.org", "member").await;
    let late = scene.invited(&ada, &org, "cyd@example.org", "member").await;
    let (bob, cyd) = (scene.signed_in("bob").await, scene.signed_in("cyd").await);
    scene.world.clock.advance_seconds(7 * DAY - 1);
    assert_eq!(scene.accept(&bob, &early).await.status, 200);
    scene.world.clock.advance_seconds(1);
    assert_eq!(scene.accept(&cyd, &late).await.code(), "dead_invite");
    assert_eq!(open_invites(&scene, &ada, &org).await, Vec::<String>::new());
    let again = scene.invited(&ada, &org, "cyd@example.org", "member").await;
    assert_eq!(scene.accept(&cyd, &again).await.status, 200, "the old one is in nobody's way");
}

#[tokio::test]
async fn inviting_again_sends_a_new_link_and_ends_the_old_one() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    scene.account("bob").await;
    let first = scene.invited(&ada, &org, "bob@example.org", "admin").await;
    let second = scene.invited(&ada, &org, "Bob@example.org", "viewer").await;
    assert_eq!(open_invites(&scene, &ada, &org).await, ["Bob@example.org"]);
    let bob = scene.signed_in("bob").await;
    assert_eq!(scene.accept(&bob, &first).await.code(), "dead_invite");
    assert_eq!(scene.accept(&bob, &second).await.json()["role"], "viewer");
    let member = scene.post(&ada, &invites_of(&org), json!({"email": "BOB@example.org", "role": "admin"})).await;
    assert_eq!((member.status, member.code()), (409, "already_member".into()));
}

#[tokio::test]
async fn an_invitation_dies_with_the_right_of_whoever_sent_it() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    let amy = scene.joins(&ada, &org, "amy", "admin").await;
    scene.account("bob").await;
    let bob = scene.signed_in("bob").await;
    let secret = scene.invited(&amy, &org, "bob@example.org", "admin").await;
    let to_amy = format!("/api/v1/orgs/{org}/members/{}", amy.user().unwrap());
    assert_eq!(scene.patch(&ada, &to_amy, json!({"role": "member"})).await.status, 200);
    assert_eq!(scene.accept(&bob, &secret).await.code(), "dead_invite");
    assert_eq!(open_invites(&scene, &ada, &org).await, Vec::<String>::new());
    assert_eq!(scene.delete(&ada, &to_amy).await.status, 204);
    assert_eq!(scene.accept(&bob, &secret).await.code(), "dead_invite");
}

#[tokio::test]
async fn whoever_is_in_the_org_already_keeps_their_role() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    scene.account("bob").await;
    let bob = scene.signed_in("bob").await;
    let secret = scene.invited(&ada, &org, "bob@example.org", "admin").await;
    // Another door let Bob in meanwhile.
    sqlx::query(
        "insert into org_members (org_id, user_id, role, created_at) values ($1::text::uuid, $2, 'viewer', now())",
    )
    .bind(&org)
    .bind(bob.user().unwrap().uuid())
    .execute(&scene.world.owner)
    .await
    .unwrap();
    assert_eq!(scene.accept(&bob, &secret).await.json()["role"], "viewer");
    assert_eq!(scene.accept(&bob, &secret).await.code(), "dead_invite");
}

#[tokio::test]
async fn a_newcomer_comes_through_sign_up_to_the_invitation() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    let secret = scene.invited(&ada, &org, "bob@example.org", "member").await;
    let back = format!("/invite/{secret}");
    let wish = [("email", "bob@example.org"), ("username", "bob"), ("password", PASSWORD), ("next", back.as_str())];
    scene.form(&NOBODY, "/auth/sign-up", &wish).await;
    let confirm = scene.one_letter().await.secret("confirm");
    let confirmed = scene.form(&NOBODY, "/auth/confirm", &[("secret", &confirm)]).await;
    assert_eq!(location(&confirmed), back);
    let bob = scene.holder(&session_secret(&confirmed).unwrap()).await.unwrap();
    let joined = scene.form(&bob, "/auth/invite", &[("secret", &secret)]).await;
    assert_eq!(location(&joined), format!("/settings/orgs/{org}"));
    assert!(!flash(&joined).is_error && flash(&joined).message.contains("“Reading Room”"));
}

#[tokio::test]
async fn one_person_sends_at_most_fifty_invitations_a_day() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    let path = invites_of(&org);
    let send = |number: i32| {
        let ask = json!({"email": format!("guest{number}@example.org"), "role": "viewer"});
        scene.post(&ada, &path, ask)
    };
    for number in 0..50 {
        let sent = send(number).await;
        assert_eq!(sent.status, 201, "{number}: {}", sent.text());
    }
    let refused = send(50).await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_invites".into()));
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(scene.letters().await.len(), 50);
    scene.world.clock.advance_seconds(DAY);
    assert_eq!(send(50).await.status, 201);
    assert_eq!(scene.letters().await.len(), 1);
}

#[tokio::test]
async fn one_mailbox_gets_at_most_five_mails_an_hour_from_all_who_invite() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    for _ in 0..5 {
        scene.invited(&ada, &org, "guest@example.org", "viewer").await;
    }
    let refused = scene.post(&ada, &invites_of(&org), json!({"email": "GUEST@example.org", "role": "viewer"})).await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_tries".into()));
    assert_eq!(scene.letters().await, []);
}

#[tokio::test]
async fn at_most_a_hundred_invitations_wait() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    sqlx::query(
        "insert into org_invites (invite_id, org_id, email, role, secret_hash, invited_by, created_at, expires_at)
         select gen_random_uuid(), $1::text::uuid, 'waiting' || n || '@example.org', 'viewer', decode(md5(n::text), 'hex'),
           $2, to_timestamp($3), to_timestamp($3) + interval '7 days' from generate_series(1, 100) n",
    )
    .bind(&org)
    .bind(ada.user().unwrap().uuid())
    .bind(ports::Clock::now(&*scene.world.clock).seconds() as f64)
    .execute(&scene.world.owner)
    .await
    .unwrap();
    let ask = json!({"email": "one.more@example.org", "role": "viewer"});
    let refused = scene.post(&ada, &invites_of(&org), ask.clone()).await;
    assert_eq!((refused.status, refused.code()), (507, "too_many_open_invites".into()));
    assert_eq!(scene.letters().await, []);
    let list = scene.get(&ada, &invites_of(&org)).await.json();
    assert_eq!(list.as_array().unwrap().len(), 100);
    let first = format!("{}/{}", invites_of(&org), list[0]["id"].as_str().unwrap());
    assert_eq!(scene.delete(&ada, &first).await.status, 204);
    assert_eq!(scene.post(&ada, &invites_of(&org), ask).await.status, 201);
    scene.letters().await;
}

#[tokio::test]
async fn a_full_org_takes_nobody_until_somebody_leaves() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    scene.account("bob").await;
    let bob = scene.signed_in("bob").await;
    let secret = scene.invited(&ada, &org, "bob@example.org", "member").await;
    sqlx::query(
        "with people as (
           insert into users (user_id, email, username, display_name, created_at)
           select gen_random_uuid(), 'p' || n || '@example.net', 'p' || n, 'P', now() from generate_series(1, 199) n
           returning user_id)
         insert into org_members (org_id, user_id, role, created_at)
         select $1::text::uuid, user_id, 'viewer', now() from people",
    )
    .bind(&org)
    .execute(&scene.world.owner)
    .await
    .unwrap();
    let full = scene.accept(&bob, &secret).await;
    assert_eq!((full.status, full.code()), (507, "org_is_full".into()));
    let another = scene.post(&ada, &invites_of(&org), json!({"email": "cyd@example.org", "role": "viewer"})).await;
    assert_eq!(another.code(), "org_is_full");
    sqlx::query("delete from org_members where user_id = (select user_id from users where username = 'p1')")
        .execute(&scene.world.owner)
        .await
        .unwrap();
    assert_eq!(scene.accept(&bob, &secret).await.status, 200, "the link had not been used up");
}

#[tokio::test]
async fn what_is_no_address_is_refused_in_words() {
    let scene = scene().await;
    let (ada, org) = ada_with_an_org(&scene).await;
    for email in ["", "no address", "a@example.org\r\nBcc: b@example.org"] {
        let refused = scene.post(&ada, &invites_of(&org), json!({"email": email, "role": "viewer"})).await;
        assert_eq!((refused.status, refused.code()), (422, "bad_email".into()), "{email:?}");
    }
    assert_eq!(scene.letters().await, []);
}
