//! What people write, brought into a form that can be kept.
use collab_contract::{CollabError, MAX_COMMENT_CHARS, MAX_GUEST_NAME_CHARS, MAX_QUOTE_CHARS, MAX_ROOM_NAME_CHARS};

/// Longest note with a rating, in characters.
const MAX_NOTE_CHARS: usize = 1_000;
/// Longest address, in characters: what RFC 5321 lets a path have.
const MAX_EMAIL_CHARS: usize = 254;

/// One line without control characters, trimmed.
fn line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.trim().to_owned()
}

/// The name of a room or a link: 1 to 80 characters.
pub fn name(text: &str) -> Result<String, CollabError> {
    let text = line(text);
    if (1..=MAX_ROOM_NAME_CHARS).contains(&text.chars().count()) { Ok(text) } else { Err(CollabError::BadName) }
}

/// The name that a guest gives: 1 to 60 characters.
pub fn guest_name(text: &str) -> Result<String, CollabError> {
    let text = line(text);
    if (1..=MAX_GUEST_NAME_CHARS).contains(&text.chars().count()) { Ok(text) } else { Err(CollabError::BadGuestName) }
}

/// A comment's words: 1 to 4,000 characters. Line ends become LF; NUL, which no text column takes, goes.
pub fn comment(text: &str) -> Result<String, CollabError> {
    let text = text.replace('\0', "").replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    match text.chars().count() {
        0 => Err(CollabError::EmptyComment),
        1..=MAX_COMMENT_CHARS => Ok(text.to_owned()),
        chars => Err(CollabError::LongComment { chars, max: MAX_COMMENT_CHARS }),
    }
}

/// The note with a rating; blank means none.
pub fn note(text: Option<&str>) -> Result<Option<String>, CollabError> {
    let text = text.unwrap_or_default().replace('\0', "");
    let text = text.trim();
    match text.chars().count() {
        0 => Ok(None),
        1..=MAX_NOTE_CHARS => Ok(Some(text.to_owned())),
        _ => Err(CollabError::BadRating),
    }
}

/// An address that a mail can be sent to. Whether somebody reads it, only the mail can tell.
pub fn email(text: &str) -> Result<String, CollabError> {
    let text = text.trim();
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\"\\".contains(c);
    let fits = text.chars().count() <= MAX_EMAIL_CHARS
        && text.chars().all(plain)
        && text.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && !host.contains('@')
                && host.split('.').count() >= 2
                && host.split('.').all(|part| !part.is_empty())
        });
    if fits { Ok(text.to_owned()) } else { Err(CollabError::BadEmail) }
}

/// As much of a quoted text as is kept.
pub fn quote(text: &str) -> String {
    text.replace('\0', "").chars().take(MAX_QUOTE_CHARS).collect()
}

/// A stretch of a text, in UTF-16 units, with what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub start: u32,
    pub end: u32,
    pub quote: String,
}

/// A whole line, counted from 1, without its end. `None` when the text has fewer.
pub fn span_of_line(text: &str, number: u32) -> Option<Span> {
    let units = |text: &str| text.encode_utf16().count() as u32;
    let mut start = 0;
    for (at, line) in text.split('\n').enumerate() {
        if at + 1 == number as usize {
            return Some(Span { start, end: start + units(line), quote: quote(line) });
        }
        start += units(line) + 1;
    }
    None
}
