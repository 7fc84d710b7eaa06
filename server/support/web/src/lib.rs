//! What every HTTP door shares: who calls, how errors look, how streams are sent, what is logged and counted.
//!
//! Only this crate knows status codes. A feature's `rest.rs` takes [`By`], [`Json`], [`Path`] and [`Query`] from here and
//! answers [`Result`]; an error of any feature turns into the same JSON:
//!
//! ```json
//! {"error": {"code": "path_taken", "message": "“a.ts” exists already. Choose another name.", "requestId": "…"}}
//! ```
mod client;
mod cookies;
mod error;
mod extract;
mod flash;
mod request;
mod security;
mod sse;
pub mod tasks;

pub use client::{Client, TrustedProxies};
pub use cookies::{cookie, set_cookie};
pub use error::{Error, ErrorBody, ErrorDetail, Result, status};
pub use extract::{By, Form, Json, Path, Query, Resolved};
pub use flash::{Flash, clear_flash, read_flash, write_flash};
pub use request::{RequestId, current_request_id, observe};
pub use security::{Csp, CspNonce, PageKind, protect, safe_next};
pub use sse::{SseEvent, sse};
