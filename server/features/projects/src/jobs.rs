//! The sweep: every six hours, what has been in a trash for 30 days goes for good, and with it expired drafts, old keys
//! of forms, and writes that no late edit will ask for.
use std::sync::Arc;

use ::jobs::{Enqueue, Handler, Job, JobError, Registry, enqueue_recurring};
use async_trait::async_trait;
use db::Db;
use kernel::{Fault, JobId};
use ports::Clock;
use serde::{Deserialize, Serialize};

use crate::store::{drafts, sweep};

/// How long a project or a file stays in the trash.
pub const TRASH_SECONDS: i64 = 30 * 24 * 3600;
/// How many writes of a file can be taken back to merge a late edit.
pub const KEPT_OPS: i64 = 500;
/// How long the changes of open documents are kept once the whole text after them is: an editor that was away for longer
/// gets the whole text, and the person a copy of theirs. Deleting a file or project for good takes its changes at once.
pub const KEPT_BATCHES_SECONDS: i64 = 30 * 24 * 3600;
/// How long a form's key is remembered.
const KEY_SECONDS: i64 = 24 * 3600;
/// Time from one sweep to the next.
const PERIOD_SECONDS: i64 = 6 * 3600;
/// Rows per transaction, small enough to hold no lock for long.
const PROJECTS_AT_ONCE: i64 = 20;
const ROWS_AT_ONCE: i64 = 2_000;

/// Removes what nobody can want back any more. Running it twice changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "projects.sweep";
}

/// Enqueues a sweep when the last one is six hours old. Safe to call from every process at any time.
pub async fn schedule(db: &Db, clock: &dyn Clock) -> Result<(), Fault> {
    let now = clock.now();
    let mut tx = db.begin_worker().await?;
    let when = Enqueue { id: JobId::from_uuid(clock.new_id()), now, run_at: now };
    enqueue_recurring(&mut tx, when, PERIOD_SECONDS, &Sweep {}).await?;
    tx.commit().await
}

pub(crate) fn registry(db: Db, clock: Arc<dyn Clock>) -> Registry {
    let mut registry = Registry::default();
    registry.add(Sweeper { db, clock });
    registry
}

struct Sweeper {
    db: Db,
    clock: Arc<dyn Clock>,
}

#[async_trait]
impl Handler<Sweep> for Sweeper {
    async fn run(&self, _: Sweep) -> Result<(), JobError> {
        let now = self.clock.now();
        let old = now.plus_seconds(-TRASH_SECONDS);
        let (mut projects, mut files) = (0, 0);
        loop {
            let mut tx = self.db.begin_worker().await?;
            let gone = sweep::projects(&mut tx, old, PROJECTS_AT_ONCE).await?;
            tx.commit().await?;
            projects += gone;
            if gone == 0 {
                break;
            }
        }
        loop {
            let mut tx = self.db.begin_worker().await?;
            let gone = sweep::files(&mut tx, old, ROWS_AT_ONCE).await?;
            let ops = sweep::ops(&mut tx, KEPT_OPS, ROWS_AT_ONCE).await?;
            let batches = sweep::batches(&mut tx, now.plus_seconds(-KEPT_BATCHES_SECONDS), ROWS_AT_ONCE).await?;
            tx.commit().await?;
            files += gone;
            if gone + ops + batches == 0 {
                break;
            }
        }
        let mut tx = self.db.begin_worker().await?;
        drafts::remove_expired(&mut tx, now).await?;
        sweep::request_keys(&mut tx, now.plus_seconds(-KEY_SECONDS)).await?;
        tx.commit().await?;
        if projects + files > 0 {
            tracing::info!(projects, files, "removed what had been in the trash for 30 days");
        }
        Ok(())
    }
}
