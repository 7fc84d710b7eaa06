//! The cluster on this machine's own PostgreSQL: real processes, real signals, real queries.

mod deaths;
mod refusals;
mod starts;
mod world;
