//! Background work in Postgres.
//!
//! A job is a value that is enqueued in the transaction that causes it: either both happen or neither. Workers take
//! jobs with `for update skip locked`, so any number of processes can share the queue. A job may run twice (a worker
//! can die after the work and before saying so); handlers are idempotent and say whether a failure is worth a retry.
//! After the last try a job is dead: it stays, visible to operators, until someone runs it again.
pub mod outbox;
mod queue;
mod runner;

pub use queue::{Enqueue, enqueue, enqueue_recurring, enqueue_system, retry_dead};
pub use runner::{Handler, JobError, Registry, Runner};

use serde::{Serialize, de::DeserializeOwned};

/// A kind of work and what it needs to know. The payload is stored as JSON; keep secrets out of it.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The stable name of the kind, such as `mail.send`.
    const KIND: &'static str;
    /// How often it is tried.
    const MAX_ATTEMPTS: i32 = 8;
}
