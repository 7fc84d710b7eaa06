//! Rows of `projects` and of `project_request_keys`.
use blueprint::Plan;
use kernel::{Fault, OrgId, ProjectId, Timestamp, UserId};
use projects_contract::{ProjectState, ProjectSummary};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{ProjectAccess, access, micros};

/// A project before it exists.
#[derive(Debug)]
pub struct NewRow<'a> {
    pub id: ProjectId,
    pub org: OrgId,
    pub creator: UserId,
    pub name: &'a str,
    pub description: &'a str,
    pub kind: &'a str,
    pub accent: &'a str,
    pub plan: Option<&'a Plan>,
    pub state: ProjectState,
    pub generator: &'a str,
    pub note: Option<&'a str>,
    pub now: Timestamp,
}

/// A project as stored; what the caller may do is added by the service.
#[derive(Debug)]
pub struct Stored {
    pub summary: ProjectSummary,
    pub org: OrgId,
    pub plan: Option<Plan>,
    pub generator: String,
    pub note: Option<String>,
}

struct Row {
    project_id: Uuid,
    org_id: Uuid,
    name: String,
    description: String,
    kind: String,
    accent: String,
    plan: Option<serde_json::Value>,
    state: String,
    generator: String,
    note: Option<String>,
    file_count: i64,
    size_bytes: i64,
    created_at: i64,
    updated_at: i64,
    trashed_at: Option<i64>,
}

impl Row {
    fn stored(self) -> Result<Stored, Fault> {
        Ok(Stored {
            summary: ProjectSummary {
                id: ProjectId::from_uuid(self.project_id),
                name: self.name,
                description: self.description,
                kind: self.kind,
                accent: self.accent,
                state: access::state(&self.state)?,
                file_count: self.file_count.max(0) as u32,
                size_bytes: self.size_bytes.max(0) as u64,
                created_at: db::at(self.created_at),
                updated_at: db::at(self.updated_at),
                trashed_at: self.trashed_at.map(db::at),
            },
            org: OrgId::from_uuid(self.org_id),
            plan: self.plan.map(serde_json::from_value).transpose()?,
            generator: self.generator,
            note: self.note,
        })
    }
}

/// Every query that answers whole projects has the same columns.
macro_rules! select_projects {
    ($tail:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select p.project_id, p.org_id, p.name, p.description, p.kind, p.accent, p.plan, p.state, p.generator, p.note,
                 inside.file_count as "file_count!", inside.size_bytes as "size_bytes!",
                 (extract(epoch from p.created_at) * 1000000)::bigint as "created_at!",
                 (extract(epoch from p.updated_at) * 1000000)::bigint as "updated_at!",
                 (extract(epoch from p.trashed_at) * 1000000)::bigint as trashed_at
               from projects p
               cross join lateral (
                 select count(*) as file_count, coalesce(sum(f.size_bytes), 0)::bigint as size_bytes
                 from files f where f.project_id = p.project_id and f.trashed_at is null) as inside "# + $tail
            $(, $argument)*
        )
    };
}

