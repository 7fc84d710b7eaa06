//! What happened in a room.
use kernel::{ActivityId, RoomId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Kinds of lines in the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// Somebody changed a file; many edits are one line.
    Edited,
    /// Somebody wrote a comment.
    Commented,
    /// A thread was settled or opened again.
    Resolved,
    /// Somebody came.
    Joined,
    /// Somebody went.
    Left,
    /// Somebody has another role, or lost their place.
    RoleChanged,
    /// A version was brought back.
    Restored,
    /// A link was made or called back.
    Shared,
    /// A file was locked or released.
    Locked,
    /// Somebody was asked to come.
    Invited,
}

impl ActivityKind {
    const ALL: [ActivityKind; 10] = [
        ActivityKind::Edited,
        ActivityKind::Commented,
        ActivityKind::Resolved,
        ActivityKind::Joined,
        ActivityKind::Left,
        ActivityKind::RoleChanged,
        ActivityKind::Restored,
        ActivityKind::Shared,
        ActivityKind::Locked,
        ActivityKind::Invited,
    ];

    /// The name in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            ActivityKind::Edited => "edited",
            ActivityKind::Commented => "commented",
            ActivityKind::Resolved => "resolved",
            ActivityKind::Joined => "joined",
            ActivityKind::Left => "left",
            ActivityKind::RoleChanged => "role_changed",
            ActivityKind::Restored => "restored",
            ActivityKind::Shared => "shared",
            ActivityKind::Locked => "locked",
            ActivityKind::Invited => "invited",
        }
    }

    /// The kind of that name, if it is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A line of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Its id. A line of edits keeps it while it grows.
    #[serde(rename = "activityId")]
    pub id: ActivityId,
    /// Where.
    pub room_id: RoomId,
    /// Who; absent for guests.
    pub user_id: Option<UserId>,
    /// Their name at that time.
    pub actor_name: String,
    /// What.
    pub kind: ActivityKind,
    /// In which file, if it was one.
    pub file_path: Option<String>,
    /// More about it; empty where the kind says everything.
    pub detail: ActivityDetail,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; the same unless it stands for several edits.
    pub ended_at: Timestamp,
    /// How many edits it stands for; 1 for everything else.
    pub count: u32,
}

/// More about a line of the feed. Each kind fills in what it has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityDetail {
    /// The comment that was written or settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment_id: Option<kernel::CommentId>,
    /// Whom it concerned: who has another role. Never an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The role that was given; absent when a place was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<crate::RoomRole>,
    /// The number of the version that was brought back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// The name of the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// False when it was taken back: a thread opened again, a link called back, a file released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_on: Option<bool>,
}
