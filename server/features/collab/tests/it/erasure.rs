//! Whoever deletes their account is nobody in the rooms that they were in; what they said stays.
use kernel::{ParticipantId, Role};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::scene::{API, scene};

/// In which tables of rooms a word still stands.
async fn found(owner: &PgPool, word: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (table, sql) in [
        ("collaboration_rooms", "select count(*) from collaboration_rooms t where t::text ilike '%' || $1 || '%'"),
        ("room_participants", "select count(*) from room_participants t where t::text ilike '%' || $1 || '%'"),
        ("room_guests", "select count(*) from room_guests t where t::text ilike '%' || $1 || '%'"),
        ("room_invites", "select count(*) from room_invites t where t::text ilike '%' || $1 || '%'"),
        ("comments", "select count(*) from collaboration_comments t where t::text ilike '%' || $1 || '%'"),
        ("comment_mentions", "select count(*) from comment_mentions t where t::text ilike '%' || $1 || '%'"),
        ("room_activity", "select count(*) from room_activity t where t::text ilike '%' || $1 || '%'"),
        ("room_ratings", "select count(*) from room_ratings t where t::text ilike '%' || $1 || '%'"),
        ("notifications", "select count(*) from notifications t where t::text ilike '%' || $1 || '%'"),
        ("preferences", "select count(*) from notification_preferences t where t::text ilike '%' || $1 || '%'"),
    ] {
        let rows: i64 = sqlx::query_scalar(sql).bind(word).fetch_one(owner).await.unwrap();
        if rows > 0 {
            found.push(table);
        }
    }
    found
}

#[tokio::test]
async fn a_deleted_account_leaves_its_words_and_no_name() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let bentham = scene.world.member(&ada, "bentham", Role::Member).await;
    let who = ParticipantId::from_uuid(bentham.who.user.uuid());
    scene.enter(&ada, room).await;
    scene.enter(&bentham, room).await;

    // All ways in which a room writes somebody's name down.
    let said = scene.comment(&bentham.caller(), room, "Keep this", None).await;
    let asked = scene.comment(&ada.caller(), room, "Settle this", None).await;
    let path = format!("{API}/comments/{}", asked["commentId"].as_str().unwrap());
    assert_eq!(scene.client.patch(&path, &bentham, json!({"isResolved": true})).await.status, 200);
    scene.comment(&ada.caller(), room, "Yes", Some(said["commentId"].as_str().unwrap())).await;
    scene.live.note_edits(room, who, "notes.txt", 3).await.unwrap();
    let place = format!("{API}/rooms/{room}/participants/{who}");
    assert_eq!(scene.client.patch(&place, &ada, json!({"role": "owner"})).await.status, 200);
    let stars = json!({"stars": 5, "note": "Good"});
    let rated = scene.client.post(&format!("{API}/rooms/{room}/rating"), &bentham, stars).await;
    assert!(rated.status < 300, "{}", rated.text());
    scene.invitation(&bentham, room, "somebody", "viewer").await;
    scene.invitation(&ada, room, "bentham", "viewer").await;
    let theirs = scene.room_on(&bentham, project).await;
    let id = bentham.who.user.to_string();
    for table in ["room_participants", "room_invites", "comments", "room_activity", "room_ratings", "notifications"] {
        let (by_name, by_id) = (found(&scene.world.owner, "bentham").await, found(&scene.world.owner, &id).await);
        assert!(by_name.contains(&table) || by_id.contains(&table), "the story leaves something in {table}");
    }

    let gone = sqlx::query("delete from users where user_id = $1").bind(bentham.who.user.uuid());
    assert_eq!(gone.execute(&scene.world.owner).await.unwrap().rows_affected(), 1);
    assert_eq!(found(&scene.world.owner, "bentham").await, Vec::<&str>::new());
    assert_eq!(found(&scene.world.owner, &id).await, Vec::<&str>::new());

    let comments = scene.client.get(&format!("{API}/rooms/{room}/comments"), &ada).await.json()["comments"].clone();
    let of = |words: &str| -> Value {
        comments.as_array().unwrap().iter().find(|comment| comment["content"] == words).unwrap().clone()
    };
    assert_eq!((&of("Keep this")["authorName"], &of("Keep this")["userId"]), (&json!("Somebody"), &Value::Null));
    assert_eq!((&of("Yes")["authorName"], &of("Settle this")["isResolved"]), (&json!("ada"), &json!(true)));
    let feed = scene.feed(&ada, room).await;
    let edited = feed.iter().find(|line| line["kind"] == "edited").unwrap();
    assert_eq!((&edited["actorName"], &edited["count"]), (&json!("Somebody"), &json!(3)));
    // A room that was theirs goes on with whoever decides in the org.
    let owner: uuid::Uuid = sqlx::query_scalar("select owner_id from collaboration_rooms where room_id = $1")
        .bind(theirs.uuid())
        .fetch_one(&scene.world.owner)
        .await
        .unwrap();
    assert_eq!(owner, ada.who.user.uuid());
}
