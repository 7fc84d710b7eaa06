//! The assistant's panel: conversations about a project, replies as they are written, changes that wait for a yes.
//!
//! Its one component is [`AssistPanel`]. It knows no files and no editor: what it has to know of them it finds in the
//! [`ui_kit::WorkspaceLink`] of the context, and what it changes it reports there. Replies are written on the server
//! and only read here, so a reload or a broken line takes them up again where it was.
//!
//! It shows the server's sanitised HTML for finished messages and plain text for those that are being written; it
//! never makes HTML of its own from what a model said.
//!
//! ```ignore
//! provide_context(PanelSlot(|| view! { <AssistPanel /> }.into_any()));
//! ```
mod browser;
mod choices;
mod composer;
mod conversations;
mod listening;
mod panel;
mod proposal;
mod proposal_foot;
mod server_fns;
mod sse;
mod stream;
mod talk;
mod thread;
mod trying;
mod words;

pub use panel::AssistPanel;
