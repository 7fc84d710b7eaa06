//! What writes a new project: the built-in generator, or a model.
//!
//! [`Runs`] lets any number of people watch one run; [`prompt`] is what a model is told; [`reply`] turns its answer into
//! files; [`problems`] says what would keep them from running.
pub mod problems;
pub mod prompt;
pub mod reply;
mod runs;

pub use runs::{Runs, Writer};

/// The generator that needs no model, as people see it.
pub const BUILT_IN: &str = "built-in generator";
