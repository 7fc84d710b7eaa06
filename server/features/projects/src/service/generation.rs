//! Writing a new project: planned → writing → ready, or failed and started again.
//!
//! The work is a task of its own, so it ends even when nobody watches any more. Each file is stored in a transaction of
//! its own and found by its path, so a run that begins again doubles nothing.
mod by_model;

use blueprint::Plan;
use futures::{StreamExt, stream, stream::BoxStream};
use kernel::{Caller, FileId, ProjectId};
use projects_contract::{GenerationEvent, ProjectRole, ProjectState, ProjectsError, VersionOrigin};

use super::{Service, files as file_service, versions as version_service};
use crate::{
    generate::{BUILT_IN, Writer},
    rules,
    store::{access, files, projects},
};

/// Longest note that is kept with a project, in characters.
const MAX_NOTE_CHARS: usize = 1_000;

/// Who writes a new project here: the model, where one is set up.
pub fn default_generator(service: &Service) -> String {
    service.deps.model.as_ref().filter(|model| !model.is_built_in()).map_or(BUILT_IN, |model| model.model()).to_owned()
}

pub async fn generate(
    service: &Service,
    by: &Caller,
    project: ProjectId,
) -> Result<BoxStream<'static, GenerationEvent>, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    if let Some(run) = service.runs.of(project) {
        tx.commit().await?;
        return Ok(run.follow());
    }
    if access.state() == ProjectState::Ready {
        let stored = projects::get(&mut tx, &access).await?;
        let entries = files::list(&mut tx, &access).await?;
        tx.commit().await?;
        return Ok(stream::iter(replay(stored, entries)).boxed());
    }
    rules::may_write(access.role())?;
    let access = access::lock_for_plan(&mut tx, access).await?;
    let stored = projects::get(&mut tx, &access).await?;
    tx.commit().await?;
    let Some(plan) = stored.plan else {
        return Err(ProjectsError::WrongState("This project has no plan to be written from.".into()));
    };

    let (run, writer) = service.runs.join_or_begin(project);
    if let Some(writer) = writer {
        let work = Work {
            service: service.clone(),
            by: by.clone(),
            project,
            plan,
            description: stored.summary.description,
            generator: stored.generator,
            writer,
        };
        web::tasks::spawn("generate project", work.run());
    }
    Ok(run.follow())
}

/// Starts the run of a project that is planned or was left half-written, and waits as long as it makes sense: for the end
/// with the built-in generator, for the beginning with a model.
pub async fn start(service: &Service, by: &Caller, project: ProjectId) -> Result<(), ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    let stored = projects::get(&mut tx, &access).await?;
    tx.commit().await?;
    if !matches!(access.state(), ProjectState::Planned | ProjectState::Writing) || access.role() < ProjectRole::Editor {
        return Ok(());
    }
    let mut events = generate(service, by, project).await?;
    if stored.generator == BUILT_IN {
        while events.next().await.is_some() {}
    } else {
        events.next().await;
    }
    Ok(())
}

/// What a finished run would have told.
fn replay(stored: projects::Stored, entries: Vec<projects_contract::FileEntry>) -> Vec<GenerationEvent> {
    let total = entries.len() as u32;
    let plan = stored.plan.map(|plan| GenerationEvent::Plan { generator: stored.generator, plan: Box::new(plan) });
    let files = entries.into_iter().zip(1..).flat_map(|(entry, done)| {
        [
            GenerationEvent::File { path: entry.path, size_bytes: entry.size_bytes },
            GenerationEvent::Progress { done, total: Some(total) },
        ]
    });
    let note = stored.note.map(|message| GenerationEvent::Note { message });
    let done = GenerationEvent::Done { project_id: stored.summary.id };
    plan.into_iter().chain(files).chain(note).chain([done]).collect()
}

/// One run.
struct Work {
    service: Service,
    by: Caller,
    project: ProjectId,
    plan: Plan,
    description: String,
    generator: String,
    writer: Writer,
}

impl Work {
    async fn run(mut self) {
        let outcome = tokio::select! {
            outcome = self.write() => outcome,
            () = web::tasks::shutting_down() => Err(ProjectsError::Generator(
                "The server was stopped while it wrote this project. What was written is kept; start it again to go on.".into(),
            )),
        };
        if let Err(error) = outcome {
            self.fail(error).await;
        }
    }

    async fn write(&mut self) -> Result<(), ProjectsError> {
        if !self.begin().await? {
            return Ok(());
        }
        self.writer
            .tell(GenerationEvent::Plan { generator: self.generator.clone(), plan: Box::new(self.plan.clone()) });
        let model = self.service.deps.model.clone().filter(|model| !model.is_built_in());
        let (written, note) = match model {
            Some(model) if self.generator != BUILT_IN => self.write_by_model(&*model).await?,
            other => {
                let was_for_a_model = other.is_none() && self.generator != BUILT_IN;
                self.write_built_in(was_for_a_model).await?
            }
        };
        self.end(&written, note).await
    }

