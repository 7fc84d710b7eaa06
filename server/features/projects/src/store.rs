//! The only SQL of this feature.
//!
//! Every function takes the connection of an open transaction and, for what belongs to a project, the [`ProjectAccess`]
//! proof; row-level security is the second lock. Writers lock the project's row first, so two writes to one project
//! never meet half-way and no lock order can form a circle.
pub mod access;
pub mod drafts;
pub mod files;
pub mod live;
pub mod ops;
pub mod people;
pub mod projects;
pub mod sweep;
pub mod usage;
pub mod versions;

pub use access::ProjectAccess;

use kernel::Timestamp;

/// A moment as the queries take it: microseconds, to be divided by 1e6 in SQL. Exact until the year 2255.
fn micros(at: Timestamp) -> f64 {
    at.micros() as f64
}
