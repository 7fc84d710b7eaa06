//! Rows of `messages`, as the person they belong to.
use assist_contract::{Author, ChangeOutcome, LedgerLine, Message, ReplyState};
use kernel::{ConversationId, Fault, MessageId, OrgId, ProjectId, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Owner, conversations, micros};
use crate::{apply::UndoStep, propose::Proposal};

/// A message with what only the service needs of it.
#[derive(Debug, Clone)]
pub struct Stored {
    pub message: Message,
    pub project: ProjectId,
    pub proposals: Vec<Proposal>,
    pub undo: Option<Vec<UndoStep>>,
    /// The stable name of its failure, and whether asking again may help.
    pub failure: Option<(String, bool)>,
    pub last_event: Option<u64>,
    pub beat_at: Option<Timestamp>,
}

struct Row {
    message_id: Uuid,
    project_id: Uuid,
    author: String,
    text: String,
    html: String,
    state: Option<String>,
    beat_at: Option<i64>,
    last_event: Option<i64>,
    failure: Option<String>,
    failure_code: Option<String>,
    failure_retryable: Option<bool>,
    ledger: Option<serde_json::Value>,
    changes: serde_json::Value,
    outcome: Option<String>,
    undo: Option<serde_json::Value>,
    created_at: i64,
}

impl Row {
    fn stored(self) -> Result<Stored, Fault> {
        let proposals: Vec<Proposal> = serde_json::from_value(self.changes)?;
        let ledger: Option<LedgerLine> = self.ledger.map(serde_json::from_value).transpose()?;
        Ok(Stored {
            message: Message {
                id: self.message_id.into(),
                author: if self.author == "user" { Author::User } else { Author::Assistant },
                text: self.text,
                html: self.html,
                created_at: db::at(self.created_at),
                state: self.state.as_deref().map(state).transpose()?,
                failure: self.failure,
                ledger,
                changes: proposals.iter().map(|proposal| proposal.change.clone()).collect(),
                outcome: self.outcome.as_deref().map(outcome).transpose()?,
            },
            project: self.project_id.into(),
            proposals,
            undo: self.undo.map(serde_json::from_value).transpose()?,
            failure: self.failure_code.map(|code| (code, self.failure_retryable.unwrap_or(false))),
            last_event: self.last_event.map(|number| number.max(0) as u64),
            beat_at: self.beat_at.map(db::at),
        })
    }
}

fn state(word: &str) -> Result<ReplyState, Fault> {
    match word {
        "running" => Ok(ReplyState::Running),
        "complete" => Ok(ReplyState::Complete),
        "stopped" => Ok(ReplyState::Stopped),
        "failed" => Ok(ReplyState::Failed),
        other => Err(Fault::new(format!("a reply is in the unknown state “{other}”"))),
    }
}

fn outcome(word: &str) -> Result<ChangeOutcome, Fault> {
    match word {
        "proposed" => Ok(ChangeOutcome::Proposed),
        "applied" => Ok(ChangeOutcome::Applied),
        "rejected" => Ok(ChangeOutcome::Rejected),
        "undone" => Ok(ChangeOutcome::Undone),
        other => Err(Fault::new(format!("a proposal has the unknown outcome “{other}”"))),
    }
}

/// The word for the `outcome` column.
pub const fn outcome_word(outcome: ChangeOutcome) -> &'static str {
    match outcome {
        ChangeOutcome::Proposed => "proposed",
        ChangeOutcome::Applied => "applied",
        ChangeOutcome::Rejected => "rejected",
        ChangeOutcome::Undone => "undone",
    }
}

/// Every query that answers whole messages has the same columns.
macro_rules! select_messages {
    ($tail:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select message_id, project_id, author, text, html, state, last_event, failure,
                 failure_code, failure_retryable, ledger, changes, outcome, undo,
                 (extract(epoch from beat_at) * 1000000)::bigint as beat_at,
                 (extract(epoch from created_at) * 1000000)::bigint as "created_at!"
               from messages "# + $tail
            $(, $argument)*
        )
    };
}

/// One of the owner's messages.
pub async fn get(tx: &mut PgConnection, owner: Owner, id: MessageId) -> Result<Option<Stored>, Fault> {
    let row = select_messages!("where message_id = $1 and user_id = $2", id.uuid(), owner.user.uuid());
    row.fetch_optional(tx).await?.map(Row::stored).transpose()
}

/// All messages of a conversation, oldest first.
pub async fn list(
    tx: &mut PgConnection,
    owner: Owner,
    conversation: ConversationId,
    limit: i64,
) -> Result<Vec<Stored>, Fault> {
    let rows = select_messages!(
        "where conversation_id = $1 and user_id = $2 order by number limit $3",
        conversation.uuid(),
        owner.user.uuid(),
        limit,
    );
    rows.fetch_all(tx).await?.into_iter().map(Row::stored).collect()
}

/// An earlier turn, as far as the next question needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub author: Author,
    pub text: String,
    /// Files that it proposed to change.
    pub paths: Vec<String>,
    pub outcome: Option<ChangeOutcome>,
}

