//! Putting work in.
use kernel::{Caller, Fault, JobId, Timestamp};
use sqlx::PgConnection;

use crate::Job;

/// When and for whom a job runs.
#[derive(Debug, Clone, Copy)]
pub struct Enqueue {
    /// Its id, made by the caller's clock.
    pub id: JobId,
    /// Now, for the order of the queue.
    pub now: Timestamp,
    /// Not before this.
    pub run_at: Timestamp,
}

/// Enqueues work on behalf of a signed-in person, in their transaction.
pub async fn enqueue<J: Job>(tx: &mut PgConnection, by: &Caller, when: Enqueue, job: &J) -> Result<(), Fault> {
    let who = by.signed_in().ok_or_else(|| Fault::new("a job for a person was enqueued by nobody"))?;
    insert(tx, when, job, Some(who.org.uuid()), Some(who.user.uuid())).await
}

/// Enqueues work of the system itself, in a transaction of `app_auth` or `app_worker`.
pub async fn enqueue_system<J: Job>(tx: &mut PgConnection, when: Enqueue, job: &J) -> Result<(), Fault> {
    insert(tx, when, job, None, None).await
}

/// Enqueues recurring work of the system, in a transaction of `app_worker`, unless it was enqueued within the last
/// `period_seconds`. Takes a lock until the transaction ends, so that two processes that look at the same time do not both
/// find nothing.
pub async fn enqueue_recurring<J: Job>(
    tx: &mut PgConnection,
    when: Enqueue,
    period_seconds: i64,
    job: &J,
) -> Result<(), Fault> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('jobs:recurring:' || $1::text, 0))", J::KIND)
        .fetch_one(&mut *tx)
        .await?;
    let was_enqueued = sqlx::query_scalar!(
        r#"select exists (select from jobs where kind = $1 and created_at > to_timestamp($2::float8 / 1e6))
             as "was_enqueued!""#,
        J::KIND,
        when.now.plus_seconds(-period_seconds).micros() as f64,
    )
    .fetch_one(&mut *tx)
    .await?;
    if was_enqueued { Ok(()) } else { enqueue_system(tx, when, job).await }
}

async fn insert<J: Job>(
    tx: &mut PgConnection,
    when: Enqueue,
    job: &J,
    org: Option<uuid::Uuid>,
    user: Option<uuid::Uuid>,
) -> Result<(), Fault> {
    let payload = serde_json::to_value(job)?;
    sqlx::query!(
        "insert into jobs (job_id, kind, payload, run_at, max_attempts, org_id, user_id, created_at)
         values ($1, $2, $3, to_timestamp($4::float8 / 1e6), $5, $6, $7, to_timestamp($8::float8 / 1e6))",
        when.id.uuid(),
        J::KIND,
        payload,
        when.run_at.micros() as f64,
        J::MAX_ATTEMPTS,
        org,
        user,
        when.now.micros() as f64,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives a dead job a full set of new tries. Answers false when it is not dead.
pub async fn retry_dead(tx: &mut PgConnection, job: JobId, now: Timestamp) -> Result<bool, Fault> {
    let touched = sqlx::query!(
        "update jobs set state = 'waiting', attempts = 0, run_at = to_timestamp($2::float8 / 1e6), finished_at = null
         where job_id = $1 and state = 'dead'",
        job.uuid(),
        now.micros() as f64,
    )
    .execute(tx)
    .await?;
    Ok(touched.rows_affected() == 1)
}
