//! The rules, in the order in which they apply.
mod changes;
mod conversations;
mod replies;
mod run;

use std::sync::Arc;

use assist_contract::{
    Applied, ApplyChanges, Assist, AssistError, Conversation, ModelLabel, NumberedEvent, SendMessage,
    StartConversation, Thread,
};
use async_trait::async_trait;
use futures::stream::BoxStream;
use kernel::{Caller, ConversationId, Cursor, MessageId, Page, ProjectId};
use tokio::sync::{Mutex, MutexGuard, Semaphore};

use crate::{Deps, listen::Patience, runs::Runs};

/// Replies that are written at once in this process; further ones wait for a place.
const MAX_RUNS: usize = 128;
/// Decisions about one proposal take turns in one of these.
const TURNS: usize = 32;

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    deps: Deps,
    patience: Patience,
    runs: Arc<Runs>,
    places: Arc<Semaphore>,
    turns: Arc<[Mutex<()>; TURNS]>,
}

impl Service {
    pub fn new(deps: Deps, patience: Patience) -> Self {
        Self {
            deps,
            patience,
            runs: Arc::default(),
            places: Arc::new(Semaphore::new(MAX_RUNS)),
            turns: Arc::new(std::array::from_fn(|_| Mutex::default())),
        }
    }

    /// Held while a proposal is decided about, so that a second click finds the first one done. The versions of the files
    /// guard against what another process does; this is for the better message.
    async fn turn(&self, message: MessageId) -> MutexGuard<'_, ()> {
        let place = message.uuid().as_u128() % TURNS as u128;
        self.turns[place as usize].lock().await
    }
}

#[async_trait]
impl Assist for Service {
    async fn start(&self, by: &Caller, ask: StartConversation) -> Result<Conversation, AssistError> {
        conversations::start(self, by, ask).await
    }

    async fn send(&self, by: &Caller, ask: SendMessage) -> Result<MessageId, AssistError> {
        replies::send(self, by, ask).await
    }

    async fn follow(
        &self,
        by: &Caller,
        reply: MessageId,
        after: u64,
    ) -> Result<BoxStream<'static, NumberedEvent>, AssistError> {
        replies::follow(self, by, reply, after).await
    }

    async fn stop(&self, by: &Caller, reply: MessageId) -> Result<(), AssistError> {
        replies::stop(self, by, reply).await
    }

    async fn conversations(
        &self,
        by: &Caller,
        project: Option<ProjectId>,
        after: Option<Cursor>,
    ) -> Result<Page<Conversation>, AssistError> {
        conversations::list(self, by, project, after).await
    }

    async fn read(&self, by: &Caller, conversation: ConversationId) -> Result<Thread, AssistError> {
        conversations::read(self, by, conversation).await
    }

    async fn delete(&self, by: &Caller, conversation: ConversationId) -> Result<(), AssistError> {
        conversations::delete(self, by, conversation).await
    }

    async fn try_changes(&self, by: &Caller, ask: ApplyChanges) -> Result<Vec<edits::FileStep>, AssistError> {
        changes::try_out(self, by, ask).await
    }

    async fn apply(&self, by: &Caller, ask: ApplyChanges) -> Result<Applied, AssistError> {
        changes::apply(self, by, ask).await
    }

    async fn reject(&self, by: &Caller, message: MessageId) -> Result<(), AssistError> {
        changes::reject(self, by, message).await
    }

    async fn undo(&self, by: &Caller, message: MessageId) -> Result<Applied, AssistError> {
        changes::undo(self, by, message).await
    }

    fn model(&self) -> ModelLabel {
        ModelLabel { model: self.deps.model.model().to_owned(), built_in: self.deps.model.is_built_in() }
    }
}
