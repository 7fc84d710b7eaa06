//! The promise, kept. Each method of the contract is one function in a module below; what several of them share is here.
mod activity;
mod comments;
mod export;
mod links;
mod live;
mod notifications;
mod people;
mod ratings;
mod rooms;
mod versions;

use async_trait::async_trait;
use collab_contract::{
    Activity, Collab, CollabError, Comment, CommentChange, CreatedRoom, CreatedShareLink, DocumentState, Invite,
    InvitePreview, Joined, JoinedByLink, Mentionable, NewComment, NewInvite, NewRating, NewRoom, NewShareLink,
    NotificationPage, NotificationPreference, Participant, RatingSummary, Room, RoomChange, RoomDetails, RoomLine,
    RoomRole, Seat, ShareLink, SharePreview,
};
use kernel::{
    Caller, CommentId, Cursor, NotificationId, Page, ParticipantId, ProjectId, RoomId, ShareLinkId, SignedIn,
    Timestamp, VersionId,
};
use projects_contract::Version;
use uuid::Uuid;

use crate::Deps;

pub(crate) use rooms::sweep;

/// The service. Cheap to clone. Besides the contract it has what the live part of rooms calls.
#[derive(Clone)]
pub struct CollabService {
    deps: Deps,
}

impl CollabService {
    pub(crate) fn new(deps: Deps) -> Self {
        Self { deps }
    }

    pub(crate) fn deps(&self) -> &Deps {
        &self.deps
    }

    fn now(&self) -> Timestamp {
        self.deps.clock.now()
    }
}

/// The signed-in person, for what guests cannot do.
fn signed_in(by: &Caller) -> Result<&SignedIn, CollabError> {
    by.signed_in().ok_or(CollabError::SignInFirst)
}

/// A secret, and the hash that is stored of it.
fn fresh_secret() -> (String, String) {
    let mut bytes = [0_u8; 32];
    ports::clock::random_bytes(&mut bytes);
    let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = db::share_hash(&secret);
    (secret, hash)
}

/// A place in a list that is ordered by time: the time and an id, because several things can happen at once. One that was
/// not made here begins at the start.
fn place(cursor: Option<Cursor>) -> Option<(Timestamp, Uuid)> {
    let cursor = cursor?;
    let (at, id) = cursor.0.split_once('.')?;
    let at: i64 = at.parse().ok().filter(|at| (0..=i64::MAX / 4).contains(at))?;
    Some((Timestamp::from_micros(at), Uuid::try_parse(id).ok()?))
}

fn cursor(at: Timestamp, id: Uuid) -> String {
    format!("{}.{id}", at.micros())
}

#[async_trait]
impl Collab for CollabService {
    async fn create_room(&self, by: &Caller, new: NewRoom) -> Result<CreatedRoom, CollabError> {
        rooms::create(self, by, new).await
    }

    async fn rooms(&self, by: &Caller, project: ProjectId) -> Result<Vec<RoomLine>, CollabError> {
        rooms::list(self, by, project).await
    }

    async fn room(&self, by: &Caller, room: RoomId) -> Result<RoomDetails, CollabError> {
        rooms::get(self, by, room).await
    }

    async fn change_room(&self, by: &Caller, room: RoomId, change: RoomChange) -> Result<Room, CollabError> {
        rooms::change(self, by, room, change).await
    }

    async fn close_room(&self, by: &Caller, room: RoomId) -> Result<(), CollabError> {
        rooms::close(self, by, room).await
    }

    async fn enter(&self, by: &Caller, room: RoomId) -> Result<Seat, CollabError> {
        people::enter(self, by, room).await
    }

    async fn role_of(&self, by: &Caller, room: RoomId) -> Result<RoomRole, CollabError> {
        people::role_of(self, by, room).await
    }

    async fn invite(&self, by: &Caller, room: RoomId, invite: NewInvite) -> Result<String, CollabError> {
        people::invites::send(self, by, room, invite).await
    }

    async fn invites(&self, by: &Caller, room: RoomId) -> Result<Vec<Invite>, CollabError> {
        people::invites::list(self, by, room).await
    }

    async fn revoke_invites(&self, by: &Caller, room: RoomId, email: &str) -> Result<u64, CollabError> {
        people::invites::revoke(self, by, room, email).await
    }

