//! Pages of projects: landing, home, lists, the plan, and the workspace with editor, preview and versions.
//!
//! The assistant's panel stands in the workspace without being known here: `app` puts it into the slot.
mod pages;
mod workspace;

pub use pages::{HomePage, LandingPage, MAX_RECORDING_BYTES, PlanPage, ProjectsPage, Replay, TrashPage, plan};
pub use workspace::{WorkspacePage, workspace};
