//! A text file that several people edit at once.
use std::sync::{Arc, OnceLock, Weak};

use async_trait::async_trait;
use doc::{Resume, SessionId, Submit, Update};
use kernel::{Caller, FileId, ProjectId, UserId};

use crate::ProjectsError;

/// Opens files for editing together. A file has one document in the whole installation, however many rooms it is in.
#[async_trait]
pub trait LiveFiles: Send + Sync {
    /// Opens a text file for one connection of somebody who can see it. What they say goes to the answer, what they have
    /// to hear comes to `listener`; dropping the answer closes the file for them.
    async fn open(
        &self,
        by: &Caller,
        file: FileId,
        listener: Arc<dyn Listener>,
    ) -> Result<Box<dyn LiveFile>, ProjectsError>;

    /// Calls `watch`, for as long as it is kept, whenever files of a project were added, moved or deleted. It must not
    /// block. Whoever watches has been let into the project.
    fn watch_tree(&self, project: ProjectId, watch: Weak<TreeWatch>);

    /// Where places of older versions are in the present text. Those whose text is gone are detached; they are found again
    /// where the same text comes back.
    async fn follow(&self, by: &Caller, file: FileId, spots: Vec<Spot>) -> Result<Vec<Spot>, ProjectsError>;
}

/// What is called when the list of a project's files is another one.
pub type TreeWatch = dyn Fn() + Send + Sync;

/// A place in some version of a text, and what stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Whose it is.
    pub id: u128,
    /// Where it begins, in UTF-16 code units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The version that it is a place of.
    pub version: u64,
    /// What stood there when it was made, or the beginning of that.
    pub quote: String,
    /// Whether that text is gone.
    pub is_detached: bool,
    /// The line of its beginning, from 1.
    pub line: u32,
}

/// One connection to one document.
#[async_trait]
pub trait LiveFile: Send + Sync {
    /// The file's project.
    fn project(&self) -> ProjectId;

    /// Begins, or begins again after the connection was lost. Must come before the first change.
    async fn resume(&self, session: SessionId, resume: Resume);

    /// Sends a change. It waits while the document is busy, so whoever reads a socket reads no faster than it is stored.
    async fn submit(&self, submit: Submit);

    /// Whether this connection may write from now on: never more than the project allows at that moment. It starts with
    /// what the project allows.
    async fn set_may_write(&self, may_write: bool);

    /// Locks the file for this person, or frees it; answers whether it is as wished now. It is freed when the last of
    /// their connections closes.
    async fn lock(&self, wanted: bool) -> bool;
}

/// Whoever hears what happens to a document.
pub trait Listener: Send + Sync {
    /// Something to be told. Must not block; answering false means that there is no room for it, after which this
    /// connection has to come again with [`LiveFile::resume`].
    fn hear(&self, news: Arc<News>) -> bool;
}

/// What several connections are told alike, so that it is encoded once for all of them.
#[derive(Debug)]
pub struct News {
    /// Which document.
    pub file: FileId,
    /// What happened, in order.
    pub what: Happening,
    /// The bytes of it, once somebody has needed them.
    pub bytes: OnceLock<Arc<[u8]>>,
    /// The JSON of it, once somebody has needed it.
    pub json: OnceLock<Arc<str>>,
}

/// What happens to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// Its text changed, or the connection is told where it stands.
    Updates(Vec<Update>),
    /// Somebody locked it, or nobody holds it any more.
    Locked(Option<UserId>),
    /// It was deleted, or can no longer be opened.
    Gone,
}

impl News {
    /// News that nobody has encoded yet.
    pub const fn new(file: FileId, what: Happening) -> Self {
        Self { file, what, bytes: OnceLock::new(), json: OnceLock::new() }
    }
}
