//! The socket of a room: who may come in, and one task for each connection that moves messages both ways.
mod files;
mod pace;
mod session;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Path, Query, State, WebSocketUpgrade},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use collab_contract::{
    Collab, CollabError,
    protocol::{BINARY_PROTOCOL, JSON_PROTOCOL, MAX_MESSAGE_BYTES},
};
use kernel::{Caller, Kind, ProjectId, RoomId};
use projects_contract::{LiveFiles, Projects};
use web::By;

use crate::{CollabService, room::Rooms};

/// What sockets need.
#[derive(Clone)]
pub struct Sockets {
    /// Seats, roles, comments.
    pub collab: CollabService,
    /// Paths of files.
    pub projects: Arc<dyn Projects>,
    /// Their documents.
    pub files: Arc<dyn LiveFiles>,
    /// Who is connected. The same that the feature announces to.
    pub rooms: Rooms,
    /// The site's own origin: a page of any other may not open a socket in a visitor's name.
    pub public_url: String,
    /// How long what a room says may wait for more of it, so that both go out together. Zero: it never waits.
    pub coalesce: Duration,
}

/// What is read from the network at once.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// `/ws/rooms/{room}`, and `/ws/projects/{project}` for the room in which everybody meets who just opens the project.
pub fn routes(sockets: Sockets) -> Router {
    Router::new()
        .route("/ws/rooms/{room}", get(to_room))
        .route("/ws/projects/{project}", get(to_project))
        .with_state(Arc::new(sockets))
}

async fn to_room(
    State(sockets): State<Arc<Sockets>>,
    Path(room): Path<RoomId>,
    By(by): By,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, web::Error> {
    refuse_other_sites(&headers, &sockets)?;
    connect(sockets, by, room, upgrade).await
}

/// What a page may add to the address of a project.
#[derive(serde::Deserialize)]
struct Wish {
    /// One of the project's rooms, instead of the one where everybody meets.
    room: Option<RoomId>,
}

async fn to_project(
    State(sockets): State<Arc<Sockets>>,
    Path(project): Path<ProjectId>,
    Query(wish): Query<Wish>,
    By(by): By,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, web::Error> {
    refuse_other_sites(&headers, &sockets)?;
    let room = match wish.room {
        Some(room) if sockets.collab.enter(&by, room).await?.project == project => room,
        Some(_) => return Err(CollabError::NotFound.into()),
        None => sockets.collab.meeting_room(&by, project).await?,
    };
    connect(sockets, by, room, upgrade).await
}

fn refuse_other_sites(headers: &HeaderMap, sockets: &Sockets) -> Result<(), web::Error> {
    if may_come_from(headers, &sockets.public_url) {
        return Ok(());
    }
    let message = "A page of another site cannot open a room.";
    Err(web::Error::new(Kind::Forbidden, "wrong_origin", message.to_owned()))
}

async fn connect(
    sockets: Arc<Sockets>,
    by: Caller,
    room: RoomId,
    upgrade: WebSocketUpgrade,
) -> Result<Response, web::Error> {
    let seat = sockets.collab.enter(&by, room).await?;
    let people = sockets.collab.room(&by, room).await?.participants;
    let participant = people.into_iter().find(|one| one.id == seat.participant).ok_or(CollabError::NotFound)?;
    let upgrade = upgrade
        .protocols([BINARY_PROTOCOL, JSON_PROTOCOL])
        // Each connection has one of its own, and what people type is short.
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES);
    let is_binary = upgrade.selected_protocol().is_some_and(|chosen| chosen == BINARY_PROTOCOL);
    let answer = upgrade.on_upgrade(move |socket| async move {
        session::Session::new(sockets, by, seat, participant, is_binary).run(socket).await;
    });
    Ok(answer.into_response())
}

/// Browsers say which page opens a socket, and send its cookies whichever that is. Programs say nothing.
fn may_come_from(headers: &HeaderMap, public_url: &str) -> bool {
    match headers.get(header::ORIGIN).map(|origin| origin.to_str()) {
        None => true,
        Some(Ok(origin)) => origin.eq_ignore_ascii_case(public_url.trim_end_matches('/')),
        Some(Err(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_site_and_programs_come_in() {
        let from = |origin: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ORIGIN, origin.parse().unwrap());
            may_come_from(&headers, "https://burnish.example")
        };
        assert!(from("https://burnish.example"));
        assert!(may_come_from(&HeaderMap::new(), "https://burnish.example"));
        for other in ["https://evil.example", "http://burnish.example", "null", "https://burnish.example.evil.example"]
        {
            assert!(!from(other), "{other}");
        }
    }
}
