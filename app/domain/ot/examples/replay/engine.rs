//! One document on a server, and nobody else.
use doc::{ServerDoc, SessionId, Stored, Submit};

use crate::Trace;

pub fn replay(trace: &Trace) -> Result<String, String> {
    let stored = Stored { text: trace.start_content.clone(), version: 0, sessions: Vec::new() };
    let mut doc = ServerDoc::load(stored, []).map_err(|error| error.to_string())?;
    let patches = trace.txns.iter().flat_map(|txn| &txn.patches);
    for (seq, (position, deleted, inserted)) in (1..).zip(patches) {
        let op = crate::rooms::splice(doc.text(), *position, *deleted, inserted)?;
        let submit = Submit { generation: 0, seq, base: doc.version(), op };
        doc.submit(SessionId(1), submit).map_err(|error| format!("change {seq}: {error}"))?;
        doc.mark_durable(doc.version());
    }
    Ok(doc.text().to_string())
}
