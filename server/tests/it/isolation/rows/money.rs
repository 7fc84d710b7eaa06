//! Rows of the ledger. All of them belong to the org, and none to the platform: what a role may see of a table here is
//! either all or nothing.
use uuid::Uuid;

use super::Scene;

/// The statement that adds a row to that table.
pub fn row(table: &str, scene: &Scene, new: Uuid) -> String {
    let Scene { org, user, own, number, .. } = scene;
    let first = own.is_nil();
    let made = |n: u128| Uuid::from_u128(org.as_u128() ^ (0x1ed6_e700 + n));
    let (wallet, held, payout, hold) = (made(1), made(2), made(3), made(4));
    let account = |id: Uuid, kind: &str| format!("('{id}', '{kind}', '{org}', now())");
    match table {
        "ledger_accounts" => {
            let values = if first {
                [account(wallet, "wallet"), account(held, "hold"), account(payout, "payout_in_transit")].join(", ")
            } else {
                account(new, "seller_pending")
            };
            format!("insert into ledger_accounts (account_id, kind, org_id, created_at) values {values}")
        }
        // At first with its entries: the database takes no transaction without any.
        "ledger_transactions" => {
            let id = if first { hold } else { new };
            let transaction = format!(
                "insert into ledger_transactions (transaction_id, idempotency_key, kind, org_id, hold_id, request, posted_by, created_at) values ('{id}', 'k{number}', 'hold', '{org}', '{id}', 'r', '{user}', now())"
            );
            if !first {
                return transaction;
            }
            format!(
                "{transaction}; insert into ledger_entries (transaction_id, account_id, org_id, amount_nanodollars) values ('{id}', '{wallet}', '{org}', -1), ('{id}', '{held}', '{org}', 1)"
            )
        }
        "ledger_entries" => format!(
            "insert into ledger_entries (transaction_id, account_id, org_id, amount_nanodollars) values ('{hold}', '{payout}', '{org}', 1)"
        ),
        "ledger_holds" => {
            let id = if first { hold } else { new };
            format!(
                "insert into ledger_holds (hold_id, org_id, amount_nanodollars, state, created_at) values ('{id}', '{org}', 1, 'open', now())"
            )
        }
        "ledger_differences" => format!(
            "insert into ledger_differences (run_id, what, subject_id, org_id, expected_nanodollars, found_nanodollars, found_at) values ('{new}', 'entries_do_not_cancel', '{new}', '{org}', 0, 1, now())"
        ),
        other => panic!("{other} is no table of the ledger"),
    }
}
