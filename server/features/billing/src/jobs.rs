//! The nightly reconciliation: everything is added up again from the entries, and what differs is written down.
use ::jobs::{Enqueue, Handler, Job, JobError, Registry, enqueue_recurring};
use async_trait::async_trait;
use db::Db;
use kernel::{Fault, JobId};
use ports::Clock;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Deps, store::reconcile};

/// Time from one reconciliation to the next.
const PERIOD_SECONDS: i64 = 24 * 3600;

/// Compares balances, holds and refunds with the entries. Running it twice writes nothing twice.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reconcile {
    /// Under which its differences are listed.
    run: Uuid,
}

impl Job for Reconcile {
    const KIND: &'static str = "billing.reconcile";
}

/// Enqueues a reconciliation when the last one is a day old. Safe to call from every process at any time.
pub async fn schedule(db: &Db, clock: &dyn Clock) -> Result<(), Fault> {
    let now = clock.now();
    let mut tx = db.begin_worker().await?;
    let when = Enqueue { id: JobId::from_uuid(clock.new_id()), now, run_at: now };
    enqueue_recurring(&mut tx, when, PERIOD_SECONDS, &Reconcile { run: clock.new_id() }).await?;
    tx.commit().await
}

pub(crate) fn registry(deps: Deps) -> Registry {
    let mut registry = Registry::default();
    registry.add(Reconciler { deps });
    registry
}

struct Reconciler {
    deps: Deps,
}

#[async_trait]
impl Handler<Reconcile> for Reconciler {
    async fn run(&self, job: Reconcile) -> Result<(), JobError> {
        let mut tx = self.deps.db.begin_worker().await?;
        let found = reconcile::reconcile(&mut tx, job.run, self.deps.clock.now()).await?;
        tx.commit().await?;
        if found > 0 {
            tracing::error!(differences = found, "the ledger does not add up; see /api/v1/billing/differences");
        }
        Ok(())
    }
}
