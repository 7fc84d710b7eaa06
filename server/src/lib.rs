//! The server: reads its configuration, opens the database, wires features to adapters, answers requests.
//!
//! Begin reading in `main.rs` (the commands), then `wiring.rs` (what is plugged into what) and `http.rs` (how a request
//! travels). Features live in `server/features`, pages in `app/ui`.
pub mod admin;
pub mod boot;
pub mod config;
pub mod database;
mod http;
mod openapi;
mod pages;
mod probes;
mod secret;
mod sites;
pub mod wiring;

pub use http::{Site, app_router};
pub use sites::sites_router;
