//! Asking a server whether it takes connections, without a client library.
//!
//! That the socket accepts is not enough: postgres listens long before it has finished recovery. So this sends the
//! protocol's first message and looks at the first answer; a request to authenticate is only made by a server that
//! would go on.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// A server that needs longer than this for its first answer is not ready in any useful sense.
const PATIENCE: Duration = Duration::from_secs(2);

/// Longest error message we read, in bytes.
const ERROR_MAX: usize = 8 * 1024;

const PROTOCOL_3_0: u32 = 3 << 16;

/// What the socket said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It takes connections.
    Ready,
    /// It is there but starting, recovering or shutting down.
    Busy,
    /// Nobody listens.
    Silent,
}

pub(crate) fn ask(socket: &Path) -> Answer {
    match UnixStream::connect(socket) {
        // Something listens; a server that hangs up half-way is on its way up or down.
        Ok(stream) => converse(stream).unwrap_or(Answer::Busy),
        Err(_) => Answer::Silent,
    }
}

fn converse(mut stream: UnixStream) -> io::Result<Answer> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&startup_message(crate::OWNER_ROLE, "postgres"))?;
    let mut header = [0_u8; 5];
    stream.read_exact(&mut header)?;
    let [kind, length @ ..] = header;
    if kind != b'E' {
        return Ok(Answer::Ready);
    }
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(ERROR_MAX).saturating_sub(4).min(ERROR_MAX);
    let mut body = vec![0_u8; length];
    stream.read_exact(&mut body)?;
    Ok(if sql_state(&body) == Some("57P03") { Answer::Busy } else { Answer::Ready })
}

/// Length, protocol version, then pairs of zero-terminated strings and a final zero.
pub(crate) fn startup_message(user: &str, database: &str) -> Vec<u8> {
    let mut body = PROTOCOL_3_0.to_be_bytes().to_vec();
    for text in ["user", user, "database", database] {
        body.extend_from_slice(text.as_bytes());
        body.push(0);
    }
    body.push(0);
    let length = u32::try_from(body.len() + 4).expect("two short names fit into four bytes of length");
    [length.to_be_bytes().as_slice(), &body].concat()
}

/// The field `C` of an error message: the five letters that mean the same in every language of the server.
pub(crate) fn sql_state(body: &[u8]) -> Option<&str> {
    body.split(|byte| *byte == 0).find_map(|field| match field {
        [b'C', code @ ..] => std::str::from_utf8(code).ok(),
        _ => None,
    })
}
