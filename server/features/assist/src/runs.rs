//! Replies that are being written in this process: their events so far, and how to stop them.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use assist_contract::{NumberedEvent, ReplyEvent};
use futures::{StreamExt, stream, stream::BoxStream};
use kernel::{ConversationId, MessageId};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;

/// Up to here every piece of text is an event of its own; later ones are gathered, so that a model that sends single
/// letters cannot fill the memory.
const EVENTS_OF_ANY_SIZE: usize = 4_000;
/// The size of a gathered piece, in bytes.
const GATHERED_BYTES: usize = 256;
/// How long a reply waits for whoever asked to listen. They come within a millisecond, or not at all.
const FIRST_LISTENER: Duration = Duration::from_millis(250);

/// One running reply. Events are numbered from 1; whoever joins late can have them all.
#[derive(Debug)]
pub struct Run {
    conversation: ConversationId,
    stop: CancellationToken,
    log: Mutex<Log>,
    told: watch::Sender<usize>,
    /// Rung by the first listener.
    joined: Notify,
}

#[derive(Debug, Default)]
struct Log {
    events: Vec<ReplyEvent>,
    /// All text so far, for keeping.
    text: String,
    /// Text that waits to become an event.
    gathered: String,
    is_over: bool,
}

impl Log {
    fn send_gathered(&mut self) {
        if !self.gathered.is_empty() {
            let text = std::mem::take(&mut self.gathered);
            self.events.push(ReplyEvent::Token { text });
        }
    }
}

impl Run {
    fn new(conversation: ConversationId) -> Self {
        Self {
            conversation,
            stop: CancellationToken::new(),
            log: Mutex::default(),
            told: watch::Sender::new(0),
            joined: Notify::new(),
        }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        // A panic between two pushes leaves the list whole.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the run to stop.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Resolves when somebody has asked it to stop.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Waits until somebody listens, but not for long: whoever asked comes to listen at once, and a reply that was
    /// over before they came could only be told to them by its end.
    pub async fn first_listener(&self) {
        let _ = tokio::time::timeout(FIRST_LISTENER, self.joined.notified()).await;
    }

    /// All text so far.
    pub fn text(&self) -> String {
        self.log().text.clone()
    }

    /// How much text there is, in bytes.
    pub fn text_bytes(&self) -> usize {
        self.log().text.len()
    }

    /// The number that the last event will have.
    pub fn last_number(&self) -> u64 {
        let mut log = self.log();
        log.send_gathered();
        log.events.len() as u64 + 1
    }

    fn tell(&self, event: ReplyEvent) {
        let mut log = self.log();
        if log.is_over {
            return;
        }
        match event {
            ReplyEvent::Token { text } => {
                log.text.push_str(&text);
                log.gathered.push_str(&text);
                if log.events.len() < EVENTS_OF_ANY_SIZE || log.gathered.len() >= GATHERED_BYTES {
                    log.send_gathered();
                }
            }
            other => {
                log.send_gathered();
                log.is_over = is_last(&other);
                log.events.push(other);
            }
        }
        let count = log.events.len();
        drop(log);
        self.told.send_replace(count);
    }

    /// The events after the `after`-th, those to come included.
    pub fn follow(self: Arc<Self>, after: u64) -> BoxStream<'static, NumberedEvent> {
        let told = self.told.subscribe();
        self.joined.notify_one();
        stream::unfold((self, told, after), |(run, mut told, at)| async move {
            loop {
                told.borrow_and_update();
                let (next, is_over) = {
                    let log = run.log();
                    (usize::try_from(at).ok().and_then(|at| log.events.get(at)).cloned(), log.is_over)
                };
                if let Some(event) = next {
                    return Some((NumberedEvent { number: at + 1, event }, (run, told, at + 1)));
                }
                if is_over || told.changed().await.is_err() {
                    return None;
                }
            }
        })
        .boxed()
    }
}

