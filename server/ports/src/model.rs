//! A language model, or something that answers like one.
use async_trait::async_trait;
use futures_core::stream::BoxStream;
use serde::{Deserialize, Serialize};

/// Who said a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The person.
    User,
    /// The model, earlier.
    Assistant,
}

/// One turn of the conversation so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who said it.
    pub speaker: Speaker,
    /// What was said, as Markdown.
    pub text: String,
}

/// A text file of the project that the model may look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextFile {
    /// Path from the project's root, with `/`.
    pub path: String,
    /// The whole text, LF line ends.
    pub text: String,
}

/// Where the person is looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// The open file.
    pub path: String,
    /// The selected text; empty when nothing is selected.
    pub selection: String,
    /// Line of the cursor, from 1.
    pub line: u32,
}

/// What is asked of a model.
#[derive(Debug, Clone, Default)]
pub struct ModelRequest {
    /// What the model should be and how it should answer.
    pub system: String,
    /// The conversation, oldest first; the last turn is the question.
    pub turns: Vec<Turn>,
    /// Files that belong to the question. The built-in analyst gets all text files, other models a chosen few.
    pub files: Vec<ContextFile>,
    /// Where the person is looking, if in a file.
    pub focus: Option<Focus>,
    /// Most output that is wanted, in the model's own tokens.
    pub max_output_tokens: u32,
}

/// A piece of an answer. A stream ends with exactly one `Done`, or with an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta {
    /// More text.
    Text(String),
    /// The end, with what was used.
    Done(Usage),
}

/// What a call used, as the model reported it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Tokens of the question and its context.
    pub input_tokens: u32,
    /// Tokens of the answer.
    pub output_tokens: u32,
    /// False when the model reported nothing and the figures are our own count.
    pub reported: bool,
}

/// Why a model gave no (more) answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It wants a rest.
    #[error("{model} is taking no more requests right now.")]
    RateLimited {
        /// Which model.
        model: String,
        /// When it said to come back, in seconds.
        retry_after_seconds: Option<u32>,
    },
    /// It does not accept our key.
    #[error("{model} refused the API key. Check it in the configuration.")]
    Unauthorised {
        /// Which model.
        model: String,
    },
    /// It will not take this request; the text is its own reason, shortened.
    #[error("{model} refused the request: {reason}")]
    Refused {
        /// Which model.
        model: String,
        /// Its own words, at most 300 characters.
        reason: String,
    },
    /// It does not answer, or stopped in the middle.
    #[error("{model} did not finish: {reason}")]
    Broken {
        /// Which model.
        model: String,
        /// What happened: a time-out, a cut stream, an answer that cannot be read.
        reason: String,
    },
}

/// A source of answers.
#[async_trait]
pub trait ModelClient: Send + Sync {
    /// The name shown on the ledger line, such as `analyst` or `gpt-5-mini`.
    fn model(&self) -> &str;

    /// True for the analyst: deterministic, free and without any call outside this process.
    fn is_built_in(&self) -> bool {
        false
    }

    /// Starts an answer. Dropping the stream ends the call upstream.
    async fn stream(&self, request: ModelRequest) -> Result<BoxStream<'static, Result<Delta, ModelError>>, ModelError>;
}

/// Plays back what a test wrote down.
#[derive(Debug, Clone, Default)]
pub struct ScriptedModel {
    /// Every answer is these pieces, in order.
    pub script: Vec<Result<Delta, ModelError>>,
}

#[async_trait]
impl ModelClient for ScriptedModel {
    fn model(&self) -> &str {
        "scripted"
    }

    async fn stream(&self, _: ModelRequest) -> Result<BoxStream<'static, Result<Delta, ModelError>>, ModelError> {
        Ok(Box::pin(Script(self.script.clone().into_iter())))
    }
}

struct Script(std::vec::IntoIter<Result<Delta, ModelError>>);

impl futures_core::Stream for Script {
    type Item = Result<Delta, ModelError>;
    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}
