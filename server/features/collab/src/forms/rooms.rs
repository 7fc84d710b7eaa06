//! A room as a whole: opening it, its name and its end, closing, rating.
use axum::{Extension, Router, response::Response, routing::post};
use collab_contract::{CollabError, LinkLifetime, NewRating, NewRoom, RoomChange};
use kernel::{ProjectId, RoomId};
use serde::Deserialize;
use web::{By, Form};

use super::{Door, page};

pub(super) fn routes() -> Router {
    Router::new()
        .route("/rooms/create", post(create))
        .route("/rooms/rename", post(rename))
        .route("/rooms/end", post(end))
        .route("/rooms/close", post(close))
        .route("/rooms/rate", post(rate))
}

/// The page of a project's rooms.
pub(super) fn list(project: ProjectId) -> String {
    format!("/projects/{project}/people")
}

#[derive(Deserialize)]
struct CreateForm {
    project: ProjectId,
    name: String,
    /// `7d`, `30d` or `never`.
    ends: LinkLifetime,
}

async fn create(Extension(door): Extension<Door>, By(by): By, Form(form): Form<CreateForm>) -> Response {
    let expires_at = form.ends.ends(door.clock.now());
    let new = NewRoom { project_id: form.project, name: form.name.clone(), expires_at };
    match door.collab.create_room(&by, new).await {
        Ok(made) => door.fresh(
            &page(made.room_id),
            "The room is open. Whoever has this link can come in and edit, for 7 days.",
            made.invite_link,
        ),
        Err(error) => door.sorry(&list(form.project), &error, &[("name", &form.name)]),
    }
}

#[derive(Deserialize)]
struct RenameForm {
    room: RoomId,
    name: String,
}

async fn rename(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RenameForm>) -> Response {
    let change = RoomChange { name: Some(form.name.clone()), expires_at: None };
    match door.collab.change_room(&by, form.room, change).await {
        Ok(room) => door.done(&page(form.room), format!("The room is called “{}” now.", room.name)),
        Err(error) => door.sorry(&page(form.room), &error, &[("room_name", &form.name)]),
    }
}

#[derive(Deserialize)]
struct EndForm {
    room: RoomId,
    /// `7d`, `30d` or `never`, from now.
    ends: LinkLifetime,
}

async fn end(Extension(door): Extension<Door>, By(by): By, Form(form): Form<EndForm>) -> Response {
    let change = RoomChange { name: None, expires_at: Some(form.ends.ends(door.clock.now())) };
    match door.collab.change_room(&by, form.room, change).await {
        Ok(room) => {
            let said = match room.expires_at {
                Some(ends) => format!("The room ends on {} (UTC).", ends.plain()),
                None => "The room no longer ends by itself.".to_owned(),
            };
            door.done(&page(form.room), said)
        }
        Err(error) => door.sorry(&page(form.room), &error, &[]),
    }
}

#[derive(Deserialize)]
struct CloseForm {
    room: RoomId,
    project: ProjectId,
}

async fn close(Extension(door): Extension<Door>, By(by): By, Form(form): Form<CloseForm>) -> Response {
    match door.collab.close_room(&by, form.room).await {
        Ok(()) => door.done(&list(form.project), "The room is closed. Its links and invitations no longer work."),
        Err(error) => door.sorry(&page(form.room), &error, &[]),
    }
}

#[derive(Deserialize)]
struct RateForm {
    room: RoomId,
    /// Text, because no star may have been chosen.
    #[serde(default)]
    stars: String,
    #[serde(default)]
    note: String,
}

async fn rate(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RateForm>) -> Response {
    let rated = match stars(&form.stars, &form.note) {
        Ok(rating) => door.collab.rate(&by, form.room, rating).await,
        Err(error) => Err(error),
    };
    match rated {
        Ok(_) => door.done(&page(form.room), "Thank you. Your rating is kept; you can change it here."),
        Err(error) => door.sorry_keeping(&page(form.room), &error, &[("stars", &form.stars)], ("note", &form.note)),
    }
}

/// What a form says about a room.
pub(super) fn stars(stars: &str, note: &str) -> Result<NewRating, CollabError> {
    let stars = stars.parse::<u8>().map_err(|_| CollabError::BadRating)?;
    Ok(NewRating { stars, note: Some(note.replace("\r\n", "\n")) })
}
