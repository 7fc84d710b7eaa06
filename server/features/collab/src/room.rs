//! Who is connected to which room, and how they are told things. Free of any transport: `ws.rs` moves bytes.
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use collab_contract::{
    Activity, CommentUpdate, Participant, RoomRole,
    protocol::{Position, ServerMessage},
};
use kernel::{ParticipantId, RoomId};
use projects_contract::News;
use tokio::sync::mpsc;

use crate::Announce;

/// Messages that wait for one connection. Whoever is so far behind has to come again.
pub const MAX_WAITING: usize = 1024;

/// Marks of one connection that are known at once: more than it can have files open.
const MAX_MARKS: usize = 256;

/// What a connection has to pass on, or to do.
#[derive(Debug)]
pub enum Out {
    /// To be told as it is.
    Message(Arc<ServerMessage>),
    /// A document has news.
    News(Arc<News>),
    /// The person behind the connection may do something else now; nothing at all where it is absent.
    Role(Option<RoomRole>),
    /// The room is closed.
    Closed,
}

/// All rooms that somebody is connected to. Cheap to clone.
#[derive(Clone, Default)]
pub struct Rooms {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    rooms: HashMap<RoomId, Room>,
    connections: u64,
}

#[derive(Default)]
struct Room {
    connections: BTreeMap<u64, Connection>,
    /// Who writes under which mark ([`collab_contract::protocol::mark`]), and on which connection.
    authors: HashMap<u32, (ParticipantId, u64)>,
}

struct Connection {
    participant: Participant,
    out: mpsc::Sender<Out>,
    is_behind: Arc<AtomicBool>,
    /// Where they were last, for those who come later.
    cursor: Option<Arc<ServerMessage>>,
}

/// A connection's place. The connection is gone when this is.
pub struct Place {
    rooms: Rooms,
    room: RoomId,
    connection: u64,
    who: ParticipantId,
    is_behind: Arc<AtomicBool>,
}

impl Rooms {
    /// Takes a place for a connection. Answers who else is connected; they are told when it is somebody's first one.
    pub fn enter(&self, room: RoomId, participant: Participant, out: mpsc::Sender<Out>) -> (Place, Vec<Participant>) {
        let mut inner = self.lock();
        inner.connections += 1;
        let connection = inner.connections;
        let who = participant.id;
        let is_behind = Arc::new(AtomicBool::new(false));
        let here = inner.rooms.entry(room).or_default();
        if !here.has(who) {
            here.tell(None, &Arc::new(ServerMessage::ParticipantJoined { participant: participant.clone() }));
        }
        here.connections
            .insert(connection, Connection { participant, out, is_behind: is_behind.clone(), cursor: None });
        let mut people: Vec<Participant> = Vec::new();
        for one in here.connections.values() {
            if !people.iter().any(|known| known.id == one.participant.id) {
                people.push(one.participant.clone());
            }
        }
        drop(inner);
        (Place { rooms: self.clone(), room, connection, who, is_behind }, people)
    }

    /// Who in a room writes under this mark.
    pub fn author(&self, room: RoomId, mark: u32) -> Option<ParticipantId> {
        self.lock().rooms.get(&room)?.authors.get(&mark).map(|(who, _)| *who)
    }

    /// Whether somebody has a connection to a room.
    pub fn is_here(&self, room: RoomId, who: ParticipantId) -> bool {
        self.lock().rooms.get(&room).is_some_and(|room| room.has(who))
    }

    fn tell(&self, room: RoomId, except: Option<u64>, message: ServerMessage) {
        if let Some(room) = self.lock().rooms.get(&room) {
            room.tell(except, &Arc::new(message));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nothing panics while it is held")
    }
}

impl Room {
    fn has(&self, who: ParticipantId) -> bool {
        self.connections.values().any(|one| one.participant.id == who)
    }

    fn tell(&self, except: Option<u64>, message: &Arc<ServerMessage>) {
        for (_, one) in self.connections.iter().filter(|(id, _)| Some(**id) != except) {
            one.hear(Out::Message(message.clone()));
        }
    }
}

impl Connection {
    fn hear(&self, out: Out) {
        if self.out.try_send(out).is_err() {
            self.is_behind.store(true, Ordering::Relaxed);
        }
    }
}

impl Place {
    /// Which room.
    pub const fn room(&self) -> RoomId {
        self.room
    }

