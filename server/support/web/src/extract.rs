//! Extractors whose refusals have the same shape as every other error.
use axum::{
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use kernel::{Caller, Kind};
use serde::{Serialize, de::DeserializeOwned};

use crate::Error;

/// What the front middleware found out about the caller; a bad token is an error, not an anonymous caller.
#[derive(Clone)]
pub struct Resolved(pub std::sync::Arc<std::result::Result<Caller, (Kind, &'static str, String)>>);

/// Who is calling.
#[derive(Debug, Clone)]
pub struct By(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for By {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        match parts.extensions.get::<Resolved>() {
            None => Ok(By(Caller::Anonymous)),
            Some(Resolved(found)) => match &**found {
                Ok(caller) => Ok(By(caller.clone())),
                Err((kind, code, message)) => Err(Error::new(*kind, code, message.clone())),
            },
        }
    }
}

/// A JSON body, in or out.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Json(value)),
            Err(rejection) => Err(match &rejection {
                JsonRejection::MissingJsonContentType(_) => {
                    Error::new(Kind::Invalid, "not_json", "Send JSON, with the header Content-Type: application/json.")
                }
                JsonRejection::BytesRejection(inner) if inner.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
                    Error::new(Kind::TooLarge, "body_too_large", "That request is too large. Nothing was changed.")
                }
                // serde's own words name the field and the place; they hold nothing but what the client sent.
                other => {
                    Error::new(Kind::Invalid, "bad_json", format!("That JSON does not fit: {}", other.body_text()))
                }
            }),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// What a form sent.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match axum::Form::<T>::from_request(request, state).await {
            Ok(axum::Form(value)) => Ok(Form(value)),
            Err(rejection) if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Error::new(Kind::TooLarge, "body_too_large", "That form is too large. Nothing was changed."))
            }
            // Our own pages never send such a form; the words are for whoever writes a program.
            Err(rejection) => {
                let message = format!("That form cannot be read: {}", rejection.body_text());
                Err(Error::new(Kind::Invalid, "bad_form", message))
            }
        }
    }
}

/// Parts of the path. One that does not parse means that the thing does not exist.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Path(value)),
            Err(_) => Err(Error::new(Kind::NotFound, "not_found", "There is nothing at this address.")),
        }
    }
}

/// The query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Query(value)),
            Err(rejection) => Err(Error::new(
                Kind::Invalid,
                "bad_query",
                format!("A part of the address after “?” does not fit: {}", rejection.body_text()),
            )),
        }
    }
}
