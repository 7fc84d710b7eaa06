//! What the tree remembers beside its rows, and what its keys and its menu do.
use leptos::{html, prelude::*, task::tick};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{
    desk::{Desk, Dialog},
    tree::{Node, Row, Step, step},
};

/// What the tree itself remembers: where the keyboard is, what is being renamed, which row's menu is open.
#[derive(Clone, Copy)]
pub(crate) struct TreeState {
    /// What is visible.
    pub rows: Memo<Vec<Row>>,
    /// Path of the row that the keyboard is on.
    pub focus: RwSignal<Option<String>>,
    /// Path of the row that is being renamed.
    pub renaming: RwSignal<Option<String>>,
    /// The row whose menu is open.
    pub menu: RwSignal<Option<Row>>,
    /// Where the menu opens, in CSS pixels of the window.
    pub menu_at: StoredValue<(i32, i32)>,
    /// The folder under a drag; empty for the root.
    pub drop_on: RwSignal<Option<String>>,
    /// The list itself.
    pub tree: NodeRef<html::Ul>,
}

impl TreeState {
    /// The row that Tab reaches: the focused one, or the first.
    pub(crate) fn stop(self) -> Option<String> {
        let focus = self.focus.get();
        self.rows.with(|rows| {
            let known = focus.filter(|path| rows.iter().any(|row| row.path == *path));
            known.or_else(|| rows.first().map(|row| row.path.clone()))
        })
    }

    /// Moves the keyboard focus to a row.
    pub(crate) fn go(self, path: String) {
        let place = self.rows.with_untracked(|rows| rows.iter().position(|row| row.path == path));
        self.focus.set(Some(path));
        let children = self.tree.get_untracked().map(|tree| tree.children());
        let row = place.and_then(|place| children?.item(u32::try_from(place).ok()?));
        if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
            let _ = row.focus();
        }
    }

    /// Keeps the keyboard on a row that was moved: its line is a new one. Does nothing when the focus is elsewhere by now.
    pub(crate) async fn follow(self, from: &str, to: String) {
        if self.focus.with_untracked(|focus| focus.as_deref() != Some(from)) {
            return;
        }
        tick().await;
        let elsewhere = document().active_element().is_some_and(|active| active.tag_name() != "BODY");
        if elsewhere {
            self.focus.set(Some(to));
        } else {
            self.go(to);
        }
    }
}

/// Does what a key asks for; a key that means nothing here is left to the page.
pub(crate) fn on_key(desk: Desk, state: TreeState, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || state.renaming.get_untracked().is_some() {
        return;
    }
    let Some(at) = untrack(|| state.stop()) else { return };
    let row = state.rows.with_untracked(|rows| rows.iter().find(|row| row.path == at).cloned());
    let Some(row) = row else { return };
    let done = match event.key().as_str() {
        "F2" if desk.may_write.get_untracked() => {
            state.renaming.set(Some(at));
            true
        }
        "Delete" if desk.may_write.get_untracked() => {
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

/// Opens a file, turns a folder over.
pub(crate) fn activate(desk: Desk, row: &Row) {
    match row.node {
        Node::Folder { open: true } => desk.open_folders.update(|open| _ = open.remove(&row.path)),
        Node::Folder { open: false } => desk.open_folders.update(|open| _ = open.insert(row.path.clone())),
        Node::File { id, .. } => {
            desk.open_file(id);
            desk.layout.show_code();
        }
    }
}

/// Puts a file in the trash; asks first for a folder.
pub(crate) fn delete(desk: Desk, row: &Row) {
    match row.node {
        Node::Folder { .. } => desk.dialog.set(Some(Dialog::DeleteFolder { path: row.path.clone() })),
        Node::File { id, .. } => desk.delete(vec![id], format!("“{}”", row.path)),
    }
}

/// Shows a row's menu at a place of the window, or below the focused row.
pub(crate) fn open_menu(state: TreeState, row: Row, at: Option<(i32, i32)>) {
    let place = at.unwrap_or_else(|| {
        let active = document().active_element().map(|row| row.get_bounding_client_rect());
        active.map_or((80, 80), |rect| (rect.left() as i32 + 24, rect.bottom() as i32))
    });
    state.menu_at.set_value(place);
    state.menu.set(Some(row));
}
