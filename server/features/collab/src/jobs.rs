//! The sweep: every hour, rooms whose time is over are closed, and old lines of feeds and old notices go.
use std::sync::Arc;

use ::jobs::{Enqueue, Handler, Job, JobError, Registry, enqueue_recurring};
use async_trait::async_trait;
use db::Db;
use kernel::{Fault, JobId};
use ports::Clock;
use serde::{Deserialize, Serialize};

use crate::{CollabService, service, store::sweep};

/// How long the feed and notices that were read are kept.
pub const KEPT_SECONDS: i64 = 180 * 24 * 3600;
/// Time from one sweep to the next.
const PERIOD_SECONDS: i64 = 3600;
/// Rows per transaction, small enough to hold no lock for long.
const ROWS_AT_ONCE: i64 = 2_000;

/// Closes what has expired and removes what nobody looks up any more. Running it twice changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "collab.sweep";
}

/// Enqueues a sweep when the last one is an hour old. Safe to call from every process at any time.
pub async fn schedule(db: &Db, clock: &dyn Clock) -> Result<(), Fault> {
    let now = clock.now();
    let mut tx = db.begin_worker().await?;
    let when = Enqueue { id: JobId::from_uuid(clock.new_id()), now, run_at: now };
    enqueue_recurring(&mut tx, when, PERIOD_SECONDS, &Sweep {}).await?;
    tx.commit().await
}

pub(crate) fn registry(service: CollabService) -> Registry {
    let mut registry = Registry::default();
    registry.add(Sweeper { service });
    registry
}

struct Sweeper {
    service: CollabService,
}

#[async_trait]
impl Handler<Sweep> for Sweeper {
    async fn run(&self, _: Sweep) -> Result<(), JobError> {
        let mut closed = 0;
        loop {
            let some = service::sweep(&self.service).await?;
            closed += some;
            if some == 0 {
                break;
            }
        }
        let (db, clock): (&Db, &Arc<dyn Clock>) = (&self.service.deps().db, &self.service.deps().clock);
        let old = clock.now().plus_seconds(-KEPT_SECONDS);
        let mut forgotten = 0;
        loop {
            let mut tx = db.begin_worker().await?;
            let lines = sweep::activity(&mut tx, old, ROWS_AT_ONCE).await?;
            let notices = sweep::read_notifications(&mut tx, old, ROWS_AT_ONCE).await?;
            tx.commit().await?;
            forgotten += lines + notices;
            if lines + notices == 0 {
                break;
            }
        }
        if closed > 0 || forgotten > 0 {
            tracing::info!(closed, forgotten, "closed rooms whose time was over, and forgot what was old");
        }
        Ok(())
    }
}