const fn is_last(event: &ReplyEvent) -> bool {
    matches!(event, ReplyEvent::Complete { .. } | ReplyEvent::Error { .. })
}

/// The runs of this process, by reply.
#[derive(Debug, Default)]
pub struct Runs(Mutex<HashMap<MessageId, Arc<Run>>>);

impl Runs {
    fn map(&self) -> MutexGuard<'_, HashMap<MessageId, Arc<Run>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The run that writes this reply, if this process does.
    pub fn of(&self, reply: MessageId) -> Option<Arc<Run>> {
        self.map().get(&reply).cloned()
    }

    /// Stops what is being written in a conversation.
    pub fn stop_all_in(&self, conversation: ConversationId) {
        self.map().values().filter(|run| run.conversation == conversation).for_each(|run| run.stop());
    }

    /// Begins a run. Whoever holds the [`Writer`] must do the work.
    pub fn begin(self: &Arc<Self>, reply: MessageId, conversation: ConversationId) -> Writer {
        let run = Arc::new(Run::new(conversation));
        self.map().insert(reply, run.clone());
        Writer { runs: self.clone(), reply, run }
    }
}

/// The side of a run that does the work. When it goes, the run is over, whatever happened.
#[derive(Debug)]
pub struct Writer {
    runs: Arc<Runs>,
    reply: MessageId,
    run: Arc<Run>,
}

impl Writer {
    /// The run.
    pub fn run(&self) -> &Arc<Run> {
        &self.run
    }

    /// The reply that is being written.
    pub fn reply(&self) -> MessageId {
        self.reply
    }

    /// Tells everyone who follows.
    pub fn tell(&self, event: ReplyEvent) {
        self.run.tell(event);
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After a regular end this changes nothing. After a panic, followers must not wait for ever.
        let failure = Failure::new("fault", "Writing this answer stopped through our fault. Ask again.", true);
        self.run.tell(failure.event());
        self.runs.map().remove(&self.reply);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> (MessageId, ConversationId) {
        let id = "018f0000-0000-7000-8000-000000000001";
        (id.parse().unwrap(), id.parse().unwrap())
    }

    fn token(text: &str) -> ReplyEvent {
        ReplyEvent::Token { text: text.into() }
    }

    #[tokio::test]
    async fn a_late_follower_resumes_exactly_and_a_dropped_writer_ends_the_run() {
        let runs = Arc::new(Runs::default());
        let (reply, conversation) = ids();
        let writer = runs.begin(reply, conversation);
        writer.tell(token("a"));
        writer.tell(token("b"));
        let early = runs.of(reply).unwrap().follow(0);
        let late = runs.of(reply).unwrap().follow(1);
        writer.tell(token("c"));
        assert_eq!(writer.run().text(), "abc");
        drop(writer);
        let early: Vec<_> = early.collect().await;
        assert_eq!(early[..3].iter().map(|e| &e.event).collect::<Vec<_>>(), [&token("a"), &token("b"), &token("c")]);
        assert!(early.len() == 4 && is_last(&early[3].event));
        assert_eq!(late.collect::<Vec<_>>().await, early[1..]);
        assert!(runs.of(reply).is_none());
    }

    #[tokio::test]
    async fn a_flood_of_letters_is_gathered_and_nothing_is_lost() {
        let runs = Arc::new(Runs::default());
        let (reply, conversation) = ids();
        let writer = runs.begin(reply, conversation);
        let follow = runs.of(reply).unwrap().follow(0);
        for _ in 0..20_000 {
            writer.tell(token("x"));
        }
        let last = writer.run().last_number();
        drop(writer);
        let heard: Vec<_> = follow.collect().await;
        assert!(heard.len() < 4_100, "{}", heard.len());
        assert_eq!(heard.last().unwrap().number, last);
        let text: usize =
            heard.iter().map(|e| if let ReplyEvent::Token { text } = &e.event { text.len() } else { 0 }).sum();
        assert_eq!(text, 20_000);
    }
}
