//! All SQL of billing. Locks are taken on accounts alone, in the order of their ids; whoever holds an org's wallet is
//! the only one who posts for that org.
pub(crate) mod accounts;
pub(crate) mod history;
pub(crate) mod postings;
pub(crate) mod reconcile;

use kernel::{Fault, OrgId};
use ledger::{Account, AccountKind};
use uuid::Uuid;

/// The account of a row.
fn account(kind: &str, owner: Option<Uuid>) -> Result<Account, Fault> {
    AccountKind::parse(kind)
        .and_then(|kind| Account::new(kind, owner.map(OrgId::from_uuid)))
        .ok_or_else(|| Fault::new(format!("the account {kind} of {owner:?} is none that this version knows")))
}
