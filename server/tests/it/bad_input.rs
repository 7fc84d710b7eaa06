//! What cannot be done is said in words, and nothing is lost.
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::json;
use testkit::{Answer, Passage, world};

use crate::http::{House, assert_html, house, house_on, request, text};

/// Every error of the API has the same shape, names its request, and tells nothing of the inside.
fn assert_error(answer: &Answer, status: u16, code: &str) {
    let body = answer.text();
    assert_eq!((answer.status, answer.code().as_str()), (status, code), "{body}");
    let error = &answer.json()["error"];
    assert!(error["message"].as_str().is_some_and(|message| message.len() > 10), "{body}");
    assert_eq!(error["requestId"], text(&answer.headers, "x-request-id"), "{body}");
    assert_eq!(text(&answer.headers, "cache-control"), "no-store");
    for inside in ["panicked", ".rs:", "sqlx", "postgres", "select ", "stack"] {
        assert!(!body.contains(inside), "“{inside}” in {body}");
    }
}

#[tokio::test]
async fn addresses_that_lead_nowhere_say_so_in_the_readers_language() {
    let house = house().await;
    for path in ["/api/v1/nothing", "/api/nothing", "/api/v1/auth/nothing/at/all"] {
        assert_error(&house.get(path).await, 404, "not_found");
    }
    assert_error(&house.post("/api/v1/nothing", &json!({})).await, 404, "not_found");
    for path in ["/nothing", "/marketplace/nonsense", "/marketplace/templates/no-such-listing"] {
        let page = house.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert_html(&page);
        assert!(page.text().contains("There is nothing at this address"), "{path}");
    }
}

#[tokio::test]
async fn ids_that_are_none_name_nothing() {
    let house = house().await;
    let ada = house.world.person("ada").await;
    let cookie = house.cookie_of(&ada).await;
    for path in ["/api/v1/projects/nonsense", "/api/v1/projects/1", "/api/v1/files/%00", "/api/v1/projects/..%2f.."] {
        assert_error(&house.get_with(path, &cookie).await, 404, "not_found");
    }
}

#[tokio::test]
async fn the_wrong_method_is_told_the_right_ones() {
    let house = house().await;
    let answer = house.get("/api/v1/auth/login").await;
    assert_error(&answer, 405, "wrong_method");
    assert_eq!(text(&answer.headers, "allow"), "POST");
    let answer = house.send(request(Method::DELETE, "/api/chat/start").body(Body::empty()).unwrap()).await;
    assert_error(&answer, 405, "wrong_method");
}

