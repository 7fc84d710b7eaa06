//! Many people type, and lines and the database go away: nothing that was acknowledged is lost, nothing is there twice,
//! and everybody ends with the same text.
use std::{net::SocketAddr, time::Duration};

use collab_contract::protocol::JSON_PROTOCOL;
use futures::future::join_all;
use kernel::{ParticipantId, Role, RoomId};
use serde_json::{Value, json};
use testkit::{Passage, Person, wait_for};
use tokio::time::Instant;

use crate::{
    editor::{Editor, assert_words, converge, is_soak},
    scene::{Scene, on, scene},
    sockets::{Line, listen, two},
};

const FILE: &str = "notes.txt";
/// Between two words of one person.
const PACE: Duration = Duration::from_millis(50);

/// What the API and the tables know of the file: its text and its version.
async fn stored(scene: &Scene, by: &Person, room: RoomId) -> (String, u64) {
    let id = scene.file_id(by, room, FILE).await;
    let shown = scene.client.get(&format!("/api/v1/files/{id}"), by).await.json();
    (shown["text"].as_str().unwrap().to_owned(), shown["version"].as_u64().unwrap())
}

async fn here(names: &[&'static str], to: SocketAddr, room: RoomId) -> Vec<Editor> {
    let mut editors: Vec<Editor> = (0..names.len()).map(|number| Editor::new(number, FILE)).collect();
    join_all(editors.iter_mut().zip(names).map(|(editor, name)| editor.connect(to, room, name))).await;
    editors
}

async fn all_type(editors: &mut [Editor], end: Instant) {
    join_all(editors.iter_mut().map(|editor| editor.type_until(end, PACE))).await;
}

#[tokio::test]
async fn while_the_database_is_away_nothing_is_acknowledged_and_afterwards_all_is_there_once() {
    let mut world = testkit::world().await;
    let (passage, db) = Passage::open(&world).await;
    world.db = db;
    let scene = on(world);
    let (ada, _, room, address) = two(&scene).await;
    let mut editors = here(&["ada", "ben", "ben"], address, room).await;
    for _ in 0..5 {
        editors.iter_mut().for_each(Editor::type_word);
        converge(&mut editors).await;
    }
    let (_, version) = stored(&scene, &ada, room).await;
    let acked: Vec<usize> = editors.iter().map(|editor| editor.acked).collect();

    // A clean cut: everything before it is stored, nothing after it.
    passage.shut();
    let outage = Duration::from_secs(if is_soak() { 30 } else { 3 });
    all_type(&mut editors, Instant::now() + outage).await;
    assert!(editors.iter().all(|editor| editor.typed > 10 && !editor.doc.is_saved()), "they type on");
    assert_eq!(editors.iter().map(|editor| editor.acked).collect::<Vec<_>>(), acked, "acknowledged and not stored");
    let behind: i64 = sqlx::query_scalar("select version from files where path = $1")
        .bind(FILE)
        .fetch_one(&scene.world.owner)
        .await
        .unwrap();
    assert_eq!(behind as u64, version);
    passage.reopen();
    let text = converge(&mut editors).await;
    assert_words(&text, &editors);
    assert_eq!(stored(&scene, &ada, room).await.0, text);

    // Cuts in the middle of it: whether the last batch before each was stored, nobody could say.
    for _ in 0..if is_soak() { 20 } else { 3 } {
        all_type(&mut editors, Instant::now() + PACE * 4).await;
        passage.shut();
        all_type(&mut editors, Instant::now() + PACE * 4).await;
        passage.reopen();
    }
    let text = converge(&mut editors).await;
    assert_words(&text, &editors);
    assert_eq!(stored(&scene, &ada, room).await, (text, editors[0].doc.version()));
}

#[tokio::test]
async fn whoever_was_cut_off_types_on_and_both_sides_come_together() {
    let scene = scene().await;
    let (ada, ben, room, address) = two(&scene).await;
    let mut editors = here(&["ada", "ben"], address, room).await;
    editors.iter_mut().for_each(Editor::type_word);
    converge(&mut editors).await;

    // In the middle of sending: what was said may have arrived or not.
    editors.iter_mut().for_each(Editor::type_word);
    editors[1].speak().await;
    editors[1].cut();
    let who = ParticipantId::from_uuid(ben.who.user.uuid());
    wait_for("the line is missed", async || !scene.rooms.is_here(room, who)).await;
    let (online, offline) = editors.split_at_mut(1);
    let until = Instant::now() + if is_soak() { Duration::from_secs(60) } else { PACE * 10 };
    while Instant::now() < until {
        offline[0].type_word();
        online[0].type_until(Instant::now() + PACE, PACE).await;
    }
    assert!(offline[0].typed > 2 && !offline[0].doc.is_saved());
    let (text, _) = stored(&scene, &ada, room).await;
    assert!(!text.contains("<1:2>"), "it was offline: {text}");

    editors[1].connect(address, room, "ben").await;
    let text = converge(&mut editors).await;
    assert_words(&text, &editors);
    assert_eq!(stored(&scene, &ada, room).await.0, text);
}

#[tokio::test]
async fn versions_have_no_gap_and_the_feed_one_line_for_all_edits() {
    let scene = scene().await;
    let (ada, ben, room, address) = two(&scene).await;
    let mut watching = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    watching.say(json!({"type": "open", "filePath": FILE})).await;
    let mut seen = watching.hear("document").await["version"].as_u64().unwrap();
    let mut editors = here(&["ben", "ben"], address, room).await;
    let begun = scene.feed(&ada, room).await.iter().filter(|line| line["kind"] == "edited").count();
    assert_eq!(begun, 0);
    all_type(&mut editors, Instant::now() + PACE * 20).await;
    converge(&mut editors).await;
    let newest = editors[0].doc.version();
    while seen < newest {
        let update = watching.hear_any(&["document_update"]).await;
        let to = update["version"].as_u64().unwrap();
        let from = update["fromVersion"].as_u64().unwrap_or(to - 1);
        assert_eq!(from, seen, "{update}");
        seen = to;
    }
    assert_eq!(seen, newest);

    let edits: usize = editors.iter().map(|editor| editor.acked).sum();
    assert_eq!(newest, 1 + edits as u64, "one version for each");
    editors.iter_mut().for_each(Editor::cut);
    let mut lines: Vec<Value> = Vec::new();
    wait_for("the feed is told", async || {
        lines = scene.feed(&ada, room).await;
        lines.retain(|line| line["kind"] == "edited");
        lines.iter().filter_map(|line| line["count"].as_u64()).sum::<u64>() == edits as u64
    })
    .await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((&lines[0]["actorName"], &lines[0]["filePath"]), (&json!(ben.name), &json!(FILE)));
}

#[tokio::test]
async fn twenty_five_people_type_in_one_file_and_end_with_the_same_bytes() {
    const PEOPLE: usize = 25;
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mut names: Vec<&'static str> = Vec::new();
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        let name: &'static str = format!("p{number}").leak();
        let person = scene.world.member(&ada, name, Role::Member).await;
        people.push((name, person.caller()));
        names.push(name);
    }
    let address = listen(&scene, people).await;
    let mut editors = here(&names, address, room).await;
    let (lasts, pace) = if is_soak() { (300, Duration::from_millis(250)) } else { (3, Duration::from_millis(100)) };
    let end = Instant::now() + Duration::from_secs(lasts);
    join_all(editors.iter_mut().map(|editor| editor.type_until(end, pace))).await;
    let text = converge(&mut editors).await;
    assert_words(&text, &editors);
    assert!(editors.iter().all(|editor| editor.typed >= 5), "everybody had their say");
    let (shown, version) = stored(&scene, &ada, room).await;
    assert_eq!((shown.as_bytes(), version), (text.as_bytes(), editors[0].doc.version()));
}
