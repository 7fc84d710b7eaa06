//! Talks to a router as a browser or a program would, without a socket.
use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, Response, header},
};
use http_body_util::BodyExt;
use kernel::Caller;
use serde_json::Value;
use tower::ServiceExt;
use web::Resolved;

use crate::{Person, World};

/// A client of one router.
#[derive(Clone)]
pub struct Client {
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body arrives").to_bytes().to_vec();
        Self { status: parts.status.as_u16(), headers: parts.headers, bytes }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is something else: the body is shown.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error} in: {}", self.text()))
    }

    /// The `code` of an error body.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl World {
    /// A client of `router`. The caller is given with each request, in place of the cookie.
    pub fn client(&self, router: Router) -> Client {
        Client { router }
    }
}

impl Client {
    /// Sends any request as that caller.
    pub async fn send(&self, by: &Caller, request: Request<Body>) -> Answer {
        Answer::of(self.open(by, request).await).await
    }

    /// Sends a request and answers as soon as the handler does, before the body has come: for streams.
    pub async fn open(&self, by: &Caller, mut request: Request<Body>) -> Response<Body> {
        request.extensions_mut().insert(Resolved(Arc::new(Ok(by.clone()))));
        self.router.clone().oneshot(request).await.expect("routers do not fail")
    }

    /// Sends JSON (or nothing) as that caller.
    pub async fn call(&self, method: Method, path: &str, by: &Caller, body: Option<Value>) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = match body {
            Some(json) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(json.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(by, request.expect("the path is one")).await
    }

    /// `GET` as a person.
    pub async fn get(&self, path: &str, by: &Person) -> Answer {
        self.call(Method::GET, path, &by.caller(), None).await
    }

    /// `POST` as a person.
    pub async fn post(&self, path: &str, by: &Person, body: Value) -> Answer {
        self.call(Method::POST, path, &by.caller(), Some(body)).await
    }

    /// `PUT` as a person.
    pub async fn put(&self, path: &str, by: &Person, body: Value) -> Answer {
        self.call(Method::PUT, path, &by.caller(), Some(body)).await
    }

    /// `PATCH` as a person.
    pub async fn patch(&self, path: &str, by: &Person, body: Value) -> Answer {
        self.call(Method::PATCH, path, &by.caller(), Some(body)).await
    }

    /// `DELETE` as a person.
    pub async fn delete(&self, path: &str, by: &Person) -> Answer {
        self.call(Method::DELETE, path, &by.caller(), None).await
    }
}
