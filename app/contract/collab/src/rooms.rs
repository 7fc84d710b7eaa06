//! Rooms.
use kernel::{OrgId, ParticipantId, ProjectId, RoomId, Timestamp, UserId};
use projects_contract::{FileContent, FileEntry, Version};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Participant, moment};

/// Longest name of a room or of a link, in characters.
pub const MAX_ROOM_NAME_CHARS: usize = 80;
/// Most open rooms on one project.
pub const MAX_ROOMS: u32 = 20;
/// Most people in one room, guests included.
pub const MAX_PEOPLE: u32 = 200;

/// What somebody may do in a room. Each role includes the ones below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoomRole {
    /// Reads and watches.
    Viewer,
    /// Also writes, comments and brings versions back.
    Editor,
    /// Also decides who may do what, and closes the room. There is always one.
    Owner,
}

impl RoomRole {
    /// The name in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            RoomRole::Viewer => "viewer",
            RoomRole::Editor => "editor",
            RoomRole::Owner => "owner",
        }
    }

    /// The role of that name, if it is one.
    pub fn parse(name: &str) -> Option<Self> {
        [RoomRole::Viewer, RoomRole::Editor, RoomRole::Owner].into_iter().find(|role| role.as_str() == name)
    }
}

/// What invitations and links give; owning a room is given by name only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GivenRole {
    /// Reads and watches.
    Viewer,
    /// Also writes, comments and brings versions back.
    Editor,
}

impl GivenRole {
    /// The name in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            GivenRole::Viewer => "viewer",
            GivenRole::Editor => "editor",
        }
    }

    /// The role of that name, if it is one.
    pub fn parse(name: &str) -> Option<Self> {
        [GivenRole::Viewer, GivenRole::Editor].into_iter().find(|role| role.as_str() == name)
    }
}

impl From<GivenRole> for RoomRole {
    fn from(role: GivenRole) -> Self {
        match role {
            GivenRole::Viewer => RoomRole::Viewer,
            GivenRole::Editor => RoomRole::Editor,
        }
    }
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Room {
    /// Its id.
    #[serde(rename = "roomId")]
    pub id: RoomId,
    /// The project that people work on in it.
    pub project_id: ProjectId,
    /// The org that owns the project.
    pub org_id: OrgId,
    /// Who opened it. Others may have become owners since.
    pub owner_id: UserId,
    /// 1 to 80 characters.
    pub name: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it ends by itself; never when absent.
    pub expires_at: Option<Timestamp>,
    /// False once it was closed.
    pub is_active: bool,
}

/// A line in the list of a project's rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomLine {
    /// The room.
    pub room: Room,
    /// The caller's role; absent while they have no place in it.
    pub role: Option<RoomRole>,
    /// How many people have a place in it, guests included.
    pub participant_count: u32,
}

/// Opens a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewRoom {
    /// On which project.
    pub project_id: ProjectId,
    /// 1 to 80 characters.
    pub name: String,
    /// When it ends by itself; never when absent. Microseconds, or text such as `2026-12-01T10:00:00Z`.
    #[serde(default, deserialize_with = "moment::option")]
    #[schema(value_type = Option<String>)]
    pub expires_at: Option<Timestamp>,
}

/// A room that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedRoom {
    /// Its id.
    pub room_id: RoomId,
    /// Lets anyone who has it edit, for seven days or until it is called back. It is shown this once.
    pub invite_link: String,
}

/// What is to be changed of a room.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomChange {
    /// A new name; the old one stays when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// A new end; `null` takes it away, and without the field it stays.
    #[serde(default, deserialize_with = "moment::changed", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub expires_at: Option<Option<Timestamp>>,
}

/// A room with its people and the project's files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomDetails {
    /// The room.
    pub room: Room,
    /// Everyone with a place in it, in the order in which they came.
    pub participants: Vec<Participant>,
    /// The project's files outside its trash, by path.
    pub files: Vec<FileEntry>,
    /// Which of the participants the caller is.
    pub me: ParticipantId,
    /// What the caller may do.
    pub role: RoomRole,
}

/// A place in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seat {
    /// The room.
    #[serde(rename = "roomId")]
    pub room: RoomId,
    /// The project that is worked on.
    #[serde(rename = "projectId")]
    pub project: ProjectId,
    /// The org that owns it.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Who sits here: the person's id, or a guest's own.
    #[serde(rename = "userId")]
    pub participant: ParticipantId,
    /// The person's account; absent for guests.
    #[serde(rename = "accountId")]
    pub user: Option<UserId>,
    /// What they may do now.
    pub role: RoomRole,
    /// Their name, as others see it.
    #[serde(rename = "displayName")]
    pub name: String,
    /// Their colour, `#rrggbb`.
    #[serde(rename = "cursorColor")]
    pub colour: String,
    /// When the room ends by itself, so that whoever is in it can be told.
    pub expires_at: Option<Timestamp>,
}

/// The project as it is after a version was brought back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentState {
    /// The version that the restore made.
    pub version: Version,
    /// All files with their text; binary files come without.
    pub files: Vec<FileContent>,
}

/// What somebody thinks of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewRating {
    /// 1 to 5.
    pub stars: u8,
    /// At most 1,000 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// How a room was rated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RatingSummary {
    /// Mean of the stars; absent while nobody has rated.
    pub average: Option<f64>,
    /// How many people rated.
    pub n: u32,
    /// The caller's own stars.
    pub mine: Option<u8>,
}
