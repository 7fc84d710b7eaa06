//! Projects as a whole.
use axum::{
    extract::{FromRequest, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use blueprint::Plan;
use futures::{StreamExt, stream, stream::BoxStream};
use kernel::{Caller, Page, ProjectId};
use projects_contract::{GenerationEvent, NewProject, Project, ProjectSummary, Storage};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use web::{By, ErrorBody, Json, Path, Query, SseEvent};

use super::Service;

/// Describe an app and get a project. With `Accept: text/event-stream` the answer is a stream of GenerationEvents, each
/// named as its `type`, that ends with `done` or `failed`; the header `Location` names the project.
#[utoipa::path(
    post, path = "/api/v1/projects", tag = "projects", request_body = NewProject,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 characters; the same key makes one project a day")),
    responses(
        (status = 201, description = "The project", body = Project),
        (status = 200, description = "With Accept: text/event-stream, what happens while it is written", body = GenerationEvent, content_type = "text/event-stream"),
        (status = 413, description = "The description is too long", body = ErrorBody),
        (status = 422, description = "The description or the plan does not fit", body = ErrorBody),
        (status = 429, description = "Too many projects in the last hour", body = ErrorBody)))]
pub async fn create(
    State(service): State<Service>,
    By(by): By,
    headers: HeaderMap,
    Json(new): Json<NewProject>,
) -> web::Result<Response> {
    if wants_events(&headers) {
        let approved = new.approved;
        // Not started here but by `generate` below, so that the stream begins at the beginning.
        let project = make(&service, &by, &headers, NewProject { approved: false, ..new }).await?;
        let events = if approved { service.generate(&by, project.summary.id).await? } else { planned(&project) };
        let location = [(header::LOCATION, address(project.summary.id))];
        return Ok((location, send(events)).into_response());
    }
    let project = make(&service, &by, &headers, new).await?;
    let location = [(header::LOCATION, address(project.summary.id))];
    Ok((StatusCode::CREATED, location, Json(project)).into_response())
}

async fn make(service: &Service, by: &Caller, headers: &HeaderMap, new: NewProject) -> web::Result<Project> {
    match headers.get("idempotency-key") {
        // A key that is not text cannot be one that fits, and is refused as such.
        Some(key) => Ok(service.create_once(by, new, key.to_str().unwrap_or_default()).await?),
        None => Ok(service.create(by, new).await?),
    }
}

fn wants_events(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/event-stream"))
}

fn address(project: ProjectId) -> String {
    format!("/api/v1/projects/{project}")
}

/// A project that waits for approval has only its plan to tell.
fn planned(project: &Project) -> BoxStream<'static, GenerationEvent> {
    let plan = project
        .plan
        .clone()
        .map(|plan| GenerationEvent::Plan { generator: project.generator.clone(), plan: Box::new(plan) });
    stream::iter(plan).boxed()
}

fn send(events: BoxStream<'static, GenerationEvent>) -> Response {
    web::sse(events.enumerate().map(|(at, event)| SseEvent {
        name: event.name().to_owned(),
        data: event,
        id: Some(at as u64),
    }))
}

/// What is to be planned.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PlanRequest {
    /// What the project should be, 1 to 10,000 characters.
    description: String,
}

/// What would be built from a description. Writes nothing and needs no sign-in.
#[utoipa::path(
    post, path = "/api/v1/projects/plan", tag = "projects", security(()), request_body = PlanRequest,
    responses((status = 200, description = "The plan", body = Object), (status = 413, description = "The description is too long", body = ErrorBody)))]
pub async fn plan(
    State(service): State<Service>,
    By(by): By,
    Json(request): Json<PlanRequest>,
) -> web::Result<Json<Plan>> {
    Ok(Json(service.plan(&by, &request.description).await?))
}

/// Which projects are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// True for those in the trash.
    #[serde(default)]
    trashed: bool,
    /// `next` of the page before.
    after: Option<kernel::Cursor>,
}

/// Your projects, last changed first, 24 a page.
#[utoipa::path(get, path = "/api/v1/projects", tag = "projects", params(ListQuery),
    responses((status = 200, description = "A page of projects", body = Page<ProjectSummary>)))]
pub async fn list(
    State(service): State<Service>,
    By(by): By,
    Query(query): Query<ListQuery>,
) -> web::Result<Json<Page<ProjectSummary>>> {
    Ok(Json(service.list(&by, query.trashed, query.after).await?))
}

/// One project.
#[utoipa::path(get, path = "/api/v1/projects/{id}", tag = "projects", params(("id" = ProjectId, Path)),
    responses((status = 200, description = "The project", body = Project), (status = 404, description = "Not there, or not shared with you", body = ErrorBody)))]
