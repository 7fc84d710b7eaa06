//! What was paid, and what of it was given back.
use kernel::OrgId;

use crate::{Account, LedgerError, Nanos, Shares, Transaction, TransactionKind};

/// How somebody paid, which says where a refund comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentWay {
    /// From a card into the wallet. A refund takes it out of the wallet again.
    Card,
    /// From the wallet to these parties. A refund takes it from them.
    Balance(Shares),
}

/// A payment that can be refunded, wholly or in parts, until nothing of it is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Who paid.
    pub org: OrgId,
    /// How.
    pub way: PaymentWay,
    /// How much was paid. More than nothing.
    pub gross: Nanos,
    /// How much of it was refunded so far. Never more than was paid.
    pub refunded: Nanos,
}

impl Payment {
    /// Reads a posted transaction of an org as a payment.
    ///
    /// What a call cost comes back out of the platform's revenue alone: its provider has delivered and keeps its money.
    ///
    /// # Errors
    /// `NotRefundable` when it was no payment, or a call that cost nothing.
    pub fn of(
        kind: TransactionKind,
        org: OrgId,
        transaction: &Transaction,
        refunded: Nanos,
    ) -> Result<Self, LedgerError> {
        let change = transaction.change_of_org(org)?;
        let (gross, way) = match kind {
            TransactionKind::TopUp => (change, PaymentWay::Card),
            TransactionKind::Settlement => {
                let gross = change.negated()?;
                if gross.is_zero() {
                    return Err(LedgerError::NotRefundable);
                }
                (gross, PaymentWay::Balance(Shares::new(vec![(Account::Revenue, gross)])?))
            }
            TransactionKind::Purchase => {
                let parties = transaction.entries().iter().filter(|entry| !entry.amount.is_negative());
                let shares = Shares::new(parties.map(|entry| (entry.account, entry.amount)).collect())?;
                (shares.total(), PaymentWay::Balance(shares))
            }
            TransactionKind::Hold
            | TransactionKind::Release
            | TransactionKind::Refund
            | TransactionKind::Adjustment => return Err(LedgerError::NotRefundable),
        };
        Ok(Self { org, way, gross: gross.positive()?, refunded })
    }

    /// What can still be refunded.
    ///
    /// # Errors
    /// `TooLarge` for figures that no ledger holds.
    pub fn left(&self) -> Result<Nanos, LedgerError> {
        self.gross.minus(self.refunded)
    }
}
