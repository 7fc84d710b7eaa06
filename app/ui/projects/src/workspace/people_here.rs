//! Who else is in the room, in the bar: a face for everyone, and the way to the room itself.
use leptos::prelude::*;
use ui_kit::{Icon, Row};

use super::{company::Person, desk::Desk};

/// Faces that have room; the others are a number.
const MOST_FACES: usize = 4;

/// The others, and the button to share the project.
#[component]
pub(crate) fn PeopleHere(desk: Desk) -> impl IntoView {
    let company = desk.company;
    let others = Memo::new(move |_| {
        let me = company.me.get();
        company.people.with(|people| people.iter().filter(|one| one.user_id != me).cloned().collect::<Vec<_>>())
    });
    let faces = move || {
        let faces = others.get().into_iter().take(MOST_FACES);
        faces
            .map(|one| Row::new(format!("{} {} {}", one.user_id, one.role, one.display_name), move || face(desk, one)))
            .collect()
    };
    let more = move || {
        let hidden = others.with(Vec::len).saturating_sub(MOST_FACES);
        (hidden > 0).then(|| view! { <span class="workspace-more-faces">{format!("+{hidden}")}</span> })
    };
    view! {
        <div class="workspace-people" role="group" aria-label="People here">
            {ui_kit::rows(faces)}
            {ui_kit::dynamic(more)}
        </div>
        <a class="kit-button workspace-wide" href=move || room_of(desk)>
            <Icon name="users" />
            "Share"
        </a>
    }
}

/// The page of the room, and before that is known the one of all rooms of the project.
pub(crate) fn room_of(desk: Desk) -> String {
    let room = desk.company.room.get();
    if room.is_empty() { format!("/projects/{}/people", desk.id) } else { format!("/rooms/{room}") }
}

fn face(desk: Desk, person: Person) -> AnyView {
    let Person { user_id, display_name, role, cursor_color } = person;
    let label = format!("{display_name}, {role}");
    let letter: String = display_name.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    view! {
        <button class="workspace-face" aria-label=label title=display_name on:click=move |_| desk.go_to(&user_id)>
            <svg viewBox="0 0 24 24" aria-hidden="true">
                <circle cx="12" cy="12" r="12" fill=cursor_color></circle>
                <text x="12" y="16.5" text-anchor="middle" fill="#fff">
                    {letter}
                </text>
            </svg>
        </button>
    }
    .into_any()
}
