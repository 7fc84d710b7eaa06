//! The workspace `/p/{id}`: files, editor, preview, versions and a place for the assistant.
//!
//! [`WorkspacePage`] loads, [`desk::Desk`] is what the parts share, every other module is one part. What needs no
//! browser is plain Rust with its tests beside it: [`draft`] (autosave), [`tree`], [`names`].
mod browser;
mod desk;
mod draft;
mod editor_host;
mod filing;
mod layout;
mod names;
mod saving;
mod server_fns;
mod tabs;
mod toasts;
mod tree;

use leptos::prelude::*;

/// The page of one project.
#[component]
pub fn WorkspacePage() -> impl IntoView {
    view! { <div class="workspace"></div> }
}
