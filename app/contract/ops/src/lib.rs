//! What operators of an installation can see: background work, the mail outbox, health, and the API's description.
mod data;
mod error;

pub use data::*;
pub use error::OpsError;

use async_trait::async_trait;
use kernel::{Caller, Cursor, JobId, Page};

/// The operator's view.
#[async_trait]
pub trait Ops: Send + Sync {
    /// Background work in that state, newest first, 50 a page. Operators only.
    async fn jobs(&self, by: &Caller, state: JobState, after: Option<Cursor>) -> Result<Page<JobInfo>, OpsError>;

    /// How many jobs are in each state. Operators only.
    async fn job_counts(&self, by: &Caller) -> Result<Vec<(JobState, u64)>, OpsError>;

    /// Runs a dead job again. Operators only.
    async fn retry_job(&self, by: &Caller, job: JobId) -> Result<(), OpsError>;

    /// Mail in the outbox, newest first, 30 a page. In development everyone on this machine may read it, because
    /// nobody can receive mail; with a mail server set up it is for operators only.
    async fn outbox(&self, by: &Caller, after: Option<Cursor>) -> Result<Page<OutboxMail>, OpsError>;

    /// Whether the database answers, and how fast, in milliseconds.
    async fn ready(&self) -> Result<f64, OpsError>;

    /// Live and ended sessions over the whole installation. Operators only.
    async fn session_counts(&self, by: &Caller) -> Result<SessionCounts, OpsError>;
}
