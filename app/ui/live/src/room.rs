//! The files that a page has open in a room, without clock, network and storage.
//!
//! Whoever drives it calls what happens, sends [`Room::frames`] while the line is up, shows [`Room::next_event`], keeps
//! [`Room::take_kept`], and calls [`Room::tick`] when [`Room::due`] says so. Times are milliseconds from anywhere.
mod cursor;
mod file;
mod heard;
mod patience;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use collab_contract::protocol::{ClientMessage, JSON_FRAME, MAX_MESSAGE_BYTES, MAX_OPEN_FILES, Position, SubmitFrame};
use doc::{Outcome, Saved, SessionId, Update};
use kernel::FileId;
use ot::Op;

use self::{cursor::Cursor, file::OpenFile, patience::Patience};
use crate::{
    edits,
    event::{Event, Standing},
    record::MAX_LOST,
};

/// The server said something that cannot be: the line has to be made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message of the room could not be read")]
pub struct Unreadable;

/// A file with what of it waits for the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it is called.
    pub path: String,
    /// Text and changes.
    pub saved: Saved,
}

/// What the person typed and no file has. It was told as [`Event::Lost`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostText {
    /// Which file it was meant for.
    pub file: FileId,
    /// What that was called.
    pub path: String,
    /// The text as they had it.
    pub text: String,
}

/// Everything that is open.
pub struct Room {
    files: Vec<OpenFile>,
    fresh: Box<dyn FnMut() -> SessionId>,
    is_up: bool,
    frames: Vec<Vec<u8>>,
    events: VecDeque<Event>,
    /// Who writes under which mark.
    writers: BTreeMap<u32, String>,
    /// When it was last told that somebody types.
    told_typing: BTreeMap<(String, FileId), u64>,
    cursor: Cursor,
    /// Files whose kept copy has to go although they are not open any more.
    forgotten: Vec<FileId>,
    /// Lost texts that nobody has taken to keep.
    lost: Vec<LostText>,
}

