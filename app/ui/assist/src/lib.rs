//! The assistant's panel.
use leptos::prelude::*;

/// The panel.
#[component]
pub fn AssistPanel() -> impl IntoView {
    view! { <div class="assist"></div> }
}
