//! Proposals: a yes to some of it, a no, and taking it back.
use serde_json::{Value, json};
use testkit::{Answer, Person};

use crate::scene::{MAIN, MAIN_TEXT, Scene, edit, scene};
use kernel::{ProjectId, Role};

/// A finished reply that proposes this.
async fn proposal(scene: &Scene, by: &Person, project: ProjectId, markup: &str) -> Value {
    let conversation = scene.conversation(by, project).await;
    scene.model.answer(markup);
    scene.reply(by, &conversation, "Change it").await
}

async fn apply(scene: &Scene, by: &Person, message: &Value, accepted: Option<Value>) -> Answer {
    scene.client.post("/api/chat/apply-changes", by, wish(message, accepted)).await
}

async fn try_changes(scene: &Scene, by: &Person, message: &Value, accepted: Option<Value>) -> Answer {
    scene.client.post("/api/chat/try-changes", by, wish(message, accepted)).await
}

fn wish(message: &Value, accepted: Option<Value>) -> Value {
    let mut body = json!({"messageId": message["id"]});
    if let Some(accepted) = accepted {
        body["accepted"] = accepted;
    }
    body
}

async fn undo(scene: &Scene, by: &Person, message: &Value) -> Answer {
    let id = message["id"].as_str().unwrap();
    scene.client.post(&format!("/api/chat/messages/{id}/undo"), by, json!({})).await
}

async fn outcome(scene: &Scene, by: &Person, message: &Value) -> Value {
    let conversations = scene.client.get("/api/chat/conversations", by).await.json();
    for conversation in conversations["items"].as_array().unwrap() {
        let thread = scene.thread(by, conversation["conversationId"].as_str().unwrap()).await;
        let found = thread["messages"].as_array().unwrap().iter().find(|m| m["id"] == message["id"]);
        if let Some(found) = found {
            return found["outcome"].clone();
        }
    }
    panic!("the message is gone");
}

/// Both functions of the script change.
fn two_hunks() -> String {
    edit(MAIN, "  return rows.length;", "  return rows.length + 1;")
        + &edit(MAIN, "  return 'Books';", "  return 'Mine';")
}

#[tokio::test]
async fn everything_is_applied_and_undone_in_one_step() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let all = two_hunks()
        + "<change path=\"notes.md\" kind=\"create\">\n# Notes\n</change>\n"
        + "<change path=\"style.css\" kind=\"rename\" to=\"css/style.css\"></change>\n";
    let message = proposal(&scene, &ada, project, &all).await;
    let applied = apply(&scene, &ada, &message, None).await;
    assert_eq!(applied.json(), json!({"applied": 4, "filesUpdated": [MAIN, "notes.md", "css/style.css"]}));
    let now = scene.projects.text(project, MAIN).unwrap();
    assert_eq!(now, MAIN_TEXT.replace("rows.length", "rows.length + 1").replace("Books", "Mine"));
    assert_eq!(scene.projects.text(project, "notes.md").as_deref(), Some("# Notes\n"));
    assert!(scene.projects.text(project, "style.css").is_none());
    assert_eq!(outcome(&scene, &ada, &message).await, "applied");

    let again = apply(&scene, &ada, &message, None).await;
    assert_eq!((again.status, again.code().as_str()), (409, "nothing_to_apply"));

    let undone = undo(&scene, &ada, &message).await;
    assert_eq!(undone.status, 200, "{}", undone.text());
    assert_eq!(scene.projects.text(project, MAIN).as_deref(), Some(MAIN_TEXT));
    assert!(scene.projects.text(project, "notes.md").is_none());
    assert!(scene.projects.text(project, "style.css").is_some());
    assert_eq!(outcome(&scene, &ada, &message).await, "undone");
    assert_eq!(undo(&scene, &ada, &message).await.code(), "nothing_to_apply");
    assert_eq!(apply(&scene, &ada, &message, None).await.code(), "nothing_to_apply");
}

#[tokio::test]
async fn changes_can_be_tried_without_writing_anything() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let all = two_hunks()
        + "<change path=\"notes.md\" kind=\"create\">\n# Notes\n</change>\n"
        + "<change path=\"style.css\" kind=\"rename\" to=\"css/style.css\"></change>\n";
    let message = proposal(&scene, &ada, project, &all).await;
    let tried = try_changes(&scene, &ada, &message, None).await;
    let both = MAIN_TEXT.replace("rows.length", "rows.length + 1").replace("Books", "Mine");
    assert_eq!(
        tried.json(),
        json!([
            {"path": MAIN, "text": both},
            {"path": "notes.md", "text": "# Notes\n"},
            {"path": "style.css", "movedTo": "css/style.css"},
        ])
    );
    let one = try_changes(&scene, &ada, &message, Some(json!([{"index": 0, "hunks": [1]}]))).await;
    assert_eq!(
        one.json(),
        json!([{"path": MAIN, "text": MAIN_TEXT.replace("Books", "Mine")}]),
        "only what was accepted"
    );
    assert_eq!(scene.projects.text(project, MAIN).as_deref(), Some(MAIN_TEXT), "no file was changed");
    assert!(scene.projects.text(project, "notes.md").is_none());
    assert_eq!(outcome(&scene, &ada, &message).await, "proposed");

    let eve = scene.world.person("eve").await;
    assert_eq!(try_changes(&scene, &eve, &message, None).await.status, 404);
    scene.projects.overwrite(project, MAIN, "// other\n");
    assert_eq!(try_changes(&scene, &ada, &message, None).await.code(), "stale_base");
}

