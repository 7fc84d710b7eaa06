//! Where a position goes.
use crate::op::{Op, Run};

/// What a position does when text is inserted exactly at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bias {
    /// It stays where it is, before the new text.
    Left,
    /// It moves behind the new text.
    Right,
}

impl Op {
    /// Where `position` of the text before is in the text after. Inside deleted text it falls to where that text was.
    pub fn map(&self, position: u32, bias: Bias) -> u32 {
        // `old` walks through the text before, `new` through the text after.
        let (mut old, mut new) = (0u32, 0u32);
        for run in &self.runs {
            match *run {
                Run::Retain(units) => {
                    if position < old + units {
                        break;
                    }
                    old += units;
                    new += units;
                }
                Run::Insert { units, .. } => {
                    if position == old && bias == Bias::Left {
                        return new;
                    }
                    new += units;
                }
                Run::Delete(units) => {
                    if position < old + units {
                        return new;
                    }
                    old += units;
                }
            }
        }
        new.saturating_add(position - old)
    }
}
