//! Why a reply failed, as its reader is told.
use assist_contract::{AssistError, ReplyEvent};
use kernel::Classify;
use ports::ModelError;

/// A failed reply. What was written before it stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// A stable name.
    pub code: &'static str,
    /// What happened and what to do next.
    pub message: String,
    /// Whether asking again may help.
    pub retryable: bool,
}

impl Failure {
    pub fn new(code: &'static str, message: impl Into<String>, retryable: bool) -> Self {
        Self { code, message: message.into(), retryable }
    }

    /// The process that wrote the reply is gone, or is going.
    pub fn restarted() -> Self {
        Self::new("server_restarted", "The server was restarted while this was being written. Ask again.", true)
    }

    /// As the last event of a stream.
    pub fn event(&self) -> ReplyEvent {
        ReplyEvent::Error { code: self.code.to_owned(), message: self.message.clone(), retryable: self.retryable }
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        match &error {
            ModelError::RateLimited { retry_after_seconds, .. } => {
                let again = match retry_after_seconds {
                    Some(1) => "Ask again in a second.".to_owned(),
                    Some(seconds) => format!("Ask again in {seconds} seconds."),
                    None => "Ask again in a minute.".to_owned(),
                };
                Self::new("model_rate_limited", format!("{error} {again}"), true)
            }
            ModelError::Unauthorised { .. } => Self::new("model_unauthorised", error.to_string(), false),
            ModelError::Refused { .. } => Self::new("model_refused", error.to_string(), false),
            ModelError::Broken { .. } => {
                Self::new("model_broken", format!("{error}. What it wrote is kept; ask again."), true)
            }
        }
    }
}

impl From<AssistError> for Failure {
    fn from(error: AssistError) -> Self {
        if let Some(fault) = error.fault() {
            tracing::error!(error = fault.chain(), "a reply failed through our fault");
        }
        Self { code: error.code(), message: error.to_string(), retryable: error.kind().may_pass_later() }
    }
}
