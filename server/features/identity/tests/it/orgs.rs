//! Making orgs, acting for one, and who may do what to whom in it.
use axum::http::Method;
use kernel::{Caller, OrgId};
use serde_json::{Value, json};

use crate::scene::{PASSWORD, Scene, flash, location, scene};

const ORGS: &str = "/api/v1/orgs";

fn member_path(org: &str, person: &Caller) -> String {
    format!("{ORGS}/{org}/members/{}", person.user().expect("somebody"))
}

/// The names of the orgs that somebody is in, each with their role there.
async fn roles(scene: &Scene, by: &Caller) -> Vec<(String, String)> {
    let list = scene.get(by, ORGS).await.json();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    list.as_array().expect("a list").iter().map(|org| (text(&org["name"]), text(&org["role"]))).collect()
}

fn acts_for(caller: &Caller) -> OrgId {
    caller.signed_in().expect("somebody").org
}

#[tokio::test]
async fn whoever_makes_an_org_owns_it_and_goes_on_acting_for_their_own() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let made = scene.post(&ada, ORGS, json!({"name": "  The  Reading Room "})).await;
    assert_eq!(made.status, 201);
    let made = made.json();
    assert_eq!((&made["name"], &made["slug"]), (&json!("The Reading Room"), &json!("the-reading-room")));
    assert_eq!(
        (&made["role"], &made["isPersonal"], &made["isCurrent"]),
        (&json!("owner"), &json!(false), &json!(false))
    );

    let list = scene.get(&ada, ORGS).await.json();
    let shown: Vec<_> = list.as_array().unwrap().iter().map(|org| (&org["name"], &org["isCurrent"])).collect();
    assert_eq!(shown, [(&json!("ada"), &json!(true)), (&json!("The Reading Room"), &json!(false))]);

    let details = scene.get(&ada, &format!("{ORGS}/{}", made["id"].as_str().unwrap())).await.json();
    assert_eq!((&details["members"][0]["username"], &details["members"][0]["isYou"]), (&json!("ada"), &json!(true)));
    assert_eq!(details["invites"], json!([]));

    for name in ["", "   ", &"x".repeat(81)] {
        let refused = scene.post(&ada, ORGS, json!({"name": name})).await;
        assert_eq!((refused.status, refused.code()), (422, "bad_org_name".into()), "{name:?}");
    }
    let nobody = scene.post(&Caller::Anonymous, ORGS, json!({"name": "X"})).await;
    assert_eq!((nobody.status, nobody.code()), (401, "sign_in_first".into()));
}

#[tokio::test]
async fn orgs_may_share_a_name_but_no_slug() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let mut slugs = Vec::new();
    // The last one has the name, and so the slug, of Ada's own org.
    for name in ["Reading Room", "Reading Room", "ada"] {
        let made = scene.post(&ada, ORGS, json!({"name": name})).await.json();
        slugs.push(made["slug"].as_str().unwrap().to_owned());
    }
    assert_eq!(slugs[0], "reading-room");
    assert!(slugs[1].starts_with("reading-room-") && slugs[2].starts_with("ada-"), "{slugs:?}");
}

#[tokio::test]
async fn a_person_makes_at_most_twenty_orgs() {
    let scene = scene().await;
    scene.account("ada").await;
    scene.account("bob").await;
    let (ada, bob) = (scene.signed_in("ada").await, scene.signed_in("bob").await);
    for number in 0..20 {
        scene.org(&ada, &format!("Org {number}")).await;
    }
    let refused = scene.post(&ada, ORGS, json!({"name": "One more"})).await;
    assert_eq!((refused.status, refused.code()), (507, "too_many_orgs".into()));
    assert!(refused.json()["error"]["message"].as_str().unwrap().contains("20"));
    scene.org(&bob, "Bob's first").await;
}

