//! `/rooms/{id}`: one room with everything in it, for whoever has a place there.
use collab_contract::{CollabError, RatingSummary, RoomRole};
use kernel::{Classify, RoomId};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use ui_kit::{Icon, NoticeBanner, PublicFrame, Reply, count, kept, loaded, paths, visitor};

use crate::{
    activity::feed,
    comments::threads,
    invites::{invite_form, open_invites},
    links::share_links,
    people::people,
    rating::rating,
    server_fns::{RoomContents, load_rating, load_room},
    settings::{leave, room_settings},
    words::{a_role, ending},
};

/// `/rooms/{id}`
#[component]
pub fn RoomPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let (comments, activity) = (query.get("comments"), query.get("activity"));
    let room = id.parse::<RoomId>().ok();
    let is_later = comments.is_some();
    let fetch = move || {
        let (comments, activity) = (comments.clone(), activity.clone());
        async move { Ok::<_, Reply>(find(room, comments, activity).await) }
    };
    loaded(fetch, move |found: Found| match found {
        Found::Open(contents) => room_page(*contents, is_later),
        Found::Closed(room, rating, problem) => closed(room, rating, &problem),
        Found::Nothing(problem) => failed(&problem),
    })
}

/// What the address of a room leads to.
enum Found {
    Open(Box<RoomContents>),
    /// It is over, for somebody who had a place there.
    Closed(RoomId, Option<RatingSummary>, Reply),
    Nothing(Reply),
}

async fn find(room: Option<RoomId>, comments: Option<String>, activity: Option<String>) -> Found {
    let Some(room) = room else { return Found::Nothing(missing()) };
    match load_room(room, comments, activity).await {
        Ok(contents) => Found::Open(Box::new(contents)),
        Err(problem) if problem.is("room_closed") || problem.is("room_expired") => {
            Found::Closed(room, load_rating(room).await.ok(), problem)
        }
        Err(problem) => Found::Nothing(problem),
    }
}

/// The answer to an address that names nothing.
pub(crate) fn missing() -> Reply {
    ui_kit::server::say(CollabError::NotFound.kind());
    Reply::refused(&CollabError::NotFound)
}

/// Why a page of rooms shows nothing, and where to go from here.
pub(crate) fn failed(problem: &Reply) -> AnyView {
    let (title, words) = if problem.is("room_not_found") {
        let words = "It does not exist, or you have no place in it. Ask whoever opened it for an invitation or a link.";
        ("There is no such room for you", words.to_owned())
    } else if problem.is("project_not_found") {
        ("There is no such project for you", problem.to_string())
    } else if problem.is("link_gone") {
        ("This link does not work any more", problem.to_string())
    } else {
        ("This page cannot be shown right now", problem.to_string())
    };
    view! { <PublicFrame title=title>{failure(title, &words)}</PublicFrame> }.into_any()
}

fn failure(title: &'static str, words: &str) -> AnyView {
    let path = visitor().path;
    let next = match visitor().info {
        Some(_) => {
            view! { <a class="kit-button kit-button-primary" href=paths::PROJECTS>"Go to your projects"</a> }.into_any()
        }
        None => {
            let href = paths::keeping_next(paths::SIGN_IN, &path);
            view! { <a class="kit-button kit-button-primary" href=href>"Sign in"</a> }.into_any()
        }
    };
    view! {
        <div class="shell-page shell-page-narrow collab">
            <NoticeBanner />
            <div class="kit-empty">
                <Icon name="users" />
                <h1>{title}</h1>
                <p>{words.to_owned()}</p>
                <div class="kit-actions">{next}</div>
            </div>
        </div>
    }
    .into_any()
}

/// The page of a room that is over: what was in it can still be taken along, and rated.
fn closed(room: RoomId, summary: Option<RatingSummary>, problem: &Reply) -> AnyView {
    let words = problem.to_string();
    view! { <PublicFrame title="This room is closed">{closed_parts(room, summary, &words)}</PublicFrame> }.into_any()
}

