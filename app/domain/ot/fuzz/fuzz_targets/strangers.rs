//! Bytes from a stranger as two operations on a text from a stranger: nothing may panic, and both orders must agree.
#![no_main]
use libfuzzer_sys::fuzz_target;
use ot::{Op, RopeText, Side, Text};

fuzz_target!(|input: (&[u8], &str)| {
    let (mut bytes, text) = input;
    let (Ok(a), Ok(b)) = (Op::decode(&mut bytes), Op::decode(&mut bytes)) else { return };
    let (mut one, mut other) = (RopeText::from(text), RopeText::from(text));
    let (Ok(a_after), Ok(b_after)) = (a.over(&b, Side::Left), b.over(&a, Side::Right)) else { return };
    if a.apply(&mut one).is_err() || b.apply(&mut other).is_err() {
        return;
    }
    b_after.apply(&mut one).expect("rewritten for this text");
    a_after.apply(&mut other).expect("rewritten for this text");
    assert_eq!(one.to_string(), other.to_string());
    assert_eq!(one.units() as usize, one.to_string().encode_utf16().count());
});
