//! Asking somebody to come.
use axum::http::Method;
use kernel::{Caller, Role};
use serde_json::json;

use crate::scene::{API, scene};

#[tokio::test]
async fn an_invitation_lets_one_person_in_once() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let (ivan, eve) = (scene.world.person("ivan").await, scene.world.person("eve").await);
    let secret = scene.invitation(&ada, room, "ivan", "editor").await;
    assert_eq!(scene.mails("ivan@example.org").await, ["ada invites you to “Review”"]);
    // Only a hash is kept.
    let kept: Vec<String> =
        sqlx::query_scalar("select secret_hash from room_invites").fetch_all(&scene.world.owner).await.unwrap();
    assert_eq!(kept, [db::share_hash(&secret)]);
    let feed = format!("{:?}", scene.feed(&ada, room).await);
    assert!(feed.contains("invited") && !feed.contains("@example.org"), "{feed}");

    assert!(scene.projects.get(&ivan.caller(), project).await.is_err());
    let joined = scene.accept(&ivan, &secret).await;
    assert_eq!((joined.status, &joined.json()["participant"]["role"]), (200, &json!("editor")));
    assert_eq!(joined.json()["roomId"], room.to_string());
    assert!(scene.projects.get(&ivan.caller(), project).await.is_ok());
    assert_eq!(scene.accept(&ivan, &secret).await.status, 200, "a double click changes nothing");
    let used = scene.accept(&eve, &secret).await;
    assert_eq!((used.status, used.code().as_str()), (410, "invite_gone"));
    assert_eq!(scene.accept(&eve, "guessed").await.status, 404);
    assert_eq!(scene.client.get(&format!("{API}/rooms/{room}"), &eve).await.status, 404);
}

#[tokio::test]
async fn an_invitation_can_be_called_back_and_grows_old() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let ivan = scene.world.person("ivan").await;
    let back = scene.invitation(&ada, room, "ivan", "viewer").await;
    let invites = format!("{API}/rooms/{room}/invites");
    assert_eq!(scene.client.get(&invites, &ada).await.json()["invites"][0]["email"], "ivan@example.org");
    let revoked = scene.client.delete(&format!("{invites}?email=IVAN@example.org"), &ada).await;
    assert_eq!(revoked.json()["revoked"], 1);
    assert_eq!(scene.accept(&ivan, &back).await.status, 410);
    let old = scene.invitation(&ada, room, "ivan", "viewer").await;
    scene.world.clock.advance_seconds(7 * 86_400);
    assert_eq!(scene.accept(&ivan, &old).await.status, 410);
    assert_eq!(scene.client.get(&invites, &ada).await.json()["invites"], json!([]));
}

#[tokio::test]
async fn an_invitation_says_who_invites_into_what_without_being_used() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let (ivan, eve) = (scene.world.person("ivan").await, scene.world.person("eve").await);
    let secret = scene.invitation(&ada, room, "ivan", "editor").await;
    let look = async |by: &Caller, secret: &str| {
        let wish = Some(json!({"secret": secret}));
        scene.client.call(Method::POST, &format!("{API}/invites/preview"), by, wish).await
    };
    for by in [Caller::Anonymous, ivan.caller()] {
        let seen = look(&by, &secret).await;
        assert_eq!(seen.status, 200, "{}", seen.text());
        let said = seen.json();
        assert_eq!((&said["roomName"], &said["projectName"]), (&json!("Review"), &json!("Our app")));
        assert_eq!((&said["invitedBy"], &said["role"]), (&json!("ada"), &json!("editor")));
        assert_eq!(said["isUsedByYou"], json!(false));
        assert!(!seen.text().contains("@example.org"), "{}", seen.text());
    }
    assert_eq!(look(&Caller::Anonymous, "guessed").await.status, 404);

    assert_eq!(scene.accept(&ivan, &secret).await.status, 200);
    assert_eq!(look(&ivan.caller(), &secret).await.json()["isUsedByYou"], json!(true));
    for by in [Caller::Anonymous, eve.caller()] {
        let used = look(&by, &secret).await;
        assert_eq!((used.status, used.code().as_str()), (410, "invite_gone"));
    }
    let old = scene.invitation(&ada, room, "eve", "viewer").await;
    scene.world.clock.advance_seconds(7 * 86_400);
    assert_eq!(look(&eve.caller(), &old).await.status, 410);
}