pub async fn get(State(service): State<Service>, By(by): By, Path(id): Path<ProjectId>) -> web::Result<Json<Project>> {
    Ok(Json(service.get(&by, id).await?))
}

/// What is to change about a project.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeRequest {
    /// Its new name, 1 to 80 characters.
    name: String,
}

/// Renames a project.
#[utoipa::path(patch, path = "/api/v1/projects/{id}", tag = "projects", params(("id" = ProjectId, Path)), request_body = ChangeRequest,
    responses((status = 200, description = "The project", body = Project), (status = 403, description = "You may not rename it", body = ErrorBody)))]
pub async fn change(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
    Json(request): Json<ChangeRequest>,
) -> web::Result<Json<Project>> {
    Ok(Json(service.rename(&by, id, &request.name).await?))
}

/// How thoroughly a project goes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeleteQuery {
    /// True deletes a project that is in the trash for good.
    #[serde(default)]
    forever: bool,
}

/// Puts a project in the trash, where it stays for 30 days; with `forever`, deletes it from there.
#[utoipa::path(delete, path = "/api/v1/projects/{id}", tag = "projects", params(("id" = ProjectId, Path), DeleteQuery),
    responses((status = 204, description = "It is in the trash, or gone"), (status = 409, description = "It is not in the trash yet", body = ErrorBody)))]
pub async fn trash(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
    Query(query): Query<DeleteQuery>,
) -> web::Result<StatusCode> {
    if query.forever {
        service.delete_forever(&by, id).await?;
    } else {
        service.trash(&by, id).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a project out of the trash.
#[utoipa::path(post, path = "/api/v1/projects/{id}/restore", tag = "projects", params(("id" = ProjectId, Path)),
    responses((status = 200, description = "The project", body = Project)))]
pub async fn untrash(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
) -> web::Result<Json<Project>> {
    Ok(Json(service.untrash(&by, id).await?))
}

/// Replaces the plan of a project whose files have not been written.
#[utoipa::path(put, path = "/api/v1/projects/{id}/plan", tag = "projects", params(("id" = ProjectId, Path)), request_body = Object,
    responses((status = 200, description = "The project", body = Project), (status = 409, description = "Its files have been written", body = ErrorBody)))]
pub async fn revise_plan(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
    Json(plan): Json<Plan>,
) -> web::Result<Json<Project>> {
    Ok(Json(service.revise_plan(&by, id, plan).await?))
}

/// What is approved. An empty body approves the plan as it stands.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Approval {
    /// The plan to follow instead, while nothing has been written.
    #[serde(default)]
    #[schema(value_type = Object)]
    plan: Option<Plan>,
}

/// Approves the plan, changed or as it stands, and streams what happens; joins a run that is under way and repeats a
/// finished one.
#[utoipa::path(post, path = "/api/v1/projects/{id}/generate", tag = "projects", params(("id" = ProjectId, Path)),
    request_body(content = Option<Approval>, content_type = "application/json"),
    responses((status = 200, description = "What happens while it is written", body = GenerationEvent, content_type = "text/event-stream"),
        (status = 409, description = "A changed plan comes too late", body = ErrorBody),
        (status = 422, description = "The plan breaks a limit", body = ErrorBody)))]
pub async fn generate(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
    request: Request,
) -> web::Result<Response> {
    let is_empty = request.headers().get(header::CONTENT_TYPE).is_none();
    let Approval { plan } = if is_empty { Approval::default() } else { Json::from_request(request, &()).await?.0 };
    if let Some(plan) = plan {
        service.revise_plan(&by, id, plan).await?;
    }
    Ok(send(service.generate(&by, id).await?))
}

/// Hands a planned or failed project to the built-in generator; generate then starts it.
#[utoipa::path(post, path = "/api/v1/projects/{id}/use-built-in", tag = "projects", params(("id" = ProjectId, Path)),
    responses((status = 200, description = "The project", body = Project), (status = 409, description = "It is or has been written", body = ErrorBody)))]
pub async fn use_built_in(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<ProjectId>,
) -> web::Result<Json<Project>> {
    Ok(Json(service.use_built_in(&by, id).await?))
}

/// What your projects hold and may hold.
#[utoipa::path(get, path = "/api/v1/storage", tag = "projects", responses((status = 200, description = "Bytes used and allowed", body = Storage)))]
pub async fn storage(State(service): State<Service>, By(by): By) -> web::Result<Json<Storage>> {
    Ok(Json(service.storage(&by).await?))
}
