//! Versions of the project, seen from a room.
use collab_contract::{ActivityDetail, ActivityKind, CollabError, DocumentState};
use kernel::{Caller, Cursor, Page, RoomId, VersionId};
use projects_contract::Version;

use super::{CollabService, activity};
use crate::store::{access, rooms};

pub async fn list(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    after: Option<Cursor>,
) -> Result<Page<Version>, CollabError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::member(&mut tx, room, service.now()).await?;
    tx.commit().await?;
    Ok(service.deps.projects.versions(by, access.project(), after).await?)
}

pub async fn restore(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    version: VersionId,
) -> Result<DocumentState, CollabError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::editor(&mut tx, room, service.now()).await?;
    let is_ours = rooms::has_version(&mut tx, &access, version).await?;
    tx.commit().await?;
    if !is_ours {
        return Err(CollabError::NotFound);
    }
    let restored = service.deps.projects.restore(by, version).await?;
    let detail = ActivityDetail { version: Some(restored.number), ..ActivityDetail::default() };
    let actor = activity::Actor::of(access.place());
    let line = activity::line(service, access.room(), actor, ActivityKind::Restored, None, detail);
    let mut tx = service.deps.db.begin(by).await?;
    activity::record(&mut tx, access.room(), &line).await?;
    tx.commit().await?;
    service.deps.live.activity(room, line);
    let files = service.deps.projects.snapshot(by, access.project()).await?;
    Ok(DocumentState { version: restored, files })
}
