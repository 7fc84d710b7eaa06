//! Whole rooms of [`doc`]s with every kind of failure, on one thread and one seed.
//!
//! A [`Plan`] is a list of steps: people type, undo, send; messages arrive, late, twice, in another order or never;
//! connections break on one side or both; browsers and the server die; the database refuses; roles and locks change; the
//! server restores a text. [`run`] follows it, then lets everybody reconnect and looks whether all is well: every text
//! equal, and equal to the replayed log; every change that anybody was told of there exactly once; nothing written by
//! somebody who was not allowed to; no undo of anybody else's words.
//!
//! Plans are text, one step a line, so that a failing one can be kept, shortened ([`shorten`]) and replayed.
//!
//! `cargo run --release -p simulator -- --sim 100000` runs that many; `--mutants` plants known mistakes ([`doc::Flaw`]) one at
//! a time and counts the plans until each is found; `--engine` measures a document without any failure.
mod client;
pub mod engine;
mod network;
mod plan;
mod room;
mod run;

#[cfg(test)]
mod tests;

pub use plan::{Plan, Step};
pub use run::{Failure, Tally, run, shorten};
