//! What all pages share: frames around a page, small components, links, and the bridge to services.
//!
//! It knows no feature. Pages load and compose; a component here shows what it is given. Rendering is deterministic:
//! no clock, randomness or window while rendering, so that the browser finds what the server sent.
mod bits;
mod bridge;
mod call;
mod dynamic;
mod frame;
mod live;
mod load;
pub mod paths;
mod reply;
mod visitor;
mod workspace_link;

pub use bits::*;
pub use bridge::server;
pub use call::{Call, post_in_any_case};
pub use dynamic::{Row, Views, dynamic, effect, rows};
pub use frame::*;
pub use live::{LIVE, LIVE_DATA, live};
pub use load::loaded;
pub use reply::Reply;
pub use visitor::{ActingFor, Notice, Visitor, VisitorInfo, kept, visitor};
pub use workspace_link::{PanelSlot, Trial, WorkspaceLink};
