//! Mail is written to the outbox table in the transaction that causes it, with a job that hands it over.
use kernel::{Caller, Fault, JobId, MailId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::{Enqueue, Job, enqueue, enqueue_system};

/// Hands one mail of the outbox to the mail server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendMail {
    /// Which.
    pub mail: MailId,
}

impl Job for SendMail {
    const KIND: &'static str = "mail.send";
}

/// A mail to be written.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its id and its job's.
    pub ids: (MailId, JobId),
    /// The person that it concerns, when they are known.
    pub user: Option<UserId>,
    /// Their address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Puts a mail in the outbox, in a transaction of `app_auth` or `app_worker`.
pub async fn post(tx: &mut PgConnection, now: Timestamp, letter: Letter) -> Result<(), Fault> {
    write(tx, now, &letter).await?;
    enqueue_system(tx, Enqueue { id: letter.ids.1, now, run_at: now }, &SendMail { mail: letter.ids.0 }).await
}

/// Puts a mail in the outbox on behalf of a signed-in person, in their transaction. The letter's person is the caller,
/// whoever it goes to: the policies take no other.
pub async fn post_for(tx: &mut PgConnection, by: &Caller, now: Timestamp, letter: Letter) -> Result<(), Fault> {
    write(tx, now, &letter).await?;
    enqueue(tx, by, Enqueue { id: letter.ids.1, now, run_at: now }, &SendMail { mail: letter.ids.0 }).await
}

async fn write(tx: &mut PgConnection, now: Timestamp, letter: &Letter) -> Result<(), Fault> {
    sqlx::query!(
        "insert into mails (mail_id, user_id, to_address, subject, body, created_at)
         values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1e6))",
        letter.ids.0.uuid(),
        letter.user.map(UserId::uuid),
        letter.to,
        letter.subject,
        letter.body,
        now.micros() as f64,
    )
    .execute(tx)
    .await?;
    Ok(())
}
