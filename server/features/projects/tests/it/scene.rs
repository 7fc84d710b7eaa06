//! The feature on a database of its own, and a few verbs that the stories share.
use std::sync::Arc;

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use kernel::{Caller, ProjectId};
use ports::ModelClient;
use projects::{Deps, Feature, feature};
use projects_contract::{LiveFiles, NewFile, Project, Projects};
use serde_json::{Value, json};
use testkit::{Answer, Client, Person, World};

/// A description that the built-in generator reads as a list.
pub const BOOKS: &str = "A reading list where I add books with author and page count, dark green";
/// Room for one person in most stories.
const QUOTA: u64 = 64 * 1024 * 1024;

pub struct Scene {
    pub world: World,
    pub client: Client,
    pub service: Arc<dyn Projects>,
    pub live: Arc<dyn LiveFiles>,
    pub jobs: jobs::Registry,
}

/// Without a model.
pub async fn scene() -> Scene {
    scene_with(None, QUOTA).await
}

pub async fn scene_with(model: Option<Arc<dyn ModelClient>>, quota_bytes: u64) -> Scene {
    on(testkit::world().await, model, quota_bytes)
}

/// The same database after a restart: nothing of what was in memory is known.
pub fn again(scene: Scene) -> Scene {
    on(scene.world, None, QUOTA)
}

fn on(world: World, model: Option<Arc<dyn ModelClient>>, quota_bytes: u64) -> Scene {
    let Feature { service, live, routes, forms, jobs } = feature(Deps {
        db: world.db.clone(),
        clock: world.clock.clone(),
        blobs: world.blobs.clone(),
        model,
        preview_origin: Arc::new(|id: ProjectId| format!("http://{id}.localhost:3001")),
        quota_bytes,
        secure_cookies: true,
    });
    let client = world.client(routes.split_for_parts().0.merge(forms));
    Scene { world, client, service, live, jobs }
}

impl Scene {
    /// A ready project with these text files.
    pub async fn project(&self, by: &Person, files: &[(&str, &str)]) -> Project {
        let files = files
            .iter()
            .map(|(path, text)| NewFile { path: (*path).into(), bytes: text.as_bytes().to_vec() })
            .collect();
        self.service.create_from_files(&by.caller(), "A project", "Made for a story", files).await.expect("a project")
    }

    /// The file of that path, as the API shows it.
    pub async fn file(&self, by: &Person, project: ProjectId, path: &str) -> Value {
        let files = self.client.get(&format!("/api/v1/projects/{project}/files"), by).await.json();
        let found = files.as_array().expect("a list").iter().find(|file| file["path"] == path);
        found.unwrap_or_else(|| panic!("{path} is not in {files}")).clone()
    }

    /// All paths outside the trash.
    pub async fn paths(&self, by: &Person, project: ProjectId) -> Vec<String> {
        let files = self.service.files(&by.caller(), project).await.expect("a list");
        files.into_iter().map(|file| file.path).collect()
    }

    /// The text of a file.
    pub async fn text(&self, by: &Person, file: &str) -> String {
        let answer = self.client.get(&format!("/api/v1/files/{file}"), by).await;
        answer.json()["text"].as_str().unwrap_or_else(|| panic!("no text in {}", answer.text())).to_owned()
    }

    /// Edits a file: insert `text` at `at`, for the text of version `base`.
    pub async fn insert(&self, by: &Person, file: &str, base: i64, at: u32, text: &str) -> Answer {
        let body = json!({"baseVersion": base, "edits": [{"start": at, "end": at, "text": text}]});
        self.client.patch(&format!("/api/v1/files/{file}"), by, body).await
    }

    /// Sends bytes.
    pub async fn send_bytes(&self, by: &Person, method: Method, path: &str, bytes: Vec<u8>) -> Answer {
        let request = Request::builder().method(method).uri(path).body(Body::from(bytes)).expect("a request");
        self.client.send(&by.caller(), request).await
    }

    /// Sends JSON with one more header.
    pub async fn post_with(&self, by: &Person, path: &str, name: &str, value: &str, body: Value) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(name, value)
            .body(Body::from(body.to_string()))
            .expect("a request");
        self.client.send(&by.caller(), request).await
    }

    /// A guest with a share link of that role.
    pub async fn guest(&self, project: &Project, secret: &str, role: &str) -> Caller {
        sqlx::query(
            "insert into share_links (token_hash, project_id, org_id, role, created_by, created_at)
             select $1, project_id, org_id, $2, created_by, now() from projects where project_id = $3",
        )
        .bind(db::share_hash(secret))
        .bind(role)
        .bind(project.summary.id.uuid())
        .execute(&self.world.owner)
        .await
        .expect("a link");
        Caller::Guest { share_token: secret.to_owned() }
    }
}

/// The events of a stream, as pairs of name and data.
pub fn events(answer: &Answer) -> Vec<(String, Value)> {
    let text = answer.text();
    let blocks = text.split("\n\n").filter(|block| block.contains("data:"));
    blocks
        .map(|block| {
            let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
            let data = serde_json::from_str(line("data:")).unwrap_or_else(|error| panic!("{error} in {block}"));
            (line("event:").to_owned(), data)
        })
        .collect()
}

/// The names of the events, without those that repeat the one before.
pub fn names(events: &[(String, Value)]) -> Vec<&str> {
    let mut names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    names.dedup();
    names
}
