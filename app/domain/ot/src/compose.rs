//! Two operations that follow each other as one.
use crate::{
    builder::Builder,
    op::{Op, OpError, Run},
};

impl Op {
    /// What applying this one and then `next` does, as one operation.
    pub fn compose(&self, next: &Op) -> Result<Op, OpError> {
        let mut out = Builder::default();
        let (mut first, mut second) = (self.cursor(), next.cursor());
        // A place in the text between the two, to name what is wrong.
        let mut at = 0;
        loop {
            match (first.peek(), second.peek()) {
                (None, None) => return Ok(out.done()),
                (Some(Run::Delete(units)), _) => {
                    out.delete(units)?;
                    first.skip();
                }
                (_, Some(Run::Insert { .. })) => {
                    let (text, units) = second.take_insert();
                    out.insert_known(text, units)?;
                }
                (Some(Run::Insert { .. }), None) => {
                    let (text, units) = first.take_insert();
                    out.insert_known(text, units)?;
                }
                (Some(Run::Retain(units)), None) | (None, Some(Run::Retain(units))) => {
                    out.retain(units)?;
                    first.take(units);
                    second.take(units);
                }
                (None, Some(Run::Delete(units))) => {
                    out.delete(units)?;
                    second.skip();
                }
                (Some(Run::Insert { units, .. }), Some(Run::Retain(kept))) => {
                    let both = units.min(kept);
                    at += both;
                    out.insert_known(first.take_of_insert(both, at)?, both)?;
                    second.take(both);
                }
                (Some(Run::Insert { units, .. }), Some(Run::Delete(gone))) => {
                    let both = units.min(gone);
                    at += both;
                    first.take_of_insert(both, at)?;
                    second.take(both);
                }
                (Some(Run::Retain(a)), Some(Run::Retain(b))) => {
                    let both = a.min(b);
                    at += both;
                    out.retain(both)?;
                    first.take(both);
                    second.take(both);
                }
                (Some(Run::Retain(a)), Some(Run::Delete(b))) => {
                    let both = a.min(b);
                    at += both;
                    out.delete(both)?;
                    first.take(both);
                    second.take(both);
                }
            }
        }
    }

    /// Makes this one what applying it and then `next` does.
    pub fn push(&mut self, next: &Op) -> Result<(), OpError> {
        *self = self.compose(next)?;
        Ok(())
    }
}
