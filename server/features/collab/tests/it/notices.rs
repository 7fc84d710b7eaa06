//! Who is told of what, and how.
use kernel::Role;
use serde_json::{Value, json};

use crate::scene::{API, scene};

#[tokio::test]
async fn a_mention_tells_people_of_the_room_and_nobody_else() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    let nora = scene.world.member(&ada, "nora", Role::Member).await;
    scene.enter(&mia, room).await;
    let words = "@Mia and @nora and @ada and `@mia`";
    let comment = scene.comment(&ada.caller(), room, words, None).await;
    let named: Vec<String> =
        comment["mentions"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    assert!(named.contains(&mia.who.user.to_string()) && !named.contains(&nora.who.user.to_string()));
    assert_eq!(scene.notices(&mia).await, [("mention".to_owned(), "ada mentioned you in “Review”.".to_owned())]);
    assert_eq!(scene.mails("mia@example.org").await, ["ada mentioned you in “Review”."]);
    assert!(scene.notices(&nora).await.is_empty() && scene.notices(&ada).await.is_empty());
    assert!(scene.mails("nora@example.org").await.is_empty() && scene.mails("ada@example.org").await.is_empty());

    let page = scene.client.get(&format!("{API}/notifications"), &mia).await.json();
    let link = format!("/p/{project}?room={room}&comment={}", comment["commentId"].as_str().unwrap());
    assert_eq!((&page["unread"], &page["notifications"][0]["link"]), (&json!(1), &json!(link)));
    let body: String = sqlx::query_scalar("select body from mails").fetch_one(&scene.world.owner).await.unwrap();
    assert!(body.contains(&format!("https://burnish.example{link}")) && body.contains(words), "{body}");

    // Saying it again in a changed comment tells only those who are named for the first time.
    scene.enter(&nora, room).await;
    let path = format!("{API}/comments/{}", comment["commentId"].as_str().unwrap());
    scene.client.patch(&path, &ada, json!({"content": "@mia and @nora"})).await;
    assert_eq!((scene.notices(&mia).await.len(), scene.notices(&nora).await.len()), (1, 1));
}

#[tokio::test]
async fn people_are_told_as_they_wish() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.enter(&mia, room).await;
    let wishes = format!("{API}/notifications/preferences");
    let defaults = scene.client.get(&wishes, &mia).await.json();
    let mail_of = |lines: &Value, kind: &str| {
        let lines = lines["preferences"].as_array().unwrap();
        lines.iter().find(|line| line["kind"] == kind).unwrap()["mail"].clone()
    };
    assert_eq!((mail_of(&defaults, "mention"), mail_of(&defaults, "comment")), (json!(true), json!(false)));
    let chosen = scene.client.put(&wishes, &mia, json!({"kind": "mention", "inApp": true, "mail": false})).await;
    assert_eq!(mail_of(&chosen.json(), "mention"), json!(false));
    scene.client.put(&wishes, &mia, json!({"kind": "comment", "inApp": false, "mail": true})).await;

    scene.comment(&ada.caller(), room, "@mia look", None).await;
    assert_eq!((scene.notices(&mia).await.len(), scene.mails("mia@example.org").await.len()), (1, 0));
    scene.comment(&ada.caller(), room, "A new thread", None).await;
    assert_eq!(scene.notices(&mia).await.len(), 1);
    assert_eq!(scene.mails("mia@example.org").await, ["ada commented on main.ts in “Review”."]);
    let unknown = scene.client.put(&wishes, &mia, json!({"kind": "gossip", "inApp": true, "mail": true})).await;
    assert_eq!(unknown.status, 422);
}

#[tokio::test]
async fn an_answer_tells_those_who_took_part() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    let max = scene.world.member(&ada, "max", Role::Member).await;
    scene.enter(&mia, room).await;
    scene.enter(&max, room).await;
    let root = scene.comment(&mia.caller(), room, "First", None).await;
    let root = root["commentId"].as_str().unwrap();
    assert_eq!(scene.notices(&max).await.len(), 1, "a new thread is news to everyone");
    scene.comment(&ada.caller(), room, "Answer", Some(root)).await;
    assert_eq!(scene.notices(&max).await.len(), 1, "an answer only to those who took part");
    assert_eq!(scene.notices(&mia).await, [("reply".to_owned(), "ada answered in “Review”.".to_owned())]);
    assert_eq!(scene.mails("mia@example.org").await, ["ada answered in “Review”."]);
    // Whoever cannot see the project any more is told nothing.
    sqlx::query("delete from org_members where user_id = $1")
        .bind(mia.who.user.uuid())
        .execute(&scene.world.owner)
        .await
        .unwrap();
    scene.comment(&ada.caller(), room, "Another", Some(root)).await;
    assert_eq!(scene.mails("mia@example.org").await.len(), 1);
}

#[tokio::test]
async fn notices_are_read_one_by_one_or_all_at_once_and_are_ones_own() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.enter(&mia, room).await;
    for n in 0..3 {
        scene.world.clock.advance_seconds(1);
        scene.comment(&ada.caller(), room, &format!("Thread {n}"), None).await;
    }
    let list = format!("{API}/notifications");
    let first = scene.client.get(&list, &mia).await.json()["notifications"][0]["notificationId"].clone();
    let read = format!("{list}/read");
    assert_eq!(scene.client.post(&read, &ada, json!({"ids": [first]})).await.json()["unread"], 0);
    assert_eq!(scene.client.get(&list, &mia).await.json()["unread"], 3, "not by somebody else");
    assert_eq!(scene.client.post(&read, &mia, json!({"ids": [first]})).await.json()["unread"], 2);
    let unread = scene.client.get(&format!("{list}?unread=true"), &mia).await.json();
    assert_eq!(unread["notifications"].as_array().unwrap().len(), 2);
    assert_eq!(scene.client.post(&read, &mia, json!({})).await.json()["unread"], 0);
    assert_eq!(scene.client.call(axum::http::Method::GET, &list, &kernel::Caller::Anonymous, None).await.status, 401);
}

#[tokio::test]
async fn only_people_of_the_room_are_offered() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    for name in ["mia", "milo"] {
        let person = scene.world.member(&ada, name, Role::Member).await;
        scene.enter(&person, room).await;
    }
    scene.world.member(&ada, "mina", Role::Member).await;
    let vera = scene.world.member(&ada, "vera", Role::Viewer).await;
    scene.enter(&vera, room).await;
    let (guest, _) = scene.guest(&scene.link(&ada, room, "editor").await, "Mick").await;
    let offered = format!("{API}/rooms/{room}/mentionable?q=MI");
    let people = scene.client.get(&offered, &ada).await.json();
    let mut names: Vec<String> = people["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|person| person["username"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["mia", "milo"]);
    assert_eq!(scene.client.get(&offered, &vera).await.status, 403);
    assert_eq!(scene.client.call(axum::http::Method::GET, &offered, &guest, None).await.status, 401);
}

#[tokio::test]
async fn everybody_of_a_large_room_is_offered() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mates: Vec<String> = (10..24).map(|n| format!("mate{n}")).collect();
    for name in &mates {
        scene.world.clock.advance_seconds(1);
        let mate = scene.world.member(&ada, name, Role::Member).await;
        scene.enter(&mate, room).await;
    }
    let answer = scene.client.get(&format!("{API}/rooms/{room}/mentionable"), &ada).await.json();
    let names: Vec<&str> =
        answer["people"].as_array().unwrap().iter().map(|person| person["username"].as_str().unwrap()).collect();
    assert_eq!(names, mates, "in the order in which they came, without the caller");
}
