//! Who may see what.
use async_trait::async_trait;
use kernel::{Caller, Cursor, Fault, JobId, Page};
use ops_contract::*;

use crate::{Deps, store};

const JOBS_A_PAGE: usize = 50;
const MAILS_A_PAGE: usize = 30;

pub(crate) struct Service {
    pub deps: Deps,
}

fn operator(by: &Caller) -> Result<(), OpsError> {
    if by.signed_in().is_some_and(|who| who.is_operator) { Ok(()) } else { Err(OpsError::NotFound) }
}

/// A cursor is `microseconds.uuid`; one that does not parse is the first page.
fn place(after: Option<Cursor>) -> Option<(i64, uuid::Uuid)> {
    let Cursor(text) = after?;
    let (at, id) = text.split_once('.')?;
    Some((at.parse().ok()?, uuid::Uuid::try_parse(id).ok()?))
}

#[async_trait]
impl Ops for Service {
    async fn jobs(&self, by: &Caller, state: JobState, after: Option<Cursor>) -> Result<Page<JobInfo>, OpsError> {
        operator(by)?;
        let mut tx = self.deps.db.begin_worker().await?;
        let rows = store::jobs(&mut tx, state, place(after), JOBS_A_PAGE as i64 + 1).await?;
        Ok(Page::from_overfetch(rows, JOBS_A_PAGE, |job| format!("{}.{}", job.created_at.micros(), job.id)))
    }

    async fn job_counts(&self, by: &Caller) -> Result<Vec<(JobState, u64)>, OpsError> {
        operator(by)?;
        let mut tx = self.deps.db.begin_worker().await?;
        Ok(store::job_counts(&mut tx).await?)
    }

    async fn retry_job(&self, by: &Caller, job: JobId) -> Result<(), OpsError> {
        operator(by)?;
        let mut tx = self.deps.db.begin_worker().await?;
        if !store::retry(&mut tx, job, self.deps.clock.now()).await? {
            return Err(OpsError::NotDead);
        }
        Ok(tx.commit().await?)
    }

    async fn outbox(&self, by: &Caller, after: Option<Cursor>) -> Result<Page<OutboxMail>, OpsError> {
        if !self.deps.outbox_is_open {
            operator(by)?;
        }
        let mut tx = self.deps.db.begin_worker().await?;
        let rows = store::mails(&mut tx, place(after), MAILS_A_PAGE as i64 + 1).await?;
        Ok(Page::from_overfetch(rows, MAILS_A_PAGE, |mail| format!("{}.{}", mail.created_at.micros(), mail.id)))
    }

    async fn ready(&self) -> Result<f64, OpsError> {
        let began = tokio::time::Instant::now();
        let ask = async { sqlx::query_scalar::<_, i32>("select 1").fetch_one(self.deps.db.public()).await };
        match tokio::time::timeout(std::time::Duration::from_secs(2), ask).await {
            Ok(Ok(_)) => Ok(began.elapsed().as_secs_f64() * 1e3),
            Ok(Err(error)) => Err(Fault::from(error).into()),
            Err(_) => Err(Fault::unavailable("the database did not answer within two seconds").into()),
        }
    }

    async fn session_counts(&self, by: &Caller) -> Result<SessionCounts, OpsError> {
        operator(by)?;
        let mut tx = self.deps.db.begin_worker().await?;
        Ok(store::session_counts(&mut tx, self.deps.clock.now()).await?)
    }
}
