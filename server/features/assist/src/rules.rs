//! Decisions about conversations as plain functions: no database, no clock.
use assist_contract::{AssistError, MAX_MESSAGE_CHARS};
use kernel::{ConversationId, Cursor, Timestamp};
use ports::model::Focus;
use projects_contract::ProjectsError;

/// Messages that one person sends in a minute and in a day.
pub const MAX_PER_MINUTE: u32 = 10;
pub const MAX_PER_DAY: u32 = 100;
pub const MINUTE_SECONDS: i64 = 60;
pub const DAY_SECONDS: i64 = 24 * 3600;
/// Questions in one conversation. A model sees only the end of a long one anyway.
pub const MAX_QUESTIONS: i64 = 500;
/// Conversations of one person.
pub const MAX_CONVERSATIONS: i64 = 2_000;
/// After this silence the process that wrote a reply is taken for dead.
pub const SILENCE_SECONDS: i64 = 120;
/// The name of a conversation in which nothing was said yet.
pub const UNTITLED: &str = "New conversation";
/// Longest title that is made from a message; a title that somebody chose may be longer.
const MADE_TITLE_CHARS: usize = 60;
const MAX_TITLE_CHARS: usize = 120;
/// Longest name that a client gives a message. Longer ones are kept by their hash, which is as unique.
const MAX_CLIENT_ID_CHARS: usize = 100;

/// A message that can be sent: trimmed, without NUL, 1 to 20,000 characters.
pub fn message(text: &str) -> Result<String, AssistError> {
    let text = text.replace('\0', "");
    let text = text.trim();
    let chars = text.chars().count();
    match chars {
        0 => Err(AssistError::EmptyMessage),
        1..=MAX_MESSAGE_CHARS => Ok(text.to_owned()),
        _ => Err(AssistError::LongMessage { chars, max: MAX_MESSAGE_CHARS }),
    }
}

/// A title on one line; `None` when nothing is left of it.
pub fn title(text: &str) -> Option<String> {
    shortened(&text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>(), MAX_TITLE_CHARS)
}

/// A title from the first line of a message.
pub fn title_of_message(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| line.chars().any(char::is_alphanumeric)).unwrap_or(text);
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    shortened(line.trim_start_matches(['#', '-', '*', '>', ' ']), MADE_TITLE_CHARS)
        .unwrap_or_else(|| UNTITLED.to_owned())
}

fn shortened(text: &str, max: usize) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if text.chars().count() <= max {
        return Some(text.to_owned());
    }
    let cut: String = text.chars().take(max - 1).collect();
    // At a word's end, unless that would leave half of it.
    let end = cut.rfind(' ').filter(|at| *at > cut.len() / 2).unwrap_or(cut.len());
    Some(format!("{}…", cut[..end].trim_end()))
}

/// The client's name for a message, as it is stored.
pub fn client_id(name: Option<&str>) -> Option<String> {
    let name = name?.replace('\0', "");
    match name.chars().count() {
        0 => None,
        1..=MAX_CLIENT_ID_CHARS => Some(name),
        _ => Some(db::share_hash(&name)),
    }
}

/// Where the person is looking, within bounds.
pub fn focus(path: Option<&str>, selection: Option<&str>, line: Option<u32>) -> Option<Focus> {
    let path = path.filter(|path| !path.is_empty() && path.len() <= 400)?;
    let selection: String = selection.unwrap_or_default().chars().take(MAX_MESSAGE_CHARS).collect();
    Some(Focus { path: path.to_owned(), selection, line: line.unwrap_or(1).max(1) })
}

/// Whether one more message may be sent, given when the last ones were, newest first.
pub fn may_send(sent: &[Timestamp], now: Timestamp) -> Result<(), AssistError> {
    let windows = [(MAX_PER_MINUTE, "minute", MINUTE_SECONDS), (MAX_PER_DAY, "day", DAY_SECONDS)];
    for (limit, window, seconds) in windows {
        // With `limit` messages in the window, the oldest of them has to leave it first.
        let oldest = sent.get(limit as usize - 1).copied().filter(|at| *at > now.plus_seconds(-seconds));
        if let Some(oldest) = oldest {
            let wait = oldest.plus_seconds(seconds).micros().saturating_sub(now.micros());
            let wait_seconds = u32::try_from(wait.max(0).unsigned_abs().div_ceil(1_000_000)).unwrap_or(u32::MAX).max(1);
            return Err(AssistError::TooMany { limit, window: window.to_owned(), wait_seconds });
        }
    }
    Ok(())
}

