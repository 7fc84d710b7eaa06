//! Open files: opening, showing, closing, and the row of tabs.
use kernel::FileId;
use leptos::{prelude::*, task::spawn_local};
use ui_kit::{Icon, Row};
use wasm_bindgen::JsCast;

use super::{
    desk::{Desk, Standing, Text},
    editor_host,
    layout::Panel,
    names::{folders_above, name_of},
    preview_files,
    server_fns::read_file,
    together,
};

impl Desk {
    /// Shows a file, and fetches its text when it is opened for the first time.
    pub(crate) fn open_file(self, file: FileId) {
        let Some(entry) = self.entry(file) else { return };
        self.tabs.update(|tabs| {
            if !tabs.contains(&file) {
                tabs.push(file);
            }
        });
        if self.active.get_untracked() != Some(file) {
            self.active.set(Some(file));
        }
        let hidden = folders_above(&entry.path).any(|f| self.open_folders.with_untracked(|open| !open.contains(f)));
        if hidden {
            self.open_folders.update(|open| open.extend(folders_above(&entry.path).map(str::to_owned)));
        }
        let known = self.texts.with_value(|texts| texts.contains_key(&file));
        if entry.is_binary || known || self.standing(file) == Some(Standing::Loading) {
            return;
        }
        self.stand(file, Standing::Loading);
        spawn_local(async move {
            match read_file(file).await {
                Ok(content) => {
                    let text = Text { version: content.entry.version, text: content.text.unwrap_or_default() };
                    self.texts.update_value(|texts| drop(texts.insert(file, text)));
                    self.stand(file, Standing::Saved);
                    self.replaced.update(|n| *n += 1);
                    self.join(file);
                }
                Err(error) => self.stand(file, Standing::Failed(error.to_string())),
            }
        });
    }

    /// Shows the file at a path at a place, both from 1. Says so when there is no such file.
    pub(crate) fn open_path(self, path: &str, line: u32, column: u32) {
        match self.at_path(path) {
            Some(entry) => {
                self.reveal.set(Some((entry.id, line, column)));
                self.open_file(entry.id);
                self.layout.show_code();
            }
            None => self.toasts.stop(format!("There is no file {path} in this project.")),
        }
    }

    /// Closes a tab. Its text is not forgotten before the server has all of it.
    pub(crate) fn close_tab(self, file: FileId) {
        let place = self.tabs.with_untracked(|tabs| tabs.iter().position(|tab| *tab == file));
        let Some(place) = place else { return };
        self.tabs.update(|tabs| _ = tabs.remove(place));
        if self.active.get_untracked() == Some(file) {
            let next = self.tabs.with_untracked(|tabs| tabs.get(place).or(tabs.last()).copied());
            self.active.set(next);
        }
        if matches!(self.standing(file), Some(Standing::Saved | Standing::Failed(_)) | None) {
            self.forget_text(file);
        }
    }

    /// Forgets the text of a file that is closed and saved; the preview keeps what it was.
    pub(crate) fn forget_text(self, file: FileId) {
        self.settle(file);
        let text = self.texts.try_update_value(|texts| texts.remove(&file)).flatten();
        if let (Some(entry), Some(Text { text, .. })) = (self.entry(file), text) {
            preview_files::remember(&entry, &text);
        }
        editor_host::close(file);
        together::with(|live| live.close(&file.to_string()));
        self.alive.update(|alive| _ = alive.remove(&file));
        self.standings.update(|standings| drop(standings.remove(&file)));
    }

    /// Closes the tabs of files that are gone. What was not sent of one is offered by the live room.
    pub(crate) fn drop_lost_tabs(self) {
        let tabs = self.tabs.get_untracked();
        tabs.into_iter().filter(|file| self.entry(*file).is_none()).for_each(|file| self.close_tab(file));
    }

    /// Goes to the tab `by` places on, round the end.
    pub(crate) fn turn_tabs(self, by: isize) {
        let tabs = self.tabs.get_untracked();
        let here = self.active.get_untracked().and_then(|file| tabs.iter().position(|tab| *tab == file));
        let (Some(here), false) = (here, tabs.is_empty()) else { return };
        let next = (here as isize + by).rem_euclid(tabs.len() as isize) as usize;
        self.open_file(tabs[next]);
    }
}

/// Moves the keyboard focus to the tab on show, once it is drawn.
fn focus_live() {
    let _ = request_animation_frame(|| {
        let tab = document().query_selector(".workspace-file[data-state=live] > button").ok().flatten();
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    });
}

/// The row of open files.
#[component]
pub(crate) fn OpenFiles(desk: Desk) -> impl IntoView {
    let tab = move |file: FileId| {
        let name = move || {
            let path = desk.files.with(|files| files.iter().find(|e| e.id == file).map(|e| e.path.clone()));
            path.map_or_else(|| "deleted file".to_owned(), |path| name_of(&path).to_owned())
        };
        let path = move || desk.files.with(|files| files.iter().find(|e| e.id == file).map(|e| e.path.clone()));
        let is_live = move || desk.active.get() == Some(file);
        let unsaved = move || {
            desk.standings
                .with(|all| all.get(&file).is_some_and(|stands| !matches!(stands, Standing::Saved | Standing::Loading)))
        };
        let on_key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
            "ArrowRight" => {
                desk.turn_tabs(1);
                focus_live();
            }
            "ArrowLeft" => {
                desk.turn_tabs(-1);
                focus_live();
            }
            "Delete" => {
                desk.close_tab(file);
                focus_live();
            }
            _ => {}
        };
        let on_middle = move |event: web_sys::MouseEvent| {
            if event.button() == 1 {
                event.prevent_default();
                desk.close_tab(file);
            }
        };
        view! {
            <div
                class="workspace-file"
                data-state=move || is_live().then_some("live")
                data-unsaved=move || unsaved().then_some("")
                on:auxclick=on_middle
            >
                <button
                    aria-current=move || is_live().then_some("true")
                    title=path
                    on:click=move |_| desk.open_file(file)
                    on:keydown=on_key
                >
                    {ui_kit::dynamic(name)}
                    <span class="kit-hidden">{ui_kit::dynamic(move || unsaved().then_some(", not saved yet"))}</span>
                </button>
                <button
                    class="workspace-close"
                    aria-label=move || format!("Close {}", name())
                    on:click=move |_| desk.close_tab(file)
                >
                    <Icon name="close" />
                </button>
            </div>
        }
    };
    let files_open = move || (desk.layout.files.get() == Some(true)).to_string();
    view! {
        <div class="workspace-open" role="group" aria-label="Open files">
            <button
                class="kit-button kit-button-quiet kit-button-icon kit-button-small workspace-browse"
                aria-label="Files"
                aria-expanded=files_open
                on:click=move |_| desk.layout.turn(Panel::Files)
                on:pointerdown=|event| event.stop_propagation()
            >
                <Icon name="panel-left" />
            </button>
            {ui_kit::rows(move || {
                desk.tabs.get().into_iter().map(|file| Row::new(file.to_string(), move || tab(file))).collect()
            })}
        </div>
    }
}
