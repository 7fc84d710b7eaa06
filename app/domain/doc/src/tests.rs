use std::sync::Arc;

use ot::{Op, RopeText, Text};

use crate::{
    Anchors, CatchUp, ClientDoc, Entry, MAX_OP_UNITS, Refusal, ServerDoc, SessionId, Stored, Submit, Submitted, Update,
    pack, unpack,
};

const ADA: SessionId = SessionId(1 << 100);
const BEN: SessionId = SessionId(2 << 100);

fn server(text: &str) -> ServerDoc {
    ServerDoc::load(Stored { text: text.into(), version: 0, sessions: Vec::new() }, []).expect("a text")
}

/// An editor that has opened the document.
fn editor(server: &mut ServerDoc, session: SessionId) -> ClientDoc {
    let mut doc = ClientDoc::new(session, 4);
    let resume = doc.resume(SessionId(9));
    let Ok(CatchUp::Updates(updates)) = server.resume(session, &resume) else { panic!("there is a text") };
    for update in updates {
        doc.receive(update).expect("in step");
    }
    doc
}

/// Says what there is to say, stores it, and tells both.
fn exchange(server: &mut ServerDoc, editors: &mut [&mut ClientDoc]) {
    let told: Vec<u64> = editors.iter().map(|one| one.version()).collect();
    for one in editors.iter_mut() {
        while let Some(submit) = one.next_submit() {
            assert!(matches!(server.submit(one.session(), submit), Ok(Submitted::Committed { .. })));
        }
    }
    server.mark_durable(server.version());
    for (one, told) in editors.iter_mut().zip(told) {
        for update in server.updates_after(one.session(), told).expect("in memory") {
            one.receive(update).expect("in step");
        }
        assert_eq!(one.text().to_string(), server.text().to_string());
    }
}

fn write(doc: &mut ClientDoc, at: u32, text: &str, joins: bool) {
    doc.edit(&Op::splice(at, 0, text).expect("short"), joins).expect("it fits");
}

#[test]
fn undo_takes_back_mine_and_leaves_what_others_wrote_inside() {
    let mut server = server("one two\n");
    let (mut ada, mut ben) = (editor(&mut server, ADA), editor(&mut server, BEN));
    write(&mut ada, 4, "hello", false);
    write(&mut ada, 9, " ", true);
    exchange(&mut server, &mut [&mut ada, &mut ben]);
    write(&mut ben, 7, "BEN", false);
    exchange(&mut server, &mut [&mut ada, &mut ben]);
    assert_eq!(ada.text().to_string(), "one helBENlo two\n");
    // Two keys that belong together are one step.
    assert!(ada.undo().unwrap().is_some());
    exchange(&mut server, &mut [&mut ada, &mut ben]);
    assert_eq!(ada.text().to_string(), "one BENtwo\n");
    assert_eq!(ada.undo().unwrap(), None);
    assert!(ada.redo().unwrap().is_some());
    exchange(&mut server, &mut [&mut ada, &mut ben]);
    assert_eq!(ada.text().to_string(), "one hello BENtwo\n".replace("hello BEN", &between(&ada)));
    assert!(ada.undo().unwrap().is_some());
    assert_eq!(ada.text().to_string(), "one BENtwo\n");
}

/// What stands between “one ” and “two”: the words of both, mine in order.
fn between(doc: &ClientDoc) -> String {
    let text = doc.text().to_string();
    let middle = text.trim_start_matches("one ").trim_end_matches("two\n").to_owned();
    assert_eq!(middle.replace("BEN", ""), "hello ");
    middle
}

#[test]
fn undo_of_what_others_have_deleted_goes_on_to_the_step_before() {
    let mut server = server("");
    let (mut ada, mut ben) = (editor(&mut server, ADA), editor(&mut server, BEN));
    write(&mut ada, 0, "first ", false);
    write(&mut ada, 6, "second", false);
    exchange(&mut server, &mut [&mut ada, &mut ben]);
    ben.edit(&Op::splice(6, 6, "").unwrap(), false).unwrap();
    exchange(&mut server, &mut [&mut ada, &mut ben]);
    ada.undo().unwrap();
    assert_eq!(ada.text().to_string(), "");
}