/// The last turns before a message, oldest first, at most `limit`.
pub async fn turns_before(
    tx: &mut PgConnection,
    owner: Owner,
    conversation: ConversationId,
    number: i64,
    limit: i64,
) -> Result<Vec<Turn>, Fault> {
    let rows = sqlx::query!(
        r#"select author, text, outcome,
             array(select change -> 'change' ->> 'path' from jsonb_array_elements(changes) as change) as "paths!"
           from messages where conversation_id = $1 and user_id = $2 and number < $3
           order by number desc limit $4"#,
        conversation.uuid(),
        owner.user.uuid(),
        number,
        limit,
    )
    .fetch_all(tx)
    .await?;
    let turns = rows.into_iter().rev().map(|row| {
        Ok(Turn {
            author: if row.author == "user" { Author::User } else { Author::Assistant },
            text: row.text,
            paths: row.paths,
            outcome: row.outcome.as_deref().map(outcome).transpose()?,
        })
    });
    turns.collect()
}

/// How full a conversation is.
#[derive(Debug, Clone, Copy)]
pub struct Fill {
    /// Messages of the person.
    pub asked: i64,
    /// The number that the next message gets.
    pub next: i64,
}

/// How full a conversation is.
pub async fn fill(tx: &mut PgConnection, owner: Owner, conversation: ConversationId) -> Result<Fill, Fault> {
    let row = sqlx::query!(
        r#"select count(*) filter (where author = 'user') as "asked!", coalesce(max(number), 0) + 1 as "next!"
           from messages where conversation_id = $1 and user_id = $2"#,
        conversation.uuid(),
        owner.user.uuid(),
    )
    .fetch_one(tx)
    .await?;
    Ok(Fill { asked: row.asked, next: row.next })
}

/// The reply to the message that the client sent under that name before.
pub async fn reply_to_client_id(
    tx: &mut PgConnection,
    owner: Owner,
    conversation: ConversationId,
    client_id: &str,
) -> Result<Option<MessageId>, Fault> {
    let id = sqlx::query_scalar!(
        "select reply.message_id from messages question
         join messages reply on reply.conversation_id = question.conversation_id and reply.number = question.number + 1
         where question.conversation_id = $1 and question.user_id = $2 and question.client_id = $3",
        conversation.uuid(),
        owner.user.uuid(),
        client_id,
    );
    Ok(id.fetch_optional(tx).await?.map(MessageId::from_uuid))
}

/// The reply that is being written in a conversation, and when its process last said that it lives.
pub async fn running(
    tx: &mut PgConnection,
    owner: Owner,
    conversation: ConversationId,
) -> Result<Option<(MessageId, Timestamp)>, Fault> {
    let row = sqlx::query!(
        r#"select message_id, (extract(epoch from coalesce(beat_at, created_at)) * 1000000)::bigint as "beat_at!"
           from messages where conversation_id = $1 and user_id = $2 and state = 'running' limit 1"#,
        conversation.uuid(),
        owner.user.uuid(),
    );
    Ok(row.fetch_optional(tx).await?.map(|row| (row.message_id.into(), db::at(row.beat_at))))
}

/// A question and the empty reply to it.
#[derive(Debug)]
pub struct NewPair<'a> {
    pub question: MessageId,
    pub reply: MessageId,
    /// The question's number; the reply has the next one.
    pub number: i64,
    pub client_id: Option<&'a str>,
    pub text: &'a str,
    pub html: &'a str,
    pub now: Timestamp,
}

/// Adds a question and the empty reply to it.
pub async fn insert_pair(
    tx: &mut PgConnection,
    owner: Owner,
    within: &conversations::Stored,
    new: &NewPair<'_>,
) -> Result<(), Fault> {
    let org: OrgId = within.org;
    sqlx::query!(
        "insert into messages (message_id, conversation_id, project_id, org_id, user_id, number, author, client_id, text,
           html, state, beat_at, created_at)
         values
           ($1, $3, $4, $5, $6, $7, 'user', $8, $9, $10, null, null, to_timestamp($11::float8 / 1e6)),
           ($2, $3, $4, $5, $6, $7 + 1, 'assistant', null, '', '', 'running', to_timestamp($11::float8 / 1e6),
             to_timestamp($11::float8 / 1e6))",
        new.question.uuid(),
        new.reply.uuid(),
        within.conversation.id.uuid(),
        within.conversation.project_id.uuid(),
        org.uuid(),
        owner.user.uuid(),
        new.number,
        new.client_id,
        new.text,
        new.html,
        micros(new.now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Decides about a proposal, if nobody has decided otherwise meanwhile. False when somebody has.
pub async fn decide(
    tx: &mut PgConnection,
    owner: Owner,
    id: MessageId,
    from: ChangeOutcome,
    to: ChangeOutcome,
    undo: Option<&[UndoStep]>,
) -> Result<bool, Fault> {
    let undo = undo.map(serde_json::to_value).transpose()?;
    let done = sqlx::query!(
        "update messages set outcome = $4, undo = $5 where message_id = $1 and user_id = $2 and outcome = $3",
        id.uuid(),
        owner.user.uuid(),
        outcome_word(from),
        outcome_word(to),
        undo,
    );
    Ok(done.execute(tx).await?.rows_affected() == 1)
}
