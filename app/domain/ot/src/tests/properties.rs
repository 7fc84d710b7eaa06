//! What must hold for all operations, on a million random ones each (in a soak ten million).
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::model::{applied, apply, is_normal, op, text, units};
use crate::{Bias, Op, Part, RopeText, Side, Text};

fn cases() -> u64 {
    if soaking() { 10_000_000 } else { 1_000_000 }
}

#[expect(clippy::disallowed_methods, reason = "a test's own switch, set by `cargo xtask soak`")]
fn soaking() -> bool {
    std::env::var("BURNISH_SOAK").is_ok()
}

/// Runs `check` with a text and a source of chance, and names the case that failed so that it can be run alone.
fn always(name: &str, check: impl Fn(&mut Xoshiro256PlusPlus, &str)) {
    for case in 0..cases() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(case);
        let base = text(&mut rng, 8);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&mut rng, &base)));
        if let Err(panic) = outcome {
            eprintln!("{name}: case {case}, text {base:?}");
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn both_orders_end_in_the_same_text() {
    always("TP1", |rng, base| {
        let (a, b) = (op(rng, base), op(rng, base));
        let (a_after, b_after) = Op::transform(&a, &b).unwrap();
        let end = apply(&apply(base, &a), &b_after);
        assert_eq!(end, apply(&apply(base, &b), &a_after), "{a:?} and {b:?}");
        assert!(is_normal(&a_after) && is_normal(&b_after), "{a_after:?} {b_after:?}");
    });
}

#[test]
fn one_operation_does_what_two_did() {
    always("compose", |rng, base| {
        let a = op(rng, base);
        let middle = apply(base, &a);
        let b = op(rng, &middle);
        let both = a.compose(&b).unwrap();
        assert_eq!(apply(base, &both), apply(&middle, &b), "{a:?} then {b:?}");
        assert!(is_normal(&both), "{both:?}");
    });
}

#[test]
fn composing_does_not_depend_on_the_order_of_composing() {
    always("associativity", |rng, base| {
        let a = op(rng, base);
        let after_a = apply(base, &a);
        let b = op(rng, &after_a);
        let c = op(rng, &apply(&after_a, &b));
        let left = a.compose(&b).unwrap().compose(&c).unwrap();
        let right = a.compose(&b.compose(&c).unwrap()).unwrap();
        assert_eq!(apply(base, &left), apply(base, &right));
    });
}

#[test]
fn applying_changes_what_the_steps_say_and_taking_back_restores_it() {
    always("apply and invert", |rng, base| {
        let a = op(rng, base);
        let rope = RopeText::from(base);
        let after = applied(base, &a);
        assert_eq!(after, apply(base, &a));
        let back = a.invert(&rope).unwrap();
        assert_eq!(apply(&after, &back), base);
        assert!(is_normal(&back), "{back:?}");
        assert!(a.compose(&back).unwrap().base_units() <= units(base));
        assert_eq!(apply(base, &a.compose(&back).unwrap()), base);
    });
}

#[test]
fn a_position_stays_beside_what_it_stood_beside() {
    always("map", |rng, base| {
        let a = op(rng, base);
        let at = rng.random_range(0..=units(base));
        let (mut old, mut new, mut expected) = (0, 0, None);
        // The plain definition: walk, and stop where the position is.
        for part in a.parts() {
            match part {
                Part::Insert(text) => {
                    if old == at && expected.is_none() {
                        expected = Some((new, new + units(text)));
                    }
                    new += units(text);
                }
                Part::Retain(kept) => {
                    if old + kept > at && expected.is_none() {
                        expected = Some((new + at - old, new + at - old));
                    }
                    (old, new) = (old + kept, new + kept);
                }
                Part::Delete(gone) => {
                    if old + gone > at && expected.is_none() {
                        expected = Some((new, new));
                    }
                    old += gone;
                }
            }
        }
        let (left, right) = expected.unwrap_or_else(|| (new + at - old, new + at - old));
        assert_eq!((a.map(at, Bias::Left), a.map(at, Bias::Right)), (left, right), "{a:?} at {at}");
    });
}

#[test]
fn a_difference_makes_the_new_text_and_edits_are_the_same_change() {
    for case in 0..cases() / 20 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(case);
        let (old, new) = (text(&mut rng, 12), text(&mut rng, 12));
        let difference = Op::diff(&old, &new).unwrap();
        assert_eq!(apply(&old, &difference), new);
        assert_eq!(apply(&old, &Op::replacing(&old, &new).unwrap()), new);
        let a = op(&mut rng, &old);
        assert_eq!(Op::from_edits(&a.to_edits()).unwrap(), a);
        assert_eq!(edits::apply(&old, &a.to_edits()).unwrap(), apply(&old, &a));
    }
}

#[test]
fn words_typed_at_once_at_one_place_stay_whole() {
    // Ada's keys are pending while Ben's are committed between them, in all orders.
    for order in 0u32..64 {
        let mut text = RopeText::default();
        let (mut ada, mut ben) = ("abc".chars(), "xyz".chars());
        let mut committed: Vec<(bool, Op)> = Vec::new();
        for turn in 0..6 {
            let is_ada = order >> turn & 1 == 1;
            let Some(key) = (if is_ada { ada.next() } else { ben.next() }) else { continue };
            // Each knows only their own keys.
            let own = committed.iter().filter(|(by, _)| *by == is_ada).count() as u32;
            let mut pending = Op::splice(own, 0, &key.to_string()).unwrap();
            let mut foreign: Vec<Op> = Vec::new();
            let mut seen_own: Vec<Op> = Vec::new();
            // Rewrite the foreign keys over one's own as they were typed, then the new key over all of them.
            for (by, op) in &committed {
                if *by == is_ada {
                    let mut mine = Op::splice(seen_own.len() as u32, 0, &key_of(op)).unwrap();
                    for other in &mut foreign {
                        let (next, rewritten) = Op::transform(&mine, other).unwrap();
                        (mine, *other) = (next, rewritten);
                    }
                    seen_own.push(mine);
                } else {
                    foreign.push(op.clone());
                }
            }
            for other in &foreign {
                pending = pending.over(other, Side::Left).unwrap();
            }
            pending.apply(&mut text).unwrap();
            committed.push((is_ada, pending));
        }
        let end = text.to_string();
        let ada: String = end.chars().filter(|c| "abc".contains(*c)).collect();
        let ben: String = end.chars().filter(|c| "xyz".contains(*c)).collect();
        assert!("abc".starts_with(&ada) && "xyz".starts_with(&ben), "{end}");
        assert!(end == format!("{ada}{ben}") || end == format!("{ben}{ada}"), "{end} was interleaved");
        assert_eq!(text.units(), units(&end));
    }
}

fn key_of(op: &Op) -> String {
    op.inserted_text().to_owned()
}
