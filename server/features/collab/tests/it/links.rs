//! Coming in through a link.
use axum::http::Method;
use kernel::{Caller, Role};
use serde_json::json;

use crate::scene::{API, last_part, scene, shown};

#[tokio::test]
async fn the_link_of_a_new_room_lets_guests_edit() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let made =
        scene.client.post(&format!("{API}/rooms"), &ada, json!({"projectId": project, "name": "R"})).await.json();
    let room = made["roomId"].as_str().unwrap().to_owned();
    let link = made["inviteLink"].as_str().unwrap();
    assert!(link.starts_with("https://burnish.example/share/"), "{link}");
    let links = scene.client.get(&format!("{API}/rooms/{room}/share-links"), &ada).await.json();
    assert_eq!(links["links"][0]["role"], "editor");
    let ends = links["links"][0]["expiresAt"].as_i64().unwrap() - links["links"][0]["createdAt"].as_i64().unwrap();
    assert_eq!(ends, 7 * 86_400 * 1_000_000);
    assert!(!links.to_string().contains(&last_part(link)), "the secret is shown once");
}

#[tokio::test]
async fn guests_of_one_link_are_two_people_and_the_same_ones_again() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let secret = scene.link(&ada, room, "editor").await;
    let (gus, gus_id) = scene.guest(&secret, "Gus").await;
    let (gil, gil_id) = scene.guest(&secret, "Gil").await;
    assert_ne!(gus_id, gil_id);
    let again = scene.join(&gus, &secret, "Gustav").await;
    assert_eq!(again.json()["participant"]["userId"], gus_id.as_str());
    assert_eq!(again.json()["participant"]["displayName"], "Gustav");

    let comment = scene.comment(&gus, room, "From a guest", None).await;
    assert_eq!((&comment["userId"], &comment["authorName"]), (&json!(gus_id), &json!("Gustav")));
    let path = format!("{API}/comments/{}", comment["commentId"].as_str().unwrap());
    let words = Some(json!({"content": "Not mine"}));
    let refused = scene.client.call(Method::PATCH, &path, &gil, words).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "author_only"));

    // One can be sent away alone; what they said stays.
    let place = format!("{API}/rooms/{room}/participants/{gus_id}");
    assert_eq!(scene.client.delete(&place, &ada).await.status, 204);
    let here = format!("{API}/rooms/{room}");
    assert_eq!(scene.client.call(Method::GET, &here, &gus, None).await.status, 404);
    assert_eq!(scene.client.call(Method::GET, &here, &gil, None).await.status, 200);
    let comments = scene.client.get(&format!("{here}/comments"), &ada).await.json();
    assert_eq!(comments["comments"][0]["authorName"], "Gustav");
    assert!(comments["comments"][0]["userId"].is_null());
    // A guest's own token lets nobody else in.
    let Caller::Guest { share_token } = &gil else { unreachable!("a guest") };
    assert_eq!(scene.join(&Caller::Anonymous, share_token, "Thief").await.status, 404);
}

#[tokio::test]
async fn a_read_only_link_reads_only_until_the_owner_says_otherwise() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let (gil, id) = scene.guest(&scene.link(&ada, room, "viewer").await, "Gil").await;
    let refused = scene.try_comment(&gil, room, "Words", None).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "read_only"));
    let file = scene.projects.files(&gil, project).await.unwrap()[0].id;
    assert!(scene.projects.edit(&gil, file, 1, Vec::new()).await.is_err(), "nor past the room");

    let place = format!("{API}/rooms/{room}/participants/{id}");
    assert_eq!(scene.client.patch(&place, &ada, json!({"role": "editor"})).await.status, 200);
    assert_eq!(scene.try_comment(&gil, room, "Words", None).await.status, 201);
    assert!(scene.projects.edit(&gil, file, 1, Vec::new()).await.is_ok());
    assert_eq!(scene.client.patch(&place, &ada, json!({"role": "owner"})).await.status, 403);
}

#[tokio::test]
async fn an_expired_or_revoked_link_is_gone() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let here = format!("{API}/rooms/{room}");
    let links = format!("{here}/share-links");
    let secret = scene.link(&ada, room, "editor").await;
    let (gus, _) = scene.guest(&secret, "Gus").await;
    assert_eq!(scene.client.call(Method::GET, &here, &gus, None).await.status, 200);
    let all = scene.client.get(&links, &ada).await.json();
    let link = all["links"].as_array().unwrap().iter().find(|link| link["name"] == "For a editor").unwrap().clone();
    assert_eq!(link["guestCount"], 1);
    scene.heard.take();
    let revoke = format!("{links}/{}", link["linkId"].as_str().unwrap());
    assert_eq!(scene.client.delete(&revoke, &ada).await.status, 204);
    assert!(scene.heard.take().iter().any(|line| line.starts_with("role") && line.ends_with("None")));
    assert_eq!(scene.client.delete(&revoke, &ada).await.status, 404);
    for answer in [
        scene.client.call(Method::GET, &here, &gus, None).await,
        scene.join(&Caller::Anonymous, &secret, "Late").await,
        scene.join(&gus, &secret, "Late").await,
    ] {
        assert_eq!((answer.status, answer.code().as_str()), (410, "link_gone"), "{}", answer.text());
    }

    let new = json!({"name": "A month", "role": "viewer", "lifetime": "30d"});
    let made = scene.client.post(&links, &ada, new).await.json();
    let secret = last_part(made["url"].as_str().unwrap());
    scene.world.clock.advance_seconds(30 * 86_400);
    let late = scene.join(&Caller::Anonymous, &secret, "Late").await;
    assert_eq!((late.status, late.code().as_str()), (410, "link_gone"));
    assert_eq!(scene.join(&Caller::Anonymous, "guessed", "X").await.status, 404);
}

