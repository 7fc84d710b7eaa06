//! Ids are newtypes over UUIDv7, so that a project can never be asked for with a user's id.
use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};
use uuid::Uuid;

/// The text was not a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("That is not an id. An id looks like 018f0000-0000-7000-8000-000000000001.")]
pub struct BadId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an id that the database or a fresh draw has given.
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            /// The bare value, for SQL parameters.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        // Ids travel as text only; what `Uuid` itself can read besides costs the browser for nothing.
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Uuid::try_parse(text).map(Self).map_err(|_| BadId)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

ids! {
    /// A person who can sign in.
    UserId,
    /// A tenant. Everyone has a personal one.
    OrgId,
    /// A wish, sent by mail, that somebody join an org.
    InviteId,
    /// A sign-in of one browser or one API token.
    SessionId,
    /// A project: a tree of files with versions.
    ProjectId,
    /// A file keeps its id when it is renamed or moved.
    FileId,
    /// A saved state of a whole project.
    VersionId,
    /// A thread of messages with the assistant.
    ConversationId,
    /// One message in a conversation.
    MessageId,
    /// A set of edits that the assistant proposed for one file.
    ChangeId,
    /// Something offered on the marketplace.
    ListingId,
    /// A unit of background work.
    JobId,
    /// A mail in the outbox.
    MailId,
    /// A room: people who work on one project at the same time.
    RoomId,
    /// Somebody in a room: the id of a person, or of a guest without an account.
    ParticipantId,
    /// A link that leads into a room. Not its secret.
    ShareLinkId,
    /// A remark about a line, or an answer to one.
    CommentId,
    /// A line of what happened in a room.
    ActivityId,
    /// A notice to one person.
    NotificationId,
    /// A movement of money in the ledger.
    TransactionId,
    /// Money that is reserved for a running call.
    HoldId,
}
