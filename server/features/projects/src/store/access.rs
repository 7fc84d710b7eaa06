//! Who may do what in a project: looked up once per transaction, then carried as a value.
use kernel::{Fault, FileId, OrgId, ProjectId, UserId, VersionId};
use projects_contract::{ProjectRole, ProjectState, ProjectsError};
use sqlx::PgConnection;

use crate::rules;

/// Proof that the caller of this transaction can see the project, and what more they may do. Only this module makes one.
#[derive(Debug, Clone)]
pub struct ProjectAccess {
    project: ProjectId,
    org: OrgId,
    creator: UserId,
    role: ProjectRole,
    state: ProjectState,
    is_trashed: bool,
}

impl ProjectAccess {
    /// The project.
    pub const fn project(&self) -> ProjectId {
        self.project
    }

    /// The org that owns it.
    pub const fn org(&self) -> OrgId {
        self.org
    }

    /// Whose quota its files count against.
    pub const fn creator(&self) -> UserId {
        self.creator
    }

    /// What the caller may do.
    pub const fn role(&self) -> ProjectRole {
        self.role
    }

    /// Whether the project is in the trash.
    pub const fn is_trashed(&self) -> bool {
        self.is_trashed
    }

    /// How far the project was when it was looked at.
    pub const fn state(&self) -> ProjectState {
        self.state
    }
}

/// The project, for looking at. What the caller cannot see is not there.
pub async fn see(tx: &mut PgConnection, project: ProjectId) -> Result<ProjectAccess, ProjectsError> {
    let row = sqlx::query!(
        r#"select org_id, created_by, state, trashed_at is not null as "is_trashed!",
             case when org_id = app.org_id() then app.org_role() end as org_role,
             coalesce(created_by = app.user_id(), false) as "is_creator!",
             project_id in (select app.granted_to_edit()) as "granted_to_edit!"
           from projects where project_id = $1"#,
        project.uuid(),
    )
    .fetch_optional(&mut *tx)
    .await
    .map_err(Fault::from)?
    .ok_or(ProjectsError::NotFound)?;
    let org_role = row.org_role.as_deref().and_then(kernel::Role::parse);
    Ok(ProjectAccess {
        project,
        org: OrgId::from_uuid(row.org_id),
        creator: UserId::from_uuid(row.created_by),
        role: rules::role_in(org_role, row.is_creator, row.granted_to_edit),
        state: state(&row.state)?,
        is_trashed: row.is_trashed,
    })
}

/// The project of a file, trashed or not.
pub async fn see_by_file(tx: &mut PgConnection, file: FileId) -> Result<ProjectAccess, ProjectsError> {
    let project = sqlx::query_scalar!("select project_id from files where file_id = $1", file.uuid())
        .fetch_optional(&mut *tx)
        .await
        .map_err(Fault::from)?
        .ok_or(ProjectsError::NotFound)?;
    see(tx, ProjectId::from_uuid(project)).await
}

/// The project of a version.
pub async fn see_by_version(tx: &mut PgConnection, version: VersionId) -> Result<ProjectAccess, ProjectsError> {
    let project = sqlx::query_scalar!("select project_id from versions where version_id = $1", version.uuid())
        .fetch_optional(&mut *tx)
        .await
        .map_err(Fault::from)?
        .ok_or(ProjectsError::NotFound)?;
    see(tx, ProjectId::from_uuid(project)).await
}

/// Takes the project's lock for writing its files, and looks again at what may have changed while waiting.
pub async fn lock_for_files(tx: &mut PgConnection, seen: ProjectAccess) -> Result<ProjectAccess, ProjectsError> {
    rules::may_write(seen.role)?;
    let access = lock(tx, seen).await?;
    rules::can_hold_files(access.state, access.is_trashed)?;
    Ok(access)
}

/// Takes the project's lock for changing its plan or who writes it.
pub async fn lock_for_plan(tx: &mut PgConnection, seen: ProjectAccess) -> Result<ProjectAccess, ProjectsError> {
    rules::may_write(seen.role)?;
    let access = lock(tx, seen).await?;
    rules::is_not_trashed(access.is_trashed)?;
    Ok(access)
}

/// Takes the project's lock for what only its owner may do. It may be in the trash.
pub async fn lock_for_owner(tx: &mut PgConnection, seen: ProjectAccess) -> Result<ProjectAccess, ProjectsError> {
    rules::may_own(seen.role)?;
    lock(tx, seen).await
}

async fn lock(tx: &mut PgConnection, seen: ProjectAccess) -> Result<ProjectAccess, ProjectsError> {
    // `no key update` leaves room for rows elsewhere that only refer to the project, such as messages.
    let row = sqlx::query!(
        r#"select state, trashed_at is not null as "is_trashed!" from projects where project_id = $1
           for no key update"#,
        seen.project.uuid(),
    )
    .fetch_optional(&mut *tx)
    .await
    .map_err(Fault::from)?
    .ok_or(ProjectsError::NotFound)?;
    Ok(ProjectAccess { state: state(&row.state)?, is_trashed: row.is_trashed, ..seen })
}

/// Reads the word that the `state` column holds.
pub fn state(word: &str) -> Result<ProjectState, Fault> {
    match word {
        "planned" => Ok(ProjectState::Planned),
        "writing" => Ok(ProjectState::Writing),
        "ready" => Ok(ProjectState::Ready),
        "failed" => Ok(ProjectState::Failed),
        other => Err(Fault::new(format!("a project is in the unknown state “{other}”"))),
    }
}

/// The word for the `state` column.
pub const fn state_word(state: ProjectState) -> &'static str {
    match state {
        ProjectState::Planned => "planned",
        ProjectState::Writing => "writing",
        ProjectState::Ready => "ready",
        ProjectState::Failed => "failed",
    }
}
