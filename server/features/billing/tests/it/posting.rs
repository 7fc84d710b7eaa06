//! One after the other: what comes in, is held, charged, bought and given back.
use billing_contract::BillingError;
use kernel::{Classify, Kind};
use ledger::{LedgerError, Nanos, Operation, Shares};
use serde_json::json;

use crate::scene::{cents, key, scene};

#[tokio::test]
async fn an_org_without_any_money_has_nothing() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    assert_eq!(scene.balance(&ada).await, (0, 0));
    let nobody = scene.get("/api/v1/billing/balance", &kernel::Caller::Anonymous).await;
    assert_eq!((nobody.status, nobody.code()), (401, "sign_in_first".into()));
}

#[tokio::test]
async fn a_call_is_held_and_charged_to_the_nano_dollar() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    scene.top_up(&ada, cents(1_000)).await;
    let hold = scene.hold(&ada, cents(500)).await.unwrap();
    assert_eq!(scene.balance(&ada).await, (5_000_000_000, 5_000_000_000));
    // A cost of 1 234 567 is a charge of 1 763 667.14…, rounded up.
    let posted = scene.post(&scene.settling(&ada, hold, Nanos::new(1_234_567))).await.unwrap();
    assert_eq!(posted.available_change.plus(posted.held_change), Ok(Nanos::new(-1_763_668)));
    assert_eq!(scene.balance(&ada).await, (10_000_000_000 - 1_763_668, 0));
    for (kind, sum) in [("provider_cost", 1_234_567_i64), ("revenue", 1_763_668 - 1_234_567)] {
        let found: i64 = sqlx::query_scalar(
            "select sum(e.amount_nanodollars)::bigint from ledger_entries e join ledger_accounts a using (account_id)
             where a.kind = $1",
        )
        .bind(kind)
        .fetch_one(&scene.world.owner)
        .await
        .unwrap();
        assert_eq!(found, sum, "{kind}");
    }
    assert_eq!(scene.reconcile().await, json!([]));
}

#[tokio::test]
async fn what_neither_hold_nor_wallet_covers_is_written_off() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    scene.top_up(&ada, cents(80)).await;
    let hold = scene.hold(&ada, cents(50)).await.unwrap();
    let posted = scene.post(&scene.settling(&ada, hold, cents(70))).await.unwrap();
    assert_eq!((posted.written_off, posted.balance.available), (cents(20), Nanos::ZERO));
    assert_eq!(scene.balance(&ada).await, (0, 0));
    assert_eq!(scene.reconcile().await, json!([]));
}

#[tokio::test]
async fn a_short_balance_is_said_with_both_figures() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    scene.top_up(&ada, cents(10)).await;
    let refused = scene.hold(&ada, cents(11)).await.unwrap_err();
    let expected = LedgerError::NotEnough { available: cents(10), wanted: cents(11) };
    assert_eq!(refused, BillingError::Ledger(expected));
    assert_eq!((refused.kind(), refused.code()), (Kind::Unpaid, "not_enough"));
    assert_eq!(refused.to_string(), "The balance is $0.10, and $0.11 is needed. Add funds, or ask for less.");
    assert_eq!(scene.count("select count(*) from ledger_holds").await, 0);
}

#[tokio::test]
async fn a_sale_reaches_the_seller_and_comes_back_in_parts() {
    let scene = scene().await;
    let (ada, ben) = (scene.world.person("ada").await, scene.world.person("ben").await);
    scene.top_up(&ada, cents(999)).await;
    let shares = Shares::of_sale(cents(999), 3_000, ben.who.org).unwrap();
    let sale = scene.post(&Operation::Purchase { org: ada.who.org, shares }).await.unwrap();
    let pending = "select balance_nanodollars from ledger_accounts where kind = 'seller_pending'";
    assert_eq!(scene.count(pending).await, 6_990_000_000);
    assert_eq!(scene.balance(&ada).await, (0, 0));
    assert_eq!(scene.balance(&ben).await, (0, 0), "it waits until it can no longer be refunded");

    let refund = |whose: kernel::OrgId, amount| Operation::Refund { org: whose, payment: sale.id, amount };
    let theirs = scene.post(&refund(ben.who.org, cents(1))).await;
    assert_eq!(theirs, Err(BillingError::Ledger(LedgerError::NoSuchPayment)), "the payment is Ada's");
    for part in [1, 333, 665] {
        scene.post(&refund(ada.who.org, cents(part))).await.unwrap();
    }
    let too_much = scene.post(&refund(ada.who.org, cents(1))).await;
    assert_eq!(too_much, Err(BillingError::Ledger(LedgerError::RefundTooLarge { left: Nanos::ZERO })));
    assert_eq!(scene.balance(&ada).await, (9_990_000_000, 0));
    assert_eq!(scene.count(pending).await, 0);
    assert_eq!(scene.reconcile().await, json!([]));
}

#[tokio::test]
async fn a_key_that_comes_again_is_answered_with_what_it_did() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let top_up = |amount| Operation::TopUp { org: ada.who.org, amount };
    let first = scene.postings.post(&key("top_up:1"), &top_up(cents(5)), None).await.unwrap();
    scene.hold(&ada, cents(2)).await.unwrap();
    let again = scene.postings.post(&key("top_up:1"), &top_up(cents(5)), None).await.unwrap();
    assert_eq!((again.id, again.available_change, again.is_replay), (first.id, cents(5), true));
    assert_eq!(again.balance.available, cents(3), "the balance is that of now");
    let other = scene.postings.post(&key("top_up:1"), &top_up(cents(6)), None).await;
    assert_eq!(other, Err(BillingError::Ledger(LedgerError::KeyReused)));
    let ben = scene.world.person("ben").await;
    let theirs = Operation::TopUp { org: ben.who.org, amount: cents(5) };
    let other = scene.postings.post(&key("top_up:1"), &theirs, None).await;
    assert_eq!(other, Err(BillingError::Ledger(LedgerError::KeyReused)), "another org, too");
    assert_eq!(scene.balance(&ben).await, (0, 0));
    assert_eq!(scene.count("select count(*) from ledger_transactions").await, 2);
}

#[tokio::test]
async fn an_org_that_does_not_exist_gets_nothing() {
    let scene = scene().await;
    let nowhere = Operation::TopUp { org: scene.hold_id().uuid().into(), amount: cents(5) };
    assert_eq!(scene.post(&nowhere).await, Err(BillingError::NoSuchOrg));
}