#[tokio::test]
async fn switching_changes_what_one_acts_for_in_that_session_alone() {
    let scene = scene().await;
    scene.account("ada").await;
    scene.account("eve").await;
    let (here, elsewhere) = (scene.sign_in("ada").await, scene.sign_in("ada").await);
    let ada = scene.holder(&here).await.unwrap();
    let own = acts_for(&ada);
    let org = scene.org(&ada, "Reading Room").await;

    let switched = scene.post(&ada, &format!("{ORGS}/{org}/switch"), json!({})).await;
    assert_eq!((switched.status, &switched.json()["isCurrent"]), (200, &json!(true)));
    let ada = scene.holder(&here).await.unwrap();
    assert_eq!(acts_for(&ada).to_string(), org);
    let me = scene.get(&ada, "/api/v1/auth/me").await.json();
    assert_eq!((&me["org"]["name"], &me["org"]["isCurrent"]), (&json!("Reading Room"), &json!(true)));
    assert_eq!(acts_for(&scene.holder(&elsewhere).await.unwrap()), own, "another session stays where it is");
    let session = scene.service.resolve_cookie(&here).await.unwrap().unwrap();
    assert_eq!(session.org_name, "Reading Room", "for the account menu");

    assert_eq!(scene.post(&ada, &format!("{ORGS}/{own}/switch"), json!({})).await.status, 200);
    assert_eq!(acts_for(&scene.holder(&here).await.unwrap()), own);

    let eve = scene.signed_in("eve").await;
    for path in [format!("{ORGS}/{org}/switch"), format!("{ORGS}/{own}/switch")] {
        let refused = scene.post(&eve, &path, json!({})).await;
        assert_eq!((refused.status, refused.code()), (404, "no_such_org".into()));
    }
    assert_eq!(scene.post(&eve, &format!("{ORGS}/nonsense/switch"), json!({})).await.status, 404);
}

#[tokio::test]
async fn each_role_may_do_what_it_says_and_no_more() {
    let scene = scene().await;
    scene.account("ada").await;
    scene.account("stranger").await;
    let ada = scene.signed_in("ada").await;
    let org = scene.org(&ada, "Reading Room").await;
    let dora = scene.joins(&ada, &org, "dora", "member").await;
    let actors = [
        ("viewer", scene.joins(&ada, &org, "vera", "viewer").await),
        ("member", scene.joins(&ada, &org, "max", "member").await),
        ("admin", scene.joins(&ada, &org, "amy", "admin").await),
        ("owner", scene.joins(&ada, &org, "olga", "owner").await),
        ("stranger", scene.signed_in("stranger").await),
    ];
    let here = format!("{ORGS}/{org}");
    let (to_dora, to_ada) = (member_path(&org, &dora), member_path(&org, &ada));
    let get = Method::GET;
    let (post, patch, delete) = (Method::POST, Method::PATCH, Method::DELETE);
    let invite = |role: &str| Some(json!({"email": "new@example.org", "role": role}));
    let role = |role: &str| Some(json!({"role": role}));
    #[rustfmt::skip]
    let actions = [
        //                                                                               viewer member admin owner stranger
        ("see it",            &get,    here.clone(),             None,                   [200, 200, 200, 200, 404]),
        ("see invitations",   &get,    format!("{here}/invites"), None,                  [403, 403, 200, 200, 404]),
        ("invite a member",   &post,   format!("{here}/invites"), invite("member"),      [403, 403, 201, 201, 404]),
        ("invite an admin",   &post,   format!("{here}/invites"), invite("admin"),       [403, 403, 201, 201, 404]),
        ("invite an owner",   &post,   format!("{here}/invites"), invite("owner"),       [403, 403, 403, 201, 404]),
        ("rename it",         &patch,  here.clone(),             Some(json!({"name": "Reading Room"})), [403, 403, 200, 200, 404]),
        ("make a viewer",     &patch,  to_dora.clone(),          role("viewer"),         [403, 403, 200, 200, 404]),
        ("make an admin",     &patch,  to_dora.clone(),          role("admin"),          [403, 403, 200, 200, 404]),
        ("make an owner",     &patch,  to_dora.clone(),          role("owner"),          [403, 403, 403, 200, 404]),
        ("demote an owner",   &patch,  to_ada.clone(),           role("member"),         [403, 403, 403, 200, 404]),
        ("remove a member",   &delete, to_dora.clone(),          None,                   [403, 403, 204, 204, 404]),
        ("remove an owner",   &delete, to_ada.clone(),           None,                   [403, 403, 403, 204, 404]),
    ];
    for (what, method, path, body, expected) in actions {
        for ((name, actor), expected) in actors.iter().zip(expected) {
            let answer = scene.from("192.0.2.1", actor, method.clone(), &path, body.clone()).await;
            assert_eq!(answer.status, expected, "{name}, {what}: {}", answer.text());
            as_it_was(&scene, &org, &ada, &dora).await;
        }
    }
    scene.letters().await;
}

/// Dora is a member and Ada an owner again, and no mailbox has had too many mails.
async fn as_it_was(scene: &Scene, org: &str, ada: &Caller, dora: &Caller) {
    for (person, role) in [(ada, "owner"), (dora, "member")] {
        sqlx::query(
            "insert into org_members (org_id, user_id, role, created_at) values ($1::text::uuid, $2, $3, now())
             on conflict (org_id, user_id) do update set role = excluded.role",
        )
        .bind(org)
        .bind(person.user().unwrap().uuid())
        .bind(role)
        .execute(&scene.world.owner)
        .await
        .unwrap();
    }
    sqlx::query("delete from auth_throttles").execute(&scene.world.owner).await.unwrap();
}

