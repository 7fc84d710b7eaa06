//! An operation and how it is built, applied and taken back.
use edits::TextEdit;
use smallvec::SmallVec;

use crate::{
    builder::Builder,
    cursor::Cursor,
    text::{Text, units_of},
};

/// The longest text that an operation may be about, in UTF-16 code units. Sums of two such lengths fit into a `u32`.
pub const MAX_UNITS: u32 = 1 << 30;

/// Why an operation could not be built or applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpError {
    /// Together with what it keeps it would be longer than [`MAX_UNITS`].
    #[error("the operation is about more than {MAX_UNITS} characters")]
    TooLong,
    /// It walks past the end of the text.
    #[error("the operation is about {needs} characters, and the text has {has}")]
    PastTheEnd {
        /// How many code units it walks over.
        needs: u32,
        /// How many the text has.
        has: u32,
    },
    /// It begins or ends between the two halves of a surrogate pair.
    #[error("the operation cuts the character at {at} into halves")]
    HalfCharacter {
        /// Where, in code units of the text that it is about.
        at: u32,
    },
}

/// One step of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Keeps so many code units.
    Retain(u32),
    /// Inserts this text.
    Insert(&'a str),
    /// Deletes so many code units.
    Delete(u32),
}

/// A step as it is stored: the texts of all insertions lie one after another in one buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Run {
    Retain(u32),
    Insert { units: u32, bytes: u32 },
    Delete(u32),
}

/// A change of one text, in normal form. The default one changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Op {
    /// Up to four steps without an allocation: a typed key has two.
    pub(crate) runs: SmallVec<[Run; 4]>,
    pub(crate) text: String,
    pub(crate) base_units: u32,
    pub(crate) inserted_units: u32,
    pub(crate) deleted_units: u32,
}

impl Op {
    /// Changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces `delete` code units at `at` by `insert`.
    pub fn splice(at: u32, delete: u32, insert: &str) -> Result<Self, OpError> {
        Self::from_parts([Part::Retain(at), Part::Insert(insert), Part::Delete(delete)])
    }

    /// The operation that makes the same changes as a list of edits (sorted, apart from each other).
    pub fn from_edits(edits: &[TextEdit]) -> Result<Self, OpError> {
        let mut op = Builder::default();
        let mut at = 0;
        for edit in edits {
            // Out of order means past the end of what is left.
            let gap = edit.start.checked_sub(at).ok_or(OpError::PastTheEnd { needs: at, has: edit.start })?;
            let deleted =
                edit.end.checked_sub(edit.start).ok_or(OpError::PastTheEnd { needs: edit.start, has: edit.end })?;
            op.retain(gap)?;
            op.insert(&edit.text)?;
            op.delete(deleted)?;
            at = edit.end;
        }
        Ok(op.done())
    }

    /// The same changes as a list of edits of the text that it is about.
    pub fn to_edits(&self) -> Vec<TextEdit> {
        let mut edits: Vec<TextEdit> = Vec::new();
        let mut at = 0;
        for part in self.parts() {
            match part {
                Part::Retain(units) => at += units,
                Part::Insert(text) => edits.push(TextEdit { start: at, end: at, text: text.to_owned() }),
                Part::Delete(units) => {
                    match edits.last_mut() {
                        Some(edit) if edit.end == at => edit.end += units,
                        _ => edits.push(TextEdit { start: at, end: at + units, text: String::new() }),
                    }
                    at += units;
                }
            }
        }
        edits
    }

    /// A small operation that makes `new` of `old`.
    pub fn diff(old: &str, new: &str) -> Result<Self, OpError> {
        Self::from_edits(&edits::diff(old, new))
    }

    /// Replaces the stretch in which two texts differ: all between their common beginning and their common end. Larger than
    /// [`Op::diff`] where they differ in several places, and made in one look at both.
    pub fn replacing(old: &str, new: &str) -> Result<Self, OpError> {
        let mut start = old.bytes().zip(new.bytes()).take_while(|(one, other)| one == other).count();
        while !old.is_char_boundary(start) {
            start -= 1;
        }
        let (old_rest, new_rest) = (&old[start..], &new[start..]);
        let same_end = |(one, other): &(u8, u8)| one == other;
        let mut end = old_rest.bytes().rev().zip(new_rest.bytes().rev()).take_while(same_end).count();
        while !old_rest.is_char_boundary(old_rest.len() - end) {
            end -= 1;
        }
        let gone = &old_rest[..old_rest.len() - end];
        Self::splice(units_of(&old[..start]), units_of(gone), &new_rest[..new_rest.len() - end])
    }

