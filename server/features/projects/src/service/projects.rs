//! Projects as a whole: drafts, plans, making, listing, the trash.
use blueprint::Plan;
use kernel::{Caller, Cursor, Page, ProjectId, Role, SignedIn};
use projects_contract::{NewProject, Project, ProjectState, ProjectSummary, ProjectsError, Storage};
use sha2::{Digest, Sha256};

use super::{Service, generation, signed_in};
use crate::{
    generate::BUILT_IN,
    rules,
    store::{ProjectAccess, access, drafts, people, projects, usage},
};

/// How long a visitor's words are kept.
const DRAFT_SECONDS: i64 = 24 * 3600;
/// Most drafts at one time: what anonymous visitors can make the database hold, 500 MB at the very worst.
const MAX_DRAFTS: i64 = 50_000;
/// Projects on one page of the list.
const PAGE: usize = 24;

pub async fn keep_draft(service: &Service, description: &str) -> Result<String, ProjectsError> {
    let description = rules::description(description)?;
    let mut secret = [0_u8; 32];
    ports::clock::random_bytes(&mut secret);
    let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let now = service.deps.clock.now();
    let mut tx = service.deps.db.begin_auth().await?;
    if drafts::count(&mut tx, MAX_DRAFTS).await? >= MAX_DRAFTS {
        drafts::remove_expired(&mut tx, now).await?;
        if drafts::count(&mut tx, MAX_DRAFTS).await? >= MAX_DRAFTS {
            return Err(ProjectsError::TooMany(
                "Too many visitors are writing right now. Sign in, then describe it.".into(),
            ));
        }
    }
    drafts::insert(&mut tx, &Sha256::digest(&secret), &description, now, now.plus_seconds(DRAFT_SECONDS)).await?;
    tx.commit().await?;
    Ok(secret)
}

pub async fn take_draft(service: &Service, secret: &str) -> Result<Option<String>, ProjectsError> {
    let mut tx = service.deps.db.begin_auth().await?;
    let description = drafts::take(&mut tx, &Sha256::digest(secret), service.deps.clock.now()).await?;
    tx.commit().await?;
    Ok(description)
}

pub async fn plan(description: &str) -> Result<Plan, ProjectsError> {
    let description = rules::description(description)?;
    Ok(super::heavy(description.len(), move || blueprint::read(&description)).await?)
}

pub async fn create(
    service: &Service,
    by: &Caller,
    new: NewProject,
    key: Option<&str>,
) -> Result<Project, ProjectsError> {
    let who = author(by)?;
    let description = rules::description(&new.description)?;
    let key = key.map(request_key).transpose()?;
    let plan = match new.plan {
        Some(plan) => plan,
        None => self::plan(&description).await?,
    };
    blueprint::check(&plan)?;

    let mut tx = service.deps.db.begin(by).await?;
    people::lock_creation(&mut tx, who.user).await?;
    let earlier = match key {
        Some(key) => projects::by_request_key(&mut tx, who.org, who.user, key).await?,
        None => None,
    };
    let project = match earlier {
        Some(project) => project,
        None => {
            check_rate(service, &mut tx, who).await?;
            let row = projects::NewRow {
                id: ProjectId::from_uuid(service.deps.clock.new_id()),
                org: who.org,
                creator: who.user,
                name: &rules::name_of(&plan.title),
                description: &description,
                kind: plan.kind.slug(),
                accent: &accent(&plan),
                plan: Some(&plan),
                state: ProjectState::Planned,
                generator: &generation::default_generator(service),
                note: None,
                now: service.deps.clock.now(),
            };
            projects::insert(&mut tx, &row).await?;
            if let Some(key) = key {
                projects::insert_request_key(&mut tx, key, &row).await?;
            }
            row.id
        }
    };
    tx.commit().await?;
    if new.approved {
        generation::start(service, by, project).await?;
    }
    get(service, by, project).await
}

/// Someone who may make projects in the org that they act for.
pub fn author(by: &Caller) -> Result<&SignedIn, ProjectsError> {
    let who = signed_in(by)?;
    if who.role >= Role::Member { Ok(who) } else { Err(ProjectsError::ReadOnly) }
}

/// Refuses more than 30 new projects an hour. The caller holds the person's creation lock.
pub async fn check_rate(service: &Service, tx: &mut db::Tx, who: &SignedIn) -> Result<(), ProjectsError> {
    let hour_ago = service.deps.clock.now().plus_seconds(-3600);
    if usage::made_since(tx, who.user, hour_ago).await? >= rules::MAX_PROJECTS_PER_HOUR {
        return Err(ProjectsError::TooMany(format!(
            "You made {} projects in the last hour, which is the limit. Wait a while, then try again.",
            rules::MAX_PROJECTS_PER_HOUR
        )));
    }
    Ok(())
}

