//! Three-way merge by lines, in the manner of diff3.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::lines::{LineChange, changes, split};

/// What became of merging two descendants of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub enum Merge {
    /// Both sides' changes together.
    #[serde(rename_all = "camelCase")]
    Clean {
        /// The merged text.
        text: String,
    },
    /// At least one place was changed differently on both sides.
    #[serde(rename_all = "camelCase")]
    Conflict {
        /// The places, in order.
        conflicts: Vec<Conflict>,
        /// The merged text with `<<<<<<< ours` … `>>>>>>> theirs` around each of those places.
        marked: String,
    },
}

/// A place that both sides changed, each in its own way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    /// First line of the place in the common ancestor, from 1.
    pub base_line: usize,
    /// What stood there.
    pub base: String,
    /// What we made of it.
    pub ours: String,
    /// What they made of it.
    pub theirs: String,
}

/// Merges `ours` and `theirs`, both made from `base`. Changes to neighbouring lines count as a conflict, as in git:
/// a line was written with its neighbour in view. Identical changes on both sides are taken once.
pub fn merge(base: &str, ours: &str, theirs: &str) -> Merge {
    let (base, ours, theirs) = (split(base), split(ours), split(theirs));
    let mut text = String::new();
    let mut conflicts = Vec::new();
    for region in regions(&base, &ours, &theirs, Touching::Conflict) {
        match region.outcome {
            Outcome::Ours => text.extend(ours[region.ours].iter().copied()),
            Outcome::Theirs => text.extend(theirs[region.theirs].iter().copied()),
            Outcome::Conflict => {
                let conflict = Conflict {
                    base_line: region.base.start + 1,
                    base: base[region.base].concat(),
                    ours: ours[region.ours].concat(),
                    theirs: theirs[region.theirs].concat(),
                };
                mark(&mut text, &conflict);
                conflicts.push(conflict);
            }
        }
    }
    if conflicts.is_empty() { Merge::Clean { text } } else { Merge::Conflict { conflicts, marked: text } }
}

fn mark(text: &mut String, conflict: &Conflict) {
    for (marker, side) in
        [("<<<<<<< ours\n", conflict.ours.as_str()), ("=======\n", conflict.theirs.as_str()), (">>>>>>> theirs\n", "")]
    {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(marker);
        text.push_str(side);
    }
}

/// Whether changes on both sides that only touch are a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Touching {
    Conflict,
    Join,
}

/// Which side a region takes. An unchanged region takes ours, which is the same text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Ours,
    Theirs,
    Conflict,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Region {
    pub base: Range<usize>,
    pub ours: Range<usize>,
    pub theirs: Range<usize>,
    pub outcome: Outcome,
}

/// Walks one side's changes along the base and keeps the distance between the two.
struct Side {
    changes: std::iter::Peekable<std::vec::IntoIter<LineChange>>,
    /// What to add to a base position to get this side's, as (side, base) of the last change's end.
    last: (usize, usize),
}

impl Side {
    fn new(base: &[&str], side: &[&str]) -> Side {
        Side { changes: changes(base, side).into_iter().peekable(), last: (0, 0) }
    }

    fn next_start(&mut self) -> Option<(usize, usize)> {
        self.changes.peek().map(|change| (change.old.start, change.old.end))
    }

    /// This side's position for a base position at or after the last change.
    fn at(&self, base: usize) -> usize {
        self.last.0 + (base - self.last.1)
    }

    fn take(&mut self) -> Option<LineChange> {
        let change = self.changes.next()?;
        self.last = (change.new.end, change.old.end);
        Some(change)
    }
}

/// The base cut into regions, each with the side to take. Concatenated they give the merge.
pub(crate) fn regions(base: &[&str], ours: &[&str], theirs: &[&str], touching: Touching) -> Vec<Region> {
    let mut sides = [Side::new(base, ours), Side::new(base, theirs)];
    let mut regions = Vec::new();
    let mut done = 0;
    loop {
        // The earlier change opens a cluster; of two at one place the shorter, so that an insertion goes first.
        let starts = [sides[0].next_start(), sides[1].next_start()];
        let opened = starts.iter().flatten().min().copied();
        let Some((start, mut end)) = opened else { break };
        push_same(&mut regions, &sides, done, start);
        let begin = [sides[0].at(start), sides[1].at(start)];
        let mut touched = [false, false];
        let mut first = true;
        loop {
            let next = (0..2).find(|&side| {
                sides[side].changes.peek().is_some_and(|change| {
                    let joins = match touching {
                        Touching::Conflict => change.old.start <= end,
                        Touching::Join => {
                            change.old.start < end || (change.old.start == end && start == end && change.old.is_empty())
                        }
                    };
                    joins || (first && Some((change.old.start, change.old.end)) == opened)
                })
            });
            let Some(side) = next else { break };
            if let Some(change) = sides[side].take() {
                end = end.max(change.old.end);
                touched[side] = true;
            }
            first = false;
        }
        let region = (begin[0]..sides[0].at(end), begin[1]..sides[1].at(end));
        let (mine, other, was) = (&ours[region.0.clone()], &theirs[region.1.clone()], &base[start..end]);
        let outcome = match touched {
            [true, true] if mine != other && mine != was && other != was => Outcome::Conflict,
            [_, true] if mine == was => Outcome::Theirs,
            [false, _] => Outcome::Theirs,
            _ => Outcome::Ours,
        };
        regions.push(Region { base: start..end, ours: region.0, theirs: region.1, outcome });
        done = end;
    }
    push_same(&mut regions, &sides, done, base.len());
    regions
}

fn push_same(regions: &mut Vec<Region>, sides: &[Side; 2], start: usize, end: usize) {
    if start < end {
        let [ours, theirs] = [sides[0].at(start)..sides[0].at(end), sides[1].at(start)..sides[1].at(end)];
        regions.push(Region { base: start..end, ours, theirs, outcome: Outcome::Ours });
    }
}
