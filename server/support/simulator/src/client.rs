//! One person at one editor.
use doc::{ClientDoc, SessionId, Update};
use ot::{Op, Part, Text};

use crate::network::{Line, Said, Upward};

pub struct Person {
    number: usize,
    /// Counts sessions, used or not.
    lives: u32,
    most_in_flight: usize,
    pub doc: ClientDoc,
    kept: Option<doc::Saved>,
    is_connected: bool,
    connection: u32,
    /// What it was told of its own changes: session, number, version.
    pub told: Vec<(SessionId, u32, u64)>,
    /// How often it was offered a copy.
    pub copies: u32,
}

impl Person {
    pub fn new(number: usize, most_in_flight: usize) -> Self {
        Self {
            number,
            lives: 0,
            most_in_flight,
            doc: ClientDoc::new(session(number, 0), most_in_flight),
            kept: None,
            is_connected: false,
            connection: 0,
            told: Vec::new(),
            copies: 0,
        }
    }

    pub const fn session(&self) -> SessionId {
        self.doc.session()
    }

    /// The character that only this person types.
    fn letter(&self) -> char {
        ['a', 'b', 'ж', '😀', 'e', 'f'][self.number % 6]
    }

    pub fn edit(&mut self, at: usize, delete: usize, insert: usize, joins: bool) -> Result<(), String> {
        if !self.doc.has_text() {
            return Ok(());
        }
        let text = self.doc.text().to_string();
        let chars: Vec<char> = text.chars().collect();
        let at = at % (chars.len() + 1);
        let end = (at + delete).min(chars.len());
        let units = |chars: &[char]| chars.iter().map(|c| c.len_utf16() as u32).sum();
        let op = Op::from_parts([
            Part::Retain(units(&chars[..at])),
            Part::Insert(&self.letter().to_string().repeat(insert)),
            Part::Delete(units(&chars[at..end])),
        ])
        .map_err(|error| error.to_string())?;
        self.doc.edit(&op, joins).map_err(|error| format!("an edit was refused: {error}"))
    }

    /// Undo deletes one's own letters only.
    pub fn undo(&mut self) -> Result<(), String> {
        let before = self.doc.text().clone();
        let undone = self.doc.undo().map_err(|error| format!("undo failed: {error}"))?;
        let mut at = 0;
        for part in undone.iter().flat_map(Op::parts) {
            match part {
                Part::Retain(units) => at += units,
                Part::Insert(_) => {}
                Part::Delete(units) => {
                    let mut deleted = String::new();
                    before.read(at, units, &mut deleted);
                    if deleted.chars().any(|c| c != self.letter()) {
                        return Err(format!("person {} undid “{deleted}”, which others wrote", self.number));
                    }
                    at += units;
                }
            }
        }
        Ok(())
    }

    pub fn redo(&mut self) -> Result<(), String> {
        self.doc.redo().map(|_| ()).map_err(|error| format!("redo failed: {error}"))
    }

    pub fn send(&mut self, line: &mut Line) {
        if !self.is_connected {
            return;
        }
        while let Some(submit) = self.doc.next_submit() {
            line.up.push_back(Upward {
                session: self.session(),
                connection: self.connection,
                said: Said::Submit(submit),
            });
        }
    }

    pub fn connect(&mut self, line: &mut Line) {
        self.is_connected = true;
        self.connection += 1;
        self.lives += 1;
        let resume = self.doc.resume(session(self.number, self.lives));
        line.up.push_back(Upward { session: self.session(), connection: self.connection, said: Said::Resume(resume) });
    }

    pub fn disconnect(&mut self) {
        self.is_connected = false;
        self.doc.disconnect();
    }

    pub fn keep(&mut self) {
        self.kept = self.doc.save();
    }

    /// Whatever was not kept is gone; without anything kept it is a new editor.
    pub fn die(&mut self) {
        self.is_connected = false;
        self.doc = match self.kept.clone() {
            Some(mut kept) => {
                // The number of the connection is kept apart and at once.
                kept.generation = kept.generation.max(self.connection);
                ClientDoc::restore(kept, self.most_in_flight)
            }
            None => {
                self.lives += 1;
                ClientDoc::new(session(self.number, self.lives), self.most_in_flight)
            }
        };
    }

    pub fn hear(&mut self, update: Update, line: &mut Line) {
        if let Update::Own { version, seq } = update {
            self.told.push((self.session(), seq, version));
        }
        match self.doc.receive(update) {
            Ok(outcome) => {
                self.copies += u32::from(outcome.lost.is_some());
                if outcome.must_resume {
                    self.connect(line);
                }
            }
            Err(_) => self.connect(line),
        }
    }
}

fn session(number: usize, life: u32) -> SessionId {
    SessionId((number as u128 + 1) << 96 | u128::from(life) << 32)
}
