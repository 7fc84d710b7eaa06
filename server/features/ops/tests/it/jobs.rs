//! Background work, for those who look after the installation.
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use kernel::Caller;
use ports::MailError;
use serde_json::json;

use crate::scene::{Scene, scene};

/// A mail whose job is dead.
async fn dead_mail(scene: &Scene) -> kernel::JobId {
    scene.server.refusals.lock().unwrap().push_back(MailError::Refused("no such mailbox".into()));
    let (_, job) = scene.post("Confirm").await;
    scene.runner.drain().await.unwrap();
    job
}

#[tokio::test]
async fn a_dead_job_is_seen_and_run_again_by_operators() {
    let scene = scene().await;
    let job = dead_mail(&scene).await;
    let olga = scene.operator().await;
    let page = scene.client.get("/api/v1/ops/jobs", &olga).await.json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!((&page["items"][0]["id"], &page["items"][0]["state"]), (&json!(job), &json!("dead")));
    assert_eq!((&page["items"][0]["attempts"], &page["items"][0]["maxAttempts"]), (&json!(1), &json!(8)));
    assert!(page["items"][0].get("payload").is_none(), "a payload is nobody's business");

    let address = format!("/api/v1/ops/jobs/{job}/retry");
    assert_eq!(scene.client.post(&address, &olga, json!({})).await.status, 204);
    assert_eq!(scene.runner.drain().await, Ok(1));
    assert_eq!(scene.subjects_taken(), ["Confirm"]);
    let again = scene.client.post(&address, &olga, json!({})).await;
    assert_eq!((again.status, again.code()), (409, "not_dead".into()));
    let unknown = scene.client.post("/api/v1/ops/jobs/018f0000-0000-7000-8000-000000000001/retry", &olga, json!({}));
    assert_eq!(unknown.await.status, 409);
    assert_eq!(scene.client.post("/api/v1/ops/jobs/nonsense/retry", &olga, json!({})).await.status, 404);
}

#[tokio::test]
async fn to_everybody_else_there_is_nothing_there() {
    let scene = scene().await;
    let job = dead_mail(&scene).await;
    let ada = scene.world.person("ada").await;
    for by in [Caller::Anonymous, Caller::Guest { share_token: "a link".into() }, ada.caller()] {
        for path in ["/api/v1/ops/jobs", "/api/v1/ops/sessions"] {
            let refused = scene.get(path, &by).await;
            assert_eq!((refused.status, refused.code()), (404, "not_found".into()), "{path} as {by:?}");
        }
        let retry = format!("/api/v1/ops/jobs/{job}/retry");
        assert_eq!(scene.client.call(Method::POST, &retry, &by, None).await.status, 404);
    }
    assert_eq!(scene.runner.drain().await, Ok(0), "nobody revived it");
}

#[tokio::test]
async fn a_button_without_scripts_runs_it_again_and_says_so() {
    let scene = scene().await;
    let job = dead_mail(&scene).await;
    let olga = scene.operator().await;
    let press = |by: Caller, job: String| {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/admin/jobs/retry")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("job={job}")))
            .unwrap();
        let client = scene.client.clone();
        async move {
            let answer = client.send(&by, request).await;
            assert_eq!((answer.status, &answer.headers["location"]), (303, &"/admin/jobs".parse().unwrap()));
            let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
            let mut headers = header::HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            web::read_flash(&headers).expect("a flash")
        }
    };
    assert!(press(Caller::Anonymous, job.to_string()).await.is_error);
    assert!(press(olga.caller(), "nonsense".into()).await.is_error);
    assert!(!press(olga.caller(), job.to_string()).await.is_error);
    assert_eq!(scene.runner.drain().await, Ok(1));
    assert_eq!(scene.subjects_taken(), ["Confirm"]);
}

