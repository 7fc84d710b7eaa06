//! What collaboration promises: rooms on a project, who is in them with which role, threads about lines, a feed of what
//! happened, and notices to those whom it concerns.
//!
//! A room adds nothing to what the project allows: the role that counts is the lesser of the two. What is typed together
//! is not here; the live document has its own protocol and comes back to this feature for roles, anchors and the feed.
//! This crate holds data, one trait and one error enum; it knows neither HTTP nor SQL.
//!
//! ```ignore
//! let made = collab.create_room(&by, NewRoom { project_id, name: "Review".into(), expires_at: None }).await?;
//! let seat = collab.enter(&colleague, made.room_id).await?;
//! ```
mod activity;
mod comments;
mod error;
mod links;
pub mod moment;
mod notifications;
mod people;
pub mod protocol;
mod rooms;
mod transcript;

pub use activity::*;
pub use comments::*;
pub use error::CollabError;
pub use links::*;
pub use notifications::*;
pub use people::*;
pub use rooms::*;
pub use transcript::{Line, TRANSCRIPT};

use async_trait::async_trait;
use kernel::{
    Caller, CommentId, Cursor, NotificationId, Page, ParticipantId, ProjectId, RoomId, ShareLinkId, VersionId,
};
use projects_contract::Version;

/// Everything that can be done with rooms. Each method checks that `by` may do it. A room in which `by` has no place
/// answers [`CollabError::NotFound`]; one that was closed or has expired answers that instead, to those who had a place.
#[async_trait]
pub trait Collab: Send + Sync {
    /// Opens a room on a project that the caller's own org has, and a link for editors that works for seven days.
    async fn create_room(&self, by: &Caller, new: NewRoom) -> Result<CreatedRoom, CollabError>;

    /// The open rooms of a project, newest first: all of them for people of its org, their own for everyone else.
    async fn rooms(&self, by: &Caller, project: ProjectId) -> Result<Vec<RoomLine>, CollabError>;

    /// One room with its people and the project's files.
    async fn room(&self, by: &Caller, room: RoomId) -> Result<RoomDetails, CollabError>;

    /// Changes name or end of a room. An earlier end also shortens its links and what they opened.
    async fn change_room(&self, by: &Caller, room: RoomId, change: RoomChange) -> Result<Room, CollabError>;

    /// Closes a room for good: its links and invitations end, and people from outside lose the project.
    async fn close_room(&self, by: &Caller, room: RoomId) -> Result<(), CollabError>;

    /// Takes a place in a room, the same one each time. People of the org that owns the project need no invitation; a
    /// guest must have said their name first ([`Collab::join_by_link`]).
    async fn enter(&self, by: &Caller, room: RoomId) -> Result<Seat, CollabError>;

    /// What the caller may do in a room now. Looks, and takes no place.
    async fn role_of(&self, by: &Caller, room: RoomId) -> Result<RoomRole, CollabError>;

    /// Invites somebody by mail and answers the link, which lets one person in once, within seven days.
    async fn invite(&self, by: &Caller, room: RoomId, invite: NewInvite) -> Result<String, CollabError>;

    /// Invitations that are still out, newest first.
    async fn invites(&self, by: &Caller, room: RoomId) -> Result<Vec<Invite>, CollabError>;

    /// Calls back all invitations to an address, and answers how many.
    async fn revoke_invites(&self, by: &Caller, room: RoomId, email: &str) -> Result<u64, CollabError>;

    /// What an invitation says, for whoever holds its secret, signed in or not. One that is over answers
    /// [`CollabError::InviteGone`], except to the one who used it.
    async fn look_at_invite(&self, by: &Caller, secret: &str) -> Result<InvitePreview, CollabError>;

    /// Takes up an invitation. Whoever holds the secret is meant; the second time it is used up, except for the one who
    /// used it.
    async fn accept_invite(&self, by: &Caller, secret: &str) -> Result<Joined, CollabError>;

    /// Gives somebody another role. People from outside cannot own a room, and the last owner stays one.
    async fn set_role(
        &self,
        by: &Caller,
        room: RoomId,
        who: ParticipantId,
        role: RoomRole,
    ) -> Result<Participant, CollabError>;

    /// Takes somebody's place away: the owner anyone's, everyone their own.
    async fn remove(&self, by: &Caller, room: RoomId, who: ParticipantId) -> Result<(), CollabError>;

