//! What the assistant promises: conversations about a project, answers that stream, changes that wait for a yes.
//!
//! A message starts a run. The run belongs to the server: it goes on when the reader's connection breaks and can be
//! read again from any event. Changes are proposals until somebody accepts them hunk by hunk; what is accepted goes
//! through the one write path of projects and can be undone in one step.
mod data;
mod error;

pub use data::*;
pub use error::AssistError;

use async_trait::async_trait;
use edits::FileStep;
use futures_core::stream::BoxStream;
use kernel::{Caller, ConversationId, Cursor, MessageId, Page};

/// Talking with the assistant.
#[async_trait]
pub trait Assist: Send + Sync {
    /// Opens a conversation about a project.
    async fn start(&self, by: &Caller, ask: StartConversation) -> Result<Conversation, AssistError>;

    /// Sends a message and answers the id of the reply that is being written. Sending the same `client_id` twice
    /// answers the first reply again.
    async fn send(&self, by: &Caller, ask: SendMessage) -> Result<MessageId, AssistError>;

    /// The events of a reply after the `after`-th (0 for all), those to come included; ends after the last one.
    async fn follow(
        &self,
        by: &Caller,
        reply: MessageId,
        after: u64,
    ) -> Result<BoxStream<'static, NumberedEvent>, AssistError>;

    /// Stops a reply. What was written stays. Stopping a finished reply changes nothing.
    async fn stop(&self, by: &Caller, reply: MessageId) -> Result<(), AssistError>;

    /// The caller's conversations, last used first, 30 a page; of one project when given.
    async fn conversations(
        &self,
        by: &Caller,
        project: Option<kernel::ProjectId>,
        after: Option<Cursor>,
    ) -> Result<Page<Conversation>, AssistError>;

    /// A conversation with its messages, oldest first.
    async fn read(&self, by: &Caller, conversation: ConversationId) -> Result<Thread, AssistError>;

    /// Deletes a conversation with everything in it.
    async fn delete(&self, by: &Caller, conversation: ConversationId) -> Result<(), AssistError>;

    /// Applies proposed changes: all hunks, or the accepted ones. All files or none; refused when a file moved on.
    async fn apply(&self, by: &Caller, ask: ApplyChanges) -> Result<Applied, AssistError>;

    /// What the project's files would be with proposed changes, all hunks or the accepted ones. Writes nothing; refused
    /// when a file moved on, and when the caller may not read the project any more.
    async fn try_changes(&self, by: &Caller, ask: ApplyChanges) -> Result<Vec<FileStep>, AssistError>;

    /// Rejects a proposal, so that it is no longer offered.
    async fn reject(&self, by: &Caller, message: MessageId) -> Result<(), AssistError>;

    /// Takes an application back in one step. Refused when one of its files was changed since.
    async fn undo(&self, by: &Caller, message: MessageId) -> Result<Applied, AssistError>;

    /// Which model answers, for the panel's label.
    fn model(&self) -> ModelLabel;
}
