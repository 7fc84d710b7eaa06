//! `/projects/{id}/people`: the rooms of a project, and a new one.
use collab_contract::{MAX_ROOM_NAME_CHARS, RoomLine};
use kernel::ProjectId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui_kit::{AppFrame, Empty, Icon, NoticeBanner, Reply, count, kept, loaded, paths};

use crate::{
    room::{failed, missing},
    server_fns::{ProjectRooms, load_rooms},
    words::{ENDS, ending, role_name},
};

/// `/projects/{id}/people`
#[component]
pub fn PeoplePage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let fetch = move || {
        let id = id.clone();
        async move { Ok::<_, Reply>(find(id).await) }
    };
    loaded(fetch, |found: Result<ProjectRooms, Reply>| match found {
        Ok(rooms) => rooms_page(rooms),
        Err(problem) => failed(&problem),
    })
}

async fn find(id: String) -> Result<ProjectRooms, Reply> {
    match id.parse::<ProjectId>() {
        Ok(project) => load_rooms(project).await,
        Err(_) => Err(missing()),
    }
}

fn rooms_page(found: ProjectRooms) -> AnyView {
    let title = format!("People · {}", found.project_name);
    view! { <AppFrame title=title>{rooms_parts(&found)}</AppFrame> }.into_any()
}

fn rooms_parts(found: &ProjectRooms) -> AnyView {
    view! {
        <div class="shell-page shell-page-middle collab">
            <header class="shell-head">
                <div>
                    <nav class="kit-crumbs" aria-label="Breadcrumb">
                        <ol>
                            <li>
                                <a href=paths::PROJECTS>"Projects"</a>
                            </li>
                            <li>
                                <a href=paths::project(found.project)>{found.project_name.clone()}</a>
                            </li>
                            <li>
                                <span aria-current="page">"People"</span>
                            </li>
                        </ol>
                    </nav>
                    <h1>"People"</h1>
                    <p>
                        <a href=paths::COLLABORATION_DOCS>"How working together works"</a>
                    </p>
                </div>
            </header>
            <NoticeBanner />
            {room_list(found)}
            {found.may_open.then(|| new_room(found.project))}
        </div>
    }
    .into_any()
}

fn room_list(found: &ProjectRooms) -> AnyView {
    if found.rooms.is_empty() {
        return view! {
            <Empty icon="users" title="No room yet">
                <p>
                    "A room is where the people you invite work on this project together, talk about its lines and see what happened."
                </p>
            </Empty>
        }
        .into_any();
    }
    let rows = found.rooms.iter().map(room_row).collect_view();
    view! {
        <section class="collab-part" aria-labelledby="rooms">
            <h2 id="rooms">"Open rooms"</h2>
            <div class="kit-panel">
                <ul class="kit-list">{rows}</ul>
            </div>
        </section>
    }
    .into_any()
}

fn room_row(line: &RoomLine) -> AnyView {
    let room = &line.room;
    let (name, state) = match line.role {
        Some(role) => (
            view! {
                <a class="kit-row-name" href=paths::room(room.id)>
                    {room.name.clone()}
                </a>
            }
            .into_any(),
            view! { <span class="kit-chip">{role_name(role)}</span> }.into_any(),
        ),
        None => (view! { <span class="kit-row-name">{room.name.clone()}</span> }.into_any(), enter_form(line)),
    };
    view! {
        <li class="kit-row">
            <Icon name="users" />
            <span class="kit-row-main">
                {name}
                <span class="kit-row-note">
                    {count(line.participant_count.into(), "person", "people")} " · " {ending(room.expires_at)}
                </span>
            </span>
            {state}
        </li>
    }
    .into_any()
}

/// For people of the org, who need no invitation.
fn enter_form(line: &RoomLine) -> AnyView {
    view! {
        <form method="post" action="/rooms/enter">
            <input type="hidden" name="room" value=line.room.id.to_string() />
            <input type="hidden" name="project" value=line.room.project_id.to_string() />
            <button class="kit-button kit-button-small" aria-label=format!("Join {}", line.room.name)>
                "Join"
            </button>
        </form>
    }
    .into_any()
}

fn new_room(project: ProjectId) -> AnyView {
    let ends = ENDS.map(|(value, words)| view! { <option value=value>{words}</option> });
    view! {
        <section class="collab-part" aria-labelledby="new-room">
            <header>
                <h2 id="new-room">"New room"</h2>
                <p>"You become its owner, and get a link for the people you want to work with."</p>
            </header>
            <form class="kit-form" method="post" action="/rooms/create">
                <input type="hidden" name="project" value=project.to_string() />
                <div class="kit-form-row">
                    <div class="kit-field">
                        <label class="kit-label" for="name">"Name"</label>
                        <input
                            class="kit-input"
                            id="name"
                            name="name"
                            autocomplete="off"
                            maxlength=MAX_ROOM_NAME_CHARS.to_string()
                            value=kept("name")
                            required
                        />
                    </div>
                    <div class="kit-field">
                        <label class="kit-label" for="ends">"Ends"</label>
                        <span class="kit-choice">
                            <select class="kit-select" id="ends" name="ends">
                                {ends}
                            </select>
                            <Icon name="down" />
                        </span>
                    </div>
                </div>
                <div class="kit-actions">
                    <button class="kit-button kit-button-primary">"Create room"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
