//! The document in an editor: changed at once, agreed with the server afterwards.
use std::collections::VecDeque;

use ot::{Op, OpError, RopeText};
use serde::{Deserialize, Serialize};

use crate::{
    flaw::Flaw,
    messages::{Resume, SessionId, Submit, Update},
    undo::UndoStack,
};

/// Changes that may be on their way at once.
pub const MAX_IN_FLIGHT: usize = 4;

/// The editor and the server no longer agree on what was said: the editor has to come again with [`ClientDoc::resume`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the editor is out of step with the server")]
pub struct OutOfStep;

impl From<OpError> for OutOfStep {
    fn from(_: OpError) -> Self {
        Self
    }
}

/// Changes that could not be kept in the document: the person is offered them as a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The text as the person had it.
    pub text: String,
}

/// What an update from the server means for the editor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// What has to be done to the text on the screen.
    pub change: Option<Op>,
    /// What was lost with it.
    pub lost: Option<Lost>,
    /// Whether the editor has to say [`ClientDoc::resume`] now.
    pub must_resume: bool,
}

/// A document as an editor keeps it while it is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Who it is to the server.
    pub session: SessionId,
    /// The text with everything that was typed.
    pub text: String,
    /// The newest version that is in it.
    pub version: u64,
    /// The last connection.
    pub generation: u32,
    /// The last number known to be committed.
    pub acked: u32,
    /// What was sent.
    pub in_flight: Vec<Op>,
    /// What was not sent yet.
    pub unsent: Op,
}

/// A text that everybody changes, in one editor.
#[derive(Debug, Clone)]
pub struct ClientDoc {
    session: SessionId,
    text: RopeText,
    version: u64,
    generation: u32,
    acked: u32,
    /// Sent, in order; the first one has the number after `acked`.
    in_flight: VecDeque<Op>,
    /// How many of them were sent on this connection.
    sent: usize,
    unsent: Op,
    most_in_flight: usize,
    link: Link,
    /// Whether it comes again as somebody else: what was dropped had numbers, and a copy of it may still be on its way or
    /// kept in a browser. The same number must never mean something else.
    renews: bool,
    undo: UndoStack,
    redo: UndoStack,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// Not connected: nothing is sent.
    Down,
    /// Has said where it stands, and waits to be told.
    Resuming,
    /// Sends.
    Up,
    /// Waits for the whole text: it never had one, was refused, or lost track of what it had sent.
    NeedsText {
        /// Whether what it has and the server does not would be lost with that.
        has_own: bool,
    },
}

impl ClientDoc {
    /// An empty text that was never connected. At most `most_in_flight` changes are on their way at once.
    pub fn new(session: SessionId, most_in_flight: usize) -> Self {
        Self {
            session,
            text: RopeText::default(),
            version: 0,
            generation: 0,
            acked: 0,
            in_flight: VecDeque::new(),
            sent: 0,
            unsent: Op::new(),
            most_in_flight: most_in_flight.max(1),
            link: Link::NeedsText { has_own: false },
            renews: false,
            undo: UndoStack::default(),
            redo: UndoStack::default(),
        }
    }

    /// Goes on from what was kept.
    pub fn restore(saved: Saved, most_in_flight: usize) -> Self {
        Self {
            text: RopeText::from(saved.text.as_str()),
            version: saved.version,
            generation: saved.generation,
            acked: saved.acked,
            in_flight: saved.in_flight.into(),
            unsent: saved.unsent,
            link: Link::Down,
            ..Self::new(saved.session, most_in_flight)
        }
    }

    /// What to keep while the editor is closed; nothing while there is no text to keep.
    pub fn save(&self) -> Option<Saved> {
        (!self.needs_text()).then(|| Saved {
            session: self.session,
            text: self.text.to_string(),
            version: self.version,
            generation: self.generation,
            acked: self.acked,
            in_flight: self.in_flight.iter().cloned().collect(),
            unsent: self.unsent.clone(),
        })
    }

    /// Who it is to the server.
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// The text with everything that was typed.
    pub const fn text(&self) -> &RopeText {
        &self.text
    }

    /// The newest version that is in the text.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Whether there is a text to show and to change.
    pub const fn has_text(&self) -> bool {
        !self.needs_text()
    }

