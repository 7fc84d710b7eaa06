//! The operator's view, and the mail job.
mod forms;
mod jobs;
mod rest;
mod service;
mod store;

use std::sync::Arc;

use ::jobs::Registry;
use db::Db;
use ops_contract::Ops;
use ports::{Clock, Mailer};
use utoipa_axum::router::OpenApiRouter;

pub use jobs::enqueue_recurring;

/// What operations need.
pub struct Deps {
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// Where mail goes.
    pub mailer: Arc<dyn Mailer>,
    /// Whether everyone on this machine may read the outbox: no mail server is set up and only loopback is served.
    pub outbox_is_open: bool,
    /// Whether cookies carry `Secure`.
    pub secure_cookies: bool,
}

/// What operations give.
pub struct Feature {
    /// The promise, kept.
    pub service: Arc<dyn Ops>,
    /// `/api/v1/ops/*`.
    pub routes: OpenApiRouter,
    /// What the operators' forms post to.
    pub forms: axum::Router,
    /// The mail job and the sweeping of old rows.
    pub jobs: Registry,
}

/// Puts operations together.
pub fn feature(deps: Deps) -> Feature {
    let mut registry = Registry::default();
    registry.add(jobs::MailHandler { db: deps.db.clone(), clock: deps.clock.clone(), mailer: deps.mailer.clone() });
    registry.add(jobs::SweepHandler { db: deps.db.clone(), clock: deps.clock.clone() });
    let secure = deps.secure_cookies;
    let service: Arc<dyn Ops> = Arc::new(service::Service { deps });
    Feature {
        routes: rest::routes(service.clone()),
        forms: forms::routes(service.clone(), secure),
        service,
        jobs: registry,
    }
}
