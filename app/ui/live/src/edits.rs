//! What a code editor reports and takes, as operations and back.
//!
//! An editor may cut a character into halves, and type what no text of a room holds. The operation never does; where
//! the two differ, [`Change::mend`] is what has to be done to the editor, so that both hold the same text again.
use std::fmt;

use ot::{Op, OpError, Part, RopeText, Text};
use serde::{Deserialize, Deserializer, Serialize, de::Visitor};

/// One replacement. All of a list refer to the text before any of them; offsets count UTF-16 code units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    /// First code unit that goes.
    pub range_offset: u32,
    /// How many go.
    pub range_length: u32,
    /// What comes in their place.
    #[serde(deserialize_with = "any_text")]
    pub text: String,
}

/// What an editor did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The change of the document's text.
    pub op: Op,
    /// What has to be done to the editor's text afterwards; usually nothing.
    pub mend: Op,
}

/// The edits cannot be read, overlap, or do not fit the text: editor and document no longer hold the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the editor's change does not fit the text")]
pub struct Misfit;

impl From<OpError> for Misfit {
    fn from(_: OpError) -> Self {
        Self
    }
}

/// Reads a list of [`Edit`]s as JSON, made for `text`.
///
/// # Errors
/// [`Misfit`]; nothing was changed then.
pub fn read(json: &[u8], text: &RopeText) -> Result<Change, Misfit> {
    convert(serde_json::from_slice(json).map_err(|_| Misfit)?, text)
}

/// The operation that does what these edits of `text` do, in any order.
///
/// # Errors
/// [`Misfit`] when they overlap or reach past the end.
pub fn convert(mut edits: Vec<Edit>, text: &RopeText) -> Result<Change, Misfit> {
    // An insertion comes before a replacement that begins at the same place.
    edits.sort_by_key(|edit| (edit.range_offset, edit.range_length));
    let units = text.units();
    let (mut op, mut mend) = (Steps::default(), Steps::default());
    // Where the editor's last edit ended, up to where whole characters go, and how much longer the editor's text is by
    // now.
    let (mut ended, mut covered, mut shift) = (0, 0, 0i64);
    for (at, edit) in edits.iter().enumerate() {
        let start = edit.range_offset;
        let end = start.checked_add(edit.range_length).filter(|end| *end <= units).ok_or(Misfit)?;
        if start < ended {
            return Err(Misfit);
        }
        let wide_start = if text.is_boundary(start) { start } else { start - 1 };
        let wide_end = if text.is_boundary(end) { end } else { end + 1 };
        let clean = clean(&edit.text);
        let length = units_of(&edit.text);

        let from = wide_start.max(covered);
        let to = wide_end.max(from);
        op.add(from, to - from, clean.as_deref().unwrap_or(&edit.text));

        // Halves that the editor still has.
        let half = wide_start.max(ended).max(covered);
        if half < start {
            mend.add(moved(half, shift)?, start - half, "");
        }
        // The sign for what cannot be read may stand for half of a character that the editor has.
        if clean.is_some() || edit.text.contains(char::REPLACEMENT_CHARACTER) {
            mend.add(moved(start, shift)?, length, clean.as_deref().unwrap_or(&edit.text));
        }
        shift += i64::from(length) - i64::from(end - start);
        covered = to;
        let next = edits.get(at + 1).map_or(u32::MAX, |next| next.range_offset);
        let until = covered.min(next);
        if end < until {
            mend.add(moved(end, shift)?, until - end, "");
        }
        ended = end;
    }
    Ok(Change { op: op.done()?, mend: mend.done()? })
}

/// The same changes as edits: ascending, apart from each other, all of the text before.
pub fn from_op(op: &Op) -> Vec<Edit> {
    let edits = op.to_edits().into_iter();
    edits.map(|edit| Edit { range_offset: edit.start, range_length: edit.end - edit.start, text: edit.text }).collect()
}

/// Lines end with LF in a room, and there is no NUL; nothing when the text is like that already.
pub(crate) fn clean(text: &str) -> Option<String> {
    text.contains(['\r', '\0']).then(|| text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}"))
}

fn units_of(text: &str) -> u32 {
    text.chars().map(|char| char.len_utf16() as u32).sum()
}

fn moved(at: u32, shift: i64) -> Result<u32, Misfit> {
    u32::try_from(i64::from(at) + shift).map_err(|_| Misfit)
}

/// An operation while it is put together, from the left to the right.
#[derive(Default)]
struct Steps {
    at: u32,
    steps: Vec<(u32, u32, String)>,
}

impl Steps {
    /// Replaces `delete` code units at `from`, which is not before the end of the step before.
    fn add(&mut self, from: u32, delete: u32, text: &str) {
        self.steps.push((from - self.at, delete, text.to_owned()));
        self.at = from + delete;
    }

    fn done(&self) -> Result<Op, OpError> {
        Op::from_parts(
            self.steps
                .iter()
                .flat_map(|(gap, delete, text)| [Part::Retain(*gap), Part::Insert(text), Part::Delete(*delete)]),
        )
    }
}

/// JavaScript's strings may hold half of a surrogate pair, which no text of ours can: it becomes U+FFFD.
fn any_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    // As bytes, because as a string the whole list would be refused.
    deserializer.deserialize_bytes(AnyText)
}

struct AnyText;

impl Visitor<'_> for AnyText {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<String, E> {
        let mut out = String::with_capacity(bytes.len());
        let mut rest = bytes;
        loop {
            let good = match std::str::from_utf8(rest) {
                Ok(text) => {
                    out.push_str(text);
                    return Ok(out);
                }
                Err(error) => error.valid_up_to(),
            };
            let (text, bad) = rest.split_at(good);
            out.push_str(std::str::from_utf8(text).unwrap_or_default());
            out.push(char::REPLACEMENT_CHARACTER);
            // Half of a pair takes three bytes.
            rest = bad.get(3..).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests;
