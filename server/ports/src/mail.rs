//! Mail leaves through here, after it has been written to the outbox table.
use async_trait::async_trait;

/// A letter in plain text. HTML mail is not sent: links in text work everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// One address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text, wrapped by nobody.
    pub body: String,
}

/// Why a mail was not handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The address or the letter is unacceptable; another try will not help.
    #[error("the mail server refused the mail: {0}")]
    Refused(String),
    /// The mail server does not answer or asks to wait.
    #[error("the mail server is not answering: {0}")]
    Unavailable(String),
}

/// Hands mail over.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Returns once the next hop has taken responsibility.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;

    /// Whether there is a next hop at all.
    fn delivers(&self) -> bool {
        true
    }
}

/// The default where no mail server is set up: mail stays readable in the outbox and goes nowhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct OutboxOnly;

#[async_trait]
impl Mailer for OutboxOnly {
    async fn send(&self, _: &Mail) -> Result<(), MailError> {
        Ok(())
    }

    fn delivers(&self) -> bool {
        false
    }
}
