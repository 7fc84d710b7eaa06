//! What people in a room are told at once.
use collab_contract::{Activity, CommentUpdate, RoomRole};
use kernel::{ParticipantId, RoomId};

/// Tells the open connections of a room what has just been stored. It is called after the commit and must not block: a
/// room that cannot keep up drops what it is told and lets its clients fetch again.
pub trait Announce: Send + Sync {
    /// A comment was written, changed, settled or deleted.
    fn comment(&self, room: RoomId, update: CommentUpdate);

    /// Somebody may do something else from now on; nothing at all when `role` is absent.
    fn role_changed(&self, room: RoomId, who: ParticipantId, role: Option<RoomRole>);

    /// The room was closed, or its time is over. Everyone has to leave.
    fn room_closed(&self, room: RoomId);

    /// The feed has a new line, or its last line has grown.
    fn activity(&self, room: RoomId, line: Activity);
}

/// Nobody is listening: for tests, and for processes that only do background work.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAnnounce;

impl Announce for NoAnnounce {
    fn comment(&self, _: RoomId, _: CommentUpdate) {}

    fn role_changed(&self, _: RoomId, _: ParticipantId, _: Option<RoomRole>) {}

    fn room_closed(&self, _: RoomId) {}

    fn activity(&self, _: RoomId, _: Activity) {}
}
