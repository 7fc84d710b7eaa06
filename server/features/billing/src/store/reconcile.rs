//! Adding everything up again.
use billing_contract::{Difference, DifferenceKind};
use kernel::{Fault, OrgId, Timestamp};
use ledger::Nanos;
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes down what does not add up, and answers how many differences that are. One statement sees one moment, so what
/// is posted meanwhile is either wholly in it or not at all. The same run twice writes nothing twice.
pub(crate) async fn reconcile(tx: &mut PgConnection, run: Uuid, now: Timestamp) -> Result<u64, Fault> {
    let done = sqlx::query!(
        "insert into ledger_differences (run_id, what, subject_id, org_id, expected_nanodollars, found_nanodollars,
           found_at)
         select $1::uuid, found.what, found.subject_id, found.org_id, found.expected, found.found,
           to_timestamp($2::float8 / 1e6)
         from (
           select 'entries_do_not_cancel' as what, t.transaction_id as subject_id, t.org_id, 0::bigint as expected,
             coalesce(sum(e.amount_nanodollars), 0)::bigint as found
           from ledger_transactions t left join ledger_entries e on e.transaction_id = t.transaction_id
           group by t.transaction_id, t.org_id
           having coalesce(sum(e.amount_nanodollars), 0) <> 0 or count(e.account_id) < 2
           union all
           select 'balance_is_not_its_entries', a.account_id, a.org_id, coalesce(sum(e.amount_nanodollars), 0)::bigint,
             a.balance_nanodollars
           from ledger_accounts a left join ledger_entries e on e.account_id = a.account_id
           where a.org_id is not null
           group by a.account_id, a.org_id, a.balance_nanodollars
           having coalesce(sum(e.amount_nanodollars), 0) <> a.balance_nanodollars
           union all
           select 'holds_are_not_what_is_held', a.account_id, a.org_id, coalesce(sum(h.amount_nanodollars), 0)::bigint,
             a.balance_nanodollars
           from ledger_accounts a left join ledger_holds h on h.org_id = a.org_id and h.state = 'open'
           where a.kind = 'hold'
           group by a.account_id, a.org_id, a.balance_nanodollars
           having coalesce(sum(h.amount_nanodollars), 0) <> a.balance_nanodollars
           union all
           select 'refunds_exceed_payment', paid.transaction_id, paid.org_id, paid.gross::bigint, refunds.total::bigint
           from (
             select t.refunds_id, sum(abs(e.amount_nanodollars)) as total
             from ledger_transactions t
             join ledger_entries e on e.transaction_id = t.transaction_id
             join ledger_accounts a on a.account_id = e.account_id and a.kind = 'wallet'
             where t.refunds_id is not null group by t.refunds_id
           ) as refunds
           join lateral (
             select t.transaction_id, t.org_id, abs(sum(e.amount_nanodollars)) as gross
             from ledger_transactions t
             join ledger_entries e on e.transaction_id = t.transaction_id
             join ledger_accounts a on a.account_id = e.account_id and a.kind in ('wallet', 'hold')
             where t.transaction_id = refunds.refunds_id group by t.transaction_id, t.org_id
           ) as paid on true
           where refunds.total > paid.gross
         ) as found
         on conflict on constraint ledger_differences_pkey do nothing",
        run,
        now.micros() as f64,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

/// What was found, newest first.
pub(crate) async fn differences(tx: &mut PgConnection, limit: i64) -> Result<Vec<Difference>, Fault> {
    let rows = sqlx::query!(
        r#"select what, subject_id, org_id, expected_nanodollars, found_nanodollars,
             (extract(epoch from found_at) * 1000000)::bigint as "found_at!"
           from ledger_differences order by found_at desc, subject_id limit $1"#,
        limit
    )
    .fetch_all(tx)
    .await?;
    let each = rows.into_iter().map(|row| -> Result<Difference, Fault> {
        let what = DifferenceKind::parse(&row.what);
        Ok(Difference {
            what: what.ok_or_else(|| Fault::new(format!("a difference is {}, which is not known", row.what)))?,
            subject: row.subject_id.to_string(),
            org: row.org_id.map(OrgId::from_uuid),
            expected: Nanos::new(row.expected_nanodollars),
            found: Nanos::new(row.found_nanodollars),
            found_at: db::at(row.found_at),
        })
    });
    each.collect()
}
