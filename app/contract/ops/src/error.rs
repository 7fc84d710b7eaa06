//! The ways in which operations say no.
use kernel::{Classify, Fault, Kind};
use serde::{Deserialize, Serialize};

/// Why an operator's page shows nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpsError {
    /// For operators; to everybody else the page does not exist.
    #[error("That page does not exist.")]
    NotFound,
    /// The job is not dead.
    #[error("Only dead jobs can be run again.")]
    NotDead,
    /// Our mistake.
    #[error("{0}")]
    Fault(Fault),
}

impl Classify for OpsError {
    fn kind(&self) -> Kind {
        match self {
            OpsError::NotFound => Kind::NotFound,
            OpsError::NotDead => Kind::Conflict,
            OpsError::Fault(fault) => fault.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            OpsError::NotFound => "not_found",
            OpsError::NotDead => "not_dead",
            OpsError::Fault(_) => "fault",
        }
    }

    fn fault(&self) -> Option<&kernel::Fault> {
        match self {
            OpsError::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

impl From<Fault> for OpsError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
