//! Versions, seen from a room.
use axum::extract::State;
use collab_contract::DocumentState;
use kernel::{Cursor, RoomId, VersionId};
use projects_contract::Version;
use serde::Serialize;
use utoipa::ToSchema;
use web::{By, ErrorBody, Json, Path, Query};

use super::{After, Doors};

/// A page of versions.
#[derive(Debug, Serialize, ToSchema)]
pub struct Versions {
    /// Newest first, each with its author and message.
    versions: Vec<Version>,
    /// Where the next page begins; absent on the last one.
    next: Option<Cursor>,
}

/// Saved versions of the room's project, newest first, 50 a page.
#[utoipa::path(get, path = "/api/collaboration/rooms/{roomId}/versions", tag = "room-versions", params(("roomId" = RoomId, Path), After),
    responses((status = 200, description = "A page of versions", body = Versions), (status = 404, description = "No such room, or you have no place in it", body = ErrorBody)))]
pub async fn list(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Query(query): Query<After>,
) -> web::Result<Json<Versions>> {
    let page = doors.collab.versions(&by, room, query.after).await?;
    Ok(Json(Versions { versions: page.items, next: page.next }))
}

/// The state that a restore led to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Restored {
    /// The files as they are now, and the version that holds them.
    snapshot: DocumentState,
}

/// Brings a version back, as a new version on top. The present state is saved first.
#[utoipa::path(post, path = "/api/collaboration/rooms/{roomId}/versions/{versionId}/restore", tag = "room-versions",
    params(("roomId" = RoomId, Path), ("versionId" = VersionId, Path)),
    responses(
        (status = 200, description = "The project as it is now", body = Restored),
        (status = 403, description = "You can only read here", body = ErrorBody),
        (status = 404, description = "No such version in this room's project", body = ErrorBody),
        (status = 409, description = "Somebody is writing right now", body = ErrorBody)))]
pub async fn restore(
    State(doors): State<Doors>,
    By(by): By,
    Path((room, version)): Path<(RoomId, VersionId)>,
) -> web::Result<Json<Restored>> {
    Ok(Json(Restored { snapshot: doors.collab.restore(&by, room, version).await? }))
}
