//! Files and commands by name: Ctrl/Cmd+P for files, Ctrl/Cmd+Shift+P (or `>`) for commands.
use leptos::{html, prelude::*};
use ui_kit::{Icon, Views, paths};
use wasm_bindgen::JsCast;

use super::{
    desk::{Desk, Dialog},
    layout::Panel,
    names::{folder_of, name_of},
    preview,
};

/// Most lines shown; whoever looks for more types another letter.
const MOST: usize = 50;

/// What a line of the palette does.
#[derive(Clone)]
struct Choice {
    name: String,
    note: String,
    icon: &'static str,
    run: Callback<()>,
}

/// How well `wanted` fits `name`: every letter in order, the fewer and the closer to a word's beginning the better.
/// `None` when a letter is missing. Smaller is better.
pub(crate) fn fit(name: &str, wanted: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let wanted = wanted.trim().to_lowercase();
    if wanted.is_empty() {
        return Some(0);
    }
    if let Some(at) = name.find(&wanted) {
        let begins_word = at == 0 || name[..at].ends_with(|c: char| !c.is_alphanumeric());
        return Some(at + if begins_word { 0 } else { 50 });
    }
    let mut cost = 200;
    let mut rest = name.as_str();
    for letter in wanted.chars().filter(|letter| !letter.is_whitespace()) {
        let at = rest.find(letter)?;
        cost += at;
        rest = &rest[at + letter.len_utf8()..];
    }
    Some(cost)
}

fn commands(desk: Desk) -> Vec<Choice> {
    let mut list = Vec::new();
    let mut add = |name: &str, note: &str, icon: &'static str, run: Callback<()>| {
        list.push(Choice { name: name.to_owned(), note: note.to_owned(), icon, run });
    };
    let dialog = |dialog: Dialog| Callback::new(move |()| desk.dialog.set(Some(dialog.clone())));
    if desk.may_write.get_untracked() {
        add("Save version", "Ctrl S", "save", dialog(Dialog::SaveVersion));
        add("New file", "", "file-plus", dialog(Dialog::NewFile { folder: String::new() }));
        add("New folder", "", "folder-plus", dialog(Dialog::NewFolder { folder: String::new() }));
        if let Some(entry) = desk.active.get_untracked().and_then(|file| desk.entry(file)) {
            let (path, name) = (entry.path.clone(), name_of(&entry.path).to_owned());
            add(&format!("Move {name}"), "", "edit", dialog(Dialog::Move { path, is_folder: false }));
            let delete = Callback::new(move |()| desk.delete(vec![entry.id], format!("“{}”", entry.path)));
            add(&format!("Delete {name}"), "", "trash", delete);
        }
    }
    if let Some(file) = desk.active.get_untracked().filter(|_| !desk.company.room.with_untracked(String::is_empty)) {
        let line = desk.cursor.get_untracked().0;
        let comment = Callback::new(move |()| desk.open_comments(file, line));
        add(&format!("Comment on line {line}"), "", "chat", comment);
    }
    add("Ask the assistant", "Ctrl K", "chat", Callback::new(move |()| desk.ask(None)));
    add("Show versions", "", "history", Callback::new(move |()| desk.show_versions()));
    add("Deleted files", "", "trash", dialog(Dialog::Trash));
    add("Reload preview", "", "refresh", Callback::new(|()| preview::reload()));
    add("Stop preview", "", "stop", Callback::new(|()| preview::stop()));
    for (name, icon, panel) in [
        ("Show or hide files", "panel-left", Panel::Files),
        ("Show or hide preview", "screen", Panel::Preview),
        ("Show or hide assistant", "panel-right", Panel::Assist),
    ] {
        add(name, "", icon, Callback::new(move |()| desk.layout.turn(panel)));
    }
    let go = |address: String| Callback::new(move |()| _ = window().location().set_href(&address));
    add("Export zip", "", "download", go(format!("/api/v1/projects/{}/export.zip", desk.id)));
    add("Export for Git", "", "download", go(format!("/api/v1/projects/{}/export.git", desk.id)));
    if desk.has_plan {
        add("Show the plan", "", "list", go(paths::plan(desk.id)));
    }
    add("All projects", "", "build", go(paths::PROJECTS.to_owned()));
    list
}

fn files(desk: Desk) -> Vec<Choice> {
    let open = |entry: projects_contract::FileEntry| Choice {
        name: entry.path.clone(),
        note: folder_of(&entry.path).to_owned(),
        icon: if entry.is_binary { "image" } else { "file" },
        run: Callback::new(move |()| {
            desk.open_file(entry.id);
            desk.layout.show_code();
        }),
    };
    desk.files.get_untracked().into_iter().map(open).collect()
}

