//! Taking work out.
use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_trait::async_trait;
use db::Db;
use futures_util::FutureExt;
use kernel::{Fault, Timestamp};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::Job;

/// A job that runs longer than this is taken to be lost with its worker and may be taken again.
const LEASE_SECONDS: i64 = 120;
/// How long an idle worker sleeps. Short, because a person may be waiting for the mail.
const IDLE: Duration = Duration::from_millis(500);
/// First wait after a failure; it doubles each time, up to the longest.
const FIRST_BACKOFF_SECONDS: i64 = 5;
const LONGEST_BACKOFF_SECONDS: i64 = 3600;
/// Longest error text that is kept.
const MAX_ERROR_CHARS: usize = 500;

/// Why a try failed.
#[derive(Debug)]
pub enum JobError {
    /// Try again later.
    Retry(String),
    /// No try will help.
    Fail(String),
}

impl From<Fault> for JobError {
    fn from(fault: Fault) -> Self {
        JobError::Retry(fault.chain().to_owned())
    }
}

/// Does one kind of work.
#[async_trait]
pub trait Handler<J: Job>: Send + Sync + 'static {
    /// Runs the job. It may have run before.
    async fn run(&self, job: J) -> Result<(), JobError>;
}

#[async_trait]
trait Erased: Send + Sync {
    async fn run(&self, payload: Value) -> Result<(), JobError>;
}

struct Typed<J, H>(H, std::marker::PhantomData<fn(J)>);

#[async_trait]
impl<J: Job, H: Handler<J>> Erased for Typed<J, H> {
    async fn run(&self, payload: Value) -> Result<(), JobError> {
        let job = serde_json::from_value(payload).map_err(|e| JobError::Fail(format!("unreadable payload: {e}")))?;
        self.0.run(job).await
    }
}

/// Which handler does which kind.
#[derive(Default, Clone)]
pub struct Registry(HashMap<&'static str, Arc<dyn Erased>>);

impl Registry {
    /// Adds a handler. The last one for a kind wins, which lets tests replace one.
    pub fn add<J: Job>(&mut self, handler: impl Handler<J>) {
        self.0.insert(J::KIND, Arc::new(Typed(handler, std::marker::PhantomData)));
    }

    /// Adds all handlers of another registry.
    pub fn extend(&mut self, other: Registry) {
        self.0.extend(other.0);
    }
}

/// Works through the queue.
pub struct Runner {
    db: Db,
    registry: Registry,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Runner {
    /// A worker with these handlers and this clock.
    pub fn new(db: Db, registry: Registry, now: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        Self { db, registry, now }
    }

    /// Works until told to stop; a job in hand is finished first.
    pub async fn work(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.run_one().await {
                Ok(true) => {}
                Ok(false) => tokio::select! { () = tokio::time::sleep(IDLE) => {}, () = stop.cancelled() => {} },
                Err(fault) => {
                    tracing::warn!(error = fault.chain(), "the job queue cannot be read; trying again");
                    tokio::select! { () = tokio::time::sleep(IDLE * 4) => {}, () = stop.cancelled() => {} }
                }
            }
        }
    }

    /// Runs all jobs that are due, for tests; answers how many ran.
    pub async fn drain(&self) -> Result<usize, Fault> {
        let mut ran = 0;
        while self.run_one().await? {
            ran += 1;
        }
        Ok(ran)
    }

    /// Takes one job and runs it. False when nothing is due.
    pub async fn run_one(&self) -> Result<bool, Fault> {
        let now = (self.now)();
        let mut tx = self.db.begin_worker().await?;
        let taken = sqlx::query!(
            "update jobs set state = 'running', attempts = attempts + 1,
                locked_until = to_timestamp(($1::float8 + $2::float8) / 1e6)
             where job_id = (
                select job_id from jobs
                where (state = 'waiting' and run_at <= to_timestamp($1::float8 / 1e6))
                   or (state = 'running' and locked_until < to_timestamp($1::float8 / 1e6))
                order by run_at limit 1 for update skip locked)
             returning job_id, kind, payload, attempts, max_attempts",
            now.micros() as f64,
            (LEASE_SECONDS * 1_000_000) as f64,
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let Some(job) = taken else { return Ok(false) };

        let outcome = if job.attempts > job.max_attempts {
            Err(JobError::Fail("the worker died during the last try".to_owned()))
        } else {
            match self.registry.0.get(job.kind.as_str()) {
                // A handler that panics must not take the worker with it: the job has failed, the queue goes on.
                Some(handler) => AssertUnwindSafe(handler.run(job.payload))
                    .catch_unwind()
                    .await
                    .unwrap_or_else(|panic| Err(JobError::Retry(format!("the handler panicked: {}", words(&*panic))))),
                None => Err(JobError::Retry(format!("this process has no handler for {}", job.kind))),
            }
        };

        let now = (self.now)();
        let mut tx = self.db.begin_worker().await?;
        let (state, run_at, error) = match outcome {
            Ok(()) => ("done", now, None),
            Err(JobError::Retry(why)) if job.attempts < job.max_attempts => {
                ("waiting", now.plus_seconds(backoff_seconds(job.attempts)), Some(why))
            }
            Err(JobError::Retry(why) | JobError::Fail(why)) => {
                tracing::error!(job.id = %job.job_id, job.kind, error = why, "a job is dead");
                ("dead", now, Some(why))
            }
        };
        let error = error.map(|text| text.chars().take(MAX_ERROR_CHARS).collect::<String>());
        // Only while the job is still ours: after a lost lease its outcome is another worker's to tell.
        sqlx::query!(
            "update jobs set state = $2, run_at = to_timestamp($3::float8 / 1e6), last_error = coalesce($4, last_error),
                locked_until = null,
                finished_at = case when $2 in ('done', 'dead') then to_timestamp($5::float8 / 1e6) end
             where job_id = $1 and state = 'running' and attempts = $6",
            job.job_id,
            state,
            run_at.micros() as f64,
            error,
            now.micros() as f64,
            job.attempts,
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}

fn backoff_seconds(attempts: i32) -> i64 {
    let doubled = FIRST_BACKOFF_SECONDS.saturating_mul(1 << attempts.clamp(1, 20).saturating_sub(1));
    doubled.min(LONGEST_BACKOFF_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::backoff_seconds;

    #[test]
    fn waits_double_up_to_an_hour() {
        assert_eq!([1, 2, 3, 4].map(backoff_seconds), [5, 10, 20, 40]);
        assert_eq!(backoff_seconds(50), 3600);
    }
}
