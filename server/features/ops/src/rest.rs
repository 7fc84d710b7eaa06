//! `/api/v1/ops`: for operators' programs.
use std::sync::Arc;

use axum::{Extension, http::StatusCode};
use kernel::{Cursor, JobId, Page};
use ops_contract::*;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{By, ErrorBody, Json, Path, Query, Result};

type Door = Extension<Arc<dyn Ops>>;

pub(crate) fn routes(ops: Arc<dyn Ops>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(jobs))
        .routes(routes!(retry))
        .routes(routes!(outbox))
        .routes(routes!(sessions))
        .layer(Extension(ops))
}

#[derive(Debug, Deserialize, IntoParams)]
struct JobsQuery {
    /// `waiting`, `running`, `done` or `dead`; `dead` when absent.
    state: Option<JobState>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Background work in one state, newest first.
#[utoipa::path(get, path = "/api/v1/ops/jobs", tag = "ops", params(JobsQuery),
    responses((status = 200, body = Page<JobInfo>), (status = 404, body = ErrorBody)))]
async fn jobs(Extension(ops): Door, By(by): By, Query(ask): Query<JobsQuery>) -> Result<Json<Page<JobInfo>>> {
    Ok(Json(ops.jobs(&by, ask.state.unwrap_or(JobState::Dead), ask.after.map(Cursor)).await?))
}

/// Run a dead job again.
#[utoipa::path(post, path = "/api/v1/ops/jobs/{id}/retry", tag = "ops", params(("id" = JobId, Path)),
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn retry(Extension(ops): Door, By(by): By, Path(id): Path<JobId>) -> Result<StatusCode> {
    ops.retry_job(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
struct PageQuery {
    /// The `next` of the page before.
    after: Option<String>,
}

/// Mail that was written. Open to everyone on this machine while no mail server is set up.
#[utoipa::path(get, path = "/api/v1/ops/outbox", tag = "ops", params(PageQuery),
    responses((status = 200, body = Page<OutboxMail>), (status = 404, body = ErrorBody)))]
async fn outbox(Extension(ops): Door, By(by): By, Query(ask): Query<PageQuery>) -> Result<Json<Page<OutboxMail>>> {
    Ok(Json(ops.outbox(&by, ask.after.map(Cursor)).await?))
}

/// How many sessions there are.
#[utoipa::path(get, path = "/api/v1/ops/sessions", tag = "ops",
    responses((status = 200, body = SessionCounts), (status = 404, body = ErrorBody)))]
async fn sessions(Extension(ops): Door, By(by): By) -> Result<Json<SessionCounts>> {
    Ok(Json(ops.session_counts(&by).await?))
}
