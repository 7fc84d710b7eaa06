//! What travels between the assistant and everyone else.
use edits::Hunk;
use kernel::{ConversationId, FileId, MessageId, ProjectId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest message, in characters.
pub const MAX_MESSAGE_CHARS: usize = 20_000;

/// Opens a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartConversation {
    /// What it is about.
    pub project_id: ProjectId,
    /// A name; made from the first message when absent.
    #[serde(default)]
    pub title: Option<String>,
}

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// Its id.
    #[serde(rename = "conversationId")]
    pub id: ConversationId,
    /// The project that it is about.
    pub project_id: ProjectId,
    /// Its name.
    pub title: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When the last message came.
    pub updated_at: Timestamp,
}

/// A message to the assistant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// Where.
    pub conversation_id: ConversationId,
    /// What, 1 to 20,000 characters.
    #[serde(alias = "content")]
    pub message: String,
    /// A name that the client made for this message, so that a retry is not a second message.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The open file.
    #[serde(default)]
    pub file_path: Option<String>,
    /// The selected text.
    #[serde(default)]
    pub selection: Option<String>,
    /// Line of the cursor, from 1.
    #[serde(default)]
    pub line: Option<u32>,
}

/// A conversation with its messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", from = "FlatThread")]
pub struct Thread {
    /// The conversation.
    #[serde(flatten)]
    pub conversation: Conversation,
    /// Oldest first.
    pub messages: Vec<Message>,
}

/// [`Thread`] as it is written. The derived way to read `flatten` is heavy in the browser.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FlatThread {
    conversation_id: ConversationId,
    project_id: ProjectId,
    title: String,
    created_at: Timestamp,
    updated_at: Timestamp,
    messages: Vec<Message>,
}

impl From<FlatThread> for Thread {
    fn from(flat: FlatThread) -> Self {
        let FlatThread { conversation_id, project_id, title, created_at, updated_at, messages } = flat;
        Self { conversation: Conversation { id: conversation_id, project_id, title, created_at, updated_at }, messages }
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Author {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// How far a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReplyState {
    /// Being written.
    Running,
    /// Written to the end.
    Complete,
    /// Stopped by the person.
    Stopped,
    /// Ended by an error; `failure` says which.
    Failed,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub author: Author,
    /// As written, Markdown.
    pub text: String,
    /// Sanitised HTML of it, code highlighted; empty while a reply is being written.
    pub html: String,
    /// When.
    pub created_at: Timestamp,
    /// For replies: how far it is.
    pub state: Option<ReplyState>,
    /// For failed replies: what happened, in plain words.
    pub failure: Option<String>,
    /// For replies: what it took.
    pub ledger: Option<LedgerLine>,
    /// For replies: the changes it proposes.
    pub changes: Vec<ProposedChange>,
    /// For replies with changes: what became of them.
    pub outcome: Option<ChangeOutcome>,
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeOutcome {
    /// Waiting for a yes or a no.
    Proposed,
    /// In the files.
    Applied,
    /// Refused by the person.
    Rejected,
    /// Was in the files, and was taken back.
    Undone,
}

/// What one action took: the quiet line under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerLine {
    /// Who answered.
    pub model: String,
    /// Tokens of the question and its context.
    pub input_tokens: u32,
    /// Tokens of the answer.
    pub output_tokens: u32,
    /// False when the figures are our own count and not the model's.
    pub reported: bool,
    /// What it cost, in billionths of a US dollar; absent when the price is not known here.
    pub cost_nanodollars: Option<i64>,
    /// From sending to the last token, in milliseconds.
    pub duration_ms: u32,
}

/// A change to one file that waits for a yes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProposedChange {
    /// Its place in the reply, from 0.
    pub index: u32,
    /// Which file, by path.
    pub path: String,
    /// The file that exists; absent for a new one.
    pub file_id: Option<FileId>,
    /// The version that the change was made for.
    pub base_version: Option<i64>,
    /// What happens to it.
    pub action: ChangeAction,
    /// Where it goes, for a move.
    pub moved_to: Option<String>,
    /// The lines, in groups with three lines of context.
    #[schema(value_type = Vec<Object>)]
    pub hunks: Vec<Hunk>,
    /// True when the place was found by likeness only: look before you accept.
    pub needs_review: bool,
    /// Set when the change does not fit the file: what was looked for and what stands there. It cannot be applied.
    pub problem: Option<String>,
}

/// What a change does to its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeAction {
    /// Changes lines.
    Edit,
    /// Adds it.
    Create,
    /// Puts it in the trash.
    Delete,
    /// Renames or moves it.
    Move,
}

/// What happens while a reply is written. The names are the protocol's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase", tag = "type")]
pub enum ReplyEvent {
    /// More text.
    Token {
        /// The text.
        text: String,
    },
    /// A change to a file has begun to arrive.
    Change {
        /// Which file.
        path: String,
    },
    /// The reply is finished (or was stopped): the whole message.
    Complete {
        /// The message.
        message: Box<Message>,
    },
    /// The reply failed; what was written stays.
    Error {
        /// A stable name.
        code: String,
        /// In plain words.
        message: String,
        /// Whether asking again may help.
        retryable: bool,
    },
}

/// An event with its number, from 1, for resuming.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberedEvent {
    /// Its number within the reply.
    pub number: u64,
    /// What happened.
    pub event: ReplyEvent,
}

/// A yes to changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplyChanges {
    /// The reply that proposes them.
    pub message_id: MessageId,
    /// Which hunks, per change; everything when absent.
    #[serde(default)]
    pub accepted: Option<Vec<AcceptedHunks>>,
}

/// The hunks of one change that were accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AcceptedHunks {
    /// The change.
    pub index: u32,
    /// Places in its `hunks`, from 0. For an added, deleted or moved file any entry means yes.
    pub hunks: Vec<usize>,
}

/// What applying led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Applied {
    /// Number of hunks that were applied.
    pub applied: u32,
    /// Paths of the files that changed.
    pub files_updated: Vec<String>,
}

/// Which model answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelLabel {
    /// Its name.
    pub model: String,
    /// True for the analyst, which is free and works without any key.
    pub built_in: bool,
}
