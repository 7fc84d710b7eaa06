//! The watch over replies: each is looked at two minutes after it began, and again while it runs, so that one whose
//! process died does not run for ever in the eyes of its reader.
use std::sync::Arc;

use ::jobs::{Enqueue, Handler, Job, JobError, Registry, enqueue_system};
use async_trait::async_trait;
use db::Db;
use kernel::{JobId, MessageId, Timestamp};
use ports::Clock;
use serde::{Deserialize, Serialize};

use crate::{failure::Failure, rules::SILENCE_SECONDS, store::replies};

/// Ends a reply whose process has been silent for two minutes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Settle {
    /// Which.
    pub reply: MessageId,
}

impl Job for Settle {
    const KIND: &'static str = "assist.settle";
}

/// When a reply is looked at next.
pub(crate) fn settle_in(now: Timestamp) -> Timestamp {
    now.plus_seconds(SILENCE_SECONDS)
}

pub(crate) fn registry(db: Db, clock: Arc<dyn Clock>) -> Registry {
    let mut registry = Registry::default();
    registry.add(Settler { db, clock });
    registry
}

struct Settler {
    db: Db,
    clock: Arc<dyn Clock>,
}

#[async_trait]
impl Handler<Settle> for Settler {
    async fn run(&self, job: Settle) -> Result<(), JobError> {
        let now = self.clock.now();
        let mut tx = self.db.begin_worker().await?;
        let silent_since = now.plus_seconds(-SILENCE_SECONDS);
        let given_up = replies::give_up(&mut tx, job.reply, silent_since, &Failure::restarted()).await?;
        if given_up {
            tracing::warn!(message.id = %job.reply, "a reply was left unfinished by a process that is gone");
        } else if replies::is_running(&mut tx, job.reply).await? {
            let when = Enqueue { id: JobId::from_uuid(self.clock.new_id()), now, run_at: settle_in(now) };
            enqueue_system(&mut tx, when, &Settle { reply: job.reply }).await?;
        }
        Ok(tx.commit().await?)
    }
}
