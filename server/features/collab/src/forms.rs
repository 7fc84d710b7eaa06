//! What the pages of links and invitations post to. They work without any script: each answers with a redirect, and what
//! went wrong travels in a flash cookie.
use std::sync::Arc;

use axum::{
    Extension, Form, Router,
    http::header,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use collab_contract::{Collab, CollabError, Joined};
use kernel::Classify;
use serde::Deserialize;
use web::{By, Flash, write_flash};

use crate::rest::share_cookie;

#[derive(Clone)]
struct Door {
    collab: Arc<dyn Collab>,
    secure: bool,
}

pub(crate) fn routes(collab: Arc<dyn Collab>, secure: bool) -> Router {
    Router::new()
        .route("/rooms/join", post(join))
        .route("/rooms/accept", post(accept))
        .layer(Extension(Door { collab, secure }))
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
            let mut response = Redirect::to(&workspace(&came.joined)).into_response();
            if let Some(token) = came.share_token {
                response.headers_mut().append(header::SET_COOKIE, share_cookie(&token, door.secure));
            }
            response
        }
        Err(error) => door.sorry(&format!("/share/{}", form.secret), &error),
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
    let page = format!("/invites/{}", form.secret);
    match door.collab.accept_invite(&by, &form.secret).await {
        Ok(joined) => Redirect::to(&workspace(&joined)).into_response(),
        Err(error) => door.sorry(&page, &error),
    }
}

impl Door {
    fn sorry(&self, page: &str, error: &CollabError) -> Response {
        if let Some(fault) = error.fault() {
            tracing::error!(error = fault.chain(), "somebody could not come into a room through our fault");
        }
        if *error == CollabError::SignInFirst {
            return Redirect::to(&format!("/sign-in?next={page}")).into_response();
        }
        let flash = write_flash(&Flash::error(error.to_string(), &[]), self.secure);
        ([(header::SET_COOKIE, flash)], Redirect::to(page)).into_response()
    }
}

fn workspace(joined: &Joined) -> String {
    format!("/p/{}?room={}", joined.project_id, joined.room_id)
}

/// It becomes part of an address, so only what a secret can hold gets through.
fn is_plain(secret: &str) -> bool {
    (1..=128).contains(&secret.len()) && secret.bytes().all(|b| b.is_ascii_alphanumeric())
}
