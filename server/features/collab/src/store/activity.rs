//! Rows of `room_activity`, written as the system so that nobody can write into the feed what did not happen.
use collab_contract::{Activity, ActivityDetail, ActivityKind};
use kernel::{ActivityId, Fault, RoomId, Timestamp, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::micros;

struct Row {
    activity_id: Uuid,
    room_id: Uuid,
    user_id: Option<Uuid>,
    actor_name: String,
    kind: String,
    file_path: Option<String>,
    detail: serde_json::Value,
    started_at: i64,
    ended_at: i64,
    count: i32,
}

impl Row {
    fn activity(self) -> Result<Activity, Fault> {
        Ok(Activity {
            id: ActivityId::from_uuid(self.activity_id),
            room_id: RoomId::from_uuid(self.room_id),
            user_id: self.user_id.map(UserId::from_uuid),
            actor_name: self.actor_name,
            kind: ActivityKind::parse(&self.kind)
                .ok_or_else(|| Fault::new(format!("the feed has the unknown kind “{}”", self.kind)))?,
            file_path: self.file_path,
            detail: serde_json::from_value::<ActivityDetail>(self.detail)?,
            started_at: db::at(self.started_at),
            ended_at: db::at(self.ended_at),
            count: self.count.max(1) as u32,
        })
    }
}

macro_rules! select_activity {
    ($tail:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select activity_id, room_id, user_id, actor_name, kind, file_path, detail, count,
                 (extract(epoch from started_at) * 1000000)::bigint as "started_at!",
                 (extract(epoch from ended_at) * 1000000)::bigint as "ended_at!"
               from room_activity "# + $tail
            $(, $argument)*
        )
    };
}

/// Adds a line.
pub async fn insert(tx: &mut PgConnection, room: &collab_contract::Room, line: &Activity) -> Result<(), Fault> {
    let detail = serde_json::to_value(&line.detail)?;
    sqlx::query!(
        "insert into room_activity (activity_id, room_id, project_id, org_id, user_id, actor_name, kind, file_path, detail,
           started_at, ended_at, count)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1e6), to_timestamp($11::float8 / 1e6), $12)",
        line.id.uuid(),
        room.id.uuid(),
        room.project_id.uuid(),
        room.org_id.uuid(),
        line.user_id.map(UserId::uuid),
        line.actor_name,
        line.kind.as_str(),
        line.file_path.as_deref(),
        detail,
        micros(line.started_at),
        micros(line.ended_at),
        i32::try_from(line.count).unwrap_or(i32::MAX),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The last line of edits that this person made in this file.
pub async fn last_edits(
    tx: &mut PgConnection,
    room: RoomId,
    user: Option<UserId>,
    name: &str,
    path: &str,
) -> Result<Option<Activity>, Fault> {
    select_activity!(
        "where room_id = $1 and kind = 'edited' and file_path = $2 and user_id is not distinct from $3
           and actor_name = $4
         order by ended_at desc limit 1",
        room.uuid(),
        path,
        user.map(UserId::uuid),
        name,
    )
    .fetch_optional(tx)
    .await?
    .map(Row::activity)
    .transpose()
}

/// Lets a line of edits stand for more of them.
pub async fn extend(tx: &mut PgConnection, line: &Activity) -> Result<(), Fault> {
    sqlx::query!(
        "update room_activity set ended_at = to_timestamp($2::float8 / 1e6), count = $3 where activity_id = $1",
        line.id.uuid(),
        micros(line.ended_at),
        i32::try_from(line.count).unwrap_or(i32::MAX),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Lines below a place, newest first.
pub async fn page(
    tx: &mut PgConnection,
    access: &super::RoomAccess,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Activity>, Fault> {
    let (at, id) = before.unzip();
    let rows = select_activity!(
        "where room_id = $1
           and ($2::float8 is null or (started_at, activity_id) < (to_timestamp($2::float8 / 1e6), $3::uuid))
         order by started_at desc, activity_id desc limit $4",
        access.id().uuid(),
        at.map(micros),
        id,
        limit,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Row::activity).collect()
}
