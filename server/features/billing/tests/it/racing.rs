//! Many at once, on one balance.
use billing_contract::BillingError;
use futures::future::join_all;
use ledger::{LedgerError, Operation};
use serde_json::json;

use crate::scene::{Scene, cents, key, scene};
use testkit::Person;

const CLIENTS: usize = 32;

/// Holds until it is refused; answers how often it was not.
async fn spend(scene: &Scene, whose: &Person, price: i64) -> usize {
    let mut held = 0;
    loop {
        match scene.hold(whose, cents(price)).await {
            Ok(_) => held += 1,
            Err(BillingError::Ledger(LedgerError::NotEnough { .. })) => return held,
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_clients_spend_one_balance_and_never_overdraw_it() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    scene.top_up(&ada, cents(1_000)).await;
    let spent: usize = join_all((0..CLIENTS).map(|_| spend(&scene, &ada, 7))).await.into_iter().sum();
    assert_eq!(spent, 142, "ten dollars are 142 times seven cents");
    assert_eq!(scene.balance(&ada).await, (60_000_000, 9_940_000_000));
    assert_eq!(scene.reconcile().await, json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_top_up_that_comes_many_times_at_once_is_posted_once() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let top_up = Operation::TopUp { org: ada.who.org, amount: cents(500) };
    let (top_up, name) = (&top_up, &key("top_up:1"));
    let posted = join_all((0..CLIENTS).map(|_| scene.postings.post(name, top_up, None))).await;
    let posted: Vec<_> = posted.into_iter().map(|each| each.unwrap()).collect();
    assert_eq!(posted.iter().filter(|each| !each.is_replay).count(), 1);
    assert!(posted.iter().all(|each| each.id == posted[0].id));
    assert_eq!(scene.balance(&ada).await, (5_000_000_000, 0));
    assert_eq!(scene.count("select count(*) from ledger_transactions").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_settling_and_releasing_at_once_exactly_one_happens() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    scene.top_up(&ada, cents(1_000)).await;
    let mut settled = 0;
    for _ in 0..12 {
        let hold = scene.hold(&ada, cents(50)).await.unwrap();
        let settle = scene.settling(&ada, hold, cents(7));
        let release = Operation::Release { org: ada.who.org, hold };
        let both = join_all([&settle, &release, &settle, &release].map(|operation| scene.post(operation))).await;
        let done: Vec<_> = both.iter().flatten().collect();
        assert_eq!(done.len(), 1, "{both:?}");
        settled += usize::from(done[0].kind == ledger::TransactionKind::Settlement);
        for refused in both.iter().filter_map(|each| each.as_ref().err()) {
            assert_eq!(refused, &BillingError::Ledger(LedgerError::HoldEnded));
        }
    }
    let expected = 10_000_000_000 - 100_000_000 * settled as i64;
    assert_eq!(scene.balance(&ada).await, (expected, 0));
    assert_eq!(scene.reconcile().await, json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orgs_that_buy_from_each_other_do_not_wait_for_each_other_for_ever() {
    let scene = scene().await;
    let (ada, ben) = (scene.world.person("ada").await, scene.world.person("ben").await);
    for each in [&ada, &ben] {
        scene.top_up(each, cents(1_600)).await;
    }
    let buying = (0..CLIENTS).map(|number| {
        let (buyer, seller) = if number % 2 == 0 { (&ada, &ben) } else { (&ben, &ada) };
        let shares = ledger::Shares::of_sale(cents(100), 3_000, seller.who.org).unwrap();
        let operation = Operation::Purchase { org: buyer.who.org, shares };
        let scene = &scene;
        async move { scene.post(&operation).await }
    });
    for each in join_all(buying).await {
        each.unwrap();
    }
    for each in [&ada, &ben] {
        assert_eq!(scene.balance(each).await, (0, 0));
    }
    let pending = "select sum(balance_nanodollars)::bigint from ledger_accounts where kind = 'seller_pending'";
    assert_eq!(scene.count(pending).await, 22_400_000_000);
    assert_eq!(scene.reconcile().await, json!([]));
}