fn login(content_type: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let mut login = request(Method::POST, "/api/v1/auth/login");
    if let Some(kind) = content_type {
        login = login.header(header::CONTENT_TYPE, kind);
    }
    login.body(body.into()).unwrap()
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused_with_the_place_of_the_trouble() {
    let house = house().await;
    let good = json!({"login": "ada", "password": "seven wet bricks"}).to_string();
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        assert_error(&house.send(login(kind, good.clone())).await, 422, "not_json");
    }
    // The control: the same body with its right name is read.
    assert_error(&house.send(login(Some("application/json; charset=utf-8"), good)).await, 401, "wrong_credentials");
    for (body, hint) in [
        (&b"{\"login\": \"ada\""[..], "EOF"),
        (b"", "EOF"),
        (b"[]", "invalid length"),
        (b"{\"login\": 1, \"password\": \"x\"}", "invalid type"),
        (b"{\"password\": \"x\"}", "missing field `login`"),
        (b"{\"login\": \"\xff\", \"password\": \"x\"}", "UTF-8"),
    ] {
        let answer = house.send(login(Some("application/json"), body.to_vec())).await;
        assert_error(&answer, 422, "bad_json");
        let message = answer.json()["error"]["message"].as_str().unwrap().to_lowercase();
        let hint = hint.to_lowercase();
        assert!(message.contains(&hint) || message.contains("unicode"), "{hint}: {message}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_error(&house.send(login(Some("application/json"), deep)).await, 422, "bad_json");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let house = house().await;
    let huge = json!({"login": "x".repeat(10 * 1024 * 1024), "password": "y"}).to_string();
    assert_error(&house.send(login(Some("application/json"), huge)).await, 413, "body_too_large");
    let just = json!({"login": "x".repeat(1024 * 1024 - 100), "password": "y"}).to_string();
    assert_error(&house.send(login(Some("application/json"), just)).await, 401, "wrong_credentials");
}

#[tokio::test]
async fn forms_that_no_page_of_ours_sends_are_refused_in_the_same_shape() {
    let house = house().await;
    let send = |kind: &str, body: String| {
        let request = request(Method::POST, "/auth/sign-in").header(header::CONTENT_TYPE, kind);
        house.send(request.body(Body::from(body)).unwrap())
    };
    let form = "application/x-www-form-urlencoded";
    assert_error(&send(form, "login=ada".into()).await, 422, "bad_form");
    assert_error(&send("text/plain", "login=ada&password=x".into()).await, 422, "bad_form");
    assert_error(&send(form, format!("login={}&password=x", "x".repeat(2_000_000))).await, 413, "body_too_large");
    // The control.
    assert_eq!(send(form, "login=ada&password=x".into()).await.status, 303);
}

/// The database takes no NUL character in a text. Whoever sends one hears of it, or has it taken out; it is not our fault.
#[tokio::test]
async fn a_nul_character_is_never_our_fault() {
    let house = house().await;
    let ada = house.world.person("ada").await;
    let cookie = house.cookie_of(&ada).await;
    let send = async |method: Method, path: &str, body: serde_json::Value| {
        let sent =
            request(method, path).header(header::COOKIE, &cookie).header(header::CONTENT_TYPE, "application/json");
        house.send(sent.body(Body::from(body.to_string())).unwrap()).await
    };
    let made = send(Method::POST, "/api/v1/projects", json!({"description": "a reading list with title"})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let project = made.json()["id"].as_str().unwrap().to_owned();
    let here = format!("/api/v1/projects/{project}");
    let file = send(Method::POST, &format!("{here}/files"), json!({"path": "notes.txt", "text": "plain"})).await;
    assert_eq!(file.status, 201, "{}", file.text());
    let file = file.json()["id"].as_str().unwrap().to_owned();
    let talk = send(Method::POST, "/api/chat/start", json!({"projectId": project})).await;
    assert_eq!(talk.status, 201, "{}", talk.text());
    let talk = talk.json()["conversationId"].as_str().unwrap().to_owned();

    let mut wrong = Vec::new();
    for (method, path, body) in [
        (Method::POST, "/api/v1/projects", json!({"description": "a \0 list"})),
        (Method::POST, "/api/v1/projects/plan", json!({"description": "a \0 list"})),
        (Method::PATCH, &here, json!({"name": "a \0 name"})),
        (Method::POST, &format!("{here}/files"), json!({"path": "a\0b.txt", "text": "x"})),
        (Method::POST, &format!("{here}/files"), json!({"path": "c.txt", "text": "a \0 text"})),
        (Method::PUT, &format!("/api/v1/files/{file}"), json!({"baseVersion": 1, "text": "a \0 text"})),
        (Method::POST, &format!("/api/v1/files/{file}/move"), json!({"to": "a\0b.txt"})),
        (Method::POST, &format!("{here}/folders/move"), json!({"from": "a\0", "to": "b\0"})),
        (Method::POST, &format!("{here}/versions"), json!({"message": "a \0 message"})),
        (Method::POST, "/api/chat/start", json!({"projectId": project, "title": "a \0 title"})),
        (
            Method::POST,
            "/api/chat/message",
            json!({"conversationId": talk, "message": "a \0 word", "clientId": "c\0", "filePath": "\0", "selection": "\0"}),
        ),
        (Method::PUT, "/api/v1/auth/me", json!({"displayName": "a \0 name", "username": "ada", "theme": "dark"})),
        (Method::POST, "/api/v1/auth/password", json!({"old": "\0", "new": "seven \0 bricks"})),
        (Method::GET, "/api/v1/listings?query=%00&category=%00&tag=%00&capability=%00&after=%00", json!({})),
        (Method::GET, "/api/v1/listings/template/%00", json!({})),
        (Method::GET, "/marketplace?q=%00", json!({})),
        (Method::GET, "/marketplace/templates/%00", json!({})),
        (Method::GET, "/api/v1/projects?q=%00&after=%00", json!({})),
    ] {
        let answer = send(method.clone(), path, body).await;
        if answer.status >= 500 {
            wrong.push(format!("{method} {path}: {} {}", answer.status, answer.text()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

async fn register(house: &House) -> Answer {
    let wish = json!({"email": "ben@example.org", "username": "ben", "password": "seven wet bricks"});
    house.post("/api/v1/auth/register", &wish).await
}

#[tokio::test]
async fn a_database_that_goes_away_is_waited_for() {
    let world = world().await;
    let (passage, db) = Passage::open(&world).await;
    let house = house_on(world, db);
    let ada = house.world.person("ada").await;
    let cookie = house.cookie_of(&ada).await;
    assert_eq!(house.get_with("/api/v1/auth/me", &cookie).await.status, 200);
    assert_eq!(house.get("/marketplace?q=first").await.status, 200);
    assert_eq!(house.get("/ready").await.status, 200);

    passage.shut();
    let me = house.get_with("/api/v1/auth/me", &cookie).await;
    assert_error(&me, 503, "fault");
    assert!(me.text().contains("try again in a moment"), "{}", me.text());
    assert_error(&register(&house).await, 503, "fault");
    for (path, cookie) in [("/settings/profile", cookie.as_str()), ("/marketplace?q=second", "")] {
        let page = house.get_with(path, cookie).await;
        assert_eq!(page.status, 503, "{path}: {}", page.text());
        assert_html(&page);
        assert!(page.text().contains("try again in a moment"), "{path}: {}", page.text());
    }
    let ready = house.get("/ready").await;
    assert_eq!((ready.status, ready.json()["status"].as_str()), (503, Some("unavailable")));
    assert_eq!(house.get("/health").await.status, 200, "the server itself is well");
    // What needs no database is still there.
    assert_eq!(house.get("/sign-in").await.status, 200);

    passage.reopen();
    assert_eq!(house.get_with("/api/v1/auth/me", &cookie).await.status, 200, "nobody was signed out");
    assert_eq!(house.get("/ready").await.status, 200);
    assert_eq!(house.get("/marketplace?q=second").await.status, 200, "the failure was not kept in the cache");
    assert_eq!(register(&house).await.status, 202);
    let people: i64 = sqlx::query_scalar("select count(*) from users where username = 'ben'")
        .fetch_one(&house.world.owner)
        .await
        .unwrap();
    assert_eq!(people, 1);
}
