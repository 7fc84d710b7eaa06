//! Records a room for the landing page: `record ADDRESS ROOM FILE TOKEN TOKEN OUT`
//!
//! Two people with API tokens (`POST /api/v1/auth/login`) who can write in the room play the scene of [`scene`] on a
//! file that is there already (`POST /api/v1/projects/{id}/files`); its text is replaced by the beginning first. Each is
//! a whole `ClientDoc` on a socket of its own, in the dialect of JSON, and types at the pace of a person. A third
//! connection listens. What it hears, changes and cursors as the server sent them and when they came, is written to OUT,
//! unless the texts differ at the end or the file would be larger than a visitor should load:
//!
//! ```text
//! cargo run -p collab --example record -- http://127.0.0.1:3000 ROOM src/Counter.tsx TOKEN TOKEN public/replay.json
//! ```
#[path = "record/scene.rs"]
mod scene;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use collab_contract::{
    Participant,
    protocol::{ClientMessage, JSON_PROTOCOL, Position, ServerMessage},
};
use futures::{SinkExt, StreamExt};
use kernel::ParticipantId;
use ot::{Bias, Op};
use projects_contract::doc::{ClientDoc, MAX_IN_FLIGHT, SessionId, Update};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use scene::{END, FIRST, SECOND, START, Step};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

/// As much as the server reads.
const MAX_BYTES: usize = 12_000;
/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

