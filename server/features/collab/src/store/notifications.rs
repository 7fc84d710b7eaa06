//! Rows of `notifications` and `notification_preferences`.
use collab_contract::{Notification, NotificationKind, NotificationPreference};
use kernel::{CommentId, Fault, NotificationId, OrgId, RoomId, Timestamp, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::micros;

/// One notice for several people. They differ in the person and the id alone.
#[derive(Debug)]
pub struct NewRows<'a> {
    pub to: &'a [(NotificationId, UserId)],
    pub org: OrgId,
    pub kind: NotificationKind,
    pub title: &'a str,
    pub link: &'a str,
    pub room: RoomId,
    pub comment: Option<CommentId>,
    pub actor: Option<UserId>,
    pub now: Timestamp,
}

/// Writes a notice to each of them; as the system.
pub async fn insert(tx: &mut PgConnection, new: &NewRows<'_>) -> Result<(), Fault> {
    let ids: Vec<Uuid> = new.to.iter().map(|(id, _)| id.uuid()).collect();
    let users: Vec<Uuid> = new.to.iter().map(|(_, user)| user.uuid()).collect();
    sqlx::query!(
        "insert into notifications (notification_id, user_id, org_id, kind, title, link, room_id, comment_id, actor_id,
           created_at)
         select t.id, t.user_id, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1e6)
         from unnest($1::uuid[], $2::uuid[]) as t (id, user_id)",
        &ids,
        &users,
        new.org.uuid(),
        new.kind.as_str(),
        new.title,
        new.link,
        new.room.uuid(),
        new.comment.map(CommentId::uuid),
        new.actor.map(UserId::uuid),
        micros(new.now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What these people chose for one kind; whoever is missing never chose. As the system.
pub async fn chosen(
    tx: &mut PgConnection,
    users: &[UserId],
    kind: NotificationKind,
) -> Result<Vec<(UserId, NotificationPreference)>, Fault> {
    let users: Vec<Uuid> = users.iter().map(|user| user.uuid()).collect();
    let rows = sqlx::query!(
        "select user_id, in_app, mail from notification_preferences where user_id = any($1) and kind = $2",
        &users,
        kind.as_str(),
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let preference = NotificationPreference { kind, in_app: row.in_app, mail: row.mail };
            (UserId::from_uuid(row.user_id), preference)
        })
        .collect())
}

struct Row {
    notification_id: Uuid,
    kind: String,
    title: String,
    link: String,
    room_id: Option<Uuid>,
    comment_id: Option<Uuid>,
    created_at: i64,
    read_at: Option<i64>,
}

impl Row {
    fn notification(self) -> Result<Notification, Fault> {
        Ok(Notification {
            id: NotificationId::from_uuid(self.notification_id),
            kind: NotificationKind::parse(&self.kind)
                .ok_or_else(|| Fault::new(format!("a notice has the unknown kind “{}”", self.kind)))?,
            title: self.title,
            link: self.link,
            room_id: self.room_id.map(RoomId::from_uuid),
            comment_id: self.comment_id.map(CommentId::from_uuid),
            created_at: db::at(self.created_at),
            read_at: self.read_at.map(db::at),
        })
    }
}

/// Somebody's notices below a place, newest first. Kinds that another feature writes are its own to show.
pub async fn page(
    tx: &mut PgConnection,
    user: UserId,
    unread: bool,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Notification>, Fault> {
    let (at, id) = before.unzip();
    let kinds: Vec<String> = kinds();
    let rows = sqlx::query_as!(
        Row,
        r#"select notification_id, kind, title, link, room_id, comment_id,
             (extract(epoch from created_at) * 1000000)::bigint as "created_at!",
             (extract(epoch from read_at) * 1000000)::bigint as read_at
           from notifications
           where user_id = $1 and kind = any($2) and (not $3 or read_at is null)
             and ($4::float8 is null or (created_at, notification_id) < (to_timestamp($4::float8 / 1e6), $5::uuid))
           order by created_at desc, notification_id desc limit $6"#,
        user.uuid(),
        &kinds,
        unread,
        at.map(micros),
        id,
        limit,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Row::notification).collect()
}

fn kinds() -> Vec<String> {
    NotificationKind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect()
}

/// How many of somebody's notices are unread.
pub async fn unread(tx: &mut PgConnection, user: UserId) -> Result<i64, Fault> {
    let kinds: Vec<String> = kinds();
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from notifications
           where user_id = $1 and kind = any($2) and read_at is null"#,
        user.uuid(),
        &kinds,
    )
    .fetch_one(tx)
    .await?)
}

/// Marks somebody's notices as read: these, or all of them.
pub async fn read(
    tx: &mut PgConnection,
    user: UserId,
    which: Option<&[NotificationId]>,
    now: Timestamp,
) -> Result<(), Fault> {
    let ids: Vec<Uuid> = which.unwrap_or_default().iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "update notifications set read_at = to_timestamp($4::float8 / 1e6)
         where user_id = $1 and read_at is null and ($2 or notification_id = any($3))",
        user.uuid(),
        which.is_none(),
        &ids,
        micros(now),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What somebody chose, where it differs from the defaults or once did.
pub async fn preferences(tx: &mut PgConnection, user: UserId) -> Result<Vec<NotificationPreference>, Fault> {
    let rows = sqlx::query!("select kind, in_app, mail from notification_preferences where user_id = $1", user.uuid())
        .fetch_all(tx)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let kind = NotificationKind::parse(&row.kind)?;
            Some(NotificationPreference { kind, in_app: row.in_app, mail: row.mail })
        })
        .collect())
}

/// Remembers what somebody chose.
pub async fn prefer(tx: &mut PgConnection, user: UserId, choice: &NotificationPreference) -> Result<(), Fault> {
    sqlx::query!(
        "insert into notification_preferences (user_id, kind, in_app, mail) values ($1, $2, $3, $4)
         on conflict (user_id, kind) do update set in_app = excluded.in_app, mail = excluded.mail",
        user.uuid(),
        choice.kind.as_str(),
        choice.in_app,
        choice.mail,
    )
    .execute(tx)
    .await?;
    Ok(())
}
