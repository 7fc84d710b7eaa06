//! Listening to a model: with patience, and with an end to it.
use std::time::Duration;

use futures::StreamExt;
use ports::{Delta, ModelClient, ModelError, ModelRequest, model::Usage};

use crate::failure::Failure;

/// Most text of one answer in bytes, changes included. It is more than a person reads and a model should send at once.
pub const MAX_ANSWER_BYTES: usize = 200_000;

/// How long a model may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// To begin.
    pub first: Duration,
    /// Between two pieces.
    pub next: Duration,
    /// For the whole answer.
    pub whole: Duration,
}

impl Default for Patience {
    /// People look at an empty panel until the first piece, so that comes soonest.
    fn default() -> Self {
        Self { first: Duration::from_secs(30), next: Duration::from_secs(60), whole: Duration::from_secs(600) }
    }
}

/// Asks once and hands over each piece of text as it comes. Dropping this future ends the call upstream.
pub async fn listen(
    model: &dyn ModelClient,
    request: ModelRequest,
    patience: Patience,
    mut heard: impl FnMut(&str),
) -> Result<Usage, Failure> {
    let name = model.model();
    let silent = |after: Duration| {
        let message = format!("{name} was silent for {} seconds. What it wrote is kept; ask again.", after.as_secs());
        Failure::new("model_timeout", message, true)
    };
    let answer = async {
        let begun = async {
            let mut answer = model.stream(request).await?;
            let first = answer.next().await;
            Ok::<_, ModelError>((answer, first))
        };
        let (mut answer, mut next) =
            tokio::time::timeout(patience.first, begun).await.map_err(|_| silent(patience.first))??;
        let mut bytes = 0;
        loop {
            match next {
                Some(Ok(Delta::Text(text))) => {
                    bytes += text.len();
                    if bytes > MAX_ANSWER_BYTES {
                        return Err(Failure::new(
                            "answer_too_long",
                            format!(
                                "The answer of {name} grew over {} kB and was ended there. Ask for less at once.",
                                MAX_ANSWER_BYTES / 1_000
                            ),
                            false,
                        ));
                    }
                    // Postgres keeps no NUL in a text.
                    if text.contains('\0') { heard(&text.replace('\0', "")) } else { heard(&text) }
                }
                Some(Ok(Delta::Done(usage))) => return Ok(usage),
                Some(Err(error)) => return Err(error.into()),
                None => {
                    let reason = "the answer was cut off".to_owned();
                    return Err(ModelError::Broken { model: name.to_owned(), reason }.into());
                }
            }
            next = tokio::time::timeout(patience.next, answer.next()).await.map_err(|_| silent(patience.next))?;
        }
    };
    match tokio::time::timeout(patience.whole, answer).await {
        Ok(ended) => ended,
        Err(_) => {
            let minutes = patience.whole.as_secs() / 60;
            let message =
                format!("{name} was still writing after {minutes} minutes and was stopped. What it wrote is kept.");
            Err(Failure::new("model_timeout", message, true))
        }
    }
}
