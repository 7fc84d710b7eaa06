//! Rows of `ledger_transactions`, `ledger_entries` and `ledger_holds`.
use billing_contract::BillingError;
use kernel::{Fault, HoldId, OrgId, Timestamp, TransactionId, UserId};
use ledger::{Hold, HoldState, IdempotencyKey, LedgerError, Nanos, Operation, Transaction, TransactionKind};
use sqlx::PgConnection;
use uuid::Uuid;

/// What is there under a key and a hold's id.
#[derive(Debug)]
pub(crate) struct Seen {
    /// What was posted under the key, and what was asked for then.
    pub replay: Option<(TransactionId, String)>,
    pub hold: Option<Hold>,
}

/// Looks a key and a hold up. Under the lock of the org's wallet neither changes any more.
pub(crate) async fn seen(tx: &mut PgConnection, key: &IdempotencyKey, hold: Option<HoldId>) -> Result<Seen, Fault> {
    let row = sqlx::query!(
        r#"select t.transaction_id as "transaction_id?", t.request as "request?", h.org_id as "hold_org?",
             h.amount_nanodollars as "hold_amount?", h.state as "hold_state?"
           from (select 1) as one (n)
           left join ledger_transactions t on t.idempotency_key = $1
           left join ledger_holds h on h.hold_id = $2"#,
        key.as_str(),
        hold.map(HoldId::uuid),
    )
    .fetch_one(tx)
    .await?;
    let hold = match (row.hold_org, row.hold_amount, row.hold_state) {
        (Some(org), Some(amount), Some(state)) => {
            let known = HoldState::parse(&state);
            let state =
                known.ok_or_else(|| Fault::new(format!("a hold is {state}, which this version does not know")))?;
            Some(Hold { org: OrgId::from_uuid(org), amount: Nanos::new(amount), state })
        }
        _ => None,
    };
    Ok(Seen { replay: row.transaction_id.map(TransactionId::from_uuid).zip(row.request), hold })
}

/// A transaction as it was posted.
#[derive(Debug)]
pub(crate) struct Stored {
    pub kind: TransactionKind,
    pub org: OrgId,
    pub transaction: Transaction,
}

/// Reads a transaction. It never changes, so no lock is needed.
pub(crate) async fn transaction(tx: &mut PgConnection, id: TransactionId) -> Result<Option<Stored>, Fault> {
    let rows = sqlx::query!(
        r#"select t.kind, t.org_id, a.kind as account_kind, a.org_id as "account_org?", e.amount_nanodollars
           from ledger_transactions t
           join ledger_entries e on e.transaction_id = t.transaction_id
           join ledger_accounts a on a.account_id = e.account_id
           where t.transaction_id = $1"#,
        id.uuid()
    )
    .fetch_all(tx)
    .await?;
    let Some((kind, org)) = rows.first().map(|row| (row.kind.clone(), row.org_id)) else { return Ok(None) };
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        entries.push((super::account(&row.account_kind, row.account_org)?, Nanos::new(row.amount_nanodollars)));
    }
    let known = TransactionKind::parse(&kind);
    let kind =
        known.ok_or_else(|| Fault::new(format!("a transaction is a {kind}, which this version does not know")))?;
    Ok(Some(Stored { kind, org: org.into(), transaction: Transaction::new(entries)? }))
}

/// How much of a payment was given back so far.
pub(crate) async fn refunded(tx: &mut PgConnection, payment: TransactionId) -> Result<Nanos, Fault> {
    let sum = sqlx::query_scalar!(
        r#"select coalesce(sum(abs(e.amount_nanodollars)), 0)::bigint as "refunded!"
           from ledger_transactions t
           join ledger_entries e on e.transaction_id = t.transaction_id
           join ledger_accounts a on a.account_id = e.account_id
           where t.refunds_id = $1 and a.kind = 'wallet'"#,
        payment.uuid()
    )
    .fetch_one(tx)
    .await?;
    Ok(Nanos::new(sum))
}

