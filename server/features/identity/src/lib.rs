//! Accounts, orgs and sessions.
//!
//! Everything that happens before someone is known runs as database role `app_auth`; what a signed-in person does about
//! themselves runs under row-level security like everything else. Secrets are kept as hashes: passwords with Argon2id,
//! cookies and mailed links with SHA-256 (they are 256 random bits, so a slow hash would add nothing).
mod forms;
mod password;
mod rest;
mod rules;
mod service;
mod store;
mod token;

use std::sync::Arc;

use db::Db;
use identity_contract::Identity;
use ports::Clock;
use utoipa_axum::router::OpenApiRouter;

pub use forms::{SESSION_SECONDS, clear_session_cookie, session_cookie, session_cookie_name};
pub use service::OwnerLinks;
pub use token::TokenKey;

/// What identity needs.
pub struct Deps {
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// Signs tokens.
    pub token_key: TokenKey,
    /// Where people reach this site, without a slash at the end; links in mails begin with it.
    pub public_url: String,
    /// Whether cookies carry `Secure` and the `__Host-` prefix.
    pub secure_cookies: bool,
}

/// What identity gives.
pub struct Feature {
    /// The promise, kept.
    pub service: Arc<dyn Identity>,
    /// Links for the first owner, for the console.
    pub owner_links: OwnerLinks,
    /// `/api/v1/auth/*`, `/api/v1/orgs/*` and `/api/v1/invites/*`.
    pub routes: OpenApiRouter,
    /// What the forms post to.
    pub forms: axum::Router,
}

/// Puts identity together.
pub fn feature(deps: Deps) -> Feature {
    let secure = deps.secure_cookies;
    let service = Arc::new(service::Service::new(deps));
    let promise: Arc<dyn Identity> = service.clone();
    Feature {
        routes: rest::routes(promise.clone()),
        forms: forms::routes(promise.clone(), secure),
        owner_links: OwnerLinks(service),
        service: promise,
    }
}
