//! What happened in a room.
use collab_contract::Activity;
use kernel::{Page, RoomId};
use leptos::prelude::*;
use ui_kit::{Time, paths};

use crate::words::happened;

/// The section about what happened: neighbouring lines of one person stand together.
pub(crate) fn feed(room: RoomId, page: &Page<Activity>) -> AnyView {
    let list = if page.items.is_empty() {
        view! { <p class="collab-note">"Nothing has happened here yet."</p> }.into_any()
    } else {
        let groups = by_person(&page.items).into_iter().map(group_view).collect_view();
        view! { <ol class="collab-feed">{groups}</ol> }.into_any()
    };
    let older = page.next.as_ref().map(|next| {
        view! {
            <nav class="kit-pages" aria-label="Pages of activity">
                <a class="kit-button" href=format!("{}?activity={}#activity", paths::room(room), next.0)>
                    "Older activity"
                </a>
            </nav>
        }
    });
    view! {
        <section class="collab-part" aria-labelledby="activity">
            <h2 id="activity">"Activity"</h2>
            {list}
            {older}
        </section>
    }
    .into_any()
}

fn group_view(lines: &[Activity]) -> AnyView {
    let name = lines.first().map(|line| line.actor_name.clone()).unwrap_or_default();
    let rows = lines
        .iter()
        .map(|line| {
            view! {
                <li>
                    <span>{happened(line)}</span>
                    <Time at=line.ended_at />
                </li>
            }
        })
        .collect_view();
    view! {
        <li>
            <strong title=name.clone()>{name.clone()}</strong>
            <ul class="collab-lines">{rows}</ul>
        </li>
    }
    .into_any()
}

/// Neighbouring lines of the same person. Guests have no account, so their name has to do.
fn by_person(lines: &[Activity]) -> Vec<&[Activity]> {
    lines.chunk_by(|one, other| one.user_id == other.user_id && one.actor_name == other.actor_name).collect()
}
