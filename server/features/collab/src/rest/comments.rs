//! Threads about lines.
use axum::{extract::State, http::StatusCode};
use collab_contract::{Comment, CommentChange, NewComment};
use kernel::{CommentId, Cursor, RoomId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{By, ErrorBody, Json, Path, Query};

use super::Doors;

/// One comment.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneComment {
    /// The comment.
    comment: Comment,
}

/// Comments on a line, or answers in a thread with `parentId`.
#[utoipa::path(post, path = "/api/collaboration/rooms/{roomId}/comments", tag = "comments", params(("roomId" = RoomId, Path)), request_body = NewComment,
    responses(
        (status = 201, description = "The comment", body = OneComment),
        (status = 403, description = "You can only read here", body = ErrorBody),
        (status = 404, description = "No such room or thread, or you have no place in it", body = ErrorBody),
        (status = 413, description = "The comment is too long", body = ErrorBody),
        (status = 422, description = "No words, or no such file or line", body = ErrorBody),
        (status = 507, description = "The file has as many comments as it can", body = ErrorBody)))]
pub async fn create(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Json(new): Json<NewComment>,
) -> web::Result<(StatusCode, Json<OneComment>)> {
    Ok((StatusCode::CREATED, Json(OneComment { comment: doors.collab.comment(&by, room, new).await? })))
}

/// Which comments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct CommentQuery {
    /// Only those on this file.
    file_path: Option<String>,
    /// `next` of the page before.
    after: Option<Cursor>,
}

/// A page of comments.
#[derive(Debug, Serialize, ToSchema)]
pub struct Comments {
    /// Oldest first, answers among them.
    comments: Vec<Comment>,
    /// Where the next page begins; absent on the last one.
    next: Option<Cursor>,
}

/// The comments of a room or of one file, oldest first, 200 a page.
#[utoipa::path(get, path = "/api/collaboration/rooms/{roomId}/comments", tag = "comments", params(("roomId" = RoomId, Path), CommentQuery),
    responses(
        (status = 200, description = "A page of comments", body = Comments),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody),
        (status = 410, description = "It was closed, or it or your link has expired", body = ErrorBody)))]
pub async fn list(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Query(query): Query<CommentQuery>,
) -> web::Result<Json<Comments>> {
    let page = doors.collab.comments(&by, room, query.file_path.as_deref(), query.after).await?;
    Ok(Json(Comments { comments: page.items, next: page.next }))
}

/// Changes the words of your comment, or settles a thread with `isResolved`.
#[utoipa::path(patch, path = "/api/collaboration/comments/{commentId}", tag = "comments", params(("commentId" = CommentId, Path)), request_body = CommentChange,
    responses(
        (status = 200, description = "The comment", body = OneComment),
        (status = 403, description = "It is not yours, or you can only read here", body = ErrorBody),
        (status = 404, description = "No such comment, or you have no place in its room", body = ErrorBody)))]
pub async fn change(
    State(doors): State<Doors>,
    By(by): By,
    Path(comment): Path<CommentId>,
    Json(change): Json<CommentChange>,
) -> web::Result<Json<OneComment>> {
    Ok(Json(OneComment { comment: doors.collab.change_comment(&by, comment, change).await? }))
}

/// Deletes your comment, or as an owner of the room anyone's. A thread goes with its first comment.
#[utoipa::path(delete, path = "/api/collaboration/comments/{commentId}", tag = "comments", params(("commentId" = CommentId, Path)),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "It is not yours", body = ErrorBody),
        (status = 404, description = "No such comment, or you have no place in its room", body = ErrorBody),
        (status = 409, description = "Others have answered", body = ErrorBody)))]
pub async fn delete(State(doors): State<Doors>, By(by): By, Path(comment): Path<CommentId>) -> web::Result<StatusCode> {
    doors.collab.delete_comment(&by, comment).await?;
    Ok(StatusCode::NO_CONTENT)
}
