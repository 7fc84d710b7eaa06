//! The document on the server: one order for everyone's changes.
use std::{collections::HashMap, sync::Arc};

use ot::{Op, OpError, RopeText, Text};

use crate::{
    flaw::Flaw,
    history::{Entry, History},
    messages::{CatchUp, Resume, SessionId, Submit, Update},
    sessions::{Session, StoredSession},
};

/// The largest text that editing together may make, in bytes of UTF-8.
pub const MAX_TEXT_BYTES: usize = 10 * 1024 * 1024;
/// The most that one change may insert, in UTF-16 code units.
pub const MAX_OP_UNITS: u32 = 1024 * 1024;
/// Changes that a catch-up tells one by one; more are composed.
const MOST_SINGLE: usize = 64;

/// Why a change was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The connection was replaced by a newer one, or ended by a refusal. Nobody waits for an answer.
    #[error("this connection was replaced by a newer one")]
    Fenced,
    /// A change before it is missing, or the editor names a version that cannot be: it has to come again with `Resume`.
    #[error("the editor is out of step")]
    OutOfStep,
    /// The change does not fit the text.
    #[error(transparent)]
    Op(#[from] OpError),
    /// Lines end with LF here.
    #[error("the text holds a carriage return or a NUL character")]
    Control,
    /// It would make the text too long.
    #[error("the text would grow beyond its limit")]
    TooLong,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    /// It made this version.
    Committed {
        /// The version after it.
        version: u64,
    },
    /// It was committed before.
    Already,
}

/// A document as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The text.
    pub text: String,
    /// Its version.
    pub version: u64,
    /// The editors whose changes are in it.
    pub sessions: Vec<StoredSession>,
}

/// A text that everybody changes, on the server.
#[derive(Debug, Clone)]
pub struct ServerDoc {
    text: RopeText,
    version: u64,
    durable: u64,
    history: History,
    sessions: HashMap<SessionId, Session>,
    most_single: usize,
    most_bytes: usize,
}

impl ServerDoc {
    /// Opens what was stored, with the changes that were stored after it.
    pub fn load(stored: Stored, tail: impl IntoIterator<Item = Entry>) -> Result<Self, OpError> {
        let known = |stored: StoredSession| Session {
            last_seq: stored.last_seq,
            last_version: stored.last_version,
            ..Session::default()
        };
        let mut doc = Self {
            text: RopeText::from(stored.text.as_str()),
            version: stored.version,
            durable: stored.version,
            history: History::default(),
            sessions: stored.sessions.into_iter().map(|one| (one.session, known(one))).collect(),
            most_single: MOST_SINGLE,
            most_bytes: MAX_TEXT_BYTES,
        };
        for entry in tail {
            entry.op.apply(&mut doc.text)?;
            let session = doc.sessions.entry(entry.session).or_default();
            (session.last_seq, session.last_version) = (entry.seq, entry.version);
            doc.version = entry.version;
            doc.durable = entry.version;
            doc.history.push(entry, u64::MAX);
        }
        Ok(doc)
    }

    /// The same document, which tells more than `most` changes in a catch-up as one.
    pub const fn composing_above(mut self, most: usize) -> Self {
        self.most_single = most;
        self
    }

    /// The same document, which may not grow beyond `most` bytes.
    pub fn limited_to(mut self, most: usize) -> Self {
        self.most_bytes = most.min(MAX_TEXT_BYTES);
        self
    }

    /// The text, as of [`Self::version`].
    pub const fn text(&self) -> &RopeText {
        &self.text
    }

    /// The newest version. Others may be told of [`Self::durable`] only.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The newest version that is stored.
    pub const fn durable(&self) -> u64 {
        self.durable
    }

    /// The changes that are not stored yet.
    pub fn undurable(&self) -> Vec<Entry> {
        self.history.between(self.durable, self.version).into_iter().flatten().cloned().collect()
    }

    /// Everything up to `version` is stored now.
    pub fn mark_durable(&mut self, version: u64) {
        self.durable = self.durable.max(version.min(self.version));
    }

