//! The pages of rooms: the rooms of a project, one room with everything in it, the ways in, and notices.
//!
//! All of them are plain HTML and forms that work without any script; what they post to is `forms` of the feature. A page
//! shows only what the visitor's role allows, and the service checks it again.
//!
//! # Decisions
//! - A room is one page. People, comments and the feed belong together, and none of them is long enough for a page of its
//!   own; what grows has pages of its own within it, by keyset.
//! - Comments are shown as they were typed, not as Markdown: the one place that makes HTML of people's words is the
//!   assistant's, and it is on the server. We would change this once two features need it.
mod activity;
mod comments;
mod docs;
mod entry;
mod invites;
mod links;
mod notices;
mod people;
mod rating;
mod room;
mod rooms;
mod server_fns;
mod settings;
mod words;

pub use docs::CollaborationDocsPage;
pub use entry::{RoomInvitePage, SharePage};
pub use notices::NotificationsPage;
pub use room::RoomPage;
pub use rooms::PeoplePage;
