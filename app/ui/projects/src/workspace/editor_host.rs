//! The one mounted editor of the page. A document shows one workspace, and JavaScript values belong to its one thread,
//! so the editor lives beside the signals and not in them.
use std::{cell::RefCell, rc::Rc};

use kernel::FileId;
use monaco_wasm::{Editor, EditorError};

thread_local! {
    static EDITOR: RefCell<Option<Rc<Editor>>> = const { RefCell::new(None) };
}

/// Keeps the editor for the rest of the page's life.
pub(crate) fn keep(editor: Editor) {
    EDITOR.with_borrow_mut(|kept| *kept = Some(Rc::new(editor)));
}

/// Does something with the editor, if there is one. The cell is free again before `act` runs, because the editor's
/// callbacks come back here.
pub(crate) fn with<R>(act: impl FnOnce(&Editor) -> Result<R, EditorError>) -> Option<R> {
    let editor = EDITOR.with_borrow(Clone::clone)?;
    act(&editor).ok()
}

/// Others' edits, or the person's own ones taken back (`own`). While an input method is in the middle of a word none come.
pub(crate) fn apply_remote(file: FileId, edits: &str, own: bool) {
    with(|editor| editor.apply_remote(&file.to_string(), edits, own));
}

/// Replaces a text where it differs; the cursor stays. Nothing happens when the file is not open in the editor.
pub(crate) fn set_text(file: FileId, text: &str) {
    with(|editor| editor.replace_text(&file.to_string(), text));
}

/// Forgets a file with its undo history.
pub(crate) fn close(file: FileId) {
    with(|editor| editor.close_model(&file.to_string()));
}
