//! Plans: what happens, in order.
use std::{fmt, str::FromStr};

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// One thing that happens. `who` is a person, `nth` a message in a queue, `up` the way to the server; numbers that are too
/// large are taken modulo what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named alike in all steps and told above")]
pub enum Step {
    /// Somebody types: deletes `delete` characters at `at` and writes `insert` of their own.
    Edit { who: usize, at: usize, delete: usize, insert: usize, joins: bool },
    /// Somebody takes their last change back.
    Undo(usize),
    /// And does it again.
    Redo(usize),
    /// An editor sends what it may.
    Send(usize),
    /// A message of an editor reaches the server's mailbox.
    Up { who: usize, nth: usize },
    /// The server reads one message.
    Work,
    /// A message of the server reaches an editor.
    Down { who: usize, nth: usize },
    /// A message is on its way twice.
    Twice { who: usize, up: bool, nth: usize },
    /// A message is lost.
    Lose { who: usize, up: bool, nth: usize },
    /// A connection breaks: what was on its way is gone.
    Cut(usize),
    /// An editor connects; anything of an older connection may still arrive.
    Connect(usize),
    /// The browser keeps its document.
    Keep(usize),
    /// The browser dies and starts again from what it kept, or from nothing.
    Die(usize),
    /// The database stores what is new.
    Store,
    /// The database refuses, and the server starts over from what is stored.
    StoreFails,
    /// The server is killed and starts again.
    Kill,
    /// The server stores a snapshot.
    Snapshot,
    /// Somebody may write, or only read from now on.
    Role { who: usize, writes: bool },
    /// Somebody locks the file for themselves, or it is free again.
    Lock(Option<usize>),
    /// The server brings an older text back.
    Restore,
    /// A slow reader is told to come again.
    Slow(usize),
    /// For a moment all is well between one editor and the server.
    Flow(usize),
}

/// A room and what happens in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// How many editors.
    pub people: usize,
    /// How many changes of each may be on their way.
    pub most_in_flight: usize,
    /// What happens.
    pub steps: Vec<Step>,
}

impl Plan {
    /// The plan of a seed.
    pub fn random(seed: u64) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let people = rng.random_range(2..=4);
        let most_in_flight = [1, 2, 4, 4, 64][rng.random_range(0..5)];
        let length = rng.random_range(40..400);
        // Each room has its own troubles: some none, some all.
        let trouble: u32 = rng.random_range(0..=4);
        let mut steps: Vec<Step> = (0..people).map(Step::Connect).collect();
        steps.extend((0..length).map(|_| step(&mut rng, people, trouble)));
        Self { people, most_in_flight, steps }
    }
}

