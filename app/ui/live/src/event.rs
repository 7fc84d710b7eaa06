//! What a room tells the page.
use kernel::FileId;
use ot::Op;
use serde::Serialize;

use crate::edits::from_op;

/// Something that happened. The page is given each as JSON, told apart by `type`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Event {
    /// The text of a file: the first one, and again where the editor no longer held what the document does.
    Text {
        /// Which file.
        file: FileId,
        /// All of it.
        text: String,
    },
    /// Has to be done to the text in the editor.
    Change {
        /// Which file.
        file: FileId,
        /// What. Not in the JSON: see [`Event::edits`].
        #[serde(skip)]
        op: Op,
        /// Whether the person did it, by taking something back or doing it again.
        own: bool,
    },
    /// Where a file stands now.
    Standing {
        /// Which file.
        file: FileId,
        /// Where.
        standing: Standing,
    },
    /// How the line is.
    Line {
        /// In a word.
        state: LineState,
        /// For people; empty when there is nothing to say.
        message: String,
    },
    /// Somebody else types.
    Typing {
        /// Who.
        user_id: String,
        /// In which file.
        file: FileId,
    },
    /// What the person typed cannot become part of the file. They are offered a copy. Told again on the next page when
    /// this one was left before it was settled.
    Lost {
        /// Which file.
        file: FileId,
        /// What it was called.
        path: String,
        /// The text as they had it.
        text: String,
    },
    /// A file was deleted, and is closed.
    Gone {
        /// Which file.
        file: FileId,
    },
    /// This browser keeps nothing: what is typed without a line lives as long as the page.
    Unkept,
    /// A message of the room, as it came.
    #[serde(skip)]
    Message(String),
}

/// Whether what was typed in a file is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// All of it is.
    Saved,
    /// It is on its way.
    Syncing,
    /// It waits for the line.
    Offline,
}

/// How the line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineState {
    /// Is being made.
    Connecting,
    /// Is there.
    Up,
    /// Is not there; it is tried again.
    Down,
    /// Has ended for good.
    Ended,
}

impl Event {
    /// An error in the words of a room, from this side of the line.
    pub(crate) fn error(code: &str, message: &str) -> Self {
        // Both are plain words of ours, without a sign that JSON would have to escape.
        Self::Message(["{\"type\":\"error\",\"code\":\"", code, "\",\"message\":\"", message, "\"}"].concat())
    }

    /// What a change does to the text, as a JSON list of [`crate::edits::Edit`]. Apart from the rest, because the page hands
    /// it on to the editor without looking into it.
    pub fn edits(&self) -> Option<String> {
        match self {
            Self::Change { op, .. } => serde_json::to_string(&from_op(op)).ok(),
            _ => None,
        }
    }

    /// As the page reads it.
    pub fn to_json(&self) -> String {
        match self {
            Self::Message(json) => json.clone(),
            // Nothing in it can fail to be written.
            event => serde_json::to_string(event).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_the_names_that_pages_read() {
        let file: FileId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let id = r#""file":"018f0000-0000-7000-8000-000000000001""#;
        let change = Event::Change { file, op: Op::splice(2, 1, "é").unwrap(), own: true };
        assert_eq!(change.to_json(), format!(r#"{{"type":"change",{id},"own":true}}"#));
        assert_eq!(change.edits().as_deref(), Some(r#"[{"rangeOffset":2,"rangeLength":1,"text":"é"}]"#));
        let standing = Event::Standing { file, standing: Standing::Syncing };
        assert_eq!(standing.to_json(), format!(r#"{{"type":"standing",{id},"standing":"syncing"}}"#));
        let typing = Event::Typing { user_id: "ada".into(), file };
        assert_eq!(typing.to_json(), format!(r#"{{"type":"typing","userId":"ada",{id}}}"#));
        let line = Event::Line { state: LineState::Ended, message: "Over.".into() };
        assert_eq!(line.to_json(), r#"{"type":"line","state":"ended","message":"Over."}"#);
        assert_eq!(Event::Unkept.to_json(), r#"{"type":"unkept"}"#);
        let error = Event::error("offline", "No line.");
        assert_eq!(error.to_json(), r#"{"type":"error","code":"offline","message":"No line."}"#);
    }
}
