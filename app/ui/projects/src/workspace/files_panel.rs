//! The panel with the file tree.
use std::collections::HashSet;

use leptos::{html, prelude::*};
use ui_kit::Icon;
use wasm_bindgen::JsCast;
use web_sys::DragEvent;

use super::{
    desk::{Desk, Dialog},
    names::folder_of,
    row_menu::RowMenu,
    tree::{Row, rows},
    tree_row::TreeRow,
    tree_state::{TreeState, on_key},
    versions::RecentVersions,
};

/// Files, folders, and what can be done with them.
#[component]
pub(crate) fn FilesPanel(desk: Desk) -> impl IntoView {
    let rows = Memo::new(move |_| {
        desk.files.with(|files| {
            desk.empty_folders.with(|empty| desk.open_folders.with(|open: &HashSet<String>| rows(files, empty, open)))
        })
    });
    let state = TreeState {
        rows,
        focus: RwSignal::new(None),
        renaming: RwSignal::new(None),
        menu: RwSignal::new(None),
        menu_at: StoredValue::new((0, 0)),
        drop_on: RwSignal::new(None),
        tree: NodeRef::new(),
    };
    // New things go beside what is selected, as people expect.
    let folder_here = move || {
        let focus = state.focus.get_untracked();
        let row = state.rows.with_untracked(|rows| rows.iter().find(|row| Some(&row.path) == focus.as_ref()).cloned());
        row.map_or_else(String::new, |row| if row.is_folder() { row.path } else { folder_of(&row.path).to_owned() })
    };
    let picker = NodeRef::<html::Input>::new();
    let picked = move |_| {
        if let Some(picker) = picker.get_untracked() {
            if let Some(list) = picker.files() {
                desk.upload(folder_here(), list);
            }
            picker.set_value("");
        }
    };
    let over = move |event: DragEvent| {
        if desk.may_write.get_untracked() {
            event.prevent_default();
            state.drop_on.set(Some(folder_at(&event)));
        }
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        state.drop_on.set(None);
        if let Some(list) =
            event.data_transfer().and_then(|data| data.files()).filter(|_| desk.may_write.get_untracked())
        {
            desk.upload(folder_at(&event), list);
        }
    };
    let tools = move || {
        desk.may_write.get().then(|| {
            view! {
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="New file"
                    data-tip="New file"
                    on:click=move |_| desk.dialog.set(Some(Dialog::NewFile { folder: folder_here() }))
                >
                    <Icon name="file-plus" />
                </button>
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="New folder"
                    data-tip="New folder"
                    on:click=move |_| desk.dialog.set(Some(Dialog::NewFolder { folder: folder_here() }))
                >
                    <Icon name="folder-plus" />
                </button>
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="Upload files"
                    data-tip="Upload"
                    data-tip-side="end"
                    on:click=move |_| {
                        if let Some(picker) = picker.get_untracked() {
                            picker.click();
                        }
                    }
                >
                    <Icon name="upload" />
                </button>
                <input
                    node_ref=picker
                    class="kit-hidden"
                    type="file"
                    multiple
                    tabindex="-1"
                    aria-hidden="true"
                    on:change=picked
                />
            }
            .into_any()
        })
    };
    view! {
        <aside class="workspace-panel workspace-files" aria-label="Files">
            <div class="workspace-head">
                <h2>"Files"</h2>
                {ui_kit::dynamic(tools)}
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="Deleted files"
                    data-tip="Deleted files"
                    data-tip-side="end"
                    on:click=move |_| desk.dialog.set(Some(Dialog::Trash))
                >
                    <Icon name="trash" />
                </button>
                {ui_kit::dynamic(move || desk.layout.has_drawer().then(|| close(desk)))}
            </div>
            <div
                class="workspace-scroll"
                on:dragover=over
                on:dragleave=move |_| state.drop_on.set(None)
                on:drop=dropped
            >
                <ul
                    node_ref=state.tree
                    class="workspace-tree"
                    role="tree"
                    aria-label="Project files"
                    on:keydown=move |event| on_key(desk, state, &event)
                >
                    {ui_kit::rows(move || rows.get().into_iter().map(|row| line(desk, state, row)).collect())}
                </ul>
                {ui_kit::dynamic(move || rows.with(Vec::is_empty).then(nothing_yet))}
            </div>
            <RecentVersions desk />
            <RowMenu desk state />
        </aside>
    }
}

fn close(desk: Desk) -> AnyView {
    view! {
        <button
            class="kit-button kit-button-quiet kit-button-icon kit-button-small"
            aria-label="Close files"
            on:click=move |_| desk.layout.shut_drawer()
        >
            <Icon name="close" />
        </button>
    }
    .into_any()
}

fn nothing_yet() -> AnyView {
    view! {
        <div class="kit-empty">
            <Icon name="file" />
            <h3>"No files yet"</h3>
            <p>"Add one, drop some here, or ask the assistant for a start."</p>
        </div>
    }
    .into_any()
}

/// A folder and a file of one name are two lines.
fn line(desk: Desk, state: TreeState, row: Row) -> ui_kit::Row {
    let key = if row.is_folder() { format!("{}/", row.path) } else { row.path.clone() };
    ui_kit::Row::new(key, move || view! { <TreeRow desk state row /> }.into_any())
}

/// The folder under a drag, from the row's own attribute; empty for the root.
fn folder_at(event: &DragEvent) -> String {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let row = element.and_then(|element| element.closest("[data-folder]").ok().flatten());
    row.and_then(|row| row.get_attribute("data-folder")).unwrap_or_default()
}
