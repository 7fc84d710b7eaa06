//! Each request has an id, a line in the log and a place in the metrics.
use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

tokio::task_local! {
    static REQUEST_ID: RequestId;
}

/// The id of a request: the client's own when it sent a plain one, a fresh one otherwise.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// The id of the request that this task serves; `-` outside of one.
pub fn current_request_id() -> String {
    REQUEST_ID.try_with(|id| id.0.clone()).unwrap_or_else(|_| "-".to_owned())
}

/// Names the request, logs it once when it is answered, and counts it. Never bodies, tokens or addresses.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .filter(|id| (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        .map_or_else(fresh_id, str::to_owned);
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let method = request.method().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));

    let began = Instant::now();
    let span = tracing::info_span!("request", request.id = %id, http.method = %method, http.route = %route);
    let mut response = REQUEST_ID.scope(RequestId(id.clone()), next.run(request)).instrument(span.clone()).await;
    let took = began.elapsed();
    let status = response.status().as_u16();

    span.in_scope(|| tracing::info!(http.status = status, duration_ms = took.as_secs_f64() * 1e3, "answered"));
    let labels = [("method", method), ("route", route), ("status", status.to_string())];
    metrics::counter!("burnish_http_requests_total", &labels).increment(1);
    metrics::histogram!("burnish_http_request_seconds", &labels).record(took.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

fn fresh_id() -> String {
    let mut bytes = [0_u8; 8];
    // An id that repeats would only make two log lines look alike.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
