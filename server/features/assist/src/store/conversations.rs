//! Rows of `conversations`.
use assist_contract::Conversation;
use kernel::{ConversationId, Fault, OrgId, ProjectId, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Owner, micros};

/// A conversation and the org of its project.
#[derive(Debug, Clone)]
pub struct Stored {
    pub conversation: Conversation,
    pub org: OrgId,
}

struct Row {
    conversation_id: Uuid,
    project_id: Uuid,
    org_id: Uuid,
    title: String,
    created_at: i64,
    updated_at: i64,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self {
            org: OrgId::from_uuid(row.org_id),
            conversation: Conversation {
                id: row.conversation_id.into(),
                project_id: row.project_id.into(),
                title: row.title,
                created_at: db::at(row.created_at),
                updated_at: db::at(row.updated_at),
            },
        }
    }
}

/// Adds a conversation.
pub async fn insert(tx: &mut PgConnection, owner: Owner, new: &Stored) -> Result<(), Fault> {
    sqlx::query!(
        "insert into conversations (conversation_id, project_id, org_id, user_id, title, created_at, updated_at)
         values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1e6), to_timestamp($6::float8 / 1e6))",
        new.conversation.id.uuid(),
        new.conversation.project_id.uuid(),
        new.org.uuid(),
        owner.user.uuid(),
        new.conversation.title,
        micros(new.conversation.created_at),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// One of the owner's conversations.
pub async fn get(tx: &mut PgConnection, owner: Owner, id: ConversationId) -> Result<Option<Stored>, Fault> {
    let row = sqlx::query_as!(
        Row,
        r#"select conversation_id, project_id, org_id, title,
             (extract(epoch from created_at) * 1000000)::bigint as "created_at!",
             (extract(epoch from updated_at) * 1000000)::bigint as "updated_at!"
           from conversations where conversation_id = $1 and user_id = $2"#,
        id.uuid(),
        owner.user.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(Stored::from))
}

/// The owner's conversations, last used first, from behind a place in that order.
pub async fn list(
    tx: &mut PgConnection,
    owner: Owner,
    project: Option<ProjectId>,
    after: Option<(Timestamp, ConversationId)>,
    limit: i64,
) -> Result<Vec<Conversation>, Fault> {
    let rows = sqlx::query_as!(
        Row,
        r#"select conversation_id, project_id, org_id, title,
             (extract(epoch from created_at) * 1000000)::bigint as "created_at!",
             (extract(epoch from updated_at) * 1000000)::bigint as "updated_at!"
           from conversations
           where user_id = $1 and ($2::uuid is null or project_id = $2)
             and ($3::float8 is null or (updated_at, conversation_id) < (to_timestamp($3 / 1e6), $4::uuid))
           order by updated_at desc, conversation_id desc limit $5"#,
        owner.user.uuid(),
        project.map(ProjectId::uuid),
        after.map(|(at, _)| micros(at)),
        after.map(|(_, id)| id.uuid()),
        limit,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| Stored::from(row).conversation).collect())
}

/// How many conversations the owner has.
pub async fn count(tx: &mut PgConnection, owner: Owner) -> Result<i64, Fault> {
    let count =
        sqlx::query_scalar!(r#"select count(*) as "count!" from conversations where user_id = $1"#, owner.user.uuid());
    Ok(count.fetch_one(tx).await?)
}

/// Says when it was used, and under which name it goes from now on.
pub async fn touch(
    tx: &mut PgConnection,
    owner: Owner,
    id: ConversationId,
    title: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query!(
        "update conversations set title = $3, updated_at = to_timestamp($4::float8 / 1e6)
         where conversation_id = $1 and user_id = $2",
        id.uuid(),
        owner.user.uuid(),
        title,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes it with its messages. False when it is not there, or not the owner's.
pub async fn delete(tx: &mut PgConnection, owner: Owner, id: ConversationId) -> Result<bool, Fault> {
    let gone = sqlx::query!(
        "delete from conversations where conversation_id = $1 and user_id = $2",
        id.uuid(),
        owner.user.uuid()
    );
    Ok(gone.execute(tx).await?.rows_affected() == 1)
}