/// The palette.
#[component]
pub(crate) fn Palette(desk: Desk, text: &'static str) -> impl IntoView {
    let (dialog, field) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Input>::new());
    let (commands, files) = (commands(desk), files(desk));
    let wanted = RwSignal::new(text.to_owned());
    let at = RwSignal::new(0_usize);
    ui_kit::effect(move || {
        if let (Some(dialog), Some(field)) = (dialog.get(), field.get())
            && !dialog.open()
        {
            let _ = dialog.show_modal();
            let _ = field.focus();
            // Behind the sign that is there already, not in front of it.
            let end = text.len() as u32;
            let _ = field.set_selection_range(end, end);
        }
    });
    on_cleanup(move || {
        if let Some(dialog) = dialog.try_get_untracked().flatten() {
            dialog.close();
        }
    });
    let found = Memo::new_with_compare(
        move |_| {
            let wanted = wanted.get();
            let (list, wanted) = match wanted.strip_prefix('>') {
                Some(wanted) => (&commands, wanted),
                None => (&files, wanted.as_str()),
            };
            let mut fits: Vec<(usize, &Choice)> = Vec::new();
            for choice in list {
                if let Some(cost) = fit(&choice.name, wanted) {
                    // What fits equally well stays in the order of the list.
                    fits.insert(fits.partition_point(|(other, _)| *other <= cost), (cost, choice));
                    fits.truncate(MOST);
                }
            }
            fits.into_iter().map(|(_, choice)| choice.clone()).collect::<Vec<_>>()
        },
        |_, _| true,
    );
    let run = move |place: usize| {
        let chosen = found.with_untracked(|found| found.get(place).map(|choice| choice.run));
        if let Some(run) = chosen {
            // First closed, then done: what is done may open a dialog of its own.
            desk.dialog.set(None);
            run.run(());
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => run(at.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    let on_input = move |event| {
        at.set(0);
        wanted.set(event_target_value(&event));
    };
    ui_kit::effect(move || {
        // The chosen line stays in sight.
        let id = format!("palette-{}", at.get());
        if let Some(line) = document().get_element_by_id(&id) {
            scroll_to(&line);
        }
    });
    let closed = move |event: leptos::ev::Event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if target.is_some_and(|node| node.is_connected()) {
            desk.dialog.set(None);
        }
    };
    let lines = move || {
        let found = found.get();
        if found.is_empty() {
            return view! { <p class="kit-menu-label">"Nothing has that name."</p> }.into_any();
        }
        let line = |(place, choice): (usize, Choice)| {
            view! {
                <div
                    class="kit-menu-item"
                    role="option"
                    id=format!("palette-{place}")
                    aria-selected=move || (at.get() == place).to_string()
                    on:click=move |_| run(place)
                >
                    <Icon name=choice.icon />
                    {choice.name}
                    <span class="kit-menu-note">{choice.note}</span>
                </div>
            }
            .into_any()
        };
        found.into_iter().enumerate().map(line).views().into_any()
    };
    view! {
        <dialog node_ref=dialog class="kit-dialog kit-palette" aria-label="Files and commands" on:close=closed>
            <div class="kit-palette-input">
                <Icon name="search" />
                <input
                    node_ref=field
                    role="combobox"
                    aria-label="Name of a file, or > and a command"
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-activedescendant=move || format!("palette-{}", at.get())
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="File name, or > for commands"
                    value=text
                    on:input=on_input
                    on:keydown=on_key
                />
            </div>
            <div class="kit-palette-list" id="palette-list" role="listbox" aria-label="Found">
                {ui_kit::dynamic(lines)}
            </div>
            <div class="kit-palette-foot">
                <span><kbd class="kit-kbd">"↑↓"</kbd> "choose"</span>
                <span><kbd class="kit-kbd">"↵"</kbd> "open"</span>
                <span><kbd class="kit-kbd">">"</kbd> "commands"</span>
            </div>
        </dialog>
    }
}

/// Scrolls a list by as little as it takes to show a line. `scrollIntoView` would move the page behind as well.
fn scroll_to(line: &web_sys::Element) {
    let Some(list) = line.parent_element() else { return };
    let (line, frame) = (line.get_bounding_client_rect(), list.get_bounding_client_rect());
    let above = frame.top() - line.top();
    let below = line.bottom() - frame.bottom();
    let by = if above > 0.0 { -above } else { below.max(0.0) };
    list.set_scroll_top(list.scroll_top() + by.round() as i32);
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn a_word_beginning_beats_the_middle_and_the_middle_beats_scattered_letters() {
        let start = fit("src/main.ts", "main").unwrap();
        let middle = fit("src/domain.ts", "main").unwrap();
        let scattered = fit("src/my-admin.ts", "main");
        assert!(start < middle);
        assert!(scattered.is_none_or(|cost| middle < cost));
        assert_eq!(fit("src/main.ts", "xyz"), None);
        assert_eq!(fit("Save version", "sv").map(|cost| cost > 100), Some(true));
        assert_eq!(fit("anything", ""), Some(0));
    }
}
