//! How much one person may ask.
use serde_json::json;

use crate::scene::scene;

#[tokio::test]
async fn of_twenty_messages_at_once_ten_are_taken() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let ben = scene.world.person("ben").await;
    let project = scene.project(&ada).await;
    let mut conversations = Vec::new();
    for _ in 0..20 {
        conversations.push(scene.conversation(&ada, project).await);
        scene.model.answer("Yes.");
    }
    let answers = futures::future::join_all(conversations.iter().map(|id| scene.ask(&ada, id, "Hello"))).await;
    let taken = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(taken, 10);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!((refused.status, refused.code().as_str()), (429, "too_many_messages"));
        assert_eq!(refused.headers["retry-after"], "60");
        assert!(refused.json()["error"]["message"].as_str().unwrap().contains("10 messages in this minute"));
    }

    // Deleting does not give anything back, and other people have a limit of their own.
    for (conversation, _) in conversations.iter().zip(&answers).filter(|(_, answer)| answer.status == 200) {
        let path = format!("/api/chat/conversations/{conversation}");
        assert_eq!(scene.client.delete(&path, &ada).await.status, 204);
    }
    let again = scene.conversation(&ada, project).await;
    assert_eq!(scene.ask(&ada, &again, "Hello").await.status, 429);
    let his = scene.conversation(&ben, scene.project(&ben).await).await;
    assert_eq!(scene.ask(&ben, &his, "Hello").await.status, 200);

    scene.world.clock.advance_seconds(60);
    assert_eq!(scene.ask(&ada, &again, "Hello").await.status, 200);
}

#[tokio::test]
async fn a_day_has_a_hundred_messages() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    for _ in 0..100 {
        scene.model.answer("Yes.");
        let answer = scene.ask(&ada, &conversation, "Hello").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        scene.world.clock.advance_seconds(61);
    }
    let refused = scene.ask(&ada, &conversation, "Hello").await;
    assert_eq!(refused.status, 429);
    assert!(refused.json()["error"]["message"].as_str().unwrap().contains("100 messages in this day"));
    assert_eq!(
        refused.json()["error"]["detail"],
        json!({"limit": 100, "window": "day", "wait_seconds": 24 * 3600 - 6100})
    );
}

#[tokio::test]
async fn a_full_conversation_asks_for_a_new_one() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let conversation = scene.conversation(&ada, scene.project(&ada).await).await;
    sqlx::query(
        "insert into messages (message_id, conversation_id, project_id, org_id, user_id, number, author, text, created_at)
         select gen_random_uuid(), conversation_id, project_id, org_id, user_id, n, 'user', 'x', now()
         from conversations, generate_series(1, 500) n",
    )
    .execute(&scene.world.owner)
    .await
    .unwrap();
    let refused = scene.ask(&ada, &conversation, "One more").await;
    assert_eq!(refused.status, 429);
    assert!(refused.json()["error"]["message"].as_str().unwrap().contains("Start a new one"), "{}", refused.text());
}
