//! The lines between panels: dragged with a pointer, moved with the arrow keys.
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::{desk::Desk, layout::Panel};

/// How far an arrow key moves a line, in CSS pixels.
const STEP: i32 = 16;

/// The line at the edge of a panel. The panel lies to its left when `before`, otherwise to its right.
#[component]
pub(crate) fn Split(desk: Desk, panel: Panel, before: bool, label: &'static str) -> impl IntoView {
    let layout = desk.layout;
    let (least, most, _) = panel.widths();
    let sign = if before { 1 } else { -1 };
    let start = StoredValue::new(None::<(i32, i32)>);
    let width = move || i32::try_from(untrack(|| layout.width(panel))).unwrap_or(0);
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        if let Some(line) = event.current_target().and_then(|line| line.dyn_into::<Element>().ok()) {
            let _ = line.set_pointer_capture(event.pointer_id());
        }
        start.set_value(Some((event.client_x(), width())));
        layout.dragging.set(true);
    };
    let moved = move |event: PointerEvent| {
        if let Some((x, width)) = start.get_value() {
            layout.set_width(panel, width + sign * (event.client_x() - x));
        }
    };
    let up = move |_: PointerEvent| {
        if start.get_value().is_some() {
            start.set_value(None);
            layout.dragging.set(false);
            layout.remember();
        }
    };
    let key = move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowLeft" => width() - sign * STEP,
            "ArrowRight" => width() + sign * STEP,
            "Home" => i32::try_from(least).unwrap_or(0),
            "End" => i32::try_from(most).unwrap_or(0),
            _ => return,
        };
        event.prevent_default();
        layout.set_width(panel, to);
        layout.remember();
    };
    view! {
        <div
            class="workspace-split"
            role="separator"
            aria-orientation="vertical"
            aria-label=label
            tabindex="0"
            aria-valuemin=least
            aria-valuemax=most
            aria-valuenow=move || layout.width(panel)
            data-state=move || (start.get_value().is_some() && layout.dragging.get()).then_some("live")
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=up
            on:keydown=key
        ></div>
    }
}