/// Adds a project.
pub async fn insert(tx: &mut PgConnection, new: &NewRow<'_>) -> Result<(), Fault> {
    let plan = new.plan.map(serde_json::to_value).transpose()?;
    sqlx::query!(
        "insert into projects (project_id, org_id, created_by, name, description, kind, accent, plan, state, generator,
           note, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
           to_timestamp($12::float8 / 1e6), to_timestamp($12::float8 / 1e6))",
        new.id.uuid(),
        new.org.uuid(),
        new.creator.uuid(),
        new.name,
        new.description,
        new.kind,
        new.accent,
        plan,
        access::state_word(new.state),
        new.generator,
        new.note,
        micros(new.now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The project that the proof is about.
pub async fn get(tx: &mut PgConnection, access: &ProjectAccess) -> Result<Stored, Fault> {
    select_projects!("where p.project_id = $1", access.project().uuid()).fetch_one(tx).await?.stored()
}

/// The caller's projects outside or inside the trash, last changed first, after the place `(updated_at, id)`.
pub async fn list(
    tx: &mut PgConnection,
    trashed: bool,
    after: Option<(Timestamp, ProjectId)>,
    limit: i64,
) -> Result<Vec<ProjectSummary>, Fault> {
    let (at, id) = match after {
        Some((at, id)) => (Some(micros(at)), Some(id.uuid())),
        None => (None, None),
    };
    let rows = select_projects!(
        "where (p.trashed_at is not null) = $1
           and ($2::float8 is null or (p.updated_at, p.project_id) < (to_timestamp($2::float8 / 1e6), $3::uuid))
         order by p.updated_at desc, p.project_id desc limit $4",
        trashed,
        at,
        id,
        limit,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| row.stored().map(|stored| stored.summary)).collect()
}

/// Says how far the project is, and why.
pub async fn set_state(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    state: ProjectState,
    note: Option<&str>,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "update projects set state = $2, note = $3, updated_at = to_timestamp($4::float8 / 1e6) where project_id = $1",
        access.project().uuid(),
        access::state_word(state),
        note,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Says who writes the project.
pub async fn set_generator(tx: &mut PgConnection, access: &ProjectAccess, generator: &str) -> Result<(), Fault> {
    sqlx::query!("update projects set generator = $2 where project_id = $1", access.project().uuid(), generator)
        .execute(tx)
        .await?;
    Ok(())
}

/// Replaces the plan and what lists show of it.
pub async fn set_plan(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    plan: &Plan,
    name: &str,
    accent: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "update projects set plan = $2, name = $3, kind = $4, accent = $5, updated_at = to_timestamp($6::float8 / 1e6)
         where project_id = $1",
        access.project().uuid(),
        serde_json::to_value(plan)?,
        name,
        plan.kind.slug(),
        accent,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Renames the project.
pub async fn rename(tx: &mut PgConnection, access: &ProjectAccess, name: &str, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!(
        "update projects set name = $2, updated_at = to_timestamp($3::float8 / 1e6) where project_id = $1",
        access.project().uuid(),
        name,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Puts the project in the trash, or takes it out. The time of the first trashing counts.
pub async fn set_trashed(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    trashed: bool,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "update projects set
           trashed_at = case when $2 then coalesce(trashed_at, to_timestamp($3::float8 / 1e6)) end,
           updated_at = to_timestamp($3::float8 / 1e6)
         where project_id = $1",
        access.project().uuid(),
        trashed,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes the project with everything in it.
pub async fn delete(tx: &mut PgConnection, access: &ProjectAccess) -> Result<(), Fault> {
    sqlx::query!("delete from projects where project_id = $1", access.project().uuid()).execute(tx).await?;
    Ok(())
}

/// Marks the project as changed now.
pub async fn touch(tx: &mut PgConnection, access: &ProjectAccess, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!(
        "update projects set updated_at = to_timestamp($2::float8 / 1e6) where project_id = $1",
        access.project().uuid(),
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The project that this person made in this org with this key, if there is one.
pub async fn by_request_key(
    tx: &mut PgConnection,
    org: OrgId,
    user: UserId,
    key: &str,
) -> Result<Option<ProjectId>, Fault> {
    let id = sqlx::query_scalar!(
        "select project_id from project_request_keys where org_id = $1 and user_id = $2 and key = $3",
        org.uuid(),
        user.uuid(),
        key
    )
    .fetch_optional(tx)
    .await?;
    Ok(id.map(ProjectId::from_uuid))
}

/// Remembers which project a key made.
pub async fn insert_request_key(tx: &mut PgConnection, key: &str, new: &NewRow<'_>) -> Result<(), Fault> {
    sqlx::query!(
        "insert into project_request_keys (user_id, key, project_id, org_id, created_at)
         values ($1, $2, $3, $4, to_timestamp($5::float8 / 1e6))",
        new.creator.uuid(),
        key,
        new.id.uuid(),
        new.org.uuid(),
        micros(new.now),
    )
    .execute(tx)
    .await?;
    Ok(())
}
