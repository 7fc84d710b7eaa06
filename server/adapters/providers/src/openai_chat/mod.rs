//! `POST {base}/chat/completions` with `stream: true`.
mod translate;
mod wire;

use async_trait::async_trait;
use futures::{StreamExt, stream::BoxStream};
use ports::model::{Delta, ModelClient, ModelError, ModelRequest};
use secrecy::SecretString;

use crate::transport::{Endpoint, lines};
use translate::{Reader, body};

/// A model behind an OpenAI-compatible endpoint.
pub struct OpenAiChat {
    endpoint: Endpoint,
    model: String,
}

impl OpenAiChat {
    /// `base_url` ends before `/chat/completions`; local servers often want no key.
    pub fn new(base_url: &str, api_key: Option<SecretString>, model: &str) -> Self {
        Self { endpoint: Endpoint::new(base_url, api_key, model), model: model.to_owned() }
    }
}

#[async_trait]
impl ModelClient for OpenAiChat {
    fn model(&self) -> &str {
        &self.model
    }

    async fn stream(&self, request: ModelRequest) -> Result<BoxStream<'static, Result<Delta, ModelError>>, ModelError> {
        let response = self.endpoint.post("/chat/completions", &body(&self.model, &request)).await?;
        let mut reader = Reader::new(&self.model);
        let events = lines(response, self.model.clone()).map(Some).chain(futures::stream::iter([None]));
        Ok(events
            .flat_map(move |line| {
                let deltas = match line {
                    Some(Ok(line)) => reader.line(&line),
                    Some(Err(error)) => reader.broken(error),
                    None => reader.end(),
                };
                futures::stream::iter(deltas)
            })
            .boxed())
    }
}
