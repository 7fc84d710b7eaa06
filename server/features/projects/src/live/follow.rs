//! Places of older versions in the present text.
use std::collections::BTreeMap;

use db::Db;
use doc::{Anchor, Anchors};
use kernel::{Caller, Fault, FileId};
use ot::RopeText;
use projects_contract::{ProjectsError, Spot};

use crate::store::{access, files, live};

/// Changes that are followed one by one; beyond that the words are looked for instead.
const MOST_CHANGES: u64 = 20_000;

/// Brings places to the version that the file has now. Those in files that are no text stay as they are.
pub async fn to_present(db: &Db, by: &Caller, file: FileId, spots: Vec<Spot>) -> Result<Vec<Spot>, ProjectsError> {
    let mut tx = db.begin(by).await?;
    let access = access::see_by_file(&mut tx, file).await?;
    let stored = files::get(&mut tx, &access, file).await?.ok_or(ProjectsError::NotFound)?;
    let now = stored.entry.version.unsigned_abs();
    let files::Body::Text(text) = stored.body else { return Ok(spots) };

    let mut by_version: BTreeMap<u64, Vec<Spot>> = BTreeMap::new();
    for spot in spots {
        by_version.entry(spot.version).or_default().push(spot);
    }
    let mut found = Vec::new();
    for (version, mut spots) in by_version {
        if version < now {
            let log = if now - version > MOST_CHANGES {
                None
            } else {
                live::log(&mut tx, file, version, now, MOST_CHANGES as i64).await?
            };
            match log {
                Some(entries) => follow(&mut spots, &entries)?,
                None => spots.iter_mut().for_each(|spot| look_for(spot, &text)),
            }
            spots.iter_mut().for_each(|spot| spot.version = now);
        }
        found.extend(spots);
    }
    tx.commit().await?;
    let rope = RopeText::from(text.as_str());
    for spot in &mut found {
        let at = (spot.start as usize).min(rope.rope().len_utf16_cu());
        spot.line = rope.rope().char_to_line(rope.rope().utf16_cu_to_char(at)) as u32 + 1;
    }
    Ok(found)
}

fn follow(spots: &mut [Spot], entries: &[doc::Entry]) -> Result<(), Fault> {
    let anchor = |spot: &Spot| Anchor {
        id: spot.id,
        start: spot.start,
        end: spot.end,
        quote: spot.quote.clone(),
        is_detached: spot.is_detached,
    };
    let mut anchors = Anchors::new(spots.iter().map(anchor).collect());
    for entry in entries {
        anchors.follow(&entry.op)?;
    }
    for (spot, anchor) in spots.iter_mut().zip(anchors.iter()) {
        (spot.start, spot.end, spot.is_detached) = (anchor.start, anchor.end, anchor.is_detached);
    }
    Ok(())
}

/// The same words, where the changes since are no longer kept.
fn look_for(spot: &mut Spot, text: &str) {
    let units = |text: &str| edits::utf16_len(text) as u32;
    match text.find(&spot.quote).filter(|_| !spot.quote.trim().is_empty()) {
        Some(at) => {
            spot.start = units(&text[..at]);
            spot.end = spot.start + units(&spot.quote);
            spot.is_detached = false;
        }
        None => {
            spot.start = spot.start.min(units(text));
            spot.end = spot.start;
            spot.is_detached = true;
        }
    }
}
