//! What an editor needs when several people write in it.

use wasm_bindgen::JsCast;

use crate::editor::{CompositionCallback, Editor, ThreadCallback, UndoCallback};
use crate::import::refused;
use crate::values::{EditorError, RemoteCursor, ThreadMark, to_json};

impl Editor {
    /// Applies what others did: `edits` is JSON as [`Editor::on_change`] hands it out, relative to the text before the
    /// call, in any order. Undo does not know of it, nobody hears it as a change, and the person's cursor and what they
    /// read stay where they were. With `own` the edits take back or repeat what the person did, and the cursor goes to
    /// the end of the last one.
    ///
    /// False, with nothing changed, while an input method composes in this file; see [`Editor::on_composing`].
    ///
    /// # Errors
    /// [`EditorError::Refused`], with nothing changed, when an edit is out of range, two overlap, or the file is not
    /// open.
    pub fn apply_remote(&self, id: &str, edits: &str, own: bool) -> Result<bool, EditorError> {
        self.module.apply_remote(&self.handle, id, edits, own).map_err(refused)
    }

    /// Makes the text equal to `text` by the smallest edit, otherwise like [`Editor::apply_remote`].
    ///
    /// # Errors
    /// [`EditorError::Refused`] when the file is not open.
    pub fn replace_text(&self, id: &str, text: &str) -> Result<bool, EditorError> {
        self.module.replace_text(&self.handle, id, text).map_err(refused)
    }

    /// Takes undo and redo away from Monaco: its keys, menus and commands, and the browser's, call `callback` with the
    /// file's id, and true for redo. A second call replaces the first.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn on_undo(&self, callback: impl Fn(&str, bool) + 'static) -> Result<(), EditorError> {
        let closure = UndoCallback::new(move |id: String, redo: bool| callback(&id, redo));
        self.module.on_undo(&self.handle, closure.as_ref().unchecked_ref()).map_err(refused)?;
        self.callbacks.borrow_mut().undo = Some(closure);
        Ok(())
    }

    /// Tells, with the file's id, that an input method begins to compose, or has ended. Meanwhile the caller holds back what
    /// others do, so that the composition's own changes refer to the text that it knows. A second call replaces the first.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn on_composing(&self, callback: impl Fn(&str, bool) + 'static) -> Result<(), EditorError> {
        let closure = CompositionCallback::new(move |id: String, composing| callback(&id, composing));
        self.module.on_composing(&self.handle, closure.as_ref().unchecked_ref()).map_err(refused)?;
        self.callbacks.borrow_mut().composing = Some(closure);
        Ok(())
    }

    /// Replaces the cursors of all other people, in whatever files they are. Those in the file on show are drawn, with
    /// the name for two seconds after each move, and follow the edits until the next call.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn set_cursors(&self, people: &[RemoteCursor]) -> Result<(), EditorError> {
        self.module.set_cursors(&self.handle, &to_json(people)?).map_err(refused)
    }

    /// Replaces the marks of comments in file `id`; they follow the edits until the next call. An empty list clears
    /// them.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when the file is not open.
    pub fn set_threads(&self, id: &str, threads: &[ThreadMark]) -> Result<(), EditorError> {
        self.module.set_threads(&self.handle, id, &to_json(threads)?).map_err(refused)
    }

    /// Hears a click on a mark of comments in the file on show, with the line it stands on now. A second call replaces
    /// the first.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn on_thread(&self, callback: impl Fn(u32) + 'static) -> Result<(), EditorError> {
        let closure = ThreadCallback::new(callback);
        self.module.on_thread(&self.handle, closure.as_ref().unchecked_ref()).map_err(refused)?;
        self.callbacks.borrow_mut().thread = Some(closure);
        Ok(())
    }

    /// Says who has locked file `id`, open or not: it can be read here and not changed, and whoever types is told why.
    /// None opens it again. Other files stay as they are.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn locked_for(&self, id: &str, name: Option<&str>) -> Result<(), EditorError> {
        self.module.locked_for(&self.handle, id, name).map_err(refused)
    }
}
