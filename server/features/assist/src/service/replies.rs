//! Sending a message, following the reply, stopping it.
use std::time::Duration;

use ::jobs::Enqueue;
use assist_contract::{AssistError, Author, NumberedEvent, ReplyEvent, ReplyState, SendMessage};
use futures::{StreamExt, stream, stream::BoxStream};
use kernel::{Caller, ConversationId, JobId, MessageId};
use ports::model::Focus;

use super::{Service, run::Work};
use crate::{
    context::Question,
    failure::Failure,
    html,
    jobs::{Settle, settle_in},
    rules,
    store::{Owner, conversations, messages, replies, sends},
};

/// Earlier turns that are looked at for the context.
const MAX_TURNS: i64 = 40;
/// How often a reply that another process writes is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A message that was read and found in order.
struct Ask {
    owner: Owner,
    conversation: ConversationId,
    text: String,
    client_id: Option<String>,
    focus: Option<Focus>,
}

/// What a try to send led to.
enum Sent {
    /// It was sent, now or before.
    Reply(MessageId),
    /// Another reply stands in the way, and its process seems to be dead.
    Blocked(MessageId),
}

pub async fn send(service: &Service, by: &Caller, ask: SendMessage) -> Result<MessageId, AssistError> {
    let ask = Ask {
        owner: Owner::of(by)?,
        conversation: ask.conversation_id,
        text: rules::message(&ask.message)?,
        client_id: rules::client_id(ask.client_id.as_deref()),
        focus: rules::focus(ask.file_path.as_deref(), ask.selection.as_deref(), ask.line),
    };
    match try_send(service, by, &ask).await? {
        Sent::Reply(reply) => return Ok(reply),
        Sent::Blocked(dead) => give_up(service, dead).await?,
    };
    match try_send(service, by, &ask).await? {
        Sent::Reply(reply) => Ok(reply),
        Sent::Blocked(_) => Err(AssistError::StillAnswering),
    }
}

async fn try_send(service: &Service, by: &Caller, ask: &Ask) -> Result<Sent, AssistError> {
    let owner = ask.owner;
    let mut tx = service.deps.db.begin(by).await?;
    sends::take_turn(&mut tx, owner).await?;
    let within = conversations::get(&mut tx, owner, ask.conversation).await?.ok_or(AssistError::NotFound)?;
    if let Some(client_id) = &ask.client_id
        && let Some(reply) = messages::reply_to_client_id(&mut tx, owner, ask.conversation, client_id).await?
    {
        tx.commit().await?;
        return Ok(Sent::Reply(reply));
    }
    // Looked at behind the lock, so that times in the table never run backwards.
    let now = service.deps.clock.now();
    if let Some((running, beat_at)) = messages::running(&mut tx, owner, ask.conversation).await? {
        let is_silent = now.seconds_since(beat_at) >= rules::SILENCE_SECONDS;
        return if is_silent { Ok(Sent::Blocked(running)) } else { Err(AssistError::StillAnswering) };
    }
    let forget = now.plus_seconds(-rules::DAY_SECONDS);
    let sent = sends::since(&mut tx, owner, forget, i64::from(rules::MAX_PER_DAY)).await?;
    rules::may_send(&sent, now)?;
    let fill = messages::fill(&mut tx, owner, ask.conversation).await?;
    rules::may_grow(fill.asked)?;

    let new = messages::NewPair {
        question: service.deps.clock.new_id().into(),
        reply: service.deps.clock.new_id().into(),
        number: fill.next,
        client_id: ask.client_id.as_deref(),
        text: &ask.text,
        html: &html::of_plain(&ask.text),
        now,
    };
    let reply = new.reply;
    let history = messages::turns_before(&mut tx, owner, ask.conversation, fill.next, MAX_TURNS).await?;
    messages::insert_pair(&mut tx, owner, &within, &new).await?;
    sends::note(&mut tx, owner, new.question, now, forget).await?;
    let is_unnamed = fill.asked == 0 && within.conversation.title == rules::UNTITLED;
    let title = if is_unnamed { rules::title_of_message(&ask.text) } else { within.conversation.title };
    conversations::touch(&mut tx, owner, ask.conversation, &title, now).await?;
    let when = Enqueue { id: JobId::from_uuid(service.deps.clock.new_id()), now, run_at: settle_in(now) };
    ::jobs::enqueue(&mut tx, by, when, &Settle { reply }).await?;
    tx.commit().await?;

    let writer = service.runs.begin(reply, ask.conversation);
    let question = Question { text: ask.text.clone(), focus: ask.focus.clone(), history };
    let work = Work::new(service.clone(), by.clone(), within.conversation.project_id, question, writer, now);
    web::tasks::spawn("write reply", work.run());
    Ok(Sent::Reply(reply))
}