#[tokio::test]
async fn people_with_an_account_come_through_a_link_under_their_own_name() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let secret = scene.link(&ada, room, "editor").await;
    let ben = scene.world.person("ben").await;
    let joined = scene.join(&ben.caller(), &secret, "Somebody else").await;
    assert_eq!(joined.json()["participant"]["displayName"], "ben");
    let token = shown(&joined).expect("the link's secret");
    let with_link = Caller::Person { who: ben.who, share_token: Some(token) };
    let here = format!("{API}/rooms/{room}");
    assert_eq!(scene.client.call(Method::GET, &here, &with_link, None).await.status, 200);
    assert_eq!(scene.try_comment(&with_link, room, "Words", None).await.status, 201);
    assert_eq!(scene.client.get(&here, &ben).await.status, 404, "without the link there is no project");
    // Given more by name than by the link, they are as good as invited, and keep it without the link.
    let reading = scene.link(&ada, room, "viewer").await;
    let eve = scene.world.person("eve").await;
    let token = shown(&scene.join(&eve.caller(), &reading, "").await).expect("the link's secret");
    let with_link = Caller::Person { who: eve.who, share_token: Some(token) };
    assert_eq!(scene.try_comment(&with_link, room, "Words", None).await.status, 403);
    let place = format!("{here}/participants/{}", eve.who.user);
    let raised = scene.client.patch(&place, &ada, json!({"role": "editor"})).await;
    assert_eq!(raised.json()["participant"]["role"], "editor", "{}", raised.text());
    assert_eq!(scene.try_comment(&with_link, room, "Words", None).await.status, 201);
    assert_eq!(scene.try_comment(&eve.caller(), room, "Words", None).await.status, 201);
    let lowered = scene.client.patch(&place, &ada, json!({"role": "viewer"})).await;
    assert_eq!(lowered.json()["participant"]["role"], "viewer", "{}", lowered.text());
    assert_eq!(scene.try_comment(&eve.caller(), room, "Words", None).await.status, 403);
    // Colleagues need none.
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    assert_eq!(shown(&scene.join(&mia.caller(), &secret, "").await), None);
    assert_eq!(scene.client.get(&here, &mia).await.status, 200);
}

#[tokio::test]
async fn guests_say_their_name_and_links_are_counted() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let secret = scene.link(&ada, room, "viewer").await;
    for bad in ["", "  ", &"x".repeat(61)] {
        let refused = scene.join(&Caller::Anonymous, &secret, bad).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "bad_guest_name"));
    }
    // The bare link shows the project, and is nobody in the room.
    let bare = Caller::Guest { share_token: secret };
    assert_eq!(scene.client.call(Method::GET, &format!("{API}/rooms/{room}"), &bare, None).await.status, 404);
    let enter = scene.client.call(Method::POST, &format!("{API}/rooms/{room}/enter"), &bare, None).await;
    assert_eq!((enter.status, enter.code().as_str()), (401, "name_first"));
    // Two exist already.
    for _ in 0..18 {
        scene.link(&ada, room, "viewer").await;
    }
    let new = json!({"name": "One more", "role": "viewer", "lifetime": "never"});
    let refused = scene.client.post(&format!("{API}/rooms/{room}/share-links"), &ada, new).await;
    assert_eq!((refused.status, refused.code().as_str()), (507, "too_many"));
}

#[tokio::test]
async fn a_link_says_what_it_opens_without_being_used() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let secret = scene.link(&ada, room, "viewer").await;
    let look = async |secret: &str| {
        let wish = Some(json!({"secret": secret}));
        scene.client.call(Method::POST, &format!("{API}/share/preview"), &Caller::Anonymous, wish).await
    };
    let seen = look(&secret).await;
    assert_eq!(seen.status, 200, "{}", seen.text());
    let expected = json!({"roomId": room, "roomName": "Review", "projectName": "Our app", "sharedBy": "ada",
        "role": "viewer", "expiresAt": null});
    assert_eq!(seen.json(), expected);
    let links = scene.client.get(&format!("{API}/rooms/{room}/share-links"), &ada).await.json();
    let link = links["links"].as_array().unwrap().iter().find(|link| link["name"] == "For a viewer").unwrap();
    assert_eq!(link["guestCount"], 0, "looking takes no place");

    // A guest's own token is no way in for others.
    let (gus, _) = scene.guest(&secret, "Gus").await;
    let Caller::Guest { share_token } = &gus else { unreachable!("a guest") };
    assert_eq!(look(share_token).await.status, 404);
    assert_eq!(look("guessed").await.status, 404);
    let revoke = format!("{API}/rooms/{room}/share-links/{}", link["linkId"].as_str().unwrap());
    assert_eq!(scene.client.delete(&revoke, &ada).await.status, 204);
    let gone = look(&secret).await;
    assert_eq!((gone.status, gone.code().as_str()), (410, "link_gone"));

    let month = json!({"name": "A month", "role": "editor", "lifetime": "30d"});
    let made = scene.client.post(&format!("{API}/rooms/{room}/share-links"), &ada, month).await.json();
    let secret = last_part(made["url"].as_str().unwrap());
    assert_eq!(look(&secret).await.json()["role"], "editor");
    scene.world.clock.advance_seconds(30 * 86_400);
    assert_eq!(look(&secret).await.status, 410);
    let lasting = scene.link(&ada, room, "viewer").await;
    assert_eq!(scene.client.delete(&format!("{API}/rooms/{room}"), &ada).await.status, 204);
    assert_eq!(look(&lasting).await.status, 410);
}
