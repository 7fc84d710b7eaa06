//! A server, an editor for each writer and one that only reads, and bytes between them.
use std::collections::VecDeque;

use doc::{ClientDoc, Entry, Resume, ServerDoc, SessionId, Stored, Submit, Update};
use ot::{Op, RopeText};

use crate::Trace;

/// Everything that a writer has not heard yet may be in flight.
const NO_LIMIT: usize = usize::MAX;

struct Writer {
    doc: ClientDoc,
    /// Stored changes that were not told yet.
    news: VecDeque<Entry>,
    /// How many of each writer's transactions are in the text.
    seen: Vec<usize>,
}

pub fn replay(trace: &Trace) -> Result<String, String> {
    let stored = Stored { text: trace.start_content.clone(), version: 0, sessions: Vec::new() };
    let mut server = ServerDoc::load(stored, []).map_err(|error| error.to_string())?;
    let writers = trace.num_agents.unwrap_or(1);
    // One more than there are writers: who only reads.
    let mut people = (0..=writers).map(|number| join(&mut server, number, writers)).collect::<Result<Vec<_>, _>>()?;
    let known = closures(trace, writers)?;
    // Which transaction a number of a writer belongs to: they may have several changes.
    let mut last_of: Vec<Vec<u32>> = vec![Vec::new(); writers];
    let mut sent = vec![0u32; writers];

    for (index, txn) in trace.txns.iter().enumerate() {
        let who = txn.agent;
        if let Some(needed) = known.as_ref().map(|known| &known[index]) {
            for (other, needed) in needed.iter().enumerate().filter(|(other, _)| *other != who) {
                while people[who].seen[other] < *needed {
                    let entry = people[who].news.pop_front().ok_or("a writer had seen what was not written yet")?;
                    tell(&mut people[who], &entry, &last_of)?;
                }
            }
            if people[who]
                .seen
                .iter()
                .zip(needed)
                .enumerate()
                .any(|(other, (seen, needed))| other != who && seen > needed)
            {
                return Err("its writers merged each other in no common order".to_owned());
            }
        } else {
            while let Some(entry) = people[who].news.pop_front() {
                tell(&mut people[who], &entry, &last_of)?;
            }
        }
        for (position, deleted, inserted) in &txn.patches {
            let writer = &mut people[who];
            let op = splice(writer.doc.text(), *position, *deleted, inserted)?;
            writer.doc.edit(&op, false).map_err(|error| error.to_string())?;
            let Some(submit) = writer.doc.next_submit() else { continue };
            let submit = travel(submit)?;
            sent[who] += 1;
            server.submit(writer.doc.session(), submit).map_err(|error| format!("transaction {index}: {error}"))?;
            let entries = server.undurable();
            server.mark_durable(server.version());
            for person in &mut people {
                person.news.extend(entries.iter().cloned());
            }
        }
        last_of[who].push(sent[who]);
        people[who].seen[who] += 1;
        // Who only reads hears everything at once.
        while let Some(entry) = people[writers].news.pop_front() {
            tell(&mut people[writers], &entry, &last_of)?;
        }
    }
    for person in &mut people {
        while let Some(entry) = person.news.pop_front() {
            tell(person, &entry, &last_of)?;
        }
    }
    let text = server.text().to_string();
    match people.iter().position(|person| person.doc.text().to_string() != text) {
        Some(who) => Err(format!("writer {who} ended with another text than the server")),
        None => Ok(text),
    }
}

fn join(server: &mut ServerDoc, number: usize, writers: usize) -> Result<Writer, String> {
    let mut doc = ClientDoc::new(SessionId(number as u128 + 1), NO_LIMIT);
    let resume: Resume = doc.resume(SessionId(u128::MAX));
    let answer = server.resume(doc.session(), &resume).map_err(|error| error.to_string())?;
    let doc::CatchUp::Updates(updates) = answer else { return Err("the text is not there".to_owned()) };
    for update in updates {
        doc.receive(update).map_err(|error| error.to_string())?;
    }
    Ok(Writer { doc, news: VecDeque::new(), seen: vec![0; writers] })
}

fn tell(person: &mut Writer, entry: &Entry, last_of: &[Vec<u32>]) -> Result<(), String> {
    let update = if entry.session == person.doc.session() {
        Update::Own { version: entry.version, seq: entry.seq }
    } else {
        let op = (*entry.op).clone();
        Update::Foreign { version: entry.version, by: entry.session, op: over_the_wire(&op)? }
    };
    person.doc.receive(update).map_err(|error| error.to_string())?;
    let by = entry.session.0 as usize - 1;
    // A transaction is seen once the last of its changes is.
    if entry.session != person.doc.session()
        && let Some(seen) = person.seen.get_mut(by)
    {
        while last_of[by].get(*seen).is_some_and(|last| *last <= entry.seq) {
            *seen += 1;
        }
    }
    Ok(())
}

fn travel(submit: Submit) -> Result<Submit, String> {
    Ok(Submit { op: over_the_wire(&submit.op)?, ..submit })
}

fn over_the_wire(op: &Op) -> Result<Op, String> {
    let mut bytes = Vec::with_capacity(32);
    op.encode(&mut bytes);
    Op::decode(&mut bytes.as_slice()).map_err(|error| error.to_string())
}

/// For each transaction, how many of each writer's transactions its writer had seen; nothing where there is one order.
fn closures(trace: &Trace, writers: usize) -> Result<Option<Vec<Vec<usize>>>, String> {
    if trace.txns.iter().all(|txn| txn.parents.is_none()) {
        return Ok(None);
    }
    let mut done = vec![0usize; writers];
    let mut known: Vec<Vec<usize>> = Vec::with_capacity(trace.txns.len());
    // What somebody has after a transaction: what they had before it, and it.
    let mut after: Vec<Vec<usize>> = Vec::with_capacity(trace.txns.len());
    for txn in &trace.txns {
        let mut seen = vec![0usize; writers];
        for parent in txn.parents.iter().flatten() {
            let theirs = after.get(*parent).ok_or("a transaction names one that comes later")?;
            seen.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine = (*mine).max(*theirs));
        }
        let agent = done.get_mut(txn.agent).ok_or("a transaction names a writer who does not exist")?;
        if seen[txn.agent] != *agent {
            return Err("a writer had not seen their own transaction".to_owned());
        }
        *agent += 1;
        known.push(seen.clone());
        seen[txn.agent] += 1;
        after.push(seen);
    }
    Ok(Some(known))
}

/// The change of a text whose positions count characters.
pub fn splice(text: &RopeText, position: usize, deleted: usize, inserted: &str) -> Result<Op, String> {
    let rope = text.rope();
    let end = position + deleted;
    if end > rope.len_chars() {
        return Err(format!("a change ends at {end}, and the text has {} characters", rope.len_chars()));
    }
    let (from, to) = if rope.len_chars() == rope.len_utf16_cu() {
        (position, end)
    } else {
        (rope.char_to_utf16_cu(position), rope.char_to_utf16_cu(end))
    };
    Op::splice(from as u32, (to - from) as u32, inserted).map_err(|error| error.to_string())
}
