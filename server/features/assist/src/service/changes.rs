//! Applying, rejecting and undoing what a reply proposes.
use assist_contract::{Applied, ApplyChanges, AssistError, Author, ChangeOutcome, ReplyState};
use edits::FileStep;
use kernel::{Caller, Fault, MessageId};
use projects_contract::{FileEntry, FileWrite, ProjectsError};

use super::Service;
use crate::{
    apply::{self, UndoStep},
    store::{Owner, messages},
};

/// How often a decision is tried to be stored after the files were written. Losing it would leave changed files under a
/// proposal that still asks.
const STORE_TRIES: u32 = 3;

pub async fn apply(service: &Service, by: &Caller, ask: ApplyChanges) -> Result<Applied, AssistError> {
    let _turn = service.turn(ask.message_id).await;
    let stored = open_proposal(service, by, ask.message_id).await?;
    let files = service.deps.projects.snapshot(by, stored.project).await?;
    let proposals = stored.proposals;
    let plan = tokio::task::spawn_blocking(move || apply::plan(&proposals, ask.accepted.as_deref(), &files));
    let plan = plan.await.map_err(Fault::from)??;
    let applied = Applied { applied: plan.applied, files_updated: plan.files.clone() };
    let written = write(service, by, stored.project, plan.writes.clone(), &plan.files).await?;
    let undo = plan.undo(&written);
    decide(service, by, ask.message_id, ChangeOutcome::Proposed, ChangeOutcome::Applied, Some(&undo)).await?;
    Ok(applied)
}

pub async fn try_out(service: &Service, by: &Caller, ask: ApplyChanges) -> Result<Vec<FileStep>, AssistError> {
    let stored = open_proposal(service, by, ask.message_id).await?;
    let files = service.deps.projects.snapshot(by, stored.project).await?;
    let proposals = stored.proposals;
    let steps = tokio::task::spawn_blocking(move || {
        apply::plan(&proposals, ask.accepted.as_deref(), &files).and_then(|plan| plan.steps(&files))
    });
    steps.await.map_err(Fault::from)?
}

pub async fn reject(service: &Service, by: &Caller, message: MessageId) -> Result<(), AssistError> {
    let _turn = service.turn(message).await;
    let stored = own(service, by, message).await?;
    match stored.message.outcome {
        Some(ChangeOutcome::Proposed) => {
            decide(service, by, message, ChangeOutcome::Proposed, ChangeOutcome::Rejected, None).await
        }
        // Rejecting twice is the same as rejecting once; what was taken back needs no rejection.
        Some(ChangeOutcome::Rejected | ChangeOutcome::Undone) => Ok(()),
        Some(ChangeOutcome::Applied) => Err(nothing("its changes are in the files. Undo them instead.")),
        None => Err(nothing("it proposes no changes.")),
    }
}

pub async fn undo(service: &Service, by: &Caller, message: MessageId) -> Result<Applied, AssistError> {
    let _turn = service.turn(message).await;
    let stored = own(service, by, message).await?;
    let steps = match (stored.message.outcome, stored.undo) {
        (Some(ChangeOutcome::Applied), Some(steps)) => steps,
        (Some(ChangeOutcome::Undone), _) => return Err(nothing("its changes were undone already.")),
        _ => return Err(nothing("its changes are not in the files, so there is nothing to undo.")),
    };
    let projects = &service.deps.projects;
    let files = projects.files(by, stored.project).await?;
    let has_trash = steps.iter().any(|step| matches!(step, UndoStep::Restore { .. }));
    let trash = if has_trash { projects.trashed_files(by, stored.project).await? } else { Vec::new() };
    let (writes, restored) = apply::undo(&steps, &files, &trash)?;
    let files_updated = apply::paths(&steps);
    if !writes.is_empty() {
        write(service, by, stored.project, writes, &files_updated).await?;
    }
    for file in restored {
        projects.undelete_file(by, file).await?;
    }
    decide(service, by, message, ChangeOutcome::Applied, ChangeOutcome::Undone, None).await?;
    Ok(Applied { applied: u32::try_from(steps.len()).unwrap_or(u32::MAX), files_updated })
}

