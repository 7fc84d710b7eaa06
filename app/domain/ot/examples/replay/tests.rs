//! Sessions that are recorded here, in the public form, and replayed.
use std::collections::VecDeque;

use doc::{CatchUp, ClientDoc, ServerDoc, SessionId, Stored, Update};
use ot::{Op, Part};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};

use crate::{Trace, engine, rooms};

const LETTERS: [&str; 6] = ["a", "b", "\n", "é", "漢", "😀"];

/// Somebody who writes, what they have not heard yet, and the last transaction of each that they know.
type Person = (ClientDoc, VecDeque<(usize, Update)>, [Option<usize>; 2]);

/// Two people who write `edits` changes and hear of each other now and then, as a trace.
fn recorded(seed: u64, edits: usize) -> Value {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let stored = Stored { text: String::new(), version: 0, sessions: Vec::new() };
    let mut server = ServerDoc::load(stored, []).expect("an empty text");
    let mut people: Vec<Person> = Vec::new();
    for number in 1..=2u128 {
        let mut doc = ClientDoc::new(SessionId(number), usize::MAX);
        let resume = doc.resume(SessionId(9));
        let Ok(CatchUp::Updates(updates)) = server.resume(doc.session(), &resume) else { panic!("there is a text") };
        updates.into_iter().for_each(|update| drop(doc.receive(update)));
        people.push((doc, VecDeque::new(), [None; 2]));
    }
    let mut txns: Vec<Value> = Vec::new();
    for index in 0..edits {
        let who = rng.random_range(0..2);
        // Hears some of what is new.
        for _ in 0..rng.random_range(0..4) {
            let (doc, news, seen) = &mut people[who];
            let Some((txn, update)) = news.pop_front() else { break };
            if matches!(update, Update::Foreign { .. }) {
                seen[1 - who] = Some(txn);
            }
            doc.receive(update).expect("in step");
        }
        let (doc, _, seen) = &mut people[who];
        let chars: Vec<char> = doc.text().to_string().chars().collect();
        let at = rng.random_range(0..=chars.len());
        let deleted = rng.random_range(0..3).min(chars.len() - at);
        let inserted: String = (0..rng.random_range(1..4)).map(|_| LETTERS[rng.random_range(0..6)]).collect();
        let units = |chars: &[char]| chars.iter().map(|c| c.len_utf16() as u32).sum();
        let parts =
            [Part::Retain(units(&chars[..at])), Part::Insert(&inserted), Part::Delete(units(&chars[at..at + deleted]))];
        doc.edit(&Op::from_parts(parts).expect("short"), false).expect("it fits");
        let submit = doc.next_submit().expect("nothing limits it");
        let parents: Vec<usize> = seen.iter().flatten().copied().collect();
        txns.push(json!({"parents": parents, "agent": who, "patches": [[at, deleted, inserted]]}));
        seen[who] = Some(index);
        server.submit(doc.session(), submit).expect("it fits");
        server.mark_durable(server.version());
        for (doc, news, _) in &mut people {
            let update = server.updates_after(doc.session(), server.version() - 1).expect("in memory");
            news.extend(update.into_iter().map(|update| (index, update)));
        }
    }
    json!({"endContent": server.text().to_string(), "numAgents": 2, "txns": txns})
}

#[test]
fn two_writers_end_as_they_were_recorded() {
    for seed in 0..50 {
        let trace: Trace = serde_json::from_value(recorded(seed, 200)).expect("the public form");
        assert_eq!(rooms::replay(&trace).expect("it can be replayed"), trace.end_content, "seed {seed}");
    }
}

#[test]
fn one_writer_ends_as_recorded_alone_and_through_the_engine() {
    let trace = json!({"startContent": "one 😀\n", "endContent": "1 😀 and two\n", "txns": [
        {"patches": [[0, 3, "1"]]},
        {"patches": [[3, 0, " and"], [7, 0, " two"]]}]});
    let trace: Trace = serde_json::from_value(trace).unwrap();
    assert_eq!(engine::replay(&trace).unwrap(), trace.end_content);
    assert_eq!(rooms::replay(&trace).unwrap(), trace.end_content);
}

#[test]
fn a_trace_that_cannot_be_is_refused_in_words() {
    let past = json!({"endContent": "", "txns": [{"patches": [[5, 1, ""]]}]});
    let problem = engine::replay(&serde_json::from_value(past).unwrap()).unwrap_err();
    assert!(problem.contains("ends at 6"), "{problem}");
    let later = json!({"endContent": "", "numAgents": 1, "txns": [{"parents": [3], "agent": 0, "patches": []}]});
    assert!(rooms::replay(&serde_json::from_value(later).unwrap()).is_err());
}
