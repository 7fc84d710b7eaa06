//! What a browser or a program and a room say to each other over `/ws/rooms/{roomId}`.
//!
//! Two subprotocols carry the same messages. `burnish.v1.json` sends each as one JSON text, told apart by `type`; positions
//! count UTF-16 code units, operations are lists in which a positive number keeps, a negative one deletes and a string
//! inserts. `burnish.v1.bin` sends what is frequent, changes of documents, as bytes ([`SubmitFrame`], [`updates_to_bytes`]),
//! and everything else as the same JSON in a frame that begins with [`JSON_FRAME`].
//!
//! Whoever connects is who their session, token or share link says; a `userId` in a message is read by nobody.
//!
//! A simple client sends `open`, hears `document`, sends `edit` with the version that it has and waits for `ack` before it
//! sends another. One that types ahead, or comes back after its line broke, names its own `session`, numbers its edits with
//! `seq` and says in `open` where it stands; see `docs/collaboration`.
mod frames;

pub use frames::{CHANGE_FRAME, JSON_FRAME, SubmitFrame, mark, updates_from_bytes, updates_to_bytes};

use kernel::{CommentId, FileId, ParticipantId, RoomId};
use ot::Op;
use serde::{Deserialize, Serialize};

use crate::{Activity, Comment, CommentAction, Participant, RoomRole};

/// The subprotocol of texts.
pub const JSON_PROTOCOL: &str = "burnish.v1.json";
/// The subprotocol of bytes.
pub const BINARY_PROTOCOL: &str = "burnish.v1.bin";
/// The longest message that a client may send, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;
/// Documents that one connection may have open.
pub const MAX_OPEN_FILES: usize = 64;

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in UTF-16 code units, from 1.
    pub column: u32,
}

/// What a client says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ClientMessage {
    /// Comes in. May be left out: the address names the room already.
    Join {
        /// Must be the room of the address where it is given.
        #[serde(default)]
        room_id: Option<RoomId>,
    },
    /// Opens a file, or goes on with it after the line broke.
    Open {
        /// Which; with an id, what the client calls it.
        file_path: String,
        /// Which, whatever it is called now.
        #[serde(default)]
        file_id: Option<FileId>,
        /// A number of 128 bits in hexadecimal that nobody can guess; without one the connection has its own.
        #[serde(default)]
        session: Option<String>,
        /// One more than the last time.
        #[serde(default)]
        generation: Option<u32>,
        /// The newest version that the client has; without one it is sent the text.
        #[serde(default)]
        version: Option<u64>,
        /// The last of its own numbers that it knows to be committed.
        #[serde(default)]
        acked: Option<u32>,
    },
    /// Closes a file.
    Close {
        /// Which.
        file_path: String,
        /// Which, whatever it is called now.
        #[serde(default)]
        file_id: Option<FileId>,
    },
    /// The cursor went somewhere. At most ten of these a second are passed on, the newest always.
    CursorMove {
        /// Where.
        position: Position,
        /// The other end of a selection.
        #[serde(default)]
        selection: Option<Position>,
        /// In which file.
        file_path: String,
    },
    /// Changes a file.
    Edit {
        /// The change of the text at `version`, and of one's own changes that are still on their way.
        operation: Op,
        /// Which file.
        file_path: String,
        /// The newest version that the client has seen.
        version: u64,
        /// Its number; without one the next is meant.
        #[serde(default)]
        seq: Option<u32>,
        /// The generation of the last `open`; without one that is meant.
        #[serde(default)]
        generation: Option<u32>,
    },
    /// Writes, changes, settles or deletes a comment.
    Comment {
        /// Which; nothing for a new one.
        #[serde(default)]
        comment_id: Option<CommentId>,
        /// What is to happen.
        action: CommentAction,
        /// New: in which file.
        #[serde(default)]
        file_path: Option<String>,
        /// New: on which line, from 1.
        #[serde(default)]
        line_number: Option<u32>,
        /// New or changed: the words.
        #[serde(default)]
        content: Option<String>,
        /// New: what it answers.
        #[serde(default)]
        parent_id: Option<CommentId>,
        /// Settle: false opens the thread again.
        #[serde(default)]
        is_resolved: Option<bool>,
    },
    /// Locks a file, or frees it.
    Lock {
        /// Which.
        file_path: String,
        /// Which, whatever it is called now.
        #[serde(default)]
        file_id: Option<FileId>,
        /// What is wished.
        is_locked: bool,
    },
    /// Is anybody there? Answered by `pong`.
    Ping {},
}

