//! A text as a list of code units, and operations made at random without using what is tested.
use rand::{Rng, seq::IndexedRandom};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::{Op, Part, RopeText};

/// Characters of one unit, of two, and some that combine with others.
const CHARS: [&str; 12] = ["a", "b", "c", "\n", " ", "é", "漢", "😀", "👩\u{200d}🚀", "\u{301}", "x", "y"];

/// Up to `most` characters.
pub fn text(rng: &mut Xoshiro256PlusPlus, most: usize) -> String {
    let length = rng.random_range(0..=most);
    (0..length).filter_map(|_| CHARS.choose(rng)).copied().collect()
}

/// Any operation on `text`, its steps in any order that makes sense, whole characters only.
pub fn op(rng: &mut Xoshiro256PlusPlus, text: &str) -> Op {
    let mut steps: Vec<(u8, String)> = Vec::new();
    for char in text.chars() {
        if rng.random_ratio(1, 5) {
            steps.push((b'+', self::text(rng, 3)));
        }
        steps.push((if rng.random_ratio(1, 4) { b'-' } else { b'=' }, char.to_string()));
    }
    if rng.random_ratio(1, 3) {
        steps.push((b'+', self::text(rng, 3)));
    }
    Op::from_parts(steps.iter().map(|(kind, text)| match kind {
        b'+' => Part::Insert(text),
        b'-' => Part::Delete(units(text)),
        _ => Part::Retain(units(text)),
    }))
    .expect("short")
}

pub fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

/// Applies by walking over code units: slow, and plain to see.
pub fn apply(text: &str, op: &Op) -> String {
    let old: Vec<u16> = text.encode_utf16().collect();
    let (mut new, mut at) = (Vec::new(), 0);
    for part in op.parts() {
        match part {
            Part::Retain(units) => {
                new.extend_from_slice(&old[at..at + units as usize]);
                at += units as usize;
            }
            Part::Insert(text) => new.extend(text.encode_utf16()),
            Part::Delete(units) => at += units as usize,
        }
    }
    new.extend_from_slice(&old[at..]);
    String::from_utf16(&new).expect("operations of whole characters")
}

/// Applies with the code that ships.
pub fn applied(text: &str, op: &Op) -> String {
    let mut rope = RopeText::from(text);
    op.apply(&mut rope).expect("an operation for this text");
    rope.to_string()
}

/// Whether it is in normal form: what it says, said in one way only.
pub fn is_normal(op: &Op) -> bool {
    let parts: Vec<Part<'_>> = op.parts().collect();
    let empty = |part: &Part<'_>| matches!(part, Part::Retain(0) | Part::Delete(0) | Part::Insert(""));
    let pairs_fit = parts.windows(2).all(|pair| {
        !matches!(
            pair,
            [Part::Retain(_), Part::Retain(_)]
                | [Part::Insert(_), Part::Insert(_)]
                | [Part::Delete(_), Part::Delete(_)]
                | [Part::Delete(_), Part::Insert(_)]
        )
    });
    pairs_fit && !parts.iter().any(empty) && !matches!(parts.last(), Some(Part::Retain(_)))
}
