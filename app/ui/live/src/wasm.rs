//! The one type that JavaScript sees, and what moves between room, line, database and page.
mod machine;

use std::rc::Rc;

use collab_contract::protocol::Position;
use js_sys::{Function, Promise};
use kernel::FileId;
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{future_to_promise, spawn_local};

use self::machine::Machine;

/// A file with changes that were kept.
#[derive(Serialize)]
struct KeptFile {
    file: FileId,
    path: String,
}

/// A page's end of a room. Everything that happens is told to `hear` as JSON; see [`crate::event::Event`]; the edits
/// of a change are a second text. `hear` may call back in. Calls about a file that is not open, or whose id is none, do nothing.
#[wasm_bindgen]
pub struct Live {
    machine: Rc<Machine>,
}

#[wasm_bindgen]
impl Live {
    /// Begins to connect to `address`, a path of this site. What waits for the server is kept under `owner` and
    /// `project`.
    #[wasm_bindgen(constructor)]
    pub fn new(address: String, project: String, owner: String, hear: Function) -> Self {
        Self { machine: Machine::start(&address, project, owner, hear) }
    }

    /// Opens a file with the text that the page was rendered with, of that version. What was kept of it in this browser
    /// wins over that; a `text` event says what it is.
    pub fn open(&self, file: &str, path: String, version: f64, text: String) {
        let Ok(file) = file.parse::<FileId>() else { return };
        let machine = self.machine.clone();
        // Versions are whole and far below 2^53.
        spawn_local(async move { machine.open(file, path, version as u64, text).await });
    }

    /// Closes a file, once everything typed in it is stored.
    pub fn close(&self, file: &str) {
        self.machine.close(file);
    }

    /// The file has another path now.
    pub fn renamed(&self, file: &str, path: &str) {
        self.machine.act(file, |room, file, _| room.renamed(file, path));
    }

    /// The person changed the text in the code editor: `[{rangeOffset, rangeLength, text}]`.
    pub fn edited(&self, file: &str, changes: &str) {
        self.machine.act(file, |room, file, now| room.edited(file, changes.as_bytes(), now));
    }

    /// The person changed the text in a plain field, which now holds this.
    pub fn retyped(&self, file: &str, text: &str) {
        self.machine.act(file, |room, file, now| room.retyped(file, text, now));
    }

    /// Takes back the person's last step.
    pub fn undo(&self, file: &str) {
        self.machine.act(file, |room, file, _| room.undo(file));
    }

    /// Does again what was taken back last.
    pub fn redo(&self, file: &str) {
        self.machine.act(file, |room, file, _| room.redo(file));
    }

    /// Holds back what others do to a file, while an input method is in the middle of a word, and lets it in again.
    pub fn hold(&self, file: &str, wanted: bool) {
        self.machine.act(file, |room, file, now| room.hold(file, wanted, now));
    }

    /// The cursor went somewhere; the other end of a selection, or 0 and 0. Lines and columns count from 1.
    pub fn point(&self, file: &str, line: u32, column: u32, selection_line: u32, selection_column: u32) {
        let selection = (selection_line > 0).then_some(Position { line: selection_line, column: selection_column });
        self.machine.act(file, |room, file, now| room.point(file, Position { line, column }, selection, now));
    }

    /// Locks a file or frees it.
    pub fn lock(&self, file: &str, wanted: bool) {
        self.machine.act(file, |room, file, _| room.lock(file, wanted));
    }

    /// Says any other message to the room, as JSON.
    pub fn say(&self, json: &str) {
        self.machine.with(|room, _| room.say(json));
    }

    /// The text of an open file.
    pub fn text(&self, file: &str) -> Option<String> {
        self.machine.text(file.parse().ok()?)
    }

    /// Whether nothing waits for the server.
    pub fn saved(&self) -> bool {
        self.machine.is_saved()
    }

    /// Connects now, if there is no line.
    pub fn retry(&self) {
        self.machine.retry();
    }

    /// Resolves to the files with kept changes that are not open: `[{file, path}]` as JSON.
    pub fn kept(&self) -> Promise {
        let machine = self.machine.clone();
        future_to_promise(async move {
            let files = machine.kept().await;
            let files: Vec<KeptFile> = files.into_iter().map(|(file, path)| KeptFile { file, path }).collect();
            Ok(JsValue::from_str(&serde_json::to_string(&files).unwrap_or_default()))
        })
    }

    /// The person has what they want of a lost text: of those of this file that are not settled yet, the one that was
    /// told first. It is not kept any more; the file and its other changes stay as they are.
    pub fn discard(&self, file: &str) {
        if let Ok(file) = file.parse::<FileId>() {
            self.machine.discard(file);
        }
    }

    /// Keeps everything that waits for the server, now.
    pub fn keep(&self) {
        self.machine.keep_now();
    }

    /// Ends the line and keeps what waits for the server. Nothing is told any more.
    pub fn stop(&self) {
        self.machine.stop();
    }
}