#[tokio::test]
async fn one_hunk_is_accepted_and_the_other_stays_out() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let message = proposal(&scene, &ada, project, &two_hunks()).await;
    assert_eq!(message["changes"][0]["hunks"].as_array().unwrap().len(), 2, "{message}");
    let missing = apply(&scene, &ada, &message, Some(json!([{"index": 0, "hunks": [7]}]))).await;
    assert_eq!((missing.status, missing.code().as_str()), (409, "nothing_to_apply"));
    let unknown = apply(&scene, &ada, &message, Some(json!([{"index": 5, "hunks": [0]}]))).await;
    assert_eq!(unknown.code(), "nothing_to_apply");
    let none = apply(&scene, &ada, &message, Some(json!([{"index": 0, "hunks": []}]))).await;
    assert_eq!(none.code(), "nothing_to_apply");
    assert_eq!(scene.projects.text(project, MAIN).as_deref(), Some(MAIN_TEXT));

    let applied = apply(&scene, &ada, &message, Some(json!([{"index": 0, "hunks": [1, 1]}]))).await;
    assert_eq!(applied.json(), json!({"applied": 1, "filesUpdated": [MAIN]}));
    assert_eq!(scene.projects.text(project, MAIN).unwrap(), MAIN_TEXT.replace("Books", "Mine"));
    assert_eq!(undo(&scene, &ada, &message).await.status, 200);
    assert_eq!(scene.projects.text(project, MAIN).as_deref(), Some(MAIN_TEXT));
}

#[tokio::test]
async fn a_file_that_moved_on_is_not_touched_and_neither_are_the_others() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let both = edit("style.css", "body { color: teal; }", "body { color: navy; }") + &two_hunks();
    let message = proposal(&scene, &ada, project, &both).await;
    scene.projects.overwrite(project, MAIN, "// written meanwhile\n");
    let refused = apply(&scene, &ada, &message, None).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "stale_base"));
    assert_eq!(refused.json()["error"]["detail"]["path"], MAIN);
    assert_eq!(scene.projects.text(project, MAIN).as_deref(), Some("// written meanwhile\n"));
    assert_eq!(scene.projects.text(project, "style.css").as_deref(), Some("body { color: teal; }\n"));
    assert_eq!(outcome(&scene, &ada, &message).await, "proposed");

    // The other file alone still fits.
    let rest = apply(&scene, &ada, &message, Some(json!([{"index": 0, "hunks": [0]}]))).await;
    assert_eq!(rest.json(), json!({"applied": 1, "filesUpdated": ["style.css"]}));
}

#[tokio::test]
async fn undo_is_refused_when_somebody_wrote_since() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let message = proposal(&scene, &ada, project, &two_hunks()).await;
    assert_eq!(undo(&scene, &ada, &message).await.code(), "nothing_to_apply");
    assert_eq!(apply(&scene, &ada, &message, None).await.status, 200);
    scene.projects.overwrite(project, MAIN, "// mine now\n");
    let refused = undo(&scene, &ada, &message).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "stale_base"));
    assert_eq!(scene.projects.text(project, MAIN).as_deref(), Some("// mine now\n"));
    assert_eq!(outcome(&scene, &ada, &message).await, "applied");
}

#[tokio::test]
async fn a_deleted_file_comes_back() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let message = proposal(&scene, &ada, project, "<change path=\"style.css\" kind=\"delete\"></change>\n").await;
    assert_eq!((&message["changes"][0]["action"], &message["changes"][0]["hunks"]), (&json!("delete"), &json!([])));
    let applied = apply(&scene, &ada, &message, Some(json!([{"index": 0, "hunks": []}]))).await;
    assert_eq!(applied.json(), json!({"applied": 1, "filesUpdated": ["style.css"]}));
    assert!(scene.projects.text(project, "style.css").is_none());
    assert_eq!(undo(&scene, &ada, &message).await.status, 200);
    assert!(scene.projects.text(project, "style.css").is_some());
}

#[tokio::test]
async fn a_double_clicked_apply_writes_once() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let message = proposal(&scene, &ada, project, &two_hunks()).await;
    let (one, two) = futures::join!(apply(&scene, &ada, &message, None), apply(&scene, &ada, &message, None));
    let mut both = [one, two];
    both.sort_by_key(|answer| answer.status);
    assert_eq!((both[0].status, both[1].status, both[1].code().as_str()), (200, 409, "nothing_to_apply"));
    assert_eq!(scene.projects.text(project, MAIN).unwrap().matches("+ 1").count(), 1);
}

#[tokio::test]
async fn rejected_means_no_longer_offered() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let message = proposal(&scene, &ada, project, &two_hunks()).await;
    let path = format!("/api/chat/messages/{}/reject", message["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(scene.client.post(&path, &ada, json!({})).await.status, 204);
    }
    assert_eq!(outcome(&scene, &ada, &message).await, "rejected");
    assert_eq!(apply(&scene, &ada, &message, None).await.code(), "nothing_to_apply");

    let plain = proposal(&scene, &ada, project, "Nothing to change.").await;
    assert_eq!(plain["outcome"], Value::Null);
    assert_eq!(apply(&scene, &ada, &plain, None).await.code(), "nothing_to_apply");
}

#[tokio::test]
async fn a_viewer_may_ask_but_not_apply() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let vera = scene.world.member(&ada, "vera", Role::Viewer).await;
    let project = scene.project(&ada).await;
    let message = proposal(&scene, &vera, project, &two_hunks()).await;
    let refused = apply(&scene, &vera, &message, None).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "read_only"));
    assert_eq!(outcome(&scene, &vera, &message).await, "proposed");
}
