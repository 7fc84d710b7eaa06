//! Rows of `files`. Writers hold the project's lock.
use kernel::{Fault, FileId, ProjectId, Timestamp};
use ports::BlobHash;
use projects_contract::{FileContent, FileEntry};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{ProjectAccess, live, micros};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Text, LF line ends, without NUL.
    Text(String),
    /// Any other bytes, in the blob store.
    Blob(BlobHash),
}

/// A file with what it holds.
#[derive(Debug, Clone)]
pub struct StoredFile {
    pub entry: FileEntry,
    pub body: Body,
}

impl StoredFile {
    /// The form that travels.
    pub fn into_content(self) -> FileContent {
        let text = match self.body {
            Body::Text(text) => Some(text),
            Body::Blob(_) => None,
        };
        FileContent { entry: self.entry, text }
    }
}

/// A file to be inserted with version 1.
#[derive(Debug, Clone)]
pub struct NewRow {
    pub id: FileId,
    pub path: String,
    pub body: Body,
    pub size_bytes: u64,
}

struct EntryRow {
    file_id: Uuid,
    project_id: Uuid,
    path: String,
    version: i64,
    size_bytes: i64,
    is_binary: bool,
    updated_at: i64,
    trashed_at: Option<i64>,
}

impl From<EntryRow> for FileEntry {
    fn from(row: EntryRow) -> Self {
        FileEntry {
            id: FileId::from_uuid(row.file_id),
            project_id: ProjectId::from_uuid(row.project_id),
            path: row.path,
            version: row.version,
            size_bytes: row.size_bytes.max(0) as u64,
            is_binary: row.is_binary,
            updated_at: db::at(row.updated_at),
            trashed_at: row.trashed_at.map(db::at),
        }
    }
}

struct FullRow {
    file_id: Uuid,
    project_id: Uuid,
    path: String,
    version: i64,
    content: Option<String>,
    /// The batches that were stored after `content`, in order.
    tail: Option<Vec<Vec<u8>>>,
    blob_hash: Option<String>,
    size_bytes: i64,
    updated_at: i64,
    trashed_at: Option<i64>,
}

impl FullRow {
    fn stored(self) -> Result<StoredFile, Fault> {
        let body = match (self.content, self.blob_hash) {
            (Some(text), _) => Body::Text(match self.tail.as_deref() {
                None | Some([]) => text,
                Some(batches) => live::text_after(&text, batches)?,
            }),
            (None, Some(hash)) => {
                Body::Blob(BlobHash::parse(&hash).ok_or_else(|| Fault::new(format!("“{hash}” is no hash of a file")))?)
            }
            (None, None) => return Err(Fault::new("a file holds neither text nor bytes")),
        };
        let entry = EntryRow {
            file_id: self.file_id,
            project_id: self.project_id,
            path: self.path,
            version: self.version,
            size_bytes: self.size_bytes,
            is_binary: matches!(body, Body::Blob(_)),
            updated_at: self.updated_at,
            trashed_at: self.trashed_at,
        };
        Ok(StoredFile { entry: entry.into(), body })
    }
}

macro_rules! select_entries {
    ($tail:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            EntryRow,
            r#"select file_id, project_id, path, version, size_bytes, blob_hash is not null as "is_binary!",
                 (extract(epoch from updated_at) * 1000000)::bigint as "updated_at!",
                 (extract(epoch from trashed_at) * 1000000)::bigint as trashed_at
               from files "# + $tail
            $(, $argument)*
        )
    };
}

macro_rules! select_files {
    ($tail:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            FullRow,
            r#"select file_id, project_id, path, version, content, blob_hash, size_bytes,
                 case when content_version < version then (
                   select array_agg(b.entries order by b.from_version) from file_batches b
                   where b.file_id = files.file_id and b.from_version >= files.content_version) end as "tail: Vec<Vec<u8>>",
                 (extract(epoch from updated_at) * 1000000)::bigint as "updated_at!",
                 (extract(epoch from trashed_at) * 1000000)::bigint as trashed_at
               from files "# + $tail
            $(, $argument)*
        )
    };
}

/// The files outside the trash, by path.
pub async fn list(tx: &mut PgConnection, access: &ProjectAccess) -> Result<Vec<FileEntry>, Fault> {
    let rows = select_entries!(
        r#"where project_id = $1 and trashed_at is null order by path collate "C""#,
        access.project().uuid()
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(FileEntry::from).collect())
}

/// The files in the trash, last deleted first. At most 2,000; older ones are removed for good before long.
pub async fn trashed(tx: &mut PgConnection, access: &ProjectAccess) -> Result<Vec<FileEntry>, Fault> {
    let rows = select_entries!(
        "where project_id = $1 and trashed_at is not null order by trashed_at desc, file_id desc limit 2000",
        access.project().uuid()
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(FileEntry::from).collect())
}

