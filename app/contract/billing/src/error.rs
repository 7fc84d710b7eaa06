//! The ways in which billing says no.
use kernel::{Classify, Fault, Kind};
use ledger::LedgerError;
use serde::{Deserialize, Serialize};

/// Why something about money did not happen.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingError {
    /// Nobody is signed in.
    #[error("Sign in to see your organisation's balance.")]
    SignInFirst,
    /// For operators; to everybody else it does not exist.
    #[error("That page does not exist.")]
    NotFound,
    /// No org of that id.
    #[error("There is no such organisation.")]
    NoSuchOrg,
    /// A cursor that no page gave.
    #[error("That page of the list does not exist. Begin at the first one.")]
    BadCursor,
    /// More lines than an export holds.
    #[error("There are more than {max} movements. Choose a shorter time.")]
    ExportTooLarge {
        /// Most lines.
        max: usize,
    },
    /// The ledger refused.
    #[error("{0}")]
    Ledger(LedgerError),
    /// Our mistake.
    #[error("{0}")]
    Fault(Fault),
}

impl Classify for BillingError {
    fn kind(&self) -> Kind {
        match self {
            Self::SignInFirst => Kind::Unauthenticated,
            Self::NotFound | Self::NoSuchOrg => Kind::NotFound,
            Self::BadCursor => Kind::Invalid,
            Self::ExportTooLarge { .. } => Kind::TooLarge,
            Self::Ledger(error) => error.kind(),
            Self::Fault(fault) => fault.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SignInFirst => "sign_in_first",
            Self::NotFound => "not_found",
            Self::NoSuchOrg => "no_such_org",
            Self::BadCursor => "bad_cursor",
            Self::ExportTooLarge { .. } => "export_too_large",
            Self::Ledger(error) => error.code(),
            Self::Fault(_) => "fault",
        }
    }

    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

impl From<Fault> for BillingError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<LedgerError> for BillingError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}