/// The caller's reply, when its changes still wait for a yes.
async fn open_proposal(service: &Service, by: &Caller, message: MessageId) -> Result<messages::Stored, AssistError> {
    let stored = own(service, by, message).await?;
    match (stored.message.state, stored.message.outcome) {
        (Some(ReplyState::Running), _) => Err(nothing("it is still being written.")),
        (_, None) => Err(nothing("it proposes no changes.")),
        (_, Some(ChangeOutcome::Applied)) => Err(nothing("its changes are in the files already.")),
        (_, Some(ChangeOutcome::Rejected)) => Err(nothing("its changes were rejected.")),
        (_, Some(ChangeOutcome::Undone)) => Err(nothing("its changes were undone. Ask again to get fresh ones.")),
        (_, Some(ChangeOutcome::Proposed)) => Ok(stored),
    }
}

fn nothing(why: &str) -> AssistError {
    AssistError::NothingToApply(why.to_owned())
}

async fn own(service: &Service, by: &Caller, message: MessageId) -> Result<messages::Stored, AssistError> {
    let owner = Owner::of(by)?;
    let mut tx = service.deps.db.begin(by).await?;
    let stored = messages::get(&mut tx, owner, message).await?;
    tx.commit().await?;
    stored.filter(|stored| stored.message.author == Author::Assistant).ok_or(AssistError::NotFound)
}

/// Writes all files or none. A file that moved on between the look and the write is a stale base too.
async fn write(
    service: &Service,
    by: &Caller,
    project: kernel::ProjectId,
    writes: Vec<FileWrite>,
    paths: &[String],
) -> Result<Vec<FileEntry>, AssistError> {
    let bases: Vec<(kernel::FileId, i64)> = writes
        .iter()
        .filter_map(|write| match write {
            FileWrite::Edit { file, base_version, .. } | FileWrite::Delete { file, base_version } => {
                Some((*file, *base_version))
            }
            FileWrite::Create { .. } | FileWrite::Move { .. } => None,
        })
        .collect();
    match service.deps.projects.edit_many(by, project, writes).await {
        Ok(written) => Ok(written),
        Err(ProjectsError::PathTaken { path }) => Err(AssistError::StaleBase { path }),
        Err(ProjectsError::Stale { .. }) => {
            // The refusal does not say which file it was; the files themselves do.
            let now = service.deps.projects.files(by, project).await?;
            let moved = now
                .into_iter()
                .find(|entry| bases.iter().any(|(file, version)| *file == entry.id && *version != entry.version));
            let path = moved.map(|entry| entry.path).or_else(|| paths.first().cloned()).unwrap_or_default();
            Err(AssistError::StaleBase { path })
        }
        Err(error) => Err(error.into()),
    }
}

async fn decide(
    service: &Service,
    by: &Caller,
    message: MessageId,
    from: ChangeOutcome,
    to: ChangeOutcome,
    undo: Option<&[UndoStep]>,
) -> Result<(), AssistError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match decide_once(service, by, message, from, to, undo).await {
            Ok(true) => return Ok(()),
            Ok(false) => return Err(nothing("somebody has decided about it meanwhile.")),
            Err(AssistError::Fault(fault)) if tries < STORE_TRIES => {
                tracing::warn!(error = fault.chain(), "a decision about changes is not stored yet; trying again");
            }
            Err(error) => return Err(error),
        }
    }
}

async fn decide_once(
    service: &Service,
    by: &Caller,
    message: MessageId,
    from: ChangeOutcome,
    to: ChangeOutcome,
    undo: Option<&[UndoStep]>,
) -> Result<bool, AssistError> {
    let owner = Owner::of(by)?;
    let mut tx = service.deps.db.begin(by).await?;
    let done = messages::decide(&mut tx, owner, message, from, to, undo).await?;
    tx.commit().await?;
    Ok(done)
}
