//! The menu of one file or folder.
use kernel::FileId;
use leptos::{html, prelude::*};
use ui_kit::Icon;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, ToggleEvent};

use super::{
    desk::{Desk, Dialog},
    together,
    tree::{Node, Row},
    tree_state::{TreeState, activate, delete},
};

/// Locks a file, or frees it. Nobody else and no assistant changes a locked file; it is free again when whoever locked it
/// leaves. Nothing for a file that is not open here, or that somebody else has locked.
fn lock_item(desk: Desk, file: FileId, close: impl Fn() + Copy + 'static) -> Option<impl IntoView> {
    let company = desk.company;
    let is_open = desk.alive.with(|alive| alive.contains(&file));
    if !is_open || !desk.may_write.get_untracked() || company.locked_by_other(file).is_some() {
        return None;
    }
    let is_locked = company.locks.with(|locks| locks.contains_key(&file));
    let turn = move |_| {
        close();
        together::with(|live| live.lock(&file.to_string(), !is_locked));
    };
    Some(view! {
        <button class="kit-menu-item" role="menuitem" on:click=turn>
            <Icon name="lock" />
            {if is_locked { "Unlock" } else { "Lock" }}
        </button>
    })
}

/// The menu of one row, at the place where it was asked for.
#[component]
pub(crate) fn RowMenu(desk: Desk, state: TreeState) -> impl IntoView {
    let menu = NodeRef::<html::Div>::new();
    ui_kit::effect(move || {
        let (Some(element), true) = (menu.get(), state.menu.with(Option::is_some)) else { return };
        let (x, y) = state.menu_at.get_value();
        let style = HtmlElement::from(element.clone()).style();
        // Kept inside the window, with room for the seven lines of the menu.
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).map_or(800, |px| px as i32);
        let _ = style.set_property("left", &format!("{x}px"));
        let _ = style.set_property("top", &format!("{}px", y.min(height - 265).max(8)));
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
    let toggled = move |event: ToggleEvent| {
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
        if row.is_folder() && desk.may_write.get_untracked() {
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
        if let Node::File { id, .. } = row.node {
            list.extend(lock_item(desk, id, close).map(IntoAny::into_any));
        }
        if desk.may_write.get_untracked() {
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
            {ui_kit::dynamic(items)}
        </div>
    }
}
