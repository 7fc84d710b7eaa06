//! The ways in which the ledger says no.
use kernel::{Classify, Kind};
use serde::{Deserialize, Serialize};

use crate::Nanos;

/// Why nothing was posted. Whatever the reason, no balance has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerError {
    /// Beyond what a nano-dollar integer holds.
    #[error("That sum is larger than the ledger can hold. Nothing was posted.")]
    TooLarge,
    /// Zero or less where something has to move.
    #[error("Give an amount above zero.")]
    NotPositive,
    /// A correction that corrects nothing.
    #[error("An adjustment by nothing changes nothing. Give an amount above or below zero.")]
    EmptyAdjustment,
    /// The payment provider takes whole cents.
    #[error("{amount} is not a whole number of cents. Money enters and leaves in cents.")]
    NotWholeCents {
        /// What was asked for.
        amount: Nanos,
    },
    /// The entries do not cancel out.
    #[error("The entries of a transaction must sum to zero, and these do not. Nothing was posted.")]
    Unbalanced,
    /// A transaction moves something from somewhere to somewhere else.
    #[error("A transaction needs at least two entries that are not zero. Nothing was posted.")]
    TooFewEntries,
    /// More accounts than one transaction may touch.
    #[error("A transaction touches at most {max} accounts. Post it in parts.")]
    TooManyEntries {
        /// The limit.
        max: usize,
    },
    /// The wallet does not cover it.
    #[error("The balance is {available}, and {wanted} is needed. Add funds, or ask for less.")]
    NotEnough {
        /// What can be spent now; holds are not in it.
        available: Nanos,
        /// What was asked for.
        wanted: Nanos,
    },
    /// The hold is not there, or not this org's.
    #[error("There is no such hold.")]
    NoSuchHold,
    /// A hold of that id was made before, under another key.
    #[error("That hold exists already. Use a new id for a new hold.")]
    HoldExists,
    /// Settled or released before; a hold is spent once.
    #[error("That hold has ended. It can be neither settled nor released again.")]
    HoldEnded,
    /// The payment is not there, or not this org's.
    #[error("There is no such payment.")]
    NoSuchPayment,
    /// Holds, releases, refunds and adjustments are not payments.
    #[error("Only top-ups, settled calls and purchases can be refunded.")]
    NotRefundable,
    /// More would be given back than was paid.
    #[error("At most {left} of that payment can still be refunded.")]
    RefundTooLarge {
        /// What was paid less what was refunded before.
        left: Nanos,
    },
    /// The key was used for something else.
    #[error("That idempotency key was used for another operation. Use a new key for a new operation.")]
    KeyReused,
    /// Not a key.
    #[error("An idempotency key has 1 to {max} characters out of letters, digits and - _ : . / only.")]
    BadKey {
        /// Longest key.
        max: usize,
    },
    /// No reason, or an endless one.
    #[error("Say why, in {min} to {max} characters.")]
    BadReason {
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// The parts of a purchase are not what they should be.
    #[error(
        "A purchase is shared by 1 to {max} accounts, none of them a wallet or a hold, in parts that are not negative."
    )]
    BadShares {
        /// Most parties.
        max: usize,
    },
}

impl Classify for LedgerError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotEnough { .. } => Kind::Unpaid,
            Self::NoSuchHold | Self::NoSuchPayment => Kind::NotFound,
            Self::HoldExists | Self::HoldEnded | Self::KeyReused | Self::RefundTooLarge { .. } => Kind::Conflict,
            Self::TooLarge
            | Self::NotPositive
            | Self::EmptyAdjustment
            | Self::NotWholeCents { .. }
            | Self::Unbalanced
            | Self::TooFewEntries
            | Self::TooManyEntries { .. }
            | Self::NotRefundable
            | Self::BadKey { .. }
            | Self::BadReason { .. }
            | Self::BadShares { .. } => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::NotPositive => "not_positive",
            Self::EmptyAdjustment => "empty_adjustment",
            Self::NotWholeCents { .. } => "not_whole_cents",
            Self::Unbalanced => "unbalanced",
            Self::TooFewEntries => "too_few_entries",
            Self::TooManyEntries { .. } => "too_many_entries",
            Self::NotEnough { .. } => "not_enough",
            Self::NoSuchHold => "no_such_hold",
            Self::HoldExists => "hold_exists",
            Self::HoldEnded => "hold_ended",
            Self::NoSuchPayment => "no_such_payment",
            Self::NotRefundable => "not_refundable",
            Self::RefundTooLarge { .. } => "refund_too_large",
            Self::KeyReused => "key_reused",
            Self::BadKey { .. } => "bad_key",
            Self::BadReason { .. } => "bad_reason",
            Self::BadShares { .. } => "bad_shares",
        }
    }
}
