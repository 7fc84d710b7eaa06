//! The order in which rules apply.
use async_trait::async_trait;
use billing_contract::*;
use db::Tx;
use kernel::{Caller, Cursor, Fault, OrgId, Page, SignedIn, TransactionId, UserId};
use ledger::{
    Account, IdempotencyKey, Nanos, Operation, Payment, Reason, Transaction, TransactionKind,
    rules::{self as ledger_rules, Known},
};
use uuid::Uuid;

use crate::{
    Deps, rules,
    store::{
        accounts::{self, Locked},
        history,
        postings::{self, NewPosting, Stored},
        reconcile,
    },
};

const MOVEMENTS_A_PAGE: usize = 50;
/// Lines of an export: some megabytes, which one answer may hold in memory.
const MAX_EXPORT: usize = 10_000;
const MAX_DIFFERENCES: i64 = 200;

pub(crate) struct Service {
    pub deps: Deps,
}

fn person(by: &Caller) -> Result<&SignedIn, BillingError> {
    by.signed_in().ok_or(BillingError::SignInFirst)
}

fn operator(by: &Caller) -> Result<&SignedIn, BillingError> {
    by.signed_in().filter(|who| who.is_operator).ok_or(BillingError::NotFound)
}

#[async_trait]
impl Billing for Service {
    async fn balance(&self, by: &Caller) -> Result<Balance, BillingError> {
        let org = person(by)?.org;
        let mut tx = self.deps.db.begin(by).await?;
        Ok(accounts::balance(&mut tx, org).await?)
    }

    async fn history(
        &self,
        by: &Caller,
        filter: &MovementFilter,
        after: Option<Cursor>,
    ) -> Result<Page<Movement>, BillingError> {
        let org = person(by)?.org;
        let after = rules::place(after)?;
        let mut tx = self.deps.db.begin(by).await?;
        let rows = history::movements(&mut tx, org, filter, after, MOVEMENTS_A_PAGE as i64 + 1).await?;
        Ok(Page::from_overfetch(rows, MOVEMENTS_A_PAGE, rules::cursor))
    }

    async fn export(&self, by: &Caller, filter: &MovementFilter) -> Result<String, BillingError> {
        let org = person(by)?.org;
        let mut tx = self.deps.db.begin(by).await?;
        let rows = history::movements(&mut tx, org, filter, None, MAX_EXPORT as i64 + 1).await?;
        if rows.len() > MAX_EXPORT {
            return Err(BillingError::ExportTooLarge { max: MAX_EXPORT });
        }
        Ok(rules::csv(&rows))
    }

    async fn adjust(
        &self,
        by: &Caller,
        key: &IdempotencyKey,
        org: OrgId,
        amount: Nanos,
        reason: Reason,
    ) -> Result<Posted, BillingError> {
        let who = operator(by)?.user;
        let posted = self.post(key, &Operation::Adjust { org, amount, reason }, Some(who)).await?;
        if !posted.is_replay {
            let id = posted.id;
            tracing::info!(org.id = %org, transaction.id = %id, user.id = %who, "a balance was corrected by hand");
        }
        Ok(posted)
    }

    async fn differences(&self, by: &Caller) -> Result<Vec<Difference>, BillingError> {
        operator(by)?;
        let mut tx = self.deps.db.begin_worker().await?;
        Ok(reconcile::differences(&mut tx, MAX_DIFFERENCES).await?)
    }
}

