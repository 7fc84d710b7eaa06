//! The panel with the preview: its address, its trouble, its console.
use std::time::Duration;

use leptos::{html, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use monaco_wasm::{Marker, Severity};
use ui_kit::Icon;

use super::{
    console::Console,
    desk::Desk,
    editor_host,
    preview::{self, PreviewState, Problem},
    preview_trouble::{Over, TrialNote, Trouble},
};

/// Changes of one moment, such as many files at once, become one build.
const GATHER: Duration = Duration::from_millis(40);

/// The running project.
#[component]
pub(crate) fn PreviewPane(desk: Desk) -> impl IntoView {
    let state = PreviewState::new();
    let stage = NodeRef::<html::Div>::new();
    let alive = RwSignal::new(false);
    let is_phone = RwSignal::new(false);
    let started = StoredValue::new(false);
    ui_kit::effect(move || {
        let Some(stage) = stage.get() else { return };
        if started.get_value() {
            return;
        }
        started.set_value(true);
        spawn_local(async move {
            match preview::start(desk, state, &stage).await {
                Ok(()) => alive.set(true),
                Err(message) => {
                    state.state.set("failed".to_owned());
                    let kind = "preview".to_owned();
                    state.problems.set(vec![Problem { kind, message, file: None, line: None, column: None }]);
                }
            }
        });
    });
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    ui_kit::effect(move || {
        desk.changed.track();
        if let Some(link) = desk.link.get() {
            link.trial.track();
        }
        if !alive.get() {
            return;
        }
        if let Some(timer) = waiting.get_value() {
            timer.clear();
        }
        waiting.set_value(set_timeout(move || spawn_local(preview::sync(desk)), GATHER).ok());
    });
    mark_problems(desk, state);

    let origin = desk.preview_origin.get_value();
    // The id in front of the host says nothing to people and would push the path out of sight.
    let host = origin.split_once('.').map_or(origin.clone(), |(_, host)| host.to_owned());
    let address = move || format!("{host}{}", state.path.get());
    let dot = move || match state.state.get().as_str() {
        "ready" => "ok",
        "failed" | "unresponsive" => "stop",
        "stopped" => "warn",
        _ => "info",
    };
    let words = move || match state.state.get().as_str() {
        "ready" => "Preview is ready",
        "failed" => "Preview failed",
        "unresponsive" => "Preview does not answer",
        "stopped" => "Preview is stopped",
        "bundling" => "Building",
        _ => "Preview is loading",
    };
    view! {
        <section class="workspace-panel workspace-preview" id="preview" aria-label="Preview">
            <div class="workspace-head">
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="Reload preview"
                    data-tip="Reload"
                    data-tip-side="start"
                    on:click=|_| preview::reload()
                >
                    <Icon name="refresh" />
                </button>
                <span class="workspace-address" data-testid="preview-address">
                    <span class="kit-dot" data-state=dot></span>
                    <span class="kit-hidden" role="status">
                        {ui_kit::dynamic(words)}
                    </span>
                    <span>{ui_kit::dynamic(address)}</span>
                </span>
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="Stop preview"
                    data-tip="Stop a page that hangs"
                    data-tip-side="end"
                    on:click=|_| preview::stop()
                >
                    <Icon name="stop" />
                </button>
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="Phone width"
                    aria-pressed=move || is_phone.get().to_string()
                    data-tip="Phone width"
                    data-tip-side="end"
                    on:click=move |_| is_phone.update(|is| *is = !*is)
                >
                    <Icon name="phone" />
                </button>
                <a
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    href=origin
                    target="_blank"
                    rel="noopener"
                    aria-label="Open its address in a new window; the page runs there only while this workspace has built it"
                    data-tip="Open in a new window. It shows what this browser has built."
                    data-tip-side="end"
                >
                    <Icon name="external" />
                </a>
            </div>
            <TrialNote desk />
            <Trouble desk state />
            <div
                node_ref=stage
                class="workspace-stage"
                data-size=move || is_phone.get().then_some("phone")
            >
                <Over desk state />
            </div>
            <Console desk state />
        </section>
    }
}

/// Draws build errors under the code they are about.
fn mark_problems(desk: Desk, state: PreviewState) {
    let marked = StoredValue::new(Vec::<kernel::FileId>::new());
    ui_kit::effect(move || {
        let problems = state.problems.get();
        for file in marked.try_update_value(std::mem::take).unwrap_or_default() {
            editor_host::with(|editor| editor.set_markers(&file.to_string(), &[]));
        }
        let tabs = desk.tabs.get_untracked();
        for file in tabs {
            let Some(entry) = desk.entry(file) else { continue };
            let marks: Vec<Marker> = problems
                .iter()
                .filter(|problem| problem.file.as_ref() == Some(&entry.path))
                .map(|problem| Marker {
                    line: problem.line.unwrap_or(1),
                    column: problem.column.unwrap_or(1),
                    end_line: None,
                    end_column: None,
                    severity: Severity::Error,
                    message: problem.message.clone(),
                    source: Some("preview".to_owned()),
                })
                .collect();
            if !marks.is_empty() {
                editor_host::with(|editor| editor.set_markers(&file.to_string(), &marks));
                marked.update_value(|files| files.push(file));
            }
        }
    });
}
