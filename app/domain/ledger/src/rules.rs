//! What each operation writes down. Every function is given what is known, under locks that the caller holds, and
//! answers with the one transaction that does it.
use kernel::OrgId;

use crate::{
    Account, Charge, Hold, HoldState, LedgerError, Nanos, Operation, Payment, PaymentWay, Shares, Transaction,
};

/// What must be known before an operation is judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// What the org can spend.
    pub wallet: Nanos,
    /// The hold that the operation names, if there is one of that id.
    pub hold: Option<Hold>,
    /// The payment that the operation names, if there is one of that id.
    pub payment: Option<Payment>,
}

/// The transaction that does what is asked for.
///
/// # Errors
/// Whatever stands in the way; nothing may be posted then.
pub fn transaction(operation: &Operation, known: &Known) -> Result<Transaction, LedgerError> {
    let own_hold = |org: OrgId| known.hold.filter(|hold| hold.org == org).ok_or(LedgerError::NoSuchHold);
    match operation {
        Operation::TopUp { org, amount } => top_up(*org, *amount),
        Operation::Hold { .. } if known.hold.is_some() => Err(LedgerError::HoldExists),
        Operation::Hold { org, amount, .. } => hold(*org, *amount, known.wallet),
        Operation::Settle { org, charge, .. } => settle(own_hold(*org)?, *charge, known.wallet),
        Operation::Release { org, .. } => release(own_hold(*org)?),
        Operation::Purchase { org, shares } => purchase(*org, shares, known.wallet),
        Operation::Refund { org, amount, .. } => {
            let payment = known.payment.as_ref().filter(|payment| payment.org == *org);
            refund(payment.ok_or(LedgerError::NoSuchPayment)?, *amount, known.wallet)
        }
        Operation::Adjust { org, amount, .. } => adjust(*org, *amount, known.wallet),
    }
}

/// From the payment provider into the wallet. Whole cents.
///
/// # Errors
/// `NotPositive`, `NotWholeCents`.
pub fn top_up(org: OrgId, amount: Nanos) -> Result<Transaction, LedgerError> {
    amount.positive()?.to_cents()?;
    Transaction::new([(Account::StripeClearing, amount.negated()?), (Account::Wallet(org), amount)])
}

/// From the wallet to what is held. All of it or nothing.
///
/// # Errors
/// `NotPositive`, `NotEnough`.
pub fn hold(org: OrgId, amount: Nanos, wallet: Nanos) -> Result<Transaction, LedgerError> {
    covered(amount.positive()?, wallet)?;
    Transaction::new([(Account::Wallet(org), amount.negated()?), (Account::Hold(org), amount)])
}

/// Ends a hold with a charge. What was held beyond it goes back to the wallet. What it costs beyond the hold comes from
/// the wallet as far as that goes, and the rest is the platform's loss: the call has been delivered and cannot be
/// refused.
///
/// # Errors
/// `HoldEnded`; `NotPositive` for a negative charge.
pub fn settle(hold: Hold, charge: Charge, wallet: Nanos) -> Result<Transaction, LedgerError> {
    let held = open(hold)?;
    let charge = charge.checked()?;
    let total = charge.total()?;
    // The wallet is never negative; should it ever be, nothing is taken from it.
    let can_pay = i128::from(held.get()) + i128::from(wallet.get().max(0));
    let paid = Nanos::from_wide(i128::from(total.get()).min(can_pay))?;
    Transaction::new([
        (Account::Hold(hold.org), held.negated()?),
        (Account::Wallet(hold.org), held.minus(paid)?),
        (Account::ProviderCost, charge.cost()),
        (Account::Revenue, charge.commission()),
        (Account::WriteOff, paid.minus(total)?),
    ])
}

/// Ends a hold and gives all of it back.
///
/// # Errors
/// `HoldEnded`.
pub fn release(hold: Hold) -> Result<Transaction, LedgerError> {
    let held = open(hold)?;
    Transaction::new([(Account::Hold(hold.org), held.negated()?), (Account::Wallet(hold.org), held)])
}

/// From the wallet to the parties.
///
/// # Errors
/// `NotEnough`.
pub fn purchase(org: OrgId, shares: &Shares, wallet: Nanos) -> Result<Transaction, LedgerError> {
    covered(shares.total(), wallet)?;
    let price = (Account::Wallet(org), shares.total().negated()?);
    Transaction::new(shares.parts().iter().copied().chain([price]))
}

/// Gives a part of a payment back. A top-up leaves the wallet in whole cents, as far as it has not been spent;
/// everything else comes back to the wallet from those who got it, each by its part.
///
/// # Errors
/// `NotPositive`, `RefundTooLarge`; for top-ups also `NotWholeCents` and `NotEnough`.
pub fn refund(payment: &Payment, amount: Nanos, wallet: Nanos) -> Result<Transaction, LedgerError> {
    let left = payment.left()?;
    if amount.positive()? > left {
        return Err(LedgerError::RefundTooLarge { left });
    }
    let wallet_account = Account::Wallet(payment.org);
    match &payment.way {
        PaymentWay::Card => {
            amount.to_cents()?;
            covered(amount, wallet)?;
            Transaction::new([(wallet_account, amount.negated()?), (Account::StripeClearing, amount)])
        }
        PaymentWay::Balance(shares) => {
            let before = shares.given_back(payment.refunded)?;
            let after = shares.given_back(payment.refunded.plus(amount)?)?;
            let mut entries = vec![(wallet_account, amount)];
            for ((account, before), (_, after)) in before.into_iter().zip(after) {
                entries.push((account, before.minus(after)?));
            }
            Transaction::new(entries)
        }
    }
}

/// A correction by hand. Taking away stops at an empty wallet, like everything else.
///
/// # Errors
/// `EmptyAdjustment`, `NotEnough`.
pub fn adjust(org: OrgId, amount: Nanos, wallet: Nanos) -> Result<Transaction, LedgerError> {
    if amount.is_zero() {
        return Err(LedgerError::EmptyAdjustment);
    }
    if amount.is_negative() {
        covered(amount.negated()?, wallet)?;
    }
    Transaction::new([(Account::Adjustments, amount.negated()?), (Account::Wallet(org), amount)])
}

fn covered(wanted: Nanos, available: Nanos) -> Result<(), LedgerError> {
    if wanted > available { Err(LedgerError::NotEnough { available, wanted }) } else { Ok(()) }
}

fn open(hold: Hold) -> Result<Nanos, LedgerError> {
    match hold.state {
        HoldState::Open => hold.amount.positive(),
        HoldState::Settled | HoldState::Released => Err(LedgerError::HoldEnded),
    }
}
