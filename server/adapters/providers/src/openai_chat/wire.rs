//! The JSON of chat completions, as far as we read and write it. Unknown fields are ignored.
//! Source: <https://platform.openai.com/docs/api-reference/chat>.
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize)]
pub(super) struct Ask<'a> {
    pub model: &'a str,
    pub messages: Vec<AskMessage<'a>>,
    pub stream: bool,
    pub stream_options: StreamOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_completion_tokens: Option<u32>,
}

#[derive(Debug, Serialize)]
pub(super) struct StreamOptions {
    pub include_usage: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct AskMessage<'a> {
    pub role: &'a str,
    pub content: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    pub choices: Vec<Choice>,
    pub usage: Option<Used>,
    pub error: Option<Failure>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    pub delta: Piece,
    pub finish_reason: Option<String>,
}

#[derive(Debug, Deserialize, Default)]
pub(super) struct Piece {
    pub content: Option<String>,
    pub refusal: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Used {
    #[serde(default)]
    pub prompt_tokens: u32,
    #[serde(default)]
    pub completion_tokens: u32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Failure {
    #[serde(default)]
    pub message: String,
}
