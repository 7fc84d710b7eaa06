//! What is said when the preview has nothing to show, or the project has an error.
use leptos::prelude::*;
use ui_kit::Icon;

use super::{
    desk::Desk,
    preview::{self, PreviewState},
};

/// Says that the preview shows a change which no file has yet.
#[component]
pub(crate) fn TrialNote(desk: Desk) -> impl IntoView {
    ui_kit::dynamic(move || {
        let trial = desk.link.get()?.trial;
        trial.with(Option::is_some).then(|| {
            view! {
                <div class="workspace-notice">
                    <div class="kit-banner" data-state="info" role="status" data-testid="preview-trial">
                        <Icon name="info" />
                        <div>"This is the proposed change. It is not in your files."</div>
                        <div class="kit-actions">
                            <button class="kit-button kit-button-small" on:click=move |_| trial.set(None)>
                                "Show my files"
                            </button>
                        </div>
                    </div>
                </div>
            }
            .into_any()
        })
    })
}

/// The first problem, with the way to its place and to the assistant. The frame itself shows the lines around it.
#[component]
pub(crate) fn Trouble(desk: Desk, state: PreviewState) -> impl IntoView {
    ui_kit::dynamic(move || {
        let problems = state.problems.get();
        let problem = problems.iter().find(|problem| problem.kind != "preview")?.clone();
        let more = problems.len() - 1;
        let more = (more > 0).then(|| format!(" And {}.", ui_kit::count(more as u64, "more problem", "more problems")));
        let question = problem.question();
        let open = problem.place().map(|place| {
            let (file, line) = (problem.file.clone().unwrap_or_default(), problem.line.unwrap_or(1));
            let column = problem.column.unwrap_or(1);
            view! {
                <button
                    class="kit-button kit-button-small"
                    on:click=move |_| desk.open_path(&file, line, column)
                >
                    {place}
                </button>
            }
        });
        Some(view! {
            <div class="workspace-notice">
                <div class="kit-banner" data-state="stop" role="alert" data-testid="preview-error">
                    <Icon name="error" />
                    <div>{problem.message} {more}</div>
                    <div class="kit-actions">
                        {open}
                        <button
                            class="kit-button kit-button-small"
                            on:click=move |_| desk.ask(Some(question.clone()))
                        >
                            "Fix with assistant"
                        </button>
                    </div>
                </div>
            </div>
        })
    })
}

/// What covers the frame while there is nothing to see in it.
#[component]
pub(crate) fn Over(desk: Desk, state: PreviewState) -> impl IntoView {
    ui_kit::dynamic(move || {
        match state.state.get().as_str() {
        "starting" | "bundling" => {
            let files = desk.files.with(Vec::len);
            let words = format!("Building {}…", ui_kit::count(files as u64, "file", "files"));
            view! {
                <div class="workspace-over workspace-over-quiet" role="status">
                    <span class="kit-spinner"></span>
                    {words}
                </div>
            }
            .into_any()
        }
        "unresponsive" => view! {
            <div class="workspace-over" role="alert">
                <h2>
                    <Icon name="clock" />
                    "The page does not answer"
                </h2>
                <p>"It has been busy for three seconds; perhaps a loop never ends. Stopping it does not touch your files."</p>
                <div class="kit-actions">
                    <button class="kit-button kit-button-primary" on:click=|_| preview::stop()>
                        "Stop it"
                    </button>
                    <button class="kit-button" on:click=|_| preview::reload()>
                        "Start it again"
                    </button>
                </div>
            </div>
        }
        .into_any(),
        "stopped" => view! {
            <div class="workspace-over" role="status">
                <h2>
                    <Icon name="stop" />
                    "The preview is stopped"
                </h2>
                <p>"It starts again with your next change, or now."</p>
                <div class="kit-actions">
                    <button class="kit-button kit-button-primary" on:click=|_| preview::reload()>
                        "Start it again"
                    </button>
                </div>
            </div>
        }
        .into_any(),
        "failed" => {
            let problem = state.problems.with(|all| all.iter().find(|problem| problem.kind == "preview").cloned());
            problem
                .map(|problem| {
                    view! {
                        <div class="workspace-over" role="alert">
                            <h2>
                                <Icon name="error" />
                                "The preview cannot be shown"
                            </h2>
                            <p>{problem.message}</p>
                            <div class="kit-actions">
                                <button class="kit-button" on:click=|_| preview::reload()>
                                    "Try again"
                                </button>
                            </div>
                        </div>
                    }.into_any()
                })
                .into_any()
        }
        _ => ().into_any(),
    }
    })
}
