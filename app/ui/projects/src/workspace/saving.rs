//! Autosave: when a text is sent, and what happens with each answer. The rules themselves stand in [`super::draft`].
use std::{cell::RefCell, collections::HashMap, collections::HashSet, time::Duration};

use kernel::FileId;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use ui_kit::Reply;

use super::{
    browser::{forget, keys_with, pause, recall, remember},
    desk::{Desk, Dialog, Standing},
    draft::{Draft, Kept, News},
    editor_host,
    server_fns::{add_file, read_file, save_edits},
};

/// A pause in typing after which the text is sent.
const PAUSE: Duration = Duration::from_millis(600);
/// A pause after which the preview and the kept copy take the text up. Reading it out of the editor at every key would
/// copy the whole file every time.
const SETTLE: Duration = Duration::from_millis(120);
/// First and longest wait before an unreached server is tried again.
const RETRY_MS: (u64, u64) = (2_000, 30_000);
/// How long a caller waits for the last text to arrive before it goes on without.
const FLUSH_STEPS: u32 = 100;

thread_local! {
    static TIMERS: RefCell<HashMap<FileId, [TimeoutHandle; 2]>> = RefCell::default();
    /// Files to be read again after the request that is under way.
    static RECHECK: RefCell<HashSet<FileId>> = RefCell::default();
    static RETRIES: RefCell<u32> = const { RefCell::new(0) };
}

/// A text kept in this browser until the server has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptFile {
    /// Where the file was.
    pub path: String,
    /// Both texts.
    pub kept: Kept,
}

impl Desk {
    /// The person changed a text.
    pub(crate) fn touched(self, file: FileId) {
        if !matches!(self.standing(file), Some(Standing::Unsaved | Standing::Saving | Standing::Conflict)) {
            self.stand(file, Standing::Unsaved);
        }
        let settle = set_timeout(move || self.settle(file), SETTLE);
        let save = set_timeout(move || self.save(file), PAUSE);
        let (Ok(settle), Ok(save)) = (settle, save) else { return self.save(file) };
        let before = TIMERS.with_borrow_mut(|timers| timers.insert(file, [settle, save]));
        for timer in before.into_iter().flatten() {
            timer.clear();
        }
    }

    /// The person changed a text in the plain field, which hands the whole text over.
    pub(crate) fn typed(self, file: FileId, text: String) {
        self.drafts.update_value(|drafts| {
            if let Some(draft) = drafts.get_mut(&file) {
                draft.type_text(text);
            }
        });
        self.touched(file);
    }

    /// Takes the text up from the editor, for the preview and for a reload.
    pub(crate) fn settle(self, file: FileId) {
        if let Some(text) = editor_host::text(file) {
            self.drafts.update_value(|drafts| {
                if let Some(draft) = drafts.get_mut(&file) {
                    draft.type_text(text);
                }
            });
        }
        self.keep(file);
        self.changed.update(|n| *n += 1);
    }

    fn keep(self, file: FileId) {
        let Some(entry) = self.entry(file) else { return };
        let kept = self.drafts.with_value(|drafts| drafts.get(&file).and_then(Draft::keep));
        match kept {
            Some(kept) => {
                // Without room the text is still in the editor, and the page asks before it goes.
                let _ = remember(&self.key(file), &KeptFile { path: entry.path, kept });
            }
            None => forget(&self.key(file)),
        }
    }

    fn key(self, file: FileId) -> String {
        format!("{}{file}", self.key_prefix())
    }

    fn key_prefix(self) -> String {
        format!("burnish:unsaved:{}:", self.id)
    }

    /// Texts that an earlier visit could not save.
    pub(crate) fn kept_files(self) -> Vec<(FileId, KeptFile)> {
        let prefix = self.key_prefix();
        let found = keys_with(&prefix).into_iter().filter_map(|key| {
            let file = key.strip_prefix(&prefix)?.parse().ok()?;
            Some((file, recall::<KeptFile>(&key)?))
        });
        found.collect()
    }

    /// Throws kept texts away.
    pub(crate) fn discard_kept(self, files: &[(FileId, KeptFile)]) {
        for (file, _) in files {
            forget(&self.key(*file));
        }
    }

