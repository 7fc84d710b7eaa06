//! The ways in which rooms say no.
use kernel::{Classify, Fault, Kind};
use projects_contract::ProjectsError;
use serde::{Deserialize, Serialize};

/// Why something about a room did not happen.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollabError {
    /// Not there, or the caller has no place in it.
    #[error("That room or comment does not exist, or you have no place in it.")]
    NotFound,
    /// Nobody is signed in.
    #[error("Sign in first.")]
    SignInFirst,
    /// A guest who has not said their name.
    #[error("Open the link once more and say your name; then you can come in.")]
    NameFirst,
    /// The caller may look but not touch.
    #[error("You can look around in this room but not change anything. Ask its owner for the editor role.")]
    ReadOnly,
    /// This needs the room's owner.
    #[error("Only an owner of this room can do that.")]
    OwnerOnly,
    /// A comment belongs to who wrote it.
    #[error("Only its author can change a comment, and only its author or an owner of the room can delete it.")]
    AuthorOnly,
    /// Only people of the org open and own rooms.
    #[error("Only people who may write in the project's own organisation can open or own its rooms.")]
    Outsider,
    /// The room was closed.
    #[error("This room was closed by its owner.")]
    RoomClosed,
    /// The room's time is over.
    #[error("This room has expired. Its owner can open another one on the same project.")]
    RoomExpired,
    /// The link's time is over, or it was called back.
    #[error("This link does not work any more. Ask whoever gave it to you for a new one.")]
    LinkGone,
    /// The invitation was used, called back, or is too old.
    #[error("This invitation was used already, called back, or is too old. Ask for a new one.")]
    InviteGone,
    /// The name of a room or a link.
    #[error("A name has 1 to 80 characters.")]
    BadName,
    /// The name that a guest gave.
    #[error("Say your name in 1 to 60 characters.")]
    BadGuestName,
    /// An end that has passed, or is too far away.
    #[error("A room ends in the future, at most ten years from now.")]
    BadExpiry,
    /// No address.
    #[error("That is not an e-mail address.")]
    BadEmail,
    /// A comment without words.
    #[error("Write something first.")]
    EmptyComment,
    /// Too much for one comment.
    #[error("That comment has {chars} characters. The limit is {max}.")]
    LongComment {
        /// How long it was.
        chars: usize,
        /// How long it may be.
        max: usize,
    },
    /// There is no such file to comment on.
    #[error("There is no file “{path}” in this project.")]
    NoSuchFile {
        /// Which.
        path: String,
    },
    /// There is no such line, or no such place.
    #[error("There is no such place in “{path}”.")]
    NoSuchPlace {
        /// In which file.
        path: String,
    },
    /// Others have answered.
    #[error("Others have answered in this thread, so only an owner of the room can delete it. You can settle it.")]
    HasReplies,
    /// A room needs an owner.
    #[error("A room needs an owner. Make somebody else one first.")]
    LastOwner,
    /// Stars that do not exist, or a note that is too long.
    #[error("A rating has 1 to 5 stars and a note of at most 1,000 characters.")]
    BadRating,
    /// Nothing was asked for.
    #[error("Say what is to be changed.")]
    NothingToChange,
    /// A limit on how much there can be of something.
    #[error("There can be at most {max} {what}.")]
    TooMany {
        /// The limit.
        max: u32,
        /// Of what, in the plural and where.
        what: String,
    },
    /// The daily limit of invitations.
    #[error("You have sent {limit} invitations within a day. The next one can be sent in {wait_seconds} seconds.")]
    TooManyInvites {
        /// How many are allowed.
        limit: u32,
        /// When it goes on.
        wait_seconds: u32,
    },
    /// The project said no.
    #[error("{0}")]
    Project(ProjectsError),
    /// Our mistake.
    #[error("{0}")]
    Fault(Fault),
}

impl Classify for CollabError {
    fn kind(&self) -> Kind {
        use CollabError::*;
        match self {
            NotFound => Kind::NotFound,
            SignInFirst | NameFirst => Kind::Unauthenticated,
            ReadOnly | OwnerOnly | AuthorOnly | Outsider => Kind::Forbidden,
            RoomClosed | RoomExpired | LinkGone | InviteGone => Kind::Gone,
            BadName
            | BadGuestName
            | BadExpiry
            | BadEmail
            | EmptyComment
            | NoSuchFile { .. }
            | NoSuchPlace { .. }
            | BadRating
            | NothingToChange => Kind::Invalid,
            LongComment { .. } => Kind::TooLarge,
            HasReplies | LastOwner => Kind::Conflict,
            TooMany { .. } => Kind::Exhausted,
            TooManyInvites { .. } => Kind::TooMany,
            Project(error) => error.kind(),
            Fault(fault) => fault.kind(),
        }
    }

    fn code(&self) -> &'static str {
        use CollabError::*;
        match self {
            NotFound => "room_not_found",
            SignInFirst => "sign_in_first",
            NameFirst => "name_first",
            ReadOnly => "read_only",
            OwnerOnly => "owner_only",
            AuthorOnly => "author_only",
            Outsider => "outsider",
            RoomClosed => "room_closed",
            RoomExpired => "room_expired",
            LinkGone => "link_gone",
            InviteGone => "invite_gone",
            BadName => "bad_name",
            BadGuestName => "bad_guest_name",
            BadExpiry => "bad_expiry",
            BadEmail => "bad_email",
            EmptyComment => "empty_comment",
            LongComment { .. } => "long_comment",
            NoSuchFile { .. } => "no_such_file",
            NoSuchPlace { .. } => "no_such_place",
            HasReplies => "has_replies",
            LastOwner => "last_owner",
            BadRating => "bad_rating",
            NothingToChange => "nothing_to_change",
            TooMany { .. } => "too_many",
            TooManyInvites { .. } => "too_many_invites",
            Project(error) => error.code(),
            Fault(_) => "fault",
        }
    }

    fn fault(&self) -> Option<&kernel::Fault> {
        match self {
            CollabError::Fault(fault) => Some(fault),
            CollabError::Project(error) => error.fault(),
            _ => None,
        }
    }
}

impl From<Fault> for CollabError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<ProjectsError> for CollabError {
    fn from(error: ProjectsError) -> Self {
        Self::Project(error)
    }
}