    /// The document for storing; whoever stores it does so only once [`Self::version`] is durable.
    pub fn to_stored(&self) -> Stored {
        let stored = |(&session, state): (&SessionId, &Session)| StoredSession {
            session,
            last_seq: state.last_seq,
            last_version: state.last_version,
        };
        let sessions = self.sessions.iter().filter(|(id, state)| **id != SessionId::SERVER && state.last_seq > 0);
        Stored { text: self.text.to_string(), version: self.version, sessions: sessions.map(stored).collect() }
    }

    /// Takes an editor's change. Whether the person may write is for the caller to say, just before.
    pub fn submit(&mut self, from: SessionId, submit: Submit) -> Result<Submitted, Refusal> {
        let Submit { generation, seq, base, op } = submit;
        let session = self.sessions.entry(from).or_default();
        let is_fenced = generation < session.generation || (generation == session.generation && session.is_ended);
        if is_fenced && !Flaw::MissedFence.is_planted() {
            return Err(Refusal::Fenced);
        }
        if seq <= session.last_seq && !Flaw::NoDeduplication.is_planted() {
            return Ok(Submitted::Already);
        }
        if seq > session.last_seq + 1 || base > self.version {
            return Err(Refusal::OutOfStep);
        }
        let bridge = &mut session.bridge;
        bridge.seen(base);
        // A bridge that was lost (a restart) or cut (a catch-up) cannot be made again for what lies before it.
        if bridge.upto() < session.last_version {
            return Err(Refusal::OutOfStep);
        }
        let missing = self.history.between(bridge.upto(), self.version).ok_or(Refusal::OutOfStep)?;
        for entry in missing {
            if entry.session == from {
                bridge.pass(entry.version)
            } else {
                bridge.push(entry.version, (*entry.op).clone())
            }
        }
        check_content(&op)?;
        let (op, crossed) = bridge.cross(op)?;
        check_length(&self.text, &op, self.most_bytes)?;
        op.apply(&mut self.text)?;
        bridge.settle(crossed);
        self.version += 1;
        bridge.pass(self.version);
        (session.last_seq, session.last_version) = (seq, self.version);
        self.history.push(Entry { version: self.version, session: from, seq, op: Arc::new(op) }, self.durable);
        Ok(Submitted::Committed { version: self.version })
    }

    /// Makes a change of the server's own, on the newest text.
    pub fn change(&mut self, op: Op) -> Result<u64, Refusal> {
        check_content(&op)?;
        check_length(&self.text, &op, self.most_bytes)?;
        op.apply(&mut self.text)?;
        self.version += 1;
        let entry = Entry { version: self.version, session: SessionId::SERVER, seq: 0, op: Arc::new(op) };
        self.history.push(entry, self.durable);
        Ok(self.version)
    }

    /// Does not listen to this connection of the session any more: its change was refused, or it has to resume.
    pub fn end_generation(&mut self, session: SessionId) {
        self.sessions.entry(session).or_default().is_ended = true;
    }

    /// An editor comes, for the first time or again. Answers how it is brought to [`Self::durable`].
    pub fn resume(&mut self, from: SessionId, resume: &Resume) -> Result<CatchUp, Refusal> {
        let session = self.sessions.entry(from).or_default();
        if resume.generation <= session.generation && session.generation > 0 && !Flaw::MissedFence.is_planted() {
            return Err(Refusal::Fenced);
        }
        (session.generation, session.is_ended) = (resume.generation, false);
        // The session may have been forgotten meanwhile; and numbers that were refused are not used again.
        session.last_seq = session.last_seq.max(resume.acked);
        let durable = self.durable;
        match resume.version {
            Some(version) if version <= durable => Ok(self.catch_up(from, version)),
            Some(_) => Err(Refusal::OutOfStep),
            None => Ok(self.whole(from).map_or(CatchUp::Later, |whole| CatchUp::Updates(vec![whole]))),
        }
    }

