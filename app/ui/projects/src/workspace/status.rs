//! The line at the bottom.
use leptos::prelude::*;
use ui_kit::plain_bytes;

use super::{desk::Desk, names::language_of};

/// Place, language, size, room in use, who answers.
#[component]
pub(crate) fn StatusBar(desk: Desk) -> impl IntoView {
    let place = move || {
        let (line, column) = desk.cursor.get();
        format!("Ln {line}, Col {column}")
    };
    let language = move || {
        let file = desk.active.get()?;
        let path = desk.files.with(|files| files.iter().find(|entry| entry.id == file).map(|e| e.path.clone()))?;
        Some(language_of(&path))
    };
    let size = move || {
        let (count, bytes) = desk.files.with(|files| (files.len(), files.iter().map(|e| e.size_bytes).sum::<u64>()));
        format!("{} · {}", ui_kit::count(count as u64, "file", "files"), plain_bytes(bytes))
    };
    let room = move || {
        let storage = desk.storage.get();
        let used = || format!("{} of {} used", plain_bytes(storage.used_bytes), plain_bytes(storage.quota_bytes));
        (storage.quota_bytes > 0).then(used)
    };
    let company = desk.company;
    let typing = move || {
        let names: Vec<String> =
            company.typing.with(|typing| typing.iter().filter_map(|(who, _)| company.name_of(who)).collect());
        match names.as_slice() {
            [] => None,
            [one] => Some(format!("{one} is typing…")),
            [one, two] => Some(format!("{one} and {two} are typing…")),
            many => Some(format!("{} people are typing…", many.len())),
        }
    };
    let model = move || desk.link.get().map(|link| link.model.get()).unwrap_or_default();
    view! {
        <footer class="workspace-status">
            <span class="kit-mono">{ui_kit::dynamic(place)}</span>
            <span>{ui_kit::dynamic(language)}</span>
            <span>"UTF-8"</span>
            <span>"LF"</span>
            <span class="workspace-typing">{ui_kit::dynamic(typing)}</span>
            <span class="workspace-status-end">{ui_kit::dynamic(size)}</span>
            <span>{ui_kit::dynamic(room)}</span>
            <span>{ui_kit::dynamic(model)}</span>
        </footer>
    }
}