#[tokio::test]
async fn an_odd_question_is_answered_in_words() {
    let scene = scene().await;
    let olga = scene.operator().await;
    let odd = scene.client.get("/api/v1/ops/jobs?state=asleep", &olga).await;
    assert_eq!((odd.status, odd.code()), (422, "bad_query".into()));
    // A place in a list that nobody made is its beginning.
    dead_mail(&scene).await;
    for after in ["nonsense", "1.nonsense", "x.018f0000-0000-7000-8000-000000000001"] {
        let page = scene.client.get(&format!("/api/v1/ops/jobs?after={after}"), &olga).await.json();
        assert_eq!(page["items"].as_array().unwrap().len(), 1, "{after}");
    }
}

#[tokio::test]
async fn sessions_are_counted_over_the_whole_installation() {
    let scene = scene().await;
    let olga = scene.operator().await;
    let ada = scene.world.person("ada").await;
    sqlx::query("update sessions set ended_at = now() where session_id = $1")
        .bind(ada.who.session.uuid())
        .execute(&scene.world.owner)
        .await
        .unwrap();
    scene.world.person("bob").await;
    sqlx::query("update sessions set expires_at = to_timestamp($1::float8) + interval '1 hour' where ended_at is null")
        .bind(ports::Clock::now(&*scene.world.clock).seconds() as f64)
        .execute(&scene.world.owner)
        .await
        .unwrap();
    let counts = scene.client.get("/api/v1/ops/sessions", &olga).await.json();
    assert_eq!(counts, json!({"active": 2, "ended": 1}));
    scene.world.clock.advance_seconds(3600);
    let counts = scene.client.get("/api/v1/ops/sessions", &olga).await.json();
    assert_eq!(counts, json!({"active": 0, "ended": 3}));
}

#[tokio::test]
async fn what_is_over_for_thirty_days_is_swept_out_and_nothing_else() {
    let scene = scene().await;
    let db = &scene.world.db;
    let clock = &*scene.world.clock;
    scene.post("Old").await;
    scene.runner.drain().await.unwrap();
    let dead = dead_mail(&scene).await;
    scene.world.clock.advance_seconds(30 * 24 * 3600 + 1);
    scene.post("New").await;
    let ada = scene.world.person("ada").await;
    sqlx::query(
        "insert into org_invites (invite_id, org_id, email, role, secret_hash, invited_by, created_at, expires_at)
         select gen_random_uuid(), $1, name || '@example.org', 'viewer', decode(md5(name), 'hex'), $2, to_timestamp($3),
           to_timestamp($3) + days * interval '1 day' from (values ('old', -31), ('new', -29)) as invites (name, days)",
    )
    .bind(ada.who.org.uuid())
    .bind(ada.who.user.uuid())
    .bind(ports::Clock::now(clock).seconds() as f64)
    .execute(&scene.world.owner)
    .await
    .unwrap();
    // Asked twice, as by two processes, it is wanted once.
    ops::enqueue_recurring(db, clock).await.unwrap();
    ops::enqueue_recurring(db, clock).await.unwrap();
    assert_eq!(scene.runner.drain().await, Ok(2), "the new mail and one sweep");

    let left: Vec<String> = sqlx::query_scalar("select subject from mails order by created_at")
        .fetch_all(&scene.world.owner)
        .await
        .unwrap();
    assert_eq!(left, ["New"]);
    let invited: Vec<String> =
        sqlx::query_scalar("select email::text from org_invites").fetch_all(&scene.world.owner).await.unwrap();
    assert_eq!(invited, ["new@example.org"]);
    let jobs: Vec<(String, String)> = sqlx::query_as("select kind, state from jobs order by kind, state")
        .fetch_all(&scene.world.owner)
        .await
        .unwrap();
    let jobs: Vec<(&str, &str)> = jobs.iter().map(|(kind, state)| (kind.as_str(), state.as_str())).collect();
    assert_eq!(
        jobs,
        [("mail.send", "dead"), ("mail.send", "done"), ("ops.sweep", "done")],
        "{dead} stays until someone looks"
    );

    scene.world.clock.advance_seconds(6 * 3600);
    ops::enqueue_recurring(db, clock).await.unwrap();
    assert_eq!(scene.runner.drain().await, Ok(1), "and again after six hours");
}
