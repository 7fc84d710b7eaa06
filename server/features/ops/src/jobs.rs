//! Handing mail over, and sweeping out what is over.
use std::sync::Arc;

use ::jobs::{Enqueue, Handler, Job, JobError, outbox::SendMail};
use async_trait::async_trait;
use db::Db;
use kernel::{Fault, JobId};
use ports::{Clock, MailError, Mailer};
use serde::{Deserialize, Serialize};

use crate::store;

/// How long finished jobs, mails, ended sessions, used links and answered invitations are kept, in seconds.
const KEEP_SECONDS: i64 = 30 * 24 * 3600;
/// How often the sweep runs, in seconds.
const SWEEP_EVERY_SECONDS: i64 = 6 * 3600;

/// Deletes finished jobs, old mails, ended sessions, used links, old invitations and old throttle rows.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sweep;

impl Job for Sweep {
    const KIND: &'static str = "ops.sweep";
    const MAX_ATTEMPTS: i32 = 3;
}

/// Enqueues recurring work of this crate that is due. Safe to call from every process at any time.
pub async fn enqueue_recurring(db: &Db, clock: &dyn Clock) -> Result<(), Fault> {
    let now = clock.now();
    let mut tx = db.begin_worker().await?;
    let id: JobId = clock.new_id().into();
    ::jobs::enqueue_recurring(&mut tx, Enqueue { id, now, run_at: now }, SWEEP_EVERY_SECONDS, &Sweep).await?;
    tx.commit().await
}

pub(crate) struct MailHandler {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub mailer: Arc<dyn Mailer>,
}

#[async_trait]
impl Handler<SendMail> for MailHandler {
    async fn run(&self, job: SendMail) -> Result<(), JobError> {
        // Without a mail server the outbox is where the mail stays, and it never counts as sent.
        if !self.mailer.delivers() {
            return Ok(());
        }
        let mut tx = self.db.begin_worker().await?;
        // Sent already, by a worker that died before it could say so, or deleted meanwhile.
        let Some(mail) = store::unsent_mail(&mut tx, job.mail).await? else { return Ok(()) };
        match self.mailer.send(&mail).await {
            Ok(()) => {}
            Err(error @ MailError::Refused(_)) => return Err(JobError::Fail(error.to_string())),
            Err(error @ MailError::Unavailable(_)) => return Err(JobError::Retry(error.to_string())),
        }
        store::mark_sent(&mut tx, job.mail, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}

pub(crate) struct SweepHandler {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
}

#[async_trait]
impl Handler<Sweep> for SweepHandler {
    async fn run(&self, _: Sweep) -> Result<(), JobError> {
        let before = self.clock.now().plus_seconds(-KEEP_SECONDS);
        let mut tx = self.db.begin_worker().await?;
        let swept = store::sweep(&mut tx, before).await?;
        tx.commit().await?;
        tracing::info!(rows = swept, "old rows were swept out");
        Ok(())
    }
}
