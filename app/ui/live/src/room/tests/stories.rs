//! Single things that a room does, one story each.
use collab_contract::protocol::{ClientMessage, MAX_OPEN_FILES, Position, ServerMessage, mark};
use doc::Update;
use kernel::ParticipantId;

use super::*;
use crate::event::{LineState, Standing};

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

/// Who the first page is, before it has to be somebody else.
fn first_session() -> SessionId {
    SessionId(1 << 127 | 1)
}

/// Says whatever is under way to a server that lets nobody in, and waits for the next try.
fn try_in_vain(world: &mut World) {
    while !(world.pages[0].up.is_empty() && world.pages[0].down.is_empty()) {
        world.up(0, 1);
        world.pages[0].hear();
    }
    world.pages[0].wait();
}

#[test]
fn a_server_without_its_database_is_asked_more_rarely_and_nothing_is_lost() {
    let mut world = World::new("", 1);
    world.settle();
    world.relay.is_away = true;
    let began = world.pages[0].now;
    world.pages[0].insert(0, "mine");
    let mut tries = 0;
    while world.pages[0].now < began + 9 * 60_000 {
        try_in_vain(&mut world);
        tries += 1;
        assert!(tries < 100, "the server is not asked all the time");
    }
    assert!(world.pages[0].lost.is_empty());
    world.relay.is_away = false;
    world.settle_lines();
    assert_eq!(world.relay.doc.text().to_string(), "mine");
    assert!(world.pages[0].room.is_saved() && world.pages[0].lost.is_empty());
}

#[test]
fn a_file_that_is_never_let_in_gives_its_text_after_ten_minutes() {
    let mut world = World::new("", 1);
    world.settle();
    world.relay.is_away = true;
    let began = world.pages[0].now;
    world.pages[0].insert(0, "mine");
    let mut tries = 0;
    while world.pages[0].lost.is_empty() {
        try_in_vain(&mut world);
        tries += 1;
        assert!(tries < 200, "it never came to an end");
    }
    assert_eq!(world.pages[0].lost, ["mine"]);
    assert!((600_000..700_000).contains(&(world.pages[0].now - began)));
    world.relay.is_away = false;
    world.settle_lines();
    assert_eq!((world.pages[0].screen.as_str(), world.pages[0].lost.len()), ("", 1));
}

#[test]
fn who_is_taken_for_somebody_else_comes_under_another_name_with_what_was_not_sent() {
    let mut world = World::new("b", 1);
    world.pages[0].insert(0, "a");
    world.relay.taken = Some(first_session());
    world.settle();
    assert_eq!(world.relay.doc.text().to_string(), "ab");
    assert!(world.pages[0].lost.is_empty());
    let is_told = |event: &Event| matches!(event, Event::Message(json) if json.contains("session_taken"));
    assert!(!world.pages[0].events.iter().any(is_told));
}

#[test]
fn what_was_sent_under_a_name_that_is_taken_is_offered_unless_it_arrived() {
    for has_arrived in [false, true] {
        let mut world = World::new("b", 1);
        world.settle();
        world.pages[0].insert(0, "a");
        if has_arrived {
            world.up(0, 1);
        }
        world.pages[0].disconnect(&mut world.relay);
        world.relay.taken = Some(first_session());
        world.settle();
        assert_eq!(world.relay.doc.text().to_string(), if has_arrived { "ab" } else { "b" });
        let lost: Vec<String> = if has_arrived { vec![] } else { vec!["ab".into()] };
        assert_eq!(world.pages[0].lost, lost);
    }
}

#[test]
fn a_lost_text_waits_to_be_kept_until_it_is_taken_or_settled() {
    let mut world = World::new("first\n", 1);
    world.settle();
    world.relay.may_write[0] = false;
    for settled in [true, false] {
        world.pages[0].insert(0, "a");
        world.settle();
        if settled {
            world.pages[0].room.forget_lost(file());
        }
        let texts: Vec<_> = world.pages[0].room.take_lost().into_iter().map(|lost| lost.text).collect();
        let left: Vec<String> = if settled { vec![] } else { vec!["afirst\n".into()] };
        assert_eq!(texts, left);
    }
    assert_eq!(world.pages[0].lost.len(), 2);
}

#[test]
fn a_room_that_is_closed_ends_the_line_before_the_page_hears_why() {
    let mut room = fresh_room(0, 0);
    let json = serde_json::to_string(&ServerMessage::RoomClosed {}).unwrap();
    room.received(&[[0].as_slice(), json.as_bytes()].concat(), 0).unwrap();
    let events = room.events();
    let [Event::Line { state: LineState::Ended, message }, Event::Message(told)] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert!(!message.is_empty() && *told == json);
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
    let said = world.pages[0].up.iter().filter(|frame| frame[0] == 0);
    let said: Vec<ClientMessage> = said.map(|frame| serde_json::from_slice(&frame[1..]).unwrap()).collect();
    let [ClientMessage::Open { file_path, session, generation, .. }] = said.as_slice() else { panic!("{said:?}") };
    let (hex, first) = (format!("{:032x}", first_session().0), Some(2));
    assert_eq!((file_path.as_str(), session.as_deref(), *generation), ("new.txt", Some(hex.as_str()), first));
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
