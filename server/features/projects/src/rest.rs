//! The public API's door. Each handler reads the request, calls the service and answers; no rule lives here.
mod files;
mod projects;
mod versions;

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, rejection::BytesRejection},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use kernel::Kind;
use projects_contract::{MAX_FILE_BYTES, Projects};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Largest body of a request that carries no file: a plan with a description of full length fits four times.
const SMALL_BODY: usize = 256 * 1024;
/// Largest body with a text in JSON: every character of a full file can need an escape.
const TEXT_BODY: usize = 3 * MAX_FILE_BYTES;
/// Largest archive.
const ARCHIVE_BODY: usize = 64 * 1024 * 1024;

type Service = Arc<dyn Projects>;

/// A place in a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct After {
    /// `next` of the page before.
    after: Option<kernel::Cursor>,
}

/// All routes, each with its own limit for the body.
pub fn routes(service: Service) -> OpenApiRouter {
    let small = OpenApiRouter::new()
        .routes(routes!(projects::create, projects::list))
        .routes(routes!(projects::plan))
        .routes(routes!(projects::get, projects::change, projects::trash))
        .routes(routes!(projects::untrash))
        .routes(routes!(projects::revise_plan))
        .routes(routes!(projects::generate))
        .routes(routes!(projects::use_built_in))
        .routes(routes!(projects::storage))
        .routes(routes!(files::snapshot))
        .routes(routes!(files::move_folder))
        .routes(routes!(files::raw))
        .routes(routes!(files::move_file))
        .routes(routes!(files::undelete))
        .routes(routes!(files::trashed, files::empty_trash))
        .routes(routes!(versions::list, versions::checkpoint))
        .routes(routes!(versions::compare))
        .routes(routes!(versions::restore))
        .routes(routes!(versions::export))
        .routes(routes!(versions::export_history))
        .layer(DefaultBodyLimit::max(SMALL_BODY));
    let texts = OpenApiRouter::new()
        .routes(routes!(files::list, files::add))
        .routes(routes!(files::read, files::edit, files::replace, files::delete))
        .layer(DefaultBodyLimit::max(TEXT_BODY));
    let uploads = OpenApiRouter::new().routes(routes!(files::upload)).layer(DefaultBodyLimit::max(MAX_FILE_BYTES));
    let archives = OpenApiRouter::new().routes(routes!(versions::import)).layer(DefaultBodyLimit::max(ARCHIVE_BODY));
    small.merge(texts).merge(uploads).merge(archives).with_state(service)
}

/// The bytes of a body; over the limit, an error of the usual shape that says what the limit is.
fn body(bytes: Result<Bytes, BytesRejection>, limit: usize, what: &str) -> web::Result<Vec<u8>> {
    match bytes {
        Ok(bytes) => Ok(bytes.into()),
        Err(rejection) if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => Err(web::Error::new(
            Kind::TooLarge,
            "body_too_large",
            format!("{what} can have at most {limit} bytes. Nothing was changed."),
        )),
        Err(_) => Err(web::Error::new(
            Kind::Invalid,
            "cut_body",
            "The upload was cut off. Nothing was changed; send it again.",
        )),
    }
}

/// Bytes to be saved, never to be shown by the browser: they are somebody's content on our host.
fn download(name: &str, content_type: &'static str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::CONTENT_DISPOSITION, disposition(name));
    response
}

/// RFC 6266: the name in ASCII for old clients, and as it is for all others.
fn disposition(name: &str) -> HeaderValue {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_. ()".contains(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}