/// The files outside the trash with what they hold, by path, and those of `also` even when they are in the trash.
pub async fn with_bodies(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    also: &[FileId],
) -> Result<Vec<StoredFile>, Fault> {
    let also: Vec<Uuid> = also.iter().map(|id| id.uuid()).collect();
    let rows = select_files!(
        r#"where project_id = $1 and (trashed_at is null or file_id = any($2)) order by path collate "C""#,
        access.project().uuid(),
        &also,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(FullRow::stored).collect()
}

/// One file of the project, trashed or not.
pub async fn get(tx: &mut PgConnection, access: &ProjectAccess, file: FileId) -> Result<Option<StoredFile>, Fault> {
    select_files!("where project_id = $1 and file_id = $2", access.project().uuid(), file.uuid())
        .fetch_optional(tx)
        .await?
        .map(FullRow::stored)
        .transpose()
}

/// The file at this path, outside the trash.
pub async fn at_path(tx: &mut PgConnection, access: &ProjectAccess, path: &str) -> Result<Option<StoredFile>, Fault> {
    select_files!("where project_id = $1 and path = $2 and trashed_at is null", access.project().uuid(), path)
        .fetch_optional(tx)
        .await?
        .map(FullRow::stored)
        .transpose()
}

/// A path outside the trash that keeps `path` from being used: the same one, a folder of that name, or a file where a
/// folder would have to be. `except` may stand there, because it is what moves.
pub async fn clash(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    path: &str,
    except: Option<FileId>,
) -> Result<Option<String>, Fault> {
    let clash = sqlx::query_scalar!(
        "select path from files
         where project_id = $1 and trashed_at is null and file_id is distinct from $3
           and (path = $2 or starts_with(path, $2 || '/') or starts_with($2, path || '/'))
         order by length(path) limit 1",
        access.project().uuid(),
        path,
        except.map(|id| id.uuid()),
    )
    .fetch_optional(tx)
    .await?;
    Ok(clash)
}

/// Adds files. The caller has looked for clashes.
pub async fn insert(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    rows: &[NewRow],
    now: Timestamp,
) -> Result<(), Fault> {
    insert_into(tx, access.project(), access.org(), rows, now).await
}

/// Adds the first files of a project that was made in this transaction.
pub async fn insert_into(
    tx: &mut PgConnection,
    project: ProjectId,
    org: kernel::OrgId,
    rows: &[NewRow],
    now: Timestamp,
) -> Result<(), Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
    let paths: Vec<String> = rows.iter().map(|row| row.path.clone()).collect();
    let sizes: Vec<i64> = rows.iter().map(|row| row.size_bytes as i64).collect();
    // An empty hash means text: arrays without nulls are simpler to bind, and a hash is never empty.
    let (contents, hashes): (Vec<String>, Vec<String>) = rows
        .iter()
        .map(|row| match &row.body {
            Body::Text(text) => (text.clone(), String::new()),
            Body::Blob(hash) => (String::new(), hash.to_string()),
        })
        .unzip();
    sqlx::query!(
        "insert into files (file_id, project_id, org_id, path, version, content, blob_hash, size_bytes, created_at,
           updated_at)
         select new.id, $1, $2, new.path, 1, case when new.hash = '' then new.content end, nullif(new.hash, ''),
           new.size, to_timestamp($8::float8 / 1e6), to_timestamp($8::float8 / 1e6)
         from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[])
           as new (id, path, content, hash, size)",
        project.uuid(),
        org.uuid(),
        &ids,
        &paths,
        &contents,
        &hashes,
        &sizes,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Holds the files until the transaction ends: nobody stores a batch of their changes meanwhile. Whoever writes a text
/// from what it was does this before reading it.
pub async fn lock(tx: &mut PgConnection, access: &ProjectAccess, files: &[FileId]) -> Result<(), Fault> {
    let ids: Vec<Uuid> = files.iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "select file_id from files where project_id = $1 and file_id = any($2) order by file_id for update",
        access.project().uuid(),
        &ids,
    )
    .fetch_all(tx)
    .await?;
    Ok(())
}

/// Replaces what a file holds; `version` is the new one.
pub async fn set_body(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    file: FileId,
    version: i64,
    body: &Body,
    size_bytes: u64,
    now: Timestamp,
) -> Result<(), Fault> {
    let (content, hash) = match body {
        Body::Text(text) => (Some(text.as_str()), None),
        Body::Blob(hash) => (None, Some(hash.as_str())),
    };
    sqlx::query!(
        "update files set version = $3, content_version = $3, content = $4, blob_hash = $5, size_bytes = $6,
           updated_at = to_timestamp($7::float8 / 1e6)
         where project_id = $1 and file_id = $2",
        access.project().uuid(),
        file.uuid(),
        version,
        content,
        hash,
        size_bytes as i64,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Puts files in the trash.
pub async fn trash(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    files: &[FileId],
    now: Timestamp,
) -> Result<(), Fault> {
    let ids: Vec<Uuid> = files.iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "update files set trashed_at = to_timestamp($3::float8 / 1e6)
         where project_id = $1 and file_id = any($2) and trashed_at is null",
        access.project().uuid(),
        &ids,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes what is in the trash; answers how many files.
pub async fn empty_trash(tx: &mut PgConnection, access: &ProjectAccess) -> Result<u64, Fault> {
    let gone =
        sqlx::query!("delete from files where project_id = $1 and trashed_at is not null", access.project().uuid(),)
            .execute(tx)
            .await?;
    Ok(gone.rows_affected())
}

/// Gives files new paths and takes them out of the trash. The caller has looked for clashes with other files.
pub async fn place(
    tx: &mut PgConnection,
    access: &ProjectAccess,
    moves: &[(FileId, String)],
    now: Timestamp,
) -> Result<(), Fault> {
    let ids: Vec<Uuid> = moves.iter().map(|(id, _)| id.uuid()).collect();
    let paths: Vec<String> = moves.iter().map(|(_, path)| path.clone()).collect();
    // Moving a/a to a, one file's new path can be another's old one for a moment. A space at the start, which no path
    // can have, sets them all aside first.
    sqlx::query!(
        "update files set path = ' ' || file_id::text where project_id = $1 and file_id = any($2)",
        access.project().uuid(),
        &ids,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update files set path = new.path, trashed_at = null, updated_at = to_timestamp($4::float8 / 1e6)
         from unnest($2::uuid[], $3::text[]) as new (id, path)
         where files.project_id = $1 and files.file_id = new.id",
        access.project().uuid(),
        &ids,
        &paths,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}
