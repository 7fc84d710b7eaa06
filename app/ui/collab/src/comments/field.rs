//! The field that comments are written in.
use collab_contract::MAX_COMMENT_CHARS;
use kernel::RoomId;
use leptos::prelude::*;
use ui_kit::visitor;

/// What the list of people is called in the page; `public/mentions.js` looks for it and moves it below a field.
const OFFERED: &str = "offered";

/// The list that a script fills once somebody writes an `@`. Until then it is empty and not seen.
pub(super) fn offered() -> AnyView {
    view! { <ul class="kit-menu collab-offered" id=OFFERED role="listbox" aria-label="People to mention"></ul> }
        .into_any()
}

/// A field for the words of a comment, with the keys that send it. `hint` is the id of what describes it.
pub(super) fn words_field(
    room: RoomId,
    id: String,
    rows: &'static str,
    hint: Option<&'static str>,
    words: String,
) -> AnyView {
    // Usernames are told to people with an account, so that guests are offered nobody.
    let mentions = visitor().info.is_some().then(|| format!("/api/collaboration/rooms/{room}/mentionable"));
    let controls = mentions.is_some().then_some(OFFERED);
    view! {
        <div class="collab-field">
            <textarea
                class="kit-textarea"
                id=id
                name="content"
                rows=rows
                data-limit=MAX_COMMENT_CHARS.to_string()
                data-submit-on-enter="meta"
                data-mentions=mentions
                aria-controls=controls
                aria-describedby=hint
                required
            >
                {words}
            </textarea>
        </div>
    }
    .into_any()
}
