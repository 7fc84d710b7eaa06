//! Files of a project.
use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::StatusCode,
    response::Response,
};
use edits::TextEdit;
use kernel::{FileId, ProjectId};
use projects_contract::{Edited, FileContent, FileEntry, MAX_FILE_BYTES, ProjectsError};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use web::{By, ErrorBody, Json, Path, Query};

use super::{Service, body, download};

/// The files of a project, by path.
#[utoipa::path(get, path = "/api/v1/projects/{id}/files", tag = "files", params(("id" = ProjectId, Path)),
    responses((status = 200, description = "The files outside the trash", body = Vec<FileEntry>)))]
pub async fn list(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
) -> web::Result<Json<Vec<FileEntry>>> {
    Ok(Json(service.files(&by, id).await?))
}

/// The files of a project with their text; binary files come without.
#[utoipa::path(get, path = "/api/v1/projects/{id}/snapshot", tag = "files", params(("id" = ProjectId, Path)),
    responses((status = 200, description = "The files outside the trash", body = Vec<FileContent>)))]
pub async fn snapshot(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
) -> web::Result<Json<Vec<FileContent>>> {
    Ok(Json(service.snapshot(&by, id).await?))
}

/// A new text file.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AddRequest {
    /// Where, from the project's root.
    path: String,
    /// The whole text; line ends become LF.
    #[serde(default)]
    text: String,
}

/// Adds a text file.
#[utoipa::path(post, path = "/api/v1/projects/{id}/files", tag = "files", params(("id" = ProjectId, Path)), request_body = AddRequest,
    responses(
        (status = 201, description = "The file", body = FileEntry),
        (status = 409, description = "There is something of that name", body = ErrorBody),
        (status = 413, description = "The file is too large", body = ErrorBody),
        (status = 422, description = "The path leads out, or cannot be used", body = ErrorBody),
        (status = 507, description = "The project or your quota is full", body = ErrorBody)))]
pub async fn add(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
    Json(request): Json<AddRequest>,
) -> web::Result<(StatusCode, Json<FileEntry>)> {
    refuse_nul(&request.text)?;
    let entry = service.add_file(&by, id, &request.path, request.text.into_bytes()).await?;
    Ok((StatusCode::CREATED, Json(entry)))
}

/// Text that came as text stays text: with a NUL it would silently become a binary file.
fn refuse_nul(text: &str) -> Result<(), ProjectsError> {
    if text.contains('\0') {
        return Err(ProjectsError::BadEdit("a text file cannot hold NUL characters. Upload it as a file.".into()));
    }
    Ok(())
}

/// Where an upload goes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// From the project's root.
    path: String,
}

/// Adds a file from raw bytes, or replaces the one at that path. UTF-8 without NUL becomes a text file.
#[utoipa::path(put, path = "/api/v1/projects/{id}/upload", tag = "files", params(("id" = ProjectId, Path), UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "The file", body = FileEntry), (status = 413, description = "The file is too large", body = ErrorBody)))]
pub async fn upload(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
    Query(query): Query<UploadQuery>,
    bytes: Result<Bytes, BytesRejection>,
) -> web::Result<Json<FileEntry>> {
    let bytes = body(bytes, MAX_FILE_BYTES, "A file")?;
    Ok(Json(service.put_file(&by, id, &query.path, bytes).await?))
}

/// Which folder goes where.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MoveFolderRequest {
    /// The folder now.
    from: String,
    /// The folder afterwards.
    to: String,
}

/// Renames or moves a folder with all that is in it.
#[utoipa::path(post, path = "/api/v1/projects/{id}/folders/move", tag = "files", params(("id" = ProjectId, Path)), request_body = MoveFolderRequest,
    responses((status = 200, description = "The files that moved", body = Vec<FileEntry>), (status = 409, description = "A name is taken", body = ErrorBody)))]
pub async fn move_folder(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
    Json(request): Json<MoveFolderRequest>,
) -> web::Result<Json<Vec<FileEntry>>> {
    Ok(Json(service.move_folder(&by, id, &request.from, &request.to).await?))
}

/// One file with its text.
#[utoipa::path(get, path = "/api/v1/files/{id}", tag = "files", params(("id" = FileId, Path)),
    responses((status = 200, description = "The file", body = FileContent), (status = 404, description = "Not there, or not shared with you", body = ErrorBody)))]
pub async fn read(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<FileId>,
) -> web::Result<Json<FileContent>> {
    Ok(Json(service.read(&by, id).await?))
}

