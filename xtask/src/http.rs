//! The one HTTP request that xtask makes: is the server ready?

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, ToSocketAddrs};
use std::thread;
use std::time::{Duration, Instant};

use crate::sh::{OrStop, Outcome};

const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Waits until `/ready` at `address` (`host:port`) answers 200, or `alive` says that there is nobody left to answer.
/// True when it is ready.
pub fn wait_until_ready(address: &str, limit: Duration, mut alive: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline && alive() {
        if status(address, "/ready") == Some(200) {
            return true;
        }
        thread::sleep(LOOK_AGAIN);
    }
    false
}

/// The status code of a GET, or nothing when nobody answers properly.
pub fn status(address: &str, path: &str) -> Option<u16> {
    let target = address.to_socket_addrs().ok()?.next()?;
    let mut stream = TcpStream::connect_timeout(&target, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").ok()?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).ok()?;
    parse_status(&head)
}

fn parse_status(head: &[u8]) -> Option<u16> {
    std::str::from_utf8(head).ok()?.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()
}

/// A port that is free now. Another program could take it before we use it, which then says so.
pub fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").or_stop("find a free port")?;
    Ok(listener.local_addr().or_stop("find a free port")?.port())
}

/// Whether something listens there already.
pub fn is_taken(address: &str) -> bool {
    TcpListener::bind(address).is_err_and(|error| error.kind() == std::io::ErrorKind::AddrInUse)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_status_is_read_from_the_first_twelve_bytes() {
        assert_eq!(super::parse_status(b"HTTP/1.1 200"), Some(200));
        assert_eq!(super::parse_status(b"HTTP/1.0 503"), Some(503));
        assert_eq!(super::parse_status(b"SSH-2.0-Open"), None);
    }
}
