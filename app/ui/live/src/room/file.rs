//! One open file.
use doc::{ClientDoc, MAX_IN_FLIGHT, Saved, SessionId, Update};
use kernel::FileId;
use ot::{Op, OpError};

use super::{Kept, patience::Patience};
use crate::{event::Standing, typing::Typed};

pub struct OpenFile {
    pub id: FileId,
    pub path: String,
    pub doc: ClientDoc,
    /// What the line calls it.
    pub handle: Option<u32>,
    /// What the page was told last.
    pub standing: Option<Standing>,
    pub typed: Option<Typed>,
    /// When it says again where it stands, where it was not let in.
    pub patience: Patience,
    /// Whether it waits to hear that it is open.
    pub is_asking: bool,
    /// Whether the person typed while the document waits for its text: that text will not have it.
    pub is_blind: bool,
    /// What came while the page wanted nothing to change; nothing while it does.
    pub held: Option<Vec<Update>>,
    /// Whether the page has closed it.
    pub is_closing: bool,
    /// Whether it may have changed since it was kept.
    pub is_touched: bool,
    /// Whether a copy of it is kept.
    pub is_kept: bool,
}

impl OpenFile {
    pub fn new(id: FileId, path: String, saved: Saved, is_kept: bool) -> Self {
        Self {
            id,
            path,
            doc: ClientDoc::restore(saved, MAX_IN_FLIGHT),
            handle: None,
            standing: None,
            typed: None,
            patience: Patience::default(),
            is_asking: false,
            is_blind: false,
            held: None,
            is_closing: false,
            is_touched: is_kept,
            is_kept,
        }
    }

    /// Whether the server has everything.
    pub fn is_saved(&self) -> bool {
        self.doc.is_saved() && !self.is_blind
    }

    /// The person's own change.
    pub fn edit(&mut self, op: &Op, now: u64) -> Result<(), OpError> {
        if op.is_noop() {
            return Ok(());
        }
        let (typed, joins) = Typed::after(self.typed, op, now);
        self.doc.edit(op, joins)?;
        self.changed();
        self.typed = typed;
        Ok(())
    }

    /// The person's change is in the document.
    pub fn changed(&mut self) {
        self.typed = None;
        self.is_touched = true;
        self.is_blind |= !self.doc.has_text();
    }

    /// Becomes somebody else to the server. What was sent may be in the server's text already, under the name from
    /// before: then that text is taken, and what is not in it is offered as a copy.
    pub fn renew(&mut self, fresh: SessionId) {
        let renewed = |saved: Saved| Saved { session: fresh, generation: 0, acked: 0, ..saved };
        self.doc = match self.doc.save() {
            Some(saved) if saved.in_flight.is_empty() => ClientDoc::restore(renewed(saved), MAX_IN_FLIGHT),
            _ => {
                self.is_blind |= !self.doc.is_saved();
                let (text, version) = (self.doc.text().to_string(), self.doc.version());
                let (in_flight, unsent) = (Vec::new(), Op::new());
                let saved = Saved { session: fresh, text, version, generation: 0, acked: 0, in_flight, unsent };
                let mut doc = ClientDoc::restore(saved, MAX_IN_FLIGHT);
                // From here on it waits for the whole text.
                let generation = doc.resume(fresh).generation;
                let _ = doc.receive(Update::Refused { generation, seq: u32::MAX });
                doc
            }
        };
        (self.handle, self.typed, self.is_touched) = (None, None, true);
    }

    /// What to keep from now on, or that there is nothing to keep any more.
    pub fn take_kept(&mut self) -> Option<(FileId, Option<Kept>)> {
        if !std::mem::take(&mut self.is_touched) {
            return None;
        }
        if self.is_saved() {
            return std::mem::take(&mut self.is_kept).then_some((self.id, None));
        }
        // A document that waits for its text leaves the copy from before in its place.
        let saved = self.doc.save()?;
        self.is_kept = true;
        Some((self.id, Some(Kept { path: self.path.clone(), saved })))
    }
}
