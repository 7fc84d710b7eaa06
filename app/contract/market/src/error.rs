//! The ways in which the marketplace says no.
use kernel::{Classify, Fault, Kind};
use projects_contract::ProjectsError;
use serde::{Deserialize, Serialize};

/// Why a listing could not be shown or used.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarketError {
    /// Not there, or not approved.
    #[error("That listing does not exist, or is not published.")]
    NotFound,
    /// Nobody is signed in.
    #[error("Sign in to start a project from a template.")]
    SignInFirst,
    /// The search text is too long.
    #[error("A search has at most {max} characters.")]
    LongQuery {
        /// The limit.
        max: usize,
    },
    /// The cursor was not made by this list.
    #[error("That page link does not fit this list. Start from the first page.")]
    BadCursor,
    /// Only templates become projects.
    #[error("Only templates can be opened as a project.")]
    NotATemplate,
    /// It costs something, and paying comes later.
    #[error("This template is not free, and payments are not set up on this server.")]
    NotFree,
    /// The same person asked for the same template a moment ago, and that project is not there yet.
    #[error("This template is being opened already. Your projects will show it in a moment.")]
    AlreadyStarting,
    /// The project could not be made.
    #[error("{0}")]
    Project(ProjectsError),
    /// Our mistake.
    #[error("{0}")]
    Fault(Fault),
}

impl Classify for MarketError {
    fn kind(&self) -> Kind {
        use MarketError::*;
        match self {
            NotFound => Kind::NotFound,
            SignInFirst => Kind::Unauthenticated,
            LongQuery { .. } | BadCursor | NotATemplate => Kind::Invalid,
            NotFree => Kind::Forbidden,
            AlreadyStarting => Kind::Conflict,
            Project(error) => error.kind(),
            Fault(fault) => fault.kind(),
        }
    }

    fn code(&self) -> &'static str {
        use MarketError::*;
        match self {
            NotFound => "listing_not_found",
            SignInFirst => "sign_in_first",
            LongQuery { .. } => "long_query",
            BadCursor => "bad_cursor",
            NotATemplate => "not_a_template",
            NotFree => "not_free",
            AlreadyStarting => "already_starting",
            Project(error) => error.code(),
            Fault(_) => "fault",
        }
    }

    fn fault(&self) -> Option<&kernel::Fault> {
        match self {
            MarketError::Fault(fault) => Some(fault),
            MarketError::Project(error) => error.fault(),
            _ => None,
        }
    }
}

impl From<Fault> for MarketError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<ProjectsError> for MarketError {
    fn from(error: ProjectsError) -> Self {
        Self::Project(error)
    }
}
