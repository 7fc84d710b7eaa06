//! The panel with the file tree.
use std::collections::HashSet;

use leptos::{attr::custom::custom_attribute, html, prelude::*};
use ui_kit::Icon;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlElement, KeyboardEvent, MouseEvent};

use super::{
    desk::{Desk, Dialog},
    modal::focus_name,
    names::{folder_of, sign_of},
    tree::{Node, Row, Step, rows, step},
    versions::RecentVersions,
};

/// What the tree itself remembers: where the keyboard is, what is being renamed, which row's menu is open.
#[derive(Clone, Copy)]
struct TreeState {
    rows: Memo<Vec<Row>>,
    focus: RwSignal<Option<String>>,
    renaming: RwSignal<Option<String>>,
    menu: RwSignal<Option<Row>>,
    menu_at: StoredValue<(i32, i32)>,
    drop_on: RwSignal<Option<String>>,
    tree: NodeRef<html::Ul>,
}

impl TreeState {
    /// The row that Tab reaches: the focused one, or the first.
    fn stop(self) -> Option<String> {
        let focus = self.focus.get();
        self.rows.with(|rows| {
            let known = focus.filter(|path| rows.iter().any(|row| row.path == *path));
            known.or_else(|| rows.first().map(|row| row.path.clone()))
        })
    }

    /// Moves the keyboard focus to a row.
    fn go(self, path: String) {
        let place = self.rows.with_untracked(|rows| rows.iter().position(|row| row.path == path));
        self.focus.set(Some(path));
        let children = self.tree.get_untracked().map(|tree| tree.children());
        let row = place.and_then(|place| children?.item(u32::try_from(place).ok()?));
        if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
            let _ = row.focus();
        }
    }
}

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
        if desk.may_write {
            event.prevent_default();
            state.drop_on.set(Some(folder_at(&event)));
        }
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        state.drop_on.set(None);
        if let Some(list) = event.data_transfer().and_then(|data| data.files()).filter(|_| desk.may_write) {
            desk.upload(folder_at(&event), list);
        }
    };
    let tools = desk.may_write.then(|| {
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
    });
    view! {
        <aside class="workspace-panel workspace-files" aria-label="Files">
            <div class="workspace-head">
                <h2>"Files"</h2>
                {tools}
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="Deleted files"
                    data-tip="Deleted files"
                    data-tip-side="end"
                    on:click=move |_| desk.dialog.set(Some(Dialog::Trash))
                >
                    <Icon name="trash" />
                </button>
                <Show when=move || desk.layout.has_drawer()>
                    <button
                        class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                        aria-label="Close files"
                        on:click=move |_| desk.layout.shut_drawer()
                    >
                        <Icon name="close" />
                    </button>
                </Show>
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
                    <For
                        each=move || rows.get()
                        key=|row| (row.path.clone(), row.is_folder())
                        children=move |row| view! { <TreeRow desk state row /> }
                    />
                </ul>
                <Show when=move || rows.with(Vec::is_empty)>
                    <div class="kit-empty">
                        <Icon name="file" />
                        <h3>"No files yet"</h3>
                        <p>"Add one, drop some here, or ask the assistant for a start."</p>
                    </div>
                </Show>
            </div>
            <RecentVersions desk />
            <RowMenu desk state />
        </aside>
    }
}

/// The folder under a drag, from the row's own attribute; empty for the root.
fn folder_at(event: &DragEvent) -> String {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let row = element.and_then(|element| element.closest("[data-folder]").ok().flatten());
    row.and_then(|row| row.get_attribute("data-folder")).unwrap_or_default()
}

fn on_key(desk: Desk, state: TreeState, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || state.renaming.get_untracked().is_some() {
        return;
    }
    let Some(at) = untrack(|| state.stop()) else { return };
    let row = state.rows.with_untracked(|rows| rows.iter().find(|row| row.path == at).cloned());
    let Some(row) = row else { return };
    let done = match event.key().as_str() {
        "F2" if desk.may_write => {
            state.renaming.set(Some(at));
            true
        }
        "Delete" if desk.may_write => {
            delete(desk, &row);
            true
        }
        "ContextMenu" => {
            open_menu(state, row, None);
            true
        }
        "F10" if event.shift_key() => {
            open_menu(state, row, None);
            true
        }
        key => {
            let wish = state.rows.with_untracked(|rows| step(rows, &at, key));
            let known = wish.is_some();
            match wish {
                Some(Step::Focus(path)) => state.go(path),
                Some(Step::Open(path)) => desk.open_folders.update(|open| _ = open.insert(path)),
                Some(Step::Close(path)) => desk.open_folders.update(|open| _ = open.remove(&path)),
                Some(Step::Activate(_)) => activate(desk, &row),
                None => {}
            }
            known
        }
    };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn activate(desk: Desk, row: &Row) {
    match row.node {
        Node::Folder { open: true } => desk.open_folders.update(|open| _ = open.remove(&row.path)),
        Node::Folder { open: false } => desk.open_folders.update(|open| _ = open.insert(row.path.clone())),
        Node::File { id, .. } => {
            desk.open_file(id);
            desk.layout.show_code();
        }
    }
}

fn delete(desk: Desk, row: &Row) {
    match row.node {
        Node::Folder { .. } => desk.dialog.set(Some(Dialog::DeleteFolder { path: row.path.clone() })),
        Node::File { id, .. } => desk.delete(vec![id], format!("“{}”", row.path)),
    }
}

fn open_menu(state: TreeState, row: Row, at: Option<(i32, i32)>) {
    let place = at.unwrap_or_else(|| {
        let active = document().active_element().map(|row| row.get_bounding_client_rect());
        active.map_or((80, 80), |rect| (rect.left() as i32 + 24, rect.bottom() as i32))
    });
    state.menu_at.set_value(place);
    state.menu.set(Some(row));
}

#[component]
fn TreeRow(desk: Desk, state: TreeState, row: Row) -> impl IntoView {
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
            tabindex=tab_stop
            on:click=click
            on:contextmenu=context
            on:focus=move |_| state.focus.set(Some(path.get_value()))
            {..level}
        >
            <span class="workspace-node" data-state=move || is_target().then_some("drop")>
                {sign}
                {shown}
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
            desk.rename_in_place(path.get_value(), is_folder, value);
        }
        state.go(path.get_value());
    };
    let on_key = move |event: KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" => finish(true),
            "Escape" => finish(false),
            _ => {}
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