    /// Whether everything that was typed is stored on the server.
    pub fn is_saved(&self) -> bool {
        self.in_flight.is_empty() && self.unsent.is_noop()
    }

    /// Whether changes can be sent.
    pub fn is_up(&self) -> bool {
        self.link == Link::Up
    }

    /// The person changed the text. One that `joins` is undone together with the one before it.
    pub fn edit(&mut self, op: &Op, joins: bool) -> Result<(), OpError> {
        let inverse = op.invert(&self.text)?;
        self.change(op)?;
        self.undo.record(inverse, joins)?;
        self.redo.clear();
        Ok(())
    }

    /// Takes the person's last change back. Answers what has to be done to the text on the screen.
    pub fn undo(&mut self) -> Result<Option<Op>, OpError> {
        let Some(op) = self.undo.pop()? else { return Ok(None) };
        let inverse = op.invert(&self.text)?;
        self.change(&op)?;
        self.redo.record(inverse, false)?;
        Ok(Some(op))
    }

    /// Does again what was taken back last.
    pub fn redo(&mut self) -> Result<Option<Op>, OpError> {
        let Some(op) = self.redo.pop()? else { return Ok(None) };
        let inverse = op.invert(&self.text)?;
        self.change(&op)?;
        self.undo.record(inverse, false)?;
        Ok(Some(op))
    }

    fn change(&mut self, op: &Op) -> Result<(), OpError> {
        let unsent = self.unsent.compose(op)?;
        op.apply(&mut self.text)?;
        self.unsent = unsent;
        Ok(())
    }

    /// The next change to send, if there is one and it may be sent now.
    pub fn next_submit(&mut self) -> Option<Submit> {
        if self.link != Link::Up {
            return None;
        }
        if self.sent == self.in_flight.len() {
            if self.in_flight.len() >= self.most_in_flight || self.unsent.is_noop() {
                return None;
            }
            // From here on it is frozen.
            self.in_flight.push_back(std::mem::take(&mut self.unsent));
        }
        let op = self.in_flight.get(self.sent)?.clone();
        self.sent += 1;
        Some(Submit { generation: self.generation, seq: self.acked + self.sent as u32, base: self.version, op })
    }

    /// The connection is gone.
    pub fn disconnect(&mut self) {
        if !self.needs_text() {
            self.link = Link::Down;
        }
        self.sent = 0;
        if Flaw::ResendAfterCompose.is_planted()
            && let Some(last) = self.in_flight.back_mut()
        {
            let unsent = std::mem::take(&mut self.unsent);
            *last = last.compose(&unsent).unwrap_or_default();
        }
    }

    /// The first word on a new connection. `fresh` is a number that nobody can guess and nobody had; it is used where the
    /// document must not come again as who it was.
    pub fn resume(&mut self, fresh: SessionId) -> Resume {
        self.disconnect();
        if std::mem::take(&mut self.renews) {
            (self.session, self.generation, self.acked) = (fresh, 0, 0);
        }
        self.generation += 1;
        let needs_text = self.needs_text();
        if !needs_text {
            self.link = Link::Resuming;
        }
        Resume { generation: self.generation, version: (!needs_text).then_some(self.version), acked: self.acked }
    }

    /// The server says something.
    pub fn receive(&mut self, update: Update) -> Result<Outcome, OutOfStep> {
        match update {
            Update::Foreign { version, op, .. } => self.step(version - 1, version, op),
            Update::Composed { from, to, op } => self.step(from, to, op),
            Update::Own { version, seq } => self.own(version, seq),
            Update::Reset { generation, version, acked, text } if generation == self.generation => {
                self.reset(version, acked, &text)
            }
            Update::Welcome { generation, version } => {
                if generation == self.generation && self.link == Link::Resuming {
                    // It comes after the catch-up.
                    self.link = Link::Up;
                    if self.version < version {
                        return Err(OutOfStep);
                    }
                }
                Ok(Outcome::default())
            }
            Update::Refused { generation, seq } => Ok(self.refused(generation, seq)),
            Update::Resync { generation } if generation == self.generation => Err(OutOfStep),
            // Meant for a connection before this one.
            Update::Resync { .. } | Update::Reset { .. } => Ok(Outcome::default()),
        }
    }

