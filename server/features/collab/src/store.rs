//! The only SQL of this feature.
//!
//! Every function takes the connection of an open transaction and, for what belongs to a room, the [`RoomAccess`] proof;
//! row-level security is the second lock. What is written for several people at once, or about people whom the caller's
//! policies hide, is written between [`as_system`] and [`as_caller`]; nothing but the answer leaves such a stretch, and an
//! error inside it ends the transaction.
pub mod access;
pub mod activity;
pub mod comments;
pub mod grants;
pub mod invites;
pub mod links;
pub mod notifications;
pub mod people;
pub mod places;
pub mod ratings;
pub mod rooms;
pub mod sweep;

pub use access::RoomAccess;

use kernel::{Fault, Timestamp};
use sqlx::PgConnection;

/// A moment as the queries take it: microseconds, to be divided by 1e6 in SQL. Exact until the year 2255.
fn micros(at: Timestamp) -> f64 {
    at.micros() as f64
}

/// From here on the transaction is the system's.
pub async fn as_system(tx: &mut PgConnection) -> Result<(), Fault> {
    sqlx::query("set local role app_worker").execute(tx).await?;
    Ok(())
}

/// From here on it is the caller's again.
pub async fn as_caller(tx: &mut PgConnection) -> Result<(), Fault> {
    sqlx::query("set local role app_rw").execute(tx).await?;
    Ok(())
}
