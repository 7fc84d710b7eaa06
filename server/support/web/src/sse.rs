//! Server-sent events, after <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
use std::{convert::Infallible, time::Duration};

use axum::{
    http::HeaderValue,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_core::Stream;
use futures_util::StreamExt;
use serde::Serialize;

/// One event.
#[derive(Debug, Clone)]
pub struct SseEvent<T> {
    /// Its name.
    pub name: String,
    /// Its data, sent as one line of JSON.
    pub data: T,
    /// Its id, for `Last-Event-ID`.
    pub id: Option<u64>,
}

/// Sends a stream of events, with a comment every 15 s so that proxies keep the line open. Shutdown ends it.
pub fn sse<T: Serialize + Send + 'static>(events: impl Stream<Item = SseEvent<T>> + Send + 'static) -> Response {
    let events = events.map(|event| {
        let mut out = Event::default().event(event.name);
        if let Some(id) = event.id {
            out = out.id(id.to_string());
        }
        // Our own data always serialises; were it not so, an empty event is better than a cut stream.
        let data = serde_json::to_string(&event.data).unwrap_or_default();
        Ok::<_, Infallible>(out.data(data))
    });
    let events = events.take_until(crate::tasks::shutting_down());
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response();
    let headers = response.headers_mut();
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert("cache-control", HeaderValue::from_static("no-store"));
    response
}
