//! Who else is here: people, where they are, who is typing, who has locked what.
use std::{collections::HashMap, time::Duration};

use kernel::FileId;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use monaco_wasm::RemoteCursor;
use serde::Deserialize;

use super::{desk::Desk, editor_host};

/// Somebody who is connected.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person {
    /// Their id, or a guest's own.
    pub user_id: String,
    /// As they are called.
    pub display_name: String,
    /// `owner`, `editor` or `viewer`.
    pub role: String,
    /// `#rrggbb`, their own in this room.
    pub cursor_color: String,
}

/// A place in a text, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) struct Place {
    pub line: u32,
    pub column: u32,
}

/// How long somebody who does nothing keeps their cursor.
const SHOWN: Duration = Duration::from_secs(30);
/// How long after a key somebody is said to be typing.
const TYPES: Duration = Duration::from_millis(2_500);

/// Everybody in the room. Signals, so a copy is as good as the original.
#[derive(Clone, Copy)]
pub(crate) struct Company {
    /// Which of the people this page belongs to; empty until the room has said so.
    pub me: RwSignal<String>,
    /// The room; empty until it has answered.
    pub room: RwSignal<String>,
    /// Who is connected, this person included.
    pub people: RwSignal<Vec<Person>>,
    /// Who types, and in which file.
    pub typing: RwSignal<Vec<(String, FileId)>>,
    /// Who has locked which file.
    pub locks: RwSignal<HashMap<FileId, String>>,
    cursors: StoredValue<HashMap<String, RemoteCursor>>,
    timers: StoredValue<HashMap<(String, bool), TimeoutHandle>, LocalStorage>,
}

impl Company {
    pub(crate) fn new() -> Self {
        Self {
            me: RwSignal::default(),
            room: RwSignal::default(),
            people: RwSignal::default(),
            typing: RwSignal::default(),
            locks: RwSignal::default(),
            cursors: StoredValue::default(),
            timers: StoredValue::new_local(HashMap::new()),
        }
    }

    /// Somebody's name; nothing for those who are not connected any more.
    pub(crate) fn name_of(self, who: &str) -> Option<String> {
        self.people.with(|people| people.iter().find(|one| one.user_id == who).map(|one| one.display_name.clone()))
    }

    /// Who has locked a file, if that is not this person.
    pub(crate) fn locked_by_other(self, file: FileId) -> Option<String> {
        let holder = self.locks.with(|locks| locks.get(&file).cloned())?;
        let is_me = self.me.with(|me| *me == holder);
        (!is_me).then(|| self.name_of(&holder).unwrap_or_else(|| "Somebody".to_owned()))
    }

    /// Somebody came; whoever is known already may be called otherwise now.
    pub(crate) fn came(self, person: Person) {
        self.people.update(|people| {
            people.retain(|known| known.user_id != person.user_id);
            people.push(person);
        });
    }

    /// Somebody is gone.
    pub(crate) fn left(self, who: &str) {
        self.people.update(|people| people.retain(|known| known.user_id != who));
        self.forget_cursor(who);
        self.rests(who);
    }

    /// Somebody typed in a file.
    pub(crate) fn types(self, who: String, file: FileId) {
        if !self.typing.with_untracked(|typing| typing.iter().any(|(known, at)| *known == who && *at == file)) {
            self.typing.update(|typing| {
                typing.retain(|(known, _)| *known != who);
                typing.push((who.clone(), file));
            });
        }
        let ends = who.clone();
        self.after(TYPES, (who, false), move || self.rests(&ends));
    }

    fn rests(self, who: &str) {
        if self.typing.with_untracked(|typing| typing.iter().any(|(known, _)| known == who)) {
            self.typing.update(|typing| typing.retain(|(known, _)| known != who));
        }
    }

    /// Somebody's cursor went somewhere.
    pub(crate) fn points(self, who: String, file: FileId, place: Place, selection: Option<Place>) {
        let Some((name, colour)) = self.people.with_untracked(|people| {
            let person = people.iter().find(|one| one.user_id == who)?;
            Some((person.display_name.clone(), person.cursor_color.clone()))
        }) else {
            return;
        };
        let cursor = RemoteCursor {
            user: who.clone(),
            name,
            colour,
            file: file.to_string(),
            line: place.line,
            column: place.column,
            selection_line: selection.map(|end| end.line),
            selection_column: selection.map(|end| end.column),
        };
        self.cursors.update_value(|cursors| drop(cursors.insert(who.clone(), cursor)));
        self.show_cursors();
        let ends = who.clone();
        self.after(SHOWN, (who, true), move || self.forget_cursor(&ends));
    }

    /// Where somebody is.
    pub(crate) fn place_of(self, who: &str) -> Option<(FileId, u32, u32)> {
        let cursor = self.cursors.with_value(|cursors| cursors.get(who).cloned())?;
        Some((cursor.file.parse().ok()?, cursor.line, cursor.column))
    }

    fn forget_cursor(self, who: &str) {
        if self.cursors.try_update_value(|cursors| cursors.remove(who)).flatten().is_some() {
            self.show_cursors();
        }
    }

    /// Shows the cursors of all others in the editor.
    pub(crate) fn show_cursors(self) {
        let all: Vec<RemoteCursor> = self.cursors.with_value(|cursors| cursors.values().cloned().collect());
        editor_host::with(|editor| editor.set_cursors(&all));
    }

    /// The line is down: nobody can be seen.
    pub(crate) fn is_alone(self) {
        self.cursors.set_value(HashMap::new());
        self.show_cursors();
        self.typing.set(Vec::new());
        self.people.set(Vec::new());
        self.locks.set(HashMap::new());
    }

    fn after(self, wait: Duration, key: (String, bool), act: impl FnOnce() + 'static) {
        let Ok(timer) = set_timeout(act, wait) else { return };
        let before = self.timers.try_update_value(|timers| timers.insert(key, timer)).flatten();
        if let Some(before) = before {
            before.clear();
        }
    }
}

impl Desk {
    /// Goes to where somebody is. Says so when that is nowhere.
    pub(crate) fn go_to(self, who: &str) {
        match self.company.place_of(who).filter(|(file, ..)| self.entry(*file).is_some()) {
            Some((file, line, column)) => {
                self.reveal.set(Some((file, line, column)));
                self.open_file(file);
                self.layout.show_code();
            }
            None => {
                let name = self.company.name_of(who).unwrap_or_else(|| "That person".to_owned());
                self.toasts.ok(format!("{name} has not moved for a while."));
            }
        }
    }
}
