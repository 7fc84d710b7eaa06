//! Beginning a thread.
use collab_contract::RoomDetails;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui_kit::{Icon, kept};

use super::field::words_field;

/// The form for a new thread; nothing while there is no text to talk about.
pub(crate) fn new_comment(details: &RoomDetails) -> AnyView {
    // The form's own words after an error; before that, the place that a link asked about.
    let query = use_query_map().get_untracked();
    let or_asked = |field: &str| Some(kept(field)).filter(|kept| !kept.is_empty()).or_else(|| query.get(field));
    let chosen = or_asked("file").unwrap_or_default();
    let files: Vec<&str> = details.files.iter().filter(|file| !file.is_binary).map(|file| file.path.as_str()).collect();
    if files.is_empty() {
        return view! { <p class="collab-note">"The project has no text to comment on yet."</p> }.into_any();
    }
    let options = files
        .into_iter()
        .map(|path| {
            view! {
                <option value=path.to_owned() selected=path == chosen>
                    {path.to_owned()}
                </option>
            }
        })
        .collect_view();
    let line = or_asked("line").unwrap_or_else(|| "1".to_owned());
    view! {
        <form class="kit-form collab-new" method="post" action="/rooms/comment" aria-label="New comment">
            <input type="hidden" name="room" value=details.room.id.to_string() />
            <div class="collab-place">
                <div class="kit-field">
                    <label class="kit-label" for="file">"File"</label>
                    <span class="kit-choice">
                        <select class="kit-select" id="file" name="file">
                            {options}
                        </select>
                        <Icon name="down" />
                    </span>
                </div>
                <div class="kit-field">
                    <label class="kit-label" for="line">"Line"</label>
                    <input class="kit-input" id="line" name="line" type="number" min="1" step="1" value=line required />
                </div>
            </div>
            <div class="kit-field">
                <label class="kit-label" for="content">"Comment"</label>
                {words_field(details.room.id, "content".to_owned(), "3", Some("content-hint"), kept("content"))}
                <p class="kit-hint" id="content-hint">"Write @username to tell somebody of this room."</p>
            </div>
            <div class="kit-actions">
                <button class="kit-button kit-button-primary">"Comment"</button>
            </div>
        </form>
    }
    .into_any()
}
