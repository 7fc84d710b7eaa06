//! Acting for an org, as a browser meets it.
use axum::{
    body::Body,
    http::{Method, header},
};
use serde_json::{Value, json};
use testkit::Answer;

use crate::http::{House, assert_html, house, request, text};

async fn send(house: &House, cookie: &str, method: Method, path: &str, body: Value) -> Answer {
    let sent = request(method, path).header(header::COOKIE, cookie).header(header::CONTENT_TYPE, "application/json");
    house.send(sent.body(Body::from(body.to_string())).expect("a request")).await
}

async fn post(house: &House, cookie: &str, path: &str, body: Value) -> Answer {
    send(house, cookie, Method::POST, path, body).await
}

async fn make_org(house: &House, cookie: &str, name: &str) -> String {
    let made = post(house, cookie, "/api/v1/orgs", json!({"name": name})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

/// Invites an address as a member; answers the secret from the mail.
async fn invite(house: &House, cookie: &str, org: &str, email: &str) -> String {
    let path = format!("/api/v1/orgs/{org}/invites");
    let sent = post(house, cookie, &path, json!({"email": email, "role": "member"})).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    let body: String = sqlx::query_scalar("select body from mails where to_address = $1 order by mail_id desc limit 1")
        .bind(email)
        .fetch_one(&house.world.owner)
        .await
        .expect("a mail");
    let rest = body.split("/invite/").nth(1).unwrap_or_else(|| panic!("no link in {body}"));
    rest.split_whitespace().next().unwrap_or_default().to_owned()
}

async fn plan(house: &House, cookie: &str, description: &str) -> String {
    let made = post(house, cookie, "/api/v1/projects", json!({"description": description, "approved": false})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

/// The ids of the projects that somebody sees in their list.
async fn projects(house: &House, cookie: &str) -> Vec<String> {
    let page = house.get_with("/api/v1/projects", cookie).await.json();
    let ids = page["items"].as_array().expect("a page").iter().map(|item| item["id"].as_str().expect("an id"));
    ids.map(str::to_owned).collect()
}

#[tokio::test]
async fn one_sees_the_projects_of_the_org_that_one_acts_for() {
    let house = house().await;
    let (ada, bob) = (house.world.person("ada").await, house.world.person("bob").await);
    let (adas, bobs) = (house.cookie_of(&ada).await, house.cookie_of(&bob).await);
    let own = plan(&house, &adas, "a reading list with title and author").await;
    let org = make_org(&house, &adas, "Reading Room").await;
    let switch = format!("/api/v1/orgs/{org}/switch");

    assert_eq!(post(&house, &adas, &switch, json!({})).await.status, 200);
    assert_eq!(projects(&house, &adas).await, Vec::<String>::new(), "her own projects stay in her own org");
    let shared = plan(&house, &adas, "a to-do list with due dates").await;
    let home = house.get_with("/home", &adas).await.text();
    assert!(home.contains("Acting for") && home.contains("Reading Room"), "the account menu says so");

    let project = format!("/api/v1/projects/{shared}");
    assert_eq!(house.get_with(&project, &bobs).await.status, 404);
    let secret = invite(&house, &adas, &org, "bob@example.org").await;
    assert_eq!(post(&house, &bobs, "/api/v1/invites/accept", json!({"secret": secret})).await.status, 200);
    assert_eq!(projects(&house, &bobs).await, Vec::<String>::new(), "joining is not switching");
    assert_eq!(post(&house, &bobs, &switch, json!({})).await.status, 200);
    assert_eq!(projects(&house, &bobs).await, std::slice::from_ref(&shared));

    let to_bob = format!("/api/v1/orgs/{org}/members/{}", bob.who.user);
    assert_eq!(send(&house, &adas, Method::DELETE, &to_bob, json!({})).await.status, 204);
    assert_eq!(projects(&house, &bobs).await, Vec::<String>::new());
    assert_eq!(house.get_with(&project, &bobs).await.status, 404);
    assert_eq!(house.get_with("/home", &bobs).await.status, 200, "he is still signed in, for his own org");

    let back = format!("/api/v1/orgs/{}/switch", ada.who.org);
    assert_eq!(post(&house, &adas, &back, json!({})).await.status, 200);
    assert_eq!(projects(&house, &adas).await, [own]);
}

#[tokio::test]
async fn the_pages_show_each_what_is_theirs() {
    let house = house().await;
    let (ada, bob, eve) =
        (house.world.person("ada").await, house.world.person("bob").await, house.world.person("eve").await);
    let (adas, bobs, eves) = (house.cookie_of(&ada).await, house.cookie_of(&bob).await, house.cookie_of(&eve).await);
    let org = make_org(&house, &adas, "Reading <Room>").await;
    let secret = invite(&house, &adas, &org, "bob@example.org").await;

    let list = house.get_with("/settings/orgs", &adas).await;
    assert_eq!(list.status, 200);
    assert_html(&list);
    assert!(list.text().contains("Reading &lt;Room&gt;") && list.text().contains("Create organisation"));
    let page = format!("/settings/orgs/{org}");
    let shown = house.get_with(&page, &adas).await.text();
    for words in ["Reading &lt;Room&gt;", "@ada", "Send invitation", "bob@example.org", "Take back", "Yes, leave"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    for (path, cookie) in [(page.as_str(), &eves), ("/settings/orgs/nonsense", &adas)] {
        let missing = house.get_with(path, cookie).await;
        assert_eq!(missing.status, 404, "{path}");
        assert!(missing.text().contains("That organisation does not exist"), "{}", missing.text());
    }
    let signed_out = house.get("/settings/orgs").await;
    assert_eq!((signed_out.status, text(&signed_out.headers, "location")), (303, "/sign-in?next=%2Fsettings%2Forgs"));

    let link = format!("/invite/{secret}");
    let visitor = house.get(&link).await;
    assert_eq!(visitor.status, 200, "{}", visitor.text());
    assert!(visitor.text().contains(&format!("/sign-in?next={link}")), "{}", visitor.text());
    assert!(!visitor.text().contains("bob@example.org"), "whoever found the link learns no address");
    assert!(house.get_with(&link, &bobs).await.text().contains("Accept and join"));
    let other = house.get_with(&link, &eves).await.text();
    assert!(other.contains("with another address") && !other.contains("Accept and join"), "{other}");
    let dead = house.get("/invite/no-such-secret").await;
    assert_eq!(dead.status, 410);
    assert!(dead.text().contains("Ask for a new one"), "{}", dead.text());
}
