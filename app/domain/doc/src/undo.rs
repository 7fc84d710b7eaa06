//! Taking back one's own changes, and nobody else's.
use std::collections::VecDeque;

use ot::{Op, OpError, Side};

use crate::flaw::Flaw;

/// Steps that can be taken back.
const MAX_STEPS: usize = 500;

/// What would take the newest changes back.
///
/// Each step is kept as it was when it was the newest one, beside everything that others did since. It is rewritten over
/// that when it is asked for: typing costs nothing while others type.
#[derive(Debug, Clone, Default)]
pub struct UndoStack {
    steps: VecDeque<Step>,
}

#[derive(Debug, Clone)]
struct Step {
    op: Op,
    /// Others' changes since, as one.
    after: Op,
}

impl UndoStack {
    /// Remembers what takes the last change back. A change that `joins` belongs to the step before it.
    pub fn record(&mut self, inverse: Op, joins: bool) -> Result<(), OpError> {
        if joins && !self.steps.is_empty() {
            self.settle()?;
            if let Some(step) = self.steps.back_mut() {
                step.op = inverse.compose(&step.op)?;
                return Ok(());
            }
        }
        if self.steps.len() == MAX_STEPS {
            self.steps.pop_front();
        }
        self.steps.push_back(Step { op: inverse, after: Op::new() });
        Ok(())
    }

    /// Others have changed the text.
    pub fn others_did(&mut self, op: &Op) -> Result<(), OpError> {
        match self.steps.back_mut() {
            Some(step) => step.after.push(op),
            None => Ok(()),
        }
    }

    /// Takes the newest step that still does something, for the present text.
    pub fn pop(&mut self) -> Result<Option<Op>, OpError> {
        while !self.steps.is_empty() {
            self.settle()?;
            match self.steps.pop_back() {
                // Nothing is left of it when others have deleted everything that it was about.
                Some(step) if step.op.is_noop() => {}
                found => return Ok(found.map(|step| step.op)),
            }
        }
        Ok(None)
    }

    /// Whether there is nothing to take back.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.steps.clear();
    }

    /// Rewrites the newest step for the present text, and hands what others did on to the step before it.
    fn settle(&mut self) -> Result<(), OpError> {
        let last = self.steps.len().wrapping_sub(1);
        let Some(step) = self.steps.get_mut(last) else { return Ok(()) };
        if step.after.is_noop() {
            return Ok(());
        }
        let after = std::mem::take(&mut step.after);
        if Flaw::UnmappedUndo.is_planted() {
            return Ok(());
        }
        let passed_on = after.over(&step.op, Side::Right)?;
        step.op = step.op.over(&after, Side::Left)?;
        if let Some(before) = last.checked_sub(1).and_then(|before| self.steps.get_mut(before)) {
            before.after.push(&passed_on)?;
        }
        Ok(())
    }
}
