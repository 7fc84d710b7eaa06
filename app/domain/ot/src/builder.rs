//! Puts steps together so that what comes out is in normal form.
use crate::{
    op::{MAX_UNITS, Op, OpError, Run},
    text::units_of,
};

/// An operation while it grows. What is kept is written down only once something follows it.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    op: Op,
    kept: u32,
}

impl Builder {
    pub fn retain(&mut self, units: u32) -> Result<(), OpError> {
        self.kept = self.kept.checked_add(units).filter(|sum| *sum <= MAX_UNITS).ok_or(OpError::TooLong)?;
        Ok(())
    }

    pub fn insert(&mut self, text: &str) -> Result<(), OpError> {
        self.insert_known(text, units_of(text))
    }

    /// Inserts text of a known length in code units.
    pub fn insert_known(&mut self, text: &str, units: u32) -> Result<(), OpError> {
        if units == 0 {
            return Ok(());
        }
        self.flush()?;
        let op = &mut self.op;
        let inserted = op.inserted_units.checked_add(units).filter(|sum| *sum <= MAX_UNITS).ok_or(OpError::TooLong)?;
        // Three bytes of UTF-8 for a code unit at most, so this fits as well.
        let bytes = u32::try_from(text.len()).map_err(|_| OpError::TooLong)?;
        op.inserted_units = inserted;
        op.text.push_str(text);
        // An insertion stands before a deletion at the same place. Its text is the last one either way.
        let place = op.runs.len() - usize::from(matches!(op.runs.last(), Some(Run::Delete(_))));
        match place.checked_sub(1).map(|before| &mut op.runs[before]) {
            Some(Run::Insert { units: all_units, bytes: all_bytes }) => {
                *all_units += units;
                *all_bytes += bytes;
            }
            _ => op.runs.insert(place, Run::Insert { units, bytes }),
        }
        Ok(())
    }

    pub fn delete(&mut self, units: u32) -> Result<(), OpError> {
        if units == 0 {
            return Ok(());
        }
        self.flush()?;
        let op = &mut self.op;
        op.base_units = longer(op.base_units, units)?;
        op.deleted_units += units;
        match op.runs.last_mut() {
            Some(Run::Delete(deleted)) => *deleted += units,
            _ => op.runs.push(Run::Delete(units)),
        }
        Ok(())
    }

    pub fn done(self) -> Op {
        self.op
    }

    fn flush(&mut self) -> Result<(), OpError> {
        let units = std::mem::take(&mut self.kept);
        if units > 0 {
            self.op.base_units = longer(self.op.base_units, units)?;
            // Never beside another one: what is kept is gathered until something follows.
            self.op.runs.push(Run::Retain(units));
        }
        Ok(())
    }
}

fn longer(base: u32, units: u32) -> Result<u32, OpError> {
    base.checked_add(units).filter(|sum| *sum <= MAX_UNITS).ok_or(OpError::TooLong)
}
