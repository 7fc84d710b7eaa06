//! The streaming parser: chunks cut anywhere, and forms that models drift into.

use proptest::prelude::*;

use crate::{Block, Change, ChangeKind, ChangeParser, Event, Refusal, combine, marker::is_replace};

const REPLY: &str = "I found it in `src/app.ts`.\n\n<change path=\"./src/app.ts\" kind=\"edit\">\n<<<<<<< SEARCH\nlet a = 1;\n=======\nlet a = 2;\n>>>>>>> REPLACE\n</change>\n\nAnd for the style, é😀:\n\nsrc/a.css\n```css\n<<<<<<< SEARCH\na { }\n=======\na { color: red }\n>>>>>>> REPLACE\n```\n\n- done\n```ts\nlet shown = '<change path=\"x\">';\n```\n<file path=\"README.md\">\n# Hi\n\n```sh\nrun\n```\n</file>\n<change path=\"old.ts\" kind=\"delete\"/>\n<change path=\"a.ts\" kind=\"rename\" to=\"b.ts\">\n</change>\nThat is all";

fn parse(chunks: &[&str]) -> Vec<Event> {
    let mut parser = ChangeParser::new();
    let mut events: Vec<Event> = chunks.iter().flat_map(|chunk| parser.feed(chunk)).collect();
    events.extend(parser.finish());
    events
}

/// What must not depend on the chunks: the text, the changes, the refusals, and their order.
fn settled(events: Vec<Event>) -> Vec<Event> {
    let mut settled: Vec<Event> = Vec::new();
    for event in events {
        match (settled.last_mut(), event) {
            (Some(Event::Text { text }), Event::Text { text: more }) => text.push_str(&more),
            (Some(Event::ChangeDelta { text }), Event::ChangeDelta { text: more }) => text.push_str(&more),
            (_, event) => settled.push(event),
        }
    }
    settled
}

fn changes(events: &[Event]) -> Vec<Change> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::ChangeDone { change } => Some(change.clone()),
            _ => None,
        })
        .collect()
}

fn text(events: &[Event]) -> String {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Text { text } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn refusals(reply: &str) -> Vec<Refusal> {
    parse(&[reply])
        .into_iter()
        .filter_map(|event| match event {
            Event::Refused { reason, .. } => Some(reason),
            _ => None,
        })
        .collect()
}

fn block(search: &str, replace: &str) -> Block {
    Block { search: search.to_owned(), replace: replace.to_owned() }
}

/// Lines that are, or nearly are, what the parser looks for.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("<change path=\"src/a.ts\" kind=\"edit\">".to_owned()),
        Just("<change path=\"\">".to_owned()),
        Just("</change>".to_owned()),
        Just("<file path='b.ts'>".to_owned()),
        Just("x</file>".to_owned()),
        Just("<<<<<<< SEARCH".to_owned()),
        Just("------- SEARCH".to_owned()),
        Just("=======".to_owned()),
        Just("=====".to_owned()),
        Just(">>>>>>> REPLACE".to_owned()),
        Just(">>>>>>> REPLACE</change>".to_owned()),
        Just("```ts".to_owned()),
        Just("```".to_owned()),
        Just("src/c.ts".to_owned()),
        Just("**src/d.ts**".to_owned()),
        Just(String::new()),
        "[ <`~=>a😀-]{0,9}",
        "[a-z ]{0,30}",
    ]
}

proptest! {
    #[test]
    fn events_do_not_depend_on_the_chunks(
        lines in prop::collection::vec(line(), 0..24),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        newline in prop_oneof![Just("\n"), Just("\r\n")],
    ) {
        let reply = lines.join(newline);
        let mut places: Vec<usize> = (0..=reply.len()).filter(|at| reply.is_char_boundary(*at)).collect();
        places = cuts.iter().map(|cut| places[cut.index(places.len())]).chain([0, reply.len()]).collect();
        places.sort_unstable();
        let chunks: Vec<&str> = places.windows(2).map(|pair| &reply[pair[0]..pair[1]]).collect();
        let whole = settled(parse(&[&reply]));
        prop_assert_eq!(&settled(parse(&chunks)), &whole);
        // Every change that begins either ends or is refused.
        let started = whole.iter().filter(|event| matches!(event, Event::ChangeStart { .. })).count();
        let ended = changes(&whole).len() + whole.iter().filter(|event| matches!(event, Event::Refused { .. })).count();
        prop_assert!(started <= ended);
    }

    #[test]
    fn what_we_write_we_read(
        path in "[a-z]{1,8}/[a-z]{1,8}\\.(ts|css|md)",
        blocks in prop::collection::vec(("([a-z <>`]{0,9}\n){1,4}", "([a-z <>`]{0,9}\n){0,4}"), 1..4),
    ) {
        // The form has no way to say that a line which looks like its own mark is none.
        prop_assume!(blocks.iter().all(|(search, replace)| !search.lines().chain(replace.lines()).any(is_replace)));
        let blocks: Vec<Block> = blocks.iter().map(|(search, replace)| block(search, replace)).collect();
        let change = Change { path, kind: ChangeKind::Edit, blocks };
        let events = parse(&["Here:\n\n", &change.to_markup(), "\nBye"]);
        prop_assert_eq!(changes(&events), vec![change]);
        prop_assert_eq!(text(&events), "Here:\n\n\nBye");
    }

    #[test]
    fn garbage_never_panics_and_is_shown(reply in "[^<`~-]{0,200}") {
        prop_assert_eq!(text(&parse(&[&reply])), reply);
    }
}

