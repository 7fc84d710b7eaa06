//! What happens once in the browser: the page's live part is taken over.
use leptos::{prelude::*, wasm_bindgen::JsCast};
use serde::de::DeserializeOwned;
use ui_kit::{LIVE, LIVE_DATA, Visitor};

use crate::provide_panel;

/// Takes over the workspace, if the page shows one.
pub fn wake_workspace() {
    wake("workspace", projects_ui::workspace);
}

/// Takes over the editor of a plan, if the page shows one.
pub fn wake_plan() {
    wake("plan", projects_ui::plan);
}

/// Takes over the live part of that name with the data that the server wrote beside it; a page that says why there is no
/// such part stays as it is.
fn wake<T: DeserializeOwned + 'static>(part: &str, show: fn(T) -> AnyView) {
    let Some(element) = document().get_element_by_id(LIVE) else { return };
    if element.get_attribute("data-part").as_deref() != Some(part) {
        return;
    }
    let Some(data) = read(LIVE_DATA) else { return };
    let view = move || {
        provide_context(read::<Visitor>("visitor").unwrap_or_default());
        provide_panel();
        show(data)
    };
    // It lives as long as the page.
    leptos::mount::hydrate_from(element.unchecked_into(), view).forget();
    // Tests wait for it.
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}

fn read<T: DeserializeOwned>(id: &str) -> Option<T> {
    let text = document().get_element_by_id(id)?.text_content()?;
    serde_json::from_slice(text.as_bytes()).ok()
}
