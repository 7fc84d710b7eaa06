//! Money that is reserved.
use kernel::OrgId;
use serde::{Deserialize, Serialize};

use crate::Nanos;

/// How far a hold is. It ends once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// Reserved, and can be settled or released.
    Open,
    /// Turned into a charge.
    Settled,
    /// Given back.
    Released,
}

impl HoldState {
    /// The name in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Settled => "settled",
            Self::Released => "released",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Settled, Self::Released].into_iter().find(|state| state.as_str() == name)
    }
}

/// A reservation: taken off what can be spent before a call begins, so that no number of calls at once can overdraw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Whose money.
    pub org: OrgId,
    /// How much. More than nothing.
    pub amount: Nanos,
    /// Whether it still holds.
    pub state: HoldState,
}