type Told<T> = Result<T, String>;

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [address, room, file, first, second, out] = &words[..] else {
        eprintln!("record ADDRESS ROOM FILE TOKEN TOKEN OUT");
        return ExitCode::FAILURE;
    };
    let url = format!("{}/ws/rooms/{room}", address.trim_end_matches('/').replacen("http", "ws", 1));
    let written = match record(&url, file, first, second).await {
        Ok(recording) if recording.len() > MAX_BYTES => {
            Err(format!("{} bytes are more than {MAX_BYTES}; make the scene shorter", recording.len()))
        }
        Ok(recording) => std::fs::write(out, &recording).map(|()| recording.len()).map_err(|error| error.to_string()),
        Err(problem) => Err(problem),
    };
    match written {
        Ok(bytes) => {
            println!("{out}: {bytes} bytes");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("nothing was written: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn record(url: &str, file: &str, first: &str, second: &str) -> Told<String> {
    let mut one = Line::open(url, file, first).await?;
    one.replace_all(START).await?;
    let mut other = Line::open(url, file, second).await?;
    let mut third = Line::open(url, file, first).await?;
    if one.me.id == other.me.id {
        return Err("both tokens are of one person".to_owned());
    }
    if [&other, &third].iter().any(|line| line.doc.text().to_string() != START) {
        return Err("somebody else writes in the file".to_owned());
    }
    let people = [one.me.clone(), other.me.clone()];
    let begin = Instant::now();
    let (events, (), ()) = tokio::try_join!(
        third.listen(&people, begin),
        one.perform(FIRST, Xoshiro256PlusPlus::seed_from_u64(1)),
        other.perform(SECOND, Xoshiro256PlusPlus::seed_from_u64(2)),
    )?;
    let people: Vec<Value> =
        people.iter().map(|one| json!({"name": one.display_name, "colour": one.cursor_color})).collect();
    let head = format!("{{\"people\":{},\"file\":{},\"start\":{}", json!(people), json!(file), json!(START));
    // A line for each event, so that another recording can be compared.
    Ok(format!("{head},\"events\":[\n{}\n]}}\n", events.join(",\n")))
}

/// One connection with one open file.
struct Line {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    me: Participant,
    doc: ClientDoc,
    file: String,
    /// Where the cursor is, in UTF-16 units.
    caret: u32,
}

impl Line {
    /// Connects, and waits for the text.
    async fn open(url: &str, file: &str, token: &str) -> Told<Self> {
        let mut request = url.into_client_request().map_err(|error| error.to_string())?;
        let bearer = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|error| error.to_string())?;
        request.headers_mut().insert("authorization", bearer);
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(JSON_PROTOCOL));
        let (mut socket, _) = connect_async(request).await.map_err(|error| error.to_string())?;
        let me = match next(&mut socket).await? {
            ServerMessage::Joined { user_id, participants, .. } => {
                participants.into_iter().find(|one| one.id == user_id).ok_or("the room does not know who came")?
            }
            other => return Err(format!("before anybody came in: {other:?}")),
        };
        // The connection has a session of its own; this number only names the document here.
        let mut doc = ClientDoc::new(SessionId(1), MAX_IN_FLIGHT);
        let resume = doc.resume(SessionId(2));
        let mut line = Self { socket, me, doc, file: file.to_owned(), caret: 0 };
        line.say(&ClientMessage::Open {
            file_id: None,
            file_path: line.file.clone(),
            session: None,
            generation: Some(resume.generation),
            version: resume.version,
            acked: Some(resume.acked),
        })
        .await?;
        line.until("the text", |doc| doc.is_up()).await?;
        Ok(line)
    }

    /// Makes the text anew, and waits until that is stored.
    async fn replace_all(&mut self, text: &str) -> Told<()> {
        let op = Op::diff(&self.doc.text().to_string(), text).map_err(|error| error.to_string())?;
        self.edit(&op, false).await?;
        self.until("the beginning to be stored", ClientDoc::is_saved).await
    }

    /// Plays a part, and waits until everybody has the text of the end.
    async fn perform(&mut self, steps: &[Step], mut rng: Xoshiro256PlusPlus) -> Told<()> {
        for step in steps {
            match *step {
                Step::Wait(ms) => self.rest(ms).await?,
                Step::Until(words) => self.until(words, |doc| doc.text().to_string().contains(words)).await?,
                Step::Before(words) => self.go_to(words, 0).await?,
                Step::Behind(words) => self.go_to(words, words.len()).await?,
                Step::Type(words) => {
                    for (number, key) in keys(words).into_iter().enumerate() {
                        self.replace(0, key, number > 0).await?;
                        self.rest(rng.random_range(85..=190)).await?;
                    }
                }
                Step::Erase(letters) => {
                    for number in 0..letters {
                        self.replace(1, "", number > 0).await?;
                        self.rest(rng.random_range(80..=120)).await?;
                    }
                }
                Step::Undo => {
                    let undone = self.doc.undo().map_err(|error| error.to_string())?.ok_or("nothing to undo")?;
                    self.caret = undone.map(self.caret, Bias::Left);
                    self.send().await?;
                }
            }
        }
        self.until("the text of the end", |doc| doc.is_saved() && doc.text().to_string() == END).await
    }

    /// Notes what is heard until the end, a line of JSON for each event.
    async fn listen(&mut self, people: &[Participant; 2], begin: Instant) -> Told<Vec<String>> {
        let by = |id: Option<ParticipantId>| {
            people.iter().position(|one| Some(one.id) == id).ok_or("somebody else is in the file")
        };
        let give_up = begin + PATIENCE;
        let mut events = Vec::new();
        while self.doc.text().to_string() != END {
            let message = self.hear(give_up).await?.ok_or("the end never came")?;
            let at_ms = begin.elapsed().as_millis();
            match message {
                ServerMessage::DocumentUpdate { operation, user_id, .. } => {
                    let (by, operation) = (by(user_id)?, json!(operation));
                    events.push(format!("{{\"at_ms\":{at_ms},\"by\":{by},\"operation\":{operation}}}"));
                }
                ServerMessage::CursorUpdate { user_id, position, file_path, .. } if file_path == self.file => {
                    let (by, cursor) = (by(Some(user_id))?, json!(position));
                    events.push(format!("{{\"at_ms\":{at_ms},\"by\":{by},\"cursor\":{cursor}}}"));
                }
                _ => {}
            }
        }
        Ok(events)
    }

    /// Puts the cursor so many units behind the beginning of these words, and shows it to the others.
    async fn go_to(&mut self, words: &str, units: usize) -> Told<()> {
        // The scene is ASCII, so bytes are units.
        let text = self.doc.text().to_string();
        let at = text.find(words).ok_or_else(|| format!("“{words}” is not in the text:\n{text}"))? + units;
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[..at].matches('\n').count() + 1;
        self.caret = at as u32;
        let position = Position { line: line as u32, column: (at - line_start + 1) as u32 };
        self.say(&ClientMessage::CursorMove { position, selection: None, file_path: self.file.clone() }).await
    }

    /// Replaces so many letters before the cursor.
    async fn replace(&mut self, deleted: u32, words: &str, joins: bool) -> Told<()> {
        let from = self.caret.checked_sub(deleted).ok_or("there is nothing before the cursor")?;
        let op = Op::splice(from, deleted, words).map_err(|error| error.to_string())?;
        self.edit(&op, joins).await?;
        self.caret = from + words.len() as u32;
        Ok(())
    }

    async fn edit(&mut self, op: &Op, joins: bool) -> Told<()> {
        self.doc.edit(op, joins).map_err(|error| error.to_string())?;
        self.send().await
    }

    async fn send(&mut self) -> Told<()> {
        while let Some(submit) = self.doc.next_submit() {
            self.say(&ClientMessage::Edit {
                operation: submit.op,
                file_path: self.file.clone(),
                version: submit.base,
                seq: Some(submit.seq),
                generation: Some(submit.generation),
            })
            .await?;
        }
        Ok(())
    }

    async fn say(&mut self, message: &ClientMessage) -> Told<()> {
        let json = serde_json::to_string(message).map_err(|error| error.to_string())?;
        self.socket.send(Message::text(json)).await.map_err(|error| error.to_string())
    }

    /// Does nothing for so many milliseconds, and listens meanwhile.
    async fn rest(&mut self, ms: u64) -> Told<()> {
        let until = Instant::now() + Duration::from_millis(ms);
        while self.hear(until).await?.is_some() {}
        Ok(())
    }

    async fn until(&mut self, what: &str, is_so: impl Fn(&ClientDoc) -> bool) -> Told<()> {
        let give_up = Instant::now() + PATIENCE;
        while !is_so(&self.doc) {
            if self.hear(give_up).await?.is_none() {
                return Err(format!("{what} never came; the text is\n{}", self.doc.text()));
            }
        }
        Ok(())
    }

    /// The next message until then, after it was taken up.
    async fn hear(&mut self, until: Instant) -> Told<Option<ServerMessage>> {
        let message = tokio::select! {
            message = next(&mut self.socket) => message?,
            () = tokio::time::sleep_until(until.into()) => return Ok(None),
        };
        if let Some(update) = update_of(&message)? {
            let outcome = self.doc.receive(update).map_err(|error| error.to_string())?;
            if let Some(change) = outcome.change {
                self.caret = change.map(self.caret, Bias::Left);
            }
            self.send().await?;
        }
        Ok(Some(message))
    }
}

