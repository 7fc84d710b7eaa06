//! What the server remembers of each editor.
use std::collections::VecDeque;

use ot::{Op, OpError, Side};
use serde::{Deserialize, Serialize};

use crate::{flaw::Flaw, messages::SessionId};

/// An editor as it is stored beside a text, so that a change is known again after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSession {
    /// Who.
    pub session: SessionId,
    /// The last number that was committed.
    pub last_seq: u32,
    /// The version that it made.
    pub last_version: u64,
}

/// An editor while the document is open.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    /// The newest connection; older ones are not listened to.
    pub generation: u32,
    /// Whether that connection was refused something, after which it is not listened to either.
    pub is_ended: bool,
    pub last_seq: u32,
    pub last_version: u64,
    pub bridge: Bridge,
}

/// Others' changes that the editor had not seen when it made its own, as they are after its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bridge {
    /// Every change of others up to this version is here, or was seen by the editor.
    upto: u64,
    ops: VecDeque<(u64, Op)>,
}

impl Bridge {
    /// Forgets what the editor has seen.
    pub fn seen(&mut self, version: u64) {
        while self.ops.front().is_some_and(|(known, _)| *known <= version) {
            self.ops.pop_front();
        }
        if self.upto < version {
            self.upto = version;
        }
    }

    /// The version from which on changes have to be added.
    pub const fn upto(&self) -> u64 {
        self.upto
    }

    /// Adds the change that made `version`.
    pub fn push(&mut self, version: u64, op: Op) {
        self.ops.push_back((version, op));
        self.upto = version;
    }

    /// Notes that the change that made `version` was the editor's own.
    pub fn pass(&mut self, version: u64) {
        self.upto = version;
    }

    /// The editor's change as it has to be after all of these, and these as they are after it.
    pub fn cross(&self, op: Op) -> Result<(Op, Vec<Op>), OpError> {
        let mut op = op;
        let mut crossed = Vec::with_capacity(self.ops.len());
        for (_, other) in &self.ops {
            let (after, other_after) = if Flaw::WrongTie.is_planted() {
                (op.over(other, Side::Right)?, other.over(&op, Side::Left)?)
            } else {
                Op::transform(&op, other)?
            };
            op = after;
            crossed.push(other_after);
        }
        Ok((op, crossed))
    }

    /// Takes the rewritten forms over, once the change is committed.
    pub fn settle(&mut self, crossed: Vec<Op>) {
        if Flaw::NoBridge.is_planted() {
            return;
        }
        for ((_, op), after) in self.ops.iter_mut().zip(crossed) {
            *op = after;
        }
    }
}
