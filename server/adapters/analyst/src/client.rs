//! The analyst as a source of answers beside real models.

use std::sync::Arc;

use async_trait::async_trait;
use futures::channel::mpsc;
use futures::executor::block_on;
use futures::stream::BoxStream;
use futures::{SinkExt, StreamExt};
use ports::model::{Delta, ModelClient, ModelError, ModelRequest, Speaker, Usage};
use tokio::sync::Semaphore;

use crate::answer::answer_here;
use crate::{MODEL, STACK_BYTES};

/// How many questions are worked on at once; further ones wait. Each uses one core for a fraction of a second.
const MAX_CONCURRENT: usize = 4;
/// How many pieces may wait for a slow reader before the thread waits for it. Nearly every answer has fewer.
const MAX_WAITING: usize = 256;
/// The longest piece, in bytes.
const PIECE_BYTES: usize = 2_048;

/// The built-in analyst behind the port for models.
#[derive(Debug, Clone)]
pub struct Analyst {
    places: Arc<Semaphore>,
}

impl Default for Analyst {
    fn default() -> Self {
        Analyst { places: Arc::new(Semaphore::new(MAX_CONCURRENT)) }
    }
}

impl Analyst {
    /// An analyst that works on a few questions at a time.
    pub fn new() -> Analyst {
        Analyst::default()
    }
}

fn broken(reason: &str) -> ModelError {
    ModelError::Broken { model: MODEL.to_owned(), reason: reason.to_owned() }
}

#[async_trait]
impl ModelClient for Analyst {
    fn model(&self) -> &str {
        MODEL
    }

    fn is_built_in(&self) -> bool {
        true
    }

    /// Dropping the stream stops the work at the next file.
    async fn stream(&self, request: ModelRequest) -> Result<BoxStream<'static, Result<Delta, ModelError>>, ModelError> {
        let place = self.places.clone().acquire_owned().await.map_err(|_| broken("it is shutting down"))?;
        let (sender, receiver) = mpsc::channel(MAX_WAITING);
        // A thread of its own, because reading deeply nested code needs a deeper stack than the runtime's threads have.
        let work = move || {
            let _place = place;
            let mut sender = sender;
            for piece in work(&request, &sender.clone()) {
                // A reader that went away is no error; nobody is left to tell.
                if block_on(sender.send(piece)).is_err() {
                    return;
                }
            }
        };
        std::thread::Builder::new()
            .name("analyst".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(work)
            .map_err(|error| broken(&format!("no thread could be started ({error})")))?;
        Ok(receiver.boxed())
    }
}

fn work(request: &ModelRequest, reader: &mpsc::Sender<Result<Delta, ModelError>>) -> Vec<Result<Delta, ModelError>> {
    let question =
        request.turns.iter().rev().find(|turn| turn.speaker == Speaker::User).map_or("", |turn| turn.text.as_str());
    let stop = || reader.is_closed();
    // The rules are tested against garbage, but a person's file is stranger still, and a panic must stay one lost answer.
    let answered = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        answer_here(question, &request.files, request.focus.as_ref(), &stop)
    }));
    let Ok(answer) = answered else {
        return vec![Err(broken("it met a file that it cannot read; ask about another one"))];
    };
    let read: usize = request.files.iter().map(|file| tokens(&file.text)).sum();
    let usage = Usage {
        input_tokens: whole(read + tokens(question)),
        output_tokens: whole(tokens(&answer.text)),
        reported: false,
    };
    let mut pieces: Vec<_> = cut(&answer.text).map(|piece| Ok(Delta::Text(piece.to_owned()))).collect();
    pieces.push(Ok(Delta::Done(usage)));
    pieces
}

fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Cuts a text into pieces that end with a line where they can.
fn cut(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let limit = rest.floor_char_boundary(PIECE_BYTES);
        let end = if limit == rest.len() { limit } else { rest[..limit].rfind('\n').map_or(limit, |at| at + 1) };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// Words and punctuation marks. The analyst has no vocabulary of its own, so this is what it counts, and the usage says
/// that it is our own count.
fn tokens(text: &str) -> usize {
    let mut count = 0;
    let mut in_word = false;
    for c in text.chars() {
        let part = c.is_alphanumeric() || c == '_';
        count += usize::from((part && !in_word) || (!part && !c.is_whitespace()));
        in_word = part;
    }
    count
}
