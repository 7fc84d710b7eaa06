//! The pages of rooms, as a browser meets them.
use axum::{
    body::Body,
    http::{Method, header},
};
use serde_json::{Value, json};
use testkit::Answer;

use crate::http::{House, assert_html, house, request, text};

async fn post(house: &House, cookie: &str, path: &str, body: Value) -> Value {
    let sent = request(Method::POST, path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .expect("a request");
    let answer = house.send(sent).await;
    assert!((200..300).contains(&answer.status), "{path}: {}", answer.text());
    answer.json()
}

async fn form(house: &House, cookie: &str, path: &str, body: &str) -> Answer {
    let sent = request(Method::POST, path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .expect("a request");
    house.send(sent).await
}

/// A project with a room on it: both ids, and the secret of the room's first link.
async fn room(house: &House, cookie: &str) -> (String, String, String) {
    let wish = json!({"description": "a reading list with title and author"});
    let project = post(house, cookie, "/api/v1/projects", wish).await["id"].as_str().expect("an id").to_owned();
    let made =
        post(house, cookie, "/api/collaboration/rooms", json!({"projectId": project, "name": "Tuesday review"})).await;
    let link = made["inviteLink"].as_str().expect("a link");
    let secret = link.rsplit('/').next().expect("a secret").to_owned();
    (project, made["roomId"].as_str().expect("an id").to_owned(), secret)
}

/// The cookie of that name which an answer sets, to be sent again.
fn cookie(answer: &Answer, name: &str) -> String {
    let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = set.filter_map(|cookie| cookie.split(';').next()).filter(|pair| pair.starts_with(name));
    pairs.next().unwrap_or_else(|| panic!("no {name}")).to_owned()
}

#[tokio::test]
async fn the_page_of_a_room_shows_what_ones_role_allows() {
    let house = house().await;
    let ada = house.world.person("ada").await;
    let adas = house.cookie_of(&ada).await;
    let (project, room, secret) = room(&house, &adas).await;
    let list = house.get_with(&format!("/projects/{project}/people"), &adas).await;
    assert_eq!(list.status, 200, "{}", list.text());
    assert_html(&list);
    assert!(list.text().contains("Tuesday review") && list.text().contains("1 person"));

    let page = house.get_with(&format!("/rooms/{room}"), &adas).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_html(&page);
    let html = page.text();
    for part in
        ["Invite by mail", "Share links", "No ratings yet.", "Close room", "First invitation", "Open the project"]
    {
        assert!(html.contains(part), "{part}");
    }
    assert!(html.contains("<title>Tuesday review · Burnish</title>"));
    assert!(!html.contains(".wasm") && !html.contains(&secret), "plain, and without the secret");
    let offered = format!("data-mentions=\"/api/collaboration/rooms/{room}/mentionable\"");
    assert!(html.contains(&offered), "whoever has an account is offered people");

    // A guest says their name, comes in, and is shown what guests can do.
    let way_in = house.get(&format!("/share/{secret}")).await;
    assert_eq!(way_in.status, 200, "{}", way_in.text());
    assert!(way_in.text().contains("Tuesday review") && way_in.text().contains("Your name"));
    let came = form(&house, "", "/rooms/join", &format!("secret={secret}&name=Gus")).await;
    assert_eq!((came.status, text(&came.headers, "location")), (303, format!("/rooms/{room}").as_str()));
    let guest = cookie(&came, "burnish_share=");
    let seen = house.get_with(&format!("/rooms/{room}"), &guest).await;
    assert_eq!(seen.status, 200, "{}", seen.text());
    assert_eq!(text(&seen.headers, "cache-control"), "private, no-store", "for nobody but the guest");
    let html = seen.text();
    assert!(html.contains("Gus (you)") && html.contains("New comment"), "the link lets guests edit");
    assert!(html.contains(&format!("/p/{project}?room={room}")), "the project itself, too");
    for part in ["Invite by mail", "Share links", "Close room", "@ada", "data-mentions"] {
        assert!(!html.contains(part), "{part}");
    }

    // Nobody at all is asked to sign in; somebody else does not learn that there is such a room.
    let nobody = house.get(&format!("/rooms/{room}")).await;
    assert_eq!(
        (nobody.status, text(&nobody.headers, "location")),
        (303, format!("/sign-in?next=%2Frooms%2F{}", room.replace('-', "%2D")).as_str())
    );
    let bob = house.world.person("bob").await;
    let bobs = house.cookie_of(&bob).await;
    for path in [format!("/rooms/{room}"), format!("/projects/{project}/people"), "/rooms/nonsense".to_owned()] {
        let hidden = house.get_with(&path, &bobs).await;
        assert_eq!(hidden.status, 404, "{path}");
        assert!(!hidden.text().contains("Tuesday"), "{path}");
    }
}

#[tokio::test]
async fn ways_in_that_are_over_say_so() {
    let house = house().await;
    let ada = house.world.person("ada").await;
    let adas = house.cookie_of(&ada).await;
    let (project, room, secret) = room(&house, &adas).await;
    for path in ["/share/guessed", "/invites/guessed"] {
        let answer = house.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_html(&answer);
    }
    let sent = json!({"email": "bob@example.org", "role": "viewer"});
    let sent = post(&house, &adas, &format!("/api/collaboration/rooms/{room}/invite"), sent).await;
    let invite = sent["inviteLink"].as_str().and_then(|link| link.rsplit('/').next()).expect("a link").to_owned();
    let shown = house.get(&format!("/invites/{invite}")).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert!(shown.text().contains("Tuesday review"));
    assert!(shown.text().contains(&format!("/sign-up?next=/invites/{invite}")), "both ways lead back");

    let closed = form(&house, &adas, "/rooms/close", &format!("room={room}&project={project}")).await;
    assert_eq!(closed.status, 303);
    for path in [format!("/share/{secret}"), format!("/invites/{invite}")] {
        let over = house.get(&path).await;
        assert_eq!(over.status, 410, "{path}");
        assert_html(&over);
    }
    let over = house.get_with(&format!("/rooms/{room}"), &adas).await;
    assert_eq!(over.status, 410);
    assert!(over.text().contains("This room is closed") && over.text().contains("Download everything"));
}

#[tokio::test]
async fn notices_have_a_page() {
    let house = house().await;
    let nobody = house.get("/notifications").await;
    assert_eq!((nobody.status, text(&nobody.headers, "location")), (303, "/sign-in?next=%2Fnotifications"));
    let ada = house.world.person("ada").await;
    let page = house.get_with("/notifications", &house.cookie_of(&ada).await).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("Nothing to tell you yet") && page.text().contains("Somebody mentions me"));
}
