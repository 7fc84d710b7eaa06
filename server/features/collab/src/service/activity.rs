//! The feed.
use collab_contract::{Activity, ActivityDetail, ActivityKind, CollabError, Room};
use db::Tx;
use kernel::{ActivityId, Caller, Cursor, Fault, Page, RoomId, UserId};

use super::{CollabService, cursor, place};
use crate::store::{self, access};

/// Lines on one page.
const PAGE: usize = 50;

/// Who did something, as the feed names them.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// Absent for guests.
    pub user: Option<UserId>,
    pub name: &'a str,
}

impl<'a> Actor<'a> {
    /// The one who has that place.
    pub fn of(place: &'a access::Place) -> Self {
        Self { user: place.user, name: &place.name }
    }
}

/// A line about one thing that has just happened.
pub fn line(
    service: &CollabService,
    room: &Room,
    actor: Actor<'_>,
    kind: ActivityKind,
    file_path: Option<&str>,
    detail: ActivityDetail,
) -> Activity {
    let now = service.now();
    Activity {
        id: ActivityId::from_uuid(service.deps.clock.new_id()),
        room_id: room.id,
        user_id: actor.user,
        actor_name: actor.name.to_owned(),
        kind,
        file_path: file_path.map(str::to_owned),
        detail,
        started_at: now,
        ended_at: now,
        count: 1,
    }
}

/// Writes a line within the caller's transaction.
pub async fn record(tx: &mut Tx, room: &Room, line: &Activity) -> Result<(), Fault> {
    store::as_system(tx).await?;
    store::activity::insert(tx, room, line).await?;
    store::as_caller(tx).await
}

pub async fn page(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    after: Option<Cursor>,
) -> Result<Page<Activity>, CollabError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::member(&mut tx, room, service.now()).await?;
    let rows = store::activity::page(&mut tx, &access, place(after), PAGE as i64 + 1).await?;
    tx.commit().await?;
    Ok(Page::from_overfetch(rows, PAGE, |line| cursor(line.started_at, line.id.uuid())))
}
