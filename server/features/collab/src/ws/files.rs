//! The files that one connection has open.
use std::{collections::HashMap, sync::Arc, time::Duration};

use collab_contract::protocol::{self, ServerMessage};
use kernel::{FileId, ParticipantId};
use projects_contract::{
    Listener, LiveFile, News,
    doc::{Resume, SessionId, Submit, Update},
};
use tokio::sync::mpsc;

use crate::room::Out;

/// What a document calls when it has news. A connection that is too far behind is told so by the document.
pub struct Ear(pub mpsc::Sender<Out>);

impl Listener for Ear {
    fn hear(&self, news: Arc<News>) -> bool {
        self.0.try_send(Out::News(news)).is_ok()
    }
}

/// One open file.
pub struct OpenFile {
    pub path: String,
    pub file: FileId,
    pub session: SessionId,
    generation: u32,
    next_seq: u32,
    line: Box<dyn LiveFile>,
    /// Edits since the feed was told.
    pub edits: u32,
}

impl OpenFile {
    pub fn new(path: String, file: FileId, session: SessionId, line: Box<dyn LiveFile>) -> Self {
        Self { path, file, session, generation: 0, next_seq: 1, line, edits: 0 }
    }

    /// Begins or goes on. A client that counts nothing gets the next generation and the whole text.
    pub async fn resume(&mut self, generation: Option<u32>, version: Option<u64>, acked: Option<u32>) {
        // A client may name any number, the largest too.
        self.generation = generation.unwrap_or(self.generation.saturating_add(1));
        let acked = acked.unwrap_or(self.next_seq.saturating_sub(1));
        self.next_seq = acked.saturating_add(1);
        let resume = Resume { generation: self.generation, version, acked };
        self.line.resume(self.session, resume).await;
    }

    pub async fn submit(&mut self, submit: Submit) {
        self.next_seq = submit.seq.saturating_add(1);
        self.edits += 1;
        self.line.submit(submit).await;
    }

    /// The change of a client that may leave the numbers out.
    pub fn numbered(&self, op: ot::Op, base: u64, seq: Option<u32>, generation: Option<u32>) -> Submit {
        Submit { generation: generation.unwrap_or(self.generation), seq: seq.unwrap_or(self.next_seq), base, op }
    }

    pub async fn set_may_write(&self, may_write: bool) {
        self.line.set_may_write(may_write).await;
    }

    pub async fn lock(&self, wanted: bool) -> bool {
        self.line.lock(wanted).await
    }

    /// What is told of an update in JSON.
    pub fn message(&self, update: &Update, author: impl Fn(u32) -> Option<ParticipantId>) -> ServerMessage {
        let file_path = self.path.clone();
        match update.clone() {
            Update::Foreign { version, by, op } => ServerMessage::DocumentUpdate {
                file_path,
                operation: op,
                from_version: None,
                version,
                user_id: author(protocol::mark(by)),
            },
            Update::Composed { from, to, op } => ServerMessage::DocumentUpdate {
                file_path,
                operation: op,
                from_version: Some(from),
                version: to,
                user_id: None,
            },
            Update::Own { version, seq } => ServerMessage::Ack { file_path, seq, version },
            Update::Reset { generation, version, acked, text } => {
                ServerMessage::Document { file_path, generation, version, acked, content: text }
            }
            Update::Welcome { generation, version } => ServerMessage::Ready { file_path, generation, version },
            Update::Refused { generation, seq } => ServerMessage::Refused { file_path, generation, seq },
            Update::Resync { generation } => ServerMessage::Resync { file_path, generation },
        }
    }
}

/// Open files under their handles.
#[derive(Default)]
pub struct Files {
    by_handle: HashMap<u32, OpenFile>,
    last_handle: u32,
}

impl Files {
    pub fn len(&self) -> usize {
        self.by_handle.len()
    }

    pub fn add(&mut self, file: OpenFile) -> u32 {
        self.last_handle += 1;
        self.by_handle.insert(self.last_handle, file);
        self.last_handle
    }

    pub fn get(&mut self, handle: u32) -> Option<&mut OpenFile> {
        self.by_handle.get_mut(&handle)
    }

    pub fn at(&mut self, path: &str) -> Option<(u32, &mut OpenFile)> {
        self.by_handle.iter_mut().find(|(_, file)| file.path == path).map(|(handle, file)| (*handle, file))
    }

    /// The one of that id, or where no id is given, at that path.
    pub fn meant(&mut self, path: &str, id: Option<FileId>) -> Option<(u32, &mut OpenFile)> {
        let is_meant = |file: &OpenFile| id.map_or(file.path == path, |id| file.file == id);
        self.by_handle.iter_mut().find(|(_, file)| is_meant(file)).map(|(handle, file)| (*handle, file))
    }

    pub fn of(&self, id: FileId) -> Option<(u32, &OpenFile)> {
        self.by_handle.iter().find(|(_, file)| file.file == id).map(|(handle, file)| (*handle, file))
    }

    pub fn remove(&mut self, handle: u32) -> Option<OpenFile> {
        self.by_handle.remove(&handle)
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut OpenFile> {
        self.by_handle.values_mut()
    }
}

/// How long a cursor stands still before it is shown: ten a second are enough to the eye.
pub const CURSOR_EVERY: Duration = Duration::from_millis(100);
