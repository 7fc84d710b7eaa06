//! Notices to one person.
use axum::extract::State;
use collab_contract::{NotificationPage, NotificationPreference};
use kernel::{Cursor, NotificationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{By, ErrorBody, Json, Query};

use super::Doors;

/// Which notices.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NoticeQuery {
    /// Only those that were not read.
    #[serde(default)]
    unread: bool,
    /// `next` of the page before.
    after: Option<Cursor>,
}

/// Your notices, newest first, 30 a page.
#[utoipa::path(get, path = "/api/collaboration/notifications", tag = "notifications", params(NoticeQuery),
    responses((status = 200, description = "A page of notices", body = NotificationPage)))]
pub async fn list(
    State(doors): State<Doors>,
    By(by): By,
    Query(query): Query<NoticeQuery>,
) -> web::Result<Json<NotificationPage>> {
    Ok(Json(doors.collab.notifications(&by, query.unread, query.after).await?))
}

/// What was read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReadRequest {
    /// Which notices, at most 200; all of them when absent.
    #[serde(default)]
    ids: Option<Vec<NotificationId>>,
}

/// What is left.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnreadLeft {
    /// How many notices are unread.
    unread: u32,
}

/// Marks notices as read.
#[utoipa::path(post, path = "/api/collaboration/notifications/read", tag = "notifications", request_body = ReadRequest,
    responses((status = 200, description = "How many are left", body = UnreadLeft), (status = 507, description = "Too many at once", body = ErrorBody)))]
pub async fn read(
    State(doors): State<Doors>,
    By(by): By,
    Json(ask): Json<ReadRequest>,
) -> web::Result<Json<UnreadLeft>> {
    Ok(Json(UnreadLeft { unread: doors.collab.read_notifications(&by, ask.ids).await? }))
}

/// What you want to be told.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationPreferences {
    /// One line for each kind.
    preferences: Vec<NotificationPreference>,
}

/// What you want to be told, here and by mail.
#[utoipa::path(get, path = "/api/collaboration/notifications/preferences", tag = "notifications",
    responses((status = 200, description = "One line for each kind", body = NotificationPreferences)))]
pub async fn preferences(State(doors): State<Doors>, By(by): By) -> web::Result<Json<NotificationPreferences>> {
    Ok(Json(NotificationPreferences { preferences: doors.collab.preferences(&by).await? }))
}

/// Changes what you want to be told of one kind of thing.
#[utoipa::path(put, path = "/api/collaboration/notifications/preferences", tag = "notifications", request_body = NotificationPreference,
    responses((status = 200, description = "All lines", body = NotificationPreferences), (status = 422, description = "There is no such kind", body = ErrorBody)))]
pub async fn prefer(
    State(doors): State<Doors>,
    By(by): By,
    Json(preference): Json<NotificationPreference>,
) -> web::Result<Json<NotificationPreferences>> {
    Ok(Json(NotificationPreferences { preferences: doors.collab.set_preference(&by, preference).await? }))
}
