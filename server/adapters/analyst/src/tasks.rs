//! What the analyst can do, one module for each kind of answer.

pub(crate) mod colour;
pub(crate) mod explain;
pub(crate) mod fields;
pub(crate) mod find;
pub(crate) mod problems;
pub(crate) mod rename;
pub(crate) mod structure;
pub(crate) mod wording;

use crate::proposal::Proposal;
use crate::reply::{Answer, Reply, count};

/// Ends an answer with the proposed changes, or says why there are none.
pub(crate) fn conclude(mut reply: Reply, proposal: Proposal<'_, '_>) -> Answer {
    match proposal.finish() {
        Ok(changes) if changes.is_empty() => {
            reply.say("Nothing has to change for that: the files already say so.");
            reply.finish(Vec::new())
        }
        Ok(changes) => {
            let blocks = changes.iter().map(|change| change.blocks.len()).sum();
            reply.say(format!(
                "The change below touches {} in {}.",
                count(blocks, "place"),
                count(changes.len(), "file")
            ));
            reply.finish(changes)
        }
        Err(reason) => {
            reply
                .say(format!("I can't offer this as a change: {reason}. The places above show where to edit by hand."));
            reply.finish(Vec::new())
        }
    }
}