/// A transaction before it is posted.
#[derive(Debug)]
pub(crate) struct NewPosting<'a> {
    pub id: TransactionId,
    pub key: &'a IdempotencyKey,
    pub operation: &'a Operation,
    pub by: Option<UserId>,
    pub now: Timestamp,
    /// What is added to which account, as the rules have said.
    pub entries: &'a [(Uuid, Nanos)],
}

/// Writes a transaction with its entries and moves the balances along. The accounts of orgs are locked.
pub(crate) async fn write(tx: &mut PgConnection, new: &NewPosting<'_>) -> Result<(), BillingError> {
    let accounts: Vec<Uuid> = new.entries.iter().map(|(account, _)| *account).collect();
    let amounts: Vec<i64> = new.entries.iter().map(|(_, amount)| amount.get()).collect();
    sqlx::query!(
        "with posted as (
           insert into ledger_transactions (transaction_id, idempotency_key, kind, org_id, hold_id, refunds_id, request,
             reason, posted_by, created_at)
           values ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1e6))
         ), entered as (
           insert into ledger_entries (transaction_id, account_id, org_id, amount_nanodollars)
           select $1::uuid, e.account_id, a.org_id, e.amount
           from unnest($11::uuid[], $12::bigint[]) as e (account_id, amount)
           join ledger_accounts a on a.account_id = e.account_id
         )
         update ledger_accounts a set balance_nanodollars = a.balance_nanodollars + e.amount
         from unnest($11::uuid[], $12::bigint[]) as e (account_id, amount)
         where a.account_id = e.account_id and a.org_id is not null",
        new.id.uuid(),
        new.key.as_str(),
        new.operation.kind().as_str(),
        new.operation.org().uuid(),
        new.operation.hold().map(HoldId::uuid),
        new.operation.payment().map(TransactionId::uuid),
        new.operation.request(),
        new.operation.reason().map(|reason| reason.as_str()),
        new.by.map(UserId::uuid),
        new.now.micros() as f64,
        &accounts,
        &amounts,
    )
    .execute(&mut *tx)
    .await
    .map_err(broken)?;
    match new.operation {
        Operation::Hold { org, hold, amount } => begin_hold(tx, *org, *hold, *amount, new.now).await,
        Operation::Settle { hold, .. } => end_hold(tx, *hold, HoldState::Settled, new.now).await,
        Operation::Release { hold, .. } => end_hold(tx, *hold, HoldState::Released, new.now).await,
        Operation::TopUp { .. } | Operation::Purchase { .. } | Operation::Refund { .. } | Operation::Adjust { .. } => {
            Ok(())
        }
    }
}

async fn begin_hold(
    tx: &mut PgConnection,
    org: OrgId,
    hold: HoldId,
    amount: Nanos,
    now: Timestamp,
) -> Result<(), BillingError> {
    sqlx::query!(
        "insert into ledger_holds (hold_id, org_id, amount_nanodollars, state, created_at)
         values ($1, $2, $3, 'open', to_timestamp($4::float8 / 1e6))",
        hold.uuid(),
        org.uuid(),
        amount.get(),
        now.micros() as f64,
    )
    .execute(tx)
    .await
    .map_err(broken)?;
    Ok(())
}

async fn end_hold(tx: &mut PgConnection, hold: HoldId, state: HoldState, now: Timestamp) -> Result<(), BillingError> {
    let done = sqlx::query!(
        "update ledger_holds set state = $2, ended_at = to_timestamp($3::float8 / 1e6)
         where hold_id = $1 and state = 'open'",
        hold.uuid(),
        state.as_str(),
        now.micros() as f64,
    )
    .execute(tx)
    .await
    .map_err(|error| BillingError::Fault(error.into()))?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(LedgerError::HoldEnded.into()) }
}

/// What another org did in the same moment with the same key or hold: their wallet is another one, so only the database
/// knows.
fn broken(error: sqlx::Error) -> BillingError {
    match error.as_database_error().and_then(|db| db.constraint()) {
        Some("ledger_transactions_key") => LedgerError::KeyReused.into(),
        Some("ledger_transactions_hold_begin" | "ledger_holds_pkey") => LedgerError::HoldExists.into(),
        Some("ledger_transactions_hold_end") => LedgerError::HoldEnded.into(),
        _ => BillingError::Fault(error.into()),
    }
}
