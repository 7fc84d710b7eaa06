//! What happens to one file of a project, in a form that a page can carry out on its own copy.
use serde::{Deserialize, Serialize};

/// One step. Steps are carried out in order: a file that is changed and moved has two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "step")]
pub enum FileStep {
    /// The file at `path` holds `text`, whether it existed or not.
    Write {
        /// From the project's root.
        path: String,
        /// All of it.
        text: String,
    },
    /// There is no file at `path`.
    Remove {
        /// From the project's root.
        path: String,
    },
    /// What was at `path` is at `to`.
    Move {
        /// Where it was.
        path: String,
        /// Where it is.
        to: String,
    },
}
