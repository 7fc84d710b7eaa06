//! Links into a room.
use axum::{Extension, Router, response::Response, routing::post};
use collab_contract::{GivenRole, LinkLifetime, NewShareLink};
use kernel::{RoomId, ShareLinkId};
use serde::Deserialize;
use web::{By, Form};

use super::{Door, page};

pub(super) fn routes() -> Router {
    Router::new().route("/rooms/links", post(create)).route("/rooms/revoke-link", post(revoke))
}

#[derive(Deserialize)]
struct LinkForm {
    room: RoomId,
    name: String,
    role: GivenRole,
    /// `7d`, `30d` or `never`.
    lifetime: LinkLifetime,
}

async fn create(Extension(door): Extension<Door>, By(by): By, Form(form): Form<LinkForm>) -> Response {
    let new = NewShareLink { name: form.name.clone(), role: form.role, lifetime: form.lifetime };
    match door.collab.create_link(&by, form.room, new).await {
        Ok(made) => {
            let can = match made.link.role {
                GivenRole::Viewer => "can come in and read",
                GivenRole::Editor => "can come in and edit",
            };
            let said = format!("The link “{}” is ready. Whoever has it {can}.", made.link.name);
            door.fresh(&page(form.room), &said, made.url)
        }
        Err(error) => {
            door.sorry(&page(form.room), &error, &[("link_name", &form.name), ("link_role", form.role.as_str())])
        }
    }
}

#[derive(Deserialize)]
struct RevokeForm {
    room: RoomId,
    link: ShareLinkId,
}

async fn revoke(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RevokeForm>) -> Response {
    match door.collab.revoke_link(&by, form.room, form.link).await {
        Ok(()) => {
            door.done(&page(form.room), "The link was called back. Whoever came through it has no access any more.")
        }
        Err(error) => door.sorry(&page(form.room), &error, &[]),
    }
}
