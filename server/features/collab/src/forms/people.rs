//! Who is in a room, and who is asked to come.
use axum::{Extension, Router, response::Response, routing::post};
use collab_contract::{CollabError, GivenRole, NewInvite, RoomRole};
use kernel::{Caller, ParticipantId, RoomId};
use serde::Deserialize;
use web::{By, Form};

use super::{Door, page, rooms::stars};

pub(super) fn routes() -> Router {
    Router::new()
        .route("/rooms/invite", post(invite))
        .route("/rooms/revoke-invites", post(revoke))
        .route("/rooms/role", post(role))
        .route("/rooms/remove", post(remove))
        .route("/rooms/leave", post(leave))
}

#[derive(Deserialize)]
struct InviteForm {
    room: RoomId,
    email: String,
    role: GivenRole,
}

async fn invite(Extension(door): Extension<Door>, By(by): By, Form(form): Form<InviteForm>) -> Response {
    let ask = NewInvite { email: form.email.clone(), role: form.role };
    match door.collab.invite(&by, form.room, ask).await {
        Ok(link) => {
            let said = format!(
                "An invitation is on its way to {}. The link in it lets one person in, within 7 days.",
                form.email.trim()
            );
            door.fresh(&page(form.room), &said, link)
        }
        Err(error) => {
            door.sorry(&page(form.room), &error, &[("email", &form.email), ("invite_role", form.role.as_str())])
        }
    }
}

#[derive(Deserialize)]
struct RevokeForm {
    room: RoomId,
    email: String,
}

async fn revoke(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RevokeForm>) -> Response {
    match door.collab.revoke_invites(&by, form.room, &form.email).await {
        Ok(_) => door.done(&page(form.room), "The invitation was called back. Its link no longer works."),
        Err(error) => door.sorry(&page(form.room), &error, &[]),
    }
}

#[derive(Deserialize)]
struct RoleForm {
    room: RoomId,
    who: ParticipantId,
    role: RoomRole,
}

async fn role(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RoleForm>) -> Response {
    match door.collab.set_role(&by, form.room, form.who, form.role).await {
        Ok(changed) => {
            let role = match changed.role {
                RoomRole::Viewer => "a viewer",
                RoomRole::Editor => "an editor",
                RoomRole::Owner => "an owner",
            };
            door.done(&page(form.room), format!("{} is {role} now.", changed.display_name))
        }
        Err(error) => door.sorry(&page(form.room), &error, &[]),
    }
}

#[derive(Deserialize)]
struct RemoveForm {
    room: RoomId,
    who: ParticipantId,
}

async fn remove(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RemoveForm>) -> Response {
    match door.collab.remove(&by, form.room, form.who).await {
        Ok(()) => door.done(&page(form.room), "Removed. They have no place in this room any more."),
        Err(error) => door.sorry(&page(form.room), &error, &[]),
    }
}

#[derive(Deserialize)]
struct LeaveForm {
    room: RoomId,
    /// Which of the participants the caller is.
    me: ParticipantId,
    /// Whoever goes may say how it was; text, because no star may have been chosen.
    #[serde(default)]
    stars: String,
    #[serde(default)]
    note: String,
}

/// Rates first: afterwards there is no place to rate from.
async fn leave(Extension(door): Extension<Door>, By(by): By, Form(form): Form<LeaveForm>) -> Response {
    match go(&door, &by, &form).await {
        Ok(()) => door.done(if by.signed_in().is_some() { "/projects" } else { "/" }, "You have left the room."),
        Err(error) => door.sorry(&page(form.room), &error, &[]),
    }
}

async fn go(door: &Door, by: &Caller, form: &LeaveForm) -> Result<(), CollabError> {
    if !form.stars.is_empty() {
        door.collab.rate(by, form.room, stars(&form.stars, &form.note)?).await?;
    }
    door.collab.remove(by, form.room, form.me).await
}
