//! Changes to text as values: positions an editor understands, differences a person can read, and the SEARCH/REPLACE
//! form in which a model proposes them.
//!
//! * [`TextEdit`] is the one unit of change. Lists of it are sorted and do not overlap; [`apply`], [`invert`] and
//!   [`diff`] are the three verbs. Offsets count UTF-16 code units, because Monaco and the wire do.
//! * [`hunks`] shows a difference (unified or side by side) and [`apply_hunks`] takes only the accepted ones.
//! * [`merge`] joins two descendants of one text, line by line, or says where they disagree.
//! * [`ChangeParser`] reads a model's reply as it streams and [`apply_blocks`] places each block by a ladder of ever
//!   more forgiving, never ambiguous, matches.
//!
//! It is pure: no clock, no IO, and the same code runs in the browser. It does not decide which paths may be written;
//! whoever owns the files does.
//!
//! ```ignore
//! let change = TextEdit { start: 0, end: 5, text: "Howdy".into() };
//! assert_eq!(edits::apply("Hello, Ada", &[change])?, "Howdy, Ada");
//! ```
//!
//! # Decisions
//! * Blocks match whole lines only. A search text that could start in the middle of a line would find `id` in `width`.
//! * Differences carry no deadline: the browser's WebAssembly has no clock to read, and two machines must show the
//!   same hunks. Work is bounded by the number of lines instead (`lines::MAX_COMPARED_LINES`).

mod block;
mod diff;
mod file_step;
mod fuzzy;
mod hunks;
mod indent;
mod ladder;
mod lines;
mod marker;
mod merge;
mod parser;
mod text_edit;

#[cfg(test)]
mod tests;

pub use block::{Block, Change, ChangeKind, combine};
pub use diff::diff;
pub use file_step::FileStep;
pub use hunks::{Ending, Hunk, HunkLine, LineKind, Row, apply_hunks, hunks};
pub use ladder::{Applied, ApplyError, NearLine, Rung, apply_blocks, apply_change};
pub use merge::{Conflict, Merge, merge};
pub use parser::{ChangeParser, Event, Refusal};
pub use text_edit::{EditError, TextEdit, apply, invert, utf16_len};

/// The largest text that any function of this crate reads or returns, in bytes: the platform's limit for one file.
pub const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;
