//! Rows of `collaboration_comments` and `comment_mentions`.
use collab_contract::{AnchorMove, Comment};
use kernel::{CommentId, Fault, FileId, ParticipantId, ProjectId, RoomId, Timestamp, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{RoomAccess, micros};

struct Row {
    comment_id: Uuid,
    room_id: Uuid,
    file_id: Option<Uuid>,
    file_path: String,
    line_number: i32,
    start_offset: i32,
    end_offset: i32,
    anchor_version: i64,
    quote: String,
    is_detached: bool,
    author_id: Option<Uuid>,
    author_name: String,
    content: String,
    parent_id: Option<Uuid>,
    is_resolved: bool,
    resolved_by: Option<String>,
    created_at: i64,
    updated_at: i64,
    mentions: Option<Vec<Uuid>>,
}

impl From<Row> for Comment {
    fn from(row: Row) -> Self {
        Comment {
            id: CommentId::from_uuid(row.comment_id),
            room_id: RoomId::from_uuid(row.room_id),
            file_id: row.file_id.map(FileId::from_uuid),
            file_path: row.file_path,
            line_number: row.line_number.max(1) as u32,
            start_offset: row.start_offset.max(0) as u32,
            end_offset: row.end_offset.max(0) as u32,
            anchor_version: row.anchor_version,
            quote: row.quote,
            is_detached: row.is_detached,
            user_id: row.author_id.map(ParticipantId::from_uuid),
            author_name: row.author_name,
            content: row.content,
            parent_id: row.parent_id.map(CommentId::from_uuid),
            is_resolved: row.is_resolved,
            resolved_by: row.resolved_by,
            created_at: db::at(row.created_at),
            updated_at: db::at(row.updated_at),
            mentions: row.mentions.unwrap_or_default().into_iter().map(UserId::from_uuid).collect(),
        }
    }
}

// Some plans of an outer join make sqlx doubt the side that is always there, so every column says what it is. The path
// is the file's of today: a comment goes along when the file is renamed.
macro_rules! select_comments {
    ($tail:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select c.comment_id as "comment_id!", c.room_id as "room_id!", c.file_id as "file_id?",
                 coalesce(f.path, c.file_path) as "file_path!", c.line_number as "line_number!",
                 c.start_offset as "start_offset!", c.end_offset as "end_offset!",
                 c.anchor_version as "anchor_version!", c.quote as "quote!", c.is_detached as "is_detached!",
                 coalesce(c.user_id, c.guest_id) as author_id, c.author_name as "author_name!",
                 c.content as "content!", c.parent_id as "parent_id?", c.is_resolved as "is_resolved!",
                 c.resolved_by as "resolved_by?", (extract(epoch from c.created_at) * 1000000)::bigint as "created_at!",
                 (extract(epoch from c.updated_at) * 1000000)::bigint as "updated_at!",
                 (select array_agg(m.user_id order by m.user_id) from comment_mentions m
                  where m.comment_id = c.comment_id) as mentions
               from collaboration_comments c left join files f on f.file_id = c.file_id "# + $tail
            $(, $argument)*
        )
    };
}

/// One comment of the room.
pub async fn get(tx: &mut PgConnection, access: &RoomAccess, comment: CommentId) -> Result<Option<Comment>, Fault> {
    let row = select_comments!("where c.room_id = $1 and c.comment_id = $2", access.id().uuid(), comment.uuid())
        .fetch_optional(tx)
        .await?;
    Ok(row.map(Comment::from))
}

/// Comments behind a place, oldest first; those on the file that has a path now, when one is given.
pub async fn page(
    tx: &mut PgConnection,
    access: &RoomAccess,
    path: Option<&str>,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Comment>, Fault> {
    let (at, id) = after.unzip();
    let rows = select_comments!(
        "where c.room_id = $1
           and ($2::text is null or (coalesce(f.path, c.file_path) = $2 and f.trashed_at is null))
           and ($3::float8 is null or (c.created_at, c.comment_id) > (to_timestamp($3::float8 / 1e6), $4::uuid))
         order by c.created_at, c.comment_id limit $5",
        access.id().uuid(),
        path,
        at.map(micros),
        id,
        limit,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Comment::from).collect())
}

/// The file at a path, outside the trash.
pub async fn target(tx: &mut PgConnection, access: &RoomAccess, path: &str) -> Result<Option<FileId>, Fault> {
    let row = sqlx::query!(
        "select file_id from files where project_id = $1 and path = $2 and trashed_at is null",
        access.project().uuid(),
        path,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| FileId::from_uuid(row.file_id)))
}

/// How many comments the room has on a file, answers included.
pub async fn count_on(tx: &mut PgConnection, access: &RoomAccess, file: Option<FileId>) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from collaboration_comments
           where room_id = $1 and file_id is not distinct from $2"#,
        access.id().uuid(),
        file.map(FileId::uuid),
    )
    .fetch_one(tx)
    .await?)
}

/// Whether anybody but the author of its first comment has answered in a thread.
pub async fn others_answered(tx: &mut PgConnection, root: &Comment) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from collaboration_comments
             where parent_id = $1 and coalesce(user_id, guest_id) is distinct from $2) as "answered!""#,
        root.id.uuid(),
        root.user_id.map(ParticipantId::uuid),
    )
    .fetch_one(tx)
    .await?)
}

/// The people with an account who wrote in a thread.
pub async fn writers(tx: &mut PgConnection, root: CommentId) -> Result<Vec<UserId>, Fault> {
    let users = sqlx::query_scalar!(
        r#"select distinct user_id as "user_id!" from collaboration_comments
           where (comment_id = $1 or parent_id = $1) and user_id is not null"#,
        root.uuid(),
    )
    .fetch_all(tx)
    .await?;
    Ok(users.into_iter().map(UserId::from_uuid).collect())
}

