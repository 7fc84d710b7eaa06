//! Models that hang, cut the line, talk nonsense or say no.
use std::time::Duration;

use assist::Patience;
use ports::ModelError;
use serde_json::{Value, json};

use crate::{
    fake_model::Puppet,
    scene::{MAIN, Scene, edit, events, scene, scene_with, text},
};

/// What a failed reply says: its code, its words, and whether another try may help.
async fn failure(scene: &Scene, ask: &str) -> (String, String, bool, Value) {
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    let told = events(&scene.ask(&ada, &conversation, ask).await);
    let last = told.last().unwrap();
    assert_eq!(last.name, "error", "{told:?}");
    let kept = scene.finished(&ada, &conversation).await;
    assert_eq!((&kept["state"], &kept["failure"]), (&json!("failed"), &last.data["message"]));
    assert_eq!(kept["text"], text(&told).trim_end(), "what was written stays");
    // Whoever comes later is told the same.
    let later = events(&scene.resume(&ada, kept["id"].as_str().unwrap(), None, 0).await);
    assert_eq!(later, std::slice::from_ref(last));
    let field = |name: &str| last.data[name].as_str().unwrap().to_owned();
    (field("code"), field("message"), last.data["retryable"].as_bool().unwrap(), kept)
}

fn short() -> Patience {
    Patience { first: Duration::from_millis(80), next: Duration::from_millis(80), whole: Duration::from_secs(5) }
}

#[tokio::test]
async fn a_model_that_never_begins_is_given_up() {
    let scene = scene_with(Puppet::default(), short()).await;
    let (code, message, retryable, _) = failure(&scene, "Anyone there?").await;
    assert_eq!((code.as_str(), retryable), ("model_timeout", true));
    assert!(message.contains("puppet was silent"), "{message}");
    scene.model.dropped(1).await;
}

#[tokio::test]
async fn a_model_that_falls_silent_is_given_up_and_its_words_are_kept() {
    let scene = scene_with(Puppet::default(), short()).await;
    let strings = scene.model.next();
    strings.say("I was going to say");
    let (code, _, _, kept) = failure(&scene, "Say it").await;
    assert_eq!((code.as_str(), &kept["text"]), ("model_timeout", &json!("I was going to say")));
    assert!(kept["html"].as_str().unwrap().contains("<p>I was going to say</p>"));
    drop(strings);
}