    /// Opens kept texts again and saves them. A text whose file is gone comes back as a new file.
    pub(crate) fn restore_kept(self, files: Vec<(FileId, KeptFile)>) {
        for (file, KeptFile { path, kept }) in files {
            if self.entry(file).is_none() {
                spawn_local(async move {
                    match add_file(self.id, path.clone(), kept.text).await {
                        Ok(entry) => {
                            forget(&self.key(file));
                            self.put_entry(entry.clone());
                            self.open_file(entry.id);
                        }
                        Err(error) => self.toasts.stop(format!("{path}: {error}")),
                    }
                });
                continue;
            }
            editor_host::set_text(file, &kept.text);
            self.drafts.update_value(|drafts| drop(drafts.insert(file, Draft::from_kept(kept))));
            self.replaced.update(|n| *n += 1);
            self.stand(file, Standing::Unsaved);
            self.open_file(file);
            self.save(file);
        }
    }

    /// Sends a text now, if there is anything to send.
    pub(crate) fn save(self, file: FileId) {
        self.settle(file);
        let request = self.drafts.try_update_value(|drafts| drafts.get_mut(&file).and_then(Draft::begin)).flatten();
        let Some((base_version, edits)) = request else {
            let saved = self.drafts.with_value(|drafts| drafts.get(&file).is_some_and(Draft::is_saved));
            if saved {
                self.stand(file, Standing::Saved);
            }
            return;
        };
        self.stand(file, Standing::Saving);
        spawn_local(async move {
            match save_edits(file, base_version, edits).await {
                Ok(edited) => {
                    RETRIES.set(0);
                    self.files.update(|files| {
                        let size = self.drafts.with_value(|drafts| drafts.get(&file).map(|d| d.text().len() as u64));
                        if let Some(entry) = files.iter_mut().find(|entry| entry.id == file) {
                            entry.version = edited.version;
                            entry.updated_at = edited.updated_at;
                            entry.size_bytes = size.unwrap_or(entry.size_bytes);
                        }
                    });
                    self.heard(file, |draft| draft.accepted(edited.version, edited.merged_text));
                    self.after_answer(file);
                }
                Err(error) if error.is("stale") => match read_file(file).await {
                    Ok(theirs) => {
                        let text = theirs.text.unwrap_or_default();
                        self.heard(file, |draft| draft.stale(theirs.entry.version, text));
                    }
                    Err(error) => self.not_saved(file, &error),
                },
                Err(error) => self.not_saved(file, &error),
            }
        });
    }

    /// Keeps the text here, says why it is not on the server, and tries again when only the line was at fault.
    fn not_saved(self, file: FileId, error: &Reply) {
        self.heard(file, |draft| {
            draft.failed();
            News::Same
        });
        match error {
            Reply::Refused { message, .. } => self.stand(file, Standing::Failed(message.clone())),
            Reply::Transport(_) => {
                self.stand(file, Standing::Offline);
                self.try_later();
            }
        }
    }

    /// Goes on after an answer: what was typed meanwhile, what is to be read again, what needs no memory any more.
    fn after_answer(self, file: FileId) {
        let saved = self.drafts.with_value(|drafts| drafts.get(&file).is_some_and(Draft::is_saved));
        let chooses = matches!(self.standing(file), Some(Standing::Conflict));
        if saved {
            self.stand(file, Standing::Saved);
            self.keep(file);
            let closed = self.tabs.with_untracked(|tabs| !tabs.contains(&file));
            if closed {
                self.forget_draft(file);
            }
        } else if !chooses {
            self.save(file);
        }
        if RECHECK.with_borrow_mut(|files| files.remove(&file)) {
            spawn_local(async move { self.reread(file).await });
        }
    }

