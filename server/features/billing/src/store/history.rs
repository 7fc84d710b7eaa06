//! Movements of one org, as its members read them.
use billing_contract::{Movement, MovementFilter};
use kernel::{Fault, HoldId, OrgId, Timestamp, TransactionId};
use ledger::{Nanos, TransactionKind};
use sqlx::PgConnection;

use crate::rules::Place;

/// Movements that fit, newest first, after a place in the list.
pub(crate) async fn movements(
    tx: &mut PgConnection,
    org: OrgId,
    filter: &MovementFilter,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Movement>, Fault> {
    let micros = |at: Timestamp| at.micros() as f64;
    let rows = sqlx::query!(
        r#"select t.transaction_id, t.kind, t.hold_id, t.refunds_id, t.reason,
             (extract(epoch from t.created_at) * 1000000)::bigint as "created!",
             changes.available as "available!", changes.held as "held!"
           from ledger_transactions t
           cross join lateral (
             select coalesce(sum(e.amount_nanodollars) filter (where a.kind = 'wallet'), 0)::bigint as available,
               coalesce(sum(e.amount_nanodollars) filter (where a.kind = 'hold'), 0)::bigint as held
             from ledger_entries e join ledger_accounts a on a.account_id = e.account_id
             where e.transaction_id = t.transaction_id and e.org_id = t.org_id
           ) as changes
           where t.org_id = $1 and ($2::text is null or t.kind = $2)
             and ($3::float8 is null or t.created_at >= to_timestamp($3 / 1e6))
             and ($4::float8 is null or t.created_at < to_timestamp($4 / 1e6))
             and ($5::float8 is null or (t.created_at, t.transaction_id) < (to_timestamp($5 / 1e6), $6::uuid))
           order by t.created_at desc, t.transaction_id desc limit $7"#,
        org.uuid(),
        filter.kind.map(TransactionKind::as_str),
        filter.from.map(micros),
        filter.until.map(micros),
        after.map(|(at, _)| at as f64),
        after.map(|(_, id)| id),
        limit,
    )
    .fetch_all(tx)
    .await?;
    let each = rows.into_iter().map(|row| -> Result<Movement, Fault> {
        let kind = TransactionKind::parse(&row.kind);
        Ok(Movement {
            id: TransactionId::from_uuid(row.transaction_id),
            kind: kind.ok_or_else(|| Fault::new(format!("a transaction is a {}, which is not known", row.kind)))?,
            available_change: Nanos::new(row.available),
            held_change: Nanos::new(row.held),
            hold: row.hold_id.map(HoldId::from_uuid),
            refunds: row.refunds_id.map(TransactionId::from_uuid),
            reason: row.reason,
            created_at: db::at(row.created),
        })
    });
    each.collect()
}