#[tokio::test]
async fn the_last_owner_is_told_why_they_cannot_go() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let org = scene.org(&ada, "Reading Room").await;
    let bob = scene.joins(&ada, &org, "bob", "admin").await;
    let myself = member_path(&org, &ada);

    for refused in [scene.delete(&ada, &myself).await, scene.patch(&ada, &myself, json!({"role": "admin"})).await] {
        assert_eq!((refused.status, refused.code()), (409, "last_owner".into()));
        let message = refused.json()["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.contains("Make somebody else an owner first"), "{message}");
    }
    let details = scene.get(&ada, &format!("{ORGS}/{org}")).await.json();
    assert_eq!(details["org"]["role"], "owner", "nothing was changed");

    let promoted = scene.patch(&ada, &member_path(&org, &bob), json!({"role": "owner"})).await;
    assert_eq!((promoted.status, &promoted.json()["role"]), (200, &json!("owner")));
    assert_eq!(scene.patch(&ada, &myself, json!({"role": "admin"})).await.json()["role"], "admin");
    assert_eq!(scene.delete(&ada, &myself).await.status, 204, "and leaving is allowed in any role");
    let again = scene.delete(&ada, &myself).await;
    assert_eq!((again.status, again.code()), (404, "no_such_org".into()));
    assert_eq!(scene.delete(&bob, &member_path(&org, &bob)).await.code(), "last_owner", "now it is Bob");
}

#[tokio::test]
async fn a_personal_org_stays_personal() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let own = acts_for(&ada).to_string();
    let invite = json!({"email": "bob@example.org", "role": "owner"});
    let refused = scene.post(&ada, &format!("{ORGS}/{own}/invites"), invite).await;
    assert_eq!((refused.status, refused.code()), (422, "personal_org".into()));
    let refused = scene.delete(&ada, &member_path(&own, &ada)).await;
    assert_eq!((refused.status, refused.code()), (422, "personal_org".into()));
    let renamed = scene.patch(&ada, &format!("{ORGS}/{own}"), json!({"name": "Ada's desk"})).await.json();
    assert_eq!((&renamed["name"], &renamed["slug"]), (&json!("Ada's desk"), &json!("ada")), "the slug stays");
    assert_eq!(scene.letters().await, []);
}

#[tokio::test]
async fn whoever_is_sent_away_has_no_access_from_the_next_request_on() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let org = scene.org(&ada, "Reading Room").await;
    scene.joins(&ada, &org, "bob", "member").await;
    let cookie = scene.sign_in("bob").await;
    let token = scene.login("bob", PASSWORD).await.json()["token"].as_str().unwrap().to_owned();
    let by_token = async || Caller::person(scene.service.resolve_token(&token).await.unwrap().who);
    let own = acts_for(&scene.holder(&cookie).await.unwrap());
    for bob in [scene.holder(&cookie).await.unwrap(), by_token().await] {
        assert_eq!(scene.post(&bob, &format!("{ORGS}/{org}/switch"), json!({})).await.status, 200);
    }
    let before = scene.holder(&cookie).await.unwrap();
    assert_eq!(acts_for(&before).to_string(), org);

    assert_eq!(scene.delete(&ada, &member_path(&org, &before)).await.status, 204);
    // A request that was recognised a moment earlier learns nothing more, and nothing of it breaks.
    assert_eq!(scene.get(&before, &format!("{ORGS}/{org}")).await.code(), "no_such_org");
    let me = scene.get(&before, "/api/v1/auth/me").await;
    assert_eq!((me.status, &me.json()["org"]["isPersonal"]), (200, &json!(true)));
    // The next one acts for Bob's own org, with the cookie and with the token.
    for bob in [scene.holder(&cookie).await.expect("still signed in"), by_token().await] {
        assert_eq!(acts_for(&bob), own);
        assert_eq!(roles(&scene, &bob).await, [("bob".to_owned(), "owner".to_owned())]);
        assert_eq!(scene.get(&bob, &format!("{ORGS}/{org}")).await.status, 404);
    }
    // Coming back later does not bring the session back into the org behind its person's back.
    let secret = scene.invited(&ada, &org, "bob@example.org", "viewer").await;
    let bob = scene.holder(&cookie).await.unwrap();
    assert_eq!(scene.accept(&bob, &secret).await.status, 200);
    assert_eq!(acts_for(&scene.holder(&cookie).await.unwrap()), own);
}

