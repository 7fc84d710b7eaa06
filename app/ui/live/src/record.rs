//! What is written into the browser's database, and under which keys.
use std::fmt;

use doc::Saved;
use kernel::FileId;
use serde::{Deserialize, Serialize};

/// Lost texts that are kept for one account in one project.
pub const MAX_LOST: usize = 50;
/// The longest lost text that is kept, in bytes.
pub const MAX_LOST_BYTES: usize = 4 * 1024 * 1024;
/// How often a tab without a lock says that it is there, in milliseconds.
pub const BEAT_EVERY: u32 = 20_000;
/// A tab that has said nothing for so long is gone, in milliseconds.
const GONE_AFTER: u64 = 60_000;

/// A kept file, or a lost text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Which file.
    pub file: FileId,
    /// What it is called.
    pub path: String,
    /// The tab that keeps it.
    pub tab: String,
    /// When that tab last said that it is there, in milliseconds since 1970; 0 when it has said that it goes.
    #[serde(default)]
    pub beat: u64,
    /// Of a kept file: its text and changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<Saved>,
    /// Of a lost text: the text as the person had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
}

impl Record {
    /// Whether its tab has been silent for so long that it must be gone. A clock that was put back is no sign of life.
    pub const fn is_left(&self, now: u64) -> bool {
        now.abs_diff(self.beat) >= GONE_AFTER
    }
}

/// What a key says behind the account and the project: `file/tab`, and `file/tab/lost/number` for a lost text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Which file.
    pub file: FileId,
    /// Whose it is.
    pub tab: String,
    /// Which of the tab's lost texts; nothing for the kept file.
    pub lost: Option<u32>,
}

impl Key {
    /// Reads one; nothing when it is none of ours.
    pub fn read(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let file = parts.next()?.parse().ok()?;
        let tab = parts.next().filter(|tab| !tab.is_empty())?.to_owned();
        let lost = match (parts.next(), parts.next()) {
            (None, _) => None,
            (Some("lost"), Some(number)) => Some(number.parse().ok()?),
            _ => return None,
        };
        parts.next().is_none().then_some(Self { file, tab, lost })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.file, self.tab)?;
        self.lost.map_or(Ok(()), |number| write!(f, "/lost/{number}"))
    }
}

#[cfg(test)]
mod tests {
    use doc::SessionId;
    use ot::Op;

    use super::*;

    const FILE: &str = "018f0000-0000-7000-8000-000000000001";

    fn record() -> Record {
        Record {
            file: FILE.parse().unwrap(),
            path: "notes.txt".into(),
            tab: "a".into(),
            beat: 0,
            saved: None,
            lost: None,
        }
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        let file = FILE.parse().unwrap();
        for lost in [None, Some(0), Some(17)] {
            let key = Key { file, tab: "ab12".into(), lost };
            assert_eq!(Key::read(&key.to_string()), Some(key));
        }
        for behind in ["", "/", "/a/found/1", "/a/lost", "/a/lost/", "/a/lost/x", "/a/lost/1/2"] {
            assert_eq!(Key::read(&format!("{FILE}{behind}")), None, "{behind}");
        }
        for none in ["", "/", "x/y"] {
            assert_eq!(Key::read(none), None, "{none}");
        }
    }

    #[test]
    fn a_tab_is_gone_after_a_minute_of_silence_or_when_it_says_so() {
        let now = 1_900_000_000_000;
        assert!(!Record { beat: now, ..record() }.is_left(now + 59_999));
        assert!(Record { beat: now, ..record() }.is_left(now + 60_000));
        assert!(record().is_left(now));
        assert!(Record { beat: now + 3_600_000, ..record() }.is_left(now));
    }

    #[test]
    fn records_come_back_from_json_and_those_from_before_there_were_beats_too() {
        let session = SessionId(1 << 127 | 5);
        let saved = Saved {
            session,
            text: "a\u{1f600}".into(),
            version: 3,
            generation: 2,
            acked: 1,
            in_flight: vec![Op::splice(0, 0, "a").unwrap()],
            unsent: Op::new(),
        };
        let copy = Record { beat: 7, saved: Some(saved.clone()), ..record() };
        let lost = Record { lost: Some("mine".into()), ..record() };
        for record in [&copy, &lost] {
            let json = serde_json::to_string(record).unwrap();
            assert_eq!(&serde_json::from_str::<Record>(&json).unwrap(), record);
        }
        let saved = serde_json::to_string(&saved).unwrap();
        let before = format!(r#"{{"file":"{FILE}","path":"notes.txt","tab":"a","saved":{saved}}}"#);
        assert_eq!(serde_json::from_str::<Record>(&before).unwrap(), Record { beat: 0, ..copy });
    }
}
