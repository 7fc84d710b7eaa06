//! projects-ui
mod pages;
mod workspace;

pub use pages::{HomePage, LandingPage, PlanPage, ProjectsPage, TrashPage};
pub use workspace::WorkspacePage;
