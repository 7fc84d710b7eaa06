//! What strangers may send: nothing may panic, hang or change a text halfway.
use proptest::prelude::*;

use super::model;
use crate::{DecodeError, MAX_UNITS, Op, OpError, Part, RopeText, Side};

#[test]
fn sums_that_would_wrap_are_refused() {
    let huge = Op::from_parts([Part::Delete(MAX_UNITS), Part::Delete(1)]);
    assert_eq!(huge, Err(OpError::TooLong));
    assert_eq!(Op::from_parts([Part::Retain(u32::MAX)]), Err(OpError::TooLong));
    let json = "[-4611686018427387904,-4611686018427387904,-4611686018427387904,-4611686018427387904]";
    assert!(serde_json::from_str::<Op>(json).is_err());
    assert!(serde_json::from_str::<Op>("[18446744073709551615]").is_err());
    let wide = Op::from_parts([Part::Retain(MAX_UNITS - 1), Part::Delete(1)]).unwrap();
    let other = Op::splice(0, 0, "xx").unwrap();
    assert_eq!(wide.over(&other, Side::Left), Err(OpError::TooLong));
}

#[test]
fn what_does_not_fit_changes_nothing() {
    let mut text = RopeText::from("a😀b");
    let past = Op::from_parts([Part::Insert("x"), Part::Retain(4), Part::Delete(1)]).unwrap();
    assert_eq!(past.apply(&mut text), Err(OpError::PastTheEnd { needs: 5, has: 4 }));
    let half = Op::from_parts([Part::Delete(1), Part::Retain(1), Part::Insert("x")]).unwrap();
    assert_eq!(half.apply(&mut text), Err(OpError::HalfCharacter { at: 2 }));
    let half_deleted = Op::from_parts([Part::Retain(1), Part::Delete(1)]).unwrap();
    assert_eq!(half_deleted.apply(&mut text), Err(OpError::HalfCharacter { at: 2 }));
    assert_eq!(text.to_string(), "a😀b");
    let inserted = Op::splice(0, 0, "😀").unwrap();
    assert_eq!(inserted.compose(&Op::splice(1, 0, "x").unwrap()), Err(OpError::HalfCharacter { at: 1 }));
}

#[test]
fn messages_that_end_early_or_lie_are_refused() {
    let mut bytes = Vec::new();
    Op::splice(300, 2, "né").unwrap().encode(&mut bytes);
    for end in 0..bytes.len() {
        assert!(Op::decode(&mut &bytes[..end]).is_err(), "{end}");
    }
    assert_eq!(Op::decode(&mut &[0xff; 12][..]), Err(DecodeError::Malformed));
    assert_eq!(Op::decode(&mut &[1, 3][..]), Err(DecodeError::Malformed));
    assert_eq!(Op::decode(&mut &[1, 2 << 2 | 2, 0xff, 0xfe][..]), Err(DecodeError::NotUtf8));
    // A step of four billion inserted bytes is told from its message, not from memory.
    assert_eq!(Op::decode(&mut &[1, 0xfe, 0xff, 0xff, 0xff, 0x3f][..]), Err(DecodeError::Truncated));
}

proptest! {
    #[test]
    fn any_bytes_are_an_operation_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..64), text in "\\PC{0,12}") {
        super::fuzz(&bytes, &text);
    }

    #[test]
    fn any_json_is_an_operation_or_an_error(json in "\\[(-?[0-9]{1,20}|\"\\PC{0,3}\")(,(-?[0-9]{1,3}|\"[a-z]\")){0,4}\\]") {
        if let Ok(op) = serde_json::from_str::<Op>(&json) {
            prop_assert!(model::is_normal(&op));
        }
    }
}
