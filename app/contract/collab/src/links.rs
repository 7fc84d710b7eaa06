//! Links that lead into a room.
use kernel::{RoomId, ShareLinkId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::GivenRole;

/// Most links of one room that are open at one time.
pub const MAX_OPEN_LINKS: u32 = 20;

/// How long a link works. It never outlives its room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum LinkLifetime {
    /// Seven days.
    #[serde(rename = "7d")]
    Week,
    /// Thirty days.
    #[serde(rename = "30d")]
    Month,
    /// Until it is called back.
    #[serde(rename = "never")]
    Never,
}

impl LinkLifetime {
    /// When a link made `now` ends.
    pub const fn ends(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            LinkLifetime::Week => Some(now.plus_seconds(7 * 86_400)),
            LinkLifetime::Month => Some(now.plus_seconds(30 * 86_400)),
            LinkLifetime::Never => None,
        }
    }
}

/// Makes a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewShareLink {
    /// What the owner calls it, 1 to 80 characters.
    pub name: String,
    /// `viewer` reads only.
    pub role: GivenRole,
    /// `7d`, `30d` or `never`.
    pub lifetime: LinkLifetime,
}

/// A link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShareLink {
    /// Its id, for calling it back.
    #[serde(rename = "linkId")]
    pub id: ShareLinkId,
    /// Where it leads.
    pub room_id: RoomId,
    /// What the owner calls it.
    pub name: String,
    /// What it gives.
    pub role: GivenRole,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends; never when absent.
    pub expires_at: Option<Timestamp>,
    /// How many guests came through it.
    pub guest_count: u32,
}

/// A link as whoever holds it sees it. Looking takes no place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharePreview {
    /// Where it leads.
    pub room_id: RoomId,
    /// What the room is called.
    pub room_name: String,
    /// What the project is called that people work on in it.
    pub project_name: String,
    /// What the person is called who made it.
    pub shared_by: String,
    /// What it gives.
    pub role: GivenRole,
    /// When it ends; never when absent.
    pub expires_at: Option<Timestamp>,
}

/// A link that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedShareLink {
    /// The link.
    pub link: ShareLink,
    /// The whole address with its secret, which is shown this once.
    pub url: String,
}
