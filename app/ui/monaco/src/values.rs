//! The plain values that cross into the editor and back. These are safe on every target.

use serde::Serialize;
use wasm_bindgen::JsValue;

/// Where the built editor lies; the server reads both paths from `manifest.json` of the front-end assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urls {
    /// The ES module, `monaco.js` in the manifest. It finds its workers by itself.
    pub module: String,
    /// The stylesheet, `monaco.css` in the manifest.
    pub stylesheet: String,
}

/// The two looks of the product. Monaco's theme is page-wide: the last one set wins everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark ink on a warm white.
    #[default]
    Light,
    /// Light ink on a warm black.
    Dark,
}

/// How an editor looks and behaves when it is mounted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Options {
    /// The theme, of this editor and of every other on the page.
    pub theme: Theme,
    /// Refuses typing, with a sentence that says so.
    pub read_only: bool,
    /// In CSS pixels.
    pub font_size: u32,
    /// What a screen reader calls the editor.
    pub aria_label: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { theme: Theme::default(), read_only: false, font_size: 13, aria_label: "Code editor".to_owned() }
    }
}

/// How a [`crate::Diff`] looks. Its theme is the page's; see [`crate::Editor::set_theme`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DiffOptions {
    /// Two columns; one column with both kinds of lines otherwise, and always when there is little room.
    pub side_by_side: bool,
    /// In CSS pixels.
    pub font_size: u32,
    /// What a screen reader calls the comparison.
    pub aria_label: String,
}

impl Default for DiffOptions {
    fn default() -> Self {
        Self { side_by_side: true, font_size: 13, aria_label: "Changes".to_owned() }
    }
}

/// How bad a marked place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The program cannot run like this.
    Error,
    /// It runs, and somebody should look.
    Warning,
    /// Worth knowing.
    Info,
    /// A suggestion, drawn as three dots.
    Hint,
}

/// A mark under a piece of code, with a message on hover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Marker {
    /// First line, from 1. Past the end means the last line.
    pub line: u32,
    /// First column, from 1.
    pub column: u32,
    /// Last line; the first one when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
    /// The column after the last; the end of the word when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u32>,
    /// Its colour and its place in the list of problems.
    pub severity: Severity,
    /// Shown as plain text.
    pub message: String,
    /// Who says so, for example "preview".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// The cursor of somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoteCursor {
    /// Who, the same at every move.
    pub user: String,
    /// Shown beside the cursor, as plain text.
    pub name: String,
    /// `#rrggbb`; anything else is shown as grey.
    pub colour: String,
    /// Id of the file it is in, which need not be open.
    pub file: String,
    /// Line, from 1. Past the end means the end.
    pub line: u32,
    /// Column in UTF-16 units, from 1.
    pub column: u32,
    /// Line of the selection's other end; nothing is selected when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection_line: Option<u32>,
    /// Column of the selection's other end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection_column: Option<u32>,
}

/// The mark of the comments on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ThreadMark {
    /// Line, from 1. Past the end means the last line.
    pub line: u32,
    /// How many comments there are.
    pub count: u32,
    /// Settled ones are drawn quieter.
    pub resolved: bool,
}

/// The shortcuts that belong to the workspace although the editor has the focus. Ctrl, or Cmd on a Mac.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Ctrl/Cmd+S.
    Save,
    /// Ctrl/Cmd+K.
    Palette,
    /// Ctrl/Cmd+P.
    QuickOpen,
    /// Ctrl/Cmd+Enter.
    Run,
}

impl Command {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Palette => "palette",
            Self::QuickOpen => "quickOpen",
            Self::Run => "run",
        }
    }
}

/// Why the editor could not do as asked. The messages are for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditorError {
    /// The page shell did not define `__burnishImport`: a mistake of ours, not of the network.
    #[error("This page cannot load scripts on demand. Reload it.")]
    NoImport,
    /// The network or a new version took the file away.
    #[error("{url} could not be loaded ({reason}). Check the connection and reload the page.")]
    Load {
        /// What was asked for.
        url: String,
        /// What the browser said.
        reason: String,
    },
    /// [`crate::Editor::create`] or [`crate::Diff::create`] came before [`crate::Editor::load`].
    #[error("The editor is still loading.")]
    NotLoaded,
    /// The editor's module refused, for example an edit past the end of the text. Nothing was changed.
    #[error("The editor refused: {0}")]
    Refused(String),
}

impl Theme {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A value as the JSON text that the editor's module reads.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, EditorError> {
    serde_json::to_string(value).map_err(|error| EditorError::Refused(error.to_string()))
}

/// A value as a JavaScript object.
pub(crate) fn to_object<T: Serialize>(value: &T) -> Result<JsValue, EditorError> {
    js_sys::JSON::parse(&to_json(value)?).map_err(crate::import::refused)
}
