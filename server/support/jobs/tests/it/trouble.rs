//! What happens when work fails.
use jobs::{Registry, retry_dead};
use kernel::JobId;
use ports::Clock;
use tokio_util::sync::CancellationToken;

use crate::scene::{Ending, Scene, State, scene};

fn state(state: &str, attempts: i32, last_error: &str) -> State {
    State { state: state.into(), attempts, last_error: Some(last_error.into()) }
}

async fn again(scene: &Scene, job: JobId) -> bool {
    let mut tx = scene.world.db.begin_worker().await.unwrap();
    let revived = retry_dead(&mut tx, job, scene.world.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    revived
}

#[tokio::test]
async fn a_failed_try_is_repeated_after_growing_waits_until_the_job_is_dead() {
    let scene = scene(&[Ending::Retry]).await;
    let job = scene.chore("mend").await;
    let runner = scene.runner();
    assert_eq!(runner.drain().await, Ok(1));
    assert_eq!(scene.state(job).await, state("waiting", 1, "the weather"));
    scene.wait(4);
    assert_eq!(runner.drain().await, Ok(0), "five seconds are not over");
    scene.wait(1);
    assert_eq!(runner.drain().await, Ok(1));
    scene.wait(9);
    assert_eq!(runner.drain().await, Ok(0), "then it is ten");
    scene.wait(1);
    assert_eq!(runner.drain().await, Ok(1));
    assert_eq!(scene.state(job).await, state("dead", 3, "the weather"));
    scene.wait(24 * 3600);
    assert_eq!(runner.drain().await, Ok(0), "dead is dead");
    assert_eq!(scene.diary.tries().len(), 3);
}

#[tokio::test]
async fn a_job_that_recovers_is_done_and_what_failed_stays_readable() {
    let scene = scene(&[Ending::Retry, Ending::Well]).await;
    let job = scene.chore("mend").await;
    scene.runner().drain().await.unwrap();
    scene.wait(5);
    scene.runner().drain().await.unwrap();
    assert_eq!(scene.state(job).await, state("done", 2, "the weather"));
}

#[tokio::test]
async fn what_no_retry_mends_is_dead_at_once_and_can_be_run_again_by_hand() {
    let scene = scene(&[Ending::Fail, Ending::Well]).await;
    let job = scene.chore("mend").await;
    assert_eq!(scene.runner().drain().await, Ok(1));
    assert_eq!(scene.state(job).await, state("dead", 1, "it cannot be"));
    assert!(again(&scene, job).await);
    assert!(!again(&scene, job).await, "it waits already");
    assert_eq!(scene.runner().drain().await, Ok(1));
    assert_eq!(scene.state(job).await, state("done", 1, "it cannot be"));
    assert!(!again(&scene, job).await, "what is done is not dead");
}

#[tokio::test]
async fn work_that_nobody_here_knows_waits_for_someone_who_does() {
    let scene = scene(&[Ending::Well]).await;
    let job = scene.chore("mend").await;
    let newcomer = scene.runner_with(Registry::default());
    assert_eq!(newcomer.drain().await, Ok(1));
    assert_eq!(scene.state(job).await, state("waiting", 1, "this process has no handler for test.chore"));
    scene.wait(5);
    assert_eq!(scene.runner().drain().await, Ok(1));
    assert_eq!(scene.state(job).await.state, "done");
}

#[tokio::test]
async fn a_payload_that_cannot_be_read_is_dead_at_once() {
    let scene = scene(&[Ending::Well]).await;
    let job = scene.chore("mend").await;
    sqlx::query("update jobs set payload = '{\"title\": 1}'").execute(&scene.world.owner).await.unwrap();
    assert_eq!(scene.runner().drain().await, Ok(1));
    let found = scene.state(job).await;
    assert_eq!((found.state.as_str(), found.attempts), ("dead", 1));
    assert!(found.last_error.unwrap().contains("unreadable payload: missing field `name`"));
    assert!(scene.diary.tries().is_empty());
}

#[tokio::test]
async fn a_handler_that_panics_fails_its_job_and_not_the_worker() {
    let scene = scene(&[Ending::Panic, Ending::Well]).await;
    let first = scene.chore("trip").await;
    assert_eq!(scene.runner().drain().await, Ok(1));
    assert_eq!(scene.state(first).await, state("waiting", 1, "the handler panicked: a hole in the floor"));
    scene.wait(5);
    let second = scene.chore("walk").await;
    assert_eq!(scene.runner().drain().await, Ok(2));
    assert_eq!((scene.state(first).await.state, scene.state(second).await.state), ("done".into(), "done".into()));
}

#[tokio::test]
async fn a_job_whose_worker_died_is_taken_again_once_its_lease_is_over() {
    let scene = scene(&[Ending::Well]).await;
    let job = scene.chore("lift").await;
    cut_off(&scene, job, 1).await;

    scene.wait(120);
    assert_eq!(scene.runner().drain().await, Ok(0), "the lease holds for two minutes");
    scene.wait(1);
    assert_eq!(scene.runner().drain().await, Ok(1));
    let found = scene.state(job).await;
    assert_eq!((found.state.as_str(), found.attempts), ("done", 2));
}

#[tokio::test]
async fn a_job_that_kills_its_worker_each_time_dies_too() {
    let scene = scene(&[Ending::Well]).await;
    let job = scene.chore("lift").await;
    for attempt in 1..=3 {
        cut_off(&scene, job, attempt).await;
        scene.wait(121);
    }
    assert_eq!(scene.runner().drain().await, Ok(1));
    assert_eq!(scene.state(job).await, state("dead", 4, "the worker died during the last try"));
    assert!(scene.diary.tries().is_empty(), "it was not tried a fourth time");
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_does_not_overrule_the_one_that_took_over() {
    let scene = scene(&[Ending::Well]).await;
    let job = scene.chore("lift").await;
    let (slow, go_on) = slow_then_failing();
    let late = scene.runner_with(slow);
    let story = async {
        until_taken(&scene, job, 1).await;
        scene.wait(121);
        assert_eq!(scene.runner().drain().await, Ok(1));
        assert_eq!(scene.state(job).await.state, "done");
        go_on.cancel();
    };
    let (ran, ()) = tokio::join!(late.run_one(), story);
    assert_eq!(ran, Ok(true));
    let found = scene.state(job).await;
    assert_eq!((found.state.as_str(), found.attempts, found.last_error), ("done", 2, None));
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_finishes_what_it_has_in_hand() {
    let scene = scene(&[Ending::Well]).await;
    let stop = CancellationToken::new();
    let job = scene.chore("lift").await;
    let (slow, go_on) = slow_then_failing();
    let runner = scene.runner_with(slow);
    let story = async {
        until_taken(&scene, job, 1).await;
        stop.cancel();
        go_on.cancel();
    };
    tokio::join!(runner.work(stop.clone()), story);
    assert_eq!(scene.state(job).await, state("waiting", 1, "too late"));
}

async fn until_taken(scene: &Scene, job: JobId, attempt: i32) {
    loop {
        let found = scene.state(job).await;
        if (found.state.as_str(), found.attempts) == ("running", attempt) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// A worker takes the job for that try, and is gone before it ends.
async fn cut_off(scene: &Scene, job: JobId, attempt: i32) {
    let (for_ever, _) = slow_then_failing();
    let lost = scene.runner_with(for_ever);
    tokio::select! {
        ended = lost.run_one() => panic!("{ended:?}, but nobody told it to end"),
        () = until_taken(scene, job, attempt) => {}
    }
}

/// A handler that waits to be told, and then fails.
fn slow_then_failing() -> (Registry, CancellationToken) {
    let go_on = CancellationToken::new();
    let mut registry = Registry::default();
    registry.add(Slow(go_on.clone()));
    (registry, go_on)
}

struct Slow(CancellationToken);

#[async_trait::async_trait]
impl jobs::Handler<crate::scene::Chore> for Slow {
    async fn run(&self, _: crate::scene::Chore) -> Result<(), jobs::JobError> {
        self.0.cancelled().await;
        Err(jobs::JobError::Retry("too late".into()))
    }
}
