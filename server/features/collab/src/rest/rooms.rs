//! Rooms as a whole.
use axum::{extract::State, http::StatusCode, response::Response};
use collab_contract::{CreatedRoom, NewRating, NewRoom, RatingSummary, Room, RoomChange, RoomDetails, RoomLine, Seat};
use kernel::{ProjectId, RoomId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{By, ErrorBody, Json, Path, Query};

use super::{Doors, download};

/// Opens a room on a project of your org, with a link for editors that works for seven days.
#[utoipa::path(post, path = "/api/collaboration/rooms", tag = "rooms", request_body = NewRoom,
    responses(
        (status = 201, description = "The room and the link, which is shown this once", body = CreatedRoom),
        (status = 403, description = "You may not write in the project's org", body = ErrorBody),
        (status = 404, description = "No such project, or not shared with you", body = ErrorBody),
        (status = 422, description = "The name or the end cannot be used", body = ErrorBody),
        (status = 507, description = "The project has twenty open rooms", body = ErrorBody)))]
pub async fn create(
    State(doors): State<Doors>,
    By(by): By,
    Json(new): Json<NewRoom>,
) -> web::Result<(StatusCode, Json<CreatedRoom>)> {
    Ok((StatusCode::CREATED, Json(doors.collab.create_room(&by, new).await?)))
}

/// Whose rooms.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct ListQuery {
    /// The project.
    project_id: ProjectId,
}

/// The rooms of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rooms {
    /// Newest first.
    rooms: Vec<RoomLine>,
}

/// The open rooms of a project: all of them within its org, otherwise your own.
#[utoipa::path(get, path = "/api/collaboration/rooms", tag = "rooms", params(ListQuery),
    responses((status = 200, description = "The rooms", body = Rooms), (status = 404, description = "No such project, or not shared with you", body = ErrorBody)))]
pub async fn list(State(doors): State<Doors>, By(by): By, Query(query): Query<ListQuery>) -> web::Result<Json<Rooms>> {
    Ok(Json(Rooms { rooms: doors.collab.rooms(&by, query.project_id).await? }))
}

/// A room with its people and the project's files.
#[utoipa::path(get, path = "/api/collaboration/rooms/{roomId}", tag = "rooms", params(("roomId" = RoomId, Path)),
    responses(
        (status = 200, description = "The room", body = RoomDetails),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody),
        (status = 410, description = "It was closed, or it or your link has expired", body = ErrorBody)))]
pub async fn get(State(doors): State<Doors>, By(by): By, Path(room): Path<RoomId>) -> web::Result<Json<RoomDetails>> {
    Ok(Json(doors.collab.room(&by, room).await?))
}

/// A room after a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedRoom {
    /// The room.
    room: Room,
}

/// Changes name or end of a room.
#[utoipa::path(patch, path = "/api/collaboration/rooms/{roomId}", tag = "rooms", params(("roomId" = RoomId, Path)), request_body = RoomChange,
    responses(
        (status = 200, description = "The room", body = ChangedRoom),
        (status = 403, description = "Only an owner can", body = ErrorBody),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody),
        (status = 410, description = "It was closed or has expired", body = ErrorBody)))]
pub async fn change(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Json(change): Json<RoomChange>,
) -> web::Result<Json<ChangedRoom>> {
    Ok(Json(ChangedRoom { room: doors.collab.change_room(&by, room, change).await? }))
}

/// Closes a room for good. Its links and invitations end, and people from outside lose the project.
#[utoipa::path(delete, path = "/api/collaboration/rooms/{roomId}", tag = "rooms", params(("roomId" = RoomId, Path)),
    responses(
        (status = 204, description = "It is closed"),
        (status = 403, description = "Only an owner can", body = ErrorBody),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody)))]
pub async fn close(State(doors): State<Doors>, By(by): By, Path(room): Path<RoomId>) -> web::Result<StatusCode> {
    doors.collab.close_room(&by, room).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a place in a room, the same one each time. People of the project's org need no invitation.
#[utoipa::path(post, path = "/api/collaboration/rooms/{roomId}/enter", tag = "rooms", params(("roomId" = RoomId, Path)),
    responses(
        (status = 200, description = "The place", body = Seat),
        (status = 404, description = "No such room, or it is not open to you", body = ErrorBody),
        (status = 410, description = "It was closed, or it or your link has expired", body = ErrorBody),
        (status = 507, description = "The room is full", body = ErrorBody)))]
pub async fn enter(State(doors): State<Doors>, By(by): By, Path(room): Path<RoomId>) -> web::Result<Json<Seat>> {
    Ok(Json(doors.collab.enter(&by, room).await?))
}

/// Everything of a room as a zip archive: files, versions, comments and the feed. Also once it is closed.
#[utoipa::path(get, path = "/api/collaboration/rooms/{roomId}/export", tag = "rooms", params(("roomId" = RoomId, Path)),
    responses(
        (status = 200, description = "The archive", body = Vec<u8>, content_type = "application/zip"),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody)))]
pub async fn export(State(doors): State<Doors>, By(by): By, Path(room): Path<RoomId>) -> web::Result<Response> {
    let (name, bytes) = doors.collab.export(&by, room).await?;
    Ok(download(&name, bytes))
}

/// Rates a room with 1 to 5 stars; the second time replaces the first.
#[utoipa::path(post, path = "/api/collaboration/rooms/{roomId}/rating", tag = "rooms", params(("roomId" = RoomId, Path)), request_body = NewRating,
    responses(
        (status = 200, description = "How it was rated, and by how many", body = RatingSummary),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody),
        (status = 422, description = "Other stars than 1 to 5, or too long a note", body = ErrorBody)))]
pub async fn rate(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Json(rating): Json<NewRating>,
) -> web::Result<Json<RatingSummary>> {
    Ok(Json(doors.collab.rate(&by, room, rating).await?))
}

/// How a room was rated, and by how many.
#[utoipa::path(get, path = "/api/collaboration/rooms/{roomId}/rating", tag = "rooms", params(("roomId" = RoomId, Path)),
    responses((status = 200, description = "The summary", body = RatingSummary), (status = 404, description = "No such room, or you have no place in it", body = ErrorBody)))]
pub async fn rating(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
) -> web::Result<Json<RatingSummary>> {
    Ok(Json(doors.collab.rating(&by, room).await?))
}
