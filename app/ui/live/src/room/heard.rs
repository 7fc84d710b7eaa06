//! What the server says.
use collab_contract::protocol::{CHANGE_FRAME, JSON_FRAME, updates_from_bytes};
use doc::Update;
use kernel::FileId;
use ot::bytes;
use serde::Deserialize;

use super::{Room, Unreadable, patience::Patience};
use crate::event::{Event, LineState};

/// Between two notices that somebody types, in milliseconds.
const TYPING_EVERY: u64 = 1_000;
/// Updates that wait while a text is held.
const MAX_HELD: usize = 4_096;
/// The code of the error that says that a session is somebody else's.
const SESSION_TAKEN: &str = "session_taken";
/// People whose typing and whose marks are remembered.
const MAX_PEOPLE: usize = 4_096;

/// What of a message is of interest here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    file_id: Option<FileId>,
    #[serde(default)]
    file_path: Option<String>,
    #[serde(default)]
    handle: Option<u32>,
    #[serde(default)]
    session: Option<String>,
    #[serde(default)]
    mark: Option<u32>,
    #[serde(default)]
    user_id: Option<String>,
    #[serde(default)]
    code: Option<String>,
}

impl Room {
    /// A frame arrived.
    ///
    /// # Errors
    /// [`Unreadable`]: the line has to be ended and made anew.
    pub fn received(&mut self, frame: &[u8], now: u64) -> Result<(), Unreadable> {
        match frame.split_first() {
            Some((&CHANGE_FRAME, body)) => self.hear_updates(body, now),
            Some((&JSON_FRAME, json)) => self.hear_message(json, now),
            _ => Err(Unreadable),
        }
    }

    fn hear_updates(&mut self, mut body: &[u8], now: u64) -> Result<(), Unreadable> {
        let handle = bytes::take(&mut body).map_err(|_| Unreadable)?;
        let updates = updates_from_bytes(body).map_err(|_| Unreadable)?;
        // Of a file that was closed meanwhile.
        let of_it = |handle_of: Option<u32>| handle_of.is_some_and(|known| u64::from(known) == handle);
        let Some(at) = self.files.iter().position(|open| of_it(open.handle)) else { return Ok(()) };
        // Versions count from 1, and a step leads forward.
        let is_bad = |update: &Update| match update {
            Update::Foreign { version, .. } => *version == 0,
            Update::Composed { from, to, .. } => from >= to,
            _ => false,
        };
        if updates.iter().any(is_bad) {
            return Err(Unreadable);
        }
        let held = &mut self.files[at].held;
        match held {
            Some(held) if held.len() < MAX_HELD => held.extend(updates),
            // No word takes that long.
            _ => {
                let held = held.take().unwrap_or_default();
                self.hear_all(at, held.into_iter().chain(updates), now);
            }
        }
        Ok(())
    }

    /// Takes in what came about a file.
    pub(super) fn hear_all(&mut self, at: usize, updates: impl IntoIterator<Item = Update>, now: u64) {
        for update in updates {
            if let Update::Foreign { by, .. } = update {
                self.hear_typing(at, by.0 as u32, now);
            }
            if !self.hear_update(at, update, now) {
                break;
            }
        }
        self.settle(at);
    }

    /// Answers whether the file still listens to what follows.
    fn hear_update(&mut self, at: usize, update: Update, now: u64) -> bool {
        let open = &mut self.files[at];
        open.is_touched = true;
        // What was typed while there was no text is not in the one that comes.
        let blind = (open.is_blind && !open.doc.has_text()).then(|| open.doc.text().to_string());
        let heard = open.doc.receive(update);
        if heard.is_ok() && open.doc.is_up() {
            open.patience.is_in(now);
        }
        match heard {
            Ok(mut outcome) => {
                if let Some(mine) = blind.filter(|_| open.doc.has_text()) {
                    open.is_blind = false;
                    let is_lost = outcome.lost.is_none() && open.doc.text().to_string() != mine;
                    outcome.lost = outcome.lost.or(is_lost.then_some(doc::Lost { text: mine }));
                }
                let goes_on = !outcome.must_resume;
                self.take(at, outcome);
                goes_on
            }
            Err(_) => {
                self.fail(at, now);
                false
            }
        }
    }

