//! Two texts and what differs.

use wasm_bindgen::JsValue;

use crate::bindings::{self, Module};
use crate::import::refused;
use crate::values::{DiffOptions, EditorError, to_object};

/// A mounted, read-only comparison. Dropping it unmounts it; the element stays.
pub struct Diff {
    module: Module,
    handle: JsValue,
}

impl Diff {
    /// Mounts a comparison in `element`, an `HTMLElement` that is in the document and has a size. `language` is a Monaco
    /// language id or a file name. Stretches without changes fold away.
    ///
    /// # Errors
    /// [`EditorError::NotLoaded`] before [`crate::Editor::load`] has succeeded.
    pub fn create(
        element: &JsValue,
        original: &str,
        modified: &str,
        language: &str,
        options: &DiffOptions,
    ) -> Result<Self, EditorError> {
        let module = bindings::module()?;
        let handle =
            module.create_diff(element, original, modified, language, &to_object(options)?).map_err(refused)?;
        Ok(Self { module, handle })
    }

    /// Measures the element again. Needed only after it was hidden.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn layout(&self) -> Result<(), EditorError> {
        self.module.layout(&self.handle).map_err(refused)
    }
}

impl Drop for Diff {
    fn drop(&mut self) {
        // As for the editor: a failure while unmounting must not end the page.
        let _ = self.module.dispose(&self.handle);
    }
}
