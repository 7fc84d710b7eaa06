//! The small dialogs: a name, a path, a yes.
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use ui_kit::{Banner, Icon, Time, Views, paths};

use super::{
    compare::{CompareDialog, RestoreDialog},
    desk::{Desk, Dialog},
    lost::LostDialog,
    modal::{Modal, focus_name},
    names::name_of,
    palette::Palette,
    server_fns::{list_trashed_files, trash_project},
    versions::SaveVersionDialog,
};

/// The dialog on show, if there is one.
#[component]
pub(crate) fn Dialogs(desk: Desk) -> impl IntoView {
    ui_kit::dynamic(move || {
        desk.dialog.get().map(|dialog| match dialog {
            Dialog::NewFile { folder } => view! { <NameDialog desk folder is_folder=false /> }.into_any(),
            Dialog::NewFolder { folder } => view! { <NameDialog desk folder is_folder=true /> }.into_any(),
            Dialog::Move { path, is_folder } => view! { <MoveDialog desk path is_folder /> }.into_any(),
            Dialog::DeleteFolder { path } => view! { <DeleteFolderDialog desk path /> }.into_any(),
            Dialog::Trash => view! { <TrashDialog desk /> }.into_any(),
            Dialog::Lost => view! { <LostDialog desk /> }.into_any(),
            Dialog::Compare { from, to } => view! { <CompareDialog desk from to /> }.into_any(),
            Dialog::Restore { version } => view! { <RestoreDialog desk version /> }.into_any(),
            Dialog::SaveVersion => view! { <SaveVersionDialog desk /> }.into_any(),
            Dialog::TrashProject => view! { <TrashProjectDialog desk /> }.into_any(),
            Dialog::Palette { text } => view! { <Palette desk text /> }.into_any(),
        })
    })
}

/// A form with one field; `act` answers a sentence when it does not like what was entered.
#[component]
fn FieldForm(
    desk: Desk,
    label: &'static str,
    hint: String,
    value: String,
    button: &'static str,
    act: Callback<String>,
    problem: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    focus_name(field);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked()
            && !busy.get_untracked()
        {
            problem.set(None);
            act.run(field.value());
        }
    };
    view! {
        <form on:submit=submit>
            <div class="kit-dialog-body">
                <div class="kit-field">
                    <label class="kit-label" for="workspace-field">
                        {label}
                    </label>
                    <input
                        node_ref=field
                        id="workspace-field"
                        class="kit-input kit-input-code"
                        value=value
                        autocomplete="off"
                        spellcheck="false"
                        maxlength="400"
                        aria-describedby="workspace-field-hint"
                        aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    />
                    <p class="kit-hint" id="workspace-field-hint">
                        {hint}
                    </p>
                    {ui_kit::dynamic(move || {
                        problem
                            .get()
                            .map(|problem| {
                                view! {
                                    <p class="kit-error" role="alert">
                                        <Icon name="error" />
                                        {problem}
                                    </p>
                                }.into_any()
                            })
                    })}
                </div>
            </div>
            <div class="kit-dialog-foot">
                <button type="button" class="kit-button" on:click=move |_| desk.dialog.set(None)>
                    "Cancel"
                </button>
                <button class="kit-button kit-button-primary" aria-busy=move || busy.get().then_some("true")>
                    {button}
                </button>
            </div>
        </form>
    }
}

#[component]
fn NameDialog(desk: Desk, folder: String, is_folder: bool) -> impl IntoView {
    let (problem, busy) = (RwSignal::new(None), RwSignal::new(false));
    let place = if folder.is_empty() { "the project".to_owned() } else { folder.clone() };
    let act = Callback::new(move |name: String| {
        if is_folder {
            match desk.create_folder(&folder, &name) {
                Ok(()) => desk.dialog.set(None),
                Err(sentence) => problem.set(Some(sentence)),
            }
            return;
        }
        let folder = folder.clone();
        busy.set(true);
        spawn_local(async move {
            match desk.create_file(&folder, &name).await {
                Ok(()) => desk.dialog.set(None),
                Err(sentence) => problem.set(Some(sentence)),
            }
            busy.set(false);
        });
    });
    let (title, label, hint) = if is_folder {
        ("New folder", "Name of the folder", format!("In {place}. It is kept once it holds a file."))
    } else {
        ("New file", "Name of the file", format!("In {place}. A name like parts/list.ts makes the folder as well."))
    };
    view! {
        <Modal desk title>
            <FieldForm desk label hint value=String::new() button="Create" act problem busy />
        </Modal>
    }
}

