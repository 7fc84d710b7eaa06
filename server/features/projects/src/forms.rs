//! What the forms of the projects' pages post to. They work before and without any script: each answers with a redirect,
//! and what went wrong travels in a flash cookie.
use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Form, Router,
    extract::{DefaultBodyLimit, Multipart, Path, multipart::MultipartError, rejection::FormRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use futures::StreamExt;
use kernel::{Caller, Classify, ProjectId};
use ports::Clock;
use projects_contract::{GenerationEvent, NewProject, Projects, ProjectsError};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use web::{By, Flash, write_flash};

/// Largest form without a file.
const SMALL_BODY: usize = 256 * 1024;
/// Largest form with an archive of 64 MiB.
const ARCHIVE_BODY: usize = 64 * 1024 * 1024 + 64 * 1024;
/// How long a browser without scripts waits for the files. A model takes longer; then the plan's page says how far it is.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest description that goes back to the prompt box in an address, in bytes as encoded. Every server takes as much.
const MAX_QUERY_BYTES: usize = 6_000;

const HOME: &str = "/home";
const PROJECTS: &str = "/projects";
const TRASH: &str = "/projects/trash";

#[derive(Clone)]
struct Door {
    projects: Arc<dyn Projects>,
    clock: Arc<dyn Clock>,
    secure: bool,
}

impl Door {
    fn to(&self, path: &str, flash: &Flash) -> Response {
        ([(header::SET_COOKIE, write_flash(flash, self.secure))], Redirect::to(path)).into_response()
    }

    fn sorry(&self, path: &str, error: &ProjectsError) -> Response {
        if let Some(fault) = error.fault() {
            tracing::error!(error = fault.chain(), "a form failed through our fault");
        }
        if *error == ProjectsError::SignInFirst {
            return Redirect::to(&format!("/sign-in?next={path}")).into_response();
        }
        self.to(path, &Flash::error(error.to_string(), &[]))
    }
}

pub(crate) fn routes(projects: Arc<dyn Projects>, clock: Arc<dyn Clock>, secure: bool) -> Router {
    let small = Router::new()
        .route("/describe", post(describe))
        .route("/describe/{secret}", get(take_up))
        .route("/projects/act", post(act))
        .layer(DefaultBodyLimit::max(SMALL_BODY));
    let archives = Router::new().route("/projects/import", post(import)).layer(DefaultBodyLimit::max(ARCHIVE_BODY));
    small.merge(archives).layer(Extension(Door { projects, clock, secure }))
}

fn plan_page(project: ProjectId) -> String {
    format!("/projects/{project}/plan")
}

#[derive(Deserialize)]
struct DescribeForm {
    #[serde(default)]
    description: String,
}

/// The prompt box. Whoever is signed in gets a plan to look at; everyone else's words are kept until they have signed up.
async fn describe(
    Extension(door): Extension<Door>,
    By(by): By,
    form: Result<Form<DescribeForm>, FormRejection>,
) -> Response {
    let home = if by.signed_in().is_some() { HOME } else { "/" };
    let description = match form {
        Ok(Form(form)) => form.description,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let max = projects_contract::MAX_DESCRIPTION_CHARS;
            let message =
                format!("A description has at most {max} characters. Go back, shorten it, and send it again.");
            return door.to(home, &Flash::error(message, &[]));
        }
        Err(_) => return door.to(home, &Flash::error("That form could not be read. Send it again.", &[])),
    };
    if by.signed_in().is_none() {
        return match door.projects.keep_draft(description).await {
            Ok(secret) => Redirect::to(&format!("/sign-up?next=/describe/{secret}")).into_response(),
            Err(error) => door.sorry(home, &error),
        };
    }
    make_plan(&door, &by, description).await
}

/// Where a visitor arrives after sign-up: their words become a plan, once.
async fn take_up(Extension(door): Extension<Door>, By(by): By, Path(secret): Path<String>) -> Response {
    if by.signed_in().is_none() {
        // Only what a secret can hold goes into an address.
        let is_secret = secret.len() <= 100 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let next = if is_secret { format!("/sign-in?next=/describe/{secret}") } else { "/sign-in".to_owned() };
        return Redirect::to(&next).into_response();
    }
    match door.projects.take_draft(&secret).await {
        Ok(Some(description)) => make_plan(&door, &by, description).await,
        Ok(None) => {
            let message = "Those words have become a plan already, or were kept for longer than a day.";
            door.to(PROJECTS, &Flash::error(message, &[]))
        }
        Err(error) => door.sorry(PROJECTS, &error),
    }
}

