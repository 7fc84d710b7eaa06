//! How the workspace and the assistant's panel talk, although neither feature may know the other's pages.
use edits::FileStep;
use kernel::{MessageId, ProjectId};
use leptos::prelude::*;

/// Put into the context by the workspace; read by whatever panel stands in it. Everything in it is a signal or a
/// callback, so a copy is as good as the original.
#[derive(Clone, Copy)]
pub struct WorkspaceLink {
    /// The project that is open.
    pub project: ProjectId,
    /// Whether the person may change files.
    pub may_write: RwSignal<bool>,
    /// Path of the file on show, if there is one.
    pub file_path: RwSignal<Option<String>>,
    /// The selected text, if any.
    pub selection: RwSignal<Option<String>>,
    /// Line of the cursor, from 1.
    pub line: RwSignal<Option<u32>>,
    /// Whether other people have the project open, too.
    pub shared: RwSignal<bool>,
    /// True while some text is in the editor and not yet on the server.
    pub unsaved: RwSignal<bool>,
    /// Words to put into the composer; the panel takes them and leaves `None`.
    pub request: RwSignal<Option<String>>,
    /// Counts the wishes to write to the assistant: the panel moves the keyboard focus there whenever it grows.
    pub focus: RwSignal<u32>,
    /// Counts the presses of Esc outside the composer: a panel that is answering stops.
    pub stop: RwSignal<u32>,
    /// Which model answers, for the status bar; empty until it is known.
    pub model: RwSignal<String>,
    /// Changes that the preview shows although no file has them yet.
    pub trial: RwSignal<Option<Trial>>,
    /// The panel changed these files on the server.
    pub files_changed: Callback<Vec<String>>,
    /// Shows a file at a line, from 1.
    pub open_file: Callback<(String, u32)>,
    /// Folds the panel away.
    pub close_panel: Callback<()>,
}

/// Changes that somebody looks at before they say yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The reply that proposes them.
    pub message: MessageId,
    /// What they would do to the project.
    pub steps: Vec<FileStep>,
}

/// The panel that the app places in the workspace. `app` puts it into the context, because only it may know both.
#[derive(Clone, Copy)]
pub struct PanelSlot(pub fn() -> AnyView);
