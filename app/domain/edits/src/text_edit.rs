//! The unit of change, and the checked way to apply a list of it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::MAX_TEXT_BYTES;

/// Replaces `start..end` by `text`. Offsets count UTF-16 code units in the text before any edit of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdit {
    /// First code unit that goes away.
    pub start: u32,
    /// One past the last code unit that goes away; equal to `start` for an insertion.
    pub end: u32,
    /// What stands there afterwards; empty for a deletion.
    pub text: String,
}

/// Why a list of edits does not fit a text. Nothing is applied when one edit is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EditError {
    /// The text before or after the edits is over [`MAX_TEXT_BYTES`].
    #[error("A file may hold at most {max} bytes. Split it, or shorten the change.")]
    TooLarge {
        /// The limit in bytes.
        max: usize,
    },
    /// An edit ends before it starts.
    #[error("Edit {index} ends before it starts.")]
    Backwards {
        /// Position in the list, from 0.
        index: usize,
    },
    /// An edit starts before its predecessor ended.
    #[error("Edit {index} overlaps the one before it, or the list is not sorted.")]
    Unsorted {
        /// Position in the list, from 0.
        index: usize,
    },
    /// An edit reaches past the end of the text.
    #[error("Edit {index} reaches past the end of the file. Reload it and try again.")]
    OutOfRange {
        /// Position in the list, from 0.
        index: usize,
    },
    /// An edit begins or ends inside a surrogate pair, which would leave half a character.
    #[error("Edit {index} would cut a character in half.")]
    SplitsCharacter {
        /// Position in the list, from 0.
        index: usize,
    },
    /// A hunk was accepted that the difference does not have.
    #[error("There is no change number {index}; this difference has {count}.")]
    NoSuchHunk {
        /// The number asked for, from 0.
        index: usize,
        /// How many hunks there are.
        count: usize,
    },
}

/// Length of a text in UTF-16 code units.
pub fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// Applies sorted, non-overlapping edits to `base`. Two insertions at one place are written in the order given.
pub fn apply(base: &str, edits: &[TextEdit]) -> Result<String, EditError> {
    let spans = byte_spans(base, edits)?;
    let removed: usize = spans.iter().map(Range::len).sum();
    let added = edits.iter().try_fold(0usize, |sum, edit| sum.checked_add(edit.text.len()));
    let size = added.map_or(usize::MAX, |added| (base.len() - removed).saturating_add(added));
    if size > MAX_TEXT_BYTES {
        return Err(EditError::TooLarge { max: MAX_TEXT_BYTES });
    }
    let mut result = String::with_capacity(size);
    let mut copied = 0;
    for (span, edit) in spans.iter().zip(edits) {
        result.push_str(&base[copied..span.start]);
        result.push_str(&edit.text);
        copied = span.end;
    }
    result.push_str(&base[copied..]);
    Ok(result)
}

/// The edits that lead back: `apply(apply(base, edits), invert(base, edits)) == base`.
pub fn invert(base: &str, edits: &[TextEdit]) -> Result<Vec<TextEdit>, EditError> {
    let spans = byte_spans(base, edits)?;
    let mut shift = 0i64;
    let mut inverse = Vec::with_capacity(edits.len());
    for (span, edit) in spans.into_iter().zip(edits) {
        let written = i64::try_from(utf16_len(&edit.text)).unwrap_or(i64::MAX);
        let start = i64::from(edit.start) + shift;
        let unit = |at: i64| u32::try_from(at).map_err(|_| EditError::TooLarge { max: MAX_TEXT_BYTES });
        inverse.push(TextEdit {
            start: unit(start)?,
            end: unit(start.saturating_add(written))?,
            text: base[span].to_owned(),
        });
        shift = shift.saturating_add(written) - i64::from(edit.end - edit.start);
    }
    Ok(inverse)
}

/// Turns code-unit offsets into byte ranges in one walk over the text, checking everything on the way.
fn byte_spans(base: &str, edits: &[TextEdit]) -> Result<Vec<Range<usize>>, EditError> {
    if base.len() > MAX_TEXT_BYTES {
        return Err(EditError::TooLarge { max: MAX_TEXT_BYTES });
    }
    let mut walk = Walk { rest: base.chars(), byte: 0, unit: 0 };
    let mut previous_end = 0;
    let mut spans = Vec::with_capacity(edits.len());
    for (index, edit) in edits.iter().enumerate() {
        if edit.end < edit.start {
            return Err(EditError::Backwards { index });
        }
        if edit.start < previous_end {
            return Err(EditError::Unsorted { index });
        }
        previous_end = edit.end;
        let start = walk.to(edit.start, index)?;
        let end = walk.to(edit.end, index)?;
        spans.push(start..end);
    }
    Ok(spans)
}

struct Walk<'a> {
    rest: std::str::Chars<'a>,
    byte: usize,
    unit: u32,
}

impl Walk<'_> {
    fn to(&mut self, target: u32, index: usize) -> Result<usize, EditError> {
        while self.unit < target {
            let next = self.rest.next().ok_or(EditError::OutOfRange { index })?;
            self.byte += next.len_utf8();
            self.unit += if (next as u32) > 0xFFFF { 2 } else { 1 };
        }
        if self.unit > target { Err(EditError::SplitsCharacter { index }) } else { Ok(self.byte) }
    }
}
