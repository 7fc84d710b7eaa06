//! The only way to the database: a transaction that knows who is asking.
//!
//! [`Db::begin`] opens a transaction as role `app_rw` with the caller's user, org and share link set, so that
//! row-level security answers for every query in it; forgetting a `where` shows nothing that is not the caller's.
//! [`Db::begin_auth`] is for what happens before anyone is signed in, [`Db::begin_worker`] for jobs and roll-ups.
//! [`Db::public`] is a pool of connections that are nobody at all, for pages that everyone may read: one round trip
//! instead of three.
//!
//! # Decisions
//! - One login role that owns nothing and inherits nothing; each transaction takes the role it needs. A connection that
//!   forgot to do so can read no table. We would change this if a pooler in front made `set local role` unusable.
//! - The server refuses to start as a superuser, with BYPASSRLS, or as the owner of the tables: forced policies do not
//!   bind those.
mod bootstrap;
mod constraint;
mod tx;

pub use bootstrap::{MIGRATION_LOCK, bootstrap, migrate};
pub use constraint::OnConstraint;
pub use tx::{Db, DbSettings, Tx, share_hash};

/// Reads a `timestamptz` that a query gave as microseconds, and writes one: sqlx stays out of `kernel`, and no date
/// crate is needed. In SQL: `(extract(epoch from created_at) * 1000000)::bigint` and `to_timestamp($1::float8 / 1e6)`.
pub fn at(micros: i64) -> kernel::Timestamp {
    kernel::Timestamp::from_micros(micros)
}
