//! Who sees and does what.
use axum::http::Method;
use kernel::{Caller, Role};
use serde_json::{Value, json};

use crate::scene::{BOOKS, Scene, scene};

/// What each kind of caller is answered: reading, writing, owning.
struct Expected {
    read: u16,
    write: u16,
    own: u16,
}

async fn try_everything(scene: &Scene, by: &Caller, project: &str, file: &str, version: &str) -> Expected {
    let call = |method: Method, path: String, body: Option<Value>| async move {
        scene.client.call(method, &path, by, body).await.status
    };
    let one = |statuses: Vec<u16>| {
        assert!(statuses.windows(2).all(|pair| pair[0] == pair[1]), "{by:?} is answered {statuses:?}");
        statuses[0]
    };
    let mut read = Vec::new();
    for path in ["", "/files", "/snapshot", "/trash", "/versions", "/export.zip"] {
        read.push(call(Method::GET, format!("/api/v1/projects/{project}{path}"), None).await);
    }
    for path in ["", "/raw"] {
        read.push(call(Method::GET, format!("/api/v1/files/{file}{path}"), None).await);
    }
    read.push(call(Method::GET, format!("/api/v1/versions/{version}/compare"), None).await);

    let edit = json!({"baseVersion": 1, "edits": []});
    let write = vec![
        call(Method::PATCH, format!("/api/v1/files/{file}"), Some(edit)).await,
        call(Method::POST, format!("/api/v1/files/{file}/move"), Some(json!({"to": "a.txt"}))).await,
        call(
            Method::POST,
            format!("/api/v1/projects/{project}/folders/move"),
            Some(json!({"from": "src", "to": "src"})),
        )
        .await,
        call(Method::DELETE, format!("/api/v1/files/{file}"), None).await,
        call(Method::POST, format!("/api/v1/files/{file}/restore"), None).await,
        call(Method::POST, format!("/api/v1/projects/{project}/versions"), Some(json!({}))).await,
        call(Method::POST, format!("/api/v1/versions/{version}/restore"), None).await,
        call(Method::PUT, format!("/api/v1/projects/{project}/upload?path=up.bin"), None).await,
    ];
    // Deleting answers 204, everything else 200: both are a yes.
    let write = write.into_iter().map(|status| if status == 204 { 200 } else { status }).collect();
    let own = vec![
        call(Method::PATCH, format!("/api/v1/projects/{project}"), Some(json!({"name": "Mine"}))).await,
        call(Method::DELETE, format!("/api/v1/projects/{project}"), None).await,
        call(Method::POST, format!("/api/v1/projects/{project}/restore"), None).await,
    ];
    let own = own.into_iter().map(|status| if status == 204 { 200 } else { status }).collect();
    Expected { read: one(read), write: one(write), own: one(own) }
}

#[tokio::test]
async fn each_caller_may_do_what_their_role_says_and_no_more() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a"), ("src/b.txt", "b")]).await;
    let id = project.summary.id;
    let file = scene.file(&ada, id, "a.txt").await["id"].as_str().unwrap().to_owned();
    let versions = scene.client.get(&format!("/api/v1/projects/{id}/versions"), &ada).await.json();
    let version = versions["items"][0]["id"].as_str().unwrap().to_owned();

    let callers = [
        ("owner", ada.caller(), (200, 200, 200)),
        ("admin", scene.world.member(&ada, "adam", Role::Admin).await.caller(), (200, 200, 200)),
        ("member", scene.world.member(&ada, "mia", Role::Member).await.caller(), (200, 200, 403)),
        ("viewer", scene.world.member(&ada, "vera", Role::Viewer).await.caller(), (200, 403, 403)),
        ("stranger", scene.world.person("eve").await.caller(), (404, 404, 404)),
        ("guest editor", scene.guest(&project, "edit-link", "editor").await, (200, 200, 403)),
        ("guest viewer", scene.guest(&project, "view-link", "viewer").await, (200, 403, 403)),
        ("wrong link", Caller::Guest { share_token: "guessed".into() }, (404, 404, 404)),
        ("anonymous", Caller::Anonymous, (404, 404, 404)),
    ];
    for (name, by, expected) in callers {
        let found = try_everything(&scene, &by, &id.to_string(), &file, &version).await;
        assert_eq!((found.read, found.write, found.own), expected, "{name}");
    }
}

#[tokio::test]
async fn an_expired_or_revoked_link_opens_nothing() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a")]).await;
    let path = format!("/api/v1/projects/{}", project.summary.id);
    for column in ["expires_at", "revoked_at"] {
        let guest = scene.guest(&project, column, "editor").await;
        assert_eq!(scene.client.call(Method::GET, &path, &guest, None).await.status, 200);
        let sql = match column {
            "expires_at" => "update share_links set expires_at = now() - interval '1 second' where token_hash = $1",
            _ => "update share_links set revoked_at = now() where token_hash = $1",
        };
        sqlx::query(sql).bind(db::share_hash(column)).execute(&scene.world.owner).await.unwrap();
        assert_eq!(scene.client.call(Method::GET, &path, &guest, None).await.status, 404);
    }
}

#[tokio::test]
async fn making_projects_takes_an_account_that_may_write() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let vera = scene.world.member(&ada, "vera", Role::Viewer).await;
    let new = json!({"description": BOOKS});
    let answer = scene.client.call(Method::POST, "/api/v1/projects", &Caller::Anonymous, Some(new.clone())).await;
    assert_eq!((answer.status, answer.code().as_str()), (401, "sign_in_first"));
    let answer = scene.client.post("/api/v1/projects", &vera, new).await;
    assert_eq!((answer.status, answer.code().as_str()), (403, "read_only"));
    for path in ["/api/v1/projects", "/api/v1/storage"] {
        assert_eq!(scene.client.call(Method::GET, path, &Caller::Anonymous, None).await.status, 401);
    }
    // A plan costs nothing and can be looked at by everyone.
    let plan = json!({"description": BOOKS});
    let answer = scene.client.call(Method::POST, "/api/v1/projects/plan", &Caller::Anonymous, Some(plan)).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_viewer_watches_a_finished_run_and_cannot_start_one() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let vera = scene.world.member(&ada, "vera", Role::Viewer).await;
    let planned = json!({"description": BOOKS, "approved": false});
    let id = scene.client.post("/api/v1/projects", &ada, planned).await.json()["id"].as_str().unwrap().to_owned();
    let generate = format!("/api/v1/projects/{id}/generate");
    assert_eq!(scene.client.post(&generate, &vera, json!({})).await.status, 403);
    assert_eq!(scene.client.post(&generate, &ada, json!({})).await.status, 200);
    assert_eq!(scene.client.post(&generate, &vera, json!({})).await.status, 200);
}
