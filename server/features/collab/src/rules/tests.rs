//! The rules by themselves.
use proptest::prelude::*;

use super::*;

const ORG_ROLES: [Option<Role>; 5] =
    [None, Some(Role::Viewer), Some(Role::Member), Some(Role::Admin), Some(Role::Owner)];
const ROOM_ROLES: [RoomRole; 3] = [RoomRole::Viewer, RoomRole::Editor, RoomRole::Owner];

#[test]
fn a_room_never_gives_more_than_the_project() {
    for org_role in ORG_ROLES {
        for granted in [false, true] {
            let most = allowed(org_role, granted);
            assert!(most >= allowed(org_role, false), "a grant takes nothing away");
            for stored in ROOM_ROLES {
                let counts = effective(stored, most);
                assert!(counts <= stored && counts <= most);
            }
            assert!(role_on_entry(most) <= most);
        }
    }
    assert_eq!(allowed(None, true), RoomRole::Editor, "people from outside own no room");
    assert_eq!(allowed(Some(Role::Viewer), false), RoomRole::Viewer);
    assert_eq!(allowed(Some(Role::Member), false), RoomRole::Owner);
}

#[test]
fn twelve_people_have_twelve_colours_and_then_they_repeat() {
    let mut taken: Vec<(String, i16)> = Vec::new();
    for _ in 0..30 {
        let next = colour(&taken);
        assert!(!taken.contains(&(next.hex.to_owned(), next.round)));
        taken.push((next.hex.to_owned(), next.round));
    }
    let rounds: Vec<i16> = taken.iter().map(|(_, round)| *round).collect();
    assert_eq!(rounds.iter().filter(|round| **round == 0).count(), 12);
    assert_eq!(taken[12], (PALETTE[0].to_owned(), 1));
    // Who leaves gives the colour back.
    let given_back = taken.remove(5);
    assert_eq!(colour(&taken).hex, given_back.0);
}

#[test]
fn every_colour_can_be_read_and_seen_in_both_themes() {
    // White, and the dark theme's surface.
    let (light, dark) = (luminance("#ffffff"), luminance("#1a1a1a"));
    let contrast = |one: f64, other: f64| (one.max(other) + 0.05) / (one.min(other) + 0.05);
    for (at, hex) in PALETTE.iter().enumerate() {
        assert!(contrast(luminance(hex), light) >= 4.5, "white text on {hex}");
        assert!(contrast(luminance(hex), dark) >= 3.0, "{hex} on the dark ground");
        assert!(!PALETTE[..at].contains(hex));
    }
}

