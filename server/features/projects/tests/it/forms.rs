//! The same things without a line of script.
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use kernel::Caller;
use testkit::Answer;

use crate::scene::{BOOKS, Scene, scene};

async fn post(scene: &Scene, by: &Caller, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body: Vec<String> = fields
        .iter()
        .map(|(name, value)| {
            let value: String = value
                .bytes()
                .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
                .collect();
            format!("{name}={value}")
        })
        .collect();
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.join("&")))
        .unwrap();
    scene.client.send(by, request).await
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// What the flash cookie says.
fn said(answer: &Answer) -> String {
    let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut headers = header::HeaderMap::new();
    headers.insert(header::COOKIE, cookie.parse().unwrap());
    web::read_flash(&headers).expect("a flash").message
}

#[tokio::test]
async fn words_become_a_plan_then_files_then_trash_and_back() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let by = ada.caller();
    let plan = location(&post(&scene, &by, "/describe", &[("description", BOOKS)]).await);
    // A button that was pressed twice makes one project.
    assert_eq!(location(&post(&scene, &by, "/describe", &[("description", BOOKS)]).await), plan);
    let id = plan.strip_prefix("/projects/").and_then(|rest| rest.strip_suffix("/plan")).unwrap();

    let written = post(&scene, &by, "/projects/act", &[("project", id), ("act", "write")]).await;
    assert_eq!(location(&written), format!("/p/{id}"));
    let trashed = post(&scene, &by, "/projects/act", &[("project", id), ("act", "trash")]).await;
    assert_eq!(location(&trashed), "/projects");
    assert!(said(&trashed).contains("30 days"));
    let back = post(&scene, &by, "/projects/act", &[("project", id), ("act", "restore")]).await;
    assert!(said(&back).contains("is back"));
    let odd = post(&scene, &by, "/projects/act", &[("project", "nonsense"), ("act", "trash")]).await;
    assert!(said(&odd).contains("does not exist"));
}

#[tokio::test]
async fn a_visitors_words_survive_sign_up() {
    let scene = scene().await;
    let sent = post(&scene, &Caller::Anonymous, "/describe", &[("description", BOOKS)]).await;
    let next = location(&sent).strip_prefix("/sign-up?next=").unwrap().to_owned();
    let stranger = scene.client.call(Method::GET, &next, &Caller::Anonymous, None).await;
    assert_eq!(location(&stranger), format!("/sign-in?next={next}"));

    let ada = scene.world.person("ada").await;
    let plan = location(&scene.client.get(&next, &ada).await);
    assert!(plan.ends_with("/plan"), "{plan}");
    assert_eq!(scene.client.get("/api/v1/projects", &ada).await.json()["items"][0]["description"], BOOKS);
    let again = scene.client.get(&next, &ada).await;
    assert!(said(&again).contains("already"));
}

#[tokio::test]
async fn refused_words_come_back() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let vera = scene.world.member(&ada, "vera", kernel::Role::Viewer).await.caller();
    let short = post(&scene, &vera, "/describe", &[("description", "a shop & more")]).await;
    assert_eq!(location(&short), "/home?describe=a%20shop%20%26%20more");
    let long = "word ".repeat(1_900);
    let kept = post(&scene, &vera, "/describe", &[("description", &long)]).await;
    let message = said(&kept);
    let address = message.split_whitespace().last().unwrap();
    let taken = location(&scene.client.get(address, &ada).await);
    assert!(taken.ends_with("/plan"), "{taken}");

    let huge = post(&scene, &ada.caller(), "/describe", &[("description", &"x".repeat(10 * 1024 * 1024))]).await;
    assert!(said(&huge).contains("at most 10000 characters"));
}

#[tokio::test]
async fn an_archive_can_be_sent_by_a_form() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("index.html", "<p>")]).await.summary.id;
    let archive = scene.client.get(&format!("/api/v1/projects/{project}/export.zip"), &ada).await.bytes;
    for (bytes, ends) in
        [(archive, None), (b"nonsense".to_vec(), Some("cannot be imported")), (Vec::new(), Some("Choose"))]
    {
        let mut body = b"--x\r\nContent-Disposition: form-data; name=\"archive\"; filename=\"a.zip\"\r\n\r\n".to_vec();
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri("/projects/import")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap();
        let answer = scene.client.send(&ada.caller(), request).await;
        match ends {
            None => assert!(location(&answer).starts_with("/p/")),
            Some(words) => assert!(said(&answer).contains(words), "{}", said(&answer)),
        }
    }
}