    /// The operation with these steps, in normal form.
    pub fn from_parts<'a>(parts: impl IntoIterator<Item = Part<'a>>) -> Result<Self, OpError> {
        let mut op = Builder::default();
        for part in parts {
            match part {
                Part::Retain(units) => op.retain(units)?,
                Part::Insert(text) => op.insert(text)?,
                Part::Delete(units) => op.delete(units)?,
            }
        }
        Ok(op.done())
    }

    /// Whether it changes nothing.
    pub fn is_noop(&self) -> bool {
        self.inserted_units == 0 && self.deleted_units == 0
    }

    /// How many code units a text must have at least.
    pub const fn base_units(&self) -> u32 {
        self.base_units
    }

    /// How many code units it inserts.
    pub const fn inserted_units(&self) -> u32 {
        self.inserted_units
    }

    /// How many code units it deletes.
    pub const fn deleted_units(&self) -> u32 {
        self.deleted_units
    }

    /// Everything that it inserts, one insertion after another.
    pub fn inserted_text(&self) -> &str {
        &self.text
    }

    /// What it holds in memory beyond its own size, in bytes.
    pub fn heap_bytes(&self) -> usize {
        let runs = if self.runs.spilled() { self.runs.capacity() * size_of::<Run>() } else { 0 };
        runs + self.text.capacity()
    }

    /// Its steps in order. What is kept at the end is not among them.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut from = 0;
        self.runs.iter().map(move |run| match *run {
            Run::Retain(units) => Part::Retain(units),
            Run::Delete(units) => Part::Delete(units),
            Run::Insert { bytes, .. } => {
                let to = from + bytes as usize;
                let text = &self.text[from..to];
                from = to;
                Part::Insert(text)
            }
        })
    }

    /// Changes `text`. Refuses as a whole: a text is changed completely or not at all.
    pub fn apply<T: Text + ?Sized>(&self, text: &mut T) -> Result<(), OpError> {
        self.check(text)?;
        let mut at = 0;
        let mut parts = self.parts().peekable();
        while let Some(part) = parts.next() {
            match part {
                Part::Retain(units) => at += units,
                Part::Delete(units) => text.replace(at, units, ""),
                Part::Insert(added) => {
                    let deleted = match parts.peek() {
                        Some(Part::Delete(units)) => *units,
                        _ => 0,
                    };
                    if deleted > 0 {
                        parts.next();
                    }
                    text.replace(at, deleted, added);
                    at += units_of(added);
                }
            }
        }
        Ok(())
    }

    /// Whether it can be applied to `text`.
    pub fn check<T: Text + ?Sized>(&self, text: &T) -> Result<(), OpError> {
        let has = text.units();
        if self.base_units > has {
            return Err(OpError::PastTheEnd { needs: self.base_units, has });
        }
        let mut at = 0;
        for part in self.parts() {
            let end = match part {
                Part::Retain(units) => {
                    at += units;
                    continue;
                }
                Part::Insert(_) => at,
                Part::Delete(units) => at + units,
            };
            for edge in [at, end] {
                if !text.is_boundary(edge) {
                    return Err(OpError::HalfCharacter { at: edge });
                }
            }
            at = end;
        }
        Ok(())
    }

    /// What takes it back, given the text before it was applied.
    pub fn invert<T: Text + ?Sized>(&self, before: &T) -> Result<Self, OpError> {
        self.check(before)?;
        let mut inverse = Builder::default();
        let mut at = 0;
        let mut deleted = String::new();
        for part in self.parts() {
            match part {
                Part::Retain(units) => {
                    inverse.retain(units)?;
                    at += units;
                }
                Part::Insert(text) => inverse.delete(units_of(text))?,
                Part::Delete(units) => {
                    deleted.clear();
                    before.read(at, units, &mut deleted);
                    inverse.insert(&deleted)?;
                    at += units;
                }
            }
        }
        Ok(inverse.done())
    }

    pub(crate) fn cursor(&self) -> Cursor<'_> {
        Cursor::new(&self.runs, &self.text)
    }
}
