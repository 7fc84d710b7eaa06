//! A document that several people edit at once: what the server does ([`ServerDoc`]), what an editor does
//! ([`ClientDoc`]), and what they say to each other ([`Submit`], [`Resume`], [`Update`]).
//!
//! The server puts all changes into one order and gives each a version. An editor changes its own text at once and sends
//! what it did; up to [`MAX_IN_FLIGHT`] changes may be on their way. Changes of others are rewritten over those, and the
//! server rewrites what arrives over what the editor had not seen (a *bridge* for each session, as in Jupiter: Nichols et
//! al., UIST 1995). Both run this crate, so both rewrite alike.
//!
//! It is pure: no clock, no network, no storage. Whoever runs a [`ServerDoc`] stores what [`ServerDoc::undurable`]
//! names, says so with [`ServerDoc::mark_durable`], and tells others no more than that. `server/support/simulator` runs
//! whole rooms of these with every kind of failure.
//!
//! # Decisions
//! * **What was sent is frozen.** It keeps its number and its content until it is committed or refused, also over a new
//!   connection; only what was not sent yet is composed. So a change that arrives twice is recognised by its number, and
//!   both sides rewrite it over the same others.
//! * **One's own changes come back in the stream** as a number ([`Update::Own`]): order and acknowledgement are one.
//! * **A composed catch-up starts behind the session's own last commit.** Rewriting over a composition can differ from
//!   rewriting over its parts, so where the editor is given one, the bridge gets the same one.
//! * **A refusal ends the generation.** What follows a refused change was made on top of it; all of it is ignored until
//!   the editor comes back with the next generation, and is handed to the person as a copy.
mod anchors;
mod client;
mod flaw;
mod history;
mod messages;
mod packed;
mod server;
mod sessions;
mod undo;

#[cfg(test)]
mod tests;

pub use anchors::{Anchor, Anchors};
pub use client::{ClientDoc, Lost, MAX_IN_FLIGHT, OutOfStep, Outcome, Saved};
#[cfg(feature = "flaws")]
pub use flaw::{Flaw, plant};
pub use history::{Entry, History, RING_BYTES, RING_ENTRIES};
pub use messages::{CatchUp, Resume, SessionId, Submit, Update};
pub use packed::{pack, unpack};
pub use server::{MAX_OP_UNITS, MAX_TEXT_BYTES, Refusal, ServerDoc, Stored, Submitted};
pub use sessions::StoredSession;
pub use undo::UndoStack;
