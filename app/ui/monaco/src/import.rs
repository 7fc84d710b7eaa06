//! Loading JavaScript modules when they are needed, and reading the errors that JavaScript throws.

use js_sys::{Error, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::values::EditorError;

/// The function that the page shell defines; see the crate's documentation.
const IMPORT: &str = "__burnishImport";

/// Imports the ES module at `url` and returns its namespace object. The browser loads a module once, however often
/// this is called, and tries again after a failure.
///
/// # Errors
/// [`EditorError::NoImport`] when the page shell lacks its function, [`EditorError::Load`] when the module does not
/// arrive or throws while it starts.
pub async fn import_module(url: &str) -> Result<JsValue, EditorError> {
    let import: Function = Reflect::get(&js_sys::global(), &JsValue::from_str(IMPORT))
        .ok()
        .and_then(|value| value.dyn_into().ok())
        .ok_or(EditorError::NoImport)?;
    let failed = |error: JsValue| EditorError::Load { url: url.to_owned(), reason: reason(&error) };
    let pending = import.call1(&JsValue::UNDEFINED, &JsValue::from_str(url)).map_err(failed)?;
    JsFuture::from(Promise::resolve(&pending)).await.map_err(failed)
}

/// The message of a thrown value, which need not be an `Error`.
pub(crate) fn reason(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<Error>() {
        Some(error) => String::from(error.message()),
        None => thrown.as_string().unwrap_or_else(|| "no reason given".to_owned()),
    }
}

/// A thrown value as a refusal.
pub(crate) fn refused(thrown: JsValue) -> EditorError {
    EditorError::Refused(reason(&thrown))
}