fn step(rng: &mut Xoshiro256PlusPlus, people: usize, trouble: u32) -> Step {
    let who = rng.random_range(0..people);
    let nth = if trouble > 1 && rng.random_ratio(1, 8) { rng.random_range(0..4) } else { 0 };
    if trouble > 0 && rng.random_ratio(trouble, 16) {
        let up = rng.random_bool(0.5);
        return match rng.random_range(0..32) {
            0..=2 => Step::Cut(who),
            3..=6 => Step::Connect(who),
            7 => Step::Keep(who),
            8 => Step::Die(who),
            9 => Step::StoreFails,
            10 | 11 => Step::Kill,
            12 | 13 => Step::Snapshot,
            14..=17 => Step::Twice { who, up, nth },
            18 => Step::Lose { who, up, nth },
            19 | 20 => Step::Role { who, writes: false },
            21 | 22 => Step::Role { who, writes: true },
            23 => Step::Lock(Some(who)),
            24 => Step::Lock(None),
            25 => Step::Restore,
            26..=28 => Step::Snapshot,
            29 => Step::Kill,
            _ => Step::Slow(who),
        };
    }
    match rng.random_range(0..40) {
        0..=8 => Step::Edit {
            who,
            // Often at the beginning, where everybody types: ties are what goes wrong.
            at: if rng.random_bool(0.5) { rng.random_range(0..3) } else { rng.random_range(0..40) },
            delete: if rng.random_ratio(1, 3) { rng.random_range(1..4) } else { 0 },
            insert: rng.random_range(0..4),
            joins: rng.random_bool(0.5),
        },
        9 => Step::Undo(who),
        10 => Step::Redo(who),
        11..=17 => Step::Send(who),
        18..=22 => Step::Up { who, nth },
        23..=27 => Step::Work,
        28..=33 => Step::Down { who, nth },
        34..=36 => Step::Flow(who),
        _ => Step::Store,
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = |up: bool| if up { "up" } else { "down" };
        match *self {
            Step::Edit { who, at, delete, insert, joins } => {
                write!(f, "edit {who} {at} {delete} {insert} {}", u8::from(joins))
            }
            Step::Undo(who) => write!(f, "undo {who}"),
            Step::Redo(who) => write!(f, "redo {who}"),
            Step::Send(who) => write!(f, "send {who}"),
            Step::Up { who, nth } => write!(f, "up {who} {nth}"),
            Step::Work => f.write_str("work"),
            Step::Down { who, nth } => write!(f, "down {who} {nth}"),
            Step::Twice { who, up, nth } => write!(f, "twice {who} {} {nth}", way(up)),
            Step::Lose { who, up, nth } => write!(f, "lose {who} {} {nth}", way(up)),
            Step::Cut(who) => write!(f, "cut {who}"),
            Step::Connect(who) => write!(f, "connect {who}"),
            Step::Keep(who) => write!(f, "keep {who}"),
            Step::Die(who) => write!(f, "die {who}"),
            Step::Store => f.write_str("store"),
            Step::StoreFails => f.write_str("store-fails"),
            Step::Kill => f.write_str("kill"),
            Step::Snapshot => f.write_str("snapshot"),
            Step::Role { who, writes } => write!(f, "role {who} {}", u8::from(writes)),
            Step::Lock(Some(who)) => write!(f, "lock {who}"),
            Step::Lock(None) => f.write_str("unlock"),
            Step::Restore => f.write_str("restore"),
            Step::Slow(who) => write!(f, "slow {who}"),
            Step::Flow(who) => write!(f, "flow {who}"),
        }
    }
}

impl FromStr for Step {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let wrong = || format!("“{line}” is no step of a plan");
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<usize>().ok()).ok_or_else(wrong);
        let up = || Ok::<bool, String>(*words.get(2).ok_or_else(wrong)? == "up");
        Ok(match *words.first().ok_or_else(wrong)? {
            "edit" => Step::Edit {
                who: number(1)?,
                at: number(2)?,
                delete: number(3)?,
                insert: number(4)?,
                joins: number(5)? == 1,
            },
            "undo" => Step::Undo(number(1)?),
            "redo" => Step::Redo(number(1)?),
            "send" => Step::Send(number(1)?),
            "up" => Step::Up { who: number(1)?, nth: number(2)? },
            "work" => Step::Work,
            "down" => Step::Down { who: number(1)?, nth: number(2)? },
            "twice" => Step::Twice { who: number(1)?, up: up()?, nth: number(3)? },
            "lose" => Step::Lose { who: number(1)?, up: up()?, nth: number(3)? },
            "cut" => Step::Cut(number(1)?),
            "connect" => Step::Connect(number(1)?),
            "keep" => Step::Keep(number(1)?),
            "die" => Step::Die(number(1)?),
            "store" => Step::Store,
            "store-fails" => Step::StoreFails,
            "kill" => Step::Kill,
            "snapshot" => Step::Snapshot,
            "role" => Step::Role { who: number(1)?, writes: number(2)? == 1 },
            "lock" => Step::Lock(Some(number(1)?)),
            "unlock" => Step::Lock(None),
            "restore" => Step::Restore,
            "slow" => Step::Slow(number(1)?),
            "flow" => Step::Flow(number(1)?),
            _ => return Err(wrong()),
        })
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "people {} in-flight {}", self.people, self.most_in_flight)?;
        self.steps.iter().try_for_each(|step| writeln!(f, "{step}"))
    }
}

impl FromStr for Plan {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let head: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
        let ["people", people, "in-flight", most] = head[..] else {
            return Err("a plan begins with “people N in-flight N”".to_owned());
        };
        let number = |word: &str| word.parse().map_err(|_| format!("“{word}” is no number"));
        Ok(Self {
            people: number(people)?,
            most_in_flight: number(most)?,
            steps: lines.map(str::parse).collect::<Result<_, _>>()?,
        })
    }
}
