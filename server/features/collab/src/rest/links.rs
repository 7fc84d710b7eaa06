//! Links into a room.
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use collab_contract::{CreatedShareLink, Joined, NewShareLink, ShareLink, SharePreview};
use kernel::{RoomId, ShareLinkId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{By, ErrorBody, Json, Path};

use super::{Doors, share_cookie};

/// Makes a link for everyone who has it: for reading or for editing, for 7 days, 30 days or until it is called back.
#[utoipa::path(post, path = "/api/collaboration/rooms/{roomId}/share-links", tag = "share-links", params(("roomId" = RoomId, Path)), request_body = NewShareLink,
    responses(
        (status = 201, description = "The link with its secret, which is shown this once", body = CreatedShareLink),
        (status = 403, description = "Only an owner can", body = ErrorBody),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody),
        (status = 507, description = "The room has twenty open links", body = ErrorBody)))]
pub async fn create(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Json(new): Json<NewShareLink>,
) -> web::Result<(StatusCode, Json<CreatedShareLink>)> {
    Ok((StatusCode::CREATED, Json(doors.collab.create_link(&by, room, new).await?)))
}

/// The links of a room.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomLinks {
    /// Newest first, without their secrets.
    links: Vec<ShareLink>,
}

/// The links that open a room now.
#[utoipa::path(get, path = "/api/collaboration/rooms/{roomId}/share-links", tag = "share-links", params(("roomId" = RoomId, Path)),
    responses((status = 200, description = "The links", body = RoomLinks), (status = 403, description = "Only an owner can", body = ErrorBody)))]
pub async fn list(State(doors): State<Doors>, By(by): By, Path(room): Path<RoomId>) -> web::Result<Json<RoomLinks>> {
    Ok(Json(RoomLinks { links: doors.collab.links(&by, room).await? }))
}

/// Ends a link, and the access of everyone who came through it.
#[utoipa::path(delete, path = "/api/collaboration/rooms/{roomId}/share-links/{linkId}", tag = "share-links",
    params(("roomId" = RoomId, Path), ("linkId" = ShareLinkId, Path)),
    responses(
        (status = 204, description = "It opens nothing any more"),
        (status = 403, description = "Only an owner can", body = ErrorBody),
        (status = 404, description = "No such link, or it has ended", body = ErrorBody)))]
pub async fn revoke(
    State(doors): State<Doors>,
    By(by): By,
    Path((room, link)): Path<(RoomId, ShareLinkId)>,
) -> web::Result<StatusCode> {
    doors.collab.revoke_link(&by, room, link).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a link holds.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ShareLinkSecret {
    /// The last part of the link.
    secret: String,
}

/// Read what a link opens without coming in.
#[utoipa::path(post, path = "/api/collaboration/share/preview", tag = "share-links", request_body = ShareLinkSecret, security(()),
    responses(
        (status = 200, description = "Room, project and role", body = SharePreview),
        (status = 404, description = "No such link", body = ErrorBody),
        (status = 410, description = "The link or its room has ended", body = ErrorBody)))]
pub async fn preview(State(doors): State<Doors>, Json(ask): Json<ShareLinkSecret>) -> web::Result<Json<SharePreview>> {
    Ok(Json(doors.collab.look_at_link(&ask.secret).await?))
}

/// Who comes.
#[derive(Debug, Deserialize, ToSchema)]
pub struct JoinRoomRequest {
    /// The name of somebody without an account, 1 to 60 characters; an account has its own.
    #[serde(default)]
    name: String,
}

/// Enters a room through a link. The cookie that comes with the answer opens the room from then on.
#[utoipa::path(post, path = "/api/collaboration/share/{secret}/join", tag = "share-links", params(("secret" = String, Path)), request_body = JoinRoomRequest, security(()),
    responses(
        (status = 200, description = "Your place", body = Joined),
        (status = 404, description = "No such link", body = ErrorBody),
        (status = 410, description = "The link or its room has ended", body = ErrorBody),
        (status = 422, description = "The name cannot be used", body = ErrorBody),
        (status = 507, description = "The room is full", body = ErrorBody)))]
pub async fn join(
    State(doors): State<Doors>,
    By(by): By,
    Path(secret): Path<String>,
    Json(ask): Json<JoinRoomRequest>,
) -> web::Result<Response> {
    let came = doors.collab.join_by_link(&by, &secret, &ask.name).await?;
    let body: Joined = came.joined;
    let mut response = Json(body).into_response();
    if let Some(token) = came.share_token {
        response.headers_mut().append(header::SET_COOKIE, share_cookie(&token, doors.secure));
    }
    Ok(response)
}
