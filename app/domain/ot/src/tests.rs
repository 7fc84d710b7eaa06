mod exhaustive;
mod foreign;
mod hostile;
mod model;
mod properties;
mod wire;

/// Everything that can be done with bytes and a text from a stranger.
pub fn fuzz(bytes: &[u8], text: &str) {
    use crate::{Op, RopeText, Side, Text};
    let mut rest = bytes;
    let (Ok(a), Ok(b)) = (Op::decode(&mut rest), Op::decode(&mut rest)) else { return };
    assert!(model::is_normal(&a) && model::is_normal(&b));
    let (mut one, mut other) = (RopeText::from(text), RopeText::from(text));
    let fits = a.check(&one).is_ok() && b.check(&one).is_ok();
    let both = (a.over(&b, Side::Left), b.over(&a, Side::Right));
    if let (true, (Ok(a_after), Ok(b_after))) = (fits, both) {
        let back = a.invert(&one).expect("it fits");
        a.apply(&mut one).expect("it fits");
        b.apply(&mut other).expect("it fits");
        let composed = a.compose(&b_after).expect("they follow each other");
        assert_eq!(model::apply(text, &a.compose(&back).expect("they follow each other")), text);
        b_after.apply(&mut one).expect("it was rewritten for this text");
        a_after.apply(&mut other).expect("it was rewritten for this text");
        assert_eq!(one.to_string(), other.to_string());
        assert_eq!(model::apply(text, &composed), one.to_string());
        assert_eq!(one.units(), model::units(&one.to_string()));
    }
}