#[tokio::test]
async fn the_grant_of_an_outsider_follows_their_role_and_goes_with_their_place() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let ivan = scene.world.person("ivan").await;
    scene.invite(&ada, room, &ivan, "viewer").await;
    let grant = async || -> Option<String> {
        sqlx::query_scalar("select role from project_grants where project_id = $1 and user_id = $2")
            .bind(project.uuid())
            .bind(ivan.who.user.uuid())
            .fetch_optional(&scene.world.owner)
            .await
            .unwrap()
    };
    assert_eq!(grant().await.as_deref(), Some("viewer"));
    let place = format!("{API}/rooms/{room}/participants/{}", ivan.who.user);
    assert_eq!(scene.client.patch(&place, &ada, json!({"role": "editor"})).await.status, 200);
    assert_eq!(grant().await.as_deref(), Some("editor"));
    let owner = scene.client.patch(&place, &ada, json!({"role": "owner"})).await;
    assert_eq!((owner.status, owner.code().as_str()), (403, "outsider"));

    // A second room asks for less; the higher role counts while both places last.
    let second = scene.room_on(&ada, project).await;
    scene.invite(&ada, second, &ivan, "viewer").await;
    assert_eq!(grant().await.as_deref(), Some("editor"));
    assert_eq!(scene.client.delete(&place, &ada).await.status, 204);
    assert_eq!(grant().await.as_deref(), Some("viewer"));
    assert_eq!(scene.client.delete(&format!("{API}/rooms/{second}"), &ada).await.status, 204);
    assert_eq!(grant().await, None);
    assert!(scene.projects.get(&ivan.caller(), project).await.is_err());
}

#[tokio::test]
async fn a_grant_that_was_given_otherwise_stays_as_it_is() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let ivan = scene.world.person("ivan").await;
    sqlx::query(
        "insert into project_grants (project_id, org_id, user_id, role, granted_by, created_at)
         values ($1, $2, $3, 'viewer', $4, now())",
    )
    .bind(project.uuid())
    .bind(ada.who.org.uuid())
    .bind(ivan.who.user.uuid())
    .bind(ada.who.user.uuid())
    .execute(&scene.world.owner)
    .await
    .unwrap();
    scene.invite(&ada, room, &ivan, "editor").await;
    assert_eq!(scene.enter(&ivan, room).await, "viewer", "the lesser of the two");
    scene.client.delete(&format!("{API}/rooms/{room}/participants/{}", ivan.who.user), &ada).await;
    assert!(scene.projects.get(&ivan.caller(), project).await.is_ok());
}

#[tokio::test]
async fn colleagues_need_no_grant_and_nobody_sends_more_than_fifty_a_day() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.invite(&ada, room, &mia, "viewer").await;
    let grants: i64 =
        sqlx::query_scalar("select count(*) from project_grants").fetch_one(&scene.world.owner).await.unwrap();
    assert_eq!(grants, 0);
    scene.world.clock.advance_seconds(600);
    for n in 0..49 {
        scene.invitation(&ada, room, &format!("n{n}"), "viewer").await;
    }
    let more = json!({"email": "more@example.org", "role": "viewer"});
    let refused = scene.client.post(&format!("{API}/rooms/{room}/invite"), &ada, more.clone()).await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many_invites"));
    assert_eq!(refused.headers["retry-after"], (86_400 - 600).to_string().as_str());
    scene.world.clock.advance_seconds(86_400 - 600);
    assert_eq!(scene.client.post(&format!("{API}/rooms/{room}/invite"), &ada, more).await.status, 200);
    for bad in ["nobody", "a@b", "a@b.org\r\nBcc: c@d.org", ""] {
        let wish = json!({"email": bad, "role": "viewer"});
        let refused = scene.client.post(&format!("{API}/rooms/{room}/invite"), &ada, wish).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "bad_email"), "{bad}");
    }
    let owner = json!({"email": "x@example.org", "role": "owner"});
    assert_eq!(scene.client.post(&format!("{API}/rooms/{room}/invite"), &ada, owner).await.status, 422);
}
