//! The live room of the page: every text that is open here is agreed on with the server, key by key. The agreeing itself is
//! the work of another bundle ([`super::live_binding`]); this moves what it says to the editor and to the signals.
use std::{cell::RefCell, rc::Rc, time::Duration};

use kernel::FileId;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use serde::Deserialize;
use ui_kit::visitor;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

use super::{
    company::{Person, Place},
    desk::{Desk, Dialog, Line, LostText, Standing, Text},
    editor_host,
    field::{self, Edit},
    live_binding::{self, Live},
    server_fns::read_file,
};

/// News about the list of files often come several at once.
const TREE_PAUSE: Duration = Duration::from_millis(150);
/// Others' edits of files that are not open here reach the preview after this.
const OTHERS_PAUSE: Duration = Duration::from_secs(1);

struct Connected {
    live: Live,
    _hear: Closure<dyn Fn(String, Option<String>)>,
}

thread_local! {
    // A document shows one workspace, and JavaScript values belong to its one thread.
    static CONNECTED: RefCell<Option<Rc<Connected>>> = const { RefCell::new(None) };
    /// When the list of files is asked for, and by which timer.
    static REFRESH: RefCell<Option<(f64, TimeoutHandle)>> = const { RefCell::new(None) };
}

/// What the live part says. `type` decides which of the rest is there.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Heard {
    r#type: String,
    file: Option<FileId>,
    path: String,
    text: String,
    own: bool,
    standing: String,
    state: String,
    message: String,
    user_id: Option<String>,
    room_id: String,
    role: Option<String>,
    participants: Vec<Person>,
    participant: Option<Person>,
    position: Option<Place>,
    selection: Option<Place>,
    file_path: Option<String>,
    file_id: Option<FileId>,
}

#[derive(Deserialize)]
struct Kept {
    file: FileId,
    path: String,
}

/// Milliseconds since the page was made.
fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Does something with the connection, if there is one. Nothing of ours is borrowed meanwhile: it calls back in.
pub(crate) fn with<R>(act: impl FnOnce(&Live) -> R) -> Option<R> {
    let connected = CONNECTED.with_borrow(Clone::clone)?;
    Some(act(&connected.live))
}

impl Desk {
    /// Connects, once the page is alive.
    pub(crate) fn go_live(self) {
        let owner = visitor().info.map_or_else(|| "guest".to_owned(), |info| info.username);
        // A link may lead into a certain room; otherwise everybody meets in the project's own.
        let search = window().location().search().unwrap_or_default();
        let room = search.split(['?', '&']).find_map(|pair| pair.strip_prefix("room="));
        let room = room.map_or_else(String::new, |room| format!("?room={room}"));
        let address = format!("/ws/projects/{}{room}", self.id);
        spawn_local(async move {
            let hear = Closure::<dyn Fn(String, Option<String>)>::new(move |json: String, edits| {
                // Our own bundle wrote it a moment ago.
                if let Ok(heard) = serde_json::from_slice::<Heard>(json.as_bytes()) {
                    self.heard(heard, edits);
                }
            });
            let project = self.id.to_string();
            match live_binding::connect(&address, &project, &owner, hear.as_ref().unchecked_ref()).await {
                Ok(live) => {
                    CONNECTED.set(Some(Rc::new(Connected { live, _hear: hear })));
                    self.tabs.get_untracked().into_iter().for_each(|file| self.join(file));
                    self.send_what_was_kept().await;
                }
                Err(sentence) => {
                    let words =
                        format!("Nothing can be changed here right now: {sentence} Reload the page to try again.");
                    self.line.set(Line::Ended(words));
                }
            }
        });
    }

    /// Takes part in a text whose beginning is here.
    pub(crate) fn join(self, file: FileId) {
        let Some(entry) = self.entry(file) else { return };
        self.texts.with_value(|texts| {
            if let Some(Text { version, text }) = texts.get(&file) {
                with(|live| live.open(&file.to_string(), &entry.path, *version as f64, text));
            }
        });
    }

    /// Takes up what an earlier visit could not send: opened, it is sent.
    async fn send_what_was_kept(self) {
        let Some(kept) = with(Live::kept) else { return };
        let Ok(kept) = JsFuture::from(kept).await else { return };
        let kept: Vec<Kept> =
            kept.as_string().and_then(|json| serde_json::from_slice(json.as_bytes()).ok()).unwrap_or_default();
        for Kept { file, path } in kept {
            if self.texts.with_value(|texts| texts.contains_key(&file)) {
                continue;
            }
            // What the server has of it only matters when the copy is gone by now; then nothing is changed.
            let (version, text) = match read_file(file).await {
                Ok(found) => (found.entry.version, found.text.unwrap_or_default()),
                Err(_) => (0, String::new()),
            };
            with(|live| live.open(&file.to_string(), &path, version as f64, &text));
        }
    }

