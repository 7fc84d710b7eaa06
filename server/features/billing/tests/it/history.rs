//! What an org reads of its movements.
use kernel::Role;
use ledger::{Nanos, Operation};
use ports::Clock;
use serde_json::json;

use crate::scene::{cents, scene};

const LIST: &str = "/api/v1/billing/transactions";

#[tokio::test]
async fn every_movement_is_listed_newest_first_and_for_members_only() {
    let scene = scene().await;
    let (ada, ben) = (scene.world.person("ada").await, scene.world.person("ben").await);
    let viewer = scene.world.member(&ada, "viewer", Role::Viewer).await;
    let paid = scene.top_up(&ada, cents(1_000)).await;
    scene.world.clock.advance_seconds(1);
    let hold = scene.hold(&ada, cents(100)).await.unwrap();
    scene.world.clock.advance_seconds(1);
    scene.post(&scene.settling(&ada, hold, cents(7))).await.unwrap();
    scene.world.clock.advance_seconds(1);
    scene.post(&Operation::Refund { org: ada.who.org, payment: paid.id, amount: cents(200) }).await.unwrap();

    for member in [&ada, &viewer] {
        let page = scene.client.get(LIST, member).await.json();
        assert_eq!(page["next"], json!(null));
        let items = page["items"].as_array().unwrap();
        let seen: Vec<_> =
            items.iter().map(|item| (&item["kind"], &item["availableChange"], &item["heldChange"])).collect();
        let expected = [
            (json!("refund"), json!(-2_000_000_000_i64), json!(0)),
            (json!("settlement"), json!(900_000_000), json!(-1_000_000_000)),
            (json!("hold"), json!(-1_000_000_000), json!(1_000_000_000)),
            (json!("top_up"), json!(10_000_000_000_i64), json!(0)),
        ];
        let expected: Vec<_> = expected.iter().map(|(kind, available, held)| (kind, available, held)).collect();
        assert_eq!(seen, expected);
        assert_eq!(items[0]["refunds"], json!(paid.id));
        assert_eq!((&items[1]["hold"], &items[2]["hold"]), (&json!(hold), &json!(hold)));
        assert_eq!(items[3]["createdAt"], json!(scene.world.clock.now().plus_seconds(-3)));
    }
    assert_eq!(scene.client.get(LIST, &ben).await.json(), json!({"items": [], "next": null}));
    assert_eq!(scene.get(LIST, &kernel::Caller::Anonymous).await.status, 401);
}

#[tokio::test]
async fn the_list_has_pages_of_fifty_and_filters() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let start = scene.world.clock.now();
    for number in 0..60 {
        scene.top_up(&ada, cents(number + 1)).await;
        // Every other one in the same moment as the one before.
        scene.world.clock.advance_seconds(number % 2);
    }
    scene.hold(&ada, cents(1)).await.unwrap();
    let (mut seen, mut sizes, mut address) = (Vec::new(), Vec::new(), format!("{LIST}?kind=top_up"));
    loop {
        let page = scene.client.get(&address, &ada).await.json();
        let items = page["items"].as_array().unwrap().clone();
        sizes.push(items.len());
        seen.extend(items.iter().map(|item| item["availableChange"].as_i64().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        address = format!("{LIST}?kind=top_up&after={next}");
    }
    assert_eq!(sizes, [50, 10]);
    seen.sort_unstable();
    let expected: Vec<i64> = (1..=60).map(|number| number * Nanos::PER_CENT).collect();
    assert_eq!(seen, expected, "each once");

    let (from, until) = (start.plus_seconds(10).micros(), start.plus_seconds(12).micros());
    let some = scene.client.get(&format!("{LIST}?from={from}&until={until}"), &ada).await.json();
    assert_eq!(some["items"].as_array().unwrap().len(), 4, "two in each of two seconds; the end is not in it");
    let bad = scene.client.get(&format!("{LIST}?after=nonsense"), &ada).await;
    assert_eq!((bad.status, bad.code()), (422, "bad_cursor".into()));
    let bad = scene.client.get(&format!("{LIST}?kind=gift"), &ada).await;
    assert_eq!((bad.status, bad.code()), (422, "bad_query".into()));
}

#[tokio::test]
async fn a_file_holds_the_same_movements() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    scene.top_up(&ada, cents(1_000)).await;
    scene.world.clock.advance_seconds(1);
    scene.hold(&ada, Nanos::new(1)).await.unwrap();
    let file = scene.client.get("/api/v1/billing/transactions.csv?kind=hold", &ada).await;
    assert_eq!((file.status, &file.headers["content-type"]), (200, &"text/csv; charset=utf-8".parse().unwrap()));
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"transactions.csv\"");
    let text = file.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with("2026-11-20T10:30:01Z,"), "{}", lines[1]);
    assert!(lines[1].ends_with(",hold,-0.000000001,0.000000001,,"), "{}", lines[1]);
}
