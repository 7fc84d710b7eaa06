//! The server: one document, its log, and who may write.
use std::collections::VecDeque;

use doc::{CatchUp, Entry, Flaw, Refusal, ServerDoc, SessionId, Stored, Update};
use ot::Op;

use crate::network::{Line, Said, Upward};

/// Changes that a catch-up tells one by one: few, so that small rooms see composed ones.
const MOST_SINGLE: usize = 2;

/// One connection as the server sees it.
#[derive(Debug, Clone, Copy)]
struct Connection {
    number: u32,
    session: SessionId,
    generation: u32,
    /// The version that it was told last; nothing while it waits for the whole text.
    told: Option<u64>,
}

struct Mail {
    who: usize,
    message: Upward,
    /// Whether the person could write when the message arrived. Only a planted mistake looks at it.
    could_write: bool,
}

pub struct Room {
    doc: ServerDoc,
    log: Vec<Entry>,
    snapshot: Stored,
    mailbox: VecDeque<Mail>,
    connections: Vec<Option<Connection>>,
    writes: Vec<bool>,
    lock: Option<usize>,
    pub commits: u64,
    pub refusals: u64,
    pub composed: u64,
}

impl Room {
    pub fn new(people: usize) -> Self {
        let snapshot = Stored { text: "in the beginning 🌍".to_owned(), version: 0, sessions: Vec::new() };
        Self {
            doc: open(&snapshot, &[]),
            log: Vec::new(),
            snapshot,
            mailbox: VecDeque::new(),
            connections: vec![None; people],
            writes: vec![true; people],
            lock: None,
            commits: 0,
            refusals: 0,
            composed: 0,
        }
    }

    pub fn log(&self) -> &[Entry] {
        &self.log
    }

    pub fn text(&self) -> String {
        self.doc.text().to_string()
    }

    pub fn has_mail(&self) -> bool {
        !self.mailbox.is_empty()
    }

    pub fn is_idle(&self) -> bool {
        self.mailbox.is_empty() && self.doc.durable() == self.doc.version()
    }

    fn may_write(&self, who: usize) -> bool {
        self.writes[who] && self.lock.is_none_or(|holder| holder == who)
    }

    pub fn receive(&mut self, who: usize, message: Upward) {
        let could_write = self.may_write(who);
        self.mailbox.push_back(Mail { who, message, could_write });
    }

    pub fn work(&mut self, lines: &mut [Line]) -> Result<(), String> {
        let Some(Mail { who, message, could_write }) = self.mailbox.pop_front() else { return Ok(()) };
        let session = message.session;
        match message.said {
            Said::Resume(resume) => {
                let (number, generation) = (message.connection, resume.generation);
                let line = &mut lines[who];
                match self.doc.resume(session, &resume) {
                    Ok(CatchUp::Updates(updates)) => {
                        self.composed += updates.iter().filter(|u| matches!(u, Update::Composed { .. })).count() as u64;
                        updates.into_iter().for_each(|update| line.tell(session, update));
                        let version = self.doc.durable();
                        line.tell(session, Update::Welcome { generation: resume.generation, version });
                        self.connections[who] = Some(Connection { number, session, generation, told: Some(version) });
                    }
                    Ok(CatchUp::Later | CatchUp::Older) => {
                        self.connections[who] = Some(Connection { number, session, generation, told: None });
                    }
                    Err(Refusal::Fenced) => {}
                    Err(other) => return Err(format!("person {who} could not come back: {other}")),
                }
            }
            Said::Submit(submit) => {
                let (generation, seq) = (submit.generation, submit.seq);
                let is_current = self.connections[who].is_some_and(|now| now.number == message.connection);
                if !is_current && !Flaw::MissedFence.is_planted() {
                    return Ok(());
                }
                let allowed = if Flaw::EarlyRoleCheck.is_planted() { could_write } else { self.may_write(who) };
                if !allowed {
                    self.doc.end_generation(session);
                    self.refusals += 1;
                    lines[who].tell(session, Update::Refused { generation, seq });
                    return Ok(());
                }
                match self.doc.submit(session, submit) {
                    Ok(doc::Submitted::Committed { .. }) => {
                        self.commits += 1;
                        if !is_current {
                            return Err(format!("a replaced connection of person {who} was listened to"));
                        }
                        if !self.may_write(who) {
                            return Err(format!("person {who} wrote without being allowed to"));
                        }
                        if Flaw::AckBeforeCommit.is_planted() {
                            self.tell(lines);
                        }
                    }
                    Ok(doc::Submitted::Already) | Err(Refusal::Fenced) => {}
                    Err(Refusal::OutOfStep) => {
                        self.doc.end_generation(session);
                        lines[who].tell(session, Update::Resync { generation });
                    }
                    Err(other) => return Err(format!("a change of person {who} did not fit: {other}")),
                }
            }
        }
        Ok(())
    }

