//! Two operations for one text, each rewritten to follow the other.
use crate::{
    builder::Builder,
    op::{Op, OpError, Run},
};

/// Whose insertion comes first where both insert at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Mine comes first.
    Left,
    /// The other's comes first.
    Right,
}

impl Op {
    /// This operation as it has to be after `other`, which was made for the same text.
    ///
    /// When one of two takes [`Side::Left`] and the other [`Side::Right`], applying either one and then the other's
    /// rewritten form ends in the same text (TP1; Ressel et al., CSCW 1996).
    pub fn over(&self, other: &Op, side: Side) -> Result<Op, OpError> {
        let mut out = Builder::default();
        let (mut mine, mut theirs) = (self.cursor(), other.cursor());
        loop {
            match (mine.peek(), theirs.peek()) {
                (None, _) => return Ok(out.done()),
                (Some(Run::Insert { .. }), Some(Run::Insert { units, .. })) if side == Side::Right => {
                    out.retain(units)?;
                    theirs.skip();
                }
                (Some(Run::Insert { .. }), _) => {
                    let (text, units) = mine.take_insert();
                    out.insert_known(text, units)?;
                }
                (_, Some(Run::Insert { units, .. })) => {
                    out.retain(units)?;
                    theirs.skip();
                }
                (Some(Run::Retain(units)), None) => {
                    out.retain(units)?;
                    mine.skip();
                }
                (Some(Run::Delete(units)), None) => {
                    out.delete(units)?;
                    mine.skip();
                }
                (Some(Run::Retain(a)), Some(Run::Retain(b))) => {
                    let both = a.min(b);
                    out.retain(both)?;
                    mine.take(both);
                    theirs.take(both);
                }
                (Some(Run::Delete(a)), Some(Run::Retain(b))) => {
                    let both = a.min(b);
                    out.delete(both)?;
                    mine.take(both);
                    theirs.take(both);
                }
                (Some(Run::Retain(a) | Run::Delete(a)), Some(Run::Delete(b))) => {
                    let both = a.min(b);
                    mine.take(both);
                    theirs.take(both);
                }
            }
        }
    }

    /// Both rewritten to follow each other; where both insert at one place, `left`'s text comes first.
    pub fn transform(left: &Op, right: &Op) -> Result<(Op, Op), OpError> {
        Ok((left.over(right, Side::Left)?, right.over(left, Side::Right)?))
    }
}
