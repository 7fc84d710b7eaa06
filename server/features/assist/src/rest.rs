//! The public API's door. Each handler reads the request, calls the service and answers; no rule lives here.
use std::sync::Arc;

use assist_contract::{
    Applied, ApplyChanges, Assist, Conversation, ModelLabel, NumberedEvent, ReplyEvent, SendMessage, StartConversation,
    Thread,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, HeaderValue, StatusCode},
    response::Response,
    routing,
};
use edits::FileStep;
use futures::{StreamExt, stream::BoxStream};
use kernel::{ConversationId, Cursor, MessageId, Page, ProjectId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{By, ErrorBody, Json, Path, Query, SseEvent};

/// Largest body: a message and a selection of full length, every character escaped.
const MAX_BODY: usize = 512 * 1024;

type Service = Arc<dyn Assist>;

/// All routes, described under `/api/chat`; the same ones answer under `/api/v1/chat`, where the rest of the API is.
pub fn routes(service: Service) -> OpenApiRouter {
    let described = OpenApiRouter::new()
        .routes(routes!(start))
        .routes(routes!(message))
        .routes(routes!(events))
        .routes(routes!(stop))
        .routes(routes!(conversations))
        .routes(routes!(read, delete))
        .routes(routes!(apply))
        .routes(routes!(try_changes))
        .routes(routes!(reject))
        .routes(routes!(undo))
        .routes(routes!(model));
    let same = Router::new()
        .route("/start", routing::post(start))
        .route("/message", routing::post(message))
        .route("/messages/{id}/events", routing::get(events))
        .route("/messages/{id}/stop", routing::post(stop))
        .route("/messages/{id}/reject", routing::post(reject))
        .route("/messages/{id}/undo", routing::post(undo))
        .route("/conversations", routing::get(conversations))
        .route("/conversations/{id}", routing::get(read).delete(delete))
        .route("/apply-changes", routing::post(apply))
        .route("/try-changes", routing::post(try_changes))
        .route("/model", routing::get(model));
    let same: OpenApiRouter<Service> = Router::new().nest("/api/v1/chat", same).into();
    described.merge(same).layer(DefaultBodyLimit::max(MAX_BODY)).with_state(service)
}

/// Opens a conversation about a project.
#[utoipa::path(post, path = "/api/chat/start", tag = "assistant", request_body = StartConversation,
    responses((status = 201, description = "The conversation", body = Conversation), (status = 404, description = "No such project, or not shared with you", body = ErrorBody)))]
async fn start(
    State(service): State<Service>,
    By(by): By,
    Json(ask): Json<StartConversation>,
) -> web::Result<(StatusCode, Json<Conversation>)> {
    Ok((StatusCode::CREATED, Json(service.start(&by, ask).await?)))
}

/// Sends a message and streams the reply. Events are named `token`, `change`, `complete` and `error`, and numbered; the
/// header `x-reply-id` names the reply, for reading it again after the connection broke.
#[utoipa::path(post, path = "/api/chat/message", tag = "assistant", request_body = SendMessage,
    responses(
        (status = 200, description = "What happens while the reply is written", body = ReplyEvent, content_type = "text/event-stream"),
        (status = 404, description = "No such conversation, or not yours", body = ErrorBody),
        (status = 409, description = "The last message is still being answered", body = ErrorBody),
        (status = 413, description = "The message is too long", body = ErrorBody),
        (status = 429, description = "Too many messages; Retry-After says when", body = ErrorBody)))]
async fn message(State(service): State<Service>, By(by): By, Json(ask): Json<SendMessage>) -> web::Result<Response> {
    let reply = service.send(&by, ask).await?;
    let mut response = stream(service.follow(&by, reply, 0).await?);
    // An id is plain ASCII.
    if let Ok(id) = HeaderValue::from_str(&reply.to_string()) {
        response.headers_mut().insert("x-reply-id", id);
    }
    Ok(response)
}

/// Where to go on reading.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    /// Number of the last event that was read.
    #[serde(default)]
    after: u64,
}

/// The events of a reply from behind one on, those to come included. `Last-Event-ID` counts like `after`.
#[utoipa::path(get, path = "/api/chat/messages/{id}/events", tag = "assistant", params(("id" = MessageId, Path), EventsQuery),
    responses((status = 200, description = "The events", body = ReplyEvent, content_type = "text/event-stream"), (status = 404, description = "No such reply, or not yours", body = ErrorBody)))]
async fn events(
    State(service): State<Service>,
    By(by): By,
    Path(id): Path<MessageId>,
    Query(query): Query<EventsQuery>,
    headers: HeaderMap,
) -> web::Result<Response> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.trim().parse().ok());
    Ok(stream(service.follow(&by, id, query.after.max(last.unwrap_or(0))).await?))
}

fn stream(events: BoxStream<'static, NumberedEvent>) -> Response {
    web::sse(events.map(|NumberedEvent { number, event }| {
        let name = match event {
            ReplyEvent::Token { .. } => "token",
            ReplyEvent::Change { .. } => "change",
            ReplyEvent::Complete { .. } => "complete",
            ReplyEvent::Error { .. } => "error",
        };
        SseEvent { name: name.to_owned(), data: event, id: Some(number) }
    }))
}

