//! Writing one reply. It belongs to the server: it goes on when its reader leaves, and ends when it is done, is stopped,
//! fails, or the server stops.
use std::{sync::Arc, time::Duration};

use assist_contract::{Author, LedgerLine, Message, ReplyEvent, ReplyState};
use edits::{Change, ChangeParser, Event, Refusal};
use kernel::{Caller, Fault, MessageId, ProjectId, Timestamp};
use ports::{ModelError, model::Usage};
use projects_contract::FileContent;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Service;
use crate::{
    context::{self, Question},
    failure::Failure,
    html,
    listen::listen,
    propose::{self, Proposal},
    runs::{Run, Writer},
    store::replies,
};

/// How often the text so far is stored: that much is lost when the process dies.
const KEEP_EVERY: Duration = Duration::from_secs(1);
/// How often a silent run says that it lives, in steps of [`KEEP_EVERY`].
const BEAT_EVERY: u32 = 20;
/// How often the end of a reply is tried to be stored, with a growing wait between.
const END_TRIES: u32 = 6;

/// One run.
pub struct Work {
    service: Service,
    by: Caller,
    project: ProjectId,
    question: Question,
    writer: Writer,
    created_at: Timestamp,
}

/// What has come of a reply so far.
#[derive(Default)]
struct Draft {
    parser: ChangeParser,
    /// Everything that the model wrote, changes included.
    raw: String,
    changes: Vec<Change>,
    refused: Vec<(String, Refusal)>,
    files: Arc<Vec<FileContent>>,
    /// The changes fitted to the files, once that is done.
    proposals: Option<Vec<Proposal>>,
    usage: Usage,
    /// Our own count of what was asked.
    asked_tokens: u32,
}

impl Draft {
    /// Reads the next piece; answers what is to be told.
    fn read(&mut self, piece: &str) -> Vec<ReplyEvent> {
        self.raw.push_str(piece);
        let events = self.parser.feed(piece);
        events.into_iter().filter_map(|event| self.take(event)).collect()
    }

    /// The model has said all it will say.
    fn close(&mut self) -> Vec<ReplyEvent> {
        let events = std::mem::take(&mut self.parser).finish();
        events.into_iter().filter_map(|event| self.take(event)).collect()
    }

    fn take(&mut self, event: Event) -> Option<ReplyEvent> {
        match event {
            Event::Text { text } => Some(ReplyEvent::Token { text }),
            Event::ChangeStart { path, .. } => Some(ReplyEvent::Change { path }),
            Event::ChangeDelta { .. } => None,
            Event::ChangeDone { change } => {
                self.changes.push(change);
                None
            }
            Event::Refused { path, reason } => {
                self.refused.push((path, reason));
                None
            }
        }
    }
}

impl Work {
    pub fn new(
        service: Service,
        by: Caller,
        project: ProjectId,
        question: Question,
        writer: Writer,
        created_at: Timestamp,
    ) -> Self {
        Self { service, by, project, question, writer, created_at }
    }

    pub async fn run(self) {
        let began = Instant::now();
        let is_over = CancellationToken::new();
        let keeper = keep(self.service.clone(), self.writer.reply(), self.writer.run().clone(), is_over.clone());
        web::tasks::spawn("keep reply", keeper);
        // Also after a panic: what nobody writes must not look alive.
        let is_over = is_over.drop_guard();

        self.writer.run().first_listener().await;
        let mut draft = Draft::default();
        // When another branch wins, `write` is dropped, and with it the model's stream.
        let (state, failure) = tokio::select! {
            biased;
            () = self.writer.run().stopped() => (ReplyState::Stopped, None),
            () = web::tasks::shutting_down() => (ReplyState::Failed, Some(Failure::restarted())),
            written = self.write(&mut draft) => match written {
                Ok(()) => (ReplyState::Complete, None),
                Err(failure) => (ReplyState::Failed, Some(failure)),
            },
        };
        drop(is_over);
        if let Err(fault) = self.end(draft, state, failure, began).await {
            tracing::error!(message.id = %self.writer.reply(), error = fault.chain(), "a reply could not be ended");
        }
    }

