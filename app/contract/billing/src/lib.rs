//! What billing promises: an org's balance, every movement of it, and a ledger that other features post to.
//!
//! [`Billing`] is for people and their programs; it looks at who is asking. [`Postings`] is for the server itself: the
//! gateway holds and settles calls through it, payments arrive through it. It asks nobody, so it has no door of its
//! own. Plans, quotas and payments do not exist yet.
mod data;
mod error;

pub use data::*;
pub use error::BillingError;

use async_trait::async_trait;
use kernel::{Caller, Cursor, OrgId, Page, UserId};
use ledger::{IdempotencyKey, Nanos, Operation, Reason};

/// An org's money, as its members see it.
#[async_trait]
pub trait Billing: Send + Sync {
    /// What the caller's org can spend and what is reserved. Zero for an org that never had any.
    async fn balance(&self, by: &Caller) -> Result<Balance, BillingError>;

    /// What happened to the balance of the caller's org, newest first, 50 a page.
    async fn history(
        &self,
        by: &Caller,
        filter: &MovementFilter,
        after: Option<Cursor>,
    ) -> Result<Page<Movement>, BillingError>;

    /// The same as [`Billing::history`] as one CSV file, at most 10,000 lines; more than that is refused, not cut off.
    async fn export(&self, by: &Caller, filter: &MovementFilter) -> Result<String, BillingError>;

    /// Corrects an org's balance by hand. Operators only. The movement keeps who it was and why, and members of the org
    /// read the reason. The same key twice is once.
    async fn adjust(
        &self,
        by: &Caller,
        key: &IdempotencyKey,
        org: OrgId,
        amount: Nanos,
        reason: Reason,
    ) -> Result<Posted, BillingError>;

    /// What the reconciliation found, newest first, at most 200. Operators only; empty is good.
    async fn differences(&self, by: &Caller) -> Result<Vec<Difference>, BillingError>;
}

/// The one way into the ledger, for other parts of the server.
#[async_trait]
pub trait Postings: Send + Sync {
    /// Does what is asked for, once. The same key with the same operation answers with what was posted the first time;
    /// with another operation it is refused. An error means that nothing has changed, unless it is a `Fault`: then ask
    /// again with the same key.
    ///
    /// `by` is the person behind it, where there is one; an adjustment needs one.
    async fn post(
        &self,
        key: &IdempotencyKey,
        operation: &Operation,
        by: Option<UserId>,
    ) -> Result<Posted, BillingError>;
}
