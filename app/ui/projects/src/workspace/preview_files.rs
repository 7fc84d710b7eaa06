//! The files that the preview builds: open texts as they are typed, everything else as the server has it, and over both
//! what somebody wants to see before they say yes to it.
use std::{cell::RefCell, collections::HashMap};

use edits::FileStep;
use js_sys::{Object, Reflect};
use kernel::FileId;
use leptos::prelude::*;
use projects_contract::FileEntry;
use wasm_bindgen::JsValue;

use super::{
    browser::fetch_bytes,
    desk::Desk,
    server_fns::{read_file, read_snapshot},
};

/// With more changed files than this, one request for all of them is quicker than one for each.
const SINGLY: usize = 8;

thread_local! {
    /// File contents as JavaScript values, with the version that they are of, so that a keystroke copies one text only.
    static KNOWN: RefCell<HashMap<FileId, (i64, JsValue)>> = RefCell::default();
}

/// An object from path to text or bytes.
pub(crate) async fn collect(desk: Desk) -> Result<JsValue, String> {
    fetch_missing(desk).await?;
    let files = Object::new();
    for entry in desk.files.get_untracked() {
        let open = desk.texts.with_value(|texts| texts.get(&entry.id).map(|open| JsValue::from_str(&open.text)));
        let content = match open {
            Some(text) => Some(text),
            None => KNOWN.with_borrow(|known| known.get(&entry.id).map(|(_, content)| content.clone())),
        };
        if let Some(content) = content {
            let _ = Reflect::set(&files, &JsValue::from_str(&entry.path), &content);
        }
    }
    if let Some(trial) = desk.link.get_untracked().and_then(|link| link.trial.get_untracked()) {
        trial.steps.iter().for_each(|step| carry_out(&files, step));
    }
    Ok(files.into())
}

/// A step that changes the copy which the preview is given.
fn carry_out(files: &Object, step: &FileStep) {
    let path = JsValue::from_str(&step.path);
    if let Some(text) = &step.text {
        let _ = Reflect::set(files, &path, &text.into());
        return;
    }
    let content = Reflect::get(files, &path);
    let _ = Reflect::delete_property(files, &path);
    if let (Some(to), Ok(content)) = (&step.moved_to, content) {
        let _ = Reflect::set(files, &to.into(), &content);
    }
}

/// A text that was open until now; the list may name an older version of it.
pub(crate) fn remember(entry: &FileEntry, text: &str) {
    KNOWN.with_borrow_mut(|known| known.insert(entry.id, (entry.version, JsValue::from_str(text))));
}

async fn fetch_missing(desk: Desk) -> Result<(), String> {
    let is_open = |file: FileId| desk.texts.with_value(|texts| texts.contains_key(&file));
    let is_known = |file, version| KNOWN.with_borrow(|known| known.get(&file).is_some_and(|(of, _)| *of == version));
    let missing: Vec<_> = desk
        .files
        .get_untracked()
        .into_iter()
        .filter(|entry| !is_known(entry.id, entry.version) && !is_open(entry.id))
        .collect();
    let keep = |file, version, content| KNOWN.with_borrow_mut(|known| drop(known.insert(file, (version, content))));
    let (binary, texts): (Vec<_>, Vec<_>) = missing.into_iter().partition(|entry| entry.is_binary);
    if texts.len() > SINGLY {
        for file in read_snapshot(desk.id).await.map_err(|error| error.to_string())? {
            if let Some(text) = &file.text {
                keep(file.entry.id, file.entry.version, JsValue::from_str(text));
            }
        }
    } else {
        for entry in texts {
            let file = read_file(entry.id).await.map_err(|error| error.to_string())?;
            // The list may be a version behind; then the next run asks again, and this text is no worse for it.
            keep(entry.id, entry.version, JsValue::from_str(file.text.as_deref().unwrap_or_default()));
        }
    }
    for entry in binary {
        let bytes = fetch_bytes(&format!("/api/v1/files/{}/raw", entry.id)).await?;
        keep(entry.id, entry.version, bytes.into());
    }
    Ok(())
}
