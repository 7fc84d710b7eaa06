//! What a running reply writes, in transactions of `app_worker`.
use assist_contract::{LedgerLine, ReplyState};
use kernel::{Fault, MessageId, Timestamp};
use sqlx::PgConnection;

use super::micros;
use crate::{failure::Failure, propose::Proposal};

/// Keeps the text so far, and says that the process lives. False when the reply is over or was deleted.
pub async fn keep(tx: &mut PgConnection, reply: MessageId, text: &str, now: Timestamp) -> Result<bool, Fault> {
    let kept = sqlx::query!(
        "update messages set text = $2, beat_at = to_timestamp($3::float8 / 1e6)
         where message_id = $1 and state = 'running'",
        reply.uuid(),
        text,
        micros(now),
    );
    Ok(kept.execute(tx).await?.rows_affected() == 1)
}

/// How a reply ended.
#[derive(Debug)]
pub struct End<'a> {
    pub state: ReplyState,
    pub text: &'a str,
    pub html: &'a str,
    pub failure: Option<&'a Failure>,
    pub ledger: &'a LedgerLine,
    pub proposals: &'a [Proposal],
    pub last_event: u64,
    pub now: Timestamp,
}

/// Writes the end of a reply. False when it is over already, or was deleted.
pub async fn end(tx: &mut PgConnection, reply: MessageId, end: &End<'_>) -> Result<bool, Fault> {
    let state = match end.state {
        ReplyState::Running => "running",
        ReplyState::Complete => "complete",
        ReplyState::Stopped => "stopped",
        ReplyState::Failed => "failed",
    };
    let written = sqlx::query!(
        "with reply as (
           update messages set state = $2, text = $3, html = $4, failure = $5, failure_code = $6, failure_retryable = $7,
             ledger = $8, changes = $9, outcome = $10, last_event = $11, beat_at = null
           where message_id = $1 and state = 'running' returning conversation_id)
         update conversations set updated_at = to_timestamp($12::float8 / 1e6) from reply
         where conversations.conversation_id = reply.conversation_id",
        reply.uuid(),
        state,
        end.text,
        end.html,
        end.failure.map(|failure| failure.message.as_str()),
        end.failure.map(|failure| failure.code),
        end.failure.map(|failure| failure.retryable),
        serde_json::to_value(end.ledger)?,
        serde_json::to_value(end.proposals)?,
        (!end.proposals.is_empty()).then_some("proposed"),
        i64::try_from(end.last_event)?,
        micros(end.now),
    );
    Ok(written.execute(tx).await?.rows_affected() == 1)
}

/// Ends a reply whose process has said nothing since `silent_since`. What was written stays. False when it is not one.
pub async fn give_up(
    tx: &mut PgConnection,
    reply: MessageId,
    silent_since: Timestamp,
    failure: &Failure,
) -> Result<bool, Fault> {
    let ended = sqlx::query!(
        "update messages set state = 'failed', failure = $3, failure_code = $4, failure_retryable = $5, beat_at = null
         where message_id = $1 and state = 'running' and coalesce(beat_at, created_at) <= to_timestamp($2::float8 / 1e6)",
        reply.uuid(),
        micros(silent_since),
        failure.message,
        failure.code,
        failure.retryable,
    );
    Ok(ended.execute(tx).await?.rows_affected() == 1)
}

/// Whether a reply is still being written, by whichever process.
pub async fn is_running(tx: &mut PgConnection, reply: MessageId) -> Result<bool, Fault> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from messages where message_id = $1 and state = 'running') as "running!""#,
        reply.uuid()
    );
    Ok(found.fetch_one(tx).await?)
}
