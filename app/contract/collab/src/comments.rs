//! Threads about lines.
use kernel::{CommentId, FileId, ParticipantId, RoomId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest comment, in characters.
pub const MAX_COMMENT_CHARS: usize = 4_000;
/// Longest text that a comment quotes, in characters; more is cut.
pub const MAX_QUOTE_CHARS: usize = 500;
/// Most comments on one file of one room, answers included.
pub const MAX_COMMENTS_PER_FILE: u32 = 2_000;
/// Most people who are told of one comment because it names them.
pub const MAX_MENTIONS: usize = 20;

/// A remark about a place in a file, or an answer to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    /// Its id.
    #[serde(rename = "commentId")]
    pub id: CommentId,
    /// Where it was made.
    pub room_id: RoomId,
    /// The file that it is about; absent once that was deleted for good.
    pub file_id: Option<FileId>,
    /// Where that file is now, or was last.
    pub file_path: String,
    /// Line, from 1, at `anchor_version`.
    pub line_number: u32,
    /// Where the text that it is about begins, in UTF-16 units.
    pub start_offset: u32,
    /// Where it ends.
    pub end_offset: u32,
    /// The version of the file that these places belong to.
    pub anchor_version: i64,
    /// The text that it was about when it was made, at most 500 characters.
    pub quote: String,
    /// True when that text was deleted: the thread is shown as being on deleted text.
    pub is_detached: bool,
    /// Who wrote it; absent for a guest who is gone.
    pub user_id: Option<ParticipantId>,
    /// Their name at that time.
    pub author_name: String,
    /// 1 to 4,000 characters of Markdown; never to be shown as HTML as it is.
    pub content: String,
    /// The first comment of its thread; absent on that one itself.
    pub parent_id: Option<CommentId>,
    /// Whether the thread is settled; only ever true on its first comment.
    pub is_resolved: bool,
    /// The name of who settled it.
    pub resolved_by: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its words or its being settled last changed.
    pub updated_at: Timestamp,
    /// Who is named in it with `@username`.
    pub mentions: Vec<UserId>,
}

/// Says something about a line, or answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewComment {
    /// In which file. An answer is about whatever its thread is about.
    pub file_path: String,
    /// Line, from 1.
    pub line_number: u32,
    /// 1 to 4,000 characters.
    pub content: String,
    /// What is answered.
    #[serde(default)]
    pub parent_id: Option<CommentId>,
    /// A place within the file, for programs that know it; otherwise the whole line is meant.
    #[serde(default)]
    pub anchor: Option<NewAnchor>,
}

/// Exactly which text a comment is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewAnchor {
    /// Where it begins, in UTF-16 units.
    pub start_offset: u32,
    /// Where it ends.
    pub end_offset: u32,
    /// The version of the file that was looked at.
    pub version: i64,
    /// The text itself; more than 500 characters are cut.
    pub quote: String,
}

/// What is to be changed of a comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentChange {
    /// New words.
    #[serde(default)]
    pub content: Option<String>,
    /// Settles the whole thread, or opens it again.
    #[serde(default)]
    pub is_resolved: Option<bool>,
}

/// What happened to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommentAction {
    /// It was written.
    Create,
    /// Its words changed.
    Update,
    /// Its thread was settled or opened again.
    Resolve,
    /// It is gone, and its thread with it when it was the first.
    Delete,
}

/// A change to a comment, for everyone who is looking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentUpdate {
    /// What happened.
    pub action: CommentAction,
    /// The comment afterwards; after a deletion, as it was before.
    pub comment: Comment,
}

/// Where an edit has moved the text of a comment to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnchorMove {
    /// Which comment; a thread moves with its first one.
    pub comment: CommentId,
    /// Where its text begins now, in UTF-16 units.
    pub start_offset: u32,
    /// Where it ends now.
    pub end_offset: u32,
    /// The line of the beginning, from 1.
    pub line_number: u32,
    /// The version that these places belong to. One that is older than what is stored changes nothing.
    pub version: i64,
    /// Whether the text was deleted.
    pub is_detached: bool,
}
