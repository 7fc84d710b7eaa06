//! Against another implementation, the `operational-transform` crate, which counts characters and not code units.
use operational_transform::OperationSeq;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::model::{apply, op};
use crate::{Op, Part};

const TEXT: &str = "plain letters only";

fn theirs(op: &Op, base: usize) -> OperationSeq {
    let mut out = OperationSeq::default();
    let mut left = base as u64;
    for part in op.parts() {
        match part {
            Part::Retain(units) => {
                out.retain(u64::from(units));
                left -= u64::from(units);
            }
            Part::Insert(text) => out.insert(text),
            Part::Delete(units) => {
                out.delete(u64::from(units));
                left -= u64::from(units);
            }
        }
    }
    // Theirs says what is kept at the end.
    out.retain(left);
    out
}

#[test]
fn another_implementation_agrees() {
    for case in 0..20_000 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(case);
        let plain = |op: Op| {
            // Letters of one unit and one character each.
            Op::from_parts(op.parts().map(|part| match part {
                Part::Insert(text) => Part::Insert(&"zwv"[..text.chars().count().min(3)]),
                other => other,
            }))
            .expect("short")
        };
        let (a, b) = (plain(op(&mut rng, TEXT)), plain(op(&mut rng, TEXT)));
        let (their_a, their_b) = (theirs(&a, TEXT.len()), theirs(&b, TEXT.len()));
        assert_eq!(their_a.apply(TEXT).unwrap(), apply(TEXT, &a));

        let (a_after, b_after) = Op::transform(&a, &b).unwrap();
        let (their_a_after, their_b_after) = their_a.transform(&their_b).unwrap();
        let end = apply(&apply(TEXT, &a), &b_after);
        assert_eq!(their_b_after.apply(&their_a.apply(TEXT).unwrap()).unwrap(), end);
        assert_eq!(their_a_after.apply(&their_b.apply(TEXT).unwrap()).unwrap(), end);
        assert_eq!(apply(&apply(TEXT, &b), &a_after), end);

        let middle = apply(TEXT, &a);
        let c = plain(op(&mut rng, &middle));
        let composed = their_a.compose(&theirs(&c, middle.len())).unwrap();
        assert_eq!(composed.apply(TEXT).unwrap(), apply(TEXT, &a.compose(&c).unwrap()));
        assert_eq!(their_a.invert(TEXT).apply(&middle).unwrap(), TEXT);
    }
}