    async fn look_at_invite(&self, by: &Caller, secret: &str) -> Result<InvitePreview, CollabError> {
        people::invites::look(self, by, secret).await
    }

    async fn accept_invite(&self, by: &Caller, secret: &str) -> Result<Joined, CollabError> {
        people::invites::accept(self, by, secret).await
    }

    async fn set_role(
        &self,
        by: &Caller,
        room: RoomId,
        who: ParticipantId,
        role: RoomRole,
    ) -> Result<Participant, CollabError> {
        people::set_role(self, by, room, who, role).await
    }

    async fn remove(&self, by: &Caller, room: RoomId, who: ParticipantId) -> Result<(), CollabError> {
        people::remove(self, by, room, who).await
    }

    async fn mentionable(&self, by: &Caller, room: RoomId, query: &str) -> Result<Vec<Mentionable>, CollabError> {
        people::mentionable(self, by, room, query).await
    }

    async fn links(&self, by: &Caller, room: RoomId) -> Result<Vec<ShareLink>, CollabError> {
        links::list(self, by, room).await
    }

    async fn create_link(&self, by: &Caller, room: RoomId, new: NewShareLink) -> Result<CreatedShareLink, CollabError> {
        links::create(self, by, room, new).await
    }

    async fn revoke_link(&self, by: &Caller, room: RoomId, link: ShareLinkId) -> Result<(), CollabError> {
        links::revoke(self, by, room, link).await
    }

    async fn look_at_link(&self, secret: &str) -> Result<SharePreview, CollabError> {
        links::look(self, secret).await
    }

    async fn join_by_link(&self, by: &Caller, secret: &str, name: &str) -> Result<JoinedByLink, CollabError> {
        links::join(self, by, secret, name).await
    }

    async fn comments(
        &self,
        by: &Caller,
        room: RoomId,
        file_path: Option<&str>,
        after: Option<Cursor>,
    ) -> Result<Page<Comment>, CollabError> {
        comments::list(self, by, room, file_path, after).await
    }

    async fn comment(&self, by: &Caller, room: RoomId, new: NewComment) -> Result<Comment, CollabError> {
        comments::create(self, by, room, new).await
    }

    async fn change_comment(
        &self,
        by: &Caller,
        comment: CommentId,
        change: CommentChange,
    ) -> Result<Comment, CollabError> {
        comments::change(self, by, comment, change).await
    }

    async fn delete_comment(&self, by: &Caller, comment: CommentId) -> Result<(), CollabError> {
        comments::delete(self, by, comment).await
    }

    async fn versions(&self, by: &Caller, room: RoomId, after: Option<Cursor>) -> Result<Page<Version>, CollabError> {
        versions::list(self, by, room, after).await
    }

    async fn restore(&self, by: &Caller, room: RoomId, version: VersionId) -> Result<DocumentState, CollabError> {
        versions::restore(self, by, room, version).await
    }

    async fn activity(&self, by: &Caller, room: RoomId, after: Option<Cursor>) -> Result<Page<Activity>, CollabError> {
        activity::page(self, by, room, after).await
    }

    async fn export(&self, by: &Caller, room: RoomId) -> Result<(String, Vec<u8>), CollabError> {
        export::export(self, by, room).await
    }

    async fn rate(&self, by: &Caller, room: RoomId, rating: NewRating) -> Result<RatingSummary, CollabError> {
        ratings::rate(self, by, room, rating).await
    }

    async fn rating(&self, by: &Caller, room: RoomId) -> Result<RatingSummary, CollabError> {
        ratings::summary(self, by, room).await
    }

    async fn notifications(
        &self,
        by: &Caller,
        unread: bool,
        after: Option<Cursor>,
    ) -> Result<NotificationPage, CollabError> {
        notifications::page(self, by, unread, after).await
    }

    async fn read_notifications(&self, by: &Caller, which: Option<Vec<NotificationId>>) -> Result<u32, CollabError> {
        notifications::read(self, by, which).await
    }

    async fn preferences(&self, by: &Caller) -> Result<Vec<NotificationPreference>, CollabError> {
        notifications::preferences(self, by).await
    }

    async fn set_preference(
        &self,
        by: &Caller,
        preference: NotificationPreference,
    ) -> Result<Vec<NotificationPreference>, CollabError> {
        notifications::prefer(self, by, preference).await
    }
}
