//! Messages on their way.
use std::collections::VecDeque;

use doc::{Resume, SessionId, Submit, Update};

/// What an editor says, as whom, and on which of its connections.
#[derive(Debug, Clone)]
pub struct Upward {
    pub session: SessionId,
    pub connection: u32,
    pub said: Said,
}

#[derive(Debug, Clone)]
pub enum Said {
    Resume(Resume),
    Submit(Submit),
}

/// The two directions between one editor and the server.
#[derive(Debug, Default)]
pub struct Line {
    pub up: VecDeque<Upward>,
    down: VecDeque<(SessionId, Update)>,
}

impl Line {
    pub fn clear(&mut self) {
        self.up.clear();
        self.down.clear();
    }

    /// The server says something to an editor.
    pub fn tell(&mut self, to: SessionId, update: Update) {
        self.down.push_back((to, update));
    }

    /// What the server said arrives, unless the editor that it was meant for is gone.
    pub fn hear(&mut self, at: SessionId, nth: usize) -> Option<Update> {
        take(&mut self.down, nth).filter(|(to, _)| *to == at).map(|(_, update)| update)
    }

    /// Whether nothing is on its way.
    pub fn is_quiet(&self) -> bool {
        self.up.is_empty() && self.down.is_empty()
    }

    /// Whether something is on its way to the editor.
    pub fn has_news(&self) -> bool {
        !self.down.is_empty()
    }

    /// What was said to the editor is lost.
    pub fn lose_down(&mut self) {
        self.down.clear();
    }

    /// Puts the same message behind the others once more.
    pub fn repeat(&mut self, up: bool, nth: usize) {
        if up {
            let again = pick(&self.up, nth).map(|at| self.up[at].clone());
            self.up.extend(again);
        } else {
            let again = pick(&self.down, nth).map(|at| self.down[at].clone());
            self.down.extend(again);
        }
    }

    pub fn lose(&mut self, up: bool, nth: usize) {
        if up {
            drop(take(&mut self.up, nth));
        } else {
            drop(take(&mut self.down, nth));
        }
    }
}

fn pick<T>(queue: &VecDeque<T>, nth: usize) -> Option<usize> {
    (!queue.is_empty()).then(|| nth % queue.len())
}

/// Takes one message out of a queue; the others keep their order.
pub fn take<T>(queue: &mut VecDeque<T>, nth: usize) -> Option<T> {
    queue.remove(pick(queue, nth)?)
}