impl Room {
    /// Nothing open, no line. `fresh` makes random numbers that nobody can guess, above the largest of 64 bits.
    pub fn new(fresh: impl FnMut() -> SessionId + 'static) -> Self {
        Self {
            files: Vec::new(),
            fresh: Box::new(fresh),
            is_up: false,
            frames: Vec::new(),
            events: VecDeque::new(),
            writers: BTreeMap::new(),
            told_typing: BTreeMap::new(),
            cursor: Cursor::default(),
            forgotten: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Opens a file with the text that the page was rendered with, of that version; a kept copy wins over it. Opening
    /// what is open tells its text again.
    pub fn open(&mut self, file: FileId, path: &str, version: u64, text: String, kept: Option<Saved>) {
        if let Some(at) = self.find(file) {
            let open = &mut self.files[at];
            open.is_closing = false;
            open.standing = None;
            self.events.push_back(Event::Text { file, text: open.doc.text().to_string() });
            self.stand(at);
            return;
        }
        if self.files.len() >= MAX_OPEN_FILES {
            let message = format!("At most {MAX_OPEN_FILES} files can be open at once. Close one first.");
            self.events.push_back(Event::error("too_many_files", &message));
            return;
        }
        let is_kept = kept.is_some();
        let saved = kept.unwrap_or_else(|| Saved {
            session: (self.fresh)(),
            text,
            version,
            generation: 0,
            acked: 0,
            in_flight: Vec::new(),
            unsent: Op::new(),
        });
        self.events.push_back(Event::Text { file, text: saved.text.clone() });
        self.files.push(OpenFile::new(file, path.to_owned(), saved, is_kept));
        let at = self.files.len() - 1;
        if self.is_up {
            self.come(at);
        }
        self.stand(at);
    }

    /// The page closes a file. It stays open here until everything typed in it is stored.
    pub fn close(&mut self, file: FileId) {
        if let Some(at) = self.find(file) {
            self.files[at].is_closing = true;
            self.sweep();
        }
    }

    /// The file has another path now. On the line it says that it goes on under that; it stays open, with its lock.
    pub fn renamed(&mut self, file: FileId, path: &str) {
        let Some(at) = self.find(file).filter(|at| self.files[*at].path != path) else { return };
        let open = &mut self.files[at];
        open.path = path.to_owned();
        open.is_touched = true;
        // Who waits to say it says it then.
        if self.is_up && open.patience.due(0).is_none() {
            self.come(at);
        }
    }

    /// The person changed the text in a code editor: a list of [`edits::Edit`] as JSON.
    pub fn edited(&mut self, file: FileId, changes: &[u8], now: u64) {
        let Some(at) = self.find(file) else { return };
        let open = &mut self.files[at];
        let done = edits::read(changes, open.doc.text())
            .and_then(|change| open.edit(&change.op, now).map(|()| change.mend).map_err(Into::into));
        match done {
            Ok(mend) => self.show(at, mend, false),
            // The editor takes the document's text, and both are one again.
            Err(_) => self.events.push_back(Event::Text { file, text: open.doc.text().to_string() }),
        }
        self.settle(at);
    }

    /// The person changed the text in a plain field, which now holds this.
    pub fn retyped(&mut self, file: FileId, text: &str, now: u64) {
        let Some(at) = self.find(file) else { return };
        let open = &mut self.files[at];
        let clean = edits::clean(text);
        let old = open.doc.text().to_string();
        let done = Op::replacing(&old, clean.as_deref().unwrap_or(text)).and_then(|op| open.edit(&op, now));
        if clean.is_some() || done.is_err() {
            self.events.push_back(Event::Text { file, text: open.doc.text().to_string() });
        }
        self.settle(at);
    }

    /// Takes back the person's last step.
    pub fn undo(&mut self, file: FileId) {
        self.step_back(file, |open| open.doc.undo());
    }

    /// Does again what was taken back last.
    pub fn redo(&mut self, file: FileId) {
        self.step_back(file, |open| open.doc.redo());
    }

    fn step_back(&mut self, file: FileId, step: impl FnOnce(&mut OpenFile) -> Result<Option<Op>, ot::OpError>) {
        let Some(at) = self.find(file) else { return };
        if let Ok(Some(op)) = step(&mut self.files[at]) {
            self.files[at].changed();
            self.show(at, op, true);
            self.settle(at);
        }
    }

    /// Keeps a text as it is but for what the person does, because an input method is in the middle of a word; or lets in
    /// what came meanwhile.
    pub fn hold(&mut self, file: FileId, wanted: bool, now: u64) {
        let Some(at) = self.find(file) else { return };
        if wanted {
            self.files[at].held.get_or_insert_default();
        } else if let Some(updates) = self.files[at].held.take() {
            self.hear_all(at, updates, now);
        }
    }

    /// The cursor went somewhere. Ten of these a second are sent, the last one always.
    pub fn point(&mut self, file: FileId, position: Position, selection: Option<Position>, now: u64) {
        self.cursor.point(file, position, selection);
        self.tick(now);
    }

    /// In how many milliseconds [`Room::tick`] has something to do.
    pub fn due(&self, now: u64) -> Option<u64> {
        if !self.is_up {
            return None;
        }
        self.files.iter().filter_map(|open| open.patience.due(now)).chain(self.cursor.due(now)).min()
    }

    /// Sends what waited for its time.
    pub fn tick(&mut self, now: u64) {
        if !self.is_up {
            return;
        }
        let is_due = |open: &&OpenFile| open.patience.due(now) == Some(0);
        let due: Vec<FileId> = self.files.iter().filter(is_due).map(|open| open.id).collect();
        for file in due {
            if let Some(at) = self.find(file) {
                self.come_again(at, now);
                self.settle(at);
            }
        }
        let Some((file, position, selection)) = self.cursor.take(now) else { return };
        if let Some(at) = self.find(file) {
            let file_path = self.files[at].path.clone();
            self.tell(&ClientMessage::CursorMove { position, selection, file_path });
        }
    }

    /// Locks a file or frees it.
    pub fn lock(&mut self, file: FileId, wanted: bool) {
        if !self.is_up {
            self.say_that_it_is_offline();
        } else if let Some(at) = self.find(file) {
            let file_path = self.files[at].path.clone();
            self.tell(&ClientMessage::Lock { file_path, file_id: Some(file), is_locked: wanted });
        }
    }

    /// Says any other message, as JSON. Without a line it is not said, and an `error` says so.
    pub fn say(&mut self, json: &str) {
        if self.is_up {
            self.send_json(json.as_bytes());
        } else {
            self.say_that_it_is_offline();
        }
    }

    fn say_that_it_is_offline(&mut self) {
        self.events.push_back(Event::error("offline", "There is no line to the room. Try again when it is back."));
    }

    /// The line is there: every file says where it stands.
    pub fn connected(&mut self) {
        self.disconnected();
        self.is_up = true;
        self.cursor.again();
        for at in 0..self.files.len() {
            self.come(at);
            self.stand(at);
        }
    }

    /// The line is gone. Everything goes on.
    pub fn disconnected(&mut self) {
        self.is_up = false;
        self.frames.clear();
        self.writers.clear();
        for at in 0..self.files.len() {
            let open = &mut self.files[at];
            open.doc.disconnect();
            // All of it is said again on the next line.
            if let Some(held) = &mut open.held {
                held.clear();
            }
            (open.handle, open.is_asking, open.patience) = (None, false, Patience::default());
            self.stand(at);
        }
    }

    /// What has to be sent, in order.
    pub fn frames(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.frames)
    }

    /// What happened next. Between two calls the person may have done more: a change that is told here leads, with
    /// those before it, to the document's text of that moment.
    pub fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Everything that happened.
    pub fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events).into()
    }

    /// The line or something else around the room has something to tell, behind what is told already.
    pub fn tell_page(&mut self, event: Event) {
        self.events.push_back(event);
    }

    /// The text of an open file.
    pub fn text(&self, file: FileId) -> Option<String> {
        self.find(file).map(|at| self.files[at].doc.text().to_string())
    }

    /// Whether the file is open, or was closed and waits for the server.
    pub fn has(&self, file: FileId) -> bool {
        self.find(file).is_some()
    }

    /// Whether everything that was typed is stored.
    pub fn is_saved(&self) -> bool {
        self.files.iter().all(OpenFile::is_saved)
    }

    /// Whether [`Room::take_kept`] has something.
    pub fn has_to_keep(&self) -> bool {
        !self.forgotten.is_empty() || self.files.iter().any(|open| open.is_touched)
    }

    /// What has to be kept from now on, and which kept copies have to go.
    pub fn take_kept(&mut self) -> Vec<(FileId, Option<Kept>)> {
        let mut all: Vec<_> = self.forgotten.drain(..).map(|file| (file, None)).collect();
        all.extend(self.files.iter_mut().filter_map(OpenFile::take_kept));
        all
    }

    /// What is kept has to be kept again, although it is the same.
    pub fn keep_again(&mut self) {
        for open in &mut self.files {
            open.is_touched |= open.is_kept;
        }
    }

    /// Lost texts since the last time, in the order in which they were told. Of more than [`MAX_LOST`] the first ones.
    pub fn take_lost(&mut self) -> Vec<LostText> {
        std::mem::take(&mut self.lost)
    }

    /// The first lost text of a file that was not taken is not to be kept any more.
    pub fn forget_lost(&mut self, file: FileId) {
        if let Some(at) = self.lost.iter().position(|lost| lost.file == file) {
            self.lost.remove(at);
        }
    }

    /// Offers what cannot become part of a file as a copy.
    fn lose(&mut self, file: FileId, path: String, text: String) {
        if self.lost.len() < MAX_LOST {
            self.lost.push(LostText { file, path: path.clone(), text: text.clone() });
        }
        self.events.push_back(Event::Lost { file, path, text });
    }

    fn find(&self, file: FileId) -> Option<usize> {
        self.files.iter().position(|open| open.id == file)
    }

    /// Says where a file stands, for the first time on a line or again.
    fn come(&mut self, at: usize) {
        let fresh = (self.fresh)();
        let open = &mut self.files[at];
        let before = open.doc.session();
        let resume = open.doc.resume(fresh);
        let session = open.doc.session();
        if session != before {
            // What is still said to the one that it was is not meant for the one that it is.
            open.handle = None;
        }
        open.patience.said();
        open.is_asking = true;
        open.is_touched = true;
        let message = ClientMessage::Open {
            file_path: open.path.clone(),
            file_id: Some(open.id),
            session: Some(format!("{:032x}", session.0)),
            generation: Some(resume.generation),
            version: resume.version,
            acked: Some(resume.acked),
        };
        self.tell(&message);
    }

    /// Says so again after it was not let in, or begins anew when that is in vain.
    fn come_again(&mut self, at: usize, now: u64) {
        if self.files[at].patience.is_over(now) {
            self.begin_anew(at);
        }
        self.come(at);
    }

    /// A file was not let in, or is put out: it says again where it stands, later each time.
    fn fail(&mut self, at: usize, now: u64) {
        let open = &mut self.files[at];
        open.patience.failed(now);
        if open.patience.due(now) == Some(0) {
            self.come_again(at, now);
        } else {
            // Until then nothing is said, and what is heard comes again.
            open.doc.disconnect();
            open.handle = None;
        }
    }

    /// After something was done to a file: what can be sent is, and what is to be told is.
    fn settle(&mut self, at: usize) {
        self.submit(at);
        self.stand(at);
        self.sweep();
    }

    fn submit(&mut self, at: usize) {
        let open = &mut self.files[at];
        let Some(handle) = open.handle.filter(|_| self.is_up) else { return };
        while let Some(submit) = open.doc.next_submit() {
            let (generation, seq) = (submit.generation, submit.seq);
            let frame = SubmitFrame { handle, submit }.to_bytes();
            if frame.len() > MAX_MESSAGE_BYTES {
                // It would end the line, and be sent again on the next.
                if let Ok(outcome) = open.doc.receive(Update::Refused { generation, seq }) {
                    self.take(at, outcome);
                }
                return;
            }
            self.frames.push(frame);
        }
    }

    /// What the document makes of an update.
    fn take(&mut self, at: usize, outcome: Outcome) {
        if let Some(lost) = outcome.lost {
            let open = &self.files[at];
            let (file, path) = (open.id, open.path.clone());
            self.lose(file, path, lost.text);
        }
        if let Some(change) = outcome.change {
            let open = &mut self.files[at];
            open.typed = open.typed.map(|typed| typed.moved(&change));
            self.show(at, change, false);
        }
        if outcome.must_resume && self.is_up {
            self.come(at);
        }
    }

    /// Tells a change. A change of the same file that nobody has taken yet becomes one with it, so that whoever takes
    /// it has the document's text.
    fn show(&mut self, at: usize, op: Op, own: bool) {
        let file = self.files[at].id;
        if op.is_noop() || self.files[at].is_closing {
            return;
        }
        let last = self.events.iter_mut().rev().find_map(|event| match event {
            Event::Change { file: of, op, own } if *of == file => Some(Some((op, own))),
            // It stands between the two.
            Event::Text { file: of, .. } if *of == file => Some(None),
            _ => None,
        });
        if let Some(Some((before, was_own))) = last
            && before.push(&op).is_ok()
        {
            *was_own &= own;
            return;
        }
        self.events.push_back(Event::Change { file, op, own });
    }

    fn stand(&mut self, at: usize) {
        let open = &mut self.files[at];
        let standing = match (open.is_saved(), self.is_up) {
            (true, _) => Standing::Saved,
            (false, true) => Standing::Syncing,
            (false, false) => Standing::Offline,
        };
        if open.standing != Some(standing) {
            open.standing = Some(standing);
            if !open.is_closing {
                self.events.push_back(Event::Standing { file: open.id, standing });
            }
        }
    }

    /// Closes what the page has closed and the server has all of.
    fn sweep(&mut self) {
        while let Some(at) = self.files.iter().position(|open| open.is_closing && open.is_saved()) {
            self.remove(at);
        }
    }

    fn remove(&mut self, at: usize) {
        let open = self.files.remove(at);
        if open.is_kept {
            self.forgotten.push(open.id);
        }
        if self.is_up {
            self.tell(&ClientMessage::Close { file_path: open.path, file_id: Some(open.id) });
        }
    }

    fn tell(&mut self, message: &ClientMessage) {
        // Nothing in it can fail to be written.
        if let Ok(json) = serde_json::to_vec(message) {
            self.send_json(&json);
        }
    }

    fn send_json(&mut self, json: &[u8]) {
        let mut frame = Vec::with_capacity(json.len() + 1);
        frame.push(JSON_FRAME);
        frame.extend_from_slice(json);
        self.frames.push(frame);
    }
}