async fn make_plan(door: &Door, by: &Caller, description: String) -> Response {
    // The same words within the same minute are a button that was pressed twice.
    let minute = door.clock.now().seconds().div_euclid(60);
    let words: String = Sha256::digest(&description).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let new = NewProject { description: description.clone(), plan: None, approved: false };
    match door.projects.create_once(by, new, &format!("describe-{minute}-{words}")).await {
        Ok(project) => Redirect::to(&plan_page(project.summary.id)).into_response(),
        Err(error) => give_back(door, description, &error).await,
    }
}

/// Nobody types ten thousand characters twice: the words go back into the box, or are kept under an address.
async fn give_back(door: &Door, description: String, error: &ProjectsError) -> Response {
    let encoded: String = description
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    if encoded.len() <= MAX_QUERY_BYTES {
        return door.sorry(&format!("{HOME}?describe={encoded}"), error);
    }
    match door.projects.keep_draft(description).await {
        Ok(secret) => {
            let message = format!("{error} Your words are kept for a day; go on at /describe/{secret}");
            door.to(HOME, &Flash::error(message, &[]))
        }
        Err(_) => door.sorry(HOME, error),
    }
}

#[derive(Deserialize)]
struct ActForm {
    #[serde(default)]
    project: String,
    #[serde(default)]
    act: String,
}

/// The small buttons: into the trash, out of it, write the files.
async fn act(Extension(door): Extension<Door>, By(by): By, Form(form): Form<ActForm>) -> Response {
    let Ok(project) = form.project.parse::<ProjectId>() else { return door.sorry(PROJECTS, &ProjectsError::NotFound) };
    match form.act.as_str() {
        "trash" => match door.projects.trash(&by, project).await {
            Ok(()) => door.to(PROJECTS, &Flash::done("The project is in the trash, where it stays for 30 days.")),
            Err(error) => door.sorry(PROJECTS, &error),
        },
        "restore" => match door.projects.untrash(&by, project).await {
            Ok(project) => door.to(PROJECTS, &Flash::done(format!("“{}” is back.", project.summary.name))),
            Err(error) => door.sorry(TRASH, &error),
        },
        "delete-forever" => match door.projects.delete_forever(&by, project).await {
            Ok(()) => door.to(TRASH, &Flash::done("The project is deleted for good.")),
            Err(error) => door.sorry(TRASH, &error),
        },
        "write" => write(&door, &by, project).await,
        "write-built-in" => match door.projects.use_built_in(&by, project).await {
            Ok(_) => write(&door, &by, project).await,
            Err(error) => door.sorry(&plan_page(project), &error),
        },
        _ => door.to(PROJECTS, &Flash::error("That button is not known here. Reload the page and try again.", &[])),
    }
}

async fn write(door: &Door, by: &Caller, project: ProjectId) -> Response {
    let events = match door.projects.generate(by, project).await {
        Ok(events) => events,
        Err(error) => return door.sorry(&plan_page(project), &error),
    };
    let last = events.filter(|event| std::future::ready(event.is_last())).collect::<Vec<_>>();
    match tokio::time::timeout(PATIENCE, last).await.map(|mut last| last.pop()) {
        Ok(Some(GenerationEvent::Done { project_id })) => Redirect::to(&format!("/p/{project_id}")).into_response(),
        Ok(Some(GenerationEvent::Failed { message, .. })) => door.to(&plan_page(project), &Flash::error(message, &[])),
        _ => door.to(&plan_page(project), &Flash::done("The files are being written. Reload this page in a while.")),
    }
}

/// A zip archive from the form on the list of projects.
async fn import(Extension(door): Extension<Door>, By(by): By, mut form: Multipart) -> Response {
    let (mut name, mut archive) = (String::new(), None);
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return unreadable(&door, &error),
        };
        match field.name() {
            Some("name") => match field.text().await {
                Ok(text) => name = text,
                Err(error) => return unreadable(&door, &error),
            },
            Some("archive") => match field.bytes().await {
                Ok(bytes) => archive = Some(bytes),
                Err(error) => return unreadable(&door, &error),
            },
            _ => {}
        }
    }
    let Some(archive) = archive.filter(|archive| !archive.is_empty()) else {
        return door.to(PROJECTS, &Flash::error("Choose a zip archive first.", &[]));
    };
    match door.projects.import_zip(&by, &name, archive.into()).await {
        Ok(project) => Redirect::to(&format!("/p/{}", project.summary.id)).into_response(),
        Err(error) => door.sorry(PROJECTS, &error),
    }
}

fn unreadable(door: &Door, error: &MultipartError) -> Response {
    let message = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        "An archive can have at most 64 MiB. Nothing was imported."
    } else {
        "The upload was cut off. Nothing was imported; send it again."
    };
    door.to(PROJECTS, &Flash::error(message, &[]))
}
