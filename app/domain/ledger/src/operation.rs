//! What can be asked of the ledger.
use std::fmt::Write;

use kernel::{HoldId, OrgId, TransactionId};
use serde::{Deserialize, Serialize};

use crate::{Charge, LedgerError, Nanos, Reason, Shares};

/// What a transaction was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransactionKind {
    /// Money came in through the payment provider.
    TopUp,
    /// Money was reserved for a call.
    Hold,
    /// A call was charged.
    Settlement,
    /// A reservation was given back.
    Release,
    /// Something was bought from the balance.
    Purchase,
    /// A payment was given back, or a part of it.
    Refund,
    /// Somebody corrected the balance by hand.
    Adjustment,
}

impl TransactionKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::TopUp, Self::Hold, Self::Settlement, Self::Release, Self::Purchase, Self::Refund, Self::Adjustment];

    /// The name in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TopUp => "top_up",
            Self::Hold => "hold",
            Self::Settlement => "settlement",
            Self::Release => "release",
            Self::Purchase => "purchase",
            Self::Refund => "refund",
            Self::Adjustment => "adjustment",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Something to be done with an org's money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Adds what was paid to the wallet. Whole cents.
    TopUp {
        /// Whose wallet.
        org: OrgId,
        /// How much was paid.
        amount: Nanos,
    },
    /// Reserves money for a call that is about to begin.
    Hold {
        /// Whose wallet.
        org: OrgId,
        /// A fresh id, by which the hold is settled or released.
        hold: HoldId,
        /// The most that the call is expected to cost.
        amount: Nanos,
    },
    /// Ends a hold with what the call cost: less than was held, as much, or more.
    Settle {
        /// Whose hold.
        org: OrgId,
        /// Which hold.
        hold: HoldId,
        /// What the call cost.
        charge: Charge,
    },
    /// Ends a hold of a call that gave nothing.
    Release {
        /// Whose hold.
        org: OrgId,
        /// Which hold.
        hold: HoldId,
    },
    /// Pays several parties from the wallet.
    Purchase {
        /// Who buys.
        org: OrgId,
        /// Who gets what; their sum is the price.
        shares: Shares,
    },
    /// Gives a payment back, or a part of it: a top-up to the card that it came from, everything else to the wallet.
    Refund {
        /// Who paid.
        org: OrgId,
        /// The top-up, settlement or purchase.
        payment: TransactionId,
        /// How much of it, this time.
        amount: Nanos,
    },
    /// Corrects a wallet by hand, up or down.
    Adjust {
        /// Whose wallet.
        org: OrgId,
        /// What is added; negative to take away.
        amount: Nanos,
        /// Why.
        reason: Reason,
    },
}

impl Operation {
    /// What the transaction will be called.
    pub const fn kind(&self) -> TransactionKind {
        match self {
            Self::TopUp { .. } => TransactionKind::TopUp,
            Self::Hold { .. } => TransactionKind::Hold,
            Self::Settle { .. } => TransactionKind::Settlement,
            Self::Release { .. } => TransactionKind::Release,
            Self::Purchase { .. } => TransactionKind::Purchase,
            Self::Refund { .. } => TransactionKind::Refund,
            Self::Adjust { .. } => TransactionKind::Adjustment,
        }
    }

    /// Whose money it is about.
    pub const fn org(&self) -> OrgId {
        match self {
            Self::TopUp { org, .. }
            | Self::Hold { org, .. }
            | Self::Settle { org, .. }
            | Self::Release { org, .. }
            | Self::Purchase { org, .. }
            | Self::Refund { org, .. }
            | Self::Adjust { org, .. } => *org,
        }
    }

    /// The hold that begins or ends with it.
    pub const fn hold(&self) -> Option<HoldId> {
        match self {
            Self::Hold { hold, .. } | Self::Settle { hold, .. } | Self::Release { hold, .. } => Some(*hold),
            _ => None,
        }
    }

    /// The payment that it gives back.
    pub const fn payment(&self) -> Option<TransactionId> {
        match self {
            Self::Refund { payment, .. } => Some(*payment),
            _ => None,
        }
    }

    /// Why, where a person has said so.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Adjust { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// Everything that was asked for, in one line that is the same whenever the same is asked for. It is stored with
    /// the transaction: a key that comes again with another line was meant for something else.
    pub fn request(&self) -> String {
        let mut line = format!("{} org={}", self.kind().as_str(), self.org());
        // Writing into a string cannot fail.
        let _ = match self {
            Self::TopUp { amount, .. } => write!(line, " amount={}", amount.get()),
            Self::Hold { hold, amount, .. } => write!(line, " hold={hold} amount={}", amount.get()),
            Self::Settle { hold, charge, .. } => {
                write!(line, " hold={hold} cost={} commission={}", charge.cost().get(), charge.commission().get())
            }
            Self::Release { hold, .. } => write!(line, " hold={hold}"),
            Self::Purchase { shares, .. } => shares.parts().iter().try_for_each(|(account, part)| {
                let kind = account.kind().as_str();
                match account.owner() {
                    Some(owner) => write!(line, " {kind}:{owner}={}", part.get()),
                    None => write!(line, " {kind}={}", part.get()),
                }
            }),
            Self::Refund { payment, amount, .. } => write!(line, " payment={payment} amount={}", amount.get()),
            Self::Adjust { amount, reason, .. } => write!(line, " amount={} reason={}", amount.get(), reason.as_str()),
        };
        line
    }

    /// Whether a key that was used for `request` may be answered with what was posted then.
    ///
    /// # Errors
    /// `KeyReused` when something else was asked for.
    pub fn check_replay(&self, request: &str) -> Result<(), LedgerError> {
        if self.request() == request { Ok(()) } else { Err(LedgerError::KeyReused) }
    }
}
