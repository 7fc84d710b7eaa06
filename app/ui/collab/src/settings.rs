//! A room as a whole: its name, its end, closing and leaving it.
use collab_contract::{MAX_ROOM_NAME_CHARS, RatingSummary, RoomDetails};
use leptos::prelude::*;
use ui_kit::{Icon, Time, kept, visitor};

use crate::{rating::stars, words::ENDS};

/// For owners: name, end, closing.
pub(crate) fn room_settings(details: &RoomDetails) -> AnyView {
    let room = &details.room;
    let id = room.id.to_string();
    let kept_name = kept("room_name");
    let name = if kept_name.is_empty() { room.name.clone() } else { kept_name };
    let when = match room.expires_at {
        Some(at) => view! { "It ends on " <Time at=at /> "." }.into_any(),
        None => "It does not end by itself.".into_any(),
    };
    let ends = ENDS.map(|(value, words)| view! { <option value=value>{words}</option> });
    view! {
        <section class="collab-part" aria-labelledby="this-room">
            <header>
                <h2 id="this-room">"This room"</h2>
                <p>{when}</p>
            </header>
            <form class="kit-form" method="post" action="/rooms/rename">
                <input type="hidden" name="room" value=id.clone() />
                <div class="kit-field">
                    <label class="kit-label" for="room-name">"Name"</label>
                    <input
                        class="kit-input"
                        id="room-name"
                        name="name"
                        autocomplete="off"
                        maxlength=MAX_ROOM_NAME_CHARS.to_string()
                        value=name
                        required
                    />
                </div>
                <div class="kit-actions">
                    <button class="kit-button">"Rename"</button>
                </div>
            </form>
            <form class="kit-form" method="post" action="/rooms/end">
                <input type="hidden" name="room" value=id.clone() />
                <div class="kit-field">
                    <label class="kit-label" for="ends">"Ends, counted from now"</label>
                    <span class="kit-choice">
                        <select class="kit-select" id="ends" name="ends" aria-describedby="ends-hint">
                            {ends}
                        </select>
                        <Icon name="down" />
                    </span>
                    <p class="kit-hint" id="ends-hint">"An earlier end shortens its links, too."</p>
                </div>
                <div class="kit-actions">
                    <button class="kit-button">"Change end"</button>
                </div>
            </form>
            <details class="collab-sure">
                <summary class="kit-button kit-button-danger">"Close room"</summary>
                <form method="post" action="/rooms/close">
                    <input type="hidden" name="room" value=id />
                    <input type="hidden" name="project" value=room.project_id.to_string() />
                    <p>
                        "It cannot be opened again. Its links and invitations end, and people from outside lose the project. Comments and activity can still be downloaded."
                    </p>
                    <button class="kit-button kit-button-small kit-button-danger kit-button-primary">"Yes, close"</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}

/// Leaving, and how it was.
pub(crate) fn leave(details: &RoomDetails, rating: RatingSummary) -> AnyView {
    let survey = visitor().info.is_some().then(|| stars("leave", rating.mine, false));
    view! {
        <section class="collab-part" aria-labelledby="leave">
            <header>
                <h2 id="leave">"Leave"</h2>
                <p>"You lose your place. What you wrote stays."</p>
            </header>
            <details class="collab-sure">
                <summary class="kit-button kit-button-danger">"Leave room"</summary>
                <form method="post" action="/rooms/leave">
                    <input type="hidden" name="room" value=details.room.id.to_string() />
                    <input type="hidden" name="me" value=details.me.to_string() />
                    {survey}
                    <button class="kit-button kit-button-small kit-button-danger kit-button-primary">"Yes, leave"</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
