//! Money of orgs: balances, movements, and the one way into the ledger.
//!
//! What an operation writes down is decided by the `ledger` crate; this one knows the rows. [`Postings::post`] locks
//! the accounts that it touches in the order of their ids, looks at key, hold and payment, asks the rules, and writes
//! transaction, entries and balances in one database transaction. The database checks once more that the entries cancel
//! and that nothing is overdrawn, and gives no role the right to change what was posted.
//!
//! # Decisions
//! - **Postings are written as `app_worker`**, not as the caller: each of them touches the platform's own accounts, and
//!   no policy could tell a member's honest entry there from another. Callers only read.
//! - **The platform's own accounts keep no balance.** It would be one row that every call of everybody waits for. Their
//!   sums are worked out from the entries by whoever reports on them.
mod jobs;
mod rest;
mod rules;
mod service;
mod store;

use std::sync::Arc;

use ::jobs::Registry;
use billing_contract::{Billing, Postings};
use db::Db;
use ports::Clock;
use utoipa_axum::router::OpenApiRouter;

pub use jobs::schedule;

/// What billing needs.
#[derive(Clone)]
pub struct Deps {
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
}

/// What billing gives.
pub struct Feature {
    /// For people.
    pub service: Arc<dyn Billing>,
    /// For other parts of the server.
    pub postings: Arc<dyn Postings>,
    /// `/api/v1/billing/*`.
    pub routes: OpenApiRouter,
    /// The nightly reconciliation.
    pub jobs: Registry,
}

/// Puts billing together.
pub fn feature(deps: Deps) -> Feature {
    let service = Arc::new(service::Service { deps: deps.clone() });
    Feature { routes: rest::routes(service.clone()), postings: service.clone(), service, jobs: jobs::registry(deps) }
}