    /// Hands news to a draft and does what follows from them.
    fn heard(self, file: FileId, news: impl FnOnce(&mut Draft) -> News) {
        // What was typed since the last look belongs to the draft before anything is joined with it.
        if let Some(text) = editor_host::text(file) {
            self.drafts.update_value(|drafts| {
                if let Some(draft) = drafts.get_mut(&file) {
                    draft.type_text(text);
                }
            });
        }
        let news = self.drafts.try_update_value(|drafts| drafts.get_mut(&file).map(news)).flatten();
        match news {
            None | Some(News::Same) => {}
            Some(News::Show) => self.show_again(file),
            Some(News::Choose) => {
                self.stand(file, Standing::Conflict);
                self.keep(file);
                self.open_file(file);
                self.dialog.set(Some(Dialog::Conflict { file }));
            }
            Some(News::Later) => _ = RECHECK.with_borrow_mut(|files| files.insert(file)),
        }
    }

    /// The draft's text takes the place of what is on show.
    pub(crate) fn show_again(self, file: FileId) {
        self.drafts.with_value(|drafts| {
            if let Some(draft) = drafts.get(&file) {
                editor_host::set_text(file, draft.text());
            }
        });
        self.replaced.update(|n| *n += 1);
        self.changed.update(|n| *n += 1);
    }

    /// Tries all unsaved texts again after a while, longer each time.
    fn try_later(self) {
        let (first, longest) = RETRY_MS;
        let tries = RETRIES.with_borrow_mut(|tries| {
            *tries += 1;
            *tries
        });
        let wait = first.saturating_mul(1 << tries.min(5)).min(longest);
        let _ = set_timeout(move || self.save_all(), Duration::from_millis(wait));
    }

    /// Sends every unsaved text now.
    pub(crate) fn save_all(self) {
        for file in self.drafts.with_value(|drafts| drafts.keys().copied().collect::<Vec<_>>()) {
            let stands = self.standing(file);
            if !matches!(stands, None | Some(Standing::Saved | Standing::Loading | Standing::Conflict)) {
                self.save(file);
            }
        }
    }

    /// Sends every unsaved text and waits, so that the server's next answer is about what the person sees. Answers
    /// false when some text could not be saved in time.
    pub(crate) async fn flush(self) -> bool {
        self.save_all();
        for _ in 0..FLUSH_STEPS {
            if !self.is_anything_under_way() {
                break;
            }
            pause(50).await;
        }
        self.unsaved_files().is_empty()
    }

    /// Whether waiting a little may get more text to the server. A conflict or a refusal waits for the person.
    fn is_anything_under_way(self) -> bool {
        let moves = |stands: &Standing| matches!(stands, Standing::Unsaved | Standing::Saving);
        self.standings.with_untracked(|standings| standings.values().any(moves))
    }

    /// Files whose text the server does not have yet.
    pub(crate) fn unsaved_files(self) -> Vec<FileId> {
        self.standings.with_untracked(|standings| {
            let unsaved = standings.iter().filter(|(_, stands)| !matches!(stands, Standing::Saved | Standing::Loading));
            unsaved.map(|(file, _)| *file).collect()
        })
    }

    /// Writes every unsaved text into this browser at once: the page is about to go.
    pub(crate) fn keep_all(self) {
        for file in self.unsaved_files() {
            if let Some(text) = editor_host::text(file) {
                self.drafts.update_value(|drafts| {
                    if let Some(draft) = drafts.get_mut(&file) {
                        draft.type_text(text);
                    }
                });
            }
            self.keep(file);
        }
    }

    /// Reads the open files that changed on the server.
    pub(crate) async fn reread_open(self) {
        let versions = self
            .drafts
            .with_value(|drafts| drafts.iter().map(|(file, draft)| (*file, draft.version())).collect::<Vec<_>>());
        for (file, version) in versions {
            if self.entry(file).is_some_and(|entry| entry.version != version) {
                self.reread(file).await;
            }
        }
    }

    async fn reread(self, file: FileId) {
        match read_file(file).await {
            Ok(content) => {
                let (version, text) = (content.entry.version, content.text.unwrap_or_default());
                self.heard(file, |draft| draft.refreshed(version, text));
                let saved = self.drafts.with_value(|drafts| drafts.get(&file).is_some_and(Draft::is_saved));
                if saved {
                    self.stand(file, Standing::Saved);
                    self.keep(file);
                }
            }
            Err(error) => self.toasts.stop(error.to_string()),
        }
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