/// Adds a comment with whom it names.
pub async fn insert(tx: &mut PgConnection, access: &RoomAccess, new: &Comment) -> Result<(), Fault> {
    let place = access.place();
    let guest = if place.user.is_none() { Some(place.participant.uuid()) } else { None };
    sqlx::query!(
        "insert into collaboration_comments (comment_id, room_id, project_id, org_id, file_id, file_path, line_number,
           start_offset, end_offset, anchor_version, quote, is_detached, user_id, guest_id, author_name, content, parent_id,
           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
           to_timestamp($18::float8 / 1e6), to_timestamp($18::float8 / 1e6))",
        new.id.uuid(),
        access.id().uuid(),
        access.project().uuid(),
        access.org().uuid(),
        new.file_id.map(FileId::uuid),
        new.file_path,
        offset(new.line_number),
        offset(new.start_offset),
        offset(new.end_offset),
        new.anchor_version,
        new.quote,
        new.is_detached,
        place.user.map(UserId::uuid),
        guest,
        new.author_name,
        new.content,
        new.parent_id.map(CommentId::uuid),
        micros(new.created_at),
    )
    .execute(&mut *tx)
    .await?;
    mention(tx, access, new.id, &new.mentions).await
}

/// Offsets are bounded long before they reach the database.
fn offset(units: u32) -> i32 {
    i32::try_from(units).unwrap_or(i32::MAX)
}

async fn mention(
    tx: &mut PgConnection,
    access: &RoomAccess,
    comment: CommentId,
    users: &[UserId],
) -> Result<(), Fault> {
    let users: Vec<Uuid> = users.iter().map(|user| user.uuid()).collect();
    sqlx::query!(
        "insert into comment_mentions (comment_id, user_id, project_id, org_id)
         select $1, named.user_id, $2, $3 from unnest($4::uuid[]) as named (user_id)
         on conflict do nothing",
        comment.uuid(),
        access.project().uuid(),
        access.org().uuid(),
        &users,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Sets the words of a comment and whom they name.
pub async fn reword(
    tx: &mut PgConnection,
    access: &RoomAccess,
    comment: CommentId,
    content: &str,
    mentions: &[UserId],
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "update collaboration_comments set content = $3, updated_at = to_timestamp($4::float8 / 1e6)
         where room_id = $1 and comment_id = $2",
        access.id().uuid(),
        comment.uuid(),
        content,
        micros(now),
    )
    .execute(&mut *tx)
    .await?;
    let kept: Vec<Uuid> = mentions.iter().map(|user| user.uuid()).collect();
    sqlx::query!("delete from comment_mentions where comment_id = $1 and user_id <> all($2)", comment.uuid(), &kept)
        .execute(&mut *tx)
        .await?;
    mention(tx, access, comment, mentions).await
}

/// Settles a thread, or opens it again.
pub async fn settle(
    tx: &mut PgConnection,
    access: &RoomAccess,
    root: CommentId,
    by: Option<&str>,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "update collaboration_comments
         set is_resolved = $3::text is not null, resolved_by = $3, updated_at = to_timestamp($4::float8 / 1e6)
         where room_id = $1 and comment_id = $2",
        access.id().uuid(),
        root.uuid(),
        by,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Removes a comment, and its thread when it is the first.
pub async fn delete(tx: &mut PgConnection, access: &RoomAccess, comment: CommentId) -> Result<(), Fault> {
    sqlx::query!(
        "delete from collaboration_comments where room_id = $1 and comment_id = $2",
        access.id().uuid(),
        comment.uuid(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Moves the places of comments, and of their answers with them; as the system. Moves that are older than what is stored
/// change nothing. Answers how many comments moved.
pub async fn move_anchors(
    tx: &mut PgConnection,
    project: ProjectId,
    file: FileId,
    moves: &[AnchorMove],
) -> Result<u64, Fault> {
    let ids: Vec<Uuid> = moves.iter().map(|at| at.comment.uuid()).collect();
    let starts: Vec<i32> = moves.iter().map(|at| offset(at.start_offset)).collect();
    let ends: Vec<i32> = moves.iter().map(|at| offset(at.end_offset.max(at.start_offset))).collect();
    let lines: Vec<i32> = moves.iter().map(|at| offset(at.line_number.max(1))).collect();
    let versions: Vec<i64> = moves.iter().map(|at| at.version).collect();
    let detached: Vec<bool> = moves.iter().map(|at| at.is_detached).collect();
    let done = sqlx::query!(
        "update collaboration_comments c
         set start_offset = m.start_offset, end_offset = m.end_offset, line_number = m.line_number,
           anchor_version = m.version, is_detached = m.is_detached
         from unnest($3::uuid[], $4::integer[], $5::integer[], $6::integer[], $7::bigint[], $8::boolean[])
           as m (comment_id, start_offset, end_offset, line_number, version, is_detached)
         where (c.comment_id = m.comment_id or c.parent_id = m.comment_id) and c.project_id = $1 and c.file_id = $2
           and c.anchor_version <= m.version",
        project.uuid(),
        file.uuid(),
        &ids,
        &starts,
        &ends,
        &lines,
        &versions,
        &detached,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

/// The first comments of all threads on a file, in every open room of its project, for a document that is opened; as the
/// system.
pub async fn anchors_on(tx: &mut PgConnection, project: ProjectId, file: FileId) -> Result<Vec<Comment>, Fault> {
    let rows = select_comments!(
        "join collaboration_rooms r on r.room_id = c.room_id
         where c.project_id = $1 and c.file_id = $2 and c.parent_id is null and r.is_active
         order by c.start_offset, c.comment_id",
        project.uuid(),
        file.uuid(),
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Comment::from).collect())
}
