//! One connection, from its first message to its last.
use std::{sync::Arc, time::Duration};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use collab_contract::{
    Collab, CollabError, CommentAction, CommentChange, CursorPosition, NewComment, Participant, RoomRole, Seat,
    protocol::{
        CHANGE_FRAME, ClientMessage, JSON_FRAME, MAX_OPEN_FILES, Position, ServerMessage, SubmitFrame, mark,
        updates_to_bytes,
    },
};
use futures::SinkExt;
use kernel::{Caller, Classify, FileId, ParticipantId, UserId};
use ot::bytes;
use projects_contract::{FileEntry, Happening, News, TreeWatch, doc::SessionId};
use tokio::{sync::mpsc, time::Instant};

use super::{
    Sockets,
    files::{CURSOR_EVERY, Ear, Files, OpenFile},
    pace::{Bundles, Pace},
};
use crate::{
    Announce,
    room::{MAX_WAITING, Out, Place},
};

/// How often the other side is asked whether it is there.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// After this long without a word it is not.
const SILENCE: Duration = Duration::from_secs(12);
/// How long a message may take to be taken by the network.
const SEND_PATIENCE: Duration = Duration::from_secs(30);
/// How often the place, the role and the feed are looked after.
const UPKEEP: Duration = Duration::from_secs(20);
/// Messages that are put on the network together.
const TOGETHER: usize = 256;
/// The longest path of a file that is passed on. Real ones are shorter.
const MAX_PATH_BYTES: usize = 1_024;
/// Messages that make no sense before the connection is closed.
const MAX_NONSENSE: u32 = 20;

