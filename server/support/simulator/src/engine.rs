//! How quickly a document takes changes on one core.
use std::time::Instant;

use doc::{ServerDoc, SessionId, Stored, Submit};
use ot::{Op, Text};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Length of the text in characters. Insertions and deletions keep it about there.
const TEXT: usize = 100_000;
/// Editors that take turns, so that each has not seen the last four changes.
const EDITORS: u64 = 5;

/// Submits `operations` changes of one character at uniform places, each rewritten over the four that its editor had not
/// seen, applied, and encoded for the others. Answers operations per second.
pub fn throughput(operations: u64) -> f64 {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let text: String = (0..TEXT).map(|at| if at % 60 == 59 { '\n' } else { 'a' }).collect();
    let stored = Stored { text, version: 0, sessions: Vec::new() };
    let mut doc = ServerDoc::load(stored, []).expect("a text");
    // Made beforehand: making them is the editors' work.
    let mut units = doc.text().units();
    let changes: Vec<Op> = (0..operations)
        .map(|number| {
            // Well inside whatever the text is when it arrives.
            let at = rng.random_range(0..units - 64);
            let is_insertion = number % 2 == 0;
            units = if is_insertion { units + 1 } else { units - 1 };
            let op = if is_insertion { Op::splice(at, 0, "x") } else { Op::splice(at, 1, "") };
            op.expect("short")
        })
        .collect();
    let mut frame = Vec::with_capacity(64);
    let mut bytes = 0;
    let begun = Instant::now();
    for (op, number) in changes.into_iter().zip(0u64..) {
        let session = SessionId(u128::from(number % EDITORS) + 1);
        let base = number.saturating_sub(EDITORS - 1);
        let submit = Submit { generation: 0, seq: (number / EDITORS) as u32 + 1, base, op };
        doc.submit(session, submit).expect("a change that fits");
        doc.mark_durable(doc.version());
        let committed = doc.entries_after(doc.version() - 1).and_then(|mut last| last.next()).expect("it is there");
        frame.clear();
        committed.op.encode(&mut frame);
        bytes += frame.len();
    }
    let seconds = begun.elapsed().as_secs_f64();
    assert!(bytes as u64 > operations, "every change was encoded");
    operations as f64 / seconds
}