    /// Others' changes that lead from one version to another.
    fn step(&mut self, from: u64, to: u64, op: Op) -> Result<Outcome, OutOfStep> {
        if to <= self.version || self.needs_text() {
            return Ok(Outcome::default());
        }
        if from != self.version && !Flaw::IgnoredGap.is_planted() {
            return self.gap();
        }
        let mut theirs = op;
        let mut mine = Vec::with_capacity(self.in_flight.len());
        for own in &self.in_flight {
            let (own, rest) = Op::transform(own, &theirs)?;
            mine.push(own);
            theirs = rest;
        }
        let (unsent, theirs) = if self.unsent.is_noop() {
            (None, theirs)
        } else {
            let (unsent, theirs) = Op::transform(&self.unsent, &theirs)?;
            (Some(unsent), theirs)
        };
        theirs.apply(&mut self.text)?;
        self.in_flight = mine.into();
        if let Some(unsent) = unsent
            && !Flaw::StaleBuffer.is_planted()
        {
            self.unsent = unsent;
        }
        self.undo.others_did(&theirs)?;
        self.redo.others_did(&theirs)?;
        self.version = to;
        Ok(Outcome { change: Some(theirs), ..Outcome::default() })
    }

    fn own(&mut self, version: u64, seq: u32) -> Result<Outcome, OutOfStep> {
        if version <= self.version || self.needs_text() {
            return Ok(Outcome::default());
        }
        if version != self.version + 1 || seq != self.acked + 1 {
            return self.gap();
        }
        if self.in_flight.is_empty() {
            // Kept before it was sent, and closed after: what it has is partly in the document already.
            self.link = Link::NeedsText { has_own: true };
            return Err(OutOfStep);
        }
        self.in_flight.pop_front();
        self.sent = self.sent.saturating_sub(1);
        self.acked = seq;
        self.version = version;
        Ok(Outcome::default())
    }

    /// Takes the server's text. What was typed and is not in it is offered as a copy.
    fn reset(&mut self, version: u64, acked: u32, text: &str) -> Result<Outcome, OutOfStep> {
        let has_own = match self.link {
            Link::NeedsText { has_own } => has_own,
            // The same answer for a second time.
            Link::Up | Link::Down => return Ok(Outcome::default()),
            // What was sent and committed is in the text.
            Link::Resuming => acked.saturating_sub(self.acked) < self.in_flight.len() as u32 || !self.unsent.is_noop(),
        };
        let mine = self.text.to_string();
        let lost = (has_own && mine != text).then(|| Lost { text: mine.clone() });
        let change = Op::replacing(&mine, text)?;
        let drops_sent = self.in_flight.len() as u32 > acked.saturating_sub(self.acked);
        self.text = RopeText::from(text);
        self.version = version;
        self.acked = self.acked.max(acked);
        self.link = Link::Up;
        self.forget_own();
        if drops_sent {
            self.renews = true;
            self.link = Link::Down;
        }
        Ok(Outcome { change: Some(change), lost, must_resume: drops_sent })
    }

    /// Keeps the person's text as a copy; the document comes anew.
    fn refused(&mut self, generation: u32, seq: u32) -> Outcome {
        if generation != self.generation || seq <= self.acked || self.needs_text() {
            return Outcome::default();
        }
        let lost = Lost { text: self.text.to_string() };
        self.forget_own();
        self.renews = true;
        self.link = Link::NeedsText { has_own: false };
        Outcome { change: None, lost: Some(lost), must_resume: true }
    }

    fn forget_own(&mut self) {
        self.in_flight.clear();
        self.sent = 0;
        self.unsent = Op::new();
        self.undo.clear();
        self.redo.clear();
    }

    /// Something is missing. While the answer to [`ClientDoc::resume`] is awaited, that will bring it.
    fn gap(&self) -> Result<Outcome, OutOfStep> {
        if self.link == Link::Resuming { Ok(Outcome::default()) } else { Err(OutOfStep) }
    }

    const fn needs_text(&self) -> bool {
        matches!(self.link, Link::NeedsText { .. })
    }
}
