//! The feature on a database of its own, a model on strings, and a few verbs that the stories share.
use std::{sync::Arc, time::Duration};

use assist::{Deps, Feature, Patience, feature_with};
use assist_contract::Assist;
use axum::{
    body::Body,
    http::{Method, Request, Response, header},
};
use kernel::ProjectId;
use ports::Clock;
use serde_json::{Value, json};
use testkit::{Answer, Client, Person, World};

use crate::{fake_model::Puppet, fake_projects::FakeProjects};

pub const MAIN: &str = "src/main.ts";
/// Two places that can change independently, far enough apart for two hunks.
pub const MAIN_TEXT: &str = "export function total(rows) {\n  return rows.length;\n}\n\n// one\n// two\n// three\n// four\n// five\n// six\n\nexport function title() {\n  return 'Books';\n}\n";

pub struct Scene {
    pub world: World,
    pub client: Client,
    pub service: Arc<dyn Assist>,
    pub projects: Arc<FakeProjects>,
    pub model: Arc<Puppet>,
    pub jobs: jobs::Registry,
}

pub async fn scene() -> Scene {
    scene_with(Puppet::default(), Patience::default()).await
}

pub async fn scene_with(model: Puppet, patience: Patience) -> Scene {
    let world = testkit::world().await;
    let projects = Arc::new(FakeProjects::default());
    let model = Arc::new(model);
    let deps =
        Deps { db: world.db.clone(), clock: world.clock.clone(), projects: projects.clone(), model: model.clone() };
    let Feature { service, routes, jobs } = feature_with(deps, patience);
    let client = world.client(routes.split_for_parts().0);
    Scene { world, client, service, projects, model, jobs }
}

impl Scene {
    /// A second process on the same database: it knows nothing of what the first one is writing.
    pub fn second_process(&self) -> Client {
        let deps = Deps {
            db: self.world.db.clone(),
            clock: self.world.clock.clone(),
            projects: self.projects.clone(),
            model: self.model.clone(),
        };
        self.world.client(feature_with(deps, Patience::default()).routes.split_for_parts().0)
    }

    /// A project of that person with one script and a style sheet.
    pub async fn project(&self, by: &Person) -> ProjectId {
        self.project_with(by, &[(MAIN, MAIN_TEXT), ("style.css", "body { color: teal; }\n")]).await
    }

    pub async fn project_with(&self, by: &Person, files: &[(&str, &str)]) -> ProjectId {
        let project = self.world.clock.new_id();
        sqlx::query(
            "insert into projects (project_id, org_id, created_by, name, description, kind, accent, state, generator,
               created_at, updated_at)
             values ($1, $2, $3, 'A project', '', 'imported', 'teal', 'ready', 'import', now(), now())",
        )
        .bind(project)
        .bind(by.who.org.uuid())
        .bind(by.who.user.uuid())
        .execute(&self.world.owner)
        .await
        .expect("a project");
        self.projects.put(project.into(), by.who.org, files);
        project.into()
    }

    /// A conversation about that project.
    pub async fn conversation(&self, by: &Person, project: ProjectId) -> String {
        let answer = self.client.post("/api/chat/start", by, json!({"projectId": project})).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["conversationId"].as_str().expect("an id").to_owned()
    }

    /// Sends a message and waits for the whole reply.
    pub async fn ask(&self, by: &Person, conversation: &str, message: &str) -> Answer {
        let body = json!({"conversationId": conversation, "message": message});
        self.client.post("/api/chat/message", by, body).await
    }

    /// Asks, and answers the finished message.
    pub async fn reply(&self, by: &Person, conversation: &str, message: &str) -> Value {
        let told = events(&self.ask(by, conversation, message).await);
        let last = told.last().expect("a last event");
        assert_eq!(last.name, "complete", "{}", last.data);
        last.data["message"].clone()
    }

    /// The conversation with its messages.
    pub async fn thread(&self, by: &Person, conversation: &str) -> Value {
        let answer = self.client.get(&format!("/api/chat/conversations/{conversation}"), by).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// The id of the last message of a conversation.
    pub async fn last_id(&self, by: &Person, conversation: &str) -> String {
        let thread = self.thread(by, conversation).await;
        thread["messages"].as_array().and_then(|all| all.last()).expect("a message")["id"].as_str().unwrap().to_owned()
    }

    /// The last message once it is no longer being written.
    pub async fn finished(&self, by: &Person, conversation: &str) -> Value {
        for _ in 0..500 {
            let thread = self.thread(by, conversation).await;
            let last = thread["messages"].as_array().and_then(|all| all.last()).expect("a message").clone();
            if last["state"] != "running" {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the reply never ended");
    }

    /// The events of a reply after one, with a header.
    pub async fn resume(&self, by: &Person, reply: &str, last_event_id: Option<u64>, after: u64) -> Answer {
        Answer::of(self.listen(by, reply, last_event_id, after).await).await
    }

    /// The same, as soon as the server listens to the reply for us; the events are read later.
    pub async fn listen(&self, by: &Person, reply: &str, last_event_id: Option<u64>, after: u64) -> Response<Body> {
        let path = format!("/api/chat/messages/{reply}/events?after={after}");
        let mut request = Request::builder().method(Method::GET).uri(path);
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id.to_string());
        }
        let request = request.header(header::ACCEPT, "text/event-stream").body(Body::empty()).expect("a request");
        self.client.open(&by.caller(), request).await
    }

    /// Runs every job that is due by then.
    pub async fn run_jobs_after(&self, seconds: i64) {
        self.world.clock.advance_seconds(seconds);
        let clock = self.world.clock.clone();
        let runner = jobs::Runner::new(self.world.db.clone(), self.jobs.clone(), Arc::new(move || clock.now()));
        runner.drain().await.expect("the queue can be read");
    }
}

/// One event of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub id: u64,
    pub name: String,
    pub data: Value,
}

/// The events of a stream.
pub fn events(answer: &Answer) -> Vec<Told> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text();
    let blocks = text.split("\n\n").filter(|block| block.contains("data:"));
    blocks
        .map(|block| {
            let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
            let data = serde_json::from_str(line("data:")).unwrap_or_else(|error| panic!("{error} in {block}"));
            Told { id: line("id:").parse().expect("a number"), name: line("event:").to_owned(), data }
        })
        .collect()
}

/// The text of all token events.
pub fn text(told: &[Told]) -> String {
    told.iter().filter(|event| event.name == "token").map(|event| event.data["text"].as_str().unwrap()).collect()
}

/// The names of the events, without those that repeat the one before.
pub fn names(told: &[Told]) -> Vec<&str> {
    let mut names: Vec<&str> = told.iter().map(|event| event.name.as_str()).collect();
    names.dedup();
    names
}

/// A change in the form that a model writes.
pub fn edit(path: &str, search: &str, replace: &str) -> String {
    format!(
        "<change path=\"{path}\" kind=\"edit\">\n<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n</change>\n"
    )
}