/// What the room says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ServerMessage {
    /// The first message: who is here.
    Joined {
        /// Which room.
        room_id: RoomId,
        /// Who the client is.
        user_id: ParticipantId,
        /// What it may do.
        role: RoomRole,
        /// Everybody who is connected, the client included.
        participants: Vec<Participant>,
    },
    /// Somebody came.
    ParticipantJoined {
        /// Who.
        participant: Participant,
    },
    /// Somebody's last connection is gone.
    ParticipantLeft {
        /// Who.
        user_id: ParticipantId,
    },
    /// Whose changes come under this mark in frames of bytes ([`mark`]). Told of everybody on arrival, and whenever
    /// somebody opens a file.
    Writer {
        /// The mark.
        mark: u32,
        /// Who.
        user_id: ParticipantId,
    },
    /// Somebody's cursor went somewhere.
    CursorUpdate {
        /// Whose.
        user_id: ParticipantId,
        /// Where.
        position: Position,
        /// The other end of a selection.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        selection: Option<Position>,
        /// In which file.
        file_path: String,
    },
    /// A file is open; what follows about it comes under this handle in frames of bytes.
    Opened {
        /// Which.
        file_path: String,
        /// Its id, which stays when it is renamed.
        file_id: FileId,
        /// Short for the file on this connection.
        handle: u32,
        /// The client's session for this file, in hexadecimal.
        session: String,
    },
    /// The whole text of a file.
    Document {
        /// Which.
        file_path: String,
        /// Which `open` this answers.
        generation: u32,
        /// Its version.
        version: u64,
        /// The last of the client's own numbers that is in it.
        acked: u32,
        /// The text.
        content: String,
    },
    /// The client has what there was when it opened the file, and may send edits.
    Ready {
        /// Which file.
        file_path: String,
        /// Which `open` this answers.
        generation: u32,
        /// The version that it must have now.
        version: u64,
    },
    /// A file changed.
    DocumentUpdate {
        /// Which.
        file_path: String,
        /// The change.
        operation: Op,
        /// The version before it, where several changes come as one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        from_version: Option<u64>,
        /// The version after it.
        version: u64,
        /// Who made it; absent for several people, and for writes over other ways.
        user_id: Option<ParticipantId>,
    },
    /// The client's own change is stored.
    Ack {
        /// Which file.
        file_path: String,
        /// Its number.
        seq: u32,
        /// The version that it made.
        version: u64,
    },
    /// The client's change, and what it sent after it, was not taken: a role, a lock, a limit.
    Refused {
        /// Which file.
        file_path: String,
        /// The generation that has ended.
        generation: u32,
        /// Its number.
        seq: u32,
    },
    /// The client is out of step and has to `open` the file again with the next generation.
    Resync {
        /// Which file.
        file_path: String,
        /// The generation that has ended.
        generation: u32,
    },
    /// A file is locked, or free.
    Lock {
        /// Which.
        file_path: String,
        /// Its id.
        file_id: FileId,
        /// By whom; absent when it is free.
        user_id: Option<ParticipantId>,
    },
    /// A file was deleted, or is not there to be opened.
    FileGone {
        /// Which.
        file_path: String,
        /// Its id, where it is known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        file_id: Option<FileId>,
    },
    /// A file was added, moved or deleted, or several: the list is to be read again.
    FilesChanged {},
    /// Something happened to a comment.
    CommentUpdate {
        /// What.
        action: CommentAction,
        /// The comment afterwards; after a deletion, as it was.
        comment: Comment,
    },
    /// Somebody may do something else now.
    RoleChanged {
        /// Who.
        user_id: ParticipantId,
        /// What; absent when they lost their place.
        role: Option<RoomRole>,
    },
    /// The feed has a new line, or its last line has grown.
    Activity {
        /// The line.
        line: Activity,
    },
    /// The room is closed; the connection ends.
    RoomClosed {},
    /// Something was not done.
    Error {
        /// For programs, as in answers over HTTP.
        code: String,
        /// For people.
        message: String,
    },
    /// Somebody is there.
    Pong {},
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_messages_are_understood() {
        let examples = [
            r#"{"type":"join","roomId":"018f0000-0000-7000-8000-000000000001","userId":"somebody"}"#,
            r#"{"type":"cursor_move","position":{"line":3,"column":7},"filePath":"src/main.ts"}"#,
            r#"{"type":"edit","operation":[5,"hello",-2],"filePath":"src/main.ts","version":4}"#,
            r#"{"type":"comment","commentId":"018f0000-0000-7000-8000-000000000001","action":"resolve"}"#,
        ];
        for example in examples {
            serde_json::from_str::<ClientMessage>(example).unwrap_or_else(|error| panic!("{example}: {error}"));
        }
        let update = ServerMessage::DocumentUpdate {
            file_path: "a.ts".into(),
            operation: Op::splice(1, 0, "b").unwrap(),
            from_version: None,
            version: 5,
            user_id: None,
        };
        let json = serde_json::to_string(&update).unwrap();
        assert_eq!(
            json,
            r#"{"type":"document_update","filePath":"a.ts","operation":[1,"b"],"version":5,"userId":null}"#
        );
    }
}
