//! The server's end for one file: what a room of the real one says about texts, without its disk.
use collab_contract::protocol::{
    CHANGE_FRAME, ClientMessage, JSON_FRAME, ServerMessage, SubmitFrame, updates_to_bytes,
};
use doc::{CatchUp, Refusal, Resume, ServerDoc, SessionId, Stored, Update};
use ot::bytes;

use super::file;

/// Catch-ups of more changes than this are told as one.
const MOST_SINGLE: usize = 5;

#[derive(Clone)]
struct Seat {
    handle: u32,
    path: String,
    session: SessionId,
    generation: u32,
    /// The version that was told last; nothing when it has to come again.
    told: Option<u64>,
}

pub struct Relay {
    pub doc: ServerDoc,
    pub may_write: Vec<bool>,
    /// Whether it is without its database: everybody is out of step.
    pub is_away: bool,
    /// A session that is somebody else's.
    pub taken: Option<SessionId>,
    seats: Vec<Option<Seat>>,
    out: Vec<Vec<Vec<u8>>>,
    handles: u32,
}

impl Relay {
    pub fn new(text: &str, people: usize) -> Self {
        let stored = Stored { text: text.to_owned(), version: 1, sessions: Vec::new() };
        Self {
            doc: ServerDoc::load(stored, []).unwrap().composing_above(MOST_SINGLE),
            may_write: vec![true; people],
            is_away: false,
            taken: None,
            seats: vec![None; people],
            out: vec![Vec::new(); people],
            handles: 0,
        }
    }

    pub fn frames_for(&mut self, who: usize) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.out[who])
    }

    pub fn leave(&mut self, who: usize) {
        self.seats[who] = None;
        self.out[who].clear();
    }

    pub fn is_open(&self, who: usize) -> bool {
        self.seats[who].is_some()
    }

    pub fn say(&mut self, who: usize, message: &ServerMessage) {
        let mut frame = vec![JSON_FRAME];
        frame.extend(serde_json::to_vec(message).unwrap());
        self.out[who].push(frame);
    }

    pub fn tell(&mut self, who: usize, updates: &[Update]) {
        let Some(seat) = &self.seats[who] else { return };
        let mut frame = vec![CHANGE_FRAME];
        bytes::put(&mut frame, u64::from(seat.handle));
        frame.extend(updates_to_bytes(updates));
        self.out[who].push(frame);
    }

    pub fn hear(&mut self, who: usize, frame: &[u8]) {
        let (kind, body) = frame.split_first().unwrap();
        match *kind {
            JSON_FRAME => match serde_json::from_slice::<ClientMessage>(body).unwrap() {
                ClientMessage::Open { file_path, file_id, session, generation, version, acked } => {
                    assert_eq!(file_id, Some(file()));
                    let session = SessionId(u128::from_str_radix(&session.unwrap(), 16).unwrap());
                    let resume = Resume { generation: generation.unwrap(), version, acked: acked.unwrap() };
                    self.open(who, file_path, session, resume);
                }
                ClientMessage::Close { file_path, file_id } => {
                    assert_eq!(file_id, Some(file()));
                    if self.seats[who].as_ref().is_some_and(|seat| seat.path == file_path) {
                        self.seats[who] = None;
                    }
                }
                _ => {}
            },
            _ => self.submit(who, SubmitFrame::read(body).unwrap()),
        }
        self.tell_all();
    }

    fn open(&mut self, who: usize, path: String, session: SessionId, mut resume: Resume) {
        if self.taken == Some(session) {
            let message = "The session is somebody else's.".into();
            return self.say(who, &ServerMessage::Error { code: "session_taken".into(), message });
        }
        let known = self.seats[who].as_ref().filter(|seat| seat.session == session).map(|seat| seat.handle);
        let handle = known.unwrap_or_else(|| {
            self.handles += 1;
            self.handles
        });
        let generation = resume.generation;
        self.seats[who] = Some(Seat { handle, path: path.clone(), session, generation, told: None });
        let session_hex = format!("{:032x}", session.0);
        self.say(who, &ServerMessage::Opened { file_path: path, file_id: file(), handle, session: session_hex });
        if self.is_away {
            return self.tell(who, &[Update::Resync { generation }]);
        }
        if resume.version.is_some_and(|version| version > self.doc.version()) {
            resume.version = None;
        }
        match self.doc.resume(session, &resume) {
            Ok(CatchUp::Updates(mut updates)) => {
                updates.push(Update::Welcome { generation, version: self.doc.durable() });
                self.tell(who, &updates);
                let durable = self.doc.durable();
                self.seats[who].as_mut().unwrap().told = Some(durable);
            }
            Ok(CatchUp::Older | CatchUp::Later) => panic!("everything is stored and remembered here"),
            Err(_) => self.tell(who, &[Update::Resync { generation }]),
        }
    }

    fn submit(&mut self, who: usize, frame: SubmitFrame) {
        let Some(seat) = self.seats[who].clone().filter(|seat| seat.handle == frame.handle) else { return };
        let (generation, seq) = (frame.submit.generation, frame.submit.seq);
        if generation != seat.generation {
            return;
        }
        if self.is_away {
            self.doc.end_generation(seat.session);
            return self.tell(who, &[Update::Resync { generation }]);
        }
        let answer = match self.may_write[who].then(|| self.doc.submit(seat.session, frame.submit)) {
            Some(Ok(_) | Err(Refusal::Fenced)) => return self.doc.mark_durable(self.doc.version()),
            Some(Err(Refusal::OutOfStep)) => Update::Resync { generation },
            Some(Err(refusal)) => panic!("a change does not fit: {refusal}"),
            None => Update::Refused { generation, seq },
        };
        self.doc.end_generation(seat.session);
        self.tell(who, &[answer]);
    }

    fn tell_all(&mut self) {
        for who in 0..self.seats.len() {
            let Some(seat) = &self.seats[who] else { continue };
            let Some(told) = seat.told.filter(|told| *told < self.doc.durable()) else { continue };
            let updates = self.doc.updates_after(seat.session, told).unwrap();
            let durable = self.doc.durable();
            self.tell(who, &updates);
            self.seats[who].as_mut().unwrap().told = Some(durable);
        }
    }

    /// Everybody was too slow, or the file was written over another way.
    pub fn resync_all(&mut self) {
        for who in 0..self.seats.len() {
            if let Some(seat) = self.seats[who].clone() {
                self.doc.end_generation(seat.session);
                self.tell(who, &[Update::Resync { generation: seat.generation }]);
                self.seats[who].as_mut().unwrap().told = None;
            }
        }
    }
}