    fn heard(self, heard: Heard, edits: Option<String>) {
        let company = self.company;
        let by_path = |path: Option<&String>| path.and_then(|path| self.at_path(path)).map(|entry| entry.id);
        match (heard.r#type.as_str(), heard.file) {
            ("text", Some(file)) => self.begins(file, heard.text),
            ("change", Some(file)) => self.changes(file, &edits.unwrap_or_default(), heard.own),
            ("standing", Some(file)) => self.stands(file, &heard.standing),
            ("gone", Some(file)) => self.is_gone(file),
            ("lost", Some(file)) => {
                self.lost.update(|lost| lost.push(LostText { file, path: heard.path, text: heard.text }));
                self.dialog.set(Some(Dialog::Lost));
            }
            ("typing", Some(file)) => {
                if let Some(who) = heard.user_id {
                    company.types(who, file);
                }
            }
            ("line", _) => self.hears_of_line(&heard.state, heard.message),
            ("unkept", _) => self.toasts.stop(
                "This browser keeps nothing for this page. What you type while offline is lost when you close it.",
            ),
            ("joined", _) => {
                company.me.set(heard.user_id.unwrap_or_default());
                company.room.set(heard.room_id);
                company.people.set(heard.participants);
                self.may(heard.role.as_deref());
            }
            ("participant_joined", _) => {
                if let Some(person) = heard.participant {
                    company.came(person);
                }
            }
            ("participant_left", _) => company.left(&heard.user_id.unwrap_or_default()),
            ("cursor_update", _) => {
                let file = by_path(heard.file_path.as_ref());
                if let (Some(who), Some(file), Some(place)) = (heard.user_id, file, heard.position) {
                    company.points(who, file, place, heard.selection);
                }
            }
            ("role_changed", _) => self.role_changed(&heard.user_id.unwrap_or_default(), heard.role),
            ("lock", _) => {
                if let Some(file) = heard.file_id {
                    company.locks.update(|locks| match heard.user_id {
                        Some(who) => drop(locks.insert(file, who)),
                        None => drop(locks.remove(&file)),
                    });
                }
            }
            ("comment_update", _) => self.load_threads(),
            ("files_changed", _) => self.refresh_within(TREE_PAUSE),
            ("activity", _) => self.refresh_within(OTHERS_PAUSE),
            ("room_closed", _) => {
                self.line.set(Line::Ended("This room was closed. Reload the page to go on without it.".to_owned()));
            }
            ("error", _) => self.toasts.stop(heard.message),
            _ => {}
        }
    }

    /// A text is here, and can be changed from now on.
    fn begins(self, file: FileId, text: String) {
        editor_host::set_text(file, &text);
        self.texts.update_value(|texts| {
            let version = texts.get(&file).map_or(0, |known| known.version);
            texts.insert(file, Text { version, text });
        });
        self.alive.update(|alive| _ = alive.insert(file));
        self.replaced.update(|n| *n += 1);
        self.changed.update(|n| *n += 1);
    }

    /// Others changed a text, or the person took something back.
    fn changes(self, file: FileId, edits: &str, own: bool) {
        editor_host::apply_remote(file, edits, own);
        let is_shown = self.active.get_untracked() == Some(file);
        if is_shown && let Ok(edits) = serde_json::from_slice::<Vec<Edit>>(edits.as_bytes()) {
            let text = with(|live| live.text(&file.to_string())).flatten().unwrap_or_default();
            field::follow(&text, &edits);
        }
        self.settle_soon(file);
    }

    fn stands(self, file: FileId, standing: &str) {
        self.stand(
            file,
            match standing {
                "saved" => Standing::Saved,
                "offline" => Standing::Offline,
                _ => Standing::Saving,
            },
        );
        let is_closed = self.tabs.with_untracked(|tabs| !tabs.contains(&file));
        if is_closed && standing == "saved" {
            self.forget_text(file);
        }
    }

    fn is_gone(self, file: FileId) {
        let name = self.entry(file).map(|entry| entry.path);
        self.counted();
        self.files.update(|files| files.retain(|entry| entry.id != file));
        self.stand(file, Standing::Saved);
        self.close_tab(file);
        self.changed.update(|n| *n += 1);
        if let Some(name) = name {
            self.toasts.ok(format!("{name} was deleted. It is in the trash."));
        }
    }

    fn hears_of_line(self, state: &str, message: String) {
        let line = match state {
            "up" => Line::Up,
            "ended" => Line::Ended(message),
            "down" => Line::Down,
            _ => Line::Connecting,
        };
        if line == Line::Up && self.line.get_untracked() != Line::Connecting {
            // Something may have happened while nobody told.
            self.refresh_within(TREE_PAUSE);
        }
        if line != Line::Up {
            self.company.is_alone();
        }
        // Why it ended is said once, and first by whoever knows best.
        if !matches!((&line, &*self.line.read_untracked()), (Line::Ended(_), Line::Ended(_))) {
            self.line.set(line);
        }
    }

    fn may(self, role: Option<&str>) {
        let may_write = matches!(role, Some("owner" | "editor"));
        if self.may_write.get_untracked() != may_write {
            self.may_write.set(may_write);
        }
    }

    fn role_changed(self, who: &str, role: Option<String>) {
        let company = self.company;
        if company.me.with_untracked(|me| me == who) {
            self.may(role.as_deref());
            self.toasts.ok(match role.as_deref() {
                Some("viewer") => "You can only look now.",
                Some("owner") => "You are an owner now.",
                Some(_) => "You are an editor now.",
                None => "You have no place in this room any more.",
            });
        }
        company.people.update(|people| {
            let person = people.iter_mut().find(|one| one.user_id == who);
            if let (Some(person), Some(role)) = (person, role) {
                person.role = role;
            }
        });
    }

    /// Asks for the list of files after a pause, or earlier where that was wanted before.
    fn refresh_within(self, pause: Duration) {
        let due = now() + pause.as_secs_f64() * 1_000.0;
        if REFRESH.with_borrow(|timer| timer.as_ref().is_some_and(|(earlier, _)| *earlier <= due)) {
            return;
        }
        let later = set_timeout(
            move || {
                REFRESH.set(None);
                self.refresh();
            },
            pause,
        );
        let before = REFRESH.with_borrow_mut(|timer| std::mem::replace(timer, later.ok().map(|later| (due, later))));
        if let Some((_, before)) = before {
            before.clear();
        }
    }
}