fn luminance(hex: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[test]
fn a_grant_follows_the_highest_place_for_as_long_as_it_lasts() {
    let at = Timestamp::from_seconds;
    let held = |role, expires_at| Held { role, expires_at };
    let now = at(100);
    assert_eq!(grant_of(&[], now), None);
    assert_eq!(grant_of(&[held(RoomRole::Editor, Some(at(100)))], now), None, "it has just ended");
    assert_eq!(grant_of(&[held(RoomRole::Viewer, None)], now), Some((GivenRole::Viewer, None)));
    let both = [held(RoomRole::Viewer, None), held(RoomRole::Editor, Some(at(200)))];
    assert_eq!(grant_of(&both, now), Some((GivenRole::Editor, Some(at(200)))));
    assert_eq!(grant_of(&both, at(201)), Some((GivenRole::Viewer, None)));
    let two = [held(RoomRole::Editor, Some(at(300))), held(RoomRole::Editor, None)];
    assert_eq!(grant_of(&two, now), Some((GivenRole::Editor, None)), "never is later than every moment");
}

#[test]
fn edits_are_one_line_until_there_is_a_long_pause() {
    let then = Timestamp::from_seconds(1_000);
    assert!(is_same_group(then, then.plus_seconds(GROUP_SECONDS)));
    assert!(!is_same_group(then, then.plus_seconds(GROUP_SECONDS + 1)));
}

#[test]
fn ends_lie_ahead_and_not_too_far() {
    let now = Timestamp::from_seconds(1_000);
    assert_eq!(expiry(None, now), Ok(None));
    assert_eq!(expiry(Some(now), now), Err(CollabError::BadExpiry));
    assert_eq!(expiry(Some(now.plus_seconds(1)), now), Ok(Some(now.plus_seconds(1))));
    assert_eq!(expiry(Some(now.plus_seconds(LONGEST_ROOM_SECONDS + 1)), now), Err(CollabError::BadExpiry));
    assert_eq!(earlier(None, Some(now)), Some(now));
    assert_eq!(earlier(Some(now), Some(now.plus_seconds(-1))), Some(now.plus_seconds(-1)));
}

#[test]
fn people_are_named_on_their_own_and_outside_code() {
    for (text, names) in [
        ("@ada look", &["ada"][..]),
        ("look, @Ada! and (@ben), @ada again", &["ada", "ben"]),
        ("“@ada” — @ben-2_x.", &["ada", "ben-2_x"]),
        ("mail ada@example.org, or a.@ada, x/@ada", &[]),
        ("@types/node and @ada@host and @adaé and @ab and @1ada", &[]),
        ("`@ada` and ``a ` @ben`` and @eve", &["eve"]),
        ("an open ` and @ada", &["ada"]),
        ("open ` here\n\n@ada and ` there", &["ada"]),
        ("```ts\n@ada\n```\n@ben", &["ben"]),
        ("~~~~\n@ada\n~~~\n@ben\n~~~~\n@eve", &["eve"]),
        ("```\n@ada is never let out", &[]),
        ("```@ada``` but @ben", &["ben"]),
    ] {
        assert_eq!(mentions(text), names, "{text}");
    }
    let many: String = (0..40).map(|n| format!("@name{n} ")).collect();
    assert_eq!(mentions(&many).len(), collab_contract::MAX_MENTIONS);
}

#[test]
fn a_line_is_found_by_its_number_in_utf16_units() {
    let text = "let a = 1;\n// 🎈é\nend";
    assert_eq!(span_of_line(text, 1).map(|span| (span.start, span.end)), Some((0, 10)));
    let second = span_of_line(text, 2).unwrap();
    assert_eq!((second.start, second.end, second.quote.as_str()), (11, 17, "// 🎈é"));
    assert_eq!(span_of_line(text, 3).map(|span| span.quote), Some("end".to_owned()));
    assert_eq!(span_of_line(text, 4), None);
    assert_eq!(span_of_line("", 1).map(|span| (span.start, span.end)), Some((0, 0)));
}

#[test]
fn addresses_are_checked_as_far_as_they_can_be() {
    for good in ["ada@example.org", " ada.b+c@mail.example.org ", "ü@exämple.org"] {
        assert_eq!(email(good), Ok(good.trim().to_owned()));
    }
    for bad in
        ["", "ada", "ada@", "@example.org", "ada@example", "a b@example.org", "a@b@c.org", "a@b..org", "<a@b.org>"]
    {
        assert_eq!(email(bad), Err(CollabError::BadEmail), "{bad}");
    }
    assert_eq!(email("a\r\nBcc: b@c.org"), Err(CollabError::BadEmail));
}

proptest! {
    #[test]
    fn nobody_is_named_inside_code(before in "[a-z @\n]{0,20}", inside in "[a-z @]{0,20}", after in "[a-z \n]{0,20}") {
        let text = format!("{before}\n\n```\n{inside} @hidden-one\n```\n{after}");
        prop_assert!(!mentions(&text).contains(&"hidden-one".to_owned()));
        let text = format!("{before} `{inside} @hidden-one` {after}");
        prop_assert!(!mentions(&text).contains(&"hidden-one".to_owned()));
    }

    #[test]
    fn names_are_always_such_as_identity_allows(text in "\\PC{0,200}") {
        for name in mentions(&text) {
            prop_assert!((3..=30).contains(&name.len()));
            prop_assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_'));
        }
    }

    #[test]
    fn lines_cover_the_text_without_gaps(text in "[a-z🎈\n]{0,60}") {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut next = 0;
        for number in 1..=text.split('\n').count() as u32 {
            let span = span_of_line(&text, number).unwrap();
            prop_assert_eq!(span.start, next);
            let slice = String::from_utf16(&units[span.start as usize..span.end as usize]).unwrap();
            prop_assert_eq!(slice, span.quote);
            next = span.end + 1;
        }
        prop_assert_eq!(next as usize, units.len() + 1);
    }
}