#[tokio::test]
async fn a_role_that_was_changed_counts_at_once() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let org = scene.org(&ada, "Reading Room").await;
    let amy = scene.joins(&ada, &org, "amy", "admin").await;
    let here = format!("{ORGS}/{org}");
    let rename = || scene.patch(&amy, &here, json!({"name": "Amy's"}));
    assert_eq!(rename().await.status, 200);
    scene.patch(&ada, &member_path(&org, &amy), json!({"role": "viewer"})).await;
    assert_eq!(rename().await.code(), "managers_only");
    let odd = scene.patch(&ada, &member_path(&org, &amy), json!({"role": "king"})).await;
    assert_eq!((odd.status, odd.code()), (422, "bad_json".into()));
    scene.account("eve").await;
    let eve = scene.signed_in("eve").await;
    let not_here = scene.patch(&ada, &member_path(&org, &eve), json!({"role": "viewer"})).await;
    assert_eq!((not_here.status, not_here.code()), (404, "no_such_member".into()));
}

#[tokio::test]
async fn members_know_each_others_names_and_nobodys_address() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let org = scene.org(&ada, "Reading Room").await;
    let people = [
        scene.joins(&ada, &org, "vera", "viewer").await,
        scene.joins(&ada, &org, "max", "member").await,
        scene.joins(&ada, &org, "amy", "admin").await,
    ];
    scene.invited(&ada, &org, "secret.guest@example.com", "member").await;
    let here = format!("{ORGS}/{org}");
    for person in &people {
        let details = scene.get(person, &here).await;
        let names: Vec<_> =
            details.json()["members"].as_array().unwrap().iter().map(|m| m["username"].clone()).collect();
        assert_eq!(names, ["ada", "amy", "max", "vera"], "those with the most rights first");
        assert!(!details.text().contains("@example.org"), "{}", details.text());
        let manages = person == &people[2];
        assert_eq!(details.text().contains("secret.guest"), manages, "invitations are for those who manage");
    }
    assert_eq!(scene.get(&people[0], &format!("{here}/invites")).await.code(), "managers_only");
}

#[tokio::test]
async fn the_forms_do_the_same_and_say_what_happened() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let made = scene.form(&ada, "/auth/orgs", &[("name", "Reading Room")]).await;
    let page = location(&made);
    let org = page.strip_prefix("/settings/orgs/").expect("the org's page").to_owned();
    assert!(flash(&made).message.contains("“Reading Room”"));
    let bob = scene.joins(&ada, &org, "bob", "member").await;
    let bobs_id = bob.user().unwrap().to_string();

    for (path, fields, said) in [
        ("/auth/orgs/rename", vec![("name", "Library")], "Renamed."),
        ("/auth/orgs/role", vec![("user", bobs_id.as_str()), ("role", "admin")], "bob is an admin now."),
        ("/auth/orgs/invite", vec![("email", "cyd@example.org"), ("role", "viewer")], "cyd@example.org"),
        ("/auth/orgs/remove", vec![("user", bobs_id.as_str())], "Removed."),
    ] {
        let fields: Vec<_> = [("org", org.as_str())].into_iter().chain(fields).collect();
        let done = scene.form(&ada, path, &fields).await;
        assert_eq!(location(&done), page, "{path}");
        let shown = flash(&done);
        assert!(!shown.is_error && shown.message.contains(said), "{path}: {shown:?}");
    }
    let switched = scene.form(&ada, "/auth/orgs/switch", &[("org", &org)]).await;
    assert_eq!(
        (location(&switched).as_str(), flash(&switched).message.as_str()),
        ("/settings/orgs", "You act for “Library” now.")
    );
    let stuck = scene.form(&ada, "/auth/orgs/leave", &[("org", &org)]).await;
    assert_eq!(location(&stuck), page);
    assert!(flash(&stuck).is_error && flash(&stuck).message.contains("last owner"));
    let refused = scene.form(&bob, "/auth/orgs/rename", &[("org", &org), ("name", "Mine")]).await;
    assert_eq!(location(&refused), "/settings/orgs", "there is no page for somebody who is not in it");
    let long = "x".repeat(81);
    let refused = scene.form(&ada, "/auth/orgs", &[("name", &long)]).await;
    assert_eq!((location(&refused).as_str(), flash(&refused).field("name")), ("/settings/orgs", long.as_str()));
    scene.letters().await;
}