/// Why a connection ends, as a code of RFC 6455 and a word for people.
struct End(u16, &'static str);

pub struct Session {
    sockets: Arc<Sockets>,
    by: Caller,
    seat: Seat,
    role: RoomRole,
    participant: Participant,
    is_binary: bool,
    files: Files,
    out: mpsc::Sender<Out>,
    outs: mpsc::Receiver<Out>,
    heard_at: Instant,
    nonsense: u32,
    cursor: Option<(Position, Option<Position>, String)>,
    cursor_shown_at: Option<Instant>,
    last_cursor: Option<CursorPosition>,
}

impl Session {
    pub fn new(sockets: Arc<Sockets>, by: Caller, seat: Seat, participant: Participant, is_binary: bool) -> Self {
        let (out, outs) = mpsc::channel(MAX_WAITING);
        Self {
            role: seat.role,
            sockets,
            by,
            seat,
            participant,
            is_binary,
            files: Files::default(),
            out,
            outs,
            heard_at: Instant::now(),
            nonsense: 0,
            cursor: None,
            cursor_shown_at: None,
            last_cursor: None,
        }
    }

    pub async fn run(mut self, mut socket: WebSocket) {
        let room = self.seat.room;
        let (place, participants) = self.sockets.rooms.enter(room, self.participant.clone(), self.out.clone());
        let hello =
            ServerMessage::Joined { room_id: room, user_id: self.seat.participant, role: self.role, participants };
        let out = self.out.clone();
        // A full queue means that much is about to be told, and the list is read again with it.
        let watch: Arc<TreeWatch> =
            Arc::new(move || drop(out.try_send(Out::Message(Arc::new(ServerMessage::FilesChanged {})))));
        self.sockets.files.watch_tree(self.seat.project, Arc::downgrade(&watch));
        let end = match self.greet(&mut socket, &place, &hello).await {
            Ok(()) => self.serve(&mut socket, &place).await,
            Err(end) => end,
        };
        self.note_edits().await;
        let (who, collab) = (self.seat.participant, self.sockets.collab.clone());
        let is_last = {
            let rooms = self.sockets.rooms.clone();
            drop(place);
            !rooms.is_here(room, who)
        };
        if is_last && let Err(error) = collab.left(room, who).await {
            tracing::warn!(error = %error, "that somebody left a room could not be noted");
        }
        let frame = CloseFrame { code: end.0, reason: end.1.into() };
        let _ = tokio::time::timeout(SEND_PATIENCE, socket.send(Message::Close(Some(frame)))).await;
    }

    async fn greet(&self, socket: &mut WebSocket, place: &Place, hello: &ServerMessage) -> Result<(), End> {
        self.feed(socket, hello).await?;
        for told in place.writers().into_iter().chain(place.cursors()) {
            self.feed(socket, &told).await?;
        }
        self.patiently(socket.flush()).await
    }

    async fn serve(&mut self, socket: &mut WebSocket, place: &Place) -> End {
        let mut pace = Pace::new(Instant::now());
        let mut read_from = Instant::now();
        let mut bundles = Bundles::new(self.sockets.coalesce, read_from);
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        let mut upkeep = tokio::time::interval_at(Instant::now() + UPKEEP, UPKEEP);
        let stop = web::tasks::stop_token();
        loop {
            let cursor_due = self
                .cursor
                .is_some()
                .then(|| self.cursor_shown_at.map_or_else(Instant::now, |shown| shown + CURSOR_EVERY));
            // Looked up once: between two looks the time could come, and nothing would wake this.
            let may_pass_on = bundles.not_before() <= Instant::now();
            let may_read = read_from <= Instant::now();
            let step = tokio::select! {
                biased;
                Some(out) = self.outs.recv(), if may_pass_on => {
                    let done = self.pass_on(socket, place, out).await;
                    bundles.wrote(Instant::now());
                    done
                }
                message = socket.recv(), if may_read => {
                    let now = Instant::now();
                    read_from = now + pace.take(now);
                    match message {
                        Some(Ok(message)) => self.read(socket, place, message).await,
                        Some(Err(_)) | None => Err(End(close_code::NORMAL, "")),
                    }
                }
                () = tokio::time::sleep_until(read_from), if !may_read => Ok(()),
                () = tokio::time::sleep_until(bundles.not_before()), if !may_pass_on => Ok(()),
                () = tokio::time::sleep_until(cursor_due.unwrap_or_else(Instant::now)), if cursor_due.is_some() => {
                    self.show_cursor(place);
                    Ok(())
                }
                _ = heartbeat.tick() => self.ask_whether_there(socket).await,
                _ = upkeep.tick() => self.look_after().await,
                () = stop.cancelled() => Err(End(close_code::RESTART, "The server restarts. Come again in a moment.")),
            };
            if let Err(end) = step {
                return end;
            }
            if place.is_behind() {
                return End(close_code::AGAIN, "Too much was waiting for you. Come again.");
            }
        }
    }

    /// Passes on what waits, together.
    async fn pass_on(&mut self, socket: &mut WebSocket, place: &Place, first: Out) -> Result<(), End> {
        let mut next = Some(first);
        let mut taken = 0;
        while let Some(out) = next {
            match out {
                Out::Message(message) => self.feed(socket, &message).await?,
                Out::News(news) => self.feed_news(socket, place, &news).await?,
                Out::Role(Some(role)) => {
                    self.role = role;
                    for file in self.files.iter_mut() {
                        file.set_may_write(role >= RoomRole::Editor).await;
                    }
                }
                Out::Role(None) => return Err(End(close_code::POLICY, "You have no place in this room any more.")),
                Out::Closed => {
                    self.say(socket, &ServerMessage::RoomClosed {}).await?;
                    return Err(End(close_code::NORMAL, "The room is closed."));
                }
            }
            taken += 1;
            next = if taken < TOGETHER { self.outs.try_recv().ok() } else { None };
        }
        self.patiently(socket.flush()).await
    }

    async fn feed_news(&mut self, socket: &mut WebSocket, place: &Place, news: &Arc<News>) -> Result<(), End> {
        let Some((handle, file)) = self.files.of(news.file) else { return Ok(()) };
        match &news.what {
            Happening::Updates(updates) if self.is_binary => {
                let shared = news.bytes.get_or_init(|| updates_to_bytes(updates).into());
                let mut frame = Vec::with_capacity(shared.len() + 6);
                frame.push(CHANGE_FRAME);
                bytes::put(&mut frame, u64::from(handle));
                frame.extend_from_slice(shared);
                self.patiently(socket.feed(Message::Binary(frame.into()))).await
            }
            Happening::Updates(updates) => {
                let messages: Vec<ServerMessage> =
                    updates.iter().map(|update| file.message(update, |mark| place.author(mark))).collect();
                for message in &messages {
                    self.feed(socket, message).await?;
                }
                Ok(())
            }
            Happening::Locked(holder) => {
                let (file_path, file_id) = (file.path.clone(), file.file);
                let user_id = holder.map(participant_of);
                self.feed(socket, &ServerMessage::Lock { file_path, file_id, user_id }).await
            }
            Happening::Gone => {
                let message = ServerMessage::FileGone { file_path: file.path.clone(), file_id: Some(file.file) };
                self.files.remove(handle);
                self.feed(socket, &message).await
            }
        }
    }

    async fn read(&mut self, socket: &mut WebSocket, place: &Place, message: Message) -> Result<(), End> {
        self.heard_at = Instant::now();
        let done = match message {
            Message::Text(text) => self.read_json(place, text.as_bytes()).await,
            Message::Binary(bytes) => match bytes.split_first() {
                Some((&JSON_FRAME, json)) => self.read_json(place, json).await,
                Some((&CHANGE_FRAME, body)) => self.read_change(body).await,
                _ => Err(nonsense("The message begins with a byte that means nothing.")),
            },
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(End(close_code::NORMAL, "")),
        };
        match done {
            Ok(answers) => {
                for answer in answers {
                    self.feed(socket, &answer).await?;
                }
                self.patiently(socket.flush()).await
            }
            Err(problem) => {
                if matches!(&problem, ServerMessage::Error { code, .. } if code == UNAVAILABLE) {
                    self.say(socket, &problem).await?;
                    return Err(End(close_code::AGAIN, "A file could not be opened. Come again."));
                }
                if matches!(&problem, ServerMessage::Error { code, .. } if code == NONSENSE) {
                    self.nonsense += 1;
                    if self.nonsense > MAX_NONSENSE {
                        return Err(End(close_code::POLICY, "Too many messages made no sense."));
                    }
                }
                self.say(socket, &problem).await
            }
        }
    }

    async fn read_change(&mut self, body: &[u8]) -> Result<Vec<ServerMessage>, ServerMessage> {
        let frame = SubmitFrame::read(body).map_err(|error| nonsense(&error.to_string()))?;
        let file = self.files.get(frame.handle).ok_or_else(|| nonsense("No file is open under that handle."))?;
        file.submit(frame.submit).await;
        Ok(Vec::new())
    }

    async fn read_json(&mut self, place: &Place, json: &[u8]) -> Result<Vec<ServerMessage>, ServerMessage> {
        let message: ClientMessage = serde_json::from_slice(json).map_err(|error| nonsense(&error.to_string()))?;
        match message {
            ClientMessage::Join { room_id } if room_id.is_some_and(|room| room != self.seat.room) => {
                Err(nonsense("This connection is to another room."))
            }
            ClientMessage::Join { .. } => Ok(Vec::new()),
            ClientMessage::Ping {} => Ok(vec![ServerMessage::Pong {}]),
            ClientMessage::Open { file_path, file_id, session, generation, version, acked } => {
                let wish = Wish { file_path, file_id, session, generation, version, acked };
                self.open(place, wish).await
            }
            ClientMessage::Close { file_path, file_id } => {
                self.note_edits().await;
                if let Some((handle, _)) = self.files.meant(&file_path, file_id) {
                    self.files.remove(handle);
                }
                Ok(Vec::new())
            }
            ClientMessage::CursorMove { file_path, .. } if file_path.len() > MAX_PATH_BYTES => {
                Err(nonsense("No file has so long a path."))
            }
            ClientMessage::CursorMove { position, selection, file_path } => {
                self.cursor = Some((position, selection, file_path));
                Ok(Vec::new())
            }
            ClientMessage::Edit { operation, file_path, version, seq, generation } => {
                let (_, file) = self.files.at(&file_path).ok_or_else(|| not_open(&file_path))?;
                let submit = file.numbered(operation, version, seq, generation);
                file.submit(submit).await;
                Ok(Vec::new())
            }
            ClientMessage::Lock { file_path, file_id, is_locked } => {
                let (_, file) = self.files.meant(&file_path, file_id).ok_or_else(|| not_open(&file_path))?;
                if !file.lock(is_locked).await {
                    let message = format!("“{file_path}” is locked by somebody else, or you may not write in it.");
                    return Err(ServerMessage::Error { code: "not_locked".into(), message });
                }
                let (room, who) = (self.seat.room, self.seat.participant);
                let noted = self.sockets.collab.note_lock(room, who, &file_path, is_locked).await;
                noted.map(|()| Vec::new()).map_err(|error| told(&error))
            }
            ClientMessage::Comment { comment_id, action, file_path, line_number, content, parent_id, is_resolved } => {
                let collab = &self.sockets.collab;
                let room = self.seat.room;
                let missing = || nonsense("The comment names no id, file, line or words, and its action needs them.");
                let done: Result<(), CollabError> = match (action, comment_id) {
                    (CommentAction::Create, _) => {
                        let new = NewComment {
                            file_path: file_path.ok_or_else(missing)?,
                            line_number: line_number.ok_or_else(missing)?,
                            content: content.ok_or_else(missing)?,
                            parent_id,
                            anchor: None,
                        };
                        collab.comment(&self.by, room, new).await.map(|_| ())
                    }
                    (CommentAction::Update, Some(id)) => {
                        let change = CommentChange { content: Some(content.ok_or_else(missing)?), is_resolved: None };
                        collab.change_comment(&self.by, id, change).await.map(|_| ())
                    }
                    (CommentAction::Resolve, Some(id)) => {
                        let change = CommentChange { content: None, is_resolved: Some(is_resolved.unwrap_or(true)) };
                        collab.change_comment(&self.by, id, change).await.map(|_| ())
                    }
                    (CommentAction::Delete, Some(id)) => collab.delete_comment(&self.by, id).await,
                    (_, None) => return Err(missing()),
                };
                // Everybody hears of it, its author too.
                done.map(|()| Vec::new()).map_err(|error| told(&error))
            }
        }
    }

    async fn open(&mut self, place: &Place, wish: Wish) -> Result<Vec<ServerMessage>, ServerMessage> {
        let Wish { file_path, file_id, session, generation, version, acked } = wish;
        let wanted = match session {
            None => None,
            Some(hex) => match u128::from_str_radix(&hex, 16) {
                Ok(number) if hex.len() <= 32 && number > u128::from(u64::MAX) => Some(SessionId(number)),
                _ => return Err(nonsense("A session is a random number of 128 bits in hexadecimal.")),
            },
        };
        let known = self.files.meant(&file_path, file_id);
        let known = known.map(|(handle, file)| (handle, file.session));
        let handle = match known {
            Some((handle, session)) if wanted.is_none_or(|wanted| wanted == session) => {
                self.follow_rename(handle, &file_path).await?;
                handle
            }
            other => {
                if let Some((handle, _)) = other {
                    self.files.remove(handle);
                }
                if self.files.len() >= MAX_OPEN_FILES {
                    let message = format!("At most {MAX_OPEN_FILES} files can be open at once. Close one first.");
                    return Err(ServerMessage::Error { code: "too_many_files".into(), message });
                }
                let session = wanted.unwrap_or_else(fresh_session);
                self.files.add(self.line_to(&file_path, file_id, session).await?)
            }
        };
        let file = self.files.get(handle).ok_or_else(|| not_open(&file_path))?;
        if !place.writes_as(mark(file.session)) {
            self.files.remove(handle);
            let message = "Somebody else writes under that session. Take another random number.".to_owned();
            return Err(ServerMessage::Error { code: "session_taken".into(), message });
        }
        file.resume(generation, version, acked).await;
        Ok(vec![ServerMessage::Opened {
            file_path: file.path.clone(),
            file_id: file.file,
            handle,
            session: format!("{:032x}", file.session.0),
        }])
    }

    /// Where a file is that the client calls otherwise now.
    async fn follow_rename(&mut self, handle: u32, called: &str) -> Result<(), ServerMessage> {
        let renamed = self.files.get(handle).filter(|file| file.path != called).map(|file| file.file);
        if let Some(id) = renamed {
            let entry = self.find(called, Some(id)).await?;
            if let Some(file) = self.files.get(handle) {
                file.path = entry.path;
            }
        }
        Ok(())
    }

    async fn find(&self, path: &str, id: Option<FileId>) -> Result<FileEntry, ServerMessage> {
        let files = self.sockets.projects.files(&self.by, self.seat.project).await.map_err(|error| refused(&error))?;
        let is_meant = |entry: &FileEntry| id.map_or(entry.path == path, |id| entry.id == id);
        files.into_iter().find(is_meant).ok_or_else(|| match id {
            Some(_) => ServerMessage::FileGone { file_path: path.to_owned(), file_id: id },
            None => ServerMessage::Error {
                code: "file_not_found".into(),
                message: format!("There is no file “{path}”."),
            },
        })
    }

    async fn line_to(&self, path: &str, id: Option<FileId>, session: SessionId) -> Result<OpenFile, ServerMessage> {
        let file = self.find(path, id).await?;
        let ear = Arc::new(Ear(self.out.clone()));
        let line = self.sockets.files.open(&self.by, file.id, ear).await.map_err(|error| refused(&error))?;
        if self.role < RoomRole::Editor {
            line.set_may_write(false).await;
        }
        Ok(OpenFile::new(file.path, file.id, session, line))
    }

    fn show_cursor(&mut self, place: &Place) {
        if let Some((position, selection, file_path)) = self.cursor.take() {
            self.cursor_shown_at = Some(Instant::now());
            let (line, column) = (position.line, position.column);
            self.last_cursor = Some(CursorPosition { file_path: Some(file_path.clone()), line, column });
            place.show_cursor(position, selection, file_path);
        }
    }

    async fn ask_whether_there(&self, socket: &mut WebSocket) -> Result<(), End> {
        if self.heard_at.elapsed() > SILENCE {
            return Err(End(close_code::AWAY, "Nothing was heard for twelve seconds."));
        }
        self.patiently(socket.send(Message::Ping(Vec::new().into()))).await
    }

    /// Whether the person still has their place, what they may do, and what the feed should know.
    async fn look_after(&mut self) -> Result<(), End> {
        self.note_edits().await;
        let (room, who) = (self.seat.room, self.seat.participant);
        match self.sockets.collab.present_role(room, who).await {
            Ok(Some(role)) if role == self.role => {}
            Ok(Some(role)) => self.sockets.rooms.role_changed(room, who, Some(role)),
            Ok(None) => return Err(End(close_code::POLICY, "Your place in this room has ended.")),
            // The database is away, not the place.
            Err(_) => return Ok(()),
        }
        if let Err(error) = self.sockets.collab.touch_cursor(room, who, self.last_cursor.as_ref()).await {
            tracing::warn!(error = %error, "a place in a room could not be looked after");
        }
        Ok(())
    }

    async fn note_edits(&mut self) {
        let (room, who) = (self.seat.room, self.seat.participant);
        for file in self.files.iter_mut().filter(|file| file.edits > 0) {
            let count = std::mem::take(&mut file.edits);
            if let Err(error) = self.sockets.collab.note_edits(room, who, &file.path, count).await {
                tracing::warn!(error = %error, "edits could not be noted in the feed");
            }
        }
    }

    async fn say(&self, socket: &mut WebSocket, message: &ServerMessage) -> Result<(), End> {
        self.feed(socket, message).await?;
        self.patiently(socket.flush()).await
    }

    async fn feed(&self, socket: &mut WebSocket, message: &ServerMessage) -> Result<(), End> {
        let json = serde_json::to_string(message).map_err(|_| End(close_code::ERROR, "Something went wrong."))?;
        let message = if self.is_binary {
            let mut frame = Vec::with_capacity(json.len() + 1);
            frame.push(JSON_FRAME);
            frame.extend_from_slice(json.as_bytes());
            Message::Binary(frame.into())
        } else {
            Message::Text(json.into())
        };
        self.patiently(socket.feed(message)).await
    }

    async fn patiently(&self, sending: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
        match tokio::time::timeout(SEND_PATIENCE, sending).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End(close_code::NORMAL, "")),
            Err(_) => Err(End(close_code::AGAIN, "Nothing was taken for half a minute. Come again.")),
        }
    }
}

