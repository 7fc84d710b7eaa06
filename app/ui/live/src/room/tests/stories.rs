//! Single things that a room does, one story each.
use collab_contract::protocol::{
    CHANGE_FRAME, ClientMessage, JSON_FRAME, MAX_OPEN_FILES, Position, ServerMessage, mark, updates_to_bytes,
};
use doc::Update;
use kernel::ParticipantId;
use ot::bytes;

use super::*;
use crate::event::Standing;

fn standings(page: &Page) -> Vec<Standing> {
    let standing = |event: &Event| match event {
        Event::Standing { standing, .. } => Some(*standing),
        _ => None,
    };
    page.events.iter().filter_map(standing).collect()
}

fn somebody() -> ParticipantId {
    "018f0000-0000-7000-8000-00000000000a".parse().unwrap()
}

#[test]
fn a_role_that_was_lost_while_offline_gives_a_copy_of_all_the_text() {
    let mut world = World::new("first\n", 2);
    world.settle();
    world.pages[0].disconnect(&mut world.relay);
    world.pages[0].insert(0, "mine ");
    world.relay.may_write[0] = false;
    world.settle();
    assert_eq!(world.pages[0].lost, ["mine first\n"]);
    assert_eq!(world.pages[0].screen, "first\n");
}

#[test]
fn what_is_typed_between_a_refusal_and_the_text_is_offered_too() {
    let mut world = World::new("first\n", 1);
    world.settle();
    world.relay.may_write[0] = false;
    world.pages[0].insert(0, "a");
    world.up(0, 1);
    // The refusal arrives; the text has not.
    world.pages[0].hear();
    assert_eq!(world.pages[0].lost, ["afirst\n"]);
    world.pages[0].insert(1, "b");
    world.settle();
    assert_eq!(world.pages[0].lost, ["afirst\n", "abfirst\n"]);
}

#[test]
fn a_file_stands_where_its_changes_are() {
    let mut world = World::new("", 1);
    world.pages[0].insert(0, "a");
    world.settle();
    assert_eq!(standings(&world.pages[0]), [Standing::Saved, Standing::Offline, Standing::Syncing, Standing::Saved]);
}

#[test]
fn a_closed_file_stays_until_all_of_it_is_stored() {
    let mut world = World::new("", 1);
    world.pages[0].insert(0, "late");
    world.pages[0].room.close(file());
    assert!(world.pages[0].room.has(file()) && !world.pages[0].room.is_saved());
    world.pages[0].connect(&mut world.relay);
    while !(world.pages[0].up.is_empty() && world.pages[0].down.is_empty()) {
        world.up(0, 1);
        world.pages[0].hear();
    }
    assert!(!world.pages[0].room.has(file()) && !world.relay.is_open(0));
    assert_eq!(world.relay.doc.text().to_string(), "late");
}

#[test]
fn a_file_that_is_gone_gives_what_was_not_stored() {
    let mut world = World::new("kept\n", 1);
    world.settle();
    world.relay.may_write[0] = false;
    world.pages[0].insert(0, "un");
    let gone = ServerMessage::FileGone { file_path: "another name".into(), file_id: Some(file()) };
    world.relay.say(0, &gone);
    world.deliver();
    world.pages[0].hear();
    assert_eq!(world.pages[0].lost, ["unkept\n"]);
    assert!(world.pages[0].events.contains(&Event::Gone { file: file() }));
    assert!(!world.pages[0].room.has(file()));
}

#[test]
fn who_types_is_told_once_a_second() {
    let mut world = World::new("", 1);
    world.settle();
    let by = SessionId(7 << 100);
    world.relay.say(0, &ServerMessage::Writer { mark: mark(by), user_id: somebody() });
    for version in [2, 3] {
        let op = Op::splice(0, 0, "x").unwrap();
        world.relay.tell(0, &[Update::Foreign { version, by, op }]);
    }
    world.deliver();
    while !world.pages[0].down.is_empty() {
        world.pages[0].hear();
    }
    let typing = Event::Typing { user_id: somebody().to_string(), file: file() };
    assert_eq!(world.pages[0].events.iter().filter(|event| **event == typing).count(), 1);
}

#[test]
fn messages_that_are_not_about_texts_pass_as_they_came() {
    let mut room = fresh_room(0, 0);
    let json = r#"{"type":"something_new","from":"later"}"#;
    let frame = [[0].as_slice(), json.as_bytes()].concat();
    room.received(&frame, 0).unwrap();
    assert_eq!(room.events(), [Event::Message(json.to_owned())]);
    for hidden in [ServerMessage::Pong {}, ServerMessage::Ready { file_path: PATH.into(), generation: 1, version: 1 }] {
        let frame = [vec![0], serde_json::to_vec(&hidden).unwrap()].concat();
        room.received(&frame, 0).unwrap();
    }
    assert!(room.events().is_empty());
}

#[test]
fn frames_that_are_none_ask_for_a_new_line() {
    let mut world = World::new("", 1);
    world.settle();
    // Version 0 does not exist; handle 1 is the file's.
    let frames: [&[u8]; 6] = [&[], &[9], &[0, b'{'], &[1], &[1, 1, 9], &[1, 1, 1, 0, 0, 0, 0, 0, 0, 0]];
    for frame in frames {
        assert!(world.pages[0].room.received(frame, 0).is_err(), "{frame:?}");
    }
}

