//! Reads an operation step by step and in pieces of any length.
use crate::op::{OpError, Run};

/// A place in an operation. Steps can be taken in parts.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    runs: std::slice::Iter<'a, Run>,
    text: &'a str,
    /// What is left of the step that stands next.
    next: Option<Run>,
}

impl<'a> Cursor<'a> {
    pub fn new(runs: &'a [Run], text: &'a str) -> Self {
        let mut runs = runs.iter();
        let next = runs.next().copied();
        Self { runs, text, next }
    }

    /// The step that stands next, or what is left of it.
    pub fn peek(&self) -> Option<Run> {
        self.next
    }

    /// Takes the whole next step; it must not be an insertion.
    pub fn skip(&mut self) {
        self.next = self.runs.next().copied();
    }

    /// Takes `units` of a retain or delete.
    pub fn take(&mut self, units: u32) {
        self.next = match self.next {
            Some(Run::Retain(left)) if left > units => Some(Run::Retain(left - units)),
            Some(Run::Delete(left)) if left > units => Some(Run::Delete(left - units)),
            _ => self.runs.next().copied(),
        };
    }

    /// Takes what is left of an insertion.
    pub fn take_insert(&mut self) -> (&'a str, u32) {
        let Some(Run::Insert { units, bytes }) = self.next else { return ("", 0) };
        let (taken, rest) = self.text.split_at(bytes as usize);
        self.text = rest;
        self.skip();
        (taken, units)
    }

    /// Takes `wanted` code units of an insertion. `at` is named in the error when a surrogate pair would be cut.
    pub fn take_of_insert(&mut self, wanted: u32, at: u32) -> Result<&'a str, OpError> {
        let Some(Run::Insert { units, bytes }) = self.next else { return Ok("") };
        if wanted >= units {
            return Ok(self.take_insert().0);
        }
        let split = byte_of(&self.text[..bytes as usize], units, wanted).ok_or(OpError::HalfCharacter { at })?;
        let (taken, rest) = self.text.split_at(split);
        self.text = rest;
        self.next = Some(Run::Insert { units: units - wanted, bytes: bytes - split as u32 });
        Ok(taken)
    }
}

/// Where code unit `at` of `text` begins, in bytes; nothing when it is the second half of a pair.
fn byte_of(text: &str, units: u32, at: u32) -> Option<usize> {
    if text.len() == units as usize {
        return Some(at as usize);
    }
    let mut seen = 0;
    for (byte, char) in text.char_indices() {
        if seen >= at {
            return (seen == at).then_some(byte);
        }
        seen += char.len_utf16() as u32;
    }
    (seen == at).then_some(text.len())
}
