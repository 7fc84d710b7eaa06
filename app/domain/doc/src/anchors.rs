//! Places in a text that move with it: what comments hang on.
use ot::{Bias, Op, OpError, RopeText, Text};
use serde::{Deserialize, Serialize};

/// Anchors of one document.
pub const MAX_ANCHORS: usize = 5_000;
/// The most of the text that an anchor remembers, in code units.
const MAX_QUOTE_UNITS: u32 = 400;

/// A range of the text, with what stood there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Whose it is: a comment.
    pub id: u128,
    /// Where it begins, in code units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What stood there when it was set; its beginning, if it was long.
    pub quote: String,
    /// Whether that text is gone. The place is where it was.
    pub is_detached: bool,
}

/// The anchors of a document. Every change of the text has to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    all: Vec<Anchor>,
}

impl Anchors {
    /// With these, as they were stored.
    pub const fn new(all: Vec<Anchor>) -> Self {
        Self { all }
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Anchor> {
        self.all.iter()
    }

    /// Hangs `id` on a range of `text`. Answers false when there are too many, or the range is not in the text.
    pub fn set(&mut self, id: u128, start: u32, end: u32, text: &RopeText) -> bool {
        let fits = start <= end && end <= text.units() && text.is_boundary(start) && text.is_boundary(end);
        self.remove(id);
        if !fits || self.all.len() >= MAX_ANCHORS {
            return false;
        }
        let mut units = (end - start).min(MAX_QUOTE_UNITS);
        if !text.is_boundary(start + units) {
            units -= 1;
        }
        let mut quote = String::new();
        text.read(start, units, &mut quote);
        self.all.push(Anchor { id, start, end, quote, is_detached: false });
        true
    }

    /// Takes an anchor away.
    pub fn remove(&mut self, id: u128) {
        self.all.retain(|anchor| anchor.id != id);
    }

    /// The text was changed. Answers which anchors lost their text, or found it again.
    pub fn follow(&mut self, op: &Op) -> Result<Vec<u128>, OpError> {
        let mut changed = Vec::new();
        for anchor in &mut self.all {
            let was_empty = anchor.start == anchor.end;
            // Text that is written at either end is not a part of it.
            let start = op.map(anchor.start, Bias::Right);
            let end = op.map(anchor.end, Bias::Left);
            if anchor.is_detached {
                let place = op.map(anchor.start, Bias::Left);
                match found_again(op, anchor, place) {
                    Some(start) => {
                        let units = anchor.quote.encode_utf16().count() as u32;
                        (anchor.start, anchor.end, anchor.is_detached) = (start, start + units, false);
                        changed.push(anchor.id);
                    }
                    None => (anchor.start, anchor.end) = (place, place),
                }
            } else if end <= start && !was_empty {
                let place = op.map(anchor.start, Bias::Left);
                (anchor.start, anchor.end, anchor.is_detached) = (place, place, true);
                changed.push(anchor.id);
            } else {
                (anchor.start, anchor.end) = (start, end.max(start));
            }
        }
        Ok(changed)
    }
}

/// Where a change has written an anchor's text again, at the place where it was lost (an undo, a move back).
fn found_again(op: &Op, anchor: &Anchor, place: u32) -> Option<u32> {
    if anchor.quote.trim().is_empty() {
        return None;
    }
    let mut new = 0;
    for part in op.parts() {
        match part {
            ot::Part::Retain(units) => new += units,
            ot::Part::Delete(_) => {}
            ot::Part::Insert(text) => {
                let units = text.encode_utf16().count() as u32;
                if (new..=new + units).contains(&place)
                    && let Some(at) = text.find(&anchor.quote)
                {
                    return Some(new + text[..at].encode_utf16().count() as u32);
                }
                new += units;
            }
        }
    }
    None
}