/// Stops a reply. What was written stays; stopping a finished one changes nothing.
#[utoipa::path(post, path = "/api/chat/messages/{id}/stop", tag = "assistant", params(("id" = MessageId, Path)),
    responses((status = 204, description = "It stops"), (status = 404, description = "No such reply, or not yours", body = ErrorBody)))]
async fn stop(State(service): State<Service>, By(by): By, Path(id): Path<MessageId>) -> web::Result<StatusCode> {
    service.stop(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which conversations are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
struct ListQuery {
    /// Only those about this project.
    project_id: Option<ProjectId>,
    /// `next` of the page before.
    after: Option<Cursor>,
    /// Taken and ignored: the list holds your own conversations, whoever is named here.
    #[serde(rename = "userId")]
    #[param(value_type = Option<String>)]
    _user_id: Option<serde::de::IgnoredAny>,
}

/// Your conversations, last used first, 30 a page.
#[utoipa::path(get, path = "/api/chat/conversations", tag = "assistant", params(ListQuery),
    responses((status = 200, description = "A page of conversations", body = Page<Conversation>)))]
async fn conversations(
    State(service): State<Service>,
    By(by): By,
    Query(query): Query<ListQuery>,
) -> web::Result<Json<Page<Conversation>>> {
    Ok(Json(service.conversations(&by, query.project_id, query.after).await?))
}

/// A conversation with its messages, oldest first.
#[utoipa::path(get, path = "/api/chat/conversations/{id}", tag = "assistant", params(("id" = ConversationId, Path)),
    responses((status = 200, description = "The conversation", body = Thread), (status = 404, description = "No such conversation, or not yours", body = ErrorBody)))]
async fn read(State(service): State<Service>, By(by): By, Path(id): Path<ConversationId>) -> web::Result<Json<Thread>> {
    Ok(Json(service.read(&by, id).await?))
}

/// Deletes a conversation with everything in it; a reply that is being written is stopped.
#[utoipa::path(delete, path = "/api/chat/conversations/{id}", tag = "assistant", params(("id" = ConversationId, Path)),
    responses((status = 204, description = "It is gone"), (status = 404, description = "No such conversation, or not yours", body = ErrorBody)))]
async fn delete(State(service): State<Service>, By(by): By, Path(id): Path<ConversationId>) -> web::Result<StatusCode> {
    service.delete(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Applies what a reply proposes: all of it, or the accepted hunks. All files or none.
#[utoipa::path(post, path = "/api/chat/apply-changes", tag = "assistant", request_body = ApplyChanges,
    responses(
        (status = 200, description = "What was applied", body = Applied),
        (status = 404, description = "No such reply, or not yours", body = ErrorBody),
        (status = 409, description = "A file was changed since, or there is nothing to apply; no file was changed", body = ErrorBody)))]
async fn apply(
    State(service): State<Service>,
    By(by): By,
    Json(ask): Json<ApplyChanges>,
) -> web::Result<Json<Applied>> {
    Ok(Json(service.apply(&by, ask).await?))
}

/// What the files would be with what a reply proposes: all of it, or the accepted hunks. Nothing is written.
///
/// Each step has a `path`. With `text` the file holds that; with `movedTo` it is there; with neither it is gone. Carry them
/// out in order on a copy of the project.
#[utoipa::path(post, path = "/api/chat/try-changes", tag = "assistant", request_body = ApplyChanges,
    responses(
        (status = 200, description = "The steps", body = Vec<Object>),
        (status = 404, description = "No such reply, or not yours", body = ErrorBody),
        (status = 409, description = "A file was changed since, or there is nothing to apply", body = ErrorBody)))]
async fn try_changes(
    State(service): State<Service>,
    By(by): By,
    Json(ask): Json<ApplyChanges>,
) -> web::Result<Json<Vec<FileStep>>> {
    Ok(Json(service.try_changes(&by, ask).await?))
}

/// Rejects what a reply proposes, so that it is no longer offered.
#[utoipa::path(post, path = "/api/chat/messages/{id}/reject", tag = "assistant", params(("id" = MessageId, Path)),
    responses((status = 204, description = "It is rejected"), (status = 409, description = "It was applied", body = ErrorBody)))]
async fn reject(State(service): State<Service>, By(by): By, Path(id): Path<MessageId>) -> web::Result<StatusCode> {
    service.reject(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an application back in one step.
#[utoipa::path(post, path = "/api/chat/messages/{id}/undo", tag = "assistant", params(("id" = MessageId, Path)),
    responses(
        (status = 200, description = "What was taken back", body = Applied),
        (status = 409, description = "A file was changed since; no file was changed", body = ErrorBody)))]
async fn undo(State(service): State<Service>, By(by): By, Path(id): Path<MessageId>) -> web::Result<Json<Applied>> {
    Ok(Json(service.undo(&by, id).await?))
}

/// Which model answers.
#[utoipa::path(get, path = "/api/chat/model", tag = "assistant", responses((status = 200, description = "The model", body = ModelLabel)))]
async fn model(State(service): State<Service>) -> Json<ModelLabel> {
    Json(service.model())
}
