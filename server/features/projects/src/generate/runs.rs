//! Runs of generators that are at work in this process, with all that they have told so far.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::{StreamExt, stream, stream::BoxStream};
use kernel::ProjectId;
use projects_contract::GenerationEvent;
use tokio::sync::watch;

/// Most events that one run keeps. A run of the largest allowed project tells of fewer; a model that never stops writing
/// only loses its progress lines.
const MAX_EVENTS: usize = 4_000;

/// One run. Whoever joins late is told everything from the start.
#[derive(Debug)]
pub struct Run {
    events: Mutex<Vec<GenerationEvent>>,
    told: watch::Sender<usize>,
}

impl Run {
    fn new() -> Self {
        Self { events: Mutex::default(), told: watch::Sender::new(0) }
    }

    fn events(&self) -> MutexGuard<'_, Vec<GenerationEvent>> {
        // A panic between two pushes leaves the list whole.
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: GenerationEvent) {
        let mut events = self.events();
        if events.last().is_some_and(GenerationEvent::is_last) || (events.len() >= MAX_EVENTS && is_progress(&event)) {
            return;
        }
        events.push(event);
        let count = events.len();
        drop(events);
        self.told.send_replace(count);
    }

    /// All events from the first to the last, as they come.
    pub fn follow(self: Arc<Self>) -> BoxStream<'static, GenerationEvent> {
        let told = self.told.subscribe();
        stream::unfold((self, told, 0), |(run, mut told, at)| async move {
            loop {
                told.borrow_and_update();
                let next = run.events().get(at).cloned();
                if let Some(event) = next {
                    return Some((event, (run, told, at + 1)));
                }
                let is_over = run.events().last().is_some_and(GenerationEvent::is_last);
                if is_over || told.changed().await.is_err() {
                    return None;
                }
            }
        })
        .boxed()
    }
}

fn is_progress(event: &GenerationEvent) -> bool {
    matches!(event, GenerationEvent::Writing { .. } | GenerationEvent::Progress { .. } | GenerationEvent::Note { .. })
}

/// The runs of this process, by project.
#[derive(Debug, Default)]
pub struct Runs(Mutex<HashMap<ProjectId, Arc<Run>>>);

impl Runs {
    fn map(&self) -> MutexGuard<'_, HashMap<ProjectId, Arc<Run>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The run that is writing this project, if one is.
    pub fn of(&self, project: ProjectId) -> Option<Arc<Run>> {
        self.map().get(&project).cloned()
    }

    /// Joins the run of this project, or makes one: then the caller holds its [`Writer`] and must do the work.
    pub fn join_or_begin(self: &Arc<Self>, project: ProjectId) -> (Arc<Run>, Option<Writer>) {
        let mut map = self.map();
        if let Some(run) = map.get(&project) {
            return (run.clone(), None);
        }
        let run = Arc::new(Run::new());
        map.insert(project, run.clone());
        let writer = Writer { runs: self.clone(), project, run: run.clone() };
        (run, Some(writer))
    }
}

/// The side of a run that does the work. When it goes, the run is over, whatever happened.
#[derive(Debug)]
pub struct Writer {
    runs: Arc<Runs>,
    project: ProjectId,
    run: Arc<Run>,
}

impl Writer {
    /// Tells everyone who watches.
    pub fn tell(&self, event: GenerationEvent) {
        self.run.tell(event);
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After a regular end this changes nothing. After a panic, watchers must not wait for ever.
        self.run.tell(GenerationEvent::Failed {
            code: "generator_failed".into(),
            message: "Writing the project stopped. What was written is kept; start it again to go on.".into(),
        });
        self.runs.map().remove(&self.project);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str) -> GenerationEvent {
        GenerationEvent::Note { message: text.into() }
    }

    #[tokio::test]
    async fn a_late_watcher_hears_everything_and_a_dropped_writer_ends_the_run() {
        let runs = Arc::new(Runs::default());
        let project = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let (early, writer) = runs.join_or_begin(project);
        let writer = writer.expect("the first one works");
        writer.tell(note("a"));
        let (late, second) = runs.join_or_begin(project);
        assert!(second.is_none());
        writer.tell(note("b"));
        drop(writer);
        let heard: Vec<_> = late.follow().collect().await;
        assert_eq!(heard[..2], [note("a"), note("b")]);
        assert!(heard.len() == 3 && heard[2].is_last());
        assert_eq!(early.follow().collect::<Vec<_>>().await, heard);
        assert!(runs.of(project).is_none());
    }
}
