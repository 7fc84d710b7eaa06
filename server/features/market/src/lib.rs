//! The marketplace, read side: find a listing, look at it, start a project from it.
//!
//! [`feature`] gives the service, its routes and its jobs. Visitors read one narrow table, `published_listings`, on
//! connections that are nobody; triggers keep it, the counts beside it and the words for typing mistakes. Publishing,
//! paying and rating are not here: listings come from [`Market::load_examples`](market_contract::Market::load_examples)
//! until creators can bring their own.
//!
//! # Decisions
//! - Search is Postgres: words match by their beginnings, at most 500 of the most used matches are put in order, and only
//!   when nothing matches are the words compared with those that listings do have. We would move to an engine of its own
//!   when that bound hides what people look for.
//! - Pages are keyset pages whose cursor names its list, so that a link from another list is refused rather than
//!   answered with something odd.
mod cursor;
mod examples;
mod forms;
mod markdown;
mod preview;
mod rest;
mod rules;
mod search;
mod service;
mod site;
mod store;

use std::sync::Arc;

use db::Db;
use kernel::ListingId;
use market_contract::Market;
use ports::Clock;
use projects_contract::Projects;
use utoipa_axum::router::OpenApiRouter;

pub use preview::PreviewFile;
pub use service::MarketService;

/// What the marketplace needs from the outside.
pub struct Deps {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Makes projects from templates.
    pub projects: Arc<dyn Projects>,
    /// Where the preview of a listing is served: an origin of its own, never this site's.
    pub preview_origin: Arc<dyn Fn(ListingId) -> String + Send + Sync>,
    /// The address of this site as visitors know it, such as `https://burnish.example`; without a slash at its end.
    pub public_url: String,
    /// Whether cookies carry `Secure`.
    pub secure_cookies: bool,
}

/// What the marketplace gives to the rest of the server.
pub struct Feature {
    /// The promise of the contract.
    pub service: Arc<dyn Market>,
    /// The same service with what only the sites host needs: [`MarketService::preview_file`].
    pub concrete: Arc<MarketService>,
    /// `/api/v1/listings/*`.
    pub routes: OpenApiRouter,
    /// What "Use this template" posts to, `sitemap.xml` and `robots.txt`.
    pub forms: axum::Router,
    /// Handlers of background work.
    pub jobs: jobs::Registry,
}

/// Puts the marketplace together.
pub fn feature(deps: Deps) -> Feature {
    let secure = deps.secure_cookies;
    let public_url = deps.public_url.trim_end_matches('/').to_owned();
    let concrete = Arc::new(MarketService::new(Deps { public_url: public_url.clone(), ..deps }));
    let service: Arc<dyn Market> = concrete.clone();
    Feature {
        routes: rest::routes(service.clone()),
        forms: forms::routes(service.clone(), secure).merge(site::routes(service.clone(), public_url)),
        jobs: jobs::Registry::default(),
        concrete,
        service,
    }
}
