//! Asking somebody into a room by mail.
use collab_contract::{GivenRole, Invite, RoomDetails, RoomRole};
use leptos::prelude::*;
use ui_kit::{Icon, Time, kept};

use crate::words::{GIVEN, given_explained, role_name};

/// The roles that can be given away.
pub(crate) fn given_options(chosen: GivenRole) -> impl IntoView {
    GIVEN.map(|role| {
        view! {
            <option value=role.as_str() selected=role == chosen>
                {given_explained(role)}
            </option>
        }
    })
}

/// The form that sends an invitation.
pub(crate) fn invite_form(details: &RoomDetails) -> AnyView {
    let chosen = GivenRole::parse(&kept("invite_role")).unwrap_or(GivenRole::Editor);
    view! {
        <section class="collab-part" aria-labelledby="invite">
            <header>
                <h2 id="invite">"Invite by mail"</h2>
                <p>"The link in the mail lets one person in, once, within 7 days."</p>
            </header>
            <form class="kit-form" method="post" action="/rooms/invite">
                <input type="hidden" name="room" value=details.room.id.to_string() />
                <div class="kit-field">
                    <label class="kit-label" for="email">"E-mail"</label>
                    <input
                        class="kit-input"
                        id="email"
                        name="email"
                        type="email"
                        autocomplete="off"
                        value=kept("email")
                        required
                    />
                </div>
                <div class="kit-field">
                    <label class="kit-label" for="invite-role">"Role"</label>
                    <span class="kit-choice">
                        <select class="kit-select" id="invite-role" name="role">
                            {given_options(chosen)}
                        </select>
                        <Icon name="down" />
                    </span>
                </div>
                <div class="kit-actions">
                    <button class="kit-button kit-button-primary">"Send invitation"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Invitations that nobody has taken up yet.
pub(crate) fn open_invites(details: &RoomDetails, invites: &[Invite]) -> AnyView {
    let list = if invites.is_empty() {
        view! { <p class="collab-note">"Nobody has an invitation that waits for an answer."</p> }.into_any()
    } else {
        let rows = invites.iter().map(|invite| invite_row(details, invite)).collect_view();
        view! {
            <div class="kit-panel">
                <ul class="kit-list">{rows}</ul>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="collab-part" aria-labelledby="invites">
            <h2 id="invites">"Open invitations"</h2>
            {list}
        </section>
    }
    .into_any()
}

fn invite_row(details: &RoomDetails, invite: &Invite) -> AnyView {
    let note = format!("{} · works until ", role_name(RoomRole::from(invite.role)));
    view! {
        <li class="kit-row">
            <span class="kit-row-main">
                <span class="kit-row-name" title=invite.email.clone()>
                    {invite.email.clone()}
                </span>
                <span class="kit-row-note">{note} <Time at=invite.expires_at /></span>
            </span>
            <form method="post" action="/rooms/revoke-invites">
                <input type="hidden" name="room" value=details.room.id.to_string() />
                <input type="hidden" name="email" value=invite.email.clone() />
                <button
                    class="kit-button kit-button-small"
                    aria-label=format!("Call back the invitation of {}", invite.email)
                >
                    "Call back"
                </button>
            </form>
        </li>
    }
    .into_any()
}
