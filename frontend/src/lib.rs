//! The browser's entry: `hydrate()` and nothing else. Each feature is a live part; a release is built once for each, so
//! that no page loads another one's.

/// Called by the page once the module is loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    #[cfg(feature = "workspace")]
    app::wake_workspace();
    #[cfg(feature = "plan")]
    app::wake_plan();
}
