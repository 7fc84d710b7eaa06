//! Two people changed the same lines: both texts, and a choice that loses neither.
use std::collections::HashSet;

use kernel::FileId;
use leptos::{prelude::*, task::spawn_local};
use ui_kit::Banner;

use super::{
    desk::{Desk, Standing},
    diff_view::Sides,
    draft::Draft,
    modal::Modal,
    names::{copy_beside, name_of},
    server_fns::add_file,
};

impl Desk {
    /// Saves the person's text over the other one.
    pub(crate) fn keep_mine(self, file: FileId) {
        self.drafts.update_value(|drafts| {
            if let Some(draft) = drafts.get_mut(&file) {
                draft.keep_mine();
            }
        });
        self.stand(file, Standing::Unsaved);
        self.save(file);
    }

    /// Takes the other text; the person's goes.
    pub(crate) fn take_theirs(self, file: FileId) {
        self.drafts.update_value(|drafts| drop(drafts.get_mut(&file).and_then(Draft::take_theirs)));
        self.show_again(file);
        self.stand(file, Standing::Saved);
        self.settle(file);
    }

    /// Keeps the person's text as a new file beside, then takes the other one.
    pub(crate) fn keep_both(self, file: FileId) {
        let mine = self.drafts.with_value(|drafts| drafts.get(&file).map(|draft| draft.text().to_owned()));
        let (Some(mine), Some(entry)) = (mine, self.entry(file)) else { return };
        let taken: HashSet<String> =
            self.files.with_untracked(|files| files.iter().map(|entry| entry.path.clone()).collect());
        let path = copy_beside(&entry.path, &taken);
        spawn_local(async move {
            // The copy first: only when it is on the server may this text leave the editor.
            match add_file(self.id, path.clone(), mine).await {
                Ok(copy) => {
                    self.put_entry(copy);
                    self.take_theirs(file);
                    self.toasts.ok(format!("Your text is in {path}."));
                }
                Err(error) => self.toasts.stop(error.to_string()),
            }
        });
    }
}

/// Both texts side by side.
#[component]
pub(crate) fn ConflictDialog(desk: Desk, file: FileId) -> impl IntoView {
    desk.settle(file);
    let texts = desk.drafts.with_value(|drafts| {
        let draft = drafts.get(&file)?;
        Some((draft.text().to_owned(), draft.conflict()?.text.clone()))
    });
    let path = desk.entry(file).map_or_else(String::new, |entry| entry.path);
    let title = format!("Two versions of {}", name_of(&path));
    let Some((mine, theirs)) = texts else {
        return view! {
            <Modal desk title>
                <div class="kit-dialog-body">
                    <p>"This is settled already."</p>
                </div>
            </Modal>
        }
        .into_any();
    };
    let close = move |act: fn(Desk, FileId)| {
        move |_| {
            desk.dialog.set(None);
            act(desk, file);
        }
    };
    view! {
        <Modal desk title class="kit-dialog-wide workspace-compare">
            <div class="kit-dialog-body">
                <Banner state="warn">
                    "Somebody saved the same lines while you were writing. Nothing is lost: choose what the file should hold. Left is theirs, right is yours."
                </Banner>
            </div>
            <Sides path old=Some(theirs) new=Some(mine) old_name="Theirs, on the server" new_name="Yours, not saved" />
            <div class="kit-dialog-foot">
                <button class="kit-button" on:click=close(Desk::take_theirs)>
                    "Take theirs"
                </button>
                <button class="kit-button" on:click=close(Desk::keep_both)>
                    "Keep both, mine as a copy"
                </button>
                <button class="kit-button kit-button-primary" on:click=close(Desk::keep_mine)>
                    "Keep mine"
                </button>
            </div>
        </Modal>
    }
    .into_any()
}
