//! The ways in which projects say no.
use blueprint::PlanProblem;
use kernel::{Classify, Fault, Kind};
use serde::{Deserialize, Serialize};

use crate::PathProblem;

/// Why something about a project did not happen.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ProjectsError {
    /// Not there, or not shared with the caller.
    #[error("That project or file does not exist, or is not shared with you.")]
    NotFound,
    /// Nobody is signed in.
    #[error("Sign in to make and change projects.")]
    SignInFirst,
    /// The caller may look but not touch.
    #[error("You can look at this project but not change it. Ask its owner for the editor role.")]
    ReadOnly,
    /// Editors write files; this needs the owner.
    #[error("Only the owner of this project can do that.")]
    OwnerOnly,
    /// There is nothing to build from.
    #[error("Describe what you want to make, in a sentence or more.")]
    EmptyDescription,
    /// The description is too long.
    #[error("That description has {chars} characters. The limit is {max}; shorten it, nothing has been lost.")]
    LongDescription {
        /// How long it was.
        chars: usize,
        /// How long it may be.
        max: usize,
    },
    /// The plan breaks one of its limits.
    #[error("{0}")]
    BadPlan(PlanProblem),
    /// The name is empty or too long.
    #[error("A project name has 1 to 80 characters.")]
    BadName,
    /// The path cannot be used.
    #[error("{0}")]
    BadPath(PathProblem),
    /// There is a file or folder of that name.
    #[error("“{path}” exists already. Choose another name.")]
    PathTaken {
        /// Which.
        path: String,
    },
    /// The file is too large.
    #[error("“{path}” has {size_bytes} bytes. A file can have at most {max_bytes}.")]
    FileTooLarge {
        /// Which.
        path: String,
        /// How large it is.
        size_bytes: u64,
        /// How large it may be.
        max_bytes: u64,
    },
    /// The project is full.
    #[error("A project holds at most {max} files. Delete some first.")]
    TooManyFiles {
        /// The limit.
        max: usize,
    },
    /// The project as a whole is too large.
    #[error("A project holds at most {max_bytes} bytes. Delete some files first.")]
    ProjectFull {
        /// The limit.
        max_bytes: u64,
    },
    /// The person's quota is used up.
    #[error(
        "Your projects hold {used_bytes} of {quota_bytes} bytes. Empty a trash, or delete a project for good, to make room."
    )]
    QuotaFull {
        /// In use.
        used_bytes: u64,
        /// Allowed.
        quota_bytes: u64,
    },
    /// The disk behind the file store is full. Nothing was written.
    #[error("The server has no room left to store files. Nothing was changed; your text is still in the editor.")]
    DiskFull,
    /// A text operation on a file that is not text.
    #[error("“{path}” is not a text file, so it cannot be edited here. Download it, or replace it.")]
    Binary {
        /// Which.
        path: String,
    },
    /// Somebody else changed the same lines.
    #[error("This file changed meanwhile, in the same lines. Look at both texts and save again.")]
    Stale {
        /// The version that the file has now.
        current_version: i64,
        /// Its text now.
        current_text: String,
    },
    /// Somebody has locked the file for themselves.
    #[error(
        "“{path}” is locked by somebody who is working on it. Try again when they are done, or ask them to unlock it."
    )]
    Locked {
        /// Which.
        path: String,
    },
    /// The edit does not fit the text that it was made for.
    #[error("That edit does not fit the file: {0}")]
    BadEdit(String),
    /// The plan can't change any more, or there are no files yet.
    #[error("{0}")]
    WrongState(String),
    /// The archive cannot be read, or would unpack to too much.
    #[error("That archive cannot be imported: {0}")]
    BadArchive(String),
    /// A version message that is too long.
    #[error("A version message has at most 200 characters.")]
    LongMessage,
    /// The key of a request is empty, too long, or holds something else than printable ASCII.
    #[error("An idempotency key has 1 to 200 printable ASCII characters, without spaces.")]
    BadRequestKey,
    /// The model that should write the project failed; nothing was lost and it can be started again.
    #[error("{0}")]
    Generator(String),
    /// Too many at once.
    #[error("{0}")]
    TooMany(String),
    /// Our mistake.
    #[error("{0}")]
    Fault(Fault),
}

impl Classify for ProjectsError {
    fn kind(&self) -> Kind {
        use ProjectsError::*;
        match self {
            NotFound => Kind::NotFound,
            SignInFirst => Kind::Unauthenticated,
            ReadOnly | OwnerOnly => Kind::Forbidden,
            EmptyDescription
            | BadPlan(_)
            | BadName
            | BadPath(_)
            | Binary { .. }
            | BadEdit(_)
            | BadArchive(_)
            | LongMessage
            | BadRequestKey => Kind::Invalid,
            PathTaken { .. } | Stale { .. } | Locked { .. } | WrongState(_) => Kind::Conflict,
            LongDescription { .. } | FileTooLarge { .. } => Kind::TooLarge,
            TooManyFiles { .. } | ProjectFull { .. } | QuotaFull { .. } => Kind::Exhausted,
            DiskFull | Generator(_) => Kind::Unavailable,
            TooMany(_) => Kind::TooMany,
            Fault(fault) => fault.kind(),
        }
    }

    fn code(&self) -> &'static str {
        use ProjectsError::*;
        match self {
            NotFound => "project_not_found",
            SignInFirst => "sign_in_first",
            ReadOnly => "read_only",
            OwnerOnly => "owner_only",
            EmptyDescription => "empty_description",
            LongDescription { .. } => "long_description",
            BadPlan(_) => "bad_plan",
            BadName => "bad_name",
            BadPath(_) => "bad_path",
            PathTaken { .. } => "path_taken",
            FileTooLarge { .. } => "file_too_large",
            TooManyFiles { .. } => "too_many_files",
            ProjectFull { .. } => "project_full",
            QuotaFull { .. } => "quota_full",
            DiskFull => "disk_full",
            Binary { .. } => "binary_file",
            Stale { .. } => "stale",
            Locked { .. } => "file_locked",
            BadEdit(_) => "bad_edit",
            WrongState(_) => "wrong_state",
            BadArchive(_) => "bad_archive",
            LongMessage => "long_message",
            BadRequestKey => "bad_request_key",
            Generator(_) => "generator_failed",
            TooMany(_) => "too_many",
            Fault(_) => "fault",
        }
    }

    fn fault(&self) -> Option<&kernel::Fault> {
        match self {
            ProjectsError::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

impl From<Fault> for ProjectsError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<PathProblem> for ProjectsError {
    fn from(problem: PathProblem) -> Self {
        Self::BadPath(problem)
    }
}

impl From<PlanProblem> for ProjectsError {
    fn from(problem: PlanProblem) -> Self {
        Self::BadPlan(problem)
    }
}
