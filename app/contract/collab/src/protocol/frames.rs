//! The dialect of bytes: changes of documents in a frame of a few bytes each.
use ot::{DecodeError, Op, bytes};
use projects_contract::doc::{SessionId, Submit, Update};

/// First byte of a frame that holds JSON.
pub const JSON_FRAME: u8 = 0;
/// First byte of a frame that holds changes of a document.
pub const CHANGE_FRAME: u8 = 1;

/// A change that a client sends as bytes: [`CHANGE_FRAME`], handle, generation, seq and base as LEB128, the operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmitFrame {
    /// Which file.
    pub handle: u32,
    /// The change.
    pub submit: Submit,
}

impl SubmitFrame {
    /// The frame. A typed key in a large file takes at most 24 bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(24);
        out.push(CHANGE_FRAME);
        for number in [self.handle, self.submit.generation, self.submit.seq] {
            bytes::put(&mut out, u64::from(number));
        }
        bytes::put(&mut out, self.submit.base);
        self.submit.op.encode(&mut out);
        out
    }

    /// Reads what follows the first byte.
    pub fn read(mut body: &[u8]) -> Result<Self, DecodeError> {
        let handle = small(&mut body)?;
        let (generation, seq) = (small(&mut body)?, small(&mut body)?);
        let base = bytes::take(&mut body)?;
        let op = Op::decode(&mut body)?;
        if body.is_empty() {
            Ok(Self { handle, submit: Submit { generation, seq, base, op } })
        } else {
            Err(DecodeError::Malformed)
        }
    }
}

const FOREIGN: u8 = 0;
const OWN: u8 = 1;
const COMPOSED: u8 = 2;
const RESET: u8 = 3;
const WELCOME: u8 = 4;
const REFUSED: u8 = 5;
const RESYNC: u8 = 6;

/// Updates of one document as bytes: their number, then each with a byte for its kind. What follows [`CHANGE_FRAME`] and
/// the handle in a frame to a client. Of who made a change, the first four bytes travel.
pub fn updates_to_bytes(updates: &[Update]) -> Vec<u8> {
    let mut out = Vec::with_capacity(updates.len() * 24);
    bytes::put(&mut out, updates.len() as u64);
    for update in updates {
        match update {
            Update::Foreign { version, by, op } => {
                out.push(FOREIGN);
                bytes::put(&mut out, *version);
                out.extend_from_slice(&mark(*by).to_le_bytes());
                op.encode(&mut out);
            }
            Update::Own { version, seq } => {
                out.push(OWN);
                bytes::put(&mut out, *version);
                bytes::put(&mut out, u64::from(*seq));
            }
            Update::Composed { from, to, op } => {
                out.push(COMPOSED);
                bytes::put(&mut out, *from);
                bytes::put(&mut out, *to);
                op.encode(&mut out);
            }
            Update::Reset { generation, version, acked, text } => {
                out.push(RESET);
                bytes::put(&mut out, u64::from(*generation));
                bytes::put(&mut out, *version);
                bytes::put(&mut out, u64::from(*acked));
                bytes::put(&mut out, text.len() as u64);
                out.extend_from_slice(text.as_bytes());
            }
            Update::Welcome { generation, version } => {
                out.push(WELCOME);
                bytes::put(&mut out, u64::from(*generation));
                bytes::put(&mut out, *version);
            }
            Update::Refused { generation, seq } => {
                out.push(REFUSED);
                bytes::put(&mut out, u64::from(*generation));
                bytes::put(&mut out, u64::from(*seq));
            }
            Update::Resync { generation } => {
                out.push(RESYNC);
                bytes::put(&mut out, u64::from(*generation));
            }
        }
    }
    out
}

