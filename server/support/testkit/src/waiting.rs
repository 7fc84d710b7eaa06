//! Waiting for a condition, never for a time.
use std::time::Duration;

/// After this long it will not happen any more.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(2);

/// Looks again and again until `holds` does.
///
/// # Panics
/// When it does not within 20 seconds; `what` is named.
pub async fn wait_for(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !holds().await {
            tokio::time::sleep(PAUSE).await;
        }
    });
    if waited.await.is_err() {
        panic!("waited in vain: {what}");
    }
}
