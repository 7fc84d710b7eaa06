//! Projects: a description becomes files, files become versions, and every change to a text goes one way.
//!
//! [`feature`] makes the service that keeps the promise of [`projects_contract::Projects`], its REST routes and its jobs.
//! `service/` holds the rules in the order in which they apply, `rules.rs` those worth a name, `store/` all SQL,
//! `generate/` what writes a new project. The crate draws no page, knows no provider of models and no folder on disk;
//! those come in as ports.
//!
//! ```ignore
//! let Feature { service, routes, jobs } = projects::feature(deps);
//! ```
//!
//! # Decisions
//! - Writers of one project take turns on the project's row, which keeps the limits exact and the lock order trivial. Open
//!   documents (`live/`) do not wait for it: they hold the text in memory and store batches under the file's version, and
//!   whoever writes a whole text holds the file's row.
//! - What a running generation has told so far lives in the memory of the process that runs it. After a crash the project
//!   is still in state `writing` and can be started again: files are written by path, so nothing doubles. More than one
//!   serving process would need a lease on the project's row.
//! - Blobs are never deleted here: they are shared by hash between projects and versions. A collector would have to read
//!   every table that holds hashes; worth it when the store grows faster than the rows.
mod forms;
mod generate;
pub mod jobs;
mod live;
mod rest;
mod rules;
mod service;
mod store;

use std::sync::Arc;

use db::Db;
use kernel::ProjectId;
use ports::{BlobStore, Clock, ModelClient};
use projects_contract::{LiveFiles, Projects};
use utoipa_axum::router::OpenApiRouter;

/// What the feature needs from outside.
#[derive(Clone)]
pub struct Deps {
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// Where versions and files that are not text keep their bytes.
    pub blobs: Arc<dyn BlobStore>,
    /// Writes new projects; without one the built-in generator does.
    pub model: Option<Arc<dyn ModelClient>>,
    /// The origin on which a project's preview is served.
    pub preview_origin: Arc<dyn Fn(ProjectId) -> String + Send + Sync>,
    /// Most bytes in all projects that one person made.
    pub quota_bytes: u64,
    /// Whether cookies carry `Secure`.
    pub secure_cookies: bool,
}

/// What the feature gives.
pub struct Feature {
    /// The service behind every door.
    pub service: Arc<dyn Projects>,
    /// Files that several people edit at once.
    pub live: Arc<dyn LiveFiles>,
    /// The REST door, under `/api/v1`.
    pub routes: OpenApiRouter,
    /// What forms post to; they work without any script.
    pub forms: axum::Router,
    /// What its jobs do. [`jobs::schedule`] enqueues them.
    pub jobs: ::jobs::Registry,
}

/// Puts the feature together.
pub fn feature(deps: Deps) -> Feature {
    let jobs = jobs::registry(deps.db.clone(), deps.clock.clone());
    let (clock, secure) = (deps.clock.clone(), deps.secure_cookies);
    let live = live::Live::new(deps.db.clone());
    let service: Arc<dyn Projects> = Arc::new(service::Service::new(deps, live.clone()));
    let forms = forms::routes(service.clone(), clock, secure);
    Feature { routes: rest::routes(service.clone()), forms, service, live: Arc::new(live), jobs }
}
