//! One shape for every error, and the one table from [`Kind`] to status codes.
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{Classify, Kind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::current_request_id;

/// The result of a handler.
pub type Result<T> = std::result::Result<T, Error>;

/// An error on its way out.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    code: &'static str,
    message: String,
    retry_after_seconds: Option<u32>,
    detail: Option<serde_json::Value>,
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// What happened.
    pub error: ErrorDetail,
}

/// What happened, for a program and for a person. Never a stack, never a query.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetail {
    /// A stable snake_case name.
    pub code: String,
    /// What happened and what to do next.
    pub message: String,
    /// Find it in the log with this.
    pub request_id: String,
    /// The error's own data, such as the text that a stale edit met.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub detail: Option<serde_json::Value>,
}

impl Error {
    /// An error of the door itself, such as a body that cannot be read.
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into(), retry_after_seconds: None, detail: None }
    }

    /// Tells the client when to come back.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Carries data for the client.
    #[must_use]
    pub fn with_detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = Some(detail);
        self
    }

    /// How it is sorted.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its text for people.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl<E: Classify + std::fmt::Display + Serialize> From<E> for Error {
    fn from(error: E) -> Self {
        if let Some(fault) = error.fault() {
            tracing::error!(code = error.code(), error = fault.chain(), "a request failed through our fault");
        }
        // Enum variants with fields serialise as {"variant": {fields}}: the fields are what the client can use.
        let detail = match serde_json::to_value(&error) {
            Ok(serde_json::Value::Object(map)) if error.fault().is_none() => {
                map.into_iter().next().map(|(_, fields)| fields).filter(serde_json::Value::is_object)
            }
            _ => None,
        };
        let retry_after_seconds =
            detail.as_ref().and_then(|d| d.get("wait_seconds")).and_then(|s| s.as_u64()).map(|s| s as u32);
        Self { kind: error.kind(), code: error.code(), message: error.to_string(), retry_after_seconds, detail }
    }
}

/// The one table.
pub const fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Gone => StatusCode::GONE,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Exhausted => StatusCode::INSUFFICIENT_STORAGE,
        Kind::Unpaid => StatusCode::PAYMENT_REQUIRED,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Fault => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            error: ErrorDetail {
                code: self.code.to_owned(),
                message: self.message,
                request_id: current_request_id(),
                detail: self.detail,
            },
        };
        let mut response = (status(self.kind), axum::Json(body)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.kind == Kind::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