#[test]
fn a_reply_with_every_form() {
    let events = parse(&[REPLY]);
    let expected = [
        Change {
            path: "src/app.ts".into(),
            kind: ChangeKind::Edit,
            blocks: vec![block("let a = 1;\n", "let a = 2;\n")],
        },
        Change {
            path: "src/a.css".into(),
            kind: ChangeKind::Edit,
            blocks: vec![block("a { }\n", "a { color: red }\n")],
        },
        Change {
            path: "README.md".into(),
            kind: ChangeKind::Create,
            blocks: vec![block("", "# Hi\n\n```sh\nrun\n```\n")],
        },
        Change { path: "old.ts".into(), kind: ChangeKind::Delete, blocks: vec![] },
        Change { path: "a.ts".into(), kind: ChangeKind::Rename { to: "b.ts".into() }, blocks: vec![] },
    ];
    assert_eq!(changes(&events), expected);
    let shown = text(&events);
    assert!(shown.contains("let shown = '<change path=\"x\">';"), "a code block that shows a tag stays text: {shown}");
    assert!(!shown.contains("SEARCH") && shown.ends_with("That is all"));
    assert_eq!(shown.matches("```").count(), 2, "the fence around the bare change is gone: {shown}");
}

#[test]
fn prose_is_sent_before_its_line_ends() {
    let mut parser = ChangeParser::new();
    assert_eq!(parser.feed("Let me lo"), [Event::Text { text: "Let me lo".into() }]);
    assert_eq!(parser.feed("ok"), [Event::Text { text: "ok".into() }]);
    assert_eq!(parser.feed("\n<cha"), [Event::Text { text: "\n".into() }]);
    assert_eq!(parser.feed("rm>"), [Event::Text { text: "<charm>".into() }]);
}

#[test]
fn a_change_grows_while_it_arrives() {
    let mut parser = ChangeParser::new();
    let started = parser.feed("<change path=\"a.ts\">\n");
    assert_eq!(started, [Event::ChangeStart { path: "a.ts".into(), kind: ChangeKind::Edit }]);
    assert_eq!(parser.feed("<<<<<<< SEARCH\na\n"), [Event::ChangeDelta { text: "<<<<<<< SEARCH\na\n".into() }]);
    assert_eq!(parser.finish(), [Event::Refused { path: "a.ts".into(), reason: Refusal::Truncated }]);
}

#[test]
fn changes_that_cannot_be_used_say_why() {
    let cases = [
        ("<change path=\"\">\n</change>\nx", Refusal::BadPath),
        ("<change path=\"a\" kind=\"rename\">\n</change>\n", Refusal::NoTarget),
        ("<change path=\"a\">\nlet a;\n</change>\n", Refusal::NoBlocks),
        ("<change path=\"a\">\n<<<<<<< SEARCH\na\n>>>>>>> REPLACE\n</change>\n", Refusal::BadDivider),
        (
            "<change path=\"a\">\n<<<<<<< SEARCH\na\n=======\nb\n=======\nc\n>>>>>>> REPLACE\n</change>\n",
            Refusal::BadDivider,
        ),
        ("<change path=\"a\">\n<<<<<<< SEARCH\na\n=======\nb\n</change>\n", Refusal::MissingEnd),
        (
            "<change path=\"a\">\n<<<<<<< SEARCH\na\n=======\nb\n<<<<<<< SEARCH\nc\n=======\n>>>>>>> REPLACE\n</change>\n",
            Refusal::MissingEnd,
        ),
        ("<file path=\"a\">\nhalf", Refusal::Truncated),
    ];
    for (reply, reason) in cases {
        assert_eq!(refusals(reply), [reason], "{reply}");
        let after = format!("{reply}\n</change></file>\nafter\n");
        assert!(reason == Refusal::Truncated || text(&parse(&[&after])).contains("after"), "{reply}");
    }
}

#[test]
fn a_file_over_the_limit_is_refused_while_it_arrives() {
    let mut parser = ChangeParser::new();
    let mut events = parser.feed("<file path=\"big.ts\">\n");
    let chunk = "0123456789abcdef".repeat(4096);
    for _ in 0..80 {
        events.extend(parser.feed(&chunk));
    }
    events.extend(parser.feed("\n</file>\nafter"));
    events.extend(parser.finish());
    let refused =
        events.iter().filter(|event| matches!(event, Event::Refused { reason: Refusal::TooLarge, .. })).count();
    assert_eq!((refused, text(&events).as_str()), (1, "after"));
}

#[test]
fn blocks_of_one_file_are_joined() {
    let edit = |path: &str, search: &str| Change {
        path: path.into(),
        kind: ChangeKind::Edit,
        blocks: vec![block(search, "x\n")],
    };
    let joined = combine(vec![edit("a", "1\n"), edit("b", "2\n"), edit("a", "3\n")]);
    assert_eq!(joined.len(), 2);
    assert_eq!(joined[0].blocks, [block("1\n", "x\n"), block("3\n", "x\n")]);
}
