//! What happens once in the browser.
use leptos::prelude::*;
use ui_kit::Visitor;

/// Gives pages the visitor: from the context on the server, from the page's data in the browser.
pub(crate) fn provide_visitor() {
    if use_context::<Visitor>().is_some() {
        return;
    }
    let read = || {
        let element = leptos::web_sys::window()?.document()?.get_element_by_id("visitor")?;
        serde_json::from_str::<Visitor>(&element.text_content()?).ok()
    };
    if cfg!(target_arch = "wasm32")
        && let Some(visitor) = read()
    {
        provide_context(visitor);
    }
}

/// Leaves links to the browser (see the crate's decisions) and tells tests that the page is alive.
pub fn take_over_links(_: Option<()>) {
    use leptos::wasm_bindgen::{JsCast, closure::Closure};
    let Some(document) = leptos::web_sys::window().and_then(|window| window.document()) else { return };
    if let Some(body) = document.body() {
        // The router listens on the window; a click that never gets there is an ordinary navigation.
        let stop = Closure::<dyn Fn(leptos::web_sys::Event)>::new(|event: leptos::web_sys::Event| {
            let target = event.target().and_then(|target| target.dyn_into::<leptos::web_sys::Element>().ok());
            if target.is_some_and(|element| element.closest("a").ok().flatten().is_some()) {
                event.stop_propagation();
            }
        });
        let _ = body.add_event_listener_with_callback("click", stop.as_ref().unchecked_ref());
        // It listens for as long as the page lives.
        stop.forget();
    }
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}
