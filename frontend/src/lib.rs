//! The browser's entry: `hydrate()` for the live parts of pages, `Live` for rooms, and nothing else. Each is a feature; a
//! release is built once for each, so that no page loads another one's.

/// Rooms. A bundle of their own, because many pages that show a live part are not open to others.
#[cfg(all(feature = "live", target_arch = "wasm32"))]
pub use live::Live;

/// Called by the page once the module is loaded.
#[cfg(any(feature = "workspace", feature = "plan"))]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    #[cfg(feature = "workspace")]
    app::wake_workspace();
    #[cfg(feature = "plan")]
    app::wake_plan();
}
