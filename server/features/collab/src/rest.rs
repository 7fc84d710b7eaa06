//! The public API's door. Each handler reads the request, calls the service and answers; no rule lives here.
mod activity;
mod comments;
mod links;
mod notifications;
mod people;
mod rooms;
mod versions;

use std::sync::Arc;

use axum::{
    extract::DefaultBodyLimit,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use collab_contract::Collab;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Largest body: a comment of full length with a quote, every character escaped, or 200 ids of notices.
const MAX_BODY: usize = 64 * 1024;
/// How long a browser keeps what a guest shows. What it opens may end sooner; the server asks.
const SHARE_COOKIE_SECONDS: i64 = 365 * 86_400;

/// What the handlers need.
#[derive(Clone)]
struct Doors {
    collab: Arc<dyn Collab>,
    /// Whether cookies carry `Secure`.
    secure: bool,
}

/// A place in a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct After {
    /// `next` of the page before.
    after: Option<kernel::Cursor>,
}

/// All routes.
pub fn routes(collab: Arc<dyn Collab>, secure: bool) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(rooms::create, rooms::list))
        .routes(routes!(rooms::get, rooms::change, rooms::close))
        .routes(routes!(rooms::enter))
        .routes(routes!(rooms::export))
        .routes(routes!(rooms::rate, rooms::rating))
        .routes(routes!(people::invite))
        .routes(routes!(people::invites, people::revoke_invites))
        .routes(routes!(people::preview))
        .routes(routes!(people::accept))
        .routes(routes!(people::set_role, people::remove))
        .routes(routes!(people::mentionable))
        .routes(routes!(links::create, links::list))
        .routes(routes!(links::revoke))
        .routes(routes!(links::preview))
        .routes(routes!(links::join))
        .routes(routes!(comments::create, comments::list))
        .routes(routes!(comments::change, comments::delete))
        .routes(routes!(versions::list))
        .routes(routes!(versions::restore))
        .routes(routes!(activity::list))
        .routes(routes!(notifications::list))
        .routes(routes!(notifications::read))
        .routes(routes!(notifications::preferences, notifications::prefer))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(Doors { collab, secure })
}

/// The cookie that a visitor shows from now on; `recognise` of the server reads it.
pub(crate) fn share_cookie(token: &str, secure: bool) -> HeaderValue {
    web::set_cookie("burnish_share", token, SHARE_COOKIE_SECONDS, secure)
}

/// An archive to be saved, never to be shown by the browser. Its name is plain ASCII.
fn download(name: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\""));
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition.unwrap_or(HeaderValue::from_static("attachment; filename=\"room.zip\"")),
    );
    response
}
