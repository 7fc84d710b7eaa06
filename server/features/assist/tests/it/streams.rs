//! A reply as it is written.
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use testkit::Answer;

use crate::scene::{MAIN, edit, events, names, scene, text};

#[tokio::test]
async fn a_reply_streams_in_order_and_is_kept() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let conversation = scene.conversation(&ada, project).await;
    let change = edit(MAIN, "  return 'Books';", "  return 'My books';");
    scene.model.answer(&format!("The title is **new**.\n\n{change}\nThat is all.\n"));

    let answer = scene.ask(&ada, &conversation, "Call it My books").await;
    assert_eq!(answer.headers["content-type"], "text/event-stream");
    let reply = answer.headers["x-reply-id"].to_str().unwrap().to_owned();
    let told = events(&answer);
    assert_eq!(told.iter().map(|event| event.id).collect::<Vec<_>>(), (1..=told.len() as u64).collect::<Vec<_>>());
    assert_eq!(names(&told), ["token", "change", "token", "complete"]);
    let said = text(&told);
    assert!(said.starts_with("The title is **new**.") && said.contains("That is all."), "{said}");
    assert!(!said.contains("SEARCH") && !said.contains("<change"), "{said}");
    let changed: Vec<&Value> =
        told.iter().filter(|event| event.name == "change").map(|event| &event.data["path"]).collect();
    assert_eq!(changed, [MAIN]);

    let message = &told.last().unwrap().data["message"];
    assert_eq!((message["id"].as_str(), message["state"].as_str()), (Some(reply.as_str()), Some("complete")));
    assert_eq!((&message["outcome"], message["changes"].as_array().map(Vec::len)), (&json!("proposed"), Some(1)));
    assert!(message["html"].as_str().unwrap().contains("<strong>new</strong>"));
    let ledger = &message["ledger"];
    assert_eq!(
        (&ledger["model"], &ledger["inputTokens"], &ledger["outputTokens"]),
        (&json!("puppet"), &json!(120), &json!(34))
    );
    assert_eq!((&ledger["reported"], &ledger["costNanodollars"]), (&json!(true), &Value::Null));

    let thread = scene.thread(&ada, &conversation).await;
    assert_eq!(thread["title"], "Call it My books");
    assert_eq!(thread["messages"][0]["text"], "Call it My books");
    assert_eq!(&thread["messages"][1], message);
    scene.run_jobs_after(120).await;
    assert_eq!(scene.world.waiting_jobs().await, 0);
}

#[tokio::test]
async fn a_reader_resumes_from_the_event_that_they_heard_last() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let strings = scene.model.next();
    for piece in ["one ", "two ", "three "] {
        strings.say(piece);
    }
    let whole = scene.ask(&ada, &conversation, "Count");
    let others = async {
        scene.model.called(1).await;
        let reply = scene.last_id(&ada, &conversation).await;
        let late = scene.listen(&ada, &reply, None, 2).await;
        let by_header = scene.listen(&ada, &reply, Some(3), 1).await;
        strings.say("four");
        strings.done();
        (reply, events(&Answer::of(late).await), events(&Answer::of(by_header).await))
    };
    let (whole, (reply, late, by_header)) = futures::join!(whole, others);
    let whole = events(&whole);
    assert_eq!(text(&whole), "one two three four");
    assert_eq!(late, whole[2..]);
    assert_eq!(by_header, whole[3..]);

    // After the end there is one thing left to say, and nothing for someone who has heard it.
    let last = whole.last().unwrap();
    assert_eq!(events(&scene.resume(&ada, &reply, None, 1).await), std::slice::from_ref(last));
    assert_eq!(events(&scene.resume(&ada, &reply, None, last.id).await), []);
}

#[tokio::test]
async fn stopping_lets_go_of_the_model_at_once_and_keeps_the_text() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let strings = scene.model.next();
    strings.say("A long story begins");
    let stop = async {
        scene.model.called(1).await;
        let reply = scene.last_id(&ada, &conversation).await;
        let began = Instant::now();
        let answer = scene.client.post(&format!("/api/chat/messages/{reply}/stop"), &ada, json!({})).await;
        assert_eq!(answer.status, 204);
        scene.model.dropped(1).await;
        (reply, began.elapsed())
    };
    let (told, (reply, took)) = futures::join!(scene.ask(&ada, &conversation, "Tell me"), stop);
    assert!(took < Duration::from_millis(500), "{took:?}");
    let told = events(&told);
    assert_eq!(told.last().unwrap().data["message"]["state"], "stopped");
    let kept = scene.finished(&ada, &conversation).await;
    assert_eq!((&kept["state"], &kept["failure"]), (&json!("stopped"), &Value::Null));
    assert!("A long story begins".starts_with(kept["text"].as_str().unwrap()));
    assert_eq!(kept["text"], text(&told).trim_end());
    assert_eq!(kept["ledger"]["reported"], false);

    // Stopping again changes nothing.
    let again = scene.client.post(&format!("/api/chat/messages/{reply}/stop"), &ada, json!({})).await;
    assert_eq!(again.status, 204);
    assert_eq!(scene.finished(&ada, &conversation).await, kept);
    drop(strings);
}