fn request_key(key: &str) -> Result<&str, ProjectsError> {
    let fits = (1..=rules::MAX_REQUEST_KEY_CHARS).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if fits { Ok(key) } else { Err(ProjectsError::BadRequestKey) }
}

/// A plan's accent may be a colour's name with a space, as people write it; style sheets want it without.
fn accent(plan: &Plan) -> String {
    plan.accent.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

pub async fn revise_plan(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    plan: Plan,
) -> Result<Project, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let seen = access::see(&mut tx, project).await?;
    let access = access::lock_for_plan(&mut tx, seen).await?;
    blueprint::check(&plan)?;
    let stored = projects::get(&mut tx, &access).await?;
    let has_files = stored.summary.file_count > 0;
    if !matches!((access.state(), has_files), (ProjectState::Planned, _) | (ProjectState::Failed, false)) {
        return Err(ProjectsError::WrongState(
            "The files of this project are being or have been written, so its plan is fixed. Edit the files, or make a new \
             project from the new plan."
                .into(),
        ));
    }
    let now = service.deps.clock.now();
    projects::set_plan(&mut tx, &access, &plan, &rules::name_of(&plan.title), &accent(&plan), now).await?;
    let stored = projects::get(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(project_for(service, &access, stored))
}

pub async fn use_built_in(service: &Service, by: &Caller, project: ProjectId) -> Result<Project, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let seen = access::see(&mut tx, project).await?;
    let access = access::lock_for_plan(&mut tx, seen).await?;
    let stored = projects::get(&mut tx, &access).await?;
    // A project that a stopped server left half-written counts as failed.
    let is_idle = match access.state() {
        ProjectState::Planned | ProjectState::Failed => true,
        ProjectState::Writing => service.runs.of(project).is_none(),
        ProjectState::Ready => false,
    };
    if !is_idle || stored.plan.is_none() {
        return Err(ProjectsError::WrongState("This project is being or has been written already.".into()));
    }
    projects::set_generator(&mut tx, &access, BUILT_IN).await?;
    let stored = projects::get(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(project_for(service, &access, stored))
}

pub async fn list(
    service: &Service,
    by: &Caller,
    trashed: bool,
    after: Option<Cursor>,
) -> Result<Page<ProjectSummary>, ProjectsError> {
    signed_in(by)?;
    let after = after.as_ref().and_then(rules::read_list_cursor);
    let mut tx = service.deps.db.begin(by).await?;
    let rows = projects::list(&mut tx, trashed, after, PAGE as i64 + 1).await?;
    tx.commit().await?;
    Ok(Page::from_overfetch(rows, PAGE, |row| rules::list_cursor(row.updated_at, row.id)))
}

pub async fn get(service: &Service, by: &Caller, project: ProjectId) -> Result<Project, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    let stored = projects::get(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(project_for(service, &access, stored))
}

/// A stored project with what depends on who asks.
pub fn project_for(service: &Service, access: &ProjectAccess, stored: projects::Stored) -> Project {
    Project {
        preview_origin: (service.deps.preview_origin)(access.project()),
        summary: stored.summary,
        org_id: stored.org,
        role: access.role(),
        plan: stored.plan,
        generator: stored.generator,
        note: stored.note,
    }
}

pub async fn rename(service: &Service, by: &Caller, project: ProjectId, name: &str) -> Result<Project, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let seen = access::see(&mut tx, project).await?;
    let access = access::lock_for_owner(&mut tx, seen).await?;
    projects::rename(&mut tx, &access, &rules::name(name)?, service.deps.clock.now()).await?;
    let stored = projects::get(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(project_for(service, &access, stored))
}

pub async fn set_trashed(
    service: &Service,
    by: &Caller,
    project: ProjectId,
    trashed: bool,
) -> Result<Project, ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let seen = access::see(&mut tx, project).await?;
    let access = access::lock_for_owner(&mut tx, seen).await?;
    projects::set_trashed(&mut tx, &access, trashed, service.deps.clock.now()).await?;
    let stored = projects::get(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(project_for(service, &access, stored))
}

pub async fn delete_forever(service: &Service, by: &Caller, project: ProjectId) -> Result<(), ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let seen = access::see(&mut tx, project).await?;
    let access = access::lock_for_owner(&mut tx, seen).await?;
    rules::is_trashed(access.is_trashed())?;
    projects::delete(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn storage(service: &Service, by: &Caller) -> Result<Storage, ProjectsError> {
    let who = signed_in(by)?;
    let mut tx = service.deps.db.begin(by).await?;
    let used_bytes = usage::bytes_of(&mut tx, who.user).await?;
    tx.commit().await?;
    Ok(Storage { used_bytes, quota_bytes: service.deps.quota_bytes })
}
