//! Rows of `ledger_accounts`.
use std::collections::BTreeSet;

use billing_contract::{Balance, BillingError};
use db::OnConstraint;
use kernel::{Fault, OrgId, Timestamp};
use ledger::{Account, AccountKind, Nanos};
use sqlx::PgConnection;
use uuid::Uuid;

/// An account that nobody else posts to until the transaction ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Locked {
    pub id: Uuid,
    pub account: Account,
    pub balance: Nanos,
}

/// Locks those of the accounts that exist, in the order of their ids. All of them have owners.
pub(crate) async fn lock(tx: &mut PgConnection, accounts: &BTreeSet<Account>) -> Result<Vec<Locked>, Fault> {
    let (kinds, owners) = columns(accounts);
    let rows = sqlx::query!(
        r#"select a.account_id, a.kind, a.org_id, a.balance_nanodollars
           from ledger_accounts a
           where (a.kind, a.org_id) in
             (select wanted.kind, wanted.org_id from unnest($1::text[], $2::uuid[]) as wanted (kind, org_id))
           order by a.account_id for update of a"#,
        &kinds,
        &owners,
    )
    .fetch_all(tx)
    .await?;
    let each = rows.into_iter().map(|row| -> Result<Locked, Fault> {
        let account = super::account(&row.kind, row.org_id)?;
        Ok(Locked { id: row.account_id, account, balance: Nanos::new(row.balance_nanodollars) })
    });
    each.collect()
}

/// Opens accounts that do not exist yet. `ids` are fresh, one for each; those of accounts that exist are not used.
pub(crate) async fn open(
    tx: &mut PgConnection,
    accounts: &BTreeSet<Account>,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<(), BillingError> {
    let (kinds, owners) = columns(accounts);
    // Sorted, so that two who open the same accounts wait for each other in one order.
    sqlx::query!(
        "insert into ledger_accounts (account_id, kind, org_id, created_at)
         select fresh.account_id, fresh.kind, fresh.org_id, to_timestamp($4::float8 / 1e6)
         from unnest($1::uuid[], $2::text[], $3::uuid[]) as fresh (account_id, kind, org_id)
         order by fresh.org_id, fresh.kind
         on conflict on constraint ledger_accounts_owner_key do nothing",
        ids,
        &kinds,
        &owners,
        now.micros() as f64,
    )
    .execute(tx)
    .await
    .on_constraint("ledger_accounts_org_fkey", BillingError::NoSuchOrg)?;
    Ok(())
}

/// What an org can spend and what is reserved.
pub(crate) async fn balance(tx: &mut PgConnection, org: OrgId) -> Result<Balance, Fault> {
    let rows = sqlx::query!(
        "select kind, balance_nanodollars from ledger_accounts where org_id = $1 and kind in ('wallet', 'hold')",
        org.uuid()
    )
    .fetch_all(tx)
    .await?;
    let of = |kind: AccountKind| {
        let row = rows.iter().find(|row| row.kind == kind.as_str());
        row.map_or(Nanos::ZERO, |row| Nanos::new(row.balance_nanodollars))
    };
    Ok(Balance { available: of(AccountKind::Wallet), held: of(AccountKind::Hold) })
}

/// The id of one of the platform's own accounts; the migration has made them. None for a kind that orgs own.
pub(crate) const fn platform_id(account: Account) -> Option<Uuid> {
    let number = match account {
        Account::Revenue => 1,
        Account::ProviderCost => 2,
        Account::StripeClearing => 3,
        Account::StripeFees => 4,
        Account::Tax => 5,
        Account::Dispute => 6,
        Account::PromoCredit => 7,
        Account::Adjustments => 8,
        Account::WriteOff => 9,
        Account::Wallet(_)
        | Account::Hold(_)
        | Account::SellerPending(_)
        | Account::SellerPayable(_)
        | Account::PayoutInTransit(_) => return None,
    };
    Some(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 | number))
}

fn columns(accounts: &BTreeSet<Account>) -> (Vec<String>, Vec<Uuid>) {
    let owned =
        accounts.iter().filter_map(|account| Some((account.kind().as_str().to_owned(), account.owner()?.uuid())));
    owned.unzip()
}
