//! Claims on templates: who is making, or just made, a project from one.
use kernel::{Fault, ListingId, ProjectId, SignedIn, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

/// Asking again within this time means the same project. Longer than a double click, shorter than a second thought.
const SAME_SECONDS: i64 = 10;
/// A claim that is older belongs to a process that died.
const STALE_SECONDS: i64 = 60;

/// What a claim found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Nobody else is at it: make the project, then finish the claim.
    Mine,
    /// It was made a moment ago.
    Made(ProjectId),
    /// Another request of the same person is making it.
    Busy,
}

/// Claims a template for a person. Of several at once exactly one gets [`Claim::Mine`].
pub(crate) async fn claim(
    tx: &mut PgConnection,
    id: Uuid,
    listing: ListingId,
    who: &SignedIn,
    now: Timestamp,
) -> Result<Claim, Fault> {
    let made = sqlx::query_scalar!(
        r#"select project_id as "project_id!" from listing_uses
           where user_id = $1 and listing_id = $2 and created_at > to_timestamp($3::float8 / 1e6)
             and finished_at is not null and project_id is not null
           order by created_at desc limit 1"#,
        who.user.uuid(),
        listing.uuid(),
        now.plus_seconds(-SAME_SECONDS).micros() as f64,
    )
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(project) = made {
        return Ok(Claim::Made(ProjectId::from_uuid(project)));
    }
    sqlx::query!(
        "delete from listing_uses where user_id = $1 and listing_id = $2 and finished_at is null
           and created_at < to_timestamp($3::float8 / 1e6)",
        who.user.uuid(),
        listing.uuid(),
        now.plus_seconds(-STALE_SECONDS).micros() as f64,
    )
    .execute(&mut *tx)
    .await?;
    let claimed = sqlx::query!(
        "insert into listing_uses (use_id, listing_id, org_id, user_id, created_at)
         values ($1, $2, $3, $4, to_timestamp($5::float8 / 1e6))
         on conflict (user_id, listing_id) where finished_at is null do nothing",
        id,
        listing.uuid(),
        who.org.uuid(),
        who.user.uuid(),
        now.micros() as f64,
    )
    .execute(tx)
    .await?;
    Ok(if claimed.rows_affected() == 1 { Claim::Mine } else { Claim::Busy })
}

/// Says which project a claim became.
pub(crate) async fn finish(tx: &mut PgConnection, id: Uuid, project: ProjectId, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!(
        "update listing_uses set project_id = $2, finished_at = to_timestamp($3::float8 / 1e6) where use_id = $1",
        id,
        project.uuid(),
        now.micros() as f64,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a claim back, because nothing came of it.
pub(crate) async fn drop_claim(tx: &mut PgConnection, id: Uuid) -> Result<(), Fault> {
    sqlx::query!("delete from listing_uses where use_id = $1 and finished_at is null", id).execute(tx).await?;
    Ok(())
}

/// Counts one more project that was started from a listing; as `app_worker`.
pub(crate) async fn count(tx: &mut PgConnection, listing: ListingId) -> Result<(), Fault> {
    sqlx::query!("update listings set uses = uses + 1 where listing_id = $1", listing.uuid()).execute(tx).await?;
    Ok(())
}
