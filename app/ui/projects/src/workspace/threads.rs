//! Where in the open file people have commented: a mark beside the line, and the way to what they wrote.
use std::collections::BTreeMap;

use kernel::FileId;
use leptos::{prelude::*, task::spawn_local};
use monaco_wasm::ThreadMark;
use serde::Deserialize;

use super::{
    browser::{encoded, get},
    desk::Desk,
    editor_host,
};

#[derive(Deserialize)]
struct Page {
    comments: Vec<Note>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    comment_id: String,
    parent_id: Option<String>,
    line_number: u32,
    is_resolved: bool,
    is_detached: bool,
}

impl Desk {
    /// Asks again where in the file on show people have commented.
    pub(crate) fn load_threads(self) {
        let Some(entry) = self.active.get_untracked().and_then(|file| self.entry(file)) else { return };
        let room = self.company.room.get_untracked();
        if room.is_empty() || entry.is_binary {
            return;
        }
        let address = format!("/api/collaboration/rooms/{room}/comments?filePath={}", encoded(&entry.path));
        spawn_local(async move {
            // The marks are a convenience; the page of the room says what is wrong when something is.
            if let Ok(page) = get::<Page>(&address).await {
                show(entry.id, &page.comments);
            }
        });
    }

    /// The page with the comments on a line, and a form for another one, in a tab of its own.
    pub(crate) fn open_comments(self, file: FileId, line: u32) {
        let room = self.company.room.get_untracked();
        let Some(entry) = self.entry(file).filter(|_| !room.is_empty()) else { return };
        let address = format!("/rooms/{room}?file={}&line={line}#comments", encoded(&entry.path));
        let _ = window().open_with_url_and_target(&address, "_blank");
    }
}

fn show(file: FileId, notes: &[Note]) {
    let mut marks: BTreeMap<u32, ThreadMark> = BTreeMap::new();
    for first in notes.iter().filter(|note| note.parent_id.is_none() && !note.is_detached) {
        let answers = notes.iter().filter(|note| note.parent_id.as_ref() == Some(&first.comment_id)).count();
        let line = first.line_number;
        let mark = marks.entry(line).or_insert(ThreadMark { line, count: 0, resolved: true });
        mark.count += 1 + answers as u32;
        mark.resolved &= first.is_resolved;
    }
    let marks: Vec<ThreadMark> = marks.into_values().collect();
    editor_host::with(|editor| editor.set_threads(&file.to_string(), &marks));
}
