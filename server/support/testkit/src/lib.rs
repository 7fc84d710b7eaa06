//! A world for tests: a database of one's own, people in it, and a client that talks to a router.
//!
//! ```ignore
//! let world = testkit::world().await;
//! let ada = world.person("ada").await;
//! let client = world.client(feature(deps).routes.into());
//! let answer = client.post("/api/v1/projects", &ada, json!({"description": "a reading list"})).await;
//! assert_eq!(answer.status, 201);
//! ```
//!
//! The PostgreSQL server is shared by all test processes and forgets everything at a power cut; each test gets a copy of
//! a template database that has all migrations. Set `BURNISH_TEST_DATABASE_OWNER_URL` to use another server.
mod client;
mod database;
mod passage;
mod people;
mod waiting;

pub use client::{Answer, Client};
pub use database::{World, owner_url, world};
pub use passage::Passage;
pub use people::Person;
pub use waiting::wait_for;
