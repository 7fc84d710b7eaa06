//! A model on strings: a test says what it answers, piece by piece, and sees what it was asked.
use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use async_trait::async_trait;
use futures::{
    Stream, StreamExt,
    channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
    stream::BoxStream,
};
use ports::{Delta, ModelClient, ModelError, ModelRequest, model::Usage};
use tokio::sync::watch;

type Piece = Result<Delta, ModelError>;

/// Answers each call with the next prepared stream; without one it stays silent.
pub struct Puppet {
    is_built_in: bool,
    answers: Mutex<VecDeque<UnboundedReceiver<Piece>>>,
    asked: Mutex<Vec<ModelRequest>>,
    calls: watch::Sender<usize>,
    dropped: Arc<watch::Sender<usize>>,
}

impl Default for Puppet {
    fn default() -> Self {
        Self {
            is_built_in: false,
            answers: Mutex::default(),
            asked: Mutex::default(),
            calls: watch::Sender::new(0),
            dropped: Arc::new(watch::Sender::new(0)),
        }
    }
}

/// The strings of one answer. Letting go of them ends the stream, without an end.
pub struct Strings(UnboundedSender<Piece>);

impl Strings {
    pub fn say(&self, text: &str) -> &Self {
        let _ = self.0.unbounded_send(Ok(Delta::Text(text.into())));
        self
    }

    pub fn fail(self, error: ModelError) {
        let _ = self.0.unbounded_send(Err(error));
    }

    pub fn done(self) {
        let usage = Usage { input_tokens: 120, output_tokens: 34, reported: true };
        let _ = self.0.unbounded_send(Ok(Delta::Done(usage)));
    }
}

impl Puppet {
    pub fn built_in() -> Self {
        Self { is_built_in: true, ..Self::default() }
    }

    /// Prepares the next answer.
    pub fn next(&self) -> Strings {
        let (sender, receiver) = unbounded();
        self.answers.lock().unwrap().push_back(receiver);
        Strings(sender)
    }

    /// Prepares the next answer whole, in pieces of seven characters.
    pub fn answer(&self, text: &str) {
        let strings = self.next();
        let chars: Vec<char> = text.chars().collect();
        for piece in chars.chunks(7) {
            strings.say(&piece.iter().collect::<String>());
        }
        strings.done();
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<ModelRequest> {
        self.asked.lock().unwrap().clone()
    }

    /// Resolves when it has been called that often.
    pub async fn called(&self, times: usize) {
        self.calls.subscribe().wait_for(|calls| *calls >= times).await.unwrap();
    }

    /// Resolves when that many of its streams were let go.
    pub async fn dropped(&self, times: usize) {
        self.dropped.subscribe().wait_for(|dropped| *dropped >= times).await.unwrap();
    }

    /// How many of its streams were let go.
    pub fn drops(&self) -> usize {
        *self.dropped.borrow()
    }
}

#[async_trait]
impl ModelClient for Puppet {
    fn model(&self) -> &str {
        "puppet"
    }

    fn is_built_in(&self) -> bool {
        self.is_built_in
    }

    async fn stream(&self, request: ModelRequest) -> Result<BoxStream<'static, Piece>, ModelError> {
        self.asked.lock().unwrap().push(request);
        let pieces = self.answers.lock().unwrap().pop_front();
        self.calls.send_modify(|calls| *calls += 1);
        let silent = || futures::stream::pending().boxed();
        let pieces = pieces.map_or_else(silent, StreamExt::boxed);
        Ok(Watched { pieces, dropped: self.dropped.clone() }.boxed())
    }
}

/// A stream that says when it is let go.
struct Watched {
    pieces: BoxStream<'static, Piece>,
    dropped: Arc<watch::Sender<usize>>,
}

impl Stream for Watched {
    type Item = Piece;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Piece>> {
        self.pieces.poll_next_unpin(context)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.dropped.send_modify(|dropped| *dropped += 1);
    }
}
