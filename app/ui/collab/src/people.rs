//! Who is in a room, and what they may do.
use collab_contract::{Participant, RoomDetails, RoomRole};
use leptos::prelude::*;
use ui_kit::{Icon, Time};

use crate::words::{ROLES, role_name};

/// The section about people. Owners change roles and send people away here.
pub(crate) fn people(details: &RoomDetails) -> AnyView {
    let rows = details.participants.iter().map(|person| person_row(details, person)).collect_view();
    view! {
        <section class="collab-part" aria-labelledby="people">
            <h2 id="people">"People"</h2>
            <div class="kit-panel">
                <ul class="kit-list">{rows}</ul>
            </div>
        </section>
    }
    .into_any()
}

/// The colour that somebody's cursor has, too.
pub(crate) fn dot(colour: &str) -> AnyView {
    view! { <svg class="collab-dot" color=colour.to_owned() aria-hidden="true"></svg> }.into_any()
}

fn person_row(details: &RoomDetails, person: &Participant) -> AnyView {
    let is_me = person.id == details.me;
    let name = if is_me { format!("{} (you)", person.display_name) } else { person.display_name.clone() };
    let who = match (&person.username, person.is_guest) {
        (Some(username), _) => format!("@{username} · "),
        (None, true) => "Guest · ".to_owned(),
        (None, false) => String::new(),
    };
    let decides = details.role == RoomRole::Owner;
    let role = if decides {
        role_form(details, person)
    } else {
        view! { <span class="kit-chip">{role_name(person.role)}</span> }.into_any()
    };
    let remove = (decides && !is_me).then(|| remove_form(details, person));
    view! {
        <li class="kit-row collab-person">
            {dot(&person.cursor_color)}
            <span class="kit-row-main">
                <span class="kit-row-name" title=person.display_name.clone()>
                    {name}
                </span>
                <span class="kit-row-note">{who} "last seen " <Time at=person.last_seen_at /></span>
            </span>
            {role}
            {remove}
        </li>
    }
    .into_any()
}

fn role_form(details: &RoomDetails, person: &Participant) -> AnyView {
    // Guests have no account that could own a room.
    let options = ROLES
        .into_iter()
        .filter(|role| !person.is_guest || *role < RoomRole::Owner)
        .map(|role| {
            view! {
                <option value=role.as_str() selected=role == person.role>
                    {role_name(role)}
                </option>
            }
        })
        .collect_view();
    view! {
        <form class="collab-role" method="post" action="/rooms/role">
            <input type="hidden" name="room" value=details.room.id.to_string() />
            <input type="hidden" name="who" value=person.id.to_string() />
            <span class="kit-choice">
                <select class="kit-select" name="role" aria-label=format!("Role of {}", person.display_name)>
                    {options}
                </select>
                <Icon name="down" />
            </span>
            <button class="kit-button kit-button-small" aria-label=format!("Save role of {}", person.display_name)>
                "Save"
            </button>
        </form>
    }
    .into_any()
}

/// A second press, in place: it works without a script and tells first what will happen.
fn remove_form(details: &RoomDetails, person: &Participant) -> AnyView {
    view! {
        <details class="collab-sure">
            <summary
                class="kit-button kit-button-small kit-button-danger"
                aria-label=format!("Remove {}", person.display_name)
            >
                "Remove"
            </summary>
            <form method="post" action="/rooms/remove">
                <input type="hidden" name="room" value=details.room.id.to_string() />
                <input type="hidden" name="who" value=person.id.to_string() />
                <p>{format!("{} loses their place at once. What they wrote stays.", person.display_name)}</p>
                <button class="kit-button kit-button-small kit-button-danger kit-button-primary">"Yes, remove"</button>
            </form>
        </details>
    }
    .into_any()
}
