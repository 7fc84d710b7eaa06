//! The frame of every dialog: the browser's own `<dialog>`, which keeps the focus inside and closes on Esc.
use leptos::{ev::Event, html, prelude::*};
use ui_kit::Icon;
use wasm_bindgen::JsCast;

use super::desk::Desk;

/// A dialog that opens when it appears and clears `desk.dialog` when it closes.
#[component]
pub(crate) fn Modal(
    desk: Desk,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// More classes, such as `kit-dialog-wide`.
    #[prop(default = "")]
    class: &'static str,
    /// What stands below the heading.
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    ui_kit::effect(move || {
        if let Some(dialog) = element.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    on_cleanup(move || {
        // Closing before it goes gives the focus back to where it was.
        if let Some(dialog) = element.try_get_untracked().flatten() {
            dialog.close();
        }
    });
    let closed = move |event: Event| {
        // A dialog that was replaced by another one closes late; then the other one must stay.
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if target.is_some_and(|node| node.is_connected()) {
            desk.dialog.set(None);
        }
    };
    view! {
        <dialog node_ref=element class=format!("kit-dialog {class}") aria-labelledby="workspace-dialog" on:close=closed>
            <div class="kit-dialog-head">
                <h2 id="workspace-dialog">{title}</h2>
                <button
                    class="kit-button kit-button-quiet kit-button-icon"
                    aria-label="Close"
                    on:click=move |_| desk.dialog.set(None)
                >
                    <Icon name="close" />
                </button>
            </div>
            {children()}
        </dialog>
    }
}

/// Puts the cursor into a field when it appears, with its text selected up to the extension.
pub(crate) fn focus_name(field: NodeRef<html::Input>) {
    ui_kit::effect(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            let value = field.value();
            let name_at = value.rfind('/').map_or(0, |at| at + 1);
            let dot = value[name_at..].rfind('.').filter(|at| *at > 0).map_or(value.len(), |at| name_at + at);
            let units = |to: usize| u32::try_from(value[..to].encode_utf16().count()).unwrap_or(0);
            let _ = field.set_selection_range(units(name_at), units(dot));
        }
    });
}
