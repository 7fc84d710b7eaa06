//! Operational transformation of plain text: what lets two people type at once and end with the same words.
//!
//! An [`Op`] walks over a text once and keeps, deletes or inserts. Given two that were made for the same text,
//! [`Op::over`] rewrites one so that it can follow the other (transformation property TP1: both orders end in the same
//! text); [`Op::compose`] makes one of two that follow each other; [`Op::invert`] takes one back; [`Op::map`] tells where
//! a position went. Everything is linear in the size of the operations.
//!
//! Positions count UTF-16 code units, because editors in browsers and the wire do. An operation may never stand between
//! the two halves of a surrogate pair: applying one that does is refused and changes nothing.
//!
//! It is pure: it knows no versions, no people and no network (`doc` does), and the same code runs in the browser.
//!
//! ```ignore
//! let ada = Op::splice(5, 0, " Ada")?;
//! let ben = Op::splice(5, 0, "!")?;
//! let mut text = RopeText::from("Hello");
//! ada.apply(&mut text)?;
//! ben.over(&ada, Side::Right)?.apply(&mut text)?;
//! assert_eq!(text.to_string(), "Hello Ada!");
//! ```
//!
//! # Decisions
//! * **Normal form.** Neighbours of one kind are one, an insertion stands before a deletion at the same place, and what
//!   is kept at the end is not said. Two operations with the same effect on every text are equal.
//! * **Ties.** Of two insertions at one place, the one that is [`Side::Left`] comes first. Whoever transforms decides
//!   who that is; `doc` puts what has not been committed yet on the left, everywhere, so that words typed quickly by two
//!   people at one place stay whole.
//! * **Transforming over a composition may differ from transforming over its parts** (a tie can fall the other way), so
//!   both sides of a connection must transform over the same operations. `doc` sees to that.
mod builder;
pub mod bytes;
mod compose;
mod cursor;
mod json;
mod op;
mod position;
mod text;
mod transform;

#[cfg(test)]
mod tests;

pub use bytes::DecodeError;
pub use op::{MAX_UNITS, Op, OpError, Part};
pub use position::Bias;
pub use text::{RopeText, Text};
pub use transform::Side;
