//! What becomes of what is typed here: it goes to the live room at once, and a moment later to the preview.
use std::{cell::RefCell, collections::HashMap, time::Duration};

use kernel::FileId;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::{
    browser::pause,
    desk::{Desk, Line, Standing},
    together,
};

/// A pause after which the preview takes the text up. Reading it out of the editor at every key would copy the whole file
/// every time.
const SETTLE: Duration = Duration::from_millis(120);
/// How long a caller waits for the last text to arrive before it goes on without, in steps of 50 ms.
const FLUSH_STEPS: u32 = 100;

thread_local! {
    static TIMERS: RefCell<HashMap<FileId, TimeoutHandle>> = RefCell::default();
}

impl Desk {
    /// The person changed a text in the editor; `changes` as it reports them.
    pub(crate) fn touched(self, file: FileId, changes: &str) {
        together::with(|live| live.edited(&file.to_string(), changes));
        self.settle_soon(file);
    }

    /// The person changed a text in the plain field, which hands the whole text over.
    pub(crate) fn typed(self, file: FileId, text: &str) {
        together::with(|live| live.retyped(&file.to_string(), text));
        self.settle_soon(file);
    }

    /// The person takes their last change back, or does it again.
    pub(crate) fn take_back(self, file: FileId, again: bool) {
        let id = file.to_string();
        together::with(|live| if again { live.redo(&id) } else { live.undo(&id) });
        self.settle_soon(file);
    }

    /// The person's cursor went somewhere; a selection without lines is none.
    pub(crate) fn pointed(self, file: FileId, line: u32, column: u32, selection: (u32, u32)) {
        self.cursor.set((line, column));
        if let Some(link) = self.link.get_untracked() {
            link.line.set(Some(line));
        }
        together::with(|live| live.point(&file.to_string(), line, column, selection.0, selection.1));
    }

    /// The text as it is now: what the live room has, or what was read.
    pub(crate) fn text_of(self, file: FileId) -> String {
        let live = together::with(|live| live.text(&file.to_string())).flatten();
        let known = || self.texts.with_value(|texts| texts.get(&file).map(|open| open.text.clone()));
        live.or_else(known).unwrap_or_default()
    }

    /// Whether the person's keys may go into a file now. Subscribes.
    pub(crate) fn may_type(self, file: FileId) -> bool {
        let has_room = self.line.with(|line| !matches!(line, Line::Ended(_)));
        has_room && self.may_write.get() && self.alive.with(|alive| alive.contains(&file))
    }

    pub(crate) fn settle_soon(self, file: FileId) {
        let Ok(timer) = set_timeout(move || self.settle(file), SETTLE) else { return };
        if let Some(before) = TIMERS.with_borrow_mut(|timers| timers.insert(file, timer)) {
            before.clear();
        }
    }

    /// Takes the text up as it is now.
    pub(crate) fn settle(self, file: FileId) {
        let text = together::with(|live| live.text(&file.to_string())).flatten();
        self.texts.update_value(|texts| {
            if let (Some(known), Some(text)) = (texts.get_mut(&file), text) {
                known.text = text;
            }
        });
        self.changed.update(|n| *n += 1);
    }

    /// Waits until the server has everything, so that its next answer is about what the person sees. Answers false when
    /// some text could not get there in time.
    pub(crate) async fn flush(self) -> bool {
        for _ in 0..FLUSH_STEPS {
            if !self.is_anything_under_way() {
                break;
            }
            pause(50).await;
        }
        self.unsaved_files().is_empty()
    }

    fn is_anything_under_way(self) -> bool {
        self.standings.with_untracked(|standings| standings.values().any(|stands| *stands == Standing::Saving))
    }

    /// Files whose text the server does not have yet.
    pub(crate) fn unsaved_files(self) -> Vec<FileId> {
        self.standings.with_untracked(|standings| {
            let unsaved = standings.iter().filter(|(_, stands)| matches!(stands, Standing::Saving | Standing::Offline));
            unsaved.map(|(file, _)| *file).collect()
        })
    }

    /// How a file stands, without subscribing.
    pub(crate) fn standing(self, file: FileId) -> Option<Standing> {
        self.standings.with_untracked(|standings| standings.get(&file).cloned())
    }

    /// Says how a file stands.
    pub(crate) fn stand(self, file: FileId, standing: Standing) {
        if self.standing(file).as_ref() != Some(&standing) {
            self.standings.update(|standings| drop(standings.insert(file, standing)));
        }
    }
}
