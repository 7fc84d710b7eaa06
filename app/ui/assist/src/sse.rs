//! Server-sent events out of a stream of bytes, after
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>.
//!
//! The browser's own `EventSource` cannot be stopped and resumed at a place of our choice, so the stream is fetched and
//! read here.

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SseEvent {
    /// `message` unless the server named it.
    pub name: String,
    /// Its lines, joined with line feeds.
    pub data: String,
    /// The last id that the stream has given, here or earlier.
    pub id: Option<String>,
}

/// Reads bytes as they come, cut anywhere, even inside a character.
#[derive(Debug, Default)]
pub struct SseReader {
    rest: Vec<u8>,
    begun: bool,
    after_return: bool,
    name: String,
    data: Option<String>,
    id: Option<String>,
}

/// Longest line and longest event, in bytes. A whole message with its changes fits many times; a stream without line
/// ends must not fill the memory.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The stream is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

impl SseReader {
    /// Takes the next bytes and answers the events that they complete.
    ///
    /// # Errors
    /// [`TooLong`] when a line or an event passes 32 MiB; the stream is of no use after that.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<SseEvent>, TooLong> {
        let mut events = Vec::new();
        for &byte in bytes {
            // A line ends with CR, LF or both; the LF of a pair that was cut apart must not end a second line.
            let pair = std::mem::take(&mut self.after_return) && byte == b'\n';
            if pair {
                continue;
            }
            if byte == b'\n' || byte == b'\r' {
                self.after_return = byte == b'\r';
                let line = std::mem::take(&mut self.rest);
                events.extend(self.line(&String::from_utf8_lossy(&line)));
            } else {
                self.rest.push(byte);
            }
        }
        let held = self.rest.len() + self.data.as_ref().map_or(0, String::len);
        if held > MOST_BYTES { Err(TooLong) } else { Ok(events) }
    }

    fn line(&mut self, line: &str) -> Option<SseEvent> {
        // A byte order mark may stand at the very beginning; anywhere else it is part of an unknown field.
        let first = !std::mem::replace(&mut self.begun, true);
        let line = if first { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let data = self.data.take()?;
            let name = if name.is_empty() { "message".to_owned() } else { name };
            return Some(SseEvent { name, data, id: self.id.clone() });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            // Comments (an empty field), `retry` and whatever comes later mean nothing here.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = ": hello\n\nevent: token\nid: 1\ndata: {\"text\":\"für\"}\n\ndata: a\ndata:\ndata:  b\n\nid: 7\n\n\
                          event: complete\r\ndata: x\r\n\r\nevent: cut";

    fn expected() -> Vec<SseEvent> {
        let event =
            |name: &str, data: &str, id: &str| SseEvent { name: name.into(), data: data.into(), id: Some(id.into()) };
        vec![event("token", "{\"text\":\"für\"}", "1"), event("message", "a\n\n b", "1"), event("complete", "x", "7")]
    }

    #[test]
    fn a_stream_is_read_the_same_however_it_is_cut() {
        let bytes = STREAM.as_bytes();
        for size in 1..=bytes.len() {
            let mut reader = SseReader::default();
            let events: Vec<_> = bytes.chunks(size).flat_map(|chunk| reader.push(chunk).unwrap()).collect();
            assert_eq!(events, expected(), "in pieces of {size} bytes");
        }
    }

    #[test]
    fn line_ends_of_every_kind_count_once() {
        for end in ["\n", "\r", "\r\n"] {
            let mut reader = SseReader::default();
            let stream = format!("data: a{end}{end}data: b{end}{end}");
            let data: Vec<_> = reader.push(stream.as_bytes()).unwrap().into_iter().map(|event| event.data).collect();
            assert_eq!(data, ["a", "b"], "{end:?}");
        }
    }

    #[test]
    fn an_event_without_data_says_nothing_and_an_unfinished_one_is_not_given() {
        let mut reader = SseReader::default();
        assert_eq!(reader.push(b"event: token\n\ndata: half").unwrap(), []);
        assert_eq!(reader.push(b"\n\n").unwrap().len(), 1);
    }

    #[test]
    fn a_byte_order_mark_counts_at_the_beginning_only() {
        let mut reader = SseReader::default();
        let events = reader.push("\u{feff}data: a\n\n\u{feff}data: b\n\ndata: c\n\n".as_bytes()).unwrap();
        assert_eq!(events.into_iter().map(|event| event.data).collect::<Vec<_>>(), ["a", "c"]);
    }

    #[test]
    fn a_line_without_end_is_refused_in_time() {
        let mut reader = SseReader::default();
        let piece = vec![b'x'; 1024 * 1024];
        let refused = (0..40).any(|_| reader.push(&piece) == Err(TooLong));
        assert!(refused);
    }
}
