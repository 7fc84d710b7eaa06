//! For machines that look after this one: `/health`, `/ready`, `/metrics`.
use std::sync::Arc;

use axum::{
    Json, Router,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;

use crate::{http::is_local, wiring::Wired};

/// The three probes.
pub fn routes(wired: Arc<Wired>, metrics: Option<PrometheusHandle>) -> Router {
    Router::new()
        .route("/health", get(|| async { Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })) }))
        .route("/ready", get(move || ready(wired.clone())))
        .route("/metrics", get(move |request: Request| show(metrics.clone(), request)))
}

/// Ready when the database answers. Says no while the server is stopping, so that no new work is sent here.
async fn ready(wired: Arc<Wired>) -> Response {
    if web::tasks::stop_token().is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "stopping" }))).into_response();
    }
    match wired.ops.ready().await {
        Ok(millis) => Json(json!({ "status": "ready", "databaseMs": millis })).into_response(),
        Err(_) => {
            let body = json!({ "status": "unavailable", "reason": "the database does not answer" });
            (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
        }
    }
}

/// Prometheus text, for this machine only: route names and counts are nobody else's business.
async fn show(metrics: Option<PrometheusHandle>, request: Request) -> Response {
    match metrics {
        Some(metrics) if is_local(&request) => metrics.render().into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
