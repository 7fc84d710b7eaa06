//! The bar above everything: where one is, whether all is saved, what else there is.
use leptos::{html, prelude::*};
use ui_kit::{Icon, paths};
use web_sys::KeyboardEvent;

use super::{
    desk::{Desk, Dialog, Line, Standing},
    layout::Panel,
    people_here::PeopleHere,
};

/// The top bar.
#[component]
pub(crate) fn Bar(desk: Desk) -> impl IntoView {
    let panel = move |panel: Panel, name: &'static str, tip: &'static str, icon: &'static str| {
        view! {
            <button
                class="kit-button kit-button-quiet kit-button-icon"
                aria-pressed=move || desk.layout.is_open(panel).to_string()
                aria-label=name
                data-tip=tip
                on:click=move |_| desk.layout.turn(panel)
            >
                <Icon name=icon />
            </button>
        }
        .into_any()
    };
    let turn_versions = move |_| {
        if desk.layout.versions.get_untracked() { desk.layout.versions.set(false) } else { desk.show_versions() }
    };
    let save = move || {
        desk.may_write.get().then(|| {
            view! {
                <button class="kit-button kit-button-primary" on:click=move |_| desk.ask_for_version()>
                    "Save version"
                </button>
            }
        })
    };
    view! {
        <header class="workspace-bar">
            <a class="workspace-home" href=paths::HOME aria-label="Burnish, home">
                <svg class="kit-mark" aria-hidden="true">
                    <use href="/icons.svg#mark"></use>
                </svg>
            </a>
            <nav class="kit-crumbs workspace-crumbs" aria-label="Project">
                <ol>
                    <li class="workspace-wide">
                        <a href=paths::PROJECTS>"Projects"</a>
                    </li>
                    <li>
                        <ProjectName desk />
                    </li>
                </ol>
            </nav>
            <SavedChip desk />
            <div class="workspace-tools">
                <PeopleHere desk />
                <div class="workspace-panels" role="group" aria-label="Panels">
                    {panel(Panel::Files, "Files", "Files", "panel-left")}
                    {panel(Panel::Preview, "Preview", "Preview", "screen")}
                    {panel(Panel::Assist, "Assistant", "Assistant, Ctrl K", "panel-right")}
                </div>
                <button
                    class="kit-button workspace-wide"
                    aria-expanded=move || desk.layout.versions.get().to_string()
                    on:click=turn_versions
                >
                    <Icon name="history" />
                    "Versions"
                </button>
                <MoreMenu desk />
                {ui_kit::dynamic(save)}
            </div>
        </header>
    }
}

/// The project's name; a click makes it a field, for its owner.
#[component]
fn ProjectName(desk: Desk) -> impl IntoView {
    let renaming = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
    ui_kit::effect(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let finish = move |keep: bool| {
        if !renaming.get_untracked() {
            return;
        }
        let value = field.get_untracked().map(|field| field.value());
        renaming.set(false);
        if let Some(value) = value.filter(|_| keep) {
            desk.rename(value);
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => finish(true),
        "Escape" => {
            event.stop_propagation();
            finish(false);
        }
        _ => {}
    };
    ui_kit::dynamic(move || {
        if renaming.get() {
            view! {
                <input
                    node_ref=field
                    class="kit-input"
                    aria-label="Name of the project"
                    maxlength="80"
                    value=desk.name.get_untracked()
                    on:keydown=on_key
                    on:blur=move |_| finish(true)
                />
            }
            .into_any()
        } else if desk.is_owner {
            view! {
                <button
                    aria-current="page"
                    title="Rename the project"
                    on:click=move |_| renaming.set(true)
                >
                    {ui_kit::dynamic(move || desk.name.get())}
                </button>
            }
            .into_any()
        } else {
            view! { <span aria-current="page">{ui_kit::dynamic(move || desk.name.get())}</span> }.into_any()
        }
    })
}

/// Whether all is saved, in a word.
#[component]
fn SavedChip(desk: Desk) -> impl IntoView {
    let state = Memo::new(move |_| {
        desk.standings.with(|standings| {
            let has = |wanted: Standing| standings.values().any(|stands| *stands == wanted);
            if has(Standing::Offline) || matches!(desk.line.get(), Line::Down | Line::Ended(_)) {
                ("warn", "offline")
            } else if has(Standing::Saving) {
                ("info", "syncing")
            } else {
                ("ok", "saved")
            }
        })
    });
    view! {
        <span
            class="kit-chip kit-chip-mono workspace-saved"
            data-state=move || state.get().0
            data-testid="saved-state"
        >
            <span class="kit-dot"></span>
            <span>{ui_kit::dynamic(move || state.get().1)}</span>
        </span>
    }
}

/// The rest.
#[component]
fn MoreMenu(desk: Desk) -> impl IntoView {
    let menu = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let left = move |event: leptos::ev::FocusEvent| {
        use wasm_bindgen::JsCast;
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if menu.get_untracked().is_some_and(|menu| !menu.contains(to.as_ref())) {
            close();
        }
    };
    let export = format!("/api/v1/projects/{}/export.zip", desk.id);
    let history = format!("/api/v1/projects/{}/export.git", desk.id);
    let plan = desk.has_plan.then(|| {
        view! {
            <a class="kit-menu-item" href=paths::plan(desk.id)>
                <Icon name="list" />
                "Plan"
            </a>
        }
        .into_any()
    });
    let trash = desk.is_owner.then(|| {
        let ask = move |_| {
            close();
            desk.dialog.set(Some(Dialog::TrashProject));
        };
        view! {
            <hr class="kit-menu-rule" />
            <button class="kit-menu-item kit-menu-item-danger" on:click=ask>
                <Icon name="trash" />
                "Move to trash"
            </button>
        }
    });
    let versions = move |_| {
        close();
        desk.show_versions();
    };
    let palette = move |_| {
        close();
        desk.dialog.set(Some(Dialog::Palette { text: ">" }));
    };
    view! {
        <details class="kit-menu-host workspace-more" node_ref=menu on:focusout=left>
            <summary class="kit-button kit-button-icon" aria-label="Project menu">
                <Icon name="more" />
            </summary>
            <div class="kit-menu kit-menu-end">
                <button class="kit-menu-item" on:click=palette>
                    <Icon name="command" />
                    "Commands"
                    <span class="kit-menu-note">"Ctrl Shift P"</span>
                </button>
                <button class="kit-menu-item" on:click=versions>
                    <Icon name="history" />
                    "Versions"
                </button>
                <a class="kit-menu-item" href=move || super::people_here::room_of(desk)>
                    <Icon name="users" />
                    "People and comments"
                </a>
                {plan}
                <a class="kit-menu-item" href=export download="" on:click=move |_| close()>
                    <Icon name="download" />
                    "Export zip"
                </a>
                <a class="kit-menu-item" href=history download="" on:click=move |_| close()>
                    <Icon name="download" />
                    "Export for Git"
                </a>
                {trash}
            </div>
        </details>
    }
}
