//! The pages around the workspace: landing, home, lists, the plan.
mod card;
mod home;
mod landing;
mod list;
mod plan;
mod plan_draft;
mod plan_parts;
mod prompt;
mod replay;
mod server_fns;

pub use home::HomePage;
pub use landing::LandingPage;
pub use list::{ProjectsPage, TrashPage};
pub use plan::{PlanPage, plan};
pub use replay::{MAX_RECORDING_BYTES, Replay};
