//! Corrections by hand.
use kernel::Role;
use serde_json::{Value, json};

use crate::scene::scene;

const ADJUST: &str = "/api/v1/billing/adjustments";

fn correction(key: &str, org: kernel::OrgId, amount: i64) -> Value {
    json!({"key": key, "org": org, "amount": amount, "reason": "Credit for Tuesday's outage"})
}

#[tokio::test]
async fn an_operator_corrects_a_balance_and_it_is_kept_who_and_why() {
    let scene = scene().await;
    let (ada, olga) = (scene.world.person("ada").await, scene.operator().await);
    let ask = correction("case:1", ada.who.org, 2_500_000_000);
    let posted = scene.client.post(ADJUST, &olga, ask.clone()).await;
    assert_eq!(posted.status, 200, "{}", posted.text());
    assert_eq!(posted.json()["balance"], json!({"available": 2_500_000_000_i64, "held": 0}));
    let again = scene.client.post(ADJUST, &olga, ask).await.json();
    assert_eq!((&again["id"], &again["isReplay"]), (&posted.json()["id"], &json!(true)));
    assert_eq!(scene.balance(&ada).await, (2_500_000_000, 0));

    let page = scene.client.get("/api/v1/billing/transactions", &ada).await.json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!(page["items"][0]["reason"], "Credit for Tuesday's outage");
    let by: uuid::Uuid = sqlx::query_scalar("select posted_by from ledger_transactions where reason is not null")
        .fetch_one(&scene.world.owner)
        .await
        .unwrap();
    assert_eq!(by, olga.who.user.uuid());

    let taken = scene.client.post(ADJUST, &olga, correction("case:2", ada.who.org, -500_000_000)).await;
    assert_eq!(taken.json()["balance"]["available"], 2_000_000_000_i64);
    let short = scene.client.post(ADJUST, &olga, correction("case:3", ada.who.org, -2_000_000_001)).await;
    assert_eq!((short.status, short.code()), (402, "not_enough".into()));
    let other = scene.client.post(ADJUST, &olga, correction("case:1", ada.who.org, 1)).await;
    assert_eq!((other.status, other.code()), (409, "key_reused".into()));
    assert_eq!(scene.balance(&ada).await, (2_000_000_000, 0));
    assert_eq!(scene.reconcile().await, json!([]));
}

#[tokio::test]
async fn nobody_else_can_and_what_makes_no_sense_is_refused() {
    let scene = scene().await;
    let (ada, olga) = (scene.world.person("ada").await, scene.operator().await);
    let admin = scene.world.member(&ada, "admin", Role::Admin).await;
    for person in [&ada, &admin] {
        let refused = scene.client.post(ADJUST, person, correction("k", ada.who.org, 1)).await;
        assert_eq!((refused.status, refused.code()), (404, "not_found".into()));
        assert_eq!(scene.client.get("/api/v1/billing/differences", person).await.status, 404);
    }
    let nothing = scene.client.post(ADJUST, &olga, correction("k", ada.who.org, 0)).await;
    assert_eq!((nothing.status, nothing.code()), (422, "empty_adjustment".into()));
    let mut mute = correction("k", ada.who.org, 1);
    mute["reason"] = json!(" ");
    let mute = scene.client.post(ADJUST, &olga, mute).await;
    assert_eq!((mute.status, mute.code()), (422, "bad_json".into()));
    assert!(mute.text().contains("Say why, in 3 to 500 characters."), "{}", mute.text());
    let nowhere = scene.client.post(ADJUST, &olga, correction("k", scene.hold_id().uuid().into(), 1)).await;
    assert_eq!((nowhere.status, nowhere.code()), (404, "no_such_org".into()));
    assert_eq!(scene.count("select count(*) from ledger_transactions").await, 0);
}