    async fn write(&self, draft: &mut Draft) -> Result<(), Failure> {
        let service = &self.service;
        let model = service.deps.model.clone();
        let _place = service.places.acquire().await.map_err(|_| Failure::restarted())?;
        let files = service.deps.projects.snapshot(&self.by, self.project).await;
        draft.files = Arc::new(files.map_err(|error| Failure::from(assist_contract::AssistError::from(error)))?);

        let (question, files, is_built_in) = (self.question.clone(), draft.files.clone(), model.is_built_in());
        let request = heavy(move || context::request(&question, &files, is_built_in)).await?;
        draft.asked_tokens = context::tokens(&request);
        let heard = |piece: &str| draft.read(piece).into_iter().for_each(|event| self.writer.tell(event));
        draft.usage = listen(&*model, request, service.patience, heard).await?;
        draft.close().into_iter().for_each(|event| self.writer.tell(event));

        if self.writer.run().text().trim().is_empty() && draft.changes.is_empty() && draft.refused.is_empty() {
            let reason = "its answer was empty".to_owned();
            return Err(ModelError::Broken { model: model.model().to_owned(), reason }.into());
        }
        self.fit(draft).await?;
        if !is_built_in {
            self.repair(draft).await?;
        }
        Ok(())
    }

    /// Fits the changes to the files.
    async fn fit(&self, draft: &mut Draft) -> Result<(), Failure> {
        let (changes, refused, files) = (draft.changes.clone(), draft.refused.clone(), draft.files.clone());
        draft.proposals = Some(heavy(move || propose::propose(changes, &refused, &files)).await?);
        Ok(())
    }

    /// Asks once more for changes that do not fit. What still does not fit stays as a problem; so it does when the model
    /// fails now, because the answer itself is there.
    async fn repair(&self, draft: &mut Draft) -> Result<(), Failure> {
        let Some(proposals) = draft.proposals.clone().filter(|all| all.iter().any(is_broken)) else { return Ok(()) };
        let service = &self.service;
        let (question, files, raw) = (self.question.clone(), draft.files.clone(), draft.raw.clone());
        let request = {
            let proposals = proposals.clone();
            heavy(move || context::repair(&question, &files, &raw, &proposals)).await?
        };
        draft.asked_tokens = draft.asked_tokens.saturating_add(context::tokens(&request));
        let mut second = Draft { files: draft.files.clone(), ..Draft::default() };
        let heard = |piece: &str| {
            // Only the changes count now; the explanation has been given.
            let changes = second.read(piece).into_iter().filter(|event| matches!(event, ReplyEvent::Change { .. }));
            changes.for_each(|event| self.writer.tell(event));
        };
        match listen(&*service.deps.model, request, service.patience, heard).await {
            Ok(usage) => {
                second.close();
                draft.usage = Usage {
                    input_tokens: draft.usage.input_tokens.saturating_add(usage.input_tokens),
                    output_tokens: draft.usage.output_tokens.saturating_add(usage.output_tokens),
                    reported: draft.usage.reported && usage.reported,
                };
            }
            Err(failure) => {
                tracing::info!(code = failure.code, "a model did not repair its changes");
            }
        }
        draft.raw.push_str(&second.raw);
        self.fit(&mut second).await?;
        draft.proposals = Some(repaired(proposals, second.proposals.unwrap_or_default()));
        Ok(())
    }

    async fn end(
        &self,
        mut draft: Draft,
        state: ReplyState,
        failure: Option<Failure>,
        began: Instant,
    ) -> Result<(), Fault> {
        let duration_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        if draft.proposals.is_none() {
            // Cut short: what came whole is offered, what was cut off is not.
            draft.close().into_iter().filter(|event| !is_torn(event)).for_each(|event| self.writer.tell(event));
            draft.refused.retain(|(_, reason)| *reason != Refusal::Truncated);
            if let Err(failure) = self.fit(&mut draft).await {
                tracing::error!(message.id = %self.writer.reply(), code = failure.code, "changes could not be fitted");
            }
        }
        let proposals = draft.proposals.take().unwrap_or_default();
        let text = self.writer.run().text().trim_end().to_owned();
        let html = {
            let text = text.clone();
            tokio::task::spawn_blocking(move || html::of_markdown(&text)).await?
        };
        let ledger = self.ledger(&draft, duration_ms);
        let service = &self.service;
        let end = replies::End {
            state,
            text: &text,
            html: &html,
            failure: failure.as_ref(),
            ledger: &ledger,
            proposals: &proposals,
            last_event: self.writer.run().last_number(),
            now: service.deps.clock.now(),
        };
        self.store(&end).await?;
        let event = match &failure {
            Some(failure) => failure.event(),
            None => ReplyEvent::Complete {
                message: Box::new(Message {
                    id: self.writer.reply(),
                    author: Author::Assistant,
                    created_at: self.created_at,
                    state: Some(state),
                    failure: None,
                    ledger: Some(ledger.clone()),
                    outcome: (!proposals.is_empty()).then_some(assist_contract::ChangeOutcome::Proposed),
                    changes: proposals.iter().map(|proposal| proposal.change.clone()).collect(),
                    text: text.clone(),
                    html: html.clone(),
                }),
            },
        };
        self.writer.tell(event);
        Ok(())
    }

