//! All operations on all small texts.
use super::model::{apply, units};
use crate::{Op, Part, Side};

/// Every operation on `text` that inserts at most one of two letters at each place.
fn all_ops(text: &str) -> Vec<Op> {
    let mut steps: Vec<Vec<Part<'static>>> = vec![Vec::new()];
    let mut at = 0;
    for char in text.chars().map(Some).chain([None]) {
        let width = char.map_or(0, |c| c.len_utf16() as u32);
        let mut next = Vec::new();
        for so_far in &steps {
            for insert in ["", "p", "q"] {
                let kept: &[Part<'static>] =
                    if width > 0 { &[Part::Retain(width), Part::Delete(width)] } else { &[Part::Retain(0)] };
                for last in kept {
                    let mut longer = so_far.clone();
                    longer.extend([Part::Insert(insert), *last]);
                    next.push(longer);
                }
            }
        }
        steps = next;
        at += width;
    }
    assert_eq!(at, units(text));
    steps.into_iter().map(|parts| Op::from_parts(parts).expect("short")).collect()
}

#[test]
fn every_pair_on_tiny_texts_converges() {
    let mut pairs = 0u64;
    for text in ["", "a", "ab", "😀", "a😀"] {
        let ops = all_ops(text);
        for a in &ops {
            let after_a = apply(text, a);
            for b in &ops {
                let (a_after, b_after) = Op::transform(a, b).unwrap();
                assert_eq!(apply(&after_a, &b_after), apply(&apply(text, b), &a_after), "{text:?} {a:?} {b:?}");
                assert_eq!(a.over(b, Side::Left).unwrap(), a_after);
                pairs += 1;
            }
        }
    }
    assert!(pairs > 20_000, "{pairs}");
}

#[test]
fn every_two_in_a_row_compose() {
    for text in ["", "a", "ab", "😀"] {
        for a in all_ops(text) {
            let middle = apply(text, &a);
            if middle.chars().count() > 3 {
                continue;
            }
            for b in all_ops(&middle) {
                assert_eq!(apply(text, &a.compose(&b).unwrap()), apply(&middle, &b), "{text:?} {a:?} {b:?}");
            }
        }
    }
}
