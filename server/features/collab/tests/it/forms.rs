//! What the pages of rooms post to.
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use kernel::{Caller, Role};
use serde_json::json;
use testkit::Answer;

use crate::scene::{API, Scene, scene, shown};

async fn send(scene: &Scene, by: &Caller, path: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    scene.client.send(by, request).await
}

/// Where an answer leads.
fn to(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.headers["location"].to_str().unwrap()
}

/// What the next page says.
fn said(answer: &Answer) -> web::Flash {
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let flash = cookies.filter_map(|cookie| cookie.split(';').next()).find(|pair| pair.starts_with("burnish_flash="));
    let mut headers = axum::http::HeaderMap::new();
    headers.insert(header::COOKIE, flash.expect("a message").parse().unwrap());
    web::read_flash(&headers).expect("a message that can be read")
}

#[tokio::test]
async fn the_ways_in_lead_to_the_room() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let here = format!("/rooms/{room}");
    let secret = scene.link(&ada, room, "viewer").await;
    let came = send(&scene, &Caller::Anonymous, "/rooms/join", &format!("secret={secret}&name=Gus")).await;
    assert_eq!(to(&came), here);
    assert!(shown(&came).is_some());
    let unsaid = send(&scene, &Caller::Anonymous, "/rooms/join", &format!("secret={secret}")).await;
    assert_eq!(to(&unsaid), format!("/share/{secret}"));
    assert!(said(&unsaid).is_error);

    let invited = scene.invitation(&ada, room, "ivan", "viewer").await;
    let first = send(&scene, &Caller::Anonymous, "/rooms/accept", &format!("secret={invited}")).await;
    assert_eq!(to(&first), format!("/sign-in?next=/invites/{invited}"));
    let ivan = scene.world.person("ivan").await;
    let then = send(&scene, &ivan.caller(), "/rooms/accept", &format!("secret={invited}")).await;
    assert_eq!(to(&then), here);
    let odd = send(&scene, &Caller::Anonymous, "/rooms/join", "secret=..%2F..%2Fx&name=Gus").await;
    assert_eq!(to(&odd), "/", "nothing but a secret becomes part of an address");

    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    let entered = send(&scene, &mia.caller(), "/rooms/enter", &format!("room={room}&project={project}")).await;
    assert_eq!(to(&entered), here);
    let eve = scene.world.person("eve").await;
    let stranger = send(&scene, &eve.caller(), "/rooms/enter", &format!("room={room}&project={project}")).await;
    assert_eq!(to(&stranger), format!("/projects/{project}/people"));
}

#[tokio::test]
async fn a_room_is_opened_changed_and_closed_by_forms() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let by = ada.caller();
    let made = send(&scene, &by, "/rooms/create", &format!("project={project}&name=Review&ends=7d")).await;
    let page = to(&made).to_owned();
    let room = page.strip_prefix("/rooms/").unwrap().to_owned();
    assert!(said(&made).field("link").starts_with("https://burnish.example/share/"));
    let details = async || scene.client.get(&format!("{API}/rooms/{room}"), &ada).await.json()["room"].clone();
    let first = details().await;
    let lasts = first["expiresAt"].as_i64().unwrap() - first["createdAt"].as_i64().unwrap();
    assert_eq!(lasts, 7 * 86_400 * 1_000_000);
    let nameless = send(&scene, &by, "/rooms/create", &format!("project={project}&name=+&ends=never")).await;
    assert_eq!(to(&nameless), format!("/projects/{project}/people"));
    assert!(said(&nameless).is_error);

    assert_eq!(to(&send(&scene, &by, "/rooms/rename", &format!("room={room}&name=Second")).await), page);
    assert_eq!(to(&send(&scene, &by, "/rooms/end", &format!("room={room}&ends=never")).await), page);
    let changed = details().await;
    assert_eq!((&changed["name"], &changed["expiresAt"]), (&json!("Second"), &json!(null)));

    let link = send(&scene, &by, "/rooms/links", &format!("room={room}&name=Clients&role=viewer&lifetime=30d")).await;
    assert!(said(&link).field("link").contains("/share/"));
    let mail = send(&scene, &by, "/rooms/invite", &format!("room={room}&email=ivan%40example.org&role=editor")).await;
    assert!(said(&mail).field("link").contains("/invites/"));
    let bad = send(&scene, &by, "/rooms/invite", &format!("room={room}&email=nobody&role=viewer")).await;
    assert_eq!((said(&bad).field("email"), said(&bad).field("invite_role")), ("nobody", "viewer"));
    send(&scene, &by, "/rooms/revoke-invites", &format!("room={room}&email=ivan%40example.org")).await;
    let invites = scene.client.get(&format!("{API}/rooms/{room}/invites"), &ada).await.json();
    assert_eq!(invites["invites"], json!([]));

    let closed = send(&scene, &by, "/rooms/close", &format!("room={room}&project={project}")).await;
    assert_eq!(to(&closed), format!("/projects/{project}/people"));
    assert_eq!(scene.client.get(&format!("{API}/rooms/{room}"), &ada).await.status, 410);
    let late = send(&scene, &by, "/rooms/rename", &format!("room={room}&name=Third")).await;
    assert_eq!(to(&late), page, "whose page says that it is over");
}