#[test]
fn the_cursor_is_sent_at_once_and_then_ten_times_a_second_the_last_always() {
    let mut world = World::new("one\ntwo\n", 1);
    world.settle();
    let room = &mut world.pages[0].room;
    let at = |line| Position { line, column: 1 };
    for line in 1..=5 {
        room.point(file(), at(line), None, 1_000 + u64::from(line));
    }
    assert_eq!(room.frames().len(), 1);
    assert_eq!(room.due(1_005), Some(96));
    room.tick(1_100);
    assert_eq!(room.frames().len(), 0);
    room.tick(1_101);
    let frames = room.frames();
    let said: Vec<ClientMessage> = frames.iter().map(|frame| serde_json::from_slice(&frame[1..]).unwrap()).collect();
    assert_eq!(said, [ClientMessage::CursorMove { position: at(5), selection: None, file_path: PATH.into() }]);
    assert_eq!(room.due(2_000), None);
}

#[test]
fn one_file_too_many_is_said() {
    let mut room = fresh_room(0, 0);
    for number in 0..=MAX_OPEN_FILES {
        let id = format!("018f0000-0000-7000-8000-{number:012x}").parse().unwrap();
        room.open(id, PATH, 1, String::new(), None);
    }
    let last = room.events().pop();
    assert!(matches!(last, Some(Event::Message(json)) if json.contains("too_many_files")));
}

#[test]
fn a_plain_field_changes_only_what_differs() {
    let mut world = World::new("one two three", 2);
    world.settle();
    world.pages[1].insert(0, "zero ");
    world.pages[0].room.retyped(file(), "one 2 three", 0);
    world.pages[0].screen = "one 2 three".into();
    world.pages[0].look();
    world.settle();
    assert_eq!(world.relay.doc.text().to_string(), "zero one 2 three");
}

#[test]
fn an_editor_that_went_astray_is_given_the_text() {
    let mut world = World::new("short", 1);
    let room = &mut world.pages[0].room;
    room.edited(file(), br#"[{"rangeOffset":90,"rangeLength":1,"text":""}]"#, 0);
    assert_eq!(room.events(), [Event::Text { file: file(), text: "short".into() }]);
}

#[test]
fn what_is_kept_comes_back_from_json() {
    let mut world = World::new("", 1);
    world.pages[0].insert(0, "a\u{1f600}");
    let all = world.pages[0].room.take_kept();
    let [(_, Some(kept))] = all.as_slice() else { panic!("there is something to keep") };
    let json = serde_json::to_string(&kept.saved).unwrap();
    assert_eq!(serde_json::from_str::<doc::Saved>(&json).unwrap(), kept.saved);
    world.settle();
    assert_eq!(world.pages[0].room.take_kept(), [(file(), None)]);
    assert!(world.pages[0].room.take_kept().is_empty());
}

#[test]
fn a_renamed_file_goes_on_under_its_new_name() {
    let mut world = World::new("", 1);
    world.settle();
    world.pages[0].insert(0, "a");
    world.pages[0].room.renamed(file(), "new.txt");
    world.pages[0].insert(1, "b");
    world.pages[0].look();
    while !(world.pages[0].up.is_empty() && world.pages[0].down.is_empty()) {
        world.up(0, 1);
        world.pages[0].hear();
    }
    assert_eq!(world.relay.doc.text().to_string(), "ab");
    assert!(world.pages[0].room.is_saved());
}

#[test]
fn a_text_that_is_held_takes_the_persons_own_words_only_and_then_all() {
    let mut world = World::new("ab", 2);
    world.settle();
    world.pages[0].room.hold(file(), true, 0);
    world.pages[1].insert(0, "theirs ");
    world.settle_lines();
    assert_eq!(world.pages[0].screen, "ab");
    world.pages[0].insert(1, "MINE");
    world.settle_lines();
    assert_eq!(world.pages[0].screen, "aMINEb");
    world.pages[0].room.hold(file(), false, 0);
    world.settle();
    for page in &world.pages {
        assert_eq!(page.screen, "theirs aMINEb");
    }
    assert_eq!(world.relay.doc.text().to_string(), "theirs aMINEb");
}

#[test]
fn a_server_that_cannot_read_is_asked_less_and_less_and_nothing_is_given_up() {
    let mut world = World::new("ab", 1);
    world.settle();
    world.pages[0].insert(1, "x");
    let mut resync = vec![CHANGE_FRAME];
    bytes::put(&mut resync, 1);
    let (mut now, mut asked) = (0, 0u32);
    // Ten minutes in which every answer is "come again".
    while now < 600_000 {
        let room = &mut world.pages[0].room;
        room.tick(now);
        for frame in room.frames() {
            let Some(message) = frame.strip_prefix(&[JSON_FRAME]) else { continue };
            if let Ok(ClientMessage::Open { generation: Some(generation), .. }) = serde_json::from_slice(message) {
                asked += 1;
                let mut answer = resync.clone();
                answer.extend_from_slice(&updates_to_bytes(&[Update::Resync { generation }]));
                room.received(&answer, now).unwrap();
            }
        }
        if asked == 0 {
            // The first one is about the change that was just typed.
            let mut answer = resync.clone();
            answer.extend_from_slice(&updates_to_bytes(&[Update::Resync { generation: 1 }]));
            room.received(&answer, now).unwrap();
        }
        now += room.due(now).filter(|wait| *wait > 0).unwrap_or(1);
    }
    assert!((16..120).contains(&asked), "{asked} times in ten minutes");
    assert!(!world.pages[0].room.events().iter().any(|event| matches!(event, Event::Lost { .. })));
    assert_eq!(world.pages[0].room.text(file()).as_deref(), Some("axb"));
}
