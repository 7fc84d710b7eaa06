//! Rows of `versions` and `version_files`.
use kernel::{Fault, FileId, ProjectId, Timestamp, UserId, VersionId};
use ports::BlobHash;
use projects_contract::{Version, VersionOrigin};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{ProjectAccess, micros};

/// A file as a version remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub file: FileId,
    pub path: String,
    pub hash: BlobHash,
    pub size_bytes: u64,
    pub is_binary: bool,
}

/// A version before it exists.
#[derive(Debug)]
pub struct NewRow<'a> {
    pub id: VersionId,
    pub message: Option<&'a str>,
    pub origin: VersionOrigin,
    pub by: Option<UserId>,
    pub by_name: &'a str,
    pub files: &'a [Kept],
    pub now: Timestamp,
}

struct Row {
    version_id: Uuid,
    project_id: Uuid,
    number: i64,
    message: Option<String>,
    origin: String,
    by_name: String,
    created_at: i64,
    file_count: i32,
}

impl Row {
    fn version(self) -> Result<Version, Fault> {
        Ok(Version {
            id: VersionId::from_uuid(self.version_id),
            project_id: ProjectId::from_uuid(self.project_id),
            number: self.number,
            message: self.message,
            origin: origin(&self.origin)?,
            by: self.by_name,
            created_at: db::at(self.created_at),
            file_count: self.file_count.max(0) as u32,
        })
    }
}

macro_rules! select_versions {
    ($tail:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select version_id, project_id, number, message, origin, by_name,
                 (extract(epoch from created_at) * 1000000)::bigint as "created_at!", file_count
               from versions "# + $tail
            $(, $argument)*
        )
    };
}

/// The newest version, if there is one.
pub async fn last(tx: &mut PgConnection, access: &ProjectAccess) -> Result<Option<Version>, Fault> {
    select_versions!("where project_id = $1 order by number desc limit 1", access.project().uuid())
        .fetch_optional(tx)
        .await?
        .map(Row::version)
        .transpose()
}

/// One version of the project.
pub async fn get(tx: &mut PgConnection, access: &ProjectAccess, id: VersionId) -> Result<Option<Version>, Fault> {
    select_versions!("where project_id = $1 and version_id = $2", access.project().uuid(), id.uuid())
        .fetch_optional(tx)
        .await?
        .map(Row::version)
        .transpose()
}

/// Versions below `before`, newest first.
pub async fn page(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Version>, Fault> {
    let rows = select_versions!(
        "where project_id = $1 and ($2::bigint is null or number < $2) order by number desc limit $3",
        access.project().uuid(),
        before,
        limit,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Row::version).collect()
}

/// What a version holds, by path.
pub async fn files(tx: &mut PgConnection, access: &ProjectAccess, version: VersionId) -> Result<Vec<Kept>, Fault> {
    let rows = sqlx::query!(
        r#"select file_id, path, blob_hash, size_bytes, is_binary from version_files
           where project_id = $1 and version_id = $2 order by path collate "C""#,
        access.project().uuid(),
        version.uuid(),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Kept {
                file: FileId::from_uuid(row.file_id),
                path: row.path,
                hash: BlobHash::parse(&row.blob_hash)
                    .ok_or_else(|| Fault::new(format!("“{}” is no hash of a file", row.blob_hash)))?,
                size_bytes: row.size_bytes.max(0) as u64,
                is_binary: row.is_binary,
            })
        })
        .collect()
}

/// Adds the next version. The caller holds the project's lock, so no other one takes its number.
pub async fn insert(tx: &mut PgConnection, access: &ProjectAccess, new: &NewRow<'_>) -> Result<(), Fault> {
    sqlx::query!(
        "insert into versions (version_id, project_id, org_id, number, message, origin, created_by, by_name, created_at,
           file_count)
         select $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7, to_timestamp($8::float8 / 1e6), $9
         from versions where project_id = $2",
        new.id.uuid(),
        access.project().uuid(),
        access.org().uuid(),
        new.message,
        origin_word(new.origin),
        new.by.map(|user| user.uuid()),
        new.by_name,
        micros(new.now),
        new.files.len() as i32,
    )
    .execute(&mut *tx)
    .await?;
    let ids: Vec<Uuid> = new.files.iter().map(|kept| kept.file.uuid()).collect();
    let paths: Vec<String> = new.files.iter().map(|kept| kept.path.clone()).collect();
    let hashes: Vec<String> = new.files.iter().map(|kept| kept.hash.to_string()).collect();
    let sizes: Vec<i64> = new.files.iter().map(|kept| kept.size_bytes as i64).collect();
    let binary: Vec<bool> = new.files.iter().map(|kept| kept.is_binary).collect();
    sqlx::query!(
        "insert into version_files (version_id, project_id, org_id, file_id, path, blob_hash, size_bytes, is_binary)
         select $1, $2, $3, kept.file_id, kept.path, kept.hash, kept.size, kept.is_binary
         from unnest($4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::boolean[])
           as kept (file_id, path, hash, size, is_binary)",
        new.id.uuid(),
        access.project().uuid(),
        access.org().uuid(),
        &ids,
        &paths,
        &hashes,
        &sizes,
        &binary,
    )
    .execute(tx)
    .await?;
    Ok(())
}

fn origin(word: &str) -> Result<VersionOrigin, Fault> {
    match word {
        "generated" => Ok(VersionOrigin::Generated),
        "checkpoint" => Ok(VersionOrigin::Checkpoint),
        "restore" => Ok(VersionOrigin::Restore),
        "automatic" => Ok(VersionOrigin::Automatic),
        "import" => Ok(VersionOrigin::Import),
        "assistant" => Ok(VersionOrigin::Assistant),
        other => Err(Fault::new(format!("a version has the unknown origin “{other}”"))),
    }
}

const fn origin_word(origin: VersionOrigin) -> &'static str {
    match origin {
        VersionOrigin::Generated => "generated",
        VersionOrigin::Checkpoint => "checkpoint",
        VersionOrigin::Restore => "restore",
        VersionOrigin::Automatic => "automatic",
        VersionOrigin::Import => "import",
        VersionOrigin::Assistant => "assistant",
    }
}
