//! Threads about lines.
use axum::{Extension, Router, response::Response, routing::post};
use collab_contract::{CommentChange, NewComment};
use kernel::{CommentId, RoomId};
use serde::Deserialize;
use web::{By, Form};

use super::{Door, page};

pub(super) fn routes() -> Router {
    Router::new()
        .route("/rooms/comment", post(create))
        .route("/rooms/reply", post(reply))
        .route("/rooms/reword-comment", post(reword))
        .route("/rooms/resolve", post(resolve))
        .route("/rooms/delete-comment", post(delete))
}

/// The place of a thread on the room's page.
fn at(room: RoomId, comment: CommentId) -> String {
    format!("{}#comment-{comment}", page(room))
}

fn section(room: RoomId) -> String {
    format!("{}#comments", page(room))
}

#[derive(Deserialize)]
struct CommentForm {
    room: RoomId,
    #[serde(default)]
    file: String,
    /// Text, because it may be no number.
    #[serde(default)]
    line: String,
    content: String,
}

async fn create(Extension(door): Extension<Door>, By(by): By, Form(form): Form<CommentForm>) -> Response {
    let new = NewComment {
        file_path: form.file.clone(),
        // There is no line 0, and the service says so.
        line_number: form.line.trim().parse().unwrap_or(0),
        content: form.content.clone(),
        parent_id: None,
        anchor: None,
    };
    match door.collab.comment(&by, form.room, new).await {
        Ok(comment) => door.done(&at(form.room, comment.id), "Your comment is there."),
        Err(error) => {
            let fields = [("file", form.file.as_str()), ("line", form.line.as_str())];
            door.sorry_keeping(&section(form.room), &error, &fields, ("content", &form.content))
        }
    }
}

#[derive(Deserialize)]
struct ReplyForm {
    room: RoomId,
    /// The thread.
    comment: CommentId,
    content: String,
}

async fn reply(Extension(door): Extension<Door>, By(by): By, Form(form): Form<ReplyForm>) -> Response {
    let new = NewComment {
        // An answer is about whatever its thread is about.
        file_path: String::new(),
        line_number: 1,
        content: form.content.clone(),
        parent_id: Some(form.comment),
        anchor: None,
    };
    match door.collab.comment(&by, form.room, new).await {
        Ok(_) => door.done(&at(form.room, form.comment), "Your answer is there."),
        Err(error) => {
            let thread = form.comment.to_string();
            let fields = [("thread", thread.as_str())];
            door.sorry_keeping(&at(form.room, form.comment), &error, &fields, ("reply", &form.content))
        }
    }
}

#[derive(Deserialize)]
struct RewordForm {
    room: RoomId,
    comment: CommentId,
    /// The thread that it stands in, which has a place on the page.
    thread: CommentId,
    content: String,
}

async fn reword(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RewordForm>) -> Response {
    let change = CommentChange { content: Some(form.content.clone()), is_resolved: None };
    let place = at(form.room, form.thread);
    match door.collab.change_comment(&by, form.comment, change).await {
        Ok(_) => door.done(&place, "Your comment was changed."),
        Err(error) => {
            let comment = form.comment.to_string();
            door.sorry_keeping(&place, &error, &[("reworded", comment.as_str())], ("words", &form.content))
        }
    }
}

#[derive(Deserialize)]
struct ResolveForm {
    room: RoomId,
    comment: CommentId,
    resolved: bool,
}

async fn resolve(Extension(door): Extension<Door>, By(by): By, Form(form): Form<ResolveForm>) -> Response {
    let change = CommentChange { content: None, is_resolved: Some(form.resolved) };
    match door.collab.change_comment(&by, form.comment, change).await {
        Ok(_) => {
            let said = if form.resolved { "The thread is settled." } else { "The thread is open again." };
            door.done(&at(form.room, form.comment), said)
        }
        Err(error) => door.sorry(&section(form.room), &error, &[]),
    }
}

#[derive(Deserialize)]
struct DeleteForm {
    room: RoomId,
    comment: CommentId,
}

async fn delete(Extension(door): Extension<Door>, By(by): By, Form(form): Form<DeleteForm>) -> Response {
    match door.collab.delete_comment(&by, form.comment).await {
        Ok(()) => door.done(&section(form.room), "The comment was deleted."),
        Err(error) => door.sorry(&section(form.room), &error, &[]),
    }
}
