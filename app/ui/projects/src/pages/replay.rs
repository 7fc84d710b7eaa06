//! The recorded room of the landing page: two people in one file, as a third connection heard them.
//!
//! `cargo run -p collab --example record` makes `public/replay.json`. The server reads it once, at its start; where there
//! is none, or one that cannot be played to its end, the page has no such section. What is drawn here is the text of the
//! end, which is all that is seen without a script; `public/replay.js` plays what led to it.
use leptos::prelude::*;
use ot::{Op, RopeText};
use serde::Deserialize;
use ui_kit::count;

/// The largest recording that is read, in bytes: every visitor who scrolls so far loads it.
pub const MAX_RECORDING_BYTES: usize = 12_000;
/// Most people in a recording.
const MAX_PEOPLE: usize = 4;

/// What the page shows of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    people: Vec<Person>,
    file: String,
    /// The text of the end.
    text: String,
    /// Lines at the longest moment, so that the page does not move while it plays.
    most_lines: usize,
    changes: u64,
    seconds: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Person {
    name: String,
    /// `#rrggbb`, as the room gave it out.
    colour: String,
}

#[derive(Deserialize)]
struct Recording {
    people: Vec<Person>,
    file: String,
    start: String,
    events: Vec<Event>,
}

/// A change, or a cursor that went somewhere.
#[derive(Deserialize)]
struct Event {
    at_ms: u64,
    /// Whose, as a place in the list of people.
    by: usize,
    #[serde(default)]
    operation: Option<Op>,
}

impl Replay {
    /// Plays a recording to its end. Answers in words why one cannot be shown.
    pub fn read(json: &str) -> Result<Self, String> {
        if json.len() > MAX_RECORDING_BYTES {
            return Err(format!("it has {} bytes, and {MAX_RECORDING_BYTES} is the most", json.len()));
        }
        let recording: Recording = serde_json::from_str(json).map_err(|error| format!("it cannot be read: {error}"))?;
        let Recording { people, file, start, events } = recording;
        if !(2..=MAX_PEOPLE).contains(&people.len()) {
            return Err(format!("it has {} people; 2 to {MAX_PEOPLE} can be shown", people.len()));
        }
        if let Some(person) = people.iter().find(|person| person.name.is_empty() || !is_colour(&person.colour)) {
            return Err(format!("“{}” has no name or no colour", person.name));
        }
        let mut text = RopeText::from(start.as_str());
        let (mut most_lines, mut changes, mut last_ms) = (lines(&start), 0, 0);
        for (number, event) in events.iter().enumerate() {
            if event.by >= people.len() || event.at_ms < last_ms {
                return Err(format!("event {number} is by nobody, or before the one before it"));
            }
            last_ms = event.at_ms;
            if let Some(operation) = &event.operation {
                operation.apply(&mut text).map_err(|error| format!("event {number} does not fit: {error}"))?;
                changes += 1;
                most_lines = most_lines.max(lines(&text.to_string()));
            }
        }
        if changes == 0 {
            return Err("nothing happens in it".to_owned());
        }
        Ok(Self { people, file, text: text.to_string(), most_lines, changes, seconds: last_ms.div_ceil(1_000) })
    }
}

/// Whether it is `#rrggbb`: it becomes part of a style.
fn is_colour(colour: &str) -> bool {
    colour.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn lines(text: &str) -> usize {
    text.lines().count().max(1)
}

/// The section of the landing page. The part that moves is kept from screen readers; the words beside it say what it is.
pub(super) fn recorded_room(replay: &Replay) -> AnyView {
    let names: Vec<&str> = replay.people.iter().map(|person| person.name.as_str()).collect();
    let words = format!(
        "A recorded room: {} write {} at the same time. It plays what the server sent to a third person, change by \
         change, at the pace it came. All of them end with the same text.",
        names.join(" and "),
        replay.file
    );
    let people = replay.people.iter().map(avatar).collect_view();
    let numbers = (1..=lines(&replay.text)).map(|number| number.to_string()).collect::<Vec<_>>().join("\n");
    let facts = format!(
        "{} · {} · {} s",
        count(replay.people.len() as u64, "person", "people"),
        count(replay.changes, "change", "changes"),
        replay.seconds
    );
    view! {
        <section class="home-section" aria-labelledby="recorded" data-replay="">
            <div class="home-section-head">
                <h2 id="recorded">"Two people, one file"</h2>
                <button type="button" class="kit-button kit-button-small" hidden=true>
                    "Pause recording"
                </button>
                <p>{words}</p>
            </div>
            <div class="home-room" data-theme="dark" aria-hidden="true">
                <div class="home-room-bar">
                    <span class="home-room-file">{replay.file.clone()}</span>
                    <span class="home-room-people">{people}</span>
                </div>
                <div class="workspace-plain" style=format!("--lines: {}", replay.most_lines)>
                    <span>{numbers}</span>
                    <code>{replay.text.clone()}</code>
                </div>
            </div>
            <p class="home-room-facts kit-mono">{facts}</p>
        </section>
    }
    .into_any()
}

/// In the colour of the person's cursor, as in the room.
fn avatar(person: &Person) -> impl IntoView + use<> {
    let initials: String = person.name.chars().take(2).collect();
    view! {
        <span class="kit-avatar home-person" style=format!("--person: {}", person.colour)>
            {initials}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(people: &str, events: &str) -> String {
        format!(r#"{{"people": [{people}], "file": "a.ts", "start": "one\n", "events": [{events}]}}"#)
    }

    const TWO: &str = r##"{"name": "Ada", "colour": "#0169f9"}, {"name": "Ben", "colour": "#b0540e"}"##;

    #[test]
    fn a_recording_is_played_to_its_end() {
        let events = r#"{"at_ms": 10, "by": 0, "cursor": {"line": 1, "column": 4}},
            {"at_ms": 400, "by": 0, "operation": [3, "\ntwo"]}, {"at_ms": 2001, "by": 1, "operation": ["n", -1]},
            {"at_ms": 2100, "by": 1, "operation": [3, -4]}"#;
        let replay = Replay::read(&recording(TWO, events)).expect("it can be played");
        assert_eq!((replay.text.as_str(), replay.most_lines), ("nne\n", 2));
        assert_eq!((replay.changes, replay.seconds), (3, 3));
    }

    #[test]
    fn what_cannot_be_played_is_refused_in_words() {
        let change = r#"{"at_ms": 10, "by": 0, "operation": ["x"]}"#;
        for (broken, why) in [
            ("{".to_owned(), "it cannot be read"),
            (recording(r##"{"name": "Ada", "colour": "#0169f9"}"##, change), "it has 1 people"),
            (recording(&TWO.replace("#0169f9", "red; x"), change), "“Ada” has no name or no colour"),
            (recording(TWO, ""), "nothing happens"),
            (recording(TWO, r#"{"at_ms": 10, "by": 2, "operation": ["x"]}"#), "event 0 is by nobody"),
            (recording(TWO, &format!(r#"{change}, {{"at_ms": 9, "by": 0}}"#)), "event 1 is by nobody, or before"),
            (recording(TWO, r#"{"at_ms": 10, "by": 0, "operation": [99, "x"]}"#), "event 0 does not fit"),
            (" ".repeat(MAX_RECORDING_BYTES + 1), "12000 is the most"),
        ] {
            let problem = Replay::read(&broken).expect_err(why);
            assert!(problem.contains(why), "{problem}");
        }
    }
}
