mod machine;
mod model;
mod money;
mod operations;
mod parties;

use kernel::{HoldId, OrgId, TransactionId};
use uuid::Uuid;

use crate::{IdempotencyKey, Nanos};

fn org(number: u128) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(number))
}

fn hold_id(number: u128) -> HoldId {
    HoldId::from_uuid(Uuid::from_u128(number))
}

fn transaction_id(number: u128) -> TransactionId {
    TransactionId::from_uuid(Uuid::from_u128(number))
}

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::new(text).unwrap()
}

fn cents(cents: i64) -> Nanos {
    Nanos::from_cents(cents).unwrap()
}
