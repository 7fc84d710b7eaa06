//! Rooms: who works on a project together, with which role, what they say about its lines and what happened meanwhile.
//!
//! [`feature`] makes the service that keeps the promise of [`collab_contract::Collab`], its REST routes and its jobs.
//! `service/` holds the rules in the order in which they apply, `rules.rs` those worth a name, `store/` all SQL, `rest/` the
//! doors. The text itself is not here: files belong to projects, and what is typed together to the live document, which
//! takes its seats, roles and anchors from [`CollabService`] and is told what was stored through [`Announce`].
//!
//! ```ignore
//! let Feature { service, routes, forms, jobs, .. } = collab::feature(deps);
//! ```
//!
//! # Decisions
//! - The role that counts is the lesser of the role in the room and what the project allows, worked out at each request.
//!   So a change in the org or of a link needs no second write here.
//! - Only people who may write in the project's org can own its rooms. An owner decides who else gets in, and that decision
//!   should not leave the org. We would change this for agencies that run projects of their clients.
//! - A guest gets a token of their own below the link that they came through. Two guests are two people to the policies,
//!   one can be sent away alone, and calling the link back calls back all of them.
//! - What somebody from outside may do hangs on `project_grants` and `share_links`, whose ends the database checks itself; a
//!   room's end is written into both. The sweep only tidies up.
//! - The feed and notices are written as the system: they speak about several people at once, and nobody should be able to
//!   write into them what did not happen.
mod announce;
mod forms;
pub mod jobs;
mod rest;
mod room;
mod rules;
mod service;
mod store;
pub mod ws;

use std::sync::Arc;

use collab_contract::Collab;
use db::Db;
use ports::Clock;
use projects_contract::{LiveFiles, Projects};
use utoipa_axum::router::OpenApiRouter;

pub use announce::{Announce, NoAnnounce};
pub use room::Rooms;
pub use service::CollabService;

/// What the feature needs from outside.
#[derive(Clone)]
pub struct Deps {
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// Files and versions.
    pub projects: Arc<dyn Projects>,
    /// Where places in texts have gone.
    pub files: Arc<dyn LiveFiles>,
    /// Where people reach this site, without a slash at the end; links begin with it.
    pub public_url: String,
    /// Whoever listens in rooms.
    pub live: Arc<dyn Announce>,
    /// Whether cookies carry `Secure`.
    pub secure_cookies: bool,
}

/// What the feature gives.
pub struct Feature {
    /// The service behind every door.
    pub service: Arc<dyn Collab>,
    /// The same with what the live part of rooms needs besides.
    pub concrete: CollabService,
    /// The REST door, under `/api/collaboration`.
    pub routes: OpenApiRouter,
    /// What forms post to; they work without any script.
    pub forms: axum::Router,
    /// What its jobs do. [`jobs::schedule`] enqueues them.
    pub jobs: ::jobs::Registry,
}

/// Puts the feature together.
pub fn feature(deps: Deps) -> Feature {
    let (secure, clock) = (deps.secure_cookies, deps.clock.clone());
    let public_url = deps.public_url.trim_end_matches('/').to_owned();
    let concrete = CollabService::new(Deps { public_url, ..deps });
    let service: Arc<dyn Collab> = Arc::new(concrete.clone());
    Feature {
        routes: rest::routes(service.clone(), secure),
        forms: forms::routes(service.clone(), clock, secure),
        jobs: jobs::registry(concrete.clone()),
        service,
        concrete,
    }
}
