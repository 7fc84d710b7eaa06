//! The feed.
use axum::extract::State;
use collab_contract::Activity;
use kernel::{Cursor, RoomId};
use serde::Serialize;
use utoipa::ToSchema;
use web::{By, ErrorBody, Json, Path, Query};

use super::{After, Doors};

/// A page of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Feed {
    /// Newest first.
    activity: Vec<Activity>,
    /// Where the next page begins; absent on the last one.
    next: Option<Cursor>,
}

/// What happened in a room, newest first, 50 a page. One person's edits of one file are one line until they pause.
#[utoipa::path(get, path = "/api/collaboration/rooms/{roomId}/activity", tag = "room-activity", params(("roomId" = RoomId, Path), After),
    responses(
        (status = 200, description = "A page of the feed", body = Feed),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody),
        (status = 410, description = "It was closed, or it or your link has expired", body = ErrorBody)))]
pub async fn list(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Query(query): Query<After>,
) -> web::Result<Json<Feed>> {
    let page = doors.collab.activity(&by, room, query.after).await?;
    Ok(Json(Feed { activity: page.items, next: page.next }))
}