    /// Stores the end, and tries again while the database is away. A reply that was deleted meanwhile has no end.
    async fn store(&self, end: &replies::End<'_>) -> Result<(), Fault> {
        let mut wait = Duration::from_millis(200);
        for attempt in 1..=END_TRIES {
            match self.store_once(end).await {
                Ok(()) => return Ok(()),
                Err(fault) if attempt == END_TRIES => return Err(fault),
                Err(fault) => {
                    tracing::warn!(error = fault.chain(), "the end of a reply is not stored yet; trying again");
                    tokio::time::sleep(wait).await;
                    wait *= 3;
                }
            }
        }
        Ok(())
    }

    async fn store_once(&self, end: &replies::End<'_>) -> Result<(), Fault> {
        let mut tx = self.service.deps.db.begin_worker().await?;
        replies::end(&mut tx, self.writer.reply(), end).await?;
        tx.commit().await
    }

    fn ledger(&self, draft: &Draft, duration_ms: u32) -> LedgerLine {
        let model = &self.service.deps.model;
        let Usage { input_tokens, output_tokens, reported } = draft.usage;
        let or_own = |told: u32, own: u32| if told > 0 { told } else { own };
        LedgerLine {
            model: model.model().to_owned(),
            input_tokens: or_own(input_tokens, draft.asked_tokens),
            output_tokens: or_own(output_tokens, context::tokens_of(draft.raw.len())),
            reported,
            cost_nanodollars: model.is_built_in().then_some(0),
            duration_ms,
        }
    }
}

/// The beginning of a change that was cut off in its first line, which the parser can only take for text.
fn is_torn(event: &ReplyEvent) -> bool {
    let ReplyEvent::Token { text } = event else { return false };
    ["<change", "<file", "<<<<<<<"].iter().any(|mark| text.trim_start().starts_with(mark))
}

fn is_broken(proposal: &Proposal) -> bool {
    proposal.change.problem.is_some()
}

/// Puts what fits now in the place of what did not. A change that fitted before is not touched a second time.
fn repaired(first: Vec<Proposal>, second: Vec<Proposal>) -> Vec<Proposal> {
    let mut all = first;
    for proposal in second.into_iter().filter(|proposal| !is_broken(proposal)) {
        match all.iter_mut().find(|known| known.change.path == proposal.change.path) {
            Some(known) if is_broken(known) => *known = proposal,
            Some(_) => {}
            // The right path for a wrong one: then the wrong one is done with.
            None => all.push(proposal),
        }
    }
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let fitting: Vec<String> =
        all.iter().filter(|proposal| !is_broken(proposal)).map(|p| name(&p.change.path)).collect();
    all.retain(|proposal| !is_broken(proposal) || !fitting.contains(&name(&proposal.change.path)));
    propose::number(&mut all);
    all
}

/// Work for a thread of its own: files are large, and others wait for this one.
async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(error = %error, "work on a reply panicked");
        Failure::new("fault", "Something in this answer could not be worked on. Ask in another way.", false)
    })
}

/// Stores the text so far while the run goes on. A task of its own, so that a slow database never delays a stop.
async fn keep(service: Service, reply: MessageId, run: Arc<Run>, is_over: CancellationToken) {
    let (mut kept_bytes, mut silent) = (0, 0);
    loop {
        tokio::select! {
            biased;
            () = is_over.cancelled() => return,
            () = tokio::time::sleep(KEEP_EVERY) => {}
        }
        let bytes = run.text_bytes();
        silent += 1;
        if bytes == kept_bytes && silent < BEAT_EVERY {
            continue;
        }
        match keep_once(&service, reply, &run.text()).await {
            Ok(true) => (kept_bytes, silent) = (bytes, 0),
            // Deleted with its conversation: nobody can read it any more.
            Ok(false) => return run.stop(),
            Err(fault) => tracing::warn!(error = fault.chain(), "the text of a reply is not stored yet; trying again"),
        }
    }
}

async fn keep_once(service: &Service, reply: MessageId, text: &str) -> Result<bool, Fault> {
    let mut tx = service.deps.db.begin_worker().await?;
    let kept = replies::keep(&mut tx, reply, text, service.deps.clock.now()).await?;
    tx.commit().await?;
    Ok(kept)
}
