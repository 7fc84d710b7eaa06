//! Putting work in and taking it out.
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use jobs::{Enqueue, Handler, JobError, Registry, enqueue, enqueue_system};
use kernel::Caller;
use tokio::sync::Barrier;

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

/// Notes what it did; the first two jobs end only once both have begun.
#[derive(Clone)]
struct Pair {
    begun: Arc<AtomicUsize>,
    both: Arc<Barrier>,
    done: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Handler<Chore> for Pair {
    async fn run(&self, chore: Chore) -> Result<(), JobError> {
        if self.begun.fetch_add(1, Ordering::SeqCst) < 2 {
            self.both.wait().await;
        }
        self.done.lock().unwrap().push(chore.name);
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_share_the_queue_and_no_job_runs_twice() {
    let scene = scene(&[]).await;
    let names: BTreeSet<String> = (0..50).map(|i| format!("chore-{i}")).collect();
    for name in &names {
        scene.chore(name).await;
    }
    let pair = Pair { begun: Arc::default(), both: Arc::new(Barrier::new(2)), done: Arc::default() };
    let worker = || {
        let mut registry = Registry::default();
        registry.add(pair.clone());
        scene.runner_with(registry)
    };
    let (one, two, three) = (worker(), worker(), worker());
    let (one, two, three) = tokio::join!(one.drain(), two.drain(), three.drain());
    assert_eq!(one.unwrap() + two.unwrap() + three.unwrap(), 50);
    let done = pair.done.lock().unwrap().clone();
    assert_eq!(done.len(), 50, "none ran twice");
    assert_eq!(done.into_iter().collect::<BTreeSet<_>>(), names, "and none was left out");
    assert_eq!(scene.world.waiting_jobs().await, 0);
}
