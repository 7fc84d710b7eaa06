//! Pages for operators and developers: the outbox, background work, the API reference.
mod docs;
mod jobs;
mod outbox;
mod server_fns;

pub use docs::ApiDocsPage;
pub use jobs::JobsPage;
pub use outbox::OutboxPage;
