//! One line of the file tree, and the field that takes its name's place while it is renamed.
use leptos::{attr::custom::custom_attribute, html, prelude::*, task::spawn_local};
use ui_kit::Icon;
use web_sys::{KeyboardEvent, MouseEvent};

use super::{
    desk::Desk,
    modal::focus_name,
    names::{folder_of, sign_of},
    tree::{Node, Row},
    tree_state::{TreeState, activate, open_menu},
};

/// One row: a folder or a file.
#[component]
pub(crate) fn TreeRow(desk: Desk, state: TreeState, row: Row) -> impl IntoView {
    let path = StoredValue::new(row.path.clone());
    let is_folder = row.is_folder();
    let depth = (row.depth > 0).then(|| row.depth.min(6).to_string());
    let file = match row.node {
        Node::File { id, .. } => Some(id),
        Node::Folder { .. } => None,
    };
    let expanded =
        move || is_folder.then(|| desk.open_folders.with(|open| path.with_value(|p| open.contains(p))).to_string());
    let is_selected = move || file.is_some() && desk.active.get() == file;
    let tab_stop = move || if path.with_value(|path| state.stop().as_ref() == Some(path)) { "0" } else { "-1" };
    let is_renaming = move || path.with_value(|path| state.renaming.with(|other| other.as_ref() == Some(path)));
    let folder = if is_folder { row.path.clone() } else { folder_of(&row.path).to_owned() };
    let is_target =
        move || is_folder && path.with_value(|path| state.drop_on.with(|other| other.as_ref() == Some(path)));
    let now =
        move || state.rows.with_untracked(|rows| rows.iter().find(|row| path.with_value(|p| row.path == *p)).cloned());
    let click = move |_| {
        state.focus.set(Some(path.get_value()));
        if let Some(row) = now() {
            activate(desk, &row);
        }
    };
    let context = move |event: MouseEvent| {
        if let Some(row) = now() {
            event.prevent_default();
            state.focus.set(Some(row.path.clone()));
            open_menu(state, row, Some((event.client_x(), event.client_y())));
        }
    };
    let more = move |event: MouseEvent| {
        event.stop_propagation();
        if let Some(row) = now() {
            state.focus.set(Some(row.path.clone()));
            open_menu(state, row, Some((event.client_x(), event.client_y())));
        }
    };
    let name = row.name.clone();
    let level = custom_attribute("aria-level", (row.depth + 1).to_string());
    let sign = match row.node {
        Node::Folder { .. } => view! { <Icon name="right" /> }.into_any(),
        Node::File { .. } => view! {
            <span class="workspace-type" aria-hidden="true">
                {sign_of(&row.path)}
            </span>
        }
        .into_any(),
    };
    let holder = move || {
        let file = file?;
        let holder = desk.company.locks.with(|locks| locks.get(&file).cloned())?;
        let is_me = desk.company.me.with(|me| *me == holder);
        let name = if is_me { "you".to_owned() } else { desk.company.name_of(&holder)? };
        Some(format!("Locked by {name}"))
    };
    let lock = move || {
        holder().map(|_| {
            view! {
                <span class="workspace-locked">
                    <Icon name="lock" />
                </span>
            }
        })
    };
    let shown = move || {
        if is_renaming() {
            view! { <RenameField desk state path=path.get_value() is_folder name=name.clone() /> }.into_any()
        } else {
            view! { <span class="workspace-name">{name.clone()}</span> }.into_any()
        }
    };
    view! {
        <li
            role="treeitem"
            aria-expanded=expanded
            aria-selected=move || is_selected().to_string()
            data-depth=depth
            data-folder=folder
            title=holder
            tabindex=tab_stop
            on:click=click
            on:contextmenu=context
            on:focus=move |_| state.focus.set(Some(path.get_value()))
            {..level}
        >
            <span class="workspace-node" data-state=move || is_target().then_some("drop")>
                {sign}
                {ui_kit::dynamic(shown)}
                {ui_kit::dynamic(lock)}
                // For pointers. The keyboard has the menu key, F2 and Delete, and the row's name stays its own.
                <button class="workspace-row-more" tabindex="-1" aria-hidden="true" on:click=more>
                    <Icon name="more" />
                </button>
            </span>
        </li>
    }
}

#[component]
fn RenameField(desk: Desk, state: TreeState, path: String, is_folder: bool, name: String) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    focus_name(field);
    let path = StoredValue::new(path);
    let finish = move |keep: bool| {
        if state.renaming.with_untracked(Option::is_none) {
            return;
        }
        let value = field.get_untracked().map(|field| field.value());
        state.renaming.set(None);
        if let Some(value) = value.filter(|_| keep) {
            let from = path.get_value();
            spawn_local(async move {
                if let Some(to) = desk.rename_in_place(from.clone(), is_folder, value).await {
                    state.follow(&from, to).await;
                }
            });
        }
    };
    let on_key = move |event: KeyboardEvent| {
        event.stop_propagation();
        let key = event.key();
        if key == "Enter" || key == "Escape" {
            finish(key == "Enter");
            state.go(path.get_value());
        }
    };
    view! {
        <input
            node_ref=field
            class="kit-input"
            aria-label="New name"
            value=name
            spellcheck="false"
            autocomplete="off"
            on:keydown=on_key
            on:click=|event| event.stop_propagation()
            on:blur=move |_| finish(true)
        />
    }
}