#[test]
fn everything_typed_offline_is_one_change_afterwards() {
    let mut server = server("begun\n");
    let (mut ada, mut ben) = (editor(&mut server, ADA), editor(&mut server, BEN));
    ada.disconnect();
    for at in 0..1_000 {
        write(&mut ada, at, "a", true);
    }
    for _ in 0..500 {
        write(&mut ben, 0, "b", true);
        exchange(&mut server, &mut [&mut ben]);
    }
    let resume = ada.resume(SessionId(9));
    let Ok(CatchUp::Updates(updates)) = server.resume(ADA, &resume) else { panic!("in memory") };
    assert!(matches!(updates[..], [Update::Composed { from: 0, to: 500, .. }]), "{} updates", updates.len());
    for update in updates {
        ada.receive(update).unwrap();
    }
    ada.receive(Update::Welcome { generation: resume.generation, version: 500 }).unwrap();
    let submit = ada.next_submit().expect("all of it");
    assert_eq!((submit.base, ada.next_submit()), (500, None));
    server.submit(ADA, submit).unwrap();
    assert_eq!(server.version(), 501);
    assert_eq!(ada.text().to_string(), server.text().to_string());
}

#[test]
fn what_cannot_be_taken_changes_nothing() {
    let mut server = server("text\n").limited_to(64);
    let submit = |seq: u32, base: u64, op: Op| Submit { generation: 1, seq, base, op };
    let insert = |text: &str| Op::splice(0, 0, text).unwrap();
    assert_eq!(server.submit(ADA, submit(1, 0, insert("a\rb"))), Err(Refusal::Control));
    assert_eq!(server.submit(ADA, submit(1, 0, insert("a\0b"))), Err(Refusal::Control));
    assert_eq!(server.submit(ADA, submit(1, 0, insert(&"x".repeat(80)))), Err(Refusal::TooLong));
    let long = insert(&"x".repeat(MAX_OP_UNITS as usize + 1));
    assert_eq!(server.submit(ADA, submit(1, 0, long)), Err(Refusal::TooLong));
    assert!(matches!(server.submit(ADA, submit(1, 0, Op::splice(9, 0, "x").unwrap())), Err(Refusal::Op(_))));
    assert_eq!(server.submit(ADA, submit(2, 0, insert("x"))), Err(Refusal::OutOfStep));
    assert_eq!(server.submit(ADA, submit(1, 7, insert("x"))), Err(Refusal::OutOfStep));
    assert_eq!((server.version(), server.text().to_string().as_str()), (0, "text\n"));
    // A number counts once, however often it comes, and an ended connection not at all.
    assert_eq!(server.submit(ADA, submit(1, 0, insert("x"))), Ok(Submitted::Committed { version: 1 }));
    assert_eq!(server.submit(ADA, submit(1, 0, insert("x"))), Ok(Submitted::Already));
    server.end_generation(ADA);
    assert_eq!(server.submit(ADA, Submit { generation: 0, seq: 2, base: 1, op: insert("y") }), Err(Refusal::Fenced));
}

#[test]
fn the_log_comes_back_from_bytes() {
    let entry = |version: u64, session: SessionId, seq: u32, op: Op| Entry { version, session, seq, op: Arc::new(op) };
    let entries = vec![
        entry(41, ADA, 7, Op::splice(3, 2, "né😀").unwrap()),
        entry(42, SessionId::SERVER, 0, Op::new()),
        entry(43, BEN, 1, Op::splice(0, 1, "").unwrap()),
    ];
    let packed = pack(&entries);
    assert_eq!(unpack(40, &packed).unwrap(), entries);
    for end in 0..packed.len() {
        assert!(unpack(40, &packed[..end]).is_err(), "{end}");
    }
}

#[test]
fn comments_follow_their_words_and_find_them_again() {
    let mut text = RopeText::from("let a = 1;\nlet b = 2;\n");
    let mut anchors = Anchors::default();
    assert!(anchors.set(5, 11, 21, &text));
    assert!(!anchors.set(6, 11, 99, &text));
    let follow = |text: &mut RopeText, anchors: &mut Anchors, op: Op| {
        let back = op.invert(text).unwrap();
        op.apply(text).unwrap();
        anchors.follow(&op).unwrap();
        back
    };
    follow(&mut text, &mut anchors, Op::splice(0, 0, "// one\n").unwrap());
    // Written at either end: not a part of it.
    follow(&mut text, &mut anchors, Op::splice(18, 0, ">>").unwrap());
    follow(&mut text, &mut anchors, Op::splice(30, 0, "<<").unwrap());
    let place = |anchors: &Anchors| {
        let one = anchors.iter().next().unwrap();
        (one.start, one.end, one.is_detached)
    };
    assert_eq!(place(&anchors), (20, 30, false));
    let mut quoted = String::new();
    text.read(20, 10, &mut quoted);
    assert_eq!(quoted, "let b = 2;");

    let back = follow(&mut text, &mut anchors, Op::splice(16, 16, "").unwrap());
    assert_eq!(place(&anchors), (16, 16, true));
    follow(&mut text, &mut anchors, back);
    assert_eq!(place(&anchors), (20, 30, false));
}
