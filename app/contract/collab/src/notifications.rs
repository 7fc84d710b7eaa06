//! Notices to one person.
use kernel::{CommentId, Cursor, NotificationId, RoomId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most notices that are marked as read at once by name.
pub const MAX_READ_AT_ONCE: usize = 200;

/// Why somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// A comment names them.
    Mention,
    /// A thread that they took part in was answered.
    Reply,
    /// A thread was begun in a room of theirs.
    Comment,
    /// Their role in a room changed.
    RoleChanged,
}

impl NotificationKind {
    /// Every kind, in the order of the settings.
    pub const ALL: [NotificationKind; 4] =
        [NotificationKind::Mention, NotificationKind::Reply, NotificationKind::Comment, NotificationKind::RoleChanged];

    /// The name in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            NotificationKind::Mention => "mention",
            NotificationKind::Reply => "reply",
            NotificationKind::Comment => "comment",
            NotificationKind::RoleChanged => "role_changed",
        }
    }

    /// The kind of that name, if it is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What somebody gets who never chose: mail only for what speaks to them.
    pub const fn default_preference(self) -> NotificationPreference {
        let mail = matches!(self, NotificationKind::Mention | NotificationKind::Reply);
        NotificationPreference { kind: self, in_app: true, mail }
    }
}

/// Whether and how somebody wants to be told of one kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationPreference {
    /// Of what.
    pub kind: NotificationKind,
    /// In the list of notices.
    pub in_app: bool,
    /// By mail.
    pub mail: bool,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// Its id.
    #[serde(rename = "notificationId")]
    pub id: NotificationId,
    /// Why.
    pub kind: NotificationKind,
    /// What happened, in a sentence.
    pub title: String,
    /// Where to look, a path on this site.
    pub link: String,
    /// The room that it is about.
    pub room_id: Option<RoomId>,
    /// The comment that it is about.
    pub comment_id: Option<CommentId>,
    /// When.
    pub created_at: Timestamp,
    /// When it was read, if it was.
    pub read_at: Option<Timestamp>,
}

/// A page of notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationPage {
    /// Newest first.
    pub notifications: Vec<Notification>,
    /// How many are unread in all.
    pub unread: u32,
    /// Where the next page begins; absent on the last one.
    pub next: Option<Cursor>,
}
