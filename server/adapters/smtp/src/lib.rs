//! Mail over SMTP, with TLS as the URL says: `smtps://` for a TLS connection, `smtp://…?tls=required` for STARTTLS.
use async_trait::async_trait;
use kernel::Fault;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use ports::{Mail, MailError, Mailer};
use secrecy::{ExposeSecret, SecretString};

/// A mail server.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpMailer {
    /// Reads the URL and the sender; connects on the first mail.
    pub fn new(url: &SecretString, from: &str) -> Result<Self, Fault> {
        let from = from.parse().map_err(|error| {
            Fault::new(format!(
                "BURNISH_MAIL_FROM: “{from}” is not a sender such as Burnish <mail@example.org>: {error}"
            ))
        })?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
            .map_err(|error| Fault::new(format!("BURNISH_SMTP_URL: {error}")))?
            .timeout(Some(std::time::Duration::from_secs(20)))
            .build();
        Ok(Self { transport, from })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let to: Mailbox = mail.to.parse().map_err(|error| MailError::Refused(format!("{error}")))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(|error| MailError::Refused(error.to_string()))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Refused(error.to_string())),
            Err(error) => Err(MailError::Unavailable(error.to_string())),
        }
    }
}