pub async fn follow(
    service: &Service,
    by: &Caller,
    reply: MessageId,
    after: u64,
) -> Result<BoxStream<'static, NumberedEvent>, AssistError> {
    let stored = own_reply(service, by, reply).await?;
    if let Some(run) = service.runs.of(reply) {
        return Ok(run.follow(after));
    }
    // The run may have ended between the two looks; its row says so now.
    let stored = if is_running(&stored) { own_reply(service, by, reply).await? } else { stored };
    if !is_running(&stored) {
        return Ok(stream::iter(last_event(stored, after)).boxed());
    }
    let (service, by) = (service.clone(), by.clone());
    let watching = stream::once(async move {
        let stored = wait_for_end(&service, &by, reply).await?;
        last_event(stored, after)
    });
    Ok(watching.filter_map(|event| async { event }).boxed())
}

pub async fn stop(service: &Service, by: &Caller, reply: MessageId) -> Result<(), AssistError> {
    let stored = own_reply(service, by, reply).await?;
    match service.runs.of(reply) {
        Some(run) => run.stop(),
        // Nobody here writes it: when nobody anywhere does, it is over; otherwise its own process ends it in time.
        None => {
            give_up_silent(service, &[stored]).await?;
        }
    }
    Ok(())
}

/// One of the caller's replies.
async fn own_reply(service: &Service, by: &Caller, reply: MessageId) -> Result<messages::Stored, AssistError> {
    let owner = Owner::of(by)?;
    let mut tx = service.deps.db.begin(by).await?;
    let stored = messages::get(&mut tx, owner, reply).await?;
    tx.commit().await?;
    stored.filter(|stored| stored.message.author == Author::Assistant).ok_or(AssistError::NotFound)
}

fn is_running(stored: &messages::Stored) -> bool {
    stored.message.state == Some(ReplyState::Running)
}

/// What ended a reply, unless the reader has heard it already.
fn last_event(stored: messages::Stored, after: u64) -> Option<NumberedEvent> {
    let number = stored.last_event.unwrap_or(after + 1);
    if number <= after {
        return None;
    }
    let event = match stored.message.state {
        Some(ReplyState::Failed) => {
            let (code, retryable) = stored.failure.unwrap_or_else(|| ("fault".to_owned(), true));
            ReplyEvent::Error { code, message: stored.message.failure.unwrap_or_default(), retryable }
        }
        _ => ReplyEvent::Complete { message: Box::new(stored.message) },
    };
    Some(NumberedEvent { number, event })
}

/// Looks at a reply of another process until it is over, or that process is. `None` when it has been deleted, or the
/// database is gone: then the stream ends, and the reader asks again.
async fn wait_for_end(service: &Service, by: &Caller, reply: MessageId) -> Option<messages::Stored> {
    loop {
        let stored = own_reply(service, by, reply).await.ok()?;
        if !is_running(&stored) {
            return Some(stored);
        }
        if !give_up_silent(service, &[stored]).await.ok()? {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// Ends replies of dead processes among these. True when there was one.
pub async fn give_up_silent(service: &Service, rows: &[messages::Stored]) -> Result<bool, AssistError> {
    let now = service.deps.clock.now();
    let mut any = false;
    for row in rows.iter().filter(|row| is_running(row) && service.runs.of(row.message.id).is_none()) {
        let beat_at = row.beat_at.unwrap_or(row.message.created_at);
        if now.seconds_since(beat_at) >= rules::SILENCE_SECONDS {
            any |= give_up(service, row.message.id).await?;
        }
    }
    Ok(any)
}

/// Ends a reply whose process is dead. False when it is not, after all.
async fn give_up(service: &Service, reply: MessageId) -> Result<bool, AssistError> {
    if service.runs.of(reply).is_some() {
        return Ok(false);
    }
    let silent_since = service.deps.clock.now().plus_seconds(-rules::SILENCE_SECONDS);
    let mut tx = service.deps.db.begin_worker().await?;
    let ended = replies::give_up(&mut tx, reply, silent_since, &Failure::restarted()).await?;
    tx.commit().await?;
    Ok(ended)
}
