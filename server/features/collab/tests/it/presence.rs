//! Who is here: arrivals and departures are told once, cursors ten times a second at most, places are looked after.
use std::time::Duration;

use collab_contract::protocol::JSON_PROTOCOL;
use futures::{SinkExt, StreamExt};
use kernel::{ParticipantId, RoomId};
use serde_json::{Value, json};
use testkit::{Person, wait_for};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    editor::{PATIENCE, wait_and_listen},
    scene::{Scene, scene},
    sockets::{Line, two},
};

fn id_of(person: &Person) -> ParticipantId {
    ParticipantId::from_uuid(person.who.user.uuid())
}

/// Everything that was said until the answer to a question that is asked now.
async fn all_until_now(line: &mut Line) -> Vec<Value> {
    line.say(json!({"type": "ping"})).await;
    let waited = timeout(PATIENCE, async {
        let mut all = Vec::new();
        loop {
            match line.socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    let value: Value = serde_json::from_str(text.as_str()).unwrap();
                    if value["type"] == "pong" {
                        return all;
                    }
                    all.push(value);
                }
                Some(Ok(Message::Ping(_))) => {}
                other => panic!("{other:?}"),
            }
        }
    });
    waited.await.expect("an answer")
}

fn count(all: &[Value], kind: &str) -> usize {
    all.iter().filter(|value| value["type"] == kind).count()
}

#[tokio::test]
async fn arrivals_and_departures_are_told_once_also_after_a_crash() {
    let scene = scene().await;
    let (_, ben, room, address) = two(&scene).await;
    let mut watching = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    watching.hear("joined").await;

    // Two windows of one person: the first one counts, and the last one.
    let mut first = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    let hello = first.hear("joined").await;
    assert_eq!(hello["participants"].as_array().unwrap().len(), 2);
    let mut second = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    second.hear("joined").await;
    first.socket.close(None).await.unwrap();
    first.ends().await;
    let all = all_until_now(&mut watching).await;
    assert_eq!((count(&all, "participant_joined"), count(&all, "participant_left")), (1, 0), "{all:?}");
    assert!(scene.rooms.is_here(room, id_of(&ben)));
    // No close frame, no word: the machine is off.
    drop(second);
    wait_for("nobody is there any more", async || !scene.rooms.is_here(room, id_of(&ben))).await;
    let all = all_until_now(&mut watching).await;
    assert_eq!((count(&all, "participant_joined"), count(&all, "participant_left")), (0, 1), "{all:?}");

    let mut again = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    again.hear("joined").await;
    drop(again);
    wait_for("gone again", async || !scene.rooms.is_here(room, id_of(&ben))).await;
    let all = all_until_now(&mut watching).await;
    assert_eq!((count(&all, "participant_joined"), count(&all, "participant_left")), (1, 1), "{all:?}");
}

#[tokio::test]
async fn whoever_falls_silent_has_left_after_a_few_heartbeats() {
    let scene = scene().await;
    let (_, ben, room, address) = two(&scene).await;
    let mut watching = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    watching.hear("joined").await;
    // It keeps its connection and answers nothing: a laptop that was closed.
    let mut silent = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    let began = Instant::now();
    let left = watching.hear_any(&["participant_left"]).await;
    assert_eq!(left["userId"], json!(ben.who.user));
    assert!(began.elapsed() >= Duration::from_secs(10), "a slow network is no absence: {:?}", began.elapsed());
    // It wakes up, and may come again.
    silent.ends().await;
    let mut again = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    again.hear("joined").await;
    watching.hear("participant_joined").await;
}

#[tokio::test]
async fn a_cursor_is_passed_on_ten_times_a_second_and_its_last_place_always() {
    const MOVES: u32 = 150;
    let scene = scene().await;
    let (ada, _, room, address) = two(&scene).await;
    let mut moving = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    let mut watching = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    moving.hear("joined").await;
    watching.hear("joined").await;
    let began = Instant::now();
    for column in 1..=MOVES {
        let cursor = json!({"type": "cursor_move", "position": {"line": 1, "column": column}, "filePath": "notes.txt"});
        moving.socket.feed(Message::text(cursor.to_string())).await.unwrap();
    }
    moving.socket.flush().await.unwrap();
    let mut seen = Vec::new();
    while seen.last() != Some(&u64::from(MOVES)) {
        let update = watching.hear_any(&["cursor_update"]).await;
        assert_eq!(update["userId"], json!(ada.who.user));
        seen.push(update["position"]["column"].as_u64().unwrap());
    }
    assert!(seen.is_sorted(), "{seen:?}");
    // The first one at once, and then one for each tenth of a second that has passed.
    let most = began.elapsed().as_millis() / 100 + 2;
    assert!(seen.len() as u128 <= most && seen.len() < MOVES as usize, "{} in {:?}", seen.len(), began.elapsed());
    // One's own cursor is nobody's news.
    let all = all_until_now(&mut moving).await;
    assert_eq!(count(&all, "cursor_update"), 0);
}

/// When somebody was seen last, in microseconds, and where their cursor was.
async fn place(scene: &Scene, room: RoomId, who: &Person) -> (i64, Option<Value>, String, String) {
    sqlx::query_as(
        "select (extract(epoch from last_seen_at) * 1000000)::bigint, cursor_position, role, cursor_color
         from room_participants where room_id = $1 and user_id = $2",
    )
    .bind(room.uuid())
    .bind(who.who.user.uuid())
    .fetch_one(&scene.world.owner)
    .await
    .unwrap()
}

#[tokio::test]
async fn places_are_looked_after_whatever_the_clock_does() {
    const DAY: i64 = 86_400;
    let scene = scene().await;
    let (ada, ben, room, address) = two(&scene).await;
    let mut one = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    let mut other = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    for line in [&mut one, &mut other] {
        line.say(json!({"type": "open", "filePath": "notes.txt"})).await;
        line.hear("document").await;
    }
    let mut version = 1_u64;
    for jump in [DAY, -2 * DAY] {
        scene.world.clock.advance_seconds(jump);
        one.say(json!({"type": "edit", "operation": ["x"], "filePath": "notes.txt", "version": version})).await;
        version += 1;
        assert_eq!(one.hear("ack").await["version"], version);
        assert_eq!(other.hear("document_update").await["version"], version);
        let comment = json!({"type": "comment", "action": "create", "filePath": "notes.txt", "lineNumber": 1,
            "content": "When?"});
        other.say(comment).await;
        one.hear("comment_update").await;
        let cursor = json!({"line": 1, "column": version});
        one.say(json!({"type": "cursor_move", "position": cursor, "filePath": "notes.txt"})).await;
        other.hear("cursor_update").await;

        let now = ports::Clock::now(&*scene.world.clock).micros();
        let where_it_is = json!({"filePath": "notes.txt", "line": 1, "column": version});
        wait_and_listen("both are seen now", &mut [&mut one, &mut other], async || {
            let (ada, ben) = (place(&scene, room, &ada).await, place(&scene, room, &ben).await);
            ada.0 == now && ben.0 == now && ada.1.as_ref() == Some(&where_it_is)
        })
        .await;
    }
    let (ada, ben) = (place(&scene, room, &ada).await, place(&scene, room, &ben).await);
    assert_eq!((ada.2.as_str(), ben.2.as_str()), ("owner", "editor"));
    assert_ne!(ada.3, ben.3, "everyone has a colour of their own");
}
