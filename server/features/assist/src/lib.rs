//! The assistant: conversations about a project, answers that stream, changes that wait for a yes.
//!
//! [`feature`] makes the service that keeps the promise of [`assist_contract::Assist`], its REST routes and its jobs.
//! `service/` holds the rules in the order in which they apply and the run of a reply, `runs.rs` what running replies have
//! told so far, `listen.rs` the patience with a model, `context/` what a model is told, `propose.rs` how what it wrote
//! becomes changes that fit the files, `apply.rs` how a yes becomes writes, `html/` what is shown, `store/` all SQL. The
//! crate writes no file itself: changes go through the one write path of projects.
//!
//! ```ignore
//! let Feature { service, routes, jobs } = assist::feature(deps);
//! ```
//!
//! # Decisions
//! - What a running reply has told so far lives in the memory of the process that writes it; its text is stored every
//!   second. A reader in another process gets the end only, and a reply whose process died is ended after two minutes. More
//!   than one serving process would want a reader's request sent to the one that writes.
//! - The limit of messages is counted in a table of its own, so that deleting a conversation does not give it back.
//! - A proposal stores the edits that make the new text, not the text: a large file with a small change stays small, and
//!   the version that it was made for must still stand anyway.
mod apply;
mod context;
mod failure;
mod html;
mod jobs;
mod listen;
mod propose;
mod rest;
mod rules;
mod runs;
mod service;
mod store;

use std::sync::Arc;

use assist_contract::Assist;
use db::Db;
use ports::{Clock, ModelClient};
use projects_contract::Projects;
use utoipa_axum::router::OpenApiRouter;

pub use listen::Patience;

/// What the feature needs from outside.
#[derive(Clone)]
pub struct Deps {
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// Files: read for context, written when changes are applied.
    pub projects: Arc<dyn Projects>,
    /// Who answers.
    pub model: Arc<dyn ModelClient>,
}

/// What the feature gives.
pub struct Feature {
    /// The service behind every door.
    pub service: Arc<dyn Assist>,
    /// The REST door, under `/api/chat` and `/api/v1/chat`.
    pub routes: OpenApiRouter,
    /// What its jobs do.
    pub jobs: ::jobs::Registry,
}

/// Puts the feature together.
pub fn feature(deps: Deps) -> Feature {
    feature_with(deps, Patience::default())
}

/// The same with another patience for models: tests have less.
pub fn feature_with(deps: Deps, patience: Patience) -> Feature {
    let jobs = jobs::registry(deps.db.clone(), deps.clock.clone());
    let service: Arc<dyn Assist> = Arc::new(service::Service::new(deps, patience));
    Feature { routes: rest::routes(service.clone()), service, jobs }
}