/// The bytes of one file, to be saved.
#[utoipa::path(get, path = "/api/v1/files/{id}/raw", tag = "files", params(("id" = FileId, Path)),
    responses((status = 200, description = "The bytes, as an attachment", body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn raw(State(service): State<Service>, By(by): By, Path(id): Path<FileId>) -> web::Result<Response> {
    let (entry, bytes) = service.read_bytes(&by, id).await?;
    let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
    // Whatever it is, it is somebody's content: no type that a browser would run or draw on our host.
    let content_type = if entry.is_binary { "application/octet-stream" } else { "text/plain; charset=utf-8" };
    Ok(download(name, content_type, bytes))
}

/// Changes to a text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditRequest {
    /// The version that the edits were made for.
    base_version: i64,
    /// Sorted and without overlap; `start` and `end` count UTF-16 units of the text at that version.
    #[schema(value_type = Vec<Object>)]
    edits: Vec<TextEdit>,
}

/// Changes the text of a file. Late edits are merged line by line; the same lines changed on both sides answer 409 with
/// the current text in `detail`.
#[utoipa::path(patch, path = "/api/v1/files/{id}", tag = "files", params(("id" = FileId, Path)), request_body = EditRequest,
    responses(
        (status = 200, description = "The file's new version", body = Edited),
        (status = 409, description = "Somebody changed the same lines; `detail` holds currentVersion and currentText", body = ErrorBody),
        (status = 422, description = "The edits do not fit, or the file is not text", body = ErrorBody)))]
pub async fn edit(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<FileId>,
    Json(request): Json<EditRequest>,
) -> web::Result<Json<Edited>> {
    Ok(Json(service.edit(&by, id, request.base_version, request.edits).await?))
}

/// A whole new text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReplaceRequest {
    /// The version that the text was made from.
    base_version: i64,
    /// The whole text.
    text: String,
}

/// Replaces the whole text. Answers 409 when the file has another version than `baseVersion`; PATCH merges.
#[utoipa::path(put, path = "/api/v1/files/{id}", tag = "files", params(("id" = FileId, Path)), request_body = ReplaceRequest,
    responses(
        (status = 200, description = "The file's new version", body = Edited),
        (status = 409, description = "The file changed meanwhile; `detail` holds currentVersion and currentText", body = ErrorBody)))]
pub async fn replace(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<FileId>,
    Json(request): Json<ReplaceRequest>,
) -> web::Result<Json<Edited>> {
    refuse_nul(&request.text)?;
    let now = service.read(&by, id).await?;
    let Some(current) = now.text else { return Err(ProjectsError::Binary { path: now.entry.path }.into()) };
    if now.entry.version != request.base_version {
        return Err(ProjectsError::Stale { current_version: now.entry.version, current_text: current }.into());
    }
    let text = request.text.replace("\r\n", "\n").replace('\r', "\n");
    if text.len() > MAX_FILE_BYTES {
        let (path, size_bytes) = (now.entry.path, text.len() as u64);
        return Err(ProjectsError::FileTooLarge { path, size_bytes, max_bytes: MAX_FILE_BYTES as u64 }.into());
    }
    let edits = edits::diff(&current, &text);
    Ok(Json(service.edit(&by, id, request.base_version, edits).await?))
}

/// Where a file goes.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MoveRequest {
    /// Its new path.
    to: String,
}

/// Renames or moves a file.
#[utoipa::path(post, path = "/api/v1/files/{id}/move", tag = "files", params(("id" = FileId, Path)), request_body = MoveRequest,
    responses((status = 200, description = "The file", body = FileEntry), (status = 409, description = "There is something of that name", body = ErrorBody)))]
pub async fn move_file(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<FileId>,
    Json(request): Json<MoveRequest>,
) -> web::Result<Json<FileEntry>> {
    Ok(Json(service.move_file(&by, id, &request.to).await?))
}

/// Puts a file in the project's trash.
#[utoipa::path(delete, path = "/api/v1/files/{id}", tag = "files", params(("id" = FileId, Path)),
    responses((status = 204, description = "It is in the trash")))]
pub async fn delete(State(service): State<Service>, By(by): By, Path(id): Path<FileId>) -> web::Result<StatusCode> {
    service.delete_file(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a file out of the trash, under a free name when its own is taken.
#[utoipa::path(post, path = "/api/v1/files/{id}/restore", tag = "files", params(("id" = FileId, Path)),
    responses((status = 200, description = "The file", body = FileEntry)))]
pub async fn undelete(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<FileId>,
) -> web::Result<Json<FileEntry>> {
    Ok(Json(service.undelete_file(&by, id).await?))
}

/// The files in a project's trash, last deleted first.
#[utoipa::path(get, path = "/api/v1/projects/{id}/trash", tag = "files", params(("id" = ProjectId, Path)),
    responses((status = 200, description = "The files in the trash", body = Vec<FileEntry>)))]
pub async fn trashed(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
) -> web::Result<Json<Vec<FileEntry>>> {
    Ok(Json(service.trashed_files(&by, id).await?))
}

/// Deletes the files in a project's trash for good.
#[utoipa::path(delete, path = "/api/v1/projects/{id}/trash", tag = "files", params(("id" = ProjectId, Path)),
    responses((status = 204, description = "The trash is empty"), (status = 403, description = "You are not the owner", body = ErrorBody)))]
pub async fn empty_trash(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
) -> web::Result<StatusCode> {
    service.empty_trash(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
