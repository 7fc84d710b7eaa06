//! Traits for the outside world: time, models, mail, blobs. Each has its in-memory fake beside it, which tests use.
//!
//! A feature names the trait; only `server/src/wiring.rs` names an adapter. A port speaks our types and our errors;
//! what a vendor calls things stays in the adapter.
pub mod blobs;
pub mod clock;
pub mod mail;
pub mod model;

pub use blobs::{BlobError, BlobHash, BlobStore};
pub use clock::{Clock, FixedClock, SystemClock};
pub use mail::{Mail, MailError, Mailer};
pub use model::{Delta, ModelClient, ModelError, ModelRequest};