#[async_trait]
impl Postings for Service {
    async fn post(
        &self,
        key: &IdempotencyKey,
        operation: &Operation,
        by: Option<UserId>,
    ) -> Result<Posted, BillingError> {
        if matches!(operation, Operation::Adjust { .. }) && by.is_none() {
            return Err(Fault::new("an adjustment was posted by nobody").into());
        }
        let mut were_opened = false;
        loop {
            let mut tx = self.deps.db.begin_worker().await?;
            let paid = match operation.payment() {
                Some(payment) => postings::transaction(&mut tx, payment).await?,
                None => None,
            };
            let wanted = rules::accounts(operation, paid.as_ref().map(|paid| &paid.transaction));
            let locked = accounts::lock(&mut tx, &wanted).await?;
            if locked.len() == wanted.len() {
                return self.post_locked(tx, key, operation, by, paid, &locked).await;
            }
            if were_opened {
                return Err(Fault::new("accounts that were just opened are not there").into());
            }
            // An org's first money. In a transaction of its own: waiting for somebody who opens the same accounts, with
            // locks in hand, could be waiting for each other.
            drop(tx);
            let ids: Vec<Uuid> = wanted.iter().map(|_| self.deps.clock.new_id()).collect();
            let mut tx = self.deps.db.begin_worker().await?;
            accounts::open(&mut tx, &wanted, &ids, self.deps.clock.now()).await?;
            tx.commit().await?;
            were_opened = true;
        }
    }
}

impl Service {
    /// Everything that is looked at here stays as it is until the transaction ends: whoever posts for this org needs
    /// the lock of its wallet.
    async fn post_locked(
        &self,
        mut tx: Tx,
        key: &IdempotencyKey,
        operation: &Operation,
        by: Option<UserId>,
        paid: Option<Stored>,
        locked: &[Locked],
    ) -> Result<Posted, BillingError> {
        let org = operation.org();
        let on = |account: Account| {
            locked.iter().find(|locked| locked.account == account).map_or(Nanos::ZERO, |locked| locked.balance)
        };
        let before = Balance { available: on(Account::Wallet(org)), held: on(Account::Hold(org)) };
        let seen = postings::seen(&mut tx, key, operation.hold()).await?;
        if let Some((id, request)) = seen.replay {
            operation.check_replay(&request)?;
            let stored = postings::transaction(&mut tx, id).await?;
            let stored = stored.ok_or_else(|| Fault::new(format!("transaction {id} has no entries")))?;
            return answer(id, stored.kind, org, &stored.transaction, before, true);
        }
        let payment = match (operation.payment(), &paid) {
            (Some(id), Some(paid)) => {
                let refunded = postings::refunded(&mut tx, id).await?;
                Some(Payment::of(paid.kind, paid.org, &paid.transaction, refunded)?)
            }
            _ => None,
        };
        let known = Known { wallet: before.available, hold: seen.hold, payment };
        let transaction = ledger_rules::transaction(operation, &known)?;
        let mut entries = Vec::with_capacity(transaction.entries().len());
        for entry in transaction.entries() {
            let owned = locked.iter().find(|locked| locked.account == entry.account);
            if let Some(owned) = owned {
                // Refused in words here; the database would only overflow.
                owned.balance.plus(entry.amount)?;
            }
            let id = owned.map(|owned| owned.id).or(accounts::platform_id(entry.account));
            let id = id.ok_or_else(|| Fault::new(format!("{:?} was not locked", entry.account)))?;
            entries.push((id, entry.amount));
        }
        let id = TransactionId::from_uuid(self.deps.clock.new_id());
        let new = NewPosting { id, key, operation, by, now: self.deps.clock.now(), entries: &entries };
        postings::write(&mut tx, &new).await?;
        let after = Balance {
            available: before.available.plus(transaction.change(Account::Wallet(org)))?,
            held: before.held.plus(transaction.change(Account::Hold(org)))?,
        };
        tx.commit().await?;
        answer(id, operation.kind(), org, &transaction, after, false)
    }
}

fn answer(
    id: TransactionId,
    kind: TransactionKind,
    org: OrgId,
    transaction: &Transaction,
    balance: Balance,
    is_replay: bool,
) -> Result<Posted, BillingError> {
    let written_off = if kind == TransactionKind::Settlement {
        transaction.change(Account::WriteOff).negated()?
    } else {
        Nanos::ZERO
    };
    let available_change = transaction.change(Account::Wallet(org));
    let held_change = transaction.change(Account::Hold(org));
    Ok(Posted { id, kind, available_change, held_change, written_off, balance, is_replay })
}
