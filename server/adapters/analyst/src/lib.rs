//! The built-in analyst: answers questions about a project and proposes changes to it without any language model.
//!
//! It parses scripts (oxc) and scans pages, style sheets, JSON and Markdown, understands a fixed set of requests, and
//! answers each from what it found, with `path:line` for every claim. Changes come as SEARCH/REPLACE blocks, each of
//! which was applied and re-read before it was offered. It is deterministic, costs nothing, calls nobody, and says in
//! one sentence what it cannot do. It deliberately does not imitate a model: no small talk, no invented reasons, no
//! typing delay.
//!
//! [`answer`] is the whole of it as a function; [`Analyst`] is the same behind the port for models.
//!
//! ```ignore
//! let files = [ContextFile { path: "index.html".into(), text: "<title>Old</title>\n".into() }];
//! let answer = analyst::answer("change the title to New", &files, None);
//! assert_eq!(answer.changes[0].path, "index.html");
//! ```
//!
//! # Decisions
//! * Syntax trees are read once per file into owned facts (`script::Script`). The borrow of an arena would otherwise
//!   reach into every task; the facts of a file cost a few kilobytes.
//! * Reading runs on a thread with a deep stack and behind an estimate of nesting (`nesting`): a stack that runs out
//!   ends the process, and the files come from strangers.

mod answer;
mod ask;
mod client;
mod markup;
mod nesting;
mod palette;
mod position;
mod project;
mod proposal;
mod reply;
mod script;
mod style;
mod tasks;

#[cfg(test)]
mod tests;

use ports::model::{ContextFile, Focus};

pub use client::Analyst;
pub use reply::{Answer, Citation};

/// The name on the ledger line.
pub const MODEL: &str = "analyst";

/// Stack for reading scripts: [`nesting`] lets through at most 3,000 levels, and a level takes under 40 KiB even in a
/// build without optimisation. Only touched pages cost memory.
pub(crate) const STACK_BYTES: usize = 128 * 1024 * 1024;

/// Answers a question about a project. Blocks for as long as the work takes: milliseconds for most questions, at most a
/// few hundred for the largest projects.
pub fn answer(question: &str, files: &[ContextFile], focus: Option<&Focus>) -> Answer {
    std::thread::scope(|scope| {
        let work = || answer::answer_here(question, files, focus, &|| false);
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(answer)) => answer,
            _ => Answer {
                text: "I could not read this project; ask about a single file.\n".to_owned(),
                ..Answer::default()
            },
        }
    })
}
