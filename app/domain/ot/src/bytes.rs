//! Operations as bytes: the number of steps, then each step as a number whose lowest two bits say what it is.
//!
//! Numbers are unsigned LEB128. `n << 2` keeps n code units, `n << 2 | 1` deletes n, and `n << 2 | 2` is followed by n
//! bytes of UTF-8 that are inserted. A typed key in the middle of a file takes six or seven bytes.
use crate::{
    builder::Builder,
    op::{Op, OpError, Part},
};

const RETAIN: u64 = 0;
const DELETE: u64 = 1;
const INSERT: u64 = 2;

/// Why bytes are not an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// They end in the middle.
    #[error("the message ends in the middle of an operation")]
    Truncated,
    /// A number or a kind of step that does not exist.
    #[error("the message holds no operation")]
    Malformed,
    /// Inserted text that is not UTF-8.
    #[error("the inserted text is not UTF-8")]
    NotUtf8,
    /// Steps that cannot be.
    #[error(transparent)]
    Op(#[from] OpError),
}

impl Op {
    /// Appends its bytes.
    pub fn encode(&self, out: &mut Vec<u8>) {
        put(out, self.runs.len() as u64);
        for part in self.parts() {
            match part {
                Part::Retain(units) => put(out, u64::from(units) << 2 | RETAIN),
                Part::Delete(units) => put(out, u64::from(units) << 2 | DELETE),
                Part::Insert(text) => {
                    put(out, (text.len() as u64) << 2 | INSERT);
                    out.extend_from_slice(text.as_bytes());
                }
            }
        }
    }

    /// Reads one operation from the beginning of `bytes` and moves them past it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        let steps = take(bytes)?;
        // Each step has a byte at least, so a lie about their number ends here.
        if steps > bytes.len() as u64 {
            return Err(DecodeError::Truncated);
        }
        let mut op = Builder::default();
        for _ in 0..steps {
            let step = take(bytes)?;
            let length = step >> 2;
            let units = u32::try_from(length).map_err(|_| OpError::TooLong)?;
            match step & 3 {
                RETAIN => op.retain(units)?,
                DELETE => op.delete(units)?,
                INSERT => {
                    let (text, rest) = bytes.split_at_checked(units as usize).ok_or(DecodeError::Truncated)?;
                    op.insert(std::str::from_utf8(text).map_err(|_| DecodeError::NotUtf8)?)?;
                    *bytes = rest;
                }
                _ => return Err(DecodeError::Malformed),
            }
        }
        Ok(op.done())
    }
}

/// Appends a number as unsigned LEB128.
pub fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Reads an unsigned LEB128 number from the beginning of `bytes` and moves them past it.
pub fn take(bytes: &mut &[u8]) -> Result<u64, DecodeError> {
    let mut number = 0u64;
    for shift in (0..=63).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(DecodeError::Truncated)?;
        *bytes = rest;
        let low = u64::from(byte & 0x7f);
        if shift == 63 && low > 1 {
            return Err(DecodeError::Malformed);
        }
        number |= low << shift;
        if byte < 0x80 {
            return Ok(number);
        }
    }
    Err(DecodeError::Malformed)
}
