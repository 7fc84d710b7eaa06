//! What editors and the server say to each other about one document.
use std::fmt;

use ot::Op;
use serde::{Deserialize, Serialize};

/// One open editor: a tab of a browser, a program. It survives reconnecting, and reloading where the editor keeps it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionId(pub u128);

impl SessionId {
    /// The server itself: restoring a version, a write over the API. Its changes have no numbers.
    pub const SERVER: Self = Self(0);
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "session {:x}", self.0)
    }
}

/// An editor's change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submit {
    /// Which connection of the session this is.
    pub generation: u32,
    /// Counts the session's changes of this document, from 1.
    pub seq: u32,
    /// The newest version that the editor had seen when it sent this.
    pub base: u64,
    /// The change, made after that version and after the session's changes before this one.
    pub op: Op,
}

/// An editor's first word on a new connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// One more than on the connection before.
    pub generation: u32,
    /// The newest version that the editor has, or nothing to be given the whole text.
    pub version: Option<u64>,
    /// The last of its own numbers that it knows to be committed.
    pub acked: u32,
}

/// What the server tells an editor, in order of versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Update {
    /// A change by somebody else.
    Foreign {
        /// The version after it.
        version: u64,
        /// Who made it.
        by: SessionId,
        /// The change of the text before.
        op: Op,
    },
    /// The editor's own change was committed.
    Own {
        /// The version after it.
        version: u64,
        /// Its number.
        seq: u32,
    },
    /// Several changes by others as one.
    Composed {
        /// The version before them.
        from: u64,
        /// The version after them.
        to: u64,
        /// What they do together.
        op: Op,
    },
    /// The whole text.
    Reset {
        /// The generation that asked for it.
        generation: u32,
        /// Its version.
        version: u64,
        /// The last of the editor's own numbers that is in it.
        acked: u32,
        /// The text.
        text: String,
    },
    /// The answer to [`Resume`]: the editor may send again once it has this version.
    Welcome {
        /// The generation that the answer is for.
        generation: u32,
        /// The newest version.
        version: u64,
    },
    /// The editor's change cannot be taken. Neither can what it sent after it.
    Refused {
        /// The generation that has ended with this.
        generation: u32,
        /// Its number.
        seq: u32,
    },
    /// The editor is out of step and should come again with [`Resume`].
    Resync {
        /// The generation that has ended with this.
        generation: u32,
    },
}

/// How an editor is brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatchUp {
    /// By these, one after another.
    Updates(Vec<Update>),
    /// The changes since then are no longer in memory: from the log, or with the whole text.
    Older,
    /// With the whole text, as soon as all of it is stored.
    Later,
}
