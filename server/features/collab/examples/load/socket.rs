//! One connection to a room, in the dialect of bytes.
use collab_contract::protocol::{BINARY_PROTOCOL, CHANGE_FRAME, JSON_FRAME, updates_from_bytes};
use futures::{SinkExt, StreamExt};
use ot::bytes;
use projects_contract::doc::{ClientDoc, SessionId};
use rand::Rng;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

/// A socket of a room.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A room and who comes in.
#[derive(Clone)]
pub struct Room {
    url: String,
    cookie: String,
}

/// What stands for an open file in frames.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    /// Its number on this connection.
    pub handle: u32,
    /// The generation that changes have to name.
    pub generation: u32,
}

impl Room {
    /// The room with this id at `http://…`.
    pub fn new(address: &str, room: &str, cookie: &str) -> Self {
        let url = format!("{}/ws/rooms/{room}", address.replacen("http", "ws", 1));
        Self { url, cookie: cookie.to_owned() }
    }

    /// Comes in.
    pub async fn connect(&self) -> Result<Socket, String> {
        let mut request = self.url.as_str().into_client_request().map_err(|error| error.to_string())?;
        let headers = request.headers_mut();
        headers.insert("cookie", HeaderValue::from_str(&self.cookie).map_err(|error| error.to_string())?);
        headers.insert("sec-websocket-protocol", HeaderValue::from_static(BINARY_PROTOCOL));
        // Without Nagle's algorithm, as in browsers.
        let connected = connect_async_with_config(request, None, true).await;
        connected.map(|(socket, _)| socket).map_err(|error| format!("could not connect: {error}"))
    }
}

/// An editor that nobody was before.
pub fn fresh_doc(rng: &mut impl Rng) -> ClientDoc {
    // The server takes no session below 2^64.
    let high = rng.random::<u64>() | 1;
    ClientDoc::new(SessionId((u128::from(high) << 64) | u128::from(rng.random::<u64>())), 4)
}

/// Opens a file and waits for its text.
pub async fn open(socket: &mut Socket, doc: &mut ClientDoc, file: &str) -> Result<Opened, String> {
    // The session is new, so no other one is needed.
    let session = doc.session();
    let resume = doc.resume(session);
    let open = json!({"type": "open", "filePath": file, "session": format!("{:x}", session.0),
        "generation": resume.generation, "version": resume.version, "acked": resume.acked});
    let mut frame = vec![JSON_FRAME];
    frame.extend_from_slice(open.to_string().as_bytes());
    socket.send(Message::binary(frame)).await.map_err(|error| error.to_string())?;
    let mut handle = None;
    loop {
        let frame = match socket.next().await {
            Some(Ok(Message::Binary(frame))) => frame,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            other => return Err(format!("while {file} was opened: {other:?}")),
        };
        match frame.split_first() {
            Some((&JSON_FRAME, json)) => {
                let value: Value = serde_json::from_slice(json).map_err(|error| error.to_string())?;
                match value["type"].as_str() {
                    Some("opened") => handle = value["handle"].as_u64().map(|handle| handle as u32),
                    Some("error") => return Err(format!("while {file} was opened: {value}")),
                    _ => {}
                }
            }
            Some((&CHANGE_FRAME, mut body)) => {
                let from = bytes::take(&mut body).map_err(|error| error.to_string())?;
                // Another file of this connection may have news, too.
                if handle.is_some_and(|handle| u64::from(handle) == from) {
                    for update in updates_from_bytes(body).map_err(|error| error.to_string())? {
                        doc.receive(update).map_err(|error| error.to_string())?;
                    }
                }
            }
            _ => {}
        }
        if let Some(handle) = handle.filter(|_| doc.is_up()) {
            return Ok(Opened { handle, generation: resume.generation });
        }
    }
}
