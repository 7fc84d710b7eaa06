//! The browser's end of a live room: the files that a page has open, kept in step with everybody else's.
//!
//! [`room::Room`] is the heart and is pure: no clock, no network, no storage. It holds a [`doc::ClientDoc`] for each
//! open file, takes what the person does and what the server says, and hands out frames to send and [`event::Event`]s
//! to show. [`line::Line`] decides when to connect, to ask whether anybody is there, and to give up. What touches the
//! browser is small and compiles for it alone: a socket, IndexedDB, and `Live`, the one type that JavaScript sees.
//!
//! # Decisions
//! * **A bundle of its own, without Leptos.** The workspace loads it beside its own and talks to it in texts of JSON,
//!   so that either can be built, cached and replaced alone.
//! * **Typing waits for nothing.** A file begins with the text that the page was rendered with, also without a line.
//! * **A closed file is closed once everything typed in it is stored.** Whoever types a word and closes the tab of the
//!   file has not asked for the word to be forgotten.
//! * **Messages are read for what is needed here only** ([`event::Event::Message`] passes them on as they came).
//!   Reading comments and feeds into types would make the bundle larger, and nobody here looks at them.
//! * **What is kept belongs to one tab.** Two tabs that go on from one copy would be one editor with two minds; a tab
//!   takes another one's copy over only when that tab is gone, and of two that try at once only one gets it.
//! * **A lost text outlives the page.** It is kept until the person has said what is to become of it.
pub mod edits;
pub mod event;
pub mod line;
pub mod record;
pub mod room;
mod typing;

#[cfg(target_arch = "wasm32")]
mod keep;
#[cfg(target_arch = "wasm32")]
mod socket;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(target_arch = "wasm32")]
pub use wasm::Live;
