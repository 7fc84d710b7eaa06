//! The assistant: conversations about a project, answers that stream, changes that wait for a yes.
mod service;

use std::sync::Arc;

use assist_contract::Assist;
use db::Db;
use ports::{Clock, ModelClient};
use projects_contract::Projects;
use utoipa_axum::router::OpenApiRouter;

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
    /// The REST door, under `/api/chat`.
    pub routes: OpenApiRouter,
    /// What its jobs do.
    pub jobs: jobs::Registry,
}

/// Puts the feature together.
pub fn feature(deps: Deps) -> Feature {
    let service: Arc<dyn Assist> = Arc::new(service::Service::new(deps));
    Feature { routes: OpenApiRouter::new(), service, jobs: jobs::Registry::default() }
}
