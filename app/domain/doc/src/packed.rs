//! Committed changes as bytes, for the log: their number, then each with its editor (16 bytes, little-endian), its number
//! there (LEB128) and the operation.
use std::sync::Arc;

use ot::{DecodeError, Op, bytes};

use crate::{history::Entry, messages::SessionId};

/// Packs changes whose versions follow each other.
pub fn pack(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(8 + entries.len() * 28);
    bytes::put(&mut out, entries.len() as u64);
    for entry in entries {
        out.extend_from_slice(&entry.session.0.to_le_bytes());
        bytes::put(&mut out, u64::from(entry.seq));
        entry.op.encode(&mut out);
    }
    out
}

/// Unpacks changes that follow the version `from`.
pub fn unpack(from: u64, mut packed: &[u8]) -> Result<Vec<Entry>, DecodeError> {
    let count = bytes::take(&mut packed)?;
    let mut entries = Vec::new();
    for version in from + 1..=from.saturating_add(count) {
        let (session, rest) = packed.split_first_chunk::<16>().ok_or(DecodeError::Truncated)?;
        packed = rest;
        let seq = u32::try_from(bytes::take(&mut packed)?).map_err(|_| DecodeError::Malformed)?;
        let op = Arc::new(Op::decode(&mut packed)?);
        entries.push(Entry { version, session: SessionId(u128::from_le_bytes(*session)), seq, op });
    }
    if packed.is_empty() { Ok(entries) } else { Err(DecodeError::Malformed) }
}
