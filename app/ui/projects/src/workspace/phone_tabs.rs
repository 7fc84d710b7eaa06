//! Chat, Preview, Code: what a phone shows, one at a time.
use leptos::{html, prelude::*};
use ui_kit::Views;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::desk::Desk;

/// The three views: name, label, and the id of the panel.
const VIEWS: [(&str, &str, &str); 3] =
    [("chat", "Chat", "assist"), ("preview", "Preview", "preview"), ("code", "Code", "editor")];

/// The row of tabs; the style sheet hides it where there is room for several panels.
#[component]
pub(crate) fn PhoneTabs(desk: Desk) -> impl IntoView {
    let layout = desk.layout;
    let row = NodeRef::<html::Div>::new();
    let show = move |name: &'static str| {
        layout.tab.set(name);
        layout.shut_drawer();
    };
    let on_key = move |event: KeyboardEvent| {
        let here = VIEWS.iter().position(|(name, ..)| *name == layout.tab.get_untracked()).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowRight" => (here + 1) % VIEWS.len(),
            "ArrowLeft" => (here + VIEWS.len() - 1) % VIEWS.len(),
            "Home" => 0,
            "End" => VIEWS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        show(VIEWS[next].0);
        let tab = row.get_untracked().and_then(|row| row.children().item(u32::try_from(next).unwrap_or(0)));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    };
    let tabs = VIEWS
        .into_iter()
        .map(|(name, label, controls)| {
            view! {
                <button
                    class="kit-tab"
                    role="tab"
                    aria-selected=move || (layout.tab.get() == name).to_string()
                    aria-controls=controls
                    tabindex=move || if layout.tab.get() == name { "0" } else { "-1" }
                    on:click=move |_| show(name)
                >
                    {label}
                </button>
            }
            .into_any()
        })
        .views();
    view! {
        <div node_ref=row class="workspace-tabs" role="tablist" aria-label="View" on:keydown=on_key>
            {tabs}
        </div>
    }
}
