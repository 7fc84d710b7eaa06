//! Work that outlives its request, and is waited for at shutdown.
use std::{future::Future, sync::LazyLock, time::Duration};

use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

static TRACKER: LazyLock<TaskTracker> = LazyLock::new(TaskTracker::new);
static STOP: LazyLock<CancellationToken> = LazyLock::new(CancellationToken::new);

/// Runs `work` on its own. It is named in the log, and shutdown waits for it.
#[expect(clippy::disallowed_methods, reason = "this is the one door to tokio::spawn")]
pub fn spawn(name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
    let span = tracing::info_span!("task", task = name);
    tokio::spawn(TRACKER.track_future(work.instrument(span)));
}

/// A token that is cancelled when the server begins to stop.
pub fn stop_token() -> CancellationToken {
    STOP.clone()
}

/// Resolves when the server begins to stop.
pub async fn shutting_down() {
    STOP.clone().cancelled_owned().await;
}

/// Tells everyone to finish, and waits for at most `patience`. Answers how many tasks were left.
pub async fn shut_down(patience: Duration) -> usize {
    STOP.cancel();
    TRACKER.close();
    let _ = tokio::time::timeout(patience, TRACKER.wait()).await;
    TRACKER.len()
}
