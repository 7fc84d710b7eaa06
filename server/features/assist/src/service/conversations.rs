//! Opening, listing, reading and deleting conversations.
use assist_contract::{AssistError, Conversation, Message, ReplyState, StartConversation, Thread};
use kernel::{Caller, ConversationId, Cursor, Fault, Page, ProjectId};

use super::{Service, replies};
use crate::{
    html, rules,
    store::{Owner, conversations, messages},
};

/// Conversations on a page.
const PAGE: usize = 30;
/// Messages that are read at most: every question with its reply.
const MAX_MESSAGES: i64 = 2 * rules::MAX_QUESTIONS;

pub async fn start(service: &Service, by: &Caller, ask: StartConversation) -> Result<Conversation, AssistError> {
    let owner = Owner::of(by)?;
    // Asking for the project proves that it can be seen, and says whose it is.
    let project = service.deps.projects.get(by, ask.project_id).await?;
    let now = service.deps.clock.now();
    let new = conversations::Stored {
        org: project.org_id,
        conversation: Conversation {
            id: service.deps.clock.new_id().into(),
            project_id: ask.project_id,
            title: ask.title.as_deref().and_then(rules::title).unwrap_or_else(|| rules::UNTITLED.to_owned()),
            created_at: now,
            updated_at: now,
        },
    };
    let mut tx = service.deps.db.begin(by).await?;
    rules::may_start(conversations::count(&mut tx, owner).await?)?;
    conversations::insert(&mut tx, owner, &new).await?;
    tx.commit().await?;
    Ok(new.conversation)
}

pub async fn list(
    service: &Service,
    by: &Caller,
    project: Option<ProjectId>,
    after: Option<Cursor>,
) -> Result<Page<Conversation>, AssistError> {
    let owner = Owner::of(by)?;
    let after = after.as_ref().and_then(rules::read_list_cursor);
    let mut tx = service.deps.db.begin(by).await?;
    let rows = conversations::list(&mut tx, owner, project, after, PAGE as i64 + 1).await?;
    tx.commit().await?;
    Ok(Page::from_overfetch(rows, PAGE, |last| rules::list_cursor(last.updated_at, last.id)))
}

pub async fn read(service: &Service, by: &Caller, id: ConversationId) -> Result<Thread, AssistError> {
    let owner = Owner::of(by)?;
    let mut tx = service.deps.db.begin(by).await?;
    let stored = conversations::get(&mut tx, owner, id).await?.ok_or(AssistError::NotFound)?;
    let mut rows = messages::list(&mut tx, owner, id, MAX_MESSAGES).await?;
    tx.commit().await?;
    if replies::give_up_silent(service, &rows).await? {
        let mut tx = service.deps.db.begin(by).await?;
        rows = messages::list(&mut tx, owner, id, MAX_MESSAGES).await?;
        tx.commit().await?;
    }
    let mut thread = Thread { conversation: stored.conversation, messages: Vec::with_capacity(rows.len()) };
    for row in rows {
        thread.messages.push(shown(service, row.message).await?);
    }
    Ok(thread)
}

/// A message as it is right now: a running reply has its newest text, and one that was cut off by a restart gets its HTML.
async fn shown(service: &Service, mut message: Message) -> Result<Message, AssistError> {
    match message.state {
        Some(ReplyState::Running) => {
            if let Some(run) = service.runs.of(message.id) {
                message.text = run.text();
            }
        }
        Some(ReplyState::Failed) if message.html.is_empty() && !message.text.is_empty() => {
            let text = message.text.clone();
            message.html = tokio::task::spawn_blocking(move || html::of_markdown(&text)).await.map_err(Fault::from)?;
        }
        _ => {}
    }
    Ok(message)
}

pub async fn delete(service: &Service, by: &Caller, id: ConversationId) -> Result<(), AssistError> {
    let owner = Owner::of(by)?;
    let mut tx = service.deps.db.begin(by).await?;
    if !conversations::delete(&mut tx, owner, id).await? {
        return Err(AssistError::NotFound);
    }
    tx.commit().await?;
    service.runs.stop_all_in(id);
    Ok(())
}