#[tokio::test]
async fn roles_are_changed_and_people_removed_by_forms() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    assert_eq!(scene.enter(&mia, room).await, "editor");
    let (by, who) = (ada.caller(), mia.who.user);
    let changed = send(&scene, &by, "/rooms/role", &format!("room={room}&who={who}&role=viewer")).await;
    assert_eq!(said(&changed).message, "mia is a viewer now.");
    let refused = send(&scene, &mia.caller(), "/rooms/role", &format!("room={room}&who={who}&role=owner")).await;
    assert!(said(&refused).is_error);
    let removed = send(&scene, &by, "/rooms/remove", &format!("room={room}&who={who}")).await;
    assert!(!said(&removed).is_error);
    assert_eq!(scene.client.get(&format!("{API}/rooms/{room}"), &mia).await.status, 404);
}

#[tokio::test]
async fn whoever_leaves_can_say_how_it_was() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    let nora = scene.world.member(&ada, "nora", Role::Member).await;
    scene.enter(&mia, room).await;
    scene.enter(&nora, room).await;
    let mias = format!("room={room}&me={}&stars=4&note=Fine", mia.who.user);
    assert_eq!(to(&send(&scene, &mia.caller(), "/rooms/leave", &mias).await), "/projects");
    let noras = format!("room={room}&me={}&note=", nora.who.user);
    assert_eq!(to(&send(&scene, &nora.caller(), "/rooms/leave", &noras).await), "/projects");
    let rated = send(&scene, &ada.caller(), "/rooms/rate", &format!("room={room}&stars=5&note=")).await;
    assert!(!said(&rated).is_error);
    let summary = scene.client.get(&format!("{API}/rooms/{room}/rating"), &ada).await.json();
    assert_eq!(summary, json!({"average": 4.5, "n": 2, "mine": 5}));
    let starless = send(&scene, &ada.caller(), "/rooms/rate", &format!("room={room}&note=Words")).await;
    assert_eq!((said(&starless).is_error, said(&starless).field("note")), (true, "Words"));
    let last = format!("room={room}&me={}&stars=&note=", ada.who.user);
    let stays = send(&scene, &ada.caller(), "/rooms/leave", &last).await;
    assert_eq!(said(&stays).message, "A room needs an owner. Make somebody else one first.");
}

#[tokio::test]
async fn threads_are_written_settled_and_deleted_by_forms() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let by = ada.caller();
    let written =
        send(&scene, &by, "/rooms/comment", &format!("room={room}&file=src/main.ts&line=2&content=Why+two%3F")).await;
    let comment = to(&written).rsplit("#comment-").next().unwrap().to_owned();
    // The clock of a test stands still, and lists are in the order of time.
    scene.world.clock.advance_seconds(1);
    send(&scene, &by, "/rooms/reply", &format!("room={room}&comment={comment}&content=Because")).await;
    send(&scene, &by, "/rooms/resolve", &format!("room={room}&comment={comment}&resolved=true")).await;
    let all = async || scene.client.get(&format!("{API}/rooms/{room}/comments"), &ada).await.json()["comments"].clone();
    let thread = all().await;
    assert_eq!((&thread[0]["content"], &thread[0]["isResolved"]), (&json!("Why two?"), &json!(true)));
    assert_eq!((&thread[1]["content"], &thread[1]["parentId"]), (&json!("Because"), &json!(comment)));
    send(&scene, &by, "/rooms/delete-comment", &format!("room={room}&comment={comment}")).await;
    assert_eq!(all().await, json!([]));

    // A long text comes back as far as a cookie can carry it, and the page says so.
    for line in ["900", "first"] {
        let long = "word+".repeat(700);
        let wish = format!("room={room}&file=src/main.ts&line={line}&content={long}");
        let refused = send(&scene, &by, "/rooms/comment", &wish).await;
        let flash = said(&refused);
        assert!(flash.is_error && flash.message.ends_with("Only the beginning of your text could be kept."));
        assert!(flash.field("content").len() > 1_000 && flash.field("content").starts_with("word word"));
        assert_eq!((flash.field("file"), flash.field("line")), ("src/main.ts", line));
        for cookie in refused.headers.get_all(header::SET_COOKIE) {
            assert!(cookie.len() < 4_096, "{} bytes", cookie.len());
        }
    }
}