/// Whether a conversation takes one more question.
pub fn may_grow(asked: i64) -> Result<(), AssistError> {
    if asked < MAX_QUESTIONS {
        return Ok(());
    }
    let why = format!("This conversation has {MAX_QUESTIONS} messages, which is the limit. Start a new one to go on.");
    Err(ProjectsError::TooMany(why).into())
}

/// Whether a person may open one more conversation.
pub fn may_start(conversations: i64) -> Result<(), AssistError> {
    if conversations < MAX_CONVERSATIONS {
        return Ok(());
    }
    let why = format!("You have {MAX_CONVERSATIONS} conversations, which is the limit. Delete some first.");
    Err(ProjectsError::TooMany(why).into())
}

/// The place behind a conversation in the list.
pub fn list_cursor(updated_at: Timestamp, id: ConversationId) -> String {
    format!("{}.{id}", updated_at.micros())
}

/// Reads such a place. Something else than the server made means the beginning.
pub fn read_list_cursor(cursor: &Cursor) -> Option<(Timestamp, ConversationId)> {
    let (at, id) = cursor.0.split_once('.')?;
    Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_000_000);

    fn ago(seconds: &[i64]) -> Vec<Timestamp> {
        seconds.iter().map(|seconds| NOW.plus_seconds(-seconds)).collect()
    }

    #[test]
    fn messages_are_trimmed_and_counted_in_characters() {
        assert_eq!(message("  a\0b \n"), Ok("ab".into()));
        assert_eq!(message(" \n\0"), Err(AssistError::EmptyMessage));
        assert!(message(&"ü".repeat(20_000)).is_ok());
        let long = message(&"ü".repeat(20_001));
        assert_eq!(long, Err(AssistError::LongMessage { chars: 20_001, max: 20_000 }));
    }

    #[test]
    fn the_tenth_message_in_a_minute_is_the_last_one() {
        assert_eq!(may_send(&ago(&[1; 9]), NOW), Ok(()));
        let mut sent = vec![1; 9];
        sent.push(40);
        let refused = AssistError::TooMany { limit: 10, window: "minute".into(), wait_seconds: 20 };
        assert_eq!(may_send(&ago(&sent), NOW), Err(refused));
        sent[9] = 60;
        assert_eq!(may_send(&ago(&sent), NOW), Ok(()));
    }

    #[test]
    fn the_day_has_a_limit_of_its_own() {
        let sent: Vec<i64> = (0..100).map(|n| 61 + n * 600).collect();
        let wait_seconds = (24 * 3600 - sent[99]) as u32;
        let refused = AssistError::TooMany { limit: 100, window: "day".into(), wait_seconds };
        assert_eq!(may_send(&ago(&sent), NOW), Err(refused));
        assert_eq!(may_send(&ago(&sent[..99]), NOW), Ok(()));
    }

    #[test]
    fn titles_come_from_the_first_line_that_says_something() {
        assert_eq!(title_of_message("\n---\n# Make it blue\nplease"), "Make it blue");
        let long = title_of_message(&"many words ".repeat(20));
        assert!(long.chars().count() <= 60 && long.ends_with("words…") || long.ends_with("many…"), "{long}");
        assert_eq!(title_of_message("…"), "…");
        assert_eq!((title(" \n"), title(" a\nb ")), (None, Some("a b".into())));
        assert!(title(&"x".repeat(500)).unwrap().chars().count() <= 120);
    }

    #[test]
    fn a_long_client_id_is_still_one_name() {
        assert_eq!(client_id(Some("")), None);
        assert_eq!(client_id(Some("a")).as_deref(), Some("a"));
        let (one, other) = (client_id(Some(&"x".repeat(200))), client_id(Some(&"x".repeat(201))));
        assert!(one.as_ref().is_some_and(|id| id.len() == 64) && one != other);
    }

    #[test]
    fn cursors_come_back() {
        let id = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        assert_eq!(read_list_cursor(&Cursor(list_cursor(NOW, id))), Some((NOW, id)));
        assert_eq!(read_list_cursor(&Cursor("garbage".into())), None);
    }
}
