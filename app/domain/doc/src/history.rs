//! The newest changes of a document, kept in memory.
use std::{collections::VecDeque, sync::Arc};

use ot::Op;

use crate::messages::SessionId;

/// Changes that are kept at least while they are small.
pub const RING_ENTRIES: usize = 4096;
/// Bytes that the kept changes may hold together.
pub const RING_BYTES: usize = 1024 * 1024;

/// One committed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The version after it.
    pub version: u64,
    /// The editor that made it.
    pub session: SessionId,
    /// Its number there.
    pub seq: u32,
    /// The change of the text before.
    pub op: Arc<Op>,
}

/// The newest changes, without a gap.
#[derive(Debug, Clone, Default)]
pub struct History {
    entries: VecDeque<Entry>,
    bytes: usize,
}

impl History {
    /// Adds the next one and lets go of the oldest ones that are too much, but of none above `keep`.
    pub fn push(&mut self, entry: Entry, keep: u64) {
        self.bytes += weight(&entry);
        self.entries.push_back(entry);
        while self.entries.len() > RING_ENTRIES || self.bytes > RING_BYTES {
            let Some(oldest) = self.entries.front().filter(|oldest| oldest.version <= keep) else { break };
            self.bytes -= weight(oldest);
            self.entries.pop_front();
        }
    }

    /// The version before the oldest kept change; nothing when none is kept.
    pub fn start(&self) -> Option<u64> {
        self.entries.front().map(|oldest| oldest.version - 1)
    }

    /// The changes after `version`, up to and including `to`; nothing when they are not all here any more.
    pub fn between(&self, version: u64, to: u64) -> Option<impl DoubleEndedIterator<Item = &Entry>> {
        let start = self.start().unwrap_or(to);
        let skip = usize::try_from(version.checked_sub(start)?).ok()?;
        let count = usize::try_from(to.saturating_sub(version)).ok()?;
        Some(self.entries.iter().skip(skip).take(count))
    }

    /// Adds older ones in front. They must lead up to the oldest one that is here, or to `head` where none is.
    pub fn prepend(&mut self, older: Vec<Entry>, head: u64) -> bool {
        let leads_up = older.last().is_none_or(|last| last.version == self.start().unwrap_or(head));
        let is_whole = older.windows(2).all(|pair| pair[1].version == pair[0].version + 1);
        if !leads_up || !is_whole {
            return false;
        }
        for entry in older.into_iter().rev() {
            self.bytes += weight(&entry);
            self.entries.push_front(entry);
        }
        true
    }
}

fn weight(entry: &Entry) -> usize {
    size_of::<Entry>() + size_of::<Op>() + entry.op.heap_bytes()
}
