//! What the database refuses, whatever the program does.
use sqlx::AssertSqlSafe;

use crate::scene::{Scene, cents, scene};

/// Runs it as background work does, to the end; answers the code of the refusal, if there was one.
async fn try_as_worker(scene: &Scene, sql: &str) -> Option<String> {
    let code = |error: &sqlx::Error| error.as_database_error().and_then(|db| db.code()).map(|code| code.into_owned());
    let mut tx = scene.world.owner.begin().await.unwrap();
    sqlx::raw_sql("set local role app_worker").execute(&mut *tx).await.unwrap();
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await {
        return Some(code(&error).unwrap());
    }
    tx.commit().await.err().map(|error| code(&error).unwrap())
}

#[tokio::test]
async fn what_was_posted_is_neither_changed_nor_deleted() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    scene.top_up(&ada, cents(100)).await;
    for sql in [
        "update ledger_entries set amount_nanodollars = 1",
        "delete from ledger_entries",
        "update ledger_transactions set reason = 'another'",
        "delete from ledger_transactions",
        "delete from ledger_accounts",
        "update ledger_accounts set kind = 'tax'",
        "delete from ledger_holds",
        "update ledger_holds set amount_nanodollars = 1",
        "truncate ledger_entries",
        "delete from ledger_differences",
    ] {
        assert_eq!(try_as_worker(&scene, sql).await.as_deref(), Some("42501"), "{sql}");
    }
}

#[tokio::test]
async fn what_does_not_cancel_out_is_not_stored() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let paid = scene.top_up(&ada, cents(100)).await;
    let org = ada.who.org;
    let revenue = "'00000000-0000-7000-8000-000000000001'";
    let tax = "'00000000-0000-7000-8000-000000000005'";
    let transaction = |id: &str| {
        format!(
            "insert into ledger_transactions (transaction_id, idempotency_key, kind, org_id, request, created_at)
             values ('{id}', '{id}', 'top_up', '{org}', 'r', now())"
        )
    };
    let entry = |id: &str, account: &str, amount: i64| {
        format!(
            "; insert into ledger_entries (transaction_id, account_id, amount_nanodollars)
             values ('{id}', {account}, {amount})"
        )
    };
    let check_violation = Some("23514");
    let id = scene.hold_id().to_string();
    let alone = transaction(&id);
    assert_eq!(try_as_worker(&scene, &alone).await.as_deref(), check_violation, "without entries");
    let one = format!("{alone}{}", entry(&id, revenue, 5));
    assert_eq!(try_as_worker(&scene, &one).await.as_deref(), check_violation, "with one");
    let lopsided = format!("{one}{}", entry(&id, tax, -4));
    assert_eq!(try_as_worker(&scene, &lopsided).await.as_deref(), check_violation, "with two that do not cancel");
    let late = entry(&paid.id.to_string(), revenue, 5);
    let late = late.trim_start_matches("; ");
    assert_eq!(try_as_worker(&scene, late).await.as_deref(), check_violation, "with one that comes later");
    assert_eq!(scene.count("select count(*) from ledger_transactions").await, 1);
    let fine = format!("{one}{}", entry(&id, tax, -5));
    assert_eq!(try_as_worker(&scene, &fine).await, None, "the test can succeed");
}

#[tokio::test]
async fn a_wallet_is_not_overdrawn_and_the_platform_keeps_no_balance() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    scene.top_up(&ada, cents(100)).await;
    for sql in [
        "update ledger_accounts set balance_nanodollars = -1 where kind = 'wallet'",
        "update ledger_accounts set balance_nanodollars = -1 where kind = 'hold'",
        "update ledger_accounts set balance_nanodollars = 1 where kind = 'revenue'",
    ] {
        assert_eq!(try_as_worker(&scene, sql).await.as_deref(), Some("23514"), "{sql}");
    }
    assert_eq!(scene.balance(&ada).await, (1_000_000_000, 0));
}