#[tokio::test]
async fn a_model_that_drips_for_ever_is_ended() {
    let patience = Patience { whole: Duration::from_millis(300), ..short() };
    let scene = scene_with(Puppet::default(), patience).await;
    let strings = scene.model.next();
    let drip = async {
        loop {
            strings.say("drip ");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let (code, message, ..) = tokio::select! { failed = failure(&scene, "Go") => failed, () = drip => unreachable!() };
    assert_eq!(code, "model_timeout");
    assert!(message.contains("still writing"), "{message}");
}

#[tokio::test]
async fn a_cut_line_keeps_what_came() {
    let scene = scene().await;
    let strings = scene.model.next();
    strings.say("Half of it.\n\n").say(&edit(MAIN, "  return 'Books';", "  return 'Mine';")).say("<change path=\"sty");
    drop(strings);
    let (code, message, retryable, kept) = failure(&scene, "Change it").await;
    assert_eq!((code.as_str(), retryable), ("model_broken", true));
    assert!(message.contains("cut off") && message.contains("ask again"), "{message}");
    assert_eq!((&kept["outcome"], &kept["changes"][0]["path"]), (&json!("proposed"), &json!(MAIN)));
    assert_eq!(kept["changes"].as_array().unwrap().len(), 1);
    assert_eq!(kept["text"], "Half of it.");
}

#[tokio::test]
async fn a_models_own_errors_are_told_in_words() {
    let model = || "puppet".to_owned();
    let cases = [
        (
            ModelError::RateLimited { model: model(), retry_after_seconds: Some(7) },
            "model_rate_limited",
            true,
            "7 seconds",
        ),
        (ModelError::Unauthorised { model: model() }, "model_unauthorised", false, "API key"),
        (ModelError::Refused { model: model(), reason: "too long".into() }, "model_refused", false, "too long"),
        (ModelError::Broken { model: model(), reason: "it burned".into() }, "model_broken", true, "it burned"),
    ];
    for (error, code, retryable, words) in cases {
        let scene = scene().await;
        scene.model.next().fail(error);
        let (told, message, again, _) = failure(&scene, "Hello").await;
        assert_eq!((told.as_str(), again), (code, retryable));
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn an_empty_answer_is_a_failure() {
    let scene = scene().await;
    scene.model.next().done();
    let (code, message, ..) = failure(&scene, "Hello").await;
    assert_eq!(code, "model_broken");
    assert!(message.contains("empty"), "{message}");
}

#[tokio::test]
async fn an_endless_answer_is_cut_at_its_limit() {
    let scene = scene().await;
    let strings = scene.model.next();
    for _ in 0..210 {
        strings.say(&"word ".repeat(200));
    }
    let (code, _, _, kept) = failure(&scene, "Talk").await;
    assert_eq!(code, "answer_too_long");
    let length = kept["text"].as_str().unwrap().len();
    assert!((190_000..=200_000).contains(&length), "{length}");
    drop(strings);
}

#[tokio::test]
async fn garbage_is_shown_as_text_or_as_a_problem_and_never_applied() {
    let garbage = [
        "<<<<<<< SEARCH\n=======\n>>>>>>> REPLACE\n",
        "<change path=\"src/main.ts\" kind=\"edit\">\n<<<<<<< SEARCH\nno divider\n>>>>>>> REPLACE\n</change>\n",
        "<change path=\"../../etc/passwd\" kind=\"create\">\nroot\n</change>\n",
        "<change kind=\"edit\">\n</change>\n",
        "\u{0}\u{1}\u{7f}\u{feff}</change>\n",
        "{\"error\": null}",
    ];
    for piece in garbage {
        let scene = scene().await;
        let ada = scene.world.person("ada").await;
        let project = scene.project(&ada).await;
        let conversation = scene.conversation(&ada, project).await;
        scene.model.answer(&format!("Here it is.\n\n{piece}\nthe end"));
        scene.model.answer("I cannot do better.");
        let told = events(&scene.ask(&ada, &conversation, "Change it").await);
        assert_eq!(told.last().unwrap().name, "complete", "{piece}: {told:?}");
        let message = &told.last().unwrap().data["message"];
        let changes = message["changes"].as_array().unwrap();
        assert!(changes.iter().all(|change| change["problem"].is_string()), "{piece}: {changes:?}");
        let body = json!({"messageId": message["id"]});
        let applied = scene.client.post("/api/chat/apply-changes", &ada, body).await;
        assert_eq!((applied.status, applied.code().as_str()), (409, "nothing_to_apply"), "{piece}");
        assert!(!message["text"].as_str().unwrap().contains('\0'));
    }
}

#[tokio::test]
async fn changes_that_do_not_fit_are_asked_for_once_more() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada).await;
    let conversation = scene.conversation(&ada, project).await;
    let good = edit("style.css", "body { color: teal; }", "body { color: navy; }");
    scene.model.answer(&format!(
        "Two changes.\n{good}{}",
        edit(MAIN, "  const nothing = like(it, anywhere);", "  return 'Mine';")
    ));
    scene.model.answer(&format!("Sorry.\n{}", edit(MAIN, "  return 'Books';", "  return 'Mine';")));
    let message = scene.reply(&ada, &conversation, "Change both").await;
    assert_eq!(message["text"], "Two changes.");
    let changes = message["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2);
    assert!(changes.iter().all(|change| change["problem"].is_null()), "{changes:?}");
    let asked = scene.model.asked();
    assert_eq!(asked.len(), 2, "once more, and not for ever");
    let question = &asked[1].turns.last().unwrap().text;
    assert!(
        question.contains(MAIN) && question.contains("not in the file") && !question.contains("style.css"),
        "{question}"
    );
    assert_eq!(asked[1].files[0].path, MAIN);
    assert_eq!(message["ledger"]["inputTokens"], 240);
}

#[tokio::test]
async fn what_stays_broken_is_said() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    scene.model.answer(&edit(MAIN, "  const nothing = like(it, anywhere);", "  return 'Mine';"));
    scene.model.next().fail(ModelError::Broken { model: "puppet".into(), reason: "tired".into() });
    let message = scene.reply(&ada, &conversation, "Change it").await;
    assert!(message["changes"][0]["problem"].as_str().unwrap().contains("not in the file"), "{message}");
    assert_eq!(message["state"], "complete");
}

#[tokio::test]
async fn the_analyst_is_asked_once_and_is_free() {
    let scene = scene_with(Puppet::built_in(), Patience::default()).await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    scene.model.answer(&edit(MAIN, "nothing like it", "x"));
    let message = scene.reply(&ada, &conversation, "Change it").await;
    assert!(message["changes"][0]["problem"].is_string());
    assert_eq!(message["ledger"]["costNanodollars"], 0);
    let asked = scene.model.asked();
    assert_eq!((asked.len(), asked[0].files.len()), (1, 2));
    let label = scene.client.get("/api/chat/model", &ada).await.json();
    assert_eq!(label, json!({"model": "puppet", "builtIn": true}));
}
