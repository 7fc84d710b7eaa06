//! A model writes the project, or fails to.
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use futures::{StreamExt, stream, stream::BoxStream};
use ports::{
    Delta, ModelClient, ModelError, ModelRequest,
    model::{ScriptedModel, Usage},
};
use serde_json::{Value, json};

use crate::scene::{BOOKS, Scene, events, scene_with};

const QUOTA: u64 = 64 * 1024 * 1024;

fn file(path: &str, text: &str) -> String {
    format!("<file path=\"{path}\">\n{text}\n</file>\n")
}

fn page() -> String {
    file("index.html", "<!doctype html>\n<title>Books</title>\n<script type=\"module\" src=\"src/main.ts\"></script>")
}

fn done() -> Result<Delta, ModelError> {
    Ok(Delta::Done(Usage::default()))
}

/// The answer in pieces of a few characters, as models send it.
fn pieces(text: &str) -> Vec<Result<Delta, ModelError>> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(7).map(|chunk| Ok(Delta::Text(chunk.iter().collect()))).collect()
}

fn scripted(
    mut script: Vec<Result<Delta, ModelError>>,
    last: Option<Result<Delta, ModelError>>,
) -> Arc<dyn ModelClient> {
    script.extend(last);
    Arc::new(ScriptedModel { script })
}

/// Answers each call with the next of its texts, and keeps what it was asked.
#[derive(Default)]
struct Turns {
    answers: Vec<String>,
    calls: AtomicUsize,
    asked: Mutex<Vec<ModelRequest>>,
}

#[async_trait]
impl ModelClient for Turns {
    fn model(&self) -> &str {
        "turns"
    }

    async fn stream(&self, request: ModelRequest) -> Result<BoxStream<'static, Result<Delta, ModelError>>, ModelError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        self.asked.lock().unwrap().push(request);
        let text = self.answers.get(call).cloned().unwrap_or_default();
        let mut script = pieces(&text);
        script.push(done());
        Ok(stream::iter(script).boxed())
    }
}

/// Makes a project by stream; answers its address and what was told.
async fn make(scene: &Scene, by: &testkit::Person) -> (String, Vec<(String, Value)>) {
    let new = json!({"description": BOOKS});
    let answer = scene.post_with(by, "/api/v1/projects", "accept", "text/event-stream", new).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    (answer.headers["location"].to_str().unwrap().to_owned(), events(&answer))
}

#[tokio::test]
async fn a_models_files_are_stored_as_they_come() {
    let reply = format!("Here it is.\n{}{}", page(), file("src/main.ts", "console.log('hi');"));
    let scene = scene_with(Some(scripted(pieces(&reply), Some(done()))), QUOTA).await;
    let ada = scene.world.person("ada").await;
    let (address, told) = make(&scene, &ada).await;
    assert_eq!(told[0].1["generator"], "scripted");
    let kinds: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(kinds, ["plan", "writing", "file", "progress", "writing", "file", "progress", "done"]);
    let project = scene.client.get(&address, &ada).await.json();
    assert_eq!((&project["state"], &project["generator"]), (&json!("ready"), &json!("scripted")));
    assert_eq!(project["note"], Value::Null);
    assert_eq!(
        scene.paths(&ada, project["id"].as_str().unwrap().parse().unwrap()).await,
        ["index.html", "src/main.ts"]
    );
}

#[tokio::test]
async fn garbage_fails_in_words_and_the_built_in_generator_can_take_over() {
    let scene = scene_with(Some(scripted(pieces("I am sorry, I would rather talk."), Some(done()))), QUOTA).await;
    let ada = scene.world.person("ada").await;
    let (address, told) = make(&scene, &ada).await;
    let (name, last) = told.last().unwrap();
    assert_eq!((name.as_str(), &last["code"]), ("failed", &json!("generator_failed")));
    let project = scene.client.get(&address, &ada).await.json();
    assert_eq!(project["state"], "failed");
    assert_eq!(project["note"], last["message"]);

    let handed = scene.client.post(&format!("{address}/use-built-in"), &ada, json!({})).await;
    assert_eq!(handed.json()["generator"], "built-in generator", "{}", handed.text());
    let told = events(&scene.client.post(&format!("{address}/generate"), &ada, json!({})).await);
    assert_eq!(told.last().unwrap().0, "done");
    let project = scene.client.get(&address, &ada).await.json();
    assert_eq!((&project["state"], &project["note"]), (&json!("ready"), &Value::Null));
    let late = scene.client.post(&format!("{address}/use-built-in"), &ada, json!({})).await;
    assert_eq!(late.status, 409);
}

