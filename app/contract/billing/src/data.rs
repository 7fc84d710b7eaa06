//! What is read of an org's money. All sums are whole nano-dollars.
use kernel::{HoldId, OrgId, Timestamp, TransactionId};
use ledger::{Nanos, TransactionKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An org's money now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// What can be spent. Never less than nothing.
    pub available: Nanos,
    /// What is reserved for calls that are running; it comes back or becomes a charge.
    pub held: Nanos,
}

/// One thing that happened to an org's balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Movement {
    /// The transaction behind it.
    pub id: TransactionId,
    /// What it was for.
    pub kind: TransactionKind,
    /// What it added to what can be spent; negative when it took something.
    pub available_change: Nanos,
    /// What it added to what is reserved.
    pub held_change: Nanos,
    /// The call that it was about, for holds, settlements and releases.
    pub hold: Option<HoldId>,
    /// The payment that it gave back, for refunds.
    pub refunds: Option<TransactionId>,
    /// Why, where somebody corrected the balance by hand.
    pub reason: Option<String>,
    /// When it was posted.
    pub created_at: Timestamp,
}

/// Which movements are wanted. The default is all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MovementFilter {
    /// Of this kind only.
    pub kind: Option<TransactionKind>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// What was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Posted {
    /// Which transaction.
    pub id: TransactionId,
    /// What it was for.
    pub kind: TransactionKind,
    /// What it added to what the org can spend; negative when it took something.
    pub available_change: Nanos,
    /// What it added to what is reserved.
    pub held_change: Nanos,
    /// What of a settled call neither hold nor wallet covered; the platform bears it. Nothing for other kinds.
    pub written_off: Nanos,
    /// The org's money after it; of a replay, the org's money now.
    pub balance: Balance,
    /// Whether it was posted earlier, under the same key; then nothing has changed now.
    pub is_replay: bool,
}

/// What does not add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// A transaction's entries do not sum to zero, or there are fewer than two. The subject is the transaction.
    EntriesDoNotCancel,
    /// A kept balance is not the sum of its entries. The subject is the account.
    BalanceIsNotItsEntries,
    /// An org's open holds are not what its hold account says. The subject is the account.
    HoldsAreNotWhatIsHeld,
    /// More was refunded than was paid. The subject is the payment.
    RefundsExceedPayment,
}

impl DifferenceKind {
    /// The kind of that name in SQL and JSON.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "entries_do_not_cancel" => Self::EntriesDoNotCancel,
            "balance_is_not_its_entries" => Self::BalanceIsNotItsEntries,
            "holds_are_not_what_is_held" => Self::HoldsAreNotWhatIsHeld,
            "refunds_exceed_payment" => Self::RefundsExceedPayment,
            _ => return None,
        })
    }
}

/// One line of the reconciliation's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// What does not add up.
    pub what: DifferenceKind,
    /// The id of the account or transaction.
    pub subject: String,
    /// Whose it is; absent for the platform's own.
    pub org: Option<OrgId>,
    /// What it should be.
    pub expected: Nanos,
    /// What it is.
    pub found: Nanos,
    /// When it was found.
    pub found_at: Timestamp,
}
