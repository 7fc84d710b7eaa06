//! The few things that the panel wants from the browser itself; never called while rendering.
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Remembers a short text in this browser; when that is not allowed, nothing is remembered.
pub(crate) fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// What [`remember`] was given, if anything.
pub(crate) fn recall(key: &str) -> Option<String> {
    let storage = window().local_storage().ok().flatten()?;
    storage.get_item(key).ok().flatten()
}

/// Waits.
pub(crate) async fn pause(milliseconds: i32) {
    let waiting = js_sys::Promise::new(&mut |done, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
    });
    let _ = JsFuture::from(waiting).await;
}

/// A name that no other message of this person has.
pub(crate) fn fresh_name() -> String {
    let draw = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{:x}-{:08x}{:08x}", js_sys::Date::now() as u64, draw(), draw())
}

/// Puts a text on the clipboard. False when the browser does not allow it.
pub(crate) async fn copy(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}
