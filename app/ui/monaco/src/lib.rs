//! The code editor, seen from Rust: a thin safe layer over the module that `frontend/monaco/editor.mjs` exports.
//!
//! The main type is [`Editor`]: one mounted Monaco with any number of open files. [`Diff`] shows two texts side by
//! side. Monaco itself is not part of our WebAssembly: [`Editor::load`] fetches it, once per page, when a workspace
//! opens.
//!
//! What this crate does not do: talk to the server, decide what a change means, or render anything of its own. It
//! compiles for the server too, because pages that mount an editor are rendered there, but every call except building
//! plain values belongs in the browser; on another target the JavaScript imports underneath panic.
//!
//! # The page shell's part
//! A Content-Security-Policy with nonces lets only trusted scripts import others, and wasm-bindgen's own way of shipping
//! a snippet would add a file to every page. So the shell defines one function in a script that carries the nonce, and
//! [`import_module`] calls it:
//! ```html
//! <script nonce="…">window.__burnishImport = (url) => import(url);</script>
//! ```
//!
//! # Units
//! Offsets and lengths are UTF-16 code units, as in JavaScript; lines and columns count from 1; every line ends with
//! one line feed, whatever was passed in.
//!
//! # Several people, one text
//! An engine elsewhere agrees with everybody on the text; edits go back and forth as the JSON that it speaks. What
//! others did comes in by [`Editor::apply_remote`], undo is handed out by [`Editor::on_undo`]. While an input method
//! composes, the editor takes nothing from outside; see [`Editor::on_composing`].
//!
//! # Example
//! ```ignore
//! Editor::load(&Urls { module: "/assets/monaco/editor-….js".into(), stylesheet: "/assets/monaco/editor-….css".into() }).await?;
//! let editor = Editor::create(&element, &Options::default())?;
//! editor.on_change(move |file, changes| engine.edited(file, changes))?;
//! editor.open_model("file-id", "src/main.ts", &text, "")?;
//! ```

mod bindings;
mod diff;
mod editor;
mod import;
mod shared;
#[cfg(test)]
mod tests;
mod values;

pub use diff::Diff;
pub use editor::Editor;
pub use import::import_module;
pub use values::{Command, DiffOptions, EditorError, Marker, Options, RemoteCursor, Severity, Theme, ThreadMark, Urls};