#[tokio::test]
async fn what_came_whole_before_a_stop_is_offered() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let strings = scene.model.next();
    strings.say(&edit(MAIN, "  return 'Books';", "  return 'Mine';"));
    strings.say("<change path=\"style.css\" kind=\"edit\">\n<<<<<<< SEARCH\nbody");
    let stop = async {
        scene.model.called(1).await;
        let reply = scene.last_id(&ada, &conversation).await;
        let mut follow = scene.service.follow(&ada.caller(), reply.parse().unwrap(), 1).await.unwrap();
        // The second change has begun to arrive.
        futures::StreamExt::next(&mut follow).await;
        scene.client.post(&format!("/api/chat/messages/{reply}/stop"), &ada, json!({})).await;
    };
    let (told, ()) = futures::join!(scene.ask(&ada, &conversation, "Change both"), stop);
    let message = events(&told).last().unwrap().data["message"].clone();
    let paths: Vec<&Value> = message["changes"].as_array().unwrap().iter().map(|change| &change["path"]).collect();
    assert_eq!(paths, [MAIN]);
    assert_eq!(message["changes"][0]["problem"], Value::Null);
}

#[tokio::test]
async fn a_reader_who_leaves_does_not_stop_the_reply() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let strings = scene.model.next();
    strings.say("First half, ");
    tokio::select! {
        _ = scene.ask(&ada, &conversation, "Go on") => panic!("it has not ended"),
        () = scene.model.called(1) => {}
    }
    assert_eq!(scene.model.drops(), 0);
    strings.say("second half.");
    strings.done();
    let kept = scene.finished(&ada, &conversation).await;
    assert_eq!((&kept["state"], &kept["text"]), (&json!("complete"), &json!("First half, second half.")));
}

#[tokio::test]
async fn a_double_click_is_one_message() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    scene.model.answer("Once.");
    let body = json!({"conversationId": conversation, "message": "Hello", "clientId": "c-1"});
    let (one, two) = futures::join!(
        scene.client.post("/api/chat/message", &ada, body.clone()),
        scene.client.post("/api/chat/message", &ada, body.clone())
    );
    assert_eq!(one.headers["x-reply-id"], two.headers["x-reply-id"]);
    assert_eq!(events(&one).last(), events(&two).last());
    let again = scene.client.post("/api/chat/message", &ada, body).await;
    assert_eq!(again.headers["x-reply-id"], one.headers["x-reply-id"]);
    assert_eq!(scene.thread(&ada, &conversation).await["messages"].as_array().unwrap().len(), 2);
    assert_eq!(scene.model.asked().len(), 1);
}

#[tokio::test]
async fn one_answer_at_a_time() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let strings = scene.model.next();
    let meanwhile = async {
        scene.model.called(1).await;
        let second = scene.ask(&ada, &conversation, "And?").await;
        assert_eq!((second.status, second.code().as_str()), (409, "still_answering"));
        strings.say("Done.");
        strings.done();
    };
    let (first, ()) = futures::join!(scene.ask(&ada, &conversation, "Well?"), meanwhile);
    assert_eq!(text(&events(&first)), "Done.");
    scene.model.answer("Again.");
    assert_eq!(scene.reply(&ada, &conversation, "And now?").await["text"], "Again.");
    // The model was told what was said before.
    let asked = scene.model.asked();
    let turns: Vec<&str> = asked[1].turns.iter().map(|turn| turn.text.as_str()).collect();
    assert_eq!(turns, ["Well?", "Done.", "And now?"]);
}

#[tokio::test]
async fn the_model_gets_what_the_person_is_looking_at() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    scene.model.answer("It counts.");
    let body = json!({"conversationId": conversation, "content": "What is this?", "filePath": MAIN, "selection": "rows.length", "line": 2});
    let told = events(&scene.client.post("/api/chat/message", &ada, body).await);
    assert_eq!(told.last().unwrap().name, "complete");
    let asked = scene.model.asked().remove(0);
    let focus = asked.focus.unwrap();
    assert_eq!((focus.path.as_str(), focus.selection.as_str(), focus.line), (MAIN, "rows.length", 2));
    assert_eq!(asked.files[0].path, MAIN);
    assert!(asked.system.contains("src/main.ts: total, title") && asked.system.contains("style.css"));
}