    /// People of the room whose name or username begins with `query`, in the order in which they came: those who can be
    /// mentioned. Everybody when it is empty; never the caller, and nobody without an account.
    async fn mentionable(&self, by: &Caller, room: RoomId, query: &str) -> Result<Vec<Mentionable>, CollabError>;

    /// The links of a room that still open it, newest first.
    async fn links(&self, by: &Caller, room: RoomId) -> Result<Vec<ShareLink>, CollabError>;

    /// Makes a link. Its secret is in the answer and never again.
    async fn create_link(&self, by: &Caller, room: RoomId, new: NewShareLink) -> Result<CreatedShareLink, CollabError>;

    /// Ends a link, and with it the access of everyone who came through it.
    async fn revoke_link(&self, by: &Caller, room: RoomId, link: ShareLinkId) -> Result<(), CollabError>;

    /// What a link opens, for whoever holds its secret. One that was called back or has ended answers
    /// [`CollabError::LinkGone`].
    async fn look_at_link(&self, secret: &str) -> Result<SharePreview, CollabError>;

    /// Enters through a link. Somebody without an account gets a token of their own, to be sent as their share token
    /// from then on; with it the same link answers the same guest again.
    async fn join_by_link(&self, by: &Caller, secret: &str, name: &str) -> Result<JoinedByLink, CollabError>;

    /// Comments of a room, of one file when given, oldest first, 200 a page.
    async fn comments(
        &self,
        by: &Caller,
        room: RoomId,
        file_path: Option<&str>,
        after: Option<Cursor>,
    ) -> Result<Page<Comment>, CollabError>;

    /// Says something about a line, or answers. An answer to an answer belongs to the same thread.
    async fn comment(&self, by: &Caller, room: RoomId, new: NewComment) -> Result<Comment, CollabError>;

    /// Changes the words (their author) or settles the thread (its author and every editor).
    async fn change_comment(
        &self,
        by: &Caller,
        comment: CommentId,
        change: CommentChange,
    ) -> Result<Comment, CollabError>;

    /// Deletes a comment: its author, or the room's owner. A thread goes with its first comment; once others have
    /// answered, only the room's owner deletes it.
    async fn delete_comment(&self, by: &Caller, comment: CommentId) -> Result<(), CollabError>;

    /// Saved versions of the project, newest first, 50 a page.
    async fn versions(&self, by: &Caller, room: RoomId, after: Option<Cursor>) -> Result<Page<Version>, CollabError>;

    /// Brings a version back as a new one, and answers the files as they are then.
    async fn restore(&self, by: &Caller, room: RoomId, version: VersionId) -> Result<DocumentState, CollabError>;

    /// What happened, newest first, 50 a page.
    async fn activity(&self, by: &Caller, room: RoomId, after: Option<Cursor>) -> Result<Page<Activity>, CollabError>;

    /// Everything of a room as a zip archive, and a name for it: files, versions, comments, feed. Also once it is closed.
    async fn export(&self, by: &Caller, room: RoomId) -> Result<(String, Vec<u8>), CollabError>;

    /// Rates a room; the second time replaces the first. Answers the summary.
    async fn rate(&self, by: &Caller, room: RoomId, rating: NewRating) -> Result<RatingSummary, CollabError>;

    /// How a room was rated, and by how many.
    async fn rating(&self, by: &Caller, room: RoomId) -> Result<RatingSummary, CollabError>;

    /// The caller's notices, newest first, 30 a page; with `unread` only those.
    async fn notifications(
        &self,
        by: &Caller,
        unread: bool,
        after: Option<Cursor>,
    ) -> Result<NotificationPage, CollabError>;

    /// Marks notices as read, all of them when no list is given, and answers how many are left unread.
    async fn read_notifications(&self, by: &Caller, which: Option<Vec<NotificationId>>) -> Result<u32, CollabError>;

    /// What the caller wants to be told, one line for each kind.
    async fn preferences(&self, by: &Caller) -> Result<Vec<NotificationPreference>, CollabError>;

    /// Changes one of these lines.
    async fn set_preference(
        &self,
        by: &Caller,
        preference: NotificationPreference,
    ) -> Result<Vec<NotificationPreference>, CollabError>;
}