    /// Whether something could not be told because too much was waiting.
    pub fn is_behind(&self) -> bool {
        self.is_behind.load(Ordering::Relaxed)
    }

    /// From now on this person writes under this mark, too; everybody is told. False when it is somebody else's.
    pub fn writes_as(&self, mark: u32) -> bool {
        let mut inner = self.rooms.lock();
        let Some(room) = inner.rooms.get_mut(&self.room) else { return true };
        match room.authors.get(&mark) {
            Some((who, _)) if *who != self.who => return false,
            Some(_) => {}
            None => room.tell(None, &Arc::new(ServerMessage::Writer { mark, user_id: self.who })),
        }
        room.authors.insert(mark, (self.who, self.connection));
        // Whoever opens files under ever new numbers is known by the newest ones.
        let mine = |(_, connection): &(ParticipantId, u64)| *connection == self.connection;
        if room.authors.values().filter(|author| mine(author)).count() > MAX_MARKS {
            room.authors.retain(|known, author| *known == mark || !mine(author));
        }
        true
    }

    /// Where the others were last.
    pub fn cursors(&self) -> Vec<ServerMessage> {
        let inner = self.rooms.lock();
        let here = inner.rooms.get(&self.room).map(|room| &room.connections);
        let others = here.into_iter().flatten().filter(|(id, _)| **id != self.connection);
        others.filter_map(|(_, one)| one.cursor.as_deref().cloned()).collect()
    }

    /// Who writes under which mark.
    pub fn writers(&self) -> Vec<ServerMessage> {
        let inner = self.rooms.lock();
        let authors = inner.rooms.get(&self.room).map(|room| &room.authors);
        let told =
            |(mark, (who, _)): (&u32, &(ParticipantId, u64))| ServerMessage::Writer { mark: *mark, user_id: *who };
        authors.into_iter().flatten().map(told).collect()
    }

    /// Who in this room writes under this mark.
    pub fn author(&self, mark: u32) -> Option<ParticipantId> {
        self.rooms.author(self.room, mark)
    }

    /// Shows everybody else where this person is.
    pub fn show_cursor(&self, position: Position, selection: Option<Position>, file_path: String) {
        let message = Arc::new(ServerMessage::CursorUpdate { user_id: self.who, position, selection, file_path });
        let mut inner = self.rooms.lock();
        let Some(room) = inner.rooms.get_mut(&self.room) else { return };
        room.tell(Some(self.connection), &message);
        if let Some(mine) = room.connections.get_mut(&self.connection) {
            mine.cursor = Some(message);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inner = self.rooms.lock();
        let Some(room) = inner.rooms.get_mut(&self.room) else { return };
        room.connections.remove(&self.connection);
        room.authors.retain(|_, (_, connection)| *connection != self.connection);
        if !room.has(self.who) {
            room.tell(None, &Arc::new(ServerMessage::ParticipantLeft { user_id: self.who }));
        }
        if room.connections.is_empty() {
            inner.rooms.remove(&self.room);
        }
    }
}

impl Announce for Rooms {
    fn comment(&self, room: RoomId, update: CommentUpdate) {
        let CommentUpdate { action, comment } = update;
        self.tell(room, None, ServerMessage::CommentUpdate { action, comment });
    }

    fn role_changed(&self, room: RoomId, who: ParticipantId, role: Option<RoomRole>) {
        let mut inner = self.lock();
        let Some(room) = inner.rooms.get_mut(&room) else { return };
        for one in room.connections.values_mut().filter(|one| one.participant.id == who) {
            if let Some(role) = role {
                one.participant.role = role;
            }
            one.hear(Out::Role(role));
        }
        room.tell(None, &Arc::new(ServerMessage::RoleChanged { user_id: who, role }));
    }

    fn room_closed(&self, room: RoomId) {
        if let Some(room) = self.lock().rooms.get(&room) {
            room.connections.values().for_each(|one| one.hear(Out::Closed));
        }
    }

    fn activity(&self, room: RoomId, line: Activity) {
        self.tell(room, None, ServerMessage::Activity { line });
    }
}
