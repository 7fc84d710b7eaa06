//! The little that projects need to know of people, and locks that belong to a person.
use kernel::{Fault, UserId};
use sqlx::PgConnection;

/// The caller's display name; a guest has none.
pub async fn my_name(tx: &mut PgConnection) -> Result<Option<String>, Fault> {
    Ok(sqlx::query_scalar!("select display_name from users where user_id = app.user_id()").fetch_optional(tx).await?)
}

/// Lets one person make one project at a time, until the transaction ends: the hourly limit is counted, and a form that
/// was sent twice finds the first project.
pub async fn lock_creation(tx: &mut PgConnection, user: UserId) -> Result<(), Fault> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('projects:create:' || $1::uuid::text, 0))",
        user.uuid()
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}
