//! Whose conversation it is, how the list pages, what deleting means, and what is shown.
use axum::http::Method;
use kernel::{Caller, Role};
use serde_json::json;

use crate::scene::{events, scene};

#[tokio::test]
async fn nobody_reads_what_somebody_else_asked() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let stranger = scene.world.person("eve").await;
    let colleague = scene.world.member(&ada, "ben", Role::Admin).await;
    let project = scene.project(&ada).await;
    let conversation = scene.conversation(&ada, project).await;
    scene.model.answer("A secret plan.");
    let message = scene.reply(&ada, &conversation, "What is the plan?").await;
    let reply = message["id"].as_str().unwrap();

    for other in [&stranger, &colleague] {
        let thread = scene.client.get(&format!("/api/chat/conversations/{conversation}"), other).await;
        assert_eq!((thread.status, thread.code().as_str()), (404, "conversation_not_found"));
        let asked = scene.ask(other, &conversation, "Tell me too").await;
        assert_eq!(asked.status, 404);
        for path in ["stop", "reject", "undo"] {
            let answer = scene.client.post(&format!("/api/chat/messages/{reply}/{path}"), other, json!({})).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        assert_eq!(scene.resume(other, reply, None, 0).await.status, 404);
        let applied = scene.client.post("/api/chat/apply-changes", other, json!({"messageId": reply})).await;
        assert_eq!(applied.status, 404);
        assert_eq!(scene.client.delete(&format!("/api/chat/conversations/{conversation}"), other).await.status, 404);
        let list = scene.client.get(&format!("/api/chat/conversations?userId={}", ada.who.user), other).await.json();
        assert_eq!(list, json!({"items": [], "next": null}), "another userId is ignored");
    }
    assert_eq!(scene.thread(&ada, &conversation).await["messages"].as_array().unwrap().len(), 2);

    let start = scene.client.post("/api/chat/start", &stranger, json!({"projectId": project})).await;
    assert_eq!((start.status, start.code().as_str()), (404, "project_not_found"));
    let nobody = scene.client.call(Method::GET, "/api/chat/conversations", &Caller::Anonymous, None).await;
    assert_eq!((nobody.status, nobody.code().as_str()), (401, "sign_in_first"));
}

#[tokio::test]
async fn the_list_pages_from_the_last_used_one() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (one, other) = (scene.project(&ada).await, scene.project(&ada).await);
    let first = scene.conversation(&ada, other).await;
    for _ in 0..31 {
        scene.world.clock.advance_seconds(1);
        scene.conversation(&ada, one).await;
    }
    scene.world.clock.advance_seconds(1);
    scene.model.answer("Yes.");
    scene.reply(&ada, &first, "Still there?").await;
    let page = scene.client.get("/api/chat/conversations", &ada).await.json();
    assert_eq!(page["items"].as_array().unwrap().len(), 30);
    assert_eq!(
        (&page["items"][0]["conversationId"], &page["items"][0]["title"]),
        (&json!(first), &json!("Still there?"))
    );
    let after = page["next"].as_str().unwrap();
    let rest = scene.client.get(&format!("/api/v1/chat/conversations?after={after}"), &ada).await.json();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (2, &json!(null)));
    let of_one = scene.client.get(&format!("/api/chat/conversations?projectId={other}"), &ada).await.json();
    assert_eq!(of_one["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn deleting_takes_everything_along_and_stops_what_is_being_written() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let strings = scene.model.next();
    strings.say("Once upon");
    let path = format!("/api/chat/conversations/{conversation}");
    let delete = async {
        scene.model.called(1).await;
        assert_eq!(scene.client.delete(&path, &ada).await.status, 204);
        scene.model.dropped(1).await;
    };
    let (told, ()) = futures::join!(scene.ask(&ada, &conversation, "A story"), delete);
    // Whoever asked hears the end, or, when the deletion was faster than their listening, that nothing is there.
    assert!(told.status == 404 || !events(&told).is_empty(), "{}", told.text());
    assert_eq!(scene.client.get(&path, &ada).await.status, 404);
    assert_eq!(scene.client.delete(&path, &ada).await.status, 404);
    let left: i64 = sqlx::query_scalar("select count(*) from messages").fetch_one(&scene.world.owner).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn what_is_shown_is_sanitised_on_both_sides() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let attack = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) <script>alert(1)</script>";
    scene.model.answer(&format!("{attack}\n\n```ts\nconst a = '<b>';\n```\n"));
    let reply = scene.reply(&ada, &conversation, attack).await;
    let question = scene.thread(&ada, &conversation).await["messages"][0].clone();
    for message in [&reply, &question] {
        let html = message["html"].as_str().unwrap();
        for bad in ["<img", "<script", "href=\"javascript"] {
            assert!(!html.contains(bad), "{html}");
        }
    }
    let html = reply["html"].as_str().unwrap();
    assert!(html.contains("<figure class=\"kit-code\">") && html.contains("code-string"), "{html}");
    assert_eq!(question["text"], attack, "the words themselves are kept as they are");
}

#[tokio::test]
async fn bad_input_is_refused_in_words() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let empty = scene.ask(&ada, &conversation, " \n ").await;
    assert_eq!((empty.status, empty.code().as_str()), (422, "empty_message"));
    let long = scene.ask(&ada, &conversation, &"x".repeat(20_001)).await;
    assert_eq!((long.status, long.code().as_str()), (413, "long_message"));
    assert!(long.json()["error"]["message"].as_str().unwrap().contains("20001"));
    let huge = scene.ask(&ada, &conversation, &"x".repeat(600_000)).await;
    assert_eq!((huge.status, huge.code().as_str()), (413, "body_too_large"));
    let strange = scene.client.post("/api/chat/message", &ada, json!({"conversationId": "x", "message": "y"})).await;
    assert_eq!(strange.status, 422);
    assert_eq!(scene.client.get("/api/chat/conversations/not-an-id", &ada).await.status, 404);
    let named = json!({"projectId": scene.project(&ada).await, "title": "  About\n\0colours "});
    let started = scene.client.post("/api/v1/chat/start", &ada, named).await;
    assert_eq!((started.status, &started.json()["title"]), (201, &json!("About  colours")));
    assert_eq!(scene.thread(&ada, &conversation).await["messages"], json!([]));
}
