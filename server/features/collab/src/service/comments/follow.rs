//! Comments stay with their words: their places are brought to the present text when somebody looks.
use std::collections::HashMap;

use collab_contract::{AnchorMove, CollabError, Comment};
use kernel::{Caller, CommentId, FileId, ProjectId};
use projects_contract::Spot;

use crate::service::CollabService;

/// Moves the places of `shown` to where the text has carried them, and remembers it.
pub async fn to_where_they_are(
    service: &CollabService,
    by: &Caller,
    project: ProjectId,
    shown: &mut [Comment],
) -> Result<(), CollabError> {
    let mut files: HashMap<FileId, Vec<Spot>> = HashMap::new();
    // An answer is where its thread is.
    for comment in shown.iter().filter(|comment| comment.parent_id.is_none()) {
        let Some(file) = comment.file_id else { continue };
        files.entry(file).or_default().push(Spot {
            id: comment.id.uuid().as_u128(),
            start: comment.start_offset,
            end: comment.end_offset,
            version: comment.anchor_version.unsigned_abs(),
            quote: comment.quote.clone(),
            is_detached: comment.is_detached,
            line: comment.line_number,
        });
    }
    for (file, spots) in files {
        let before: HashMap<u128, u64> = spots.iter().map(|spot| (spot.id, spot.version)).collect();
        let now = service.deps.files.follow(by, file, spots).await?;
        let moves: Vec<AnchorMove> = now
            .into_iter()
            .filter(|spot| before.get(&spot.id) != Some(&spot.version))
            .map(|spot| AnchorMove {
                comment: CommentId::from_uuid(uuid::Uuid::from_u128(spot.id)),
                start_offset: spot.start,
                end_offset: spot.end,
                line_number: spot.line,
                version: i64::try_from(spot.version).unwrap_or(i64::MAX),
                is_detached: spot.is_detached,
            })
            .collect();
        if moves.is_empty() {
            continue;
        }
        service.move_anchors(project, file, &moves).await?;
        for step in &moves {
            for comment in shown.iter_mut().filter(|one| one.id == step.comment || one.parent_id == Some(step.comment))
            {
                (comment.start_offset, comment.end_offset) = (step.start_offset, step.end_offset);
                (comment.line_number, comment.anchor_version) = (step.line_number, step.version);
                comment.is_detached = step.is_detached;
            }
        }
    }
    Ok(())
}
