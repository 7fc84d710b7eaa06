//! Following a plan, and looking whether all is well.
use std::collections::HashMap;

use crate::{
    client::Person,
    network::{Line, take},
    plan::{Plan, Step},
    room::{Room, replay},
};

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// After how many steps it was seen.
    pub after: usize,
    /// In words.
    pub what: String,
}

/// What happened in a plan without a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Changes that were committed.
    pub commits: u64,
    /// Changes that were refused for a role or a lock.
    pub refusals: u64,
    /// Catch-ups that were told as one change.
    pub composed: u64,
    /// Times that somebody was offered a copy.
    pub copies: u64,
}

/// Rounds in which everybody has to agree once nothing is lost any more.
const SETTLING_ROUNDS: usize = 400;

struct World {
    room: Room,
    people: Vec<Person>,
    lines: Vec<Line>,
}

/// Follows a plan to its end.
pub fn run(plan: &Plan) -> Result<Tally, Failure> {
    let mut world = World {
        room: Room::new(plan.people),
        people: (0..plan.people).map(|number| Person::new(number, plan.most_in_flight)).collect(),
        lines: (0..plan.people).map(|_| Line::default()).collect(),
    };
    for (at, step) in plan.steps.iter().enumerate() {
        world.take(*step, plan.people).map_err(|what| Failure { after: at + 1, what })?;
    }
    world.settle().map_err(|what| Failure { after: plan.steps.len(), what })
}

impl World {
    fn take(&mut self, step: Step, people: usize) -> Result<(), String> {
        let Self { room, people: persons, lines } = self;
        match step {
            Step::Edit { who, at, delete, insert, joins } => persons[who % people].edit(at, delete, insert, joins)?,
            Step::Undo(who) => persons[who % people].undo()?,
            Step::Redo(who) => persons[who % people].redo()?,
            Step::Send(who) => persons[who % people].send(&mut lines[who % people]),
            Step::Up { who, nth } => {
                let who = who % people;
                if let Some(message) = take(&mut lines[who].up, nth) {
                    room.receive(who, message);
                }
            }
            Step::Work => room.work(lines)?,
            Step::Down { who, nth } => {
                let who = who % people;
                if let Some(update) = lines[who].hear(persons[who].session(), nth) {
                    persons[who].hear(update, &mut lines[who]);
                }
            }
            Step::Twice { who, up, nth } => lines[who % people].repeat(up, nth),
            Step::Lose { who, up, nth } => lines[who % people].lose(up, nth),
            Step::Cut(who) => {
                persons[who % people].disconnect();
                room.disconnect(who % people);
                lines[who % people].clear();
            }
            Step::Connect(who) => persons[who % people].connect(&mut lines[who % people]),
            Step::Keep(who) => persons[who % people].keep(),
            Step::Die(who) => {
                persons[who % people].die();
                room.disconnect(who % people);
                lines[who % people].clear();
            }
            Step::Store => room.store(lines),
            Step::StoreFails => room.start_over(lines, true)?,
            Step::Kill => {
                room.start_over(lines, false)?;
                for (person, line) in persons.iter_mut().zip(lines.iter_mut()) {
                    person.disconnect();
                    line.clear();
                }
            }
            Step::Snapshot => room.snapshot(),
            Step::Role { who, writes } => room.set_role(who % people, writes),
            Step::Lock(holder) => room.set_lock(holder.map(|who| who % people)),
            Step::Restore => room.restore()?,
            Step::Slow(who) => room.slow(who % people, lines),
            Step::Flow(who) => {
                let who = who % people;
                persons[who].send(&mut lines[who]);
                while let Some(message) = take(&mut lines[who].up, 0) {
                    room.receive(who, message);
                }
                while room.has_mail() {
                    room.work(lines)?;
                }
                room.store(lines);
                while lines[who].has_news() {
                    if let Some(update) = lines[who].hear(persons[who].session(), 0) {
                        persons[who].hear(update, &mut lines[who]);
                    }
                }
            }
        }
        Ok(())
    }

    /// Nothing fails any more: everybody connects, says all they have and hears all there is.
    fn settle(mut self) -> Result<Tally, String> {
        let Self { room, people, lines } = &mut self;
        room.set_lock(None);
        for (who, (person, line)) in people.iter_mut().zip(lines.iter_mut()).enumerate() {
            room.set_role(who, true);
            room.disconnect(who);
            line.clear();
            person.connect(line);
        }
        let mut rounds = 0;
        loop {
            for (who, (person, line)) in people.iter_mut().zip(lines.iter_mut()).enumerate() {
                person.send(line);
                while let Some(message) = line.up.pop_front() {
                    room.receive(who, message);
                }
            }
            while !room.is_idle() {
                room.work(lines)?;
                room.store(lines);
            }
            let mut heard = false;
            for (person, line) in people.iter_mut().zip(lines.iter_mut()) {
                while line.has_news() {
                    heard = true;
                    if let Some(update) = line.hear(person.session(), 0) {
                        person.hear(update, line);
                    }
                }
            }
            let is_quiet = !heard && people.iter().all(|person| person.doc.is_saved() && person.doc.is_up());
            if is_quiet && lines.iter().all(Line::is_quiet) {
                break;
            }
            rounds += 1;
            if rounds > SETTLING_ROUNDS {
                return Err("the room never came to rest".to_owned());
            }
        }
        self.judge()
    }

    fn judge(&self) -> Result<Tally, String> {
        let text = self.room.text();
        let log = self.room.log();
        let replayed = replay(log)?;
        if replayed != text {
            return Err(format!("the server has “{text}”, its log makes “{replayed}”"));
        }
        for (who, person) in self.people.iter().enumerate() {
            let theirs = person.doc.text().to_string();
            if theirs != text {
                return Err(format!("person {who} has “{theirs}”, the server “{text}”"));
            }
        }
        // Every session's changes are there once each, in order.
        let mut seqs: HashMap<doc::SessionId, u32> = HashMap::new();
        for entry in log.iter().filter(|entry| entry.session != doc::SessionId::SERVER) {
            let last = seqs.entry(entry.session).or_default();
            if entry.seq != *last + 1 {
                return Err(format!("{:?} has number {} after {last}", entry.session, entry.seq));
            }
            *last = entry.seq;
        }
        for (session, seq, version) in self.people.iter().flat_map(|person| &person.told) {
            let entry = &log.get(*version as usize - 1).filter(|entry| entry.session == *session && entry.seq == *seq);
            if entry.is_none() {
                return Err(format!("{session:?} was told that {seq} is version {version}, and it is not"));
            }
        }
        Ok(Tally {
            commits: self.room.commits,
            refusals: self.room.refusals,
            composed: self.room.composed,
            copies: self.people.iter().map(|person| u64::from(person.copies)).sum(),
        })
    }
}

/// A shorter plan that fails as well: pieces are left out as long as it does.
pub fn shorten(plan: &Plan) -> Plan {
    let mut best = plan.clone();
    let mut piece = best.steps.len().div_ceil(2);
    while piece > 0 {
        let mut from = 0;
        while from < best.steps.len() {
            let mut shorter = best.clone();
            shorter.steps.drain(from..(from + piece).min(best.steps.len()));
            if run(&shorter).is_err() {
                best = shorter;
            } else {
                from += piece;
            }
        }
        piece /= 2;
    }
    best
}