#[tokio::test]
async fn a_cut_stream_keeps_the_files_that_came() {
    let reply = format!("{}<file path=\"src/main.ts\">\nlet a", page());
    let cut = ModelError::Broken { model: "scripted".into(), reason: "the connection was lost".into() };
    for last in [Some(Err(cut)), None] {
        let scene = scene_with(Some(scripted(pieces(&reply), last)), QUOTA).await;
        let ada = scene.world.person("ada").await;
        let (address, told) = make(&scene, &ada).await;
        assert_eq!(told.last().unwrap().0, "failed", "{told:?}");
        assert!(told.last().unwrap().1["message"].as_str().unwrap().contains("kept"));
        let project = scene.client.get(&address, &ada).await.json();
        assert_eq!((&project["state"], &project["fileCount"]), (&json!("failed"), &json!(1)));
        // Started again, the same model fails again, and nothing doubles.
        let told = events(&scene.client.post(&format!("{address}/generate"), &ada, json!({})).await);
        assert_eq!(told.last().unwrap().0, "failed");
        assert_eq!(scene.client.get(&address, &ada).await.json()["fileCount"], 1);
    }
}

#[tokio::test]
async fn broken_files_are_repaired_once() {
    let turns = Arc::new(Turns {
        answers: vec![
            format!("{}{}", page(), file("data.json", "{oops}")),
            format!("{}{}", file("src/main.ts", "console.log(1);"), file("data.json", "{}")),
        ],
        ..Turns::default()
    });
    let scene = scene_with(Some(turns.clone()), QUOTA).await;
    let ada = scene.world.person("ada").await;
    let (address, told) = make(&scene, &ada).await;
    assert_eq!(told.last().unwrap().0, "done", "{told:?}");
    assert!(told.iter().any(|(name, note)| name == "note" && note["message"].as_str().unwrap().contains("repair")));
    assert_eq!(scene.client.get(&address, &ada).await.json()["note"], Value::Null);

    let asked = turns.asked.lock().unwrap();
    assert_eq!(asked.len(), 2);
    let question = &asked[1].turns.last().unwrap().text;
    assert!(question.contains("src/main.ts, which does not exist") && question.contains("data.json is not valid JSON"));
    assert_eq!(asked[1].files.len(), 2);
}

#[tokio::test]
async fn what_stays_broken_after_one_repair_is_said() {
    let turns = Arc::new(Turns { answers: vec![page(), "That is all I have.".into()], ..Turns::default() });
    let scene = scene_with(Some(turns.clone()), QUOTA).await;
    let ada = scene.world.person("ada").await;
    let (address, told) = make(&scene, &ada).await;
    assert_eq!(told.last().unwrap().0, "done", "{told:?}");
    let note = scene.client.get(&address, &ada).await.json()["note"].as_str().unwrap().to_owned();
    assert!(note.contains("src/main.ts, which does not exist"), "{note}");
    assert_eq!(turns.calls.load(Ordering::SeqCst), 2, "asked once more, and not for ever");
}

#[tokio::test]
async fn a_model_cannot_write_outside_the_project() {
    let reply =
        format!("{}{}{}", page(), file("src/main.ts", "1;"), file("../../etc/cron.d/evil", "* * * * * root true"));
    let scene = scene_with(Some(scripted(pieces(&reply), Some(done()))), QUOTA).await;
    let ada = scene.world.person("ada").await;
    let (address, told) = make(&scene, &ada).await;
    assert_eq!(told.last().unwrap().0, "done");
    let project = scene.client.get(&address, &ada).await.json();
    assert_eq!(project["fileCount"], 2);
    assert!(project["note"].as_str().unwrap().contains("left out"), "{project}");
}

#[tokio::test]
async fn a_full_quota_stops_a_run_and_says_so() {
    let reply = format!("{}{}", page(), file("src/main.ts", &"x();\n".repeat(2_000)));
    let scene = scene_with(Some(scripted(pieces(&reply), Some(done()))), 4_096).await;
    let ada = scene.world.person("ada").await;
    let (address, told) = make(&scene, &ada).await;
    assert_eq!(told.last().unwrap().1["code"], "quota_full");
    let project = scene.client.get(&address, &ada).await.json();
    assert_eq!((&project["state"], &project["fileCount"]), (&json!("failed"), &json!(1)));
}
