//! Forms that travel.
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::model::{op, text};
use crate::Op;

#[test]
fn operations_come_back_from_json_and_bytes_as_they_were() {
    for case in 0..100_000 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(case);
        let base = text(&mut rng, 8);
        let op = op(&mut rng, &base);
        let json = serde_json::to_string(&op).unwrap();
        assert_eq!(serde_json::from_str::<Op>(&json).unwrap(), op, "{json}");
        let mut bytes = Vec::new();
        op.encode(&mut bytes);
        bytes.push(7);
        let mut rest = bytes.as_slice();
        assert_eq!(Op::decode(&mut rest).unwrap(), op);
        assert_eq!(rest, [7]);
    }
}

#[test]
fn json_is_the_common_form() {
    let op: Op = serde_json::from_str(r#"[3,-2,"hé",-1,"llo",4,0,""]"#).unwrap();
    assert_eq!(serde_json::to_string(&op).unwrap(), r#"[3,"héllo",-3]"#);
    for wrong in ["{}", "[1.5]", "[null]", "[[1]]", "3", r#""text""#] {
        assert!(serde_json::from_str::<Op>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_key_in_a_large_file_is_small() {
    let mut bytes = Vec::new();
    Op::splice(1_000_000, 0, "k").unwrap().encode(&mut bytes);
    assert!(bytes.len() <= 7, "{bytes:?}");
}