#[component]
fn MoveDialog(desk: Desk, path: String, is_folder: bool) -> impl IntoView {
    let (problem, busy) = (RwSignal::new(None), RwSignal::new(false));
    let title = format!("Move {}", name_of(&path));
    let value = path.clone();
    let act = Callback::new(move |to: String| {
        let path = path.clone();
        busy.set(true);
        spawn_local(async move {
            match desk.relocate(&path, is_folder, &to).await {
                Ok(()) => desk.dialog.set(None),
                Err(sentence) => problem.set(Some(sentence)),
            }
            busy.set(false);
        });
    });
    let hint = "From the project's root. Imports in other files are not changed.".to_owned();
    view! {
        <Modal desk title>
            <FieldForm desk label="New path" hint value button="Move" act problem busy />
        </Modal>
    }
}

#[component]
fn DeleteFolderDialog(desk: Desk, path: String) -> impl IntoView {
    let files = desk.files_below(&path);
    let count = ui_kit::count(files.len() as u64, "file", "files");
    let title = format!("Delete {}?", name_of(&path));
    let delete = move |_| {
        let ids: Vec<_> = files.iter().map(|entry| entry.id).collect();
        desk.empty_folders.update(|folders| folders.retain(|f| *f != path && !f.starts_with(&format!("{path}/"))));
        if !ids.is_empty() {
            desk.delete(ids, format!("“{path}”"));
        }
        desk.dialog.set(None);
    };
    view! {
        <Modal desk title>
            <div class="kit-dialog-body">
                <p>{format!("Its {count} can be taken out of the trash again.")}</p>
            </div>
            <div class="kit-dialog-foot">
                <button class="kit-button" on:click=move |_| desk.dialog.set(None)>
                    "Cancel"
                </button>
                <button class="kit-button kit-button-primary kit-button-danger" on:click=delete>
                    "Delete folder"
                </button>
            </div>
        </Modal>
    }
}

#[component]
fn TrashDialog(desk: Desk) -> impl IntoView {
    let trashed = RwSignal::new(None);
    spawn_local(async move { trashed.set(Some(list_trashed_files(desk.id).await)) });
    let list = move || match trashed.get() {
        None => view! { <span class="kit-skeleton" role="status" aria-label="Loading"></span> }.into_any(),
        Some(Err(error)) => view! { <Banner state="stop">{error.to_string()}</Banner> }.into_any(),
        Some(Ok(files)) if files.is_empty() => view! { <p>"The trash is empty."</p> }.into_any(),
        Some(Ok(files)) => {
            let rows = files
                .into_iter()
                .map(|file| {
                    let restore = move |_| {
                        desk.undelete(vec![file.id]);
                        desk.dialog.set(None);
                    };
                    view! {
                        <li class="kit-row">
                            <div class="kit-row-main">
                                <span class="kit-row-name">{file.path}</span>
                                <span class="kit-row-note">
                                    {ui_kit::plain_bytes(file.size_bytes)}
                                    {file.trashed_at.map(|at| view! { ", deleted " <Time at /> }.into_any())}
                                </span>
                            </div>
                            <button class="kit-button kit-button-small" on:click=restore disabled=!desk.may_write.get_untracked()>
                                <Icon name="undo" />
                                "Restore"
                            </button>
                        </li>
                    }
                })
                .views();
            view! { <ul class="kit-list">{rows}</ul> }.into_any()
        }
    };
    view! {
        <Modal desk title="Deleted files">
            <div class="kit-dialog-body">
                {ui_kit::dynamic(list)}
            </div>
        </Modal>
    }
}

#[component]
fn TrashProjectDialog(desk: Desk) -> impl IntoView {
    let busy = RwSignal::new(false);
    let trash = move |_| {
        busy.set(true);
        spawn_local(async move {
            desk.flush().await;
            match trash_project(desk.id).await {
                Ok(()) => _ = window().location().set_href(paths::PROJECTS),
                Err(error) => {
                    desk.dialog.set(None);
                    desk.toasts.stop(error.to_string());
                }
            }
        });
    };
    view! {
        <Modal desk title="Move this project to the trash?">
            <div class="kit-dialog-body">
                <p>"It stays there for 30 days and can be taken out again, with its files and versions."</p>
            </div>
            <div class="kit-dialog-foot">
                <button class="kit-button" on:click=move |_| desk.dialog.set(None)>
                    "Cancel"
                </button>
                <button
                    class="kit-button kit-button-primary kit-button-danger"
                    aria-busy=move || busy.get().then_some("true")
                    on:click=trash
                >
                    "Move to trash"
                </button>
            </div>
        </Modal>
    }
}
