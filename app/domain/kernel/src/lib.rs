//! The few values that every room of the house shares: ids, time, who is calling, how an error is sorted.
//!
//! Keep it small and dull: nearly everything is rebuilt when this crate changes. It never asks for the time, never
//! rolls dice and knows no transport; status codes live in `support/web`.
//!
//! ```
//! use kernel::{Timestamp, UserId};
//! let born = Timestamp::from_micros(1_000_000);
//! assert_eq!(born.plus_seconds(2).micros(), 3_000_000);
//! let id: UserId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
//! assert_eq!(id.to_string().len(), 36);
//! ```
mod caller;
mod error;
mod id;
mod page;
mod time;

pub use caller::{Caller, Role, SignedIn};
pub use error::{Classify, Fault, Kind};
pub use id::*;
pub use page::{Cursor, Page};
pub use time::Timestamp;
