//! Versions, export and import.
use axum::{
    body::{Body, Bytes},
    extract::{State, rejection::BytesRejection},
    http::{StatusCode, header},
    response::Response,
};
use futures::StreamExt;
use kernel::{Page, ProjectId, VersionId};
use projects_contract::{FileDiff, Project, Version};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use web::{By, ErrorBody, Json, Path, Query};

use super::{ARCHIVE_BODY, After, Service, body, download};

/// Saved versions, newest first, 50 a page.
#[utoipa::path(get, path = "/api/v1/projects/{id}/versions", tag = "versions", params(("id" = ProjectId, Path), After),
    responses((status = 200, description = "A page of versions", body = Page<Version>)))]
pub async fn list(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
    Query(query): Query<After>,
) -> web::Result<Json<Page<Version>>> {
    Ok(Json(service.versions(&by, id, query.after).await?))
}

/// What is to be said of a version.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CheckpointRequest {
    /// At most 200 characters.
    #[serde(default)]
    message: Option<String>,
}

/// Saves the present state. Nothing new since the last version answers that one.
#[utoipa::path(post, path = "/api/v1/projects/{id}/versions", tag = "versions", params(("id" = ProjectId, Path)), request_body = CheckpointRequest,
    responses((status = 200, description = "The version", body = Version), (status = 503, description = "The server's disk is full; nothing was changed", body = ErrorBody)))]
pub async fn checkpoint(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
    Json(request): Json<CheckpointRequest>,
) -> web::Result<Json<Version>> {
    Ok(Json(service.checkpoint(&by, id, request.message).await?))
}

/// With what a version is compared.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// Another version of the same project; the present state when absent.
    to: Option<VersionId>,
}

/// What changed from a version to another, or to now.
#[utoipa::path(get, path = "/api/v1/versions/{id}/compare", tag = "versions", params(("id" = VersionId, Path), CompareQuery),
    responses((status = 200, description = "The files that differ", body = Vec<FileDiff>)))]
pub async fn compare(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<VersionId>,
    Query(query): Query<CompareQuery>,
) -> web::Result<Json<Vec<FileDiff>>> {
    Ok(Json(service.compare(&by, id, query.to).await?))
}

/// Brings a version back, as a new version on top. The present state is saved first.
#[utoipa::path(post, path = "/api/v1/versions/{id}/restore", tag = "versions", params(("id" = VersionId, Path)),
    responses((status = 200, description = "The new version", body = Version), (status = 409, description = "Somebody is writing right now", body = ErrorBody)))]
pub async fn restore(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<VersionId>,
) -> web::Result<Json<Version>> {
    Ok(Json(service.restore(&by, id).await?))
}

/// The whole project as a zip archive.
#[utoipa::path(get, path = "/api/v1/projects/{id}/export.zip", tag = "projects", params(("id" = ProjectId, Path)),
    responses((status = 200, description = "The archive", body = Vec<u8>, content_type = "application/zip")))]
pub async fn export(State(service): State<Service>, By(by): By, Path(id): Path<ProjectId>) -> web::Result<Response> {
    let (name, bytes) = service.export_zip(&by, id).await?;
    Ok(download(&name, "application/zip", bytes))
}

/// The project with all its versions, for `git fast-import`.
///
/// `git init app && cd app && git fast-import < ../app.fast-import && git checkout main` makes a repository with a commit
/// for each version, and one for what was changed since the last.
#[utoipa::path(get, path = "/api/v1/projects/{id}/export.git", tag = "projects", params(("id" = ProjectId, Path)),
    responses((status = 200, description = "A stream in the format of git fast-import", body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn export_history(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
) -> web::Result<Response> {
    let (name, pieces) = service.export_history(&by, id).await?;
    let pieces = pieces.map(|piece| {
        piece.map_err(|fault| {
            tracing::error!(error = fault.chain(), "a history could not be written to its end");
            std::io::Error::other("the history could not be written to its end")
        })
    });
    Ok(download(&name, "application/octet-stream", Body::from_stream(pieces)))
}

/// How an imported project is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// 1 to 80 characters; the archive's top folder when absent.
    #[serde(default)]
    name: String,
}

/// Makes a project from a zip archive of at most 64 MiB, unpacked at most 128 MiB.
#[utoipa::path(post, path = "/api/v1/projects/import", tag = "projects", params(ImportQuery),
    request_body(content = Vec<u8>, content_type = "application/zip"),
    responses(
        (status = 201, description = "The project", body = Project),
        (status = 413, description = "The archive is too large", body = ErrorBody),
        (status = 422, description = "The archive cannot be imported", body = ErrorBody)))]
pub async fn import(
    State(service): State<Service>,
    By(by): By,
    Query(query): Query<ImportQuery>,
    bytes: Result<Bytes, BytesRejection>,
) -> web::Result<(StatusCode, [(header::HeaderName, String); 1], Json<Project>)> {
    let bytes = body(bytes, ARCHIVE_BODY, "An archive")?;
    let project = service.import_zip(&by, &query.name, bytes).await?;
    let location = format!("/api/v1/projects/{}", project.summary.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(project)))
}
