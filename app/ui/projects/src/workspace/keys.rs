//! The page's own shortcuts, and what happens when it goes away. The editor keeps its keys to itself; it calls the
//! same verbs.
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{BeforeUnloadEvent, Element, KeyboardEvent};

use super::{
    desk::{Desk, Dialog},
    live_binding::Live,
    together,
};

impl Desk {
    /// Brings the assistant on show, with words in its composer if there are any.
    pub(crate) fn ask(self, words: Option<String>) {
        self.layout.show_assist();
        if let Some(link) = self.link.get_untracked() {
            if words.is_some() {
                link.request.set(words);
            }
            link.focus.update(|n| *n += 1);
        }
    }

    /// Asks for a message and saves a version.
    pub(crate) fn ask_for_version(self) {
        if self.may_write.get_untracked() {
            self.dialog.set(Some(Dialog::SaveVersion));
        }
    }
}

/// Listens for as long as the page lives.
pub(crate) fn listen(desk: Desk) {
    // A listener that is dropped stays; the document holds one workspace until it goes.
    drop(window_event_listener(ev::keydown, move |event| on_key(desk, &event)));
    drop(window_event_listener(ev::beforeunload, move |event: BeforeUnloadEvent| {
        together::with(Live::keep);
        if !desk.unsaved_files().is_empty() || desk.lost.with_untracked(|lost| !lost.is_empty()) {
            event.prevent_default();
            event.set_return_value("Some text is not saved yet.");
        }
    }));
}

fn on_key(desk: Desk, event: &KeyboardEvent) {
    let held = event.ctrl_key() || event.meta_key();
    let key = event.key().to_lowercase();
    if held && !event.alt_key() {
        match key.as_str() {
            "p" if event.shift_key() => desk.dialog.set(Some(Dialog::Palette { text: ">" })),
            "p" => desk.dialog.set(Some(Dialog::Palette { text: "" })),
            "s" if !event.shift_key() => desk.ask_for_version(),
            "k" if !event.shift_key() => desk.ask(None),
            _ => return,
        }
        event.prevent_default();
        return;
    }
    if key == "escape" && !event.default_prevented() && desk.dialog.with_untracked(Option::is_none) {
        if desk.layout.versions.get_untracked() {
            desk.layout.versions.set(false);
        } else if untrack(|| desk.layout.has_drawer()) && desk.layout.files.get_untracked() == Some(true) {
            desk.layout.shut_drawer();
        } else if let Some(link) = desk.link.get_untracked() {
            link.stop.update(|n| *n += 1);
        }
        return;
    }
    if key == ">" && !is_typing(event) && desk.dialog.with_untracked(Option::is_none) {
        event.prevent_default();
        desk.dialog.set(Some(Dialog::Palette { text: ">" }));
    }
}

/// Whether the key goes into a text.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        element.closest("input, textarea, select, [contenteditable], .workspace-monaco").ok().flatten().is_some()
    })
}
