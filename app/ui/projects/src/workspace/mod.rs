//! The workspace `/p/{id}`: files, editor, preview, versions and a place for the assistant.
//!
//! [`WorkspacePage`] loads, [`desk::Desk`] is what the parts share, every other module is one part. What needs no
//! browser is plain Rust with its tests beside it: [`tree`], [`names`].
//!
//! Texts are live: what is typed goes to the room of the page key by key ([`together`]), and nothing waits to be saved.
mod bar;
mod browser;
mod company;
mod compare;
mod console;
mod desk;
mod dialogs;
mod diff_view;
mod editor_host;
mod editor_pane;
mod field;
mod files_panel;
mod filing;
mod keys;
mod layout;
mod live_binding;
mod lost;
mod modal;
mod names;
mod notices;
mod page;
mod palette;
mod people_here;
mod phone_tabs;
mod preview;
mod preview_files;
mod preview_pane;
mod preview_trouble;
mod row_menu;
mod saving;
mod server_fns;
mod split;
mod status;
mod tabs;
mod threads;
mod toasts;
mod together;
mod tree;
mod tree_row;
mod tree_state;
mod versions;

pub use page::{WorkspacePage, workspace};
