//! The rules, in the order in which they apply.
use assist_contract::{
    Applied, ApplyChanges, Assist, AssistError, Conversation, ModelLabel, NumberedEvent, SendMessage,
    StartConversation, Thread,
};
use async_trait::async_trait;
use futures::stream::BoxStream;
use kernel::{Caller, ConversationId, Cursor, MessageId, Page, ProjectId};

use crate::Deps;

pub struct Service {
    deps: Deps,
}

impl Service {
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }
}

#[async_trait]
impl Assist for Service {
    async fn start(&self, _: &Caller, _: StartConversation) -> Result<Conversation, AssistError> {
        Err(AssistError::NotFound)
    }
    async fn send(&self, _: &Caller, _: SendMessage) -> Result<MessageId, AssistError> {
        Err(AssistError::NotFound)
    }
    async fn follow(&self, _: &Caller, _: MessageId, _: u64) -> Result<BoxStream<'static, NumberedEvent>, AssistError> {
        Err(AssistError::NotFound)
    }
    async fn stop(&self, _: &Caller, _: MessageId) -> Result<(), AssistError> {
        Err(AssistError::NotFound)
    }
    async fn conversations(&self, _: &Caller, _: Option<ProjectId>, _: Option<Cursor>) -> Result<Page<Conversation>, AssistError> {
        Err(AssistError::NotFound)
    }
    async fn read(&self, _: &Caller, _: ConversationId) -> Result<Thread, AssistError> {
        Err(AssistError::NotFound)
    }
    async fn delete(&self, _: &Caller, _: ConversationId) -> Result<(), AssistError> {
        Err(AssistError::NotFound)
    }
    async fn apply(&self, _: &Caller, _: ApplyChanges) -> Result<Applied, AssistError> {
        Err(AssistError::NotFound)
    }
    async fn reject(&self, _: &Caller, _: MessageId) -> Result<(), AssistError> {
        Err(AssistError::NotFound)
    }
    async fn undo(&self, _: &Caller, _: MessageId) -> Result<Applied, AssistError> {
        Err(AssistError::NotFound)
    }
    fn model(&self) -> ModelLabel {
        ModelLabel { model: self.deps.model.model().to_owned(), built_in: self.deps.model.is_built_in() }
    }
}
