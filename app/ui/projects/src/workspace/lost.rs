//! Texts that could not be kept in their files: a role that was lost, a file that is gone. They are offered as a copy.
use std::collections::HashSet;

use leptos::{prelude::*, task::spawn_local};
use ui_kit::Banner;

use super::{
    browser::{self, encoded},
    desk::{Desk, LostText},
    modal::Modal,
    names::{copy_beside, name_of},
    server_fns::add_file,
    together,
};

impl Desk {
    /// Keeps a lost text as a new file beside its old one.
    fn keep_as_copy(self, lost: LostText) {
        let taken: HashSet<String> =
            self.files.with_untracked(|files| files.iter().map(|entry| entry.path.clone()).collect());
        let path = copy_beside(&lost.path, &taken);
        spawn_local(async move {
            match add_file(self.id, path.clone(), lost.text.clone()).await {
                Ok(copy) => {
                    self.put_entry(copy);
                    self.is_settled(&lost);
                    self.toasts.ok(format!("Your text is in {path}."));
                }
                Err(error) => self.toasts.stop(error.to_string()),
            }
        });
    }

    /// The person has what they want of a lost text.
    fn is_settled(self, lost: &LostText) {
        together::with(|live| live.discard(&lost.file.to_string()));
        self.lost.update(|all| all.retain(|other| other != lost));
        if self.lost.with_untracked(Vec::is_empty) {
            self.dialog.set(None);
        }
    }
}

/// The oldest lost text, with what can be done about it.
#[component]
pub(crate) fn LostDialog(desk: Desk) -> impl IntoView {
    ui_kit::dynamic(move || desk.lost.with(|lost| lost.first().cloned()).map(|lost| view! { <Offer desk lost /> }))
}

#[component]
fn Offer(desk: Desk, lost: LostText) -> impl IntoView {
    let title = format!("Your text of {}", name_of(&lost.path));
    let name = name_of(&lost.path).to_owned();
    let address = format!("data:text/plain;charset=utf-8,{}", encoded(&lost.text));
    let (text, shown) = (lost.text.clone(), lost.text.clone());
    let lost = StoredValue::new(lost);
    let copied = RwSignal::new(false);
    let text = StoredValue::new(text);
    let copy = move |_| spawn_local(async move { copied.set(browser::copy(&text.get_value()).await) });
    let keep = move || {
        desk.may_write.get().then(|| {
            view! {
                <button class="kit-button kit-button-primary" on:click=move |_| desk.keep_as_copy(lost.get_value())>
                    "Keep as a copy"
                </button>
            }
        })
    };
    view! {
        <Modal desk title class="kit-dialog-wide">
            <div class="kit-dialog-body">
                <Banner state="warn">
                    "What you typed last could not be put into the file: you may not change it any more, or it is gone. This is the whole text as you had it."
                </Banner>
                <pre class="workspace-lost" tabindex="0">{shown}</pre>
            </div>
            <div class="kit-dialog-foot">
                <button class="kit-button kit-button-quiet" on:click=move |_| desk.is_settled(&lost.get_value())>
                    "Discard"
                </button>
                <a class="kit-button" href=address download=name>
                    "Download"
                </a>
                <button class="kit-button" on:click=copy>
                    {ui_kit::dynamic(move || if copied.get() { "Copied" } else { "Copy text" })}
                </button>
                {ui_kit::dynamic(keep)}
            </div>
        </Modal>
    }
}
