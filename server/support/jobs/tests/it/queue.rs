//! Putting work in and taking it out.
use std::{collections::BTreeSet, sync::atomic::Ordering};

use jobs::{Enqueue, enqueue, enqueue_system};
use kernel::Caller;

use crate::scene::{Chore, Ending, scene};

#[tokio::test]
async fn a_job_is_done_once_and_leaves_nothing_to_do() {
    let scene = scene(&[Ending::Well]).await;
    let job = scene.chore("sweep").await;
    assert_eq!(scene.runner().drain().await, Ok(1));
    assert_eq!(scene.diary.tries(), ["sweep"]);
    let state = scene.state(job).await;
    assert_eq!((state.state.as_str(), state.attempts, state.last_error), ("done", 1, None));
    assert_eq!(scene.runner().drain().await, Ok(0));
    assert_eq!(scene.world.waiting_jobs().await, 0);
}

#[tokio::test]
async fn what_was_enqueued_in_a_transaction_that_came_to_nothing_never_runs() {
    let scene = scene(&[Ending::Well]).await;
    let ada = scene.world.person("ada").await;
    let mut tx = scene.world.db.begin(&ada.caller()).await.unwrap();
    enqueue(&mut tx, &ada.caller(), scene.when(), &Chore { name: "dropped".into() }).await.unwrap();
    drop(tx);
    let mut tx = scene.world.db.begin(&ada.caller()).await.unwrap();
    enqueue(&mut tx, &ada.caller(), scene.when(), &Chore { name: "failed".into() }).await.unwrap();
    sqlx::query("select 1 / 0").execute(&mut *tx).await.unwrap_err();
    tx.commit().await.ok();
    let mut tx = scene.world.db.begin(&ada.caller()).await.unwrap();
    enqueue(&mut tx, &ada.caller(), scene.when(), &Chore { name: "kept".into() }).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(scene.runner().drain().await, Ok(1));
    assert_eq!(scene.diary.tries(), ["kept"]);
}

#[tokio::test]
async fn a_job_waits_for_its_time_and_older_ones_go_first() {
    let scene = scene(&[Ending::Well]).await;
    for (name, delay) in [("third", 20), ("first", 0), ("second", 10)] {
        let when = scene.when();
        let when = Enqueue { run_at: when.run_at.plus_seconds(delay), ..when };
        let mut tx = scene.world.db.begin_auth().await.unwrap();
        enqueue_system(&mut tx, when, &Chore { name: name.into() }).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(scene.runner().drain().await, Ok(1));
    scene.wait(9);
    assert_eq!(scene.runner().drain().await, Ok(0));
    scene.wait(11);
    assert_eq!(scene.runner().drain().await, Ok(2));
    assert_eq!(scene.diary.tries(), ["first", "second", "third"]);
}

#[tokio::test]
async fn nobody_enqueues_in_somebody_elses_name() {
    let scene = scene(&[Ending::Well]).await;
    let (ada, eve) = (scene.world.person("ada").await, scene.world.person("eve").await);
    let mut tx = scene.world.db.begin(&eve.caller()).await.unwrap();
    let forged = enqueue(&mut tx, &ada.caller(), scene.when(), &Chore { name: "forged".into() }).await;
    assert!(forged.unwrap_err().chain().contains("row-level security"));
    drop(tx);
    let mut tx = scene.world.db.begin(&eve.caller()).await.unwrap();
    let system = enqueue_system(&mut tx, scene.when(), &Chore { name: "forged".into() }).await;
    assert!(system.unwrap_err().chain().contains("row-level security"));
    drop(tx);
    let mut tx = scene.world.db.begin(&Caller::Anonymous).await.unwrap();
    let nobody = enqueue(&mut tx, &Caller::Anonymous, scene.when(), &Chore { name: "forged".into() }).await;
    assert!(nobody.unwrap_err().chain().contains("enqueued by nobody"));
    drop(tx);
    assert_eq!(scene.runner().drain().await, Ok(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_share_the_queue_and_no_job_runs_twice() {
    let scene = scene(&[Ending::Well]).await;
    let names: BTreeSet<String> = (0..50).map(|i| format!("chore-{i}")).collect();
    for name in &names {
        scene.chore(name).await;
    }
    let (one, two, three) = (scene.runner(), scene.runner(), scene.runner());
    let (one, two, three) = tokio::join!(one.drain(), two.drain(), three.drain());
    let (one, two, three) = (one.unwrap(), two.unwrap(), three.unwrap());
    assert_eq!(one + two + three, 50);
    assert!([one, two, three].iter().all(|n| *n > 0), "everyone got some: {one} {two} {three}");
    let tries = scene.diary.tries();
    assert_eq!(tries.len(), 50, "none ran twice");
    assert_eq!(tries.into_iter().collect::<BTreeSet<_>>(), names, "and none was left out");
    assert!(scene.diary.most_at_once.load(Ordering::SeqCst) >= 2, "they did work at the same time");
    assert_eq!(scene.world.waiting_jobs().await, 0);
}
