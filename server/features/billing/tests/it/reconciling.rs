//! The nightly reconciliation.
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::scene::{Scene, cents, scene};

/// As nobody but a broken disk or a hand in the database could.
async fn tamper(scene: &Scene, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&scene.world.owner).await.unwrap();
}

fn found(list: &Value) -> Vec<(&str, i64, i64)> {
    let items = list.as_array().unwrap().iter();
    let mut found: Vec<_> = items
        .map(|item| {
            let number = |field: &str| item[field].as_i64().unwrap();
            (item["what"].as_str().unwrap(), number("expected"), number("found"))
        })
        .collect();
    found.sort_unstable();
    found
}

#[tokio::test]
async fn what_differs_is_listed_with_both_figures() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let paid = scene.top_up(&ada, cents(100)).await;
    scene.hold(&ada, cents(40)).await.unwrap();
    assert_eq!(scene.reconcile().await, json!([]));

    tamper(&scene, "update ledger_accounts set balance_nanodollars = 7 where kind = 'wallet'").await;
    tamper(&scene, "update ledger_holds set amount_nanodollars = 9").await;
    scene.world.clock.advance_seconds(24 * 3600);
    let list = scene.reconcile().await;
    let expected = [("balance_is_not_its_entries", 600_000_000, 7), ("holds_are_not_what_is_held", 9, 400_000_000)];
    assert_eq!(found(&list), expected);
    assert!(list.as_array().unwrap().iter().all(|item| item["org"] == json!(ada.who.org)));

    // An entry that lost some of its digits, past the trigger.
    let sql = format!(
        "alter table ledger_entries disable trigger ledger_entries_sum_to_zero;
         update ledger_entries set amount_nanodollars = 1
         where transaction_id = '{}' and amount_nanodollars > 0",
        paid.id
    );
    tamper(&scene, &sql).await;
    scene.world.clock.advance_seconds(24 * 3600);
    let list = scene.reconcile().await;
    let cancels = found(&list).into_iter().filter(|(what, _, _)| *what == "entries_do_not_cancel").collect::<Vec<_>>();
    assert_eq!(cancels, [("entries_do_not_cancel", 0, 1 - 1_000_000_000)]);
}

#[tokio::test]
async fn it_is_asked_for_once_a_day() {
    let scene = scene().await;
    for _ in 0..3 {
        billing::schedule(&scene.world.db, &*scene.world.clock).await.unwrap();
    }
    assert_eq!(scene.runner.drain().await, Ok(1));
    scene.world.clock.advance_seconds(24 * 3600 - 1);
    billing::schedule(&scene.world.db, &*scene.world.clock).await.unwrap();
    assert_eq!(scene.runner.drain().await, Ok(0));
    scene.world.clock.advance_seconds(1);
    billing::schedule(&scene.world.db, &*scene.world.clock).await.unwrap();
    assert_eq!(scene.runner.drain().await, Ok(1));
    assert_eq!(scene.world.waiting_jobs().await, 0);
}