    /// Says in the database that writing has begun. False when another run has finished it meanwhile: then its events
    /// have been told again.
    async fn begin(&mut self) -> Result<bool, ProjectsError> {
        let mut tx = self.service.deps.db.begin(&self.by).await?;
        let seen = access::see(&mut tx, self.project).await?;
        let access = access::lock_for_plan(&mut tx, seen).await?;
        let stored = projects::get(&mut tx, &access).await?;
        if access.state() == ProjectState::Ready {
            let entries = files::list(&mut tx, &access).await?;
            tx.commit().await?;
            replay(stored, entries).into_iter().for_each(|event| self.writer.tell(event));
            return Ok(false);
        }
        // Between the look that started this run and the lock, the plan may have been changed once more.
        self.generator.clone_from(&stored.generator);
        self.plan = stored.plan.unwrap_or_else(|| self.plan.clone());
        let now = self.service.deps.clock.now();
        projects::set_state(&mut tx, &access, ProjectState::Writing, None, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn write_built_in(&mut self, was_for_a_model: bool) -> Result<(Vec<String>, Option<String>), ProjectsError> {
        let mut note = None;
        if was_for_a_model {
            let message = format!(
                "No model is set up any more, so the built-in generator writes this instead of {}.",
                self.generator
            );
            self.writer.tell(GenerationEvent::Note { message: message.clone() });
            note = Some(message);
        }
        let plan = self.plan.clone();
        let sources =
            tokio::task::spawn_blocking(move || blueprint::compose(&plan)).await.map_err(kernel::Fault::from)?;
        let total = sources.len() as u32;
        let mut written = Vec::with_capacity(sources.len());
        for (source, done) in sources.into_iter().zip(1..) {
            self.store(&source.path, source.text).await?;
            self.writer.tell(GenerationEvent::Progress { done, total: Some(total) });
            written.push(source.path);
        }
        Ok((written, note))
    }

    async fn store(&self, path: &str, text: String) -> Result<(), ProjectsError> {
        let entry = file_service::put(&self.service, &self.by, self.project, path, text.into_bytes()).await?;
        self.writer.tell(GenerationEvent::File { path: entry.path, size_bytes: entry.size_bytes });
        Ok(())
    }

    /// The first version, then the state that lets the project be opened.
    async fn end(&self, written: &[String], note: Option<String>) -> Result<(), ProjectsError> {
        let service = &self.service;
        let leftover = self.put_leftovers_aside(written).await?;
        let by = if self.generator == BUILT_IN { "the built-in generator" } else { &self.generator };
        let message: String = format!("Generated by {by}").chars().take(rules::MAX_MESSAGE_CHARS).collect();
        version_service::save(service, &self.by, self.project, VersionOrigin::Generated, Some(&message)).await?;

        let note = match (note, leftover) {
            (note, None) => note,
            (None, leftover) => leftover,
            (Some(note), Some(leftover)) => Some(format!("{note} {leftover}")),
        };
        let mut tx = service.deps.db.begin(&self.by).await?;
        let seen = access::see(&mut tx, self.project).await?;
        let access = access::lock_for_plan(&mut tx, seen).await?;
        let now = service.deps.clock.now();
        projects::set_state(&mut tx, &access, ProjectState::Ready, note.as_deref(), now).await?;
        tx.commit().await?;
        self.writer.tell(GenerationEvent::Done { project_id: self.project });
        Ok(())
    }

    /// Files of an earlier try that this one did not write again go to the trash, unless somebody has changed them.
    async fn put_leftovers_aside(&self, written: &[String]) -> Result<Option<String>, ProjectsError> {
        let service = &self.service;
        let mut tx = service.deps.db.begin(&self.by).await?;
        let seen = access::see(&mut tx, self.project).await?;
        let access = access::lock_for_files(&mut tx, seen).await?;
        let left: Vec<(FileId, String)> = files::list(&mut tx, &access)
            .await?
            .into_iter()
            .filter(|entry| entry.version == 1 && !written.contains(&entry.path))
            .map(|entry| (entry.id, entry.path))
            .collect();
        if left.is_empty() {
            tx.commit().await?;
            return Ok(None);
        }
        let ids: Vec<FileId> = left.iter().map(|(id, _)| *id).collect();
        files::trash(&mut tx, &access, &ids, service.deps.clock.now()).await?;
        tx.commit().await?;
        let message = format!("{} files of an earlier try were put in the trash.", left.len());
        self.writer.tell(GenerationEvent::Note { message: message.clone() });
        Ok(Some(message))
    }

    async fn fail(&self, error: ProjectsError) {
        if let ProjectsError::Fault(fault) = &error {
            tracing::error!(project.id = %self.project, error = fault.chain(), "writing a project failed through our fault");
        }
        let message = error.to_string();
        if let Err(cause) = self.remember_failure(&message).await {
            // The state stays `writing`, from which it can be started again too.
            tracing::warn!(project.id = %self.project, error = %cause, "a failed run could not be marked as failed");
        }
        let code = kernel::Classify::code(&error).to_owned();
        self.writer.tell(GenerationEvent::Failed { code, message });
    }

    async fn remember_failure(&self, message: &str) -> Result<(), ProjectsError> {
        let mut tx = self.service.deps.db.begin(&self.by).await?;
        let access = access::see(&mut tx, self.project).await?;
        let note: String = message.chars().take(MAX_NOTE_CHARS).collect();
        let now = self.service.deps.clock.now();
        projects::set_state(&mut tx, &access, ProjectState::Failed, Some(&note), now).await?;
        Ok(tx.commit().await?)
    }
}