/// Reads what [`updates_to_bytes`] wrote. Who made a change comes back as its mark.
pub fn updates_from_bytes(mut body: &[u8]) -> Result<Vec<Update>, DecodeError> {
    let count = bytes::take(&mut body)?;
    if count > body.len() as u64 {
        return Err(DecodeError::Truncated);
    }
    let mut updates = Vec::new();
    for _ in 0..count {
        let (&kind, rest) = body.split_first().ok_or(DecodeError::Truncated)?;
        body = rest;
        updates.push(match kind {
            FOREIGN => {
                let version = bytes::take(&mut body)?;
                let (mark, rest) = body.split_first_chunk::<4>().ok_or(DecodeError::Truncated)?;
                body = rest;
                let by = SessionId(u128::from(u32::from_le_bytes(*mark)));
                Update::Foreign { version, by, op: Op::decode(&mut body)? }
            }
            OWN => Update::Own { version: bytes::take(&mut body)?, seq: small(&mut body)? },
            COMPOSED => {
                let (from, to) = (bytes::take(&mut body)?, bytes::take(&mut body)?);
                Update::Composed { from, to, op: Op::decode(&mut body)? }
            }
            RESET => {
                let generation = small(&mut body)?;
                let version = bytes::take(&mut body)?;
                let acked = small(&mut body)?;
                let length = usize::try_from(bytes::take(&mut body)?).map_err(|_| DecodeError::Malformed)?;
                let (text, rest) = body.split_at_checked(length).ok_or(DecodeError::Truncated)?;
                body = rest;
                let text = std::str::from_utf8(text).map_err(|_| DecodeError::NotUtf8)?.to_owned();
                Update::Reset { generation, version, acked, text }
            }
            WELCOME => Update::Welcome { generation: small(&mut body)?, version: bytes::take(&mut body)? },
            REFUSED => Update::Refused { generation: small(&mut body)?, seq: small(&mut body)? },
            RESYNC => Update::Resync { generation: small(&mut body)? },
            _ => return Err(DecodeError::Malformed),
        });
    }
    if body.is_empty() { Ok(updates) } else { Err(DecodeError::Malformed) }
}

/// What of a session travels with others' changes: enough to tell the people of a room apart.
pub const fn mark(session: SessionId) -> u32 {
    (session.0 ^ session.0 >> 32 ^ session.0 >> 64 ^ session.0 >> 96) as u32
}

fn small(body: &mut &[u8]) -> Result<u32, DecodeError> {
    u32::try_from(bytes::take(body)?).map_err(|_| DecodeError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_a_large_file_takes_at_most_24_bytes_up_and_28_down() {
        let op = Op::splice(3_000_000, 0, "é").unwrap();
        let frame = SubmitFrame {
            handle: 40,
            submit: Submit { generation: 300, seq: 200_000, base: 5_000_000, op: op.clone() },
        };
        let bytes = frame.to_bytes();
        assert!(bytes.len() <= 24, "{} bytes", bytes.len());
        assert_eq!(SubmitFrame::read(&bytes[1..]).unwrap(), frame);
        let down = updates_to_bytes(&[Update::Foreign { version: 5_000_001, by: SessionId(u128::MAX), op }]);
        // With the first byte and the handle.
        assert!(down.len() + 2 <= 28, "{} bytes", down.len());
    }

    #[test]
    fn updates_come_back_as_they_were() {
        let op = Op::splice(2, 1, "x😀").unwrap();
        let all = vec![
            Update::Foreign { version: 7, by: SessionId(9), op: op.clone() },
            Update::Own { version: 8, seq: 3 },
            Update::Composed { from: 8, to: 300, op },
            Update::Reset { generation: 2, version: 9, acked: 4, text: "täxt".into() },
            Update::Welcome { generation: 2, version: 9 },
            Update::Refused { generation: 2, seq: 5 },
            Update::Resync { generation: 2 },
        ];
        let bytes = updates_to_bytes(&all);
        assert_eq!(updates_from_bytes(&bytes).unwrap(), all);
        for end in 0..bytes.len() {
            assert!(updates_from_bytes(&bytes[..end]).is_err(), "{end}");
        }
    }
}