/// The next message of the room.
async fn next(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Told<ServerMessage> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => {
                return serde_json::from_str(text.as_str()).map_err(|error| format!("{error}: {text}"));
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            other => return Err(format!("the connection ended: {other:?}")),
        }
    }
}

/// What a message means for the document. Nothing may be refused in a scene.
fn update_of(message: &ServerMessage) -> Told<Option<Update>> {
    Ok(Some(match message.clone() {
        ServerMessage::Document { generation, version, acked, content, .. } => {
            Update::Reset { generation, version, acked, text: content }
        }
        ServerMessage::Ready { generation, version, .. } => Update::Welcome { generation, version },
        // Whose it is, only the listener asks, and it has the message.
        ServerMessage::DocumentUpdate { operation, from_version: None, version, .. } => {
            Update::Foreign { version, by: SessionId::SERVER, op: operation }
        }
        ServerMessage::Ack { seq, version, .. } => Update::Own { version, seq },
        refused @ (ServerMessage::DocumentUpdate { .. }
        | ServerMessage::Refused { .. }
        | ServerMessage::Resync { .. }
        | ServerMessage::FileGone { .. }
        | ServerMessage::RoomClosed {}
        | ServerMessage::Error { .. }) => return Err(format!("the room answered {refused:?}")),
        _ => return Ok(None),
    }))
}

/// What is typed with one key each: a new line brings its indentation along, as editors do.
fn keys(words: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut rest = words;
    while let Some(letter) = rest.chars().next() {
        let mut end = letter.len_utf8();
        if letter == '\n' {
            end = rest.len() - rest[end..].trim_start_matches(' ').len();
        }
        let (key, others) = rest.split_at(end);
        keys.push(key);
        rest = others;
    }
    keys
}
