//! Links that lead into a room.
use collab_contract::{GivenRole, MAX_OPEN_LINKS, MAX_ROOM_NAME_CHARS, RoomDetails, RoomRole, ShareLink};
use leptos::prelude::*;
use ui_kit::{Icon, count, kept};

use crate::{
    invites::given_options,
    words::{ending, role_name},
};

/// How long a link works, by the names in forms.
const LIFETIMES: [(&str, &str); 3] = [("7d", "7 days"), ("30d", "30 days"), ("never", "Until it is called back")];

/// The section about links: the list, and a new one.
pub(crate) fn share_links(details: &RoomDetails, links: &[ShareLink]) -> AnyView {
    let list = if links.is_empty() {
        view! { <p class="collab-note">"No link opens this room."</p> }.into_any()
    } else {
        let rows = links.iter().map(|link| link_row(details, link)).collect_view();
        view! {
            <div class="kit-panel">
                <ul class="kit-list">{rows}</ul>
            </div>
        }
        .into_any()
    };
    let new = if links.len() < MAX_OPEN_LINKS as usize {
        new_link(details)
    } else {
        view! { <p class="collab-note">"A room has at most 20 open links. Call one back to make another."</p> }
            .into_any()
    };
    view! {
        <section class="collab-part" aria-labelledby="links">
            <header>
                <h2 id="links">"Share links"</h2>
                <p>"Whoever has one can come in, also without an account."</p>
            </header>
            {list}
            {new}
        </section>
    }
    .into_any()
}

fn link_row(details: &RoomDetails, link: &ShareLink) -> AnyView {
    let note =
        format!("{} · {} · ", role_name(RoomRole::from(link.role)), count(link.guest_count.into(), "guest", "guests"));
    view! {
        <li class="kit-row">
            <span class="kit-row-main">
                <span class="kit-row-name" title=link.name.clone()>
                    {link.name.clone()}
                </span>
                <span class="kit-row-note">{note} {ending(link.expires_at)}</span>
            </span>
            <form method="post" action="/rooms/revoke-link">
                <input type="hidden" name="room" value=details.room.id.to_string() />
                <input type="hidden" name="link" value=link.id.to_string() />
                <button class="kit-button kit-button-small" aria-label=format!("Call back the link {}", link.name)>
                    "Call back"
                </button>
            </form>
        </li>
    }
    .into_any()
}

fn new_link(details: &RoomDetails) -> AnyView {
    let chosen = GivenRole::parse(&kept("link_role")).unwrap_or(GivenRole::Viewer);
    let lifetimes = LIFETIMES.map(|(value, words)| view! { <option value=value>{words}</option> });
    view! {
        <form class="kit-form" method="post" action="/rooms/links">
            <input type="hidden" name="room" value=details.room.id.to_string() />
            <div class="kit-field">
                <label class="kit-label" for="link-name">"Label"</label>
                <input
                    class="kit-input"
                    id="link-name"
                    name="name"
                    autocomplete="off"
                    maxlength=MAX_ROOM_NAME_CHARS.to_string()
                    value=kept("link_name")
                    placeholder="For whom it is"
                    required
                />
            </div>
            <div class="kit-form-row">
                <div class="kit-field">
                    <label class="kit-label" for="link-role">"Opens as"</label>
                    <span class="kit-choice">
                        <select class="kit-select" id="link-role" name="role">
                            {given_options(chosen)}
                        </select>
                        <Icon name="down" />
                    </span>
                </div>
                <div class="kit-field">
                    <label class="kit-label" for="lifetime">"Works for"</label>
                    <span class="kit-choice">
                        <select class="kit-select" id="lifetime" name="lifetime">
                            {lifetimes}
                        </select>
                        <Icon name="down" />
                    </span>
                </div>
            </div>
            <div class="kit-actions">
                <button class="kit-button">"Make link"</button>
            </div>
        </form>
    }
    .into_any()
}
