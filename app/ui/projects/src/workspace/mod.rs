//! The workspace `/p/{id}`: files, editor, preview, versions and a place for the assistant.
//!
//! [`WorkspacePage`] loads, [`desk::Desk`] is what the parts share, every other module is one part. What needs no
//! browser is plain Rust with its tests beside it: [`draft`] (autosave), [`tree`], [`names`].
mod bar;
mod browser;
mod compare;
mod conflict;
mod console;
mod desk;
mod dialogs;
mod diff_view;
mod draft;
mod editor_host;
mod editor_pane;
mod files_panel;
mod filing;
mod keys;
mod layout;
mod modal;
mod names;
mod notices;
mod page;
mod palette;
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
mod toasts;
mod tree;
mod tree_row;
mod tree_state;
mod versions;

pub use page::{WorkspacePage, workspace};
