//! One mounted editor.

use std::cell::RefCell;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::bindings::{self, Module};
use crate::import::{import_module, reason, refused};
use crate::values::{Command, EditorError, Marker, Options, Theme, Urls, to_json, to_object};

type ChangeCallback = Closure<dyn Fn(String, String)>;
type CursorCallback = Closure<dyn Fn(u32, u32, u32, u32)>;
pub(crate) type UndoCallback = Closure<dyn Fn(String, bool)>;
pub(crate) type CompositionCallback = Closure<dyn Fn(String, bool)>;
pub(crate) type ThreadCallback = Closure<dyn Fn(u32)>;

/// A mounted editor with its open files, each known by an id of the caller's choice. Dropping it unmounts Monaco and
/// forgets the files; the element stays.
///
/// Callbacks may call back into the editor: none of them is borrowed while it runs.
pub struct Editor {
    pub(crate) module: Module,
    pub(crate) handle: JsValue,
    pub(crate) callbacks: RefCell<Callbacks>,
}

/// What JavaScript may still call. It lives exactly as long as the editor, so a late call can never reach freed memory.
#[derive(Default)]
pub(crate) struct Callbacks {
    change: Option<ChangeCallback>,
    cursor: Option<CursorCallback>,
    pub(crate) undo: Option<UndoCallback>,
    pub(crate) composing: Option<CompositionCallback>,
    pub(crate) thread: Option<ThreadCallback>,
    commands: Vec<(Command, Closure<dyn Fn()>)>,
}

impl Editor {
    /// Fetches Monaco and its stylesheet; after the first success it returns at once.
    ///
    /// # Errors
    /// [`EditorError::Load`] when a file does not arrive; calling again tries again.
    pub async fn load(urls: &Urls) -> Result<(), EditorError> {
        if bindings::module().is_ok() {
            return Ok(());
        }
        let module: Module = import_module(&urls.module).await?.unchecked_into();
        let failed = |error: JsValue| EditorError::Load { url: urls.stylesheet.clone(), reason: reason(&error) };
        let styles = module.load_styles(&urls.stylesheet).map_err(failed)?;
        JsFuture::from(styles).await.map_err(failed)?;
        bindings::keep(module);
        Ok(())
    }

    /// Mounts an empty editor in `element`, an `HTMLElement` that is in the document and has a size. The editor follows
    /// changes of that size.
    ///
    /// # Errors
    /// [`EditorError::NotLoaded`] before [`Editor::load`] has succeeded.
    pub fn create(element: &JsValue, options: &Options) -> Result<Self, EditorError> {
        let module = bindings::module()?;
        let handle = module.create(element, &to_object(options)?).map_err(refused)?;
        Ok(Self { module, handle, callbacks: RefCell::default() })
    }

    /// Shows file `id`. The first call takes `text`; later calls show the file again with cursor, scroll position and
    /// undo history as they were, and ignore `text`. An empty or unknown `language` means: by the file's name.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco cannot make the model.
    pub fn open_model(&self, id: &str, path: &str, text: &str, language: &str) -> Result<(), EditorError> {
        self.module.open_model(&self.handle, id, path, text, language).map_err(refused)
    }

    /// Forgets file `id` with its undo history. Closing what is not open does nothing.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn close_model(&self, id: &str) -> Result<(), EditorError> {
        self.module.close_model(&self.handle, id).map_err(refused)
    }

    /// Replaces the text as one step that Monaco can undo and that touches only what differs, so the cursor stays. Not
    /// reported to [`Editor::on_change`]. Where several people write, [`Editor::replace_text`] does it.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when the file is not open.
    pub fn set_text(&self, id: &str, text: &str) -> Result<(), EditorError> {
        self.module.set_text(&self.handle, id, text).map_err(refused)
    }

    /// The current text.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when the file is not open.
    pub fn text(&self, id: &str) -> Result<String, EditorError> {
        self.module.get_text(&self.handle, id).map_err(refused)
    }

    /// Hears what the person changes: typing, paste, each step of an input method. One call per change, with the file's
    /// id and JSON, `[{"rangeOffset":0,"rangeLength":0,"text":""}]`: the edits refer to the text before the change, do
    /// not touch, leave whole characters and stand last position first. A second call replaces the first.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn on_change(&self, callback: impl Fn(&str, &str) + 'static) -> Result<(), EditorError> {
        let closure = ChangeCallback::new(move |id: String, edits: String| callback(&id, &edits));
        self.module.on_change(&self.handle, closure.as_ref().unchecked_ref()).map_err(refused)?;
        self.callbacks.borrow_mut().change = Some(closure);
        Ok(())
    }

    /// Hears the cursor's line and column, from 1, and those of the other end of the selection, which are both 0 when
    /// nothing is selected. A second call replaces the first.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn on_cursor(&self, callback: impl Fn(u32, u32, u32, u32) + 'static) -> Result<(), EditorError> {
        let closure = CursorCallback::new(callback);
        self.module.on_cursor(&self.handle, closure.as_ref().unchecked_ref()).map_err(refused)?;
        self.callbacks.borrow_mut().cursor = Some(closure);
        Ok(())
    }

    /// Runs `callback` on a shortcut while the editor has the focus. The key then reaches neither Monaco nor the page,
    /// so the page's own shortcut for the rest of the screen does not run twice. A second call replaces the first.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn add_command(&self, command: Command, callback: impl Fn() + 'static) -> Result<(), EditorError> {
        let closure = Closure::<dyn Fn()>::new(callback);
        self.module.add_command(&self.handle, command.name(), closure.as_ref().unchecked_ref()).map_err(refused)?;
        let mut callbacks = self.callbacks.borrow_mut();
        callbacks.commands.retain(|(known, _)| *known != command);
        callbacks.commands.push((command, closure));
        Ok(())
    }

    /// Puts the cursor at a place and scrolls there; a place past the end means the end.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn reveal(&self, line: u32, column: u32) -> Result<(), EditorError> {
        self.module.reveal(&self.handle, line, column).map_err(refused)
    }

    /// Replaces all marks of file `id`; an empty list clears them.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when the file is not open.
    pub fn set_markers(&self, id: &str, markers: &[Marker]) -> Result<(), EditorError> {
        self.module.set_markers(&self.handle, id, &to_json(markers)?).map_err(refused)
    }

    /// Switches every editor and diff of the page.
    ///
    /// # Errors
    /// [`EditorError::NotLoaded`] before [`Editor::load`] has succeeded.
    pub fn set_theme(theme: Theme) -> Result<(), EditorError> {
        bindings::module()?.set_theme(theme.name()).map_err(refused)
    }

    /// Allows or refuses typing.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn set_read_only(&self, read_only: bool) -> Result<(), EditorError> {
        self.module.set_read_only(&self.handle, read_only).map_err(refused)
    }

    /// Changes the size of the letters, in CSS pixels.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn set_font_size(&self, font_size: u32) -> Result<(), EditorError> {
        self.module.set_font_size(&self.handle, font_size).map_err(refused)
    }

    /// Measures the element again. Needed only after it was hidden.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn layout(&self) -> Result<(), EditorError> {
        self.module.layout(&self.handle).map_err(refused)
    }

    /// Puts the keyboard focus into the text.
    ///
    /// # Errors
    /// [`EditorError::Refused`] when Monaco fails.
    pub fn focus(&self) -> Result<(), EditorError> {
        self.module.focus(&self.handle).map_err(refused)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // Nothing useful can be done about a failure while unmounting, and a panic here would end the whole page.
        let _ = self.module.dispose(&self.handle);
    }
}