/// What `open` asks for.
struct Wish {
    file_path: String,
    file_id: Option<FileId>,
    session: Option<String>,
    generation: Option<u32>,
    version: Option<u64>,
    acked: Option<u32>,
}

/// An error of any feature.
trait Classified {
    fn code(&self) -> &'static str;
    fn is_fault(&self) -> bool;
    fn words(&self) -> String;
}

impl<E: Classify + std::fmt::Display> Classified for E {
    fn code(&self) -> &'static str {
        Classify::code(self)
    }

    fn is_fault(&self) -> bool {
        self.fault().is_some()
    }

    fn words(&self) -> String {
        self.to_string()
    }
}

const NONSENSE: &str = "bad_message";
/// It is our fault, and asking again may help: whoever connects anew does that.
const UNAVAILABLE: &str = "unavailable";

fn nonsense(what: &str) -> ServerMessage {
    ServerMessage::Error { code: NONSENSE.into(), message: format!("That message cannot be read: {what}") }
}

fn refused(error: &dyn Classified) -> ServerMessage {
    let code = if error.is_fault() { UNAVAILABLE } else { error.code() };
    ServerMessage::Error { code: code.into(), message: error.words() }
}

fn not_open(path: &str) -> ServerMessage {
    ServerMessage::Error { code: "not_open".into(), message: format!("Open “{path}” first.") }
}

fn told(error: &CollabError) -> ServerMessage {
    if let Some(fault) = error.fault() {
        tracing::error!(error = %fault.chain(), "a message in a room failed through our fault");
    }
    ServerMessage::Error { code: Classify::code(error).into(), message: error.to_string() }
}

fn participant_of(user: UserId) -> ParticipantId {
    ParticipantId::from_uuid(user.uuid())
}

fn fresh_session() -> SessionId {
    let mut bytes = [0; 16];
    ports::clock::random_bytes(&mut bytes);
    SessionId(u128::from_le_bytes(bytes))
}