    /// The whole text for an editor without one; nothing while a part of it is not stored yet.
    pub fn whole(&self, to: SessionId) -> Option<Update> {
        if self.durable < self.version && !Flaw::AckBeforeCommit.is_planted() {
            return None;
        }
        let (generation, acked) =
            self.sessions.get(&to).map_or((0, 0), |session| (session.generation, session.last_seq));
        Some(Update::Reset { generation, version: self.version, acked, text: self.text.to_string() })
    }

    /// Takes older changes from the log back into memory, for an editor that was told [`CatchUp::Older`] and asks again.
    /// Answers false when they do not lead up to what is here.
    pub fn remember(&mut self, older: Vec<Entry>) -> bool {
        self.history.prepend(older, self.version)
    }

    /// The version from which on changes are in memory.
    pub fn remembers_from(&self) -> u64 {
        self.history.start().unwrap_or(self.version)
    }

    /// What `to` has to be told after `version`, up to what is stored, before it may send anything. Much is told as one
    /// change: rewriting what the editor has on its way over that may come out differently than over its parts, so none
    /// of it may have been committed.
    fn catch_up(&self, to: SessionId, version: u64) -> CatchUp {
        let Some(entries) = self.history.between(version, self.durable) else { return CatchUp::Older };
        let entries: Vec<&Entry> = entries.collect();
        let own = self.sessions.get(&to).map_or(0, |session| session.last_version);
        let alone = match own {
            _ if Flaw::ComposedTooEarly.is_planted() => 0,
            // Committed, but not stored: all of these were rewritten over it one by one.
            own if own > self.durable => entries.len(),
            own => entries.iter().filter(|entry| entry.version <= own).count(),
        };
        let (alone, rest) = entries.split_at(alone);
        let single = |entry: &&Entry| update_for(to, entry);
        let mut updates: Vec<Update> = alone.iter().map(single).collect();
        let composed = match rest {
            [first, others @ ..] if others.len() >= self.most_single => others
                .iter()
                .try_fold((*first.op).clone(), |all, entry| all.compose(&entry.op))
                .ok()
                .map(|op| Update::Composed { from: first.version - 1, to: self.durable, op }),
            _ => None,
        };
        match composed {
            Some(composed) => updates.push(composed),
            // Few, or together about more text than one change may be.
            None => updates.extend(rest.iter().map(single)),
        }
        CatchUp::Updates(updates)
    }

    /// The changes after `version` that are stored, as they are told to `to`.
    pub fn updates_after(&self, to: SessionId, version: u64) -> Option<Vec<Update>> {
        let upto = if Flaw::AckBeforeCommit.is_planted() { self.version } else { self.durable };
        Some(self.history.between(version, upto)?.map(|entry| update_for(to, entry)).collect())
    }

    /// Stored entries after `version`, for whoever encodes them once for everybody.
    pub fn entries_after(&self, version: u64) -> Option<impl DoubleEndedIterator<Item = &Entry>> {
        self.history.between(version, self.durable)
    }
}

fn update_for(to: SessionId, entry: &Entry) -> Update {
    if entry.session == to {
        Update::Own { version: entry.version, seq: entry.seq }
    } else {
        Update::Foreign { version: entry.version, by: entry.session, op: (*entry.op).clone() }
    }
}

fn check_content(op: &Op) -> Result<(), Refusal> {
    if op.inserted_units() > MAX_OP_UNITS {
        return Err(Refusal::TooLong);
    }
    if op.inserted_text().contains(['\r', '\0']) {
        return Err(Refusal::Control);
    }
    Ok(())
}

fn check_length(text: &RopeText, op: &Op, most_bytes: usize) -> Result<(), Refusal> {
    if op.base_units() > text.units() {
        return Err(OpError::PastTheEnd { needs: op.base_units(), has: text.units() }.into());
    }
    // Deleted bytes are not subtracted: they are not known without reading, and the limit is a round one.
    if text.len_bytes() + op.inserted_text().len() > most_bytes && op.inserted_units() > op.deleted_units() {
        return Err(Refusal::TooLong);
    }
    Ok(())
}
