//! All SQL of operations. Everything here runs as `app_worker`.
use kernel::{Fault, JobId, MailId, Timestamp};
use ops_contract::{JobInfo, JobState, OutboxMail, SessionCounts};
use ports::Mail;
use sqlx::PgConnection;

fn seconds(at: Timestamp) -> f64 {
    at.micros() as f64 / 1e6
}

/// Jobs in a state, newest first, after a place in the list.
pub(crate) async fn jobs(
    tx: &mut PgConnection,
    state: JobState,
    after: Option<(i64, uuid::Uuid)>,
    limit: i64,
) -> Result<Vec<JobInfo>, Fault> {
    let (at, id) = after.map_or((None, None), |(at, id)| (Some(at as f64 / 1e6), Some(id)));
    let rows = sqlx::query!(
        r#"select job_id, kind, attempts, max_attempts, last_error,
             (extract(epoch from created_at) * 1000000)::bigint as "created!",
             (extract(epoch from run_at) * 1000000)::bigint as "run!"
           from jobs
           where state = $1 and ($2::float8 is null or (created_at, job_id) < (to_timestamp($2), $3::uuid))
           order by created_at desc, job_id desc limit $4"#,
        state.as_str(),
        at,
        id,
        limit
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| JobInfo {
            id: row.job_id.into(),
            kind: row.kind,
            state,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            last_error: row.last_error,
            created_at: db::at(row.created),
            run_at: db::at(row.run),
        })
        .collect())
}

/// How many jobs are in each state.
pub(crate) async fn job_counts(tx: &mut PgConnection) -> Result<Vec<(JobState, u64)>, Fault> {
    let rows = sqlx::query!(r#"select state, count(*) as "n!" from jobs group by state"#).fetch_all(tx).await?;
    Ok(JobState::ALL
        .into_iter()
        .map(|state| {
            let found = rows.iter().find(|row| row.state == state.as_str());
            (state, found.map_or(0, |row| row.n as u64))
        })
        .collect())
}

/// Mail, newest first, after a place in the list.
pub(crate) async fn mails(
    tx: &mut PgConnection,
    after: Option<(i64, uuid::Uuid)>,
    limit: i64,
) -> Result<Vec<OutboxMail>, Fault> {
    let (at, id) = after.map_or((None, None), |(at, id)| (Some(at as f64 / 1e6), Some(id)));
    let rows = sqlx::query!(
        r#"select mail_id, to_address, subject, body,
             (extract(epoch from created_at) * 1000000)::bigint as "created!",
             (extract(epoch from sent_at) * 1000000)::bigint as "sent"
           from mails
           where $1::float8 is null or (created_at, mail_id) < (to_timestamp($1), $2::uuid)
           order by created_at desc, mail_id desc limit $3"#,
        at,
        id,
        limit
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OutboxMail {
            id: row.mail_id.into(),
            to: row.to_address,
            subject: row.subject,
            body: row.body,
            created_at: db::at(row.created),
            sent_at: row.sent.map(db::at),
        })
        .collect())
}

/// A mail that no server has taken yet; locked, so that two workers cannot both send it.
pub(crate) async fn unsent_mail(tx: &mut PgConnection, mail: MailId) -> Result<Option<Mail>, Fault> {
    let row = sqlx::query!(
        "select to_address, subject, body from mails where mail_id = $1 and sent_at is null for update",
        mail.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Mail { to: row.to_address, subject: row.subject, body: row.body }))
}

/// Notes that a mail was taken.
pub(crate) async fn mark_sent(tx: &mut PgConnection, mail: MailId, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!("update mails set sent_at = to_timestamp($2) where mail_id = $1", mail.uuid(), seconds(now))
        .execute(tx)
        .await?;
    Ok(())
}

/// Deletes what ended before then; answers how many rows. Dead jobs stay until someone looks at them.
pub(crate) async fn sweep(tx: &mut PgConnection, before: Timestamp) -> Result<u64, Fault> {
    let before = seconds(before);
    let jobs = sqlx::query!("delete from jobs where state = 'done' and finished_at < to_timestamp($1)", before)
        .execute(&mut *tx)
        .await?;
    let mails = sqlx::query!("delete from mails where created_at < to_timestamp($1)", before).execute(&mut *tx).await?;
    let sessions =
        sqlx::query!("delete from sessions where ended_at < to_timestamp($1) or expires_at < to_timestamp($1)", before)
            .execute(&mut *tx)
            .await?;
    let links =
        sqlx::query!("delete from email_links where expires_at < to_timestamp($1)", before).execute(&mut *tx).await?;
    let invites = sqlx::query!(
        "delete from org_invites where coalesce(accepted_at, revoked_at, expires_at) < to_timestamp($1)",
        before
    )
    .execute(&mut *tx)
    .await?;
    let throttles =
        sqlx::query!("delete from auth_throttles where window_start < to_timestamp($1)", before).execute(tx).await?;
    Ok([jobs, mails, sessions, links, invites, throttles].iter().map(|done| done.rows_affected()).sum())
}

/// Sessions over the whole installation.
pub(crate) async fn session_counts(tx: &mut PgConnection, now: Timestamp) -> Result<SessionCounts, Fault> {
    let row = sqlx::query!(
        r#"select count(*) filter (where ended_at is null and expires_at > to_timestamp($1)) as "active!",
             count(*) filter (where ended_at is not null or expires_at <= to_timestamp($1)) as "ended!" from sessions"#,
        seconds(now)
    )
    .fetch_one(tx)
    .await?;
    Ok(SessionCounts { active: row.active as u64, ended: row.ended as u64 })
}

/// Gives a dead job new tries.
pub(crate) async fn retry(tx: &mut PgConnection, job: JobId, now: Timestamp) -> Result<bool, Fault> {
    ::jobs::retry_dead(tx, job, now).await
}