/// The menu of one row, at the place where it was asked for.
#[component]
fn RowMenu(desk: Desk, state: TreeState) -> impl IntoView {
    let menu = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let (Some(element), true) = (menu.get(), state.menu.with(Option::is_some)) else { return };
        let (x, y) = state.menu_at.get_value();
        let style = HtmlElement::from(element.clone()).style();
        // Kept inside the window, with room for the six lines of the menu.
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0);
        let _ = style.set_property("left", &format!("{x}px"));
        let _ = style.set_property("top", &format!("{}px", f64::from(y).min(height - 230.0).max(8.0)));
        let _ = element.show_popover();
        if let Ok(Some(first)) = element.query_selector("[role=menuitem]")
            && let Ok(first) = first.dyn_into::<HtmlElement>()
        {
            let _ = first.focus();
        }
    });
    let close = move || {
        if let Some(element) = menu.get_untracked() {
            let _ = element.hide_popover();
        }
        state.menu.set(None);
    };
    let toggled = move |event: leptos::ev::Event| {
        let open = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if open.is_some_and(|menu| !menu.matches(":popover-open").unwrap_or(true)) {
            state.menu.set(None);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "Escape" => {
                let row = state.menu.get_untracked();
                close();
                if let Some(row) = row {
                    state.go(row.path);
                }
                event.stop_propagation();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let Some(menu) = menu.get_untracked() else { return };
        let items = menu.children();
        let here = document().active_element();
        let count = i64::from(items.length());
        let place = (0..count).find(|at| items.item(*at as u32) == here).unwrap_or(0);
        let next = items.item((place + by).rem_euclid(count.max(1)) as u32);
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            let _ = next.focus();
        }
    };
    let items = move || {
        let row = state.menu.get()?;
        let act = move |run: fn(Desk, TreeState, Row)| {
            let row = row.clone();
            move |_| {
                close();
                run(desk, state, row.clone());
            }
        };
        let row = state.menu.get_untracked()?;
        let item = |name: &'static str, icon: &'static str, run: fn(Desk, TreeState, Row)| {
            let danger = if icon == "trash" { " kit-menu-item-danger" } else { "" };
            view! {
                <button class=format!("kit-menu-item{danger}") role="menuitem" on:click=act(run)>
                    <Icon name=icon />
                    {name}
                </button>
            }
            .into_any()
        };
        let mut list = Vec::new();
        if row.is_folder() && desk.may_write {
            list.push(item("New file here", "file-plus", |desk, _, row| {
                desk.dialog.set(Some(Dialog::NewFile { folder: row.path }));
            }));
            list.push(item("New folder here", "folder-plus", |desk, _, row| {
                desk.dialog.set(Some(Dialog::NewFolder { folder: row.path }));
            }));
        }
        if let Node::File { id, .. } = row.node {
            list.push(item("Open", "file", |desk, _, row| activate(desk, &row)));
            let address = format!("/api/v1/files/{id}/raw");
            list.push(
                view! {
                    <a class="kit-menu-item" role="menuitem" href=address download="" on:click=move |_| close()>
                        <Icon name="download" />
                        "Download"
                    </a>
                }
                .into_any(),
            );
        }
        if desk.may_write {
            list.push(item("Rename", "edit", |_, state, row| state.renaming.set(Some(row.path))));
            list.push(item("Move to …", "arrow-right", |desk, _, row| {
                let is_folder = row.is_folder();
                desk.dialog.set(Some(Dialog::Move { path: row.path, is_folder }));
            }));
            list.push(item("Delete", "trash", |desk, _, row| delete(desk, &row)));
        }
        Some(list)
    };
    view! {
        <div
            node_ref=menu
            class="kit-menu"
            popover="auto"
            role="menu"
            aria-label="File actions"
            on:toggle=toggled
            on:keydown=on_key
        >
            {items}
        </div>
    }
}
