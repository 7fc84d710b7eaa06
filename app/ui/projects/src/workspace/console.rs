//! The console below the preview.
use leptos::prelude::*;
use ui_kit::{Icon, Row};

use super::{
    desk::Desk,
    preview::{Log, PreviewState},
};

/// What the page inside has logged.
#[component]
pub(crate) fn Console(desk: Desk, state: PreviewState) -> impl IntoView {
    let open = RwSignal::new(false);
    let count = move || {
        let count = state.logs.with(Vec::len);
        (count > 0).then(|| view! { <span class="kit-count">{count}</span> }.into_any())
    };
    let errors = move || {
        let errors = state.logs.with(|logs| logs.iter().filter(|log| log.level == "error").count());
        (errors > 0).then(|| {
            let words = ui_kit::count(errors as u64, "error", "errors");
            view! { <span class="kit-chip kit-chip-mono" data-state="stop">{words}</span> }
        })
    };
    let built = move || {
        state.bundle_ms.get().map(|ms| {
            view! { <span class="kit-count" data-testid="bundle-time">{format!("built in {ms} ms")}</span> }.into_any()
        })
    };
    let line = move |log: Log| {
        let (level, icon) = match log.level.as_str() {
            "warn" => (Some("warn"), "alert"),
            "error" => (Some("stop"), "error"),
            "info" => (None, "info"),
            _ => (None, "right"),
        };
        let place = log.file.map(|file| {
            let line = log.line.unwrap_or(1);
            let name = format!("{file}:{line}");
            view! {
                <button class="workspace-place" on:click=move |_| desk.open_path(&file, line, 1)>
                    {name}
                </button>
            }
        });
        view! {
            <div class="workspace-log" data-state=level>
                <Icon name=icon />
                <span>{log.text}</span>
                <span>{place}</span>
            </div>
        }
    };
    view! {
        <section class="workspace-console" aria-label="Console">
            <div class="workspace-console-head">
                <button
                    aria-expanded=move || open.get().to_string()
                    aria-controls="logs"
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon name="right" />
                    "Console"
                    {ui_kit::dynamic(count)}
                    {ui_kit::dynamic(errors)}
                    {ui_kit::dynamic(built)}
                </button>
                <button
                    class="kit-button kit-button-quiet kit-button-small"
                    on:click=move |_| state.logs.set(Vec::new())
                >
                    "Clear"
                </button>
            </div>
            <div
                class="workspace-logs"
                id="logs"
                role="log"
                aria-label="Console"
                tabindex="0"
                hidden=move || !open.get()
            >
                {ui_kit::rows(move || {
                    state.logs.get().into_iter().map(|log| Row::new(log.number.to_string(), move || line(log))).collect()
                })}
            </div>
        </section>
    }
}
