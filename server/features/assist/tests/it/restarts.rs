//! A process dies in the middle of a reply.
use std::time::Duration;

use serde_json::json;

use crate::scene::{Scene, events, scene};
use testkit::Person;

/// A reply that nobody writes: its process is gone, and left this text.
async fn orphan(scene: &Scene, by: &Person) -> (String, String) {
    let conversation = scene.conversation(by, scene.project(by).await).await;
    let strings = scene.model.next();
    strings.say("Half a sen");
    tokio::select! {
        _ = scene.ask(by, &conversation, "Hello") => panic!("it has not ended"),
        () = scene.model.called(1) => {}
    }
    let reply = scene.last_id(by, &conversation).await;
    // The text is stored while it is written.
    for _ in 0..500 {
        let stored: String = sqlx::query_scalar("select text from messages where author = 'assistant'")
            .fetch_one(&scene.world.owner)
            .await
            .unwrap();
        if stored == "Half a sen" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    std::mem::forget(strings);
    (conversation, reply)
}

#[tokio::test]
async fn the_text_survives_and_the_reply_is_ended_by_a_job() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (conversation, reply) = orphan(&scene, &ada).await;
    let elsewhere = scene.second_process();
    let path = format!("/api/chat/conversations/{conversation}");

    // Another process cannot know yet whether the first one lives.
    let thread = elsewhere.get(&path, &ada).await.json();
    assert_eq!(
        (&thread["messages"][1]["state"], &thread["messages"][1]["text"]),
        (&json!("running"), &json!("Half a sen"))
    );
    let busy =
        elsewhere.post("/api/chat/message", &ada, json!({"conversationId": conversation, "message": "And?"})).await;
    assert_eq!(busy.code(), "still_answering");

    scene.run_jobs_after(121).await;
    let thread = elsewhere.get(&path, &ada).await.json();
    let ended = &thread["messages"][1];
    assert_eq!((&ended["state"], &ended["text"]), (&json!("failed"), &json!("Half a sen")));
    assert!(ended["failure"].as_str().unwrap().contains("restarted"));
    assert!(ended["html"].as_str().unwrap().contains("<p>Half a sen</p>"));
    let told = events(&elsewhere.get(&format!("/api/chat/messages/{reply}/events?after=3"), &ada).await);
    assert_eq!((told.len(), told[0].id, &told[0].data["code"]), (1, 4, &json!("server_restarted")));
    assert_eq!(scene.world.waiting_jobs().await, 0);
}

#[tokio::test]
async fn the_next_message_does_not_wait_for_the_job() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (conversation, _) = orphan(&scene, &ada).await;
    let elsewhere = scene.second_process();
    scene.world.clock.advance_seconds(121);
    scene.model.answer("Here again.");
    let body = json!({"conversationId": conversation, "message": "And?"});
    let told = events(&elsewhere.post("/api/chat/message", &ada, body).await);
    assert_eq!(told.last().unwrap().data["message"]["text"], "Here again.");
}

#[tokio::test]
async fn a_reader_elsewhere_waits_for_the_end() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let strings = scene.model.next();
    let elsewhere = scene.second_process();
    let watch = async {
        scene.model.called(1).await;
        let reply = scene.last_id(&ada, &conversation).await;
        let path = format!("/api/chat/messages/{reply}/events");
        let finish = async {
            strings.say("Done.");
            strings.done();
        };
        futures::join!(elsewhere.get(&path, &ada), finish).0
    };
    let (here, there) = futures::join!(scene.ask(&ada, &conversation, "Hello"), watch);
    assert_eq!(events(&here).last(), events(&there).last());
    assert_eq!(events(&there).len(), 1);
}

#[tokio::test]
async fn a_living_reply_is_left_alone_by_the_job() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let strings = scene.model.next();
    let watch = async {
        scene.model.called(1).await;
        scene.world.clock.advance_seconds(100);
        strings.say("Still here");
        // Its next sign of life is stored at the new time.
        for _ in 0..500 {
            let stored: String = sqlx::query_scalar("select text from messages where author = 'assistant'")
                .fetch_one(&scene.world.owner)
                .await
                .unwrap();
            if !stored.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        scene.run_jobs_after(30).await;
        assert_eq!(scene.world.waiting_jobs().await, 1, "it will be looked at again");
        strings.done();
    };
    let (told, ()) = futures::join!(scene.ask(&ada, &conversation, "Hello"), watch);
    assert_eq!(events(&told).last().unwrap().data["message"]["text"], "Still here");
    scene.run_jobs_after(121).await;
    assert_eq!(scene.world.waiting_jobs().await, 0);
}
