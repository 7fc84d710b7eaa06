//! Who is in a room, and who is asked to come.
use kernel::{ParticipantId, ProjectId, RoomId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{GivenRole, RoomRole};

/// Longest name that a guest can give, in characters.
pub const MAX_GUEST_NAME_CHARS: usize = 60;
/// Most invitations that one person sends in a day, in all rooms.
pub const MAX_INVITES_PER_DAY: u32 = 50;

/// Where somebody's cursor was last seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CursorPosition {
    /// In which file; absent when nothing is open.
    #[serde(default)]
    pub file_path: Option<String>,
    /// Line, from 1.
    pub line: u32,
    /// Column in UTF-16 units, from 1.
    pub column: u32,
}

/// Somebody with a place in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// The person's id, or a guest's own.
    #[serde(rename = "userId")]
    pub id: ParticipantId,
    /// True for somebody without an account.
    pub is_guest: bool,
    /// As others see them.
    pub display_name: String,
    /// For mentions; guests have none and are not told those of others.
    pub username: Option<String>,
    /// What they may do now: the lesser of their role in the room and what the project allows them.
    pub role: RoomRole,
    /// When they came first.
    pub joined_at: Timestamp,
    /// When they were last there.
    pub last_seen_at: Timestamp,
    /// Where their cursor was then.
    pub cursor_position: Option<CursorPosition>,
    /// `#rrggbb`; white text on it can be read, and no two people have the same until twelve are there.
    pub cursor_color: String,
}

/// Somebody who can be mentioned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mentionable {
    /// Who.
    pub user_id: UserId,
    /// What is written after the `@`.
    pub username: String,
    /// Their name.
    pub display_name: String,
}

/// Asks somebody to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewRoomInvite)]
pub struct NewInvite {
    /// Where the mail goes.
    pub email: String,
    /// What they will be able to do.
    pub role: GivenRole,
}

/// An invitation that is still out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RoomInvite)]
pub struct Invite {
    /// Where the mail went.
    pub email: String,
    /// What it gives.
    pub role: GivenRole,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// An invitation as whoever holds its link sees it. Looking uses nothing up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RoomInvitePreview)]
pub struct InvitePreview {
    /// Where it leads.
    pub room_id: RoomId,
    /// What the room is called.
    pub room_name: String,
    /// What the project is called that people work on in it.
    pub project_name: String,
    /// What the person is called who sent it.
    pub invited_by: String,
    /// What it gives.
    pub role: GivenRole,
    /// When it ends.
    pub expires_at: Timestamp,
    /// True when the caller has used it already: they have nothing more to accept.
    pub is_used_by_you: bool,
}

/// Somebody has come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = JoinedRoom)]
pub struct Joined {
    /// Where.
    pub room_id: RoomId,
    /// Its project.
    pub project_id: ProjectId,
    /// Their place.
    pub participant: Participant,
}

/// Somebody has come in through a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinedByLink {
    /// Where, and their place.
    pub joined: Joined,
    /// What they show from now on: a guest's own token, or the link's secret for somebody with an account. Absent for
    /// people of the org, who need none.
    pub share_token: Option<String>,
    /// How long it works; absent when it does not end.
    pub expires_at: Option<Timestamp>,
}
