//! What can be said without the database.
use std::collections::BTreeSet;

use billing_contract::{BillingError, Movement};
use kernel::Cursor;
use ledger::{Account, Nanos, Operation, Transaction};
use uuid::Uuid;

/// Accounts with an owner that an operation may touch; they are locked before anything is looked at. A refund also
/// touches those of the payment that it gives back.
pub(crate) fn accounts(operation: &Operation, payment: Option<&Transaction>) -> BTreeSet<Account> {
    let org = operation.org();
    let mut accounts = BTreeSet::from([Account::Wallet(org), Account::Hold(org)]);
    if let Operation::Purchase { shares, .. } = operation {
        accounts.extend(shares.parts().iter().map(|(account, _)| *account));
    }
    if let Some(payment) = payment {
        accounts.extend(payment.entries().iter().map(|entry| entry.account));
    }
    accounts.retain(|account| account.owner().is_some());
    accounts
}

/// After which movement a page begins.
pub(crate) type Place = (i64, Uuid);

/// A cursor is `microseconds.uuid` of the last movement that was shown.
pub(crate) fn place(after: Option<Cursor>) -> Result<Option<Place>, BillingError> {
    let Some(Cursor(text)) = after else { return Ok(None) };
    let parsed = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, Uuid::try_parse(id).ok()?)));
    parsed.map(Some).ok_or(BillingError::BadCursor)
}

/// The cursor behind a movement.
pub(crate) fn cursor(movement: &Movement) -> String {
    format!("{}.{}", movement.created_at.micros(), movement.id)
}

/// Movements as a CSV file (RFC 4180) with a line of names; sums in dollars with every digit that they have.
pub(crate) fn csv(movements: &[Movement]) -> String {
    let mut file = String::from("time,transaction,kind,available_change_usd,held_change_usd,refunds,reason\r\n");
    for movement in movements {
        let refunds = movement.refunds.map(|id| id.to_string()).unwrap_or_default();
        let fields = [
            movement.created_at.iso(),
            movement.id.to_string(),
            movement.kind.as_str().to_owned(),
            dollars(movement.available_change),
            dollars(movement.held_change),
            refunds,
            quoted(movement.reason.as_deref().unwrap_or_default()),
        ];
        file.push_str(&fields.join(","));
        file.push_str("\r\n");
    }
    file
}

fn dollars(sum: Nanos) -> String {
    sum.to_string().replace('$', "")
}

/// A text field. Spreadsheets take what begins like a formula for one; an apostrophe in front makes it text.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if text.is_empty() { String::new() } else { format!("\"{guard}{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use kernel::{OrgId, Timestamp, TransactionId};
    use ledger::{Shares, TransactionKind};

    use super::*;

    fn org(number: u128) -> OrgId {
        OrgId::from_uuid(Uuid::from_u128(number))
    }

    fn movement(reason: Option<&str>) -> Movement {
        Movement {
            id: TransactionId::from_uuid(Uuid::from_u128(7)),
            kind: TransactionKind::Adjustment,
            available_change: Nanos::new(-1_500_000_001),
            held_change: Nanos::ZERO,
            hold: None,
            refunds: None,
            reason: reason.map(str::to_owned),
            created_at: Timestamp::from_seconds(0),
        }
    }

    #[test]
    fn a_file_has_every_digit_and_no_formula() {
        let file = csv(&[movement(Some("=1+1, \"said\" Ada")), movement(None)]);
        let id = "00000000-0000-0000-0000-000000000007";
        let begin = format!("1970-01-01T00:00:00Z,{id},adjustment,-1.500000001,0.00,,");
        let lines: Vec<&str> = file.split("\r\n").collect();
        assert_eq!(lines[1], format!("{begin}\"'=1+1, \"\"said\"\" Ada\""));
        assert_eq!(lines[2], begin);
        assert_eq!(lines.len(), 4, "each line ends");
    }

    #[test]
    fn a_cursor_leads_back_and_nothing_else_is_one() {
        let shown = movement(None);
        let read = place(Some(Cursor(cursor(&shown))));
        assert_eq!(read, Ok(Some((0, shown.id.uuid()))));
        assert_eq!(place(None), Ok(None));
        for bad in ["", "1", "1.2", "x.00000000-0000-0000-0000-000000000007"] {
            assert_eq!(place(Some(Cursor(bad.into()))), Err(BillingError::BadCursor), "{bad:?}");
        }
    }

    #[test]
    fn everybody_who_gets_a_part_is_locked_and_the_platform_is_not() {
        let shares = Shares::of_sale(Nanos::from_cents(100).unwrap(), 3_000, org(2)).unwrap();
        let found = accounts(&Operation::Purchase { org: org(1), shares: shares.clone() }, None);
        let expected = [Account::Wallet(org(1)), Account::Hold(org(1)), Account::SellerPending(org(2))];
        assert_eq!(found, BTreeSet::from(expected));
        let sale = ledger::rules::purchase(org(1), &shares, Nanos::from_cents(100).unwrap()).unwrap();
        let refund = Operation::Refund {
            org: org(1),
            payment: TransactionId::from_uuid(Uuid::from_u128(7)),
            amount: Nanos::new(1),
        };
        assert_eq!(accounts(&refund, Some(&sale)), BTreeSet::from(expected));
    }
}
