//! The pages of links and invitations, and coming in without either.
use axum::{
    Extension, Router,
    http::header,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use kernel::{Classify, Kind, ProjectId, RoomId};
use serde::Deserialize;
use web::{By, Flash, Form, write_flash};

use super::{Door, page, rooms::list};
use crate::rest::share_cookie;

pub(super) fn routes() -> Router {
    Router::new()
        .route("/rooms/join", post(join))
        .route("/rooms/accept", post(accept))
        .route("/rooms/enter", post(enter))
}

#[derive(Deserialize)]
struct JoinForm {
    /// From the link.
    #[serde(default)]
    secret: String,
    /// The name of somebody without an account.
    #[serde(default)]
    name: String,
}

/// The page of a link.
async fn join(Extension(door): Extension<Door>, By(by): By, Form(form): Form<JoinForm>) -> Response {
    if !is_plain(&form.secret) {
        return Redirect::to("/").into_response();
    }
    match door.collab.join_by_link(&by, &form.secret, &form.name).await {
        Ok(came) => {
            let said = Flash::done(format!("Welcome, {}.", came.joined.participant.display_name));
            let mut response = Redirect::to(&page(came.joined.room_id)).into_response();
            response.headers_mut().append(header::SET_COOKIE, write_flash(&said, door.secure));
            if let Some(token) = came.share_token {
                response.headers_mut().append(header::SET_COOKIE, share_cookie(&token, door.secure));
            }
            response
        }
        Err(error) => door.sorry(&format!("/share/{}", form.secret), &error, &[("name", &form.name)]),
    }
}

#[derive(Deserialize)]
struct AcceptForm {
    /// From the mail.
    #[serde(default)]
    secret: String,
}

/// The page of an invitation. Whoever is not signed in comes back to it afterwards.
async fn accept(Extension(door): Extension<Door>, By(by): By, Form(form): Form<AcceptForm>) -> Response {
    if !is_plain(&form.secret) {
        return Redirect::to("/").into_response();
    }
    match door.collab.accept_invite(&by, &form.secret).await {
        Ok(joined) => {
            let said = format!("Welcome, {}.", joined.participant.display_name);
            door.done(&page(joined.room_id), said)
        }
        Err(error) => door.sorry(&format!("/invites/{}", form.secret), &error, &[]),
    }
}

#[derive(Deserialize)]
struct EnterForm {
    room: RoomId,
    project: ProjectId,
}

/// The list of a project's rooms, for people who need no invitation.
async fn enter(Extension(door): Extension<Door>, By(by): By, Form(form): Form<EnterForm>) -> Response {
    match door.collab.enter(&by, form.room).await {
        Ok(seat) => Redirect::to(&page(seat.room)).into_response(),
        Err(error) if error.kind() == Kind::Gone => {
            // The list names open rooms only, so it cannot say by itself what happened to this one.
            door.back(&list(form.project), &Flash::error(error.to_string(), &[]))
        }
        Err(error) => door.sorry(&list(form.project), &error, &[]),
    }
}

/// It becomes part of an address, so only what a secret can hold gets through.
fn is_plain(secret: &str) -> bool {
    (1..=128).contains(&secret.len()) && secret.bytes().all(|b| b.is_ascii_alphanumeric())
}
