//! The only place that sends to model providers.
use std::time::Duration;

use futures::{Stream, StreamExt};
use ports::model::ModelError;
use reqwest::{Client, Response, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

/// A provider that does not even begin to answer within this time is taken to hang.
const FIRST_BYTE: Duration = Duration::from_secs(30);
/// Longest silence within an answer.
const SILENCE: Duration = Duration::from_secs(60);
/// Longest line of a stream; a longer one is garbage.
const MAX_LINE_BYTES: usize = 1024 * 1024;

/// Where a model is reached.
pub(crate) struct Endpoint {
    client: Client,
    base_url: String,
    api_key: Option<SecretString>,
    model: String,
}

impl Endpoint {
    pub fn new(base_url: &str, api_key: Option<SecretString>, model: &str) -> Self {
        // Redirects are refused: a provider that sends the key elsewhere is not the provider.
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("the TLS roots are compiled in");
        Self { client, base_url: base_url.trim_end_matches('/').to_owned(), api_key, model: model.to_owned() }
    }

    /// Sends a body and answers once the provider accepts it.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Result<Response, ModelError> {
        let mut request = self.client.post(format!("{}{path}", self.base_url)).json(body);
        if let Some(key) = &self.api_key {
            request = request.bearer_auth(key.expose_secret());
        }
        let sent = tokio::time::timeout(FIRST_BYTE, request.send()).await;
        let response = match sent {
            Err(_) => return Err(self.broken("it did not begin to answer within 30 seconds")),
            Ok(Err(error)) if error.is_connect() => return Err(self.broken("it cannot be reached")),
            Ok(Err(_)) => return Err(self.broken("the connection failed")),
            Ok(Ok(response)) => response,
        };
        if response.status().is_success() { Ok(response) } else { Err(self.refusal(response).await) }
    }

    async fn refusal(&self, response: Response) -> ModelError {
        let status = response.status();
        let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after_seconds = retry_after.and_then(|text| text.parse().ok());
        let model = self.model.clone();
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ModelError::Unauthorised { model },
            StatusCode::TOO_MANY_REQUESTS => ModelError::RateLimited { model, retry_after_seconds },
            status if status.is_server_error() => self.broken(&format!("it answered with status {}", status.as_u16())),
            status => {
                let text = tokio::time::timeout(SILENCE, response.text()).await;
                let text = text.ok().and_then(Result::ok).unwrap_or_default();
                let message = serde_json::from_str::<serde_json::Value>(&text)
                    .ok()
                    .and_then(|json| json.pointer("/error/message").and_then(|m| m.as_str()).map(str::to_owned))
                    .unwrap_or_else(|| format!("status {}", status.as_u16()));
                ModelError::Refused { model, reason: message.chars().take(300).collect() }
            }
        }
    }

    fn broken(&self, reason: &str) -> ModelError {
        ModelError::Broken { model: self.model.clone(), reason: reason.to_owned() }
    }
}

/// The lines of a streamed answer. Dropping the stream closes the connection, which ends the call upstream.
pub(crate) fn lines(response: Response, model: String) -> impl Stream<Item = Result<String, ModelError>> + Send {
    struct State {
        bytes: futures::stream::BoxStream<'static, reqwest::Result<Vec<u8>>>,
        buffer: Vec<u8>,
        over: bool,
        model: String,
    }
    let bytes = response.bytes_stream().map(|chunk| chunk.map(|bytes| bytes.to_vec())).boxed();
    let state = State { bytes, buffer: Vec::new(), over: false, model };
    futures::stream::unfold(state, |mut state| async move {
        loop {
            if let Some(end) = state.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = state.buffer.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                return Some((Ok(line), state));
            }
            if state.over {
                let rest = std::mem::take(&mut state.buffer);
                let line = String::from_utf8_lossy(&rest).trim_end().to_owned();
                return if rest.is_empty() { None } else { Some((Ok(line), state)) };
            }
            let failed = |reason: &str| ModelError::Broken { model: state.model.clone(), reason: reason.to_owned() };
            let failure = match tokio::time::timeout(SILENCE, state.bytes.next()).await {
                Ok(Some(Ok(chunk))) if state.buffer.len() + chunk.len() <= MAX_LINE_BYTES => {
                    state.buffer.extend_from_slice(&chunk);
                    continue;
                }
                Ok(Some(Ok(_))) => failed("it sent a line of more than a megabyte"),
                Ok(Some(Err(_))) => failed("the connection was cut in the middle of the answer"),
                Ok(None) => {
                    state.over = true;
                    continue;
                }
                Err(_) => failed("it fell silent for 60 seconds"),
            };
            state.over = true;
            state.buffer.clear();
            return Some((Err(failure), state));
        }
    })
}
