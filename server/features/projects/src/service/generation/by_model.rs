//! A model's turns: one that writes the project and, where something would keep it from running, one that repairs it.
use std::time::Duration;

use futures::StreamExt;
use ports::{Delta, ModelClient, ModelError, ModelRequest};
use projects_contract::{GenerationEvent, ProjectsError};

use super::{MAX_NOTE_CHARS, Work};
use crate::generate::{
    problems::problems,
    prompt,
    reply::{Piece, Reply},
};

/// How long a model may take to begin. People watch an empty list until then.
const FIRST_TOKEN: Duration = Duration::from_secs(30);
/// How long a model may pause between two pieces.
const NEXT_TOKEN: Duration = Duration::from_secs(60);
/// How long a whole answer may take.
const WHOLE_ANSWER: Duration = Duration::from_secs(15 * 60);

impl Work {
    pub(super) async fn write_by_model(
        &mut self,
        model: &dyn ModelClient,
    ) -> Result<(Vec<String>, Option<String>), ProjectsError> {
        let mut written: Vec<(String, String)> = Vec::new();
        let mut notes = Vec::new();
        self.ask(model, prompt::first(&self.description, &self.plan), &mut written, &mut notes).await?;
        if written.is_empty() {
            return Err(ProjectsError::Generator(format!(
                "{} answered without a single file. Start it again, describe it differently, or use the built-in generator.",
                model.model()
            )));
        }
        let mut found = problems(&written);
        if !found.is_empty() {
            let message = format!("{} things need repair; asking {} once more.", found.len(), model.model());
            self.writer.tell(GenerationEvent::Note { message });
            let request = prompt::repair(&self.description, &self.plan, &written, &found);
            self.ask(model, request, &mut written, &mut notes).await?;
            found = problems(&written);
        }
        if !written.iter().any(|(path, _)| path == "index.html") {
            return Err(ProjectsError::Generator(format!(
                "{} wrote no index.html, not even when asked again. Start it again, or use the built-in generator.",
                model.model()
            )));
        }
        for problem in found {
            let message = format!("This may not run yet: {problem}");
            self.writer.tell(GenerationEvent::Note { message: message.clone() });
            notes.push(message);
        }
        let note = (!notes.is_empty()).then(|| notes.join(" ").chars().take(MAX_NOTE_CHARS).collect());
        Ok((written.into_iter().map(|(path, _)| path).collect(), note))
    }

    /// Asks once and stores each file as soon as it is whole.
    async fn ask(
        &self,
        model: &dyn ModelClient,
        request: ModelRequest,
        written: &mut Vec<(String, String)>,
        notes: &mut Vec<String>,
    ) -> Result<(), ProjectsError> {
        let name = model.model().to_owned();
        let whole = tokio::time::timeout(WHOLE_ANSWER, async {
            let silent = |after: Duration| {
                generator_error(&ModelError::Broken {
                    model: name.clone(),
                    reason: format!("it was silent for {} seconds", after.as_secs()),
                })
            };
            let begun = tokio::time::timeout(FIRST_TOKEN, async {
                let mut answer = model.stream(request).await?;
                let first = answer.next().await;
                Ok::<_, ModelError>((answer, first))
            });
            let (mut answer, mut next) =
                begun.await.map_err(|_| silent(FIRST_TOKEN))?.map_err(|error| generator_error(&error))?;
            let mut reply = Reply::default();
            loop {
                match next {
                    Some(Ok(Delta::Text(text))) => {
                        let pieces = reply.feed(&text);
                        self.take(pieces, written, notes).await?;
                    }
                    Some(Ok(Delta::Done(_))) => break,
                    Some(Err(error)) => return Err(generator_error(&error)),
                    None => {
                        return Err(generator_error(&ModelError::Broken {
                            model: name.clone(),
                            reason: "the answer was cut off".into(),
                        }));
                    }
                }
                if reply.is_too_long() {
                    notes.push(format!("The answer of {name} was longer than a project may be, and was cut off."));
                    break;
                }
                next = tokio::time::timeout(NEXT_TOKEN, answer.next()).await.map_err(|_| silent(NEXT_TOKEN))?;
            }
            let pieces = reply.finish();
            self.take(pieces, written, notes).await?;
            tracing::debug!(files = reply.files(), "a model's answer was read");
            Ok(())
        });
        whole.await.map_err(|_| {
            let reason = format!("it was still writing after {} minutes", WHOLE_ANSWER.as_secs() / 60);
            generator_error(&ModelError::Broken { model: name.clone(), reason })
        })?
    }

    async fn take(
        &self,
        pieces: Vec<Piece>,
        written: &mut Vec<(String, String)>,
        notes: &mut Vec<String>,
    ) -> Result<(), ProjectsError> {
        for piece in pieces {
            match piece {
                Piece::Writing { path, text_bytes } => self.writer.tell(GenerationEvent::Writing { path, text_bytes }),
                Piece::LeftOut(message) => {
                    self.writer.tell(GenerationEvent::Note { message: message.clone() });
                    notes.push(message);
                }
                Piece::File { path, text } => {
                    match self.store(&path, text.clone()).await {
                        Ok(()) => {}
                        // One path that cannot be used is no reason to lose the rest.
                        Err(error @ (ProjectsError::PathTaken { .. } | ProjectsError::BadPath(_))) => {
                            let message = format!("“{path}” was left out. {error}");
                            self.writer.tell(GenerationEvent::Note { message: message.clone() });
                            notes.push(message);
                            continue;
                        }
                        Err(error) => return Err(error),
                    }
                    match written.iter_mut().find(|(known, _)| *known == path) {
                        Some(known) => known.1 = text,
                        None => written.push((path, text)),
                    }
                    self.writer.tell(GenerationEvent::Progress { done: written.len() as u32, total: None });
                }
            }
        }
        Ok(())
    }
}

fn generator_error(error: &ModelError) -> ProjectsError {
    ProjectsError::Generator(format!(
        "{error} What was written is kept. Start it again, or use the built-in generator."
    ))
}
