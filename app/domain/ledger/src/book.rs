//! The whole ledger in memory.
use std::collections::BTreeMap;

use kernel::{HoldId, OrgId, TransactionId};

use crate::{
    Account, Hold, HoldState, IdempotencyKey, LedgerError, Nanos, Operation, Payment, Transaction, TransactionKind,
    rules::{self, Known},
};

/// What was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which transaction.
    pub id: TransactionId,
    /// What it was for.
    pub kind: TransactionKind,
    /// What it did.
    pub transaction: Transaction,
    /// Whether it was posted earlier, under the same key; then nothing has changed now.
    pub is_replay: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Posted {
    kind: TransactionKind,
    org: OrgId,
    request: String,
    transaction: Transaction,
    /// What later refunds have given back of it.
    refunded: Nanos,
}

/// A ledger without rows: balances, holds, and everything that was posted. It is what the store must agree with, and
/// the place to try a rule out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    balances: BTreeMap<Account, Nanos>,
    holds: BTreeMap<HoldId, Hold>,
    keys: BTreeMap<IdempotencyKey, TransactionId>,
    posted: BTreeMap<TransactionId, Posted>,
}

impl Book {
    /// Does what is asked for, once: the same key with the same operation is answered with what was posted the first
    /// time. `id` names the transaction if there is a new one.
    ///
    /// # Errors
    /// Whatever stands in the way; then nothing has changed.
    pub fn post(
        &mut self,
        key: &IdempotencyKey,
        id: TransactionId,
        operation: &Operation,
    ) -> Result<Receipt, LedgerError> {
        if let Some((id, posted)) = self.keys.get(key).and_then(|id| Some((*id, self.posted.get(id)?))) {
            operation.check_replay(&posted.request)?;
            let transaction = posted.transaction.clone();
            return Ok(Receipt { id, kind: posted.kind, transaction, is_replay: true });
        }
        let known = Known {
            wallet: self.balance(Account::Wallet(operation.org())),
            hold: operation.hold().and_then(|hold| self.holds.get(&hold).copied()),
            payment: operation.payment().map(|payment| self.payment(payment)).transpose()?.flatten(),
        };
        let transaction = rules::transaction(operation, &known)?;
        // All sums are worked out before the first is stored: an error must leave nothing half done.
        let mut balances = Vec::with_capacity(transaction.entries().len());
        for entry in transaction.entries() {
            balances.push((entry.account, self.balance(entry.account).plus(entry.amount)?));
        }
        self.balances.extend(balances);
        self.note(operation);
        self.keys.insert(key.clone(), id);
        let (kind, org, request) = (operation.kind(), operation.org(), operation.request());
        let posted = Posted { kind, org, request, transaction: transaction.clone(), refunded: Nanos::ZERO };
        self.posted.insert(id, posted);
        Ok(Receipt { id, kind, transaction, is_replay: false })
    }

    /// What is on an account.
    pub fn balance(&self, account: Account) -> Nanos {
        self.balances.get(&account).copied().unwrap_or_default()
    }

    /// Every account that was ever touched, with what is on it.
    pub fn balances(&self) -> impl Iterator<Item = (Account, Nanos)> {
        self.balances.iter().map(|(account, balance)| (*account, *balance))
    }

    /// Every hold that was ever made.
    pub fn holds(&self) -> impl Iterator<Item = (HoldId, Hold)> {
        self.holds.iter().map(|(id, hold)| (*id, *hold))
    }

    /// Everything that was posted, in the order of the ids.
    pub fn transactions(&self) -> impl Iterator<Item = (TransactionId, &Transaction)> {
        self.posted.iter().map(|(id, posted)| (*id, &posted.transaction))
    }

    /// A transaction as a payment; none when there is no such transaction.
    ///
    /// # Errors
    /// `NotRefundable` when it is something else.
    pub fn payment(&self, id: TransactionId) -> Result<Option<Payment>, LedgerError> {
        let found = self.posted.get(&id);
        found.map(|posted| Payment::of(posted.kind, posted.org, &posted.transaction, posted.refunded)).transpose()
    }

    /// Keeps in mind what the entries alone do not say.
    fn note(&mut self, operation: &Operation) {
        match operation {
            Operation::Hold { org, hold, amount } => {
                self.holds.insert(*hold, Hold { org: *org, amount: *amount, state: HoldState::Open });
            }
            Operation::Settle { hold, .. } => self.end(*hold, HoldState::Settled),
            Operation::Release { hold, .. } => self.end(*hold, HoldState::Released),
            Operation::Refund { payment, amount, .. } => {
                if let Some(paid) = self.posted.get_mut(payment) {
                    // The rules have checked that it is no more than was paid.
                    paid.refunded = paid.refunded.plus(*amount).unwrap_or(paid.refunded);
                }
            }
            Operation::TopUp { .. } | Operation::Purchase { .. } | Operation::Adjust { .. } => {}
        }
    }

    fn end(&mut self, hold: HoldId, state: HoldState) {
        if let Some(hold) = self.holds.get_mut(&hold) {
            hold.state = state;
        }
    }
}
