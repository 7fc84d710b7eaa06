//! The functions of `frontend/monaco/editor.mjs`, one to one. They are methods of the module's namespace object, so
//! that wasm-bindgen needs no import of its own and the editor stays out of every other page.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::values::EditorError;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    pub type Module;

    #[wasm_bindgen(method, catch, js_name = loadStyles)]
    pub fn load_styles(this: &Module, url: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn create(this: &Module, element: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = openModel)]
    pub fn open_model(
        this: &Module,
        handle: &JsValue,
        id: &str,
        path: &str,
        text: &str,
        language: &str,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = closeModel)]
    pub fn close_model(this: &Module, handle: &JsValue, id: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setText)]
    pub fn set_text(this: &Module, handle: &JsValue, id: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = getText)]
    pub fn get_text(this: &Module, handle: &JsValue, id: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(method, catch, js_name = applyRemote)]
    pub fn apply_remote(this: &Module, handle: &JsValue, id: &str, edits: &str, own: bool) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch, js_name = replaceText)]
    pub fn replace_text(this: &Module, handle: &JsValue, id: &str, text: &str) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch, js_name = onUndo)]
    pub fn on_undo(this: &Module, handle: &JsValue, callback: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = onComposing)]
    pub fn on_composing(this: &Module, handle: &JsValue, callback: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setCursors)]
    pub fn set_cursors(this: &Module, handle: &JsValue, people: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setThreads)]
    pub fn set_threads(this: &Module, handle: &JsValue, id: &str, threads: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = onThread)]
    pub fn on_thread(this: &Module, handle: &JsValue, callback: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = lockedFor)]
    pub fn locked_for(this: &Module, handle: &JsValue, id: &str, name: Option<&str>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = onChange)]
    pub fn on_change(this: &Module, handle: &JsValue, callback: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = onCursor)]
    pub fn on_cursor(this: &Module, handle: &JsValue, callback: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn reveal(this: &Module, handle: &JsValue, line: u32, column: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setMarkers)]
    pub fn set_markers(this: &Module, handle: &JsValue, id: &str, markers: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setTheme)]
    pub fn set_theme(this: &Module, theme: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setReadOnly)]
    pub fn set_read_only(this: &Module, handle: &JsValue, read_only: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setFontSize)]
    pub fn set_font_size(this: &Module, handle: &JsValue, font_size: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn layout(this: &Module, handle: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn focus(this: &Module, handle: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = addCommand)]
    pub fn add_command(this: &Module, handle: &JsValue, name: &str, callback: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn dispose(this: &Module, handle: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = createDiff)]
    pub fn create_diff(
        this: &Module,
        element: &JsValue,
        original: &str,
        modified: &str,
        language: &str,
        options: &JsValue,
    ) -> Result<JsValue, JsValue>;
}

thread_local! {
    // A page has one thread that may touch JavaScript values, and one copy of the editor's module.
    static MODULE: RefCell<Option<Module>> = const { RefCell::new(None) };
}

/// Keeps the loaded module for the rest of the page's life.
pub(crate) fn keep(module: Module) {
    MODULE.with_borrow_mut(|kept| *kept = Some(module));
}

/// The loaded module.
pub(crate) fn module() -> Result<Module, EditorError> {
    MODULE.with_borrow(|kept| kept.clone()).ok_or(EditorError::NotLoaded)
}
