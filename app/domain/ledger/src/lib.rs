//! Double-entry accounting in nano-dollars: what may be done with money, and what is written down for it.
//!
//! An [`Operation`] says what is wanted. The functions of [`rules`] answer with a [`Transaction`], whose entries sum to
//! zero because it cannot be built otherwise, or with a [`LedgerError`] that says what is in the way. [`Book`] is the
//! whole ledger in memory; the store of the billing feature does the same with rows, through the same functions.
//!
//! This crate knows no database, no payment provider and no time. What a call costs is worked out in [`price`]; which
//! model has which price is not its business.
//!
//! ```
//! use kernel::OrgId;
//! use ledger::{Account, Nanos, rules};
//! let org: OrgId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
//! let top_up = rules::top_up(org, Nanos::from_cents(1_000).unwrap()).unwrap();
//! assert_eq!(top_up.change(Account::Wallet(org)), Nanos::new(10_000_000_000));
//! assert_eq!(top_up.change(Account::StripeClearing), Nanos::new(-10_000_000_000));
//! ```
//!
//! # Decisions
//! - **The unit is the nano-dollar in an `i64`**, so the largest sum is 9.2 billion dollars. Prices of tokens are whole
//!   nano-dollars per *million* tokens, because hundreds of real prices are fractions of one per token. A price with
//!   more digits than that would make us take a smaller unit, and a wider integer with it.
//! - **A balance is the plain sum of its entries.** What the platform owes somebody, and what it has earned, is
//!   positive; what lies with the payment provider, and what it has lost, is negative. There are no debit and credit
//!   columns.
//! - **A settlement never overdraws.** What a call cost beyond its hold is taken from the wallet as far as that goes;
//!   the rest is written off, in an account of its own that can be watched. A growing one would mean that holds are too
//!   small.
//! - **Refunds are cumulative.** Each party gives back its part of what has been refunded in all, less what it gave
//!   back before, so that any row of partial refunds ends at exactly the parts of the sale.
mod account;
mod book;
mod error;
mod hold;
mod key;
mod nanos;
mod operation;
mod payment;
pub mod price;
pub mod rules;
mod shares;
mod transaction;

#[cfg(test)]
mod tests;

pub use account::{Account, AccountKind};
pub use book::{Book, Receipt};
pub use error::LedgerError;
pub use hold::{Hold, HoldState};
pub use key::{IdempotencyKey, Reason};
pub use nanos::Nanos;
pub use operation::{Operation, TransactionKind};
pub use payment::{Payment, PaymentWay};
pub use price::Charge;
pub use shares::Shares;
pub use transaction::{Entry, Transaction};