    pub fn store(&mut self, lines: &mut [Line]) {
        self.log.extend(self.doc.undurable());
        self.doc.mark_durable(self.doc.version());
        self.tell(lines);
    }

    fn tell(&mut self, lines: &mut [Line]) {
        for (who, connection) in self.connections.iter_mut().enumerate() {
            let Some(connection) = connection else { continue };
            let Some(told) = connection.told else {
                if let Some(whole) = self.doc.whole(connection.session) {
                    lines[who].tell(connection.session, whole);
                    connection.told = Some(self.doc.durable());
                }
                continue;
            };
            let updates = self.doc.updates_after(connection.session, told).unwrap_or_default();
            connection.told = Some(told + updates.len() as u64);
            updates.into_iter().for_each(|update| lines[who].tell(connection.session, update));
        }
    }

    /// Memory is gone, or cannot be trusted; what is stored is not.
    pub fn start_over(&mut self, lines: &mut [Line], connections_live: bool) -> Result<(), String> {
        let from = self.snapshot.version;
        let tail = self.log.get(from as usize..).ok_or("the snapshot holds what was never stored")?;
        self.doc = open(&self.snapshot, tail);
        if !connections_live {
            self.mailbox.clear();
            self.connections.fill(None);
            return Ok(());
        }
        for (who, connection) in self.connections.iter_mut().enumerate() {
            if let Some(Connection { session, generation, .. }) = connection.take() {
                lines[who].tell(session, Update::Resync { generation });
            }
        }
        Ok(())
    }

    pub fn snapshot(&mut self) {
        if self.doc.durable() == self.doc.version() || Flaw::EarlySnapshot.is_planted() {
            self.snapshot = self.doc.to_stored();
        }
    }

    pub fn set_role(&mut self, who: usize, writes: bool) {
        self.writes[who] = writes;
    }

    pub fn set_lock(&mut self, lock: Option<usize>) {
        self.lock = lock;
    }

    /// Brings back what was there half the log ago.
    pub fn restore(&mut self) -> Result<(), String> {
        let old = replay(&self.log[..self.log.len() / 2])?;
        let op = Op::diff(&self.text(), &old).map_err(|error| error.to_string())?;
        self.doc.change(op).map(|_| ()).map_err(|error| format!("restoring failed: {error}"))
    }

    pub fn slow(&mut self, who: usize, lines: &mut [Line]) {
        if let Some(connection) = self.connections[who].take() {
            self.doc.end_generation(connection.session);
            lines[who].lose_down();
            lines[who].tell(connection.session, Update::Resync { generation: connection.generation });
        }
    }

    pub fn disconnect(&mut self, who: usize) {
        self.connections[who] = None;
    }
}

fn open(snapshot: &Stored, tail: &[Entry]) -> ServerDoc {
    ServerDoc::load(snapshot.clone(), tail.iter().cloned())
        .expect("the log fits its snapshot")
        .composing_above(MOST_SINGLE)
}

/// The text that a log makes.
pub fn replay(log: &[Entry]) -> Result<String, String> {
    let mut text = ot::RopeText::from("in the beginning 🌍");
    for (at, entry) in log.iter().enumerate() {
        if entry.version != at as u64 + 1 {
            return Err(format!("the log has version {} where {} belongs", entry.version, at + 1));
        }
        entry.op.apply(&mut text).map_err(|error| format!("version {} does not fit: {error}", entry.version))?;
    }
    Ok(text.to_string())
}
