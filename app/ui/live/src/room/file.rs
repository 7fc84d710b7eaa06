//! One open file.
use doc::{ClientDoc, MAX_IN_FLIGHT, Saved, Update};
use kernel::FileId;
use ot::{Op, OpError};

use super::Kept;
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
    /// How often it has said where it stands since it was up.
    pub tries: u32,
    /// When it says so again, in milliseconds; it waits for that.
    pub again_at: Option<u64>,
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
            tries: 0,
            again_at: None,
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