fn closed_parts(room: RoomId, summary: Option<RatingSummary>, words: &str) -> AnyView {
    view! {
        <div class="shell-page shell-page-narrow collab">
            <NoticeBanner />
            <div class="kit-empty">
                <Icon name="users" />
                <h1>"This room is closed"</h1>
                <p>{words.to_owned()}</p>
                <div class="kit-actions">
                    <a class="kit-button kit-button-primary" href=export_path(room) download>
                        <Icon name="download" />
                        "Download everything"
                    </a>
                </div>
            </div>
            {summary.map(|summary| rating(room, summary))}
        </div>
    }
    .into_any()
}

/// Everything of a room as a zip archive.
pub(crate) fn export_path(room: RoomId) -> String {
    format!("/api/collaboration/rooms/{room}/export")
}

fn room_page(contents: RoomContents, is_later: bool) -> AnyView {
    let title = contents.details.room.name.clone();
    view! { <PublicFrame title=title>{room_parts(&contents, is_later)}</PublicFrame> }.into_any()
}

fn room_parts(contents: &RoomContents, is_later: bool) -> AnyView {
    let details = &contents.details;
    let decides = details.role == RoomRole::Owner;
    let inviting = decides.then(|| view! { {invite_form(details)} {open_invites(details, &contents.invites)} });
    view! {
        <div class="shell-page collab">
            {head(contents)}
            <NoticeBanner />
            {fresh_link(kept("link"))}
            <div class="collab-room">
                <div class="collab-main">
                    {people(details)} {threads(details, &contents.comments, is_later)}
                    {feed(details.room.id, &contents.activity)}
                </div>
                <div class="collab-side">
                    {inviting} {decides.then(|| share_links(details, &contents.links))}
                    {rating(details.room.id, contents.rating)} {take_along(details.room.id)}
                    {decides.then(|| room_settings(details))} {leave(details, contents.rating)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn head(contents: &RoomContents) -> AnyView {
    let details = &contents.details;
    let room = &details.room;
    let is_guest = visitor().info.is_none();
    let crumbs = (!is_guest).then(|| {
        view! {
            <nav class="kit-crumbs" aria-label="Breadcrumb">
                <ol>
                    <li>
                        <a href=paths::PROJECTS>"Projects"</a>
                    </li>
                    <li>
                        <a href=paths::people(room.project_id)>{contents.project_name.clone()}</a>
                    </li>
                    <li>
                        <span aria-current="page">{room.name.clone()}</span>
                    </li>
                </ol>
            </nav>
        }
    });
    let open = view! {
        <a
            class="kit-button kit-button-primary kit-button-main"
            href=format!("{}?room={}", paths::project(room.project_id), room.id)
        >
            "Open the project"
        </a>
    };
    let people = count(details.participants.len() as u64, "person", "people");
    view! {
        <header class="shell-head">
            <div>
                {crumbs} <h1 class="collab-title" title=room.name.clone()>
                    {room.name.clone()}
                </h1>
                <p class="collab-note">
                    "On " <strong>{contents.project_name.clone()}</strong> " · " {people} " · " {ending(room.expires_at)}
                    {format!(" · you are {} here", a_role(details.role))}
                </p>
            </div>
            {open}
        </header>
    }
    .into_any()
}

/// A link with its secret, right after it was made. Without a script it is copied by hand; the button stays hidden then.
fn fresh_link(url: String) -> impl IntoView {
    (!url.is_empty()).then(|| {
        view! {
            <div class="kit-banner collab-fresh" data-state="ok">
                <Icon name="link" />
                <div>
                    <label for="fresh-link">"Copy the link now; it is not shown again."</label>
                    <div class="collab-copy">
                        <input id="fresh-link" class="kit-input kit-input-code" readonly value=url.clone() />
                        <button type="button" class="kit-button" data-copy=url hidden=true>
                            "Copy link"
                        </button>
                        <span role="status"></span>
                    </div>
                </div>
            </div>
        }
    })
}

fn take_along(room: RoomId) -> AnyView {
    view! {
        <section class="collab-part" aria-labelledby="take-along">
            <header>
                <h2 id="take-along">"Take it along"</h2>
                <p>"Files, versions, comments and activity of this room in one zip archive."</p>
            </header>
            <div class="kit-actions">
                <a class="kit-button" href=export_path(room) download>
                    <Icon name="download" />
                    "Download everything"
                </a>
            </div>
        </section>
    }
    .into_any()
}