#[tokio::test]
async fn authors_change_their_words_by_a_form() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.enter(&mia, room).await;
    let thread = scene.comment(&ada.caller(), room, "First", None).await["commentId"].as_str().unwrap().to_owned();
    scene.world.clock.advance_seconds(1);
    let answer = scene.comment(&mia.caller(), room, "Anser", Some(&thread)).await;
    let answer = answer["commentId"].as_str().unwrap().to_owned();
    let all = async || {
        let list = scene.client.get(&format!("{API}/rooms/{room}/comments"), &ada).await.json();
        list["comments"].as_array().unwrap().iter().map(|one| one["content"].clone()).collect::<Vec<_>>()
    };

    let wish = format!("room={room}&comment={answer}&thread={thread}&content=Answer");
    let changed = send(&scene, &mia.caller(), "/rooms/reword-comment", &wish).await;
    assert_eq!(to(&changed), format!("/rooms/{room}#comment-{thread}"), "an answer has no place of its own");
    assert_eq!((said(&changed).is_error, said(&changed).message.as_str()), (false, "Your comment was changed."));
    assert_eq!(all().await, [json!("First"), json!("Answer")]);

    // Not even the owner puts words into somebody's mouth; what was refused comes back to its field.
    for (by, content) in [(ada.caller(), "Mine+now"), (mia.caller(), "+")] {
        let wish = format!("room={room}&comment={answer}&thread={thread}&content={content}");
        let refused = said(&send(&scene, &by, "/rooms/reword-comment", &wish).await);
        assert!(refused.is_error, "{content}");
        assert_eq!((refused.field("reworded"), refused.field("words")), (answer.as_str(), &*content.replace('+', " ")));
    }
    assert_eq!(all().await, [json!("First"), json!("Answer")]);
}

#[tokio::test]
async fn notices_are_read_and_chosen_by_forms() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.enter(&mia, room).await;
    scene.comment(&ada.caller(), room, "@mia look", None).await;
    scene.comment(&ada.caller(), room, "@mia look again", None).await;
    let unread = async || scene.client.get(&format!("{API}/notifications"), &mia).await.json();
    let id = unread().await["notifications"][0]["notificationId"].as_str().unwrap().to_owned();
    assert_eq!(to(&send(&scene, &mia.caller(), "/notifications/read", &format!("which={id}")).await), "/notifications");
    assert_eq!(unread().await["unread"], json!(1));
    send(&scene, &mia.caller(), "/notifications/read", "which=all").await;
    assert_eq!(unread().await["unread"], json!(0));
    let nobody = send(&scene, &Caller::Anonymous, "/notifications/read", "which=all").await;
    assert_eq!(to(&nobody), "/sign-in?next=/notifications");

    let wishes = async || {
        let lines = scene.client.get(&format!("{API}/notifications/preferences"), &mia).await.json();
        let lines = lines["preferences"].as_array().unwrap().clone();
        lines.iter().map(|line| (line["inApp"] == true, line["mail"] == true)).collect::<Vec<_>>()
    };
    let chosen = send(&scene, &mia.caller(), "/notifications/preferences", "mention-here=yes&comment-mail=yes").await;
    assert!(!said(&chosen).is_error);
    assert_eq!(wishes().await, [(true, false), (false, false), (false, true), (false, false)]);
    send(&scene, &mia.caller(), "/notifications/preferences", "").await;
    assert_eq!(wishes().await, [(false, false); 4]);
}