    /// Asks for the whole text. What is not stored is offered as a copy.
    pub(super) fn begin_anew(&mut self, at: usize) {
        let fresh = (self.fresh)();
        let open = &mut self.files[at];
        open.patience = Patience::default();
        let is_saved = open.is_saved();
        // The next one says which generation this one is.
        let resume = open.doc.resume(fresh);
        let refusal = Update::Refused { generation: resume.generation, seq: u32::MAX };
        if let Ok(outcome) = open.doc.receive(refusal)
            && let Some(lost) = outcome.lost.filter(|_| !is_saved)
        {
            let (file, path) = (open.id, open.path.clone());
            self.lose(file, path, lost.text);
        }
    }

    fn hear_typing(&mut self, at: usize, mark: u32, now: u64) {
        let Some(user) = self.writers.get(&mark) else { return };
        let file = self.files[at].id;
        let key = (user.clone(), file);
        if self.told_typing.get(&key).is_some_and(|told| now.saturating_sub(*told) < TYPING_EVERY) {
            return;
        }
        self.told_typing.retain(|_, told| now.saturating_sub(*told) < TYPING_EVERY);
        self.events.push_back(Event::Typing { user_id: key.0.clone(), file });
        self.told_typing.insert(key, now);
    }

    fn hear_message(&mut self, json: &[u8], now: u64) -> Result<(), Unreadable> {
        let head: Head = serde_json::from_slice(json).map_err(|_| Unreadable)?;
        match head.kind.as_str() {
            "opened" => self.hear_opened(&head),
            "file_gone" => self.hear_gone(&head),
            "writer" => {
                if let (Some(mark), Some(user)) = (head.mark, head.user_id) {
                    if self.writers.len() >= MAX_PEOPLE {
                        self.writers.clear();
                    }
                    self.writers.insert(mark, user);
                }
            }
            // About texts, which come as bytes here, or about the line.
            "document" | "document_update" | "ready" | "ack" | "refused" | "resync" | "pong" => {}
            "error" if head.code.as_deref() == Some(SESSION_TAKEN) && self.renew(&head, now) => {}
            _ => {
                if head.kind == "room_closed" {
                    let message = "This room was closed. Reload the page to go on without it.".to_owned();
                    self.events.push_back(Event::Line { state: LineState::Ended, message });
                }
                let json = std::str::from_utf8(json).map_err(|_| Unreadable)?;
                self.events.push_back(Event::Message(json.to_owned()));
            }
        }
        Ok(())
    }

    fn hear_opened(&mut self, head: &Head) {
        let Some(open) = self.files.iter_mut().find(|open| Some(open.id) == head.file_id) else { return };
        let session = head.session.as_deref().and_then(|hex| u128::from_str_radix(hex, 16).ok());
        // The answer to an earlier word, when it was somebody else.
        if session == Some(open.doc.session().0) {
            (open.handle, open.is_asking) = (head.handle, false);
        }
    }

    /// Files that are not open come again as somebody else. Answers whether there are any.
    fn renew(&mut self, head: &Head, now: u64) -> bool {
        let is_meant = |id: FileId| head.file_id.is_none_or(|file| file == id);
        let mut is_any = false;
        for at in 0..self.files.len() {
            let fresh = (self.fresh)();
            let open = &mut self.files[at];
            if open.is_asking && open.handle.is_none() && is_meant(open.id) {
                is_any = true;
                open.is_asking = false;
                open.renew(fresh);
                self.fail(at, now);
                self.stand(at);
            }
        }
        is_any
    }

    fn hear_gone(&mut self, head: &Head) {
        let found = match head.file_id {
            Some(file) => self.find(file),
            None => self.files.iter().position(|open| Some(&open.path) == head.file_path.as_ref()),
        };
        let Some(at) = found else { return };
        let open = self.files.remove(at);
        if open.is_kept {
            self.forgotten.push(open.id);
        }
        if !open.is_saved() {
            let text = open.doc.text().to_string();
            self.lose(open.id, open.path, text);
        }
        self.events.push_back(Event::Gone { file: open.id });
    }
}
