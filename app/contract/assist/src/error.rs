//! The ways in which the assistant says no.
use kernel::{Classify, Fault, Kind};
use projects_contract::ProjectsError;
use serde::{Deserialize, Serialize};

/// Why something in a conversation did not happen.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssistError {
    /// Not there, or somebody else's.
    #[error("That conversation does not exist, or is not yours.")]
    NotFound,
    /// Nobody is signed in.
    #[error("Sign in to talk with the assistant.")]
    SignInFirst,
    /// Nothing was asked.
    #[error("Write a question or say what to change.")]
    EmptyMessage,
    /// Too much at once.
    #[error("That message has {chars} characters. The limit is {max}.")]
    LongMessage {
        /// How long it was.
        chars: usize,
        /// How long it may be.
        max: usize,
    },
    /// One answer at a time.
    #[error("The assistant is still answering. Wait for it, or stop it first.")]
    StillAnswering,
    /// The limit of messages.
    #[error("You have sent {limit} messages in this {window}. The next one can be sent in {wait_seconds} seconds.")]
    TooMany {
        /// How many are allowed.
        limit: u32,
        /// `minute` or `day`.
        window: String,
        /// When it goes on.
        wait_seconds: u32,
    },
    /// The reply has no changes, or they were decided already.
    #[error("There is nothing to apply in that reply: {0}")]
    NothingToApply(String),
    /// A file changed since the proposal was made.
    #[error("“{path}” was changed after this proposal was made, so it was not applied. Ask again to get a fresh one.")]
    StaleBase {
        /// Which file.
        path: String,
    },
    /// The project said no.
    #[error("{0}")]
    Project(ProjectsError),
    /// Our mistake.
    #[error("{0}")]
    Fault(Fault),
}

impl Classify for AssistError {
    fn kind(&self) -> Kind {
        use AssistError::*;
        match self {
            NotFound => Kind::NotFound,
            SignInFirst => Kind::Unauthenticated,
            EmptyMessage => Kind::Invalid,
            LongMessage { .. } => Kind::TooLarge,
            StillAnswering | NothingToApply(_) | StaleBase { .. } => Kind::Conflict,
            TooMany { .. } => Kind::TooMany,
            Project(error) => error.kind(),
            Fault(fault) => fault.kind(),
        }
    }

    fn code(&self) -> &'static str {
        use AssistError::*;
        match self {
            NotFound => "conversation_not_found",
            SignInFirst => "sign_in_first",
            EmptyMessage => "empty_message",
            LongMessage { .. } => "long_message",
            StillAnswering => "still_answering",
            TooMany { .. } => "too_many_messages",
            NothingToApply(_) => "nothing_to_apply",
            StaleBase { .. } => "stale_base",
            Project(error) => error.code(),
            Fault(_) => "fault",
        }
    }

    fn fault(&self) -> Option<&kernel::Fault> {
        match self {
            AssistError::Fault(fault) => Some(fault),
            AssistError::Project(error) => error.fault(),
            _ => None,
        }
    }
}

impl From<Fault> for AssistError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<ProjectsError> for AssistError {
    fn from(error: ProjectsError) -> Self {
        Self::Project(error)
    }
}
