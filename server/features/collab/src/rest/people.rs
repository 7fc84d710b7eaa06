//! Who is in a room, and who is asked to come.
use axum::{extract::State, http::StatusCode};
use collab_contract::{Invite, InvitePreview, Joined, Mentionable, NewInvite, Participant, RoomRole};
use kernel::{ParticipantId, RoomId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{By, ErrorBody, Json, Path, Query};

use super::Doors;

/// An invitation that went out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomInviteSent {
    /// The link of the mail: it lets one person in, once, within seven days. It is shown this once.
    invite_link: String,
}

/// Invites somebody by mail as editor or viewer. At most fifty a day.
#[utoipa::path(post, path = "/api/collaboration/rooms/{roomId}/invite", tag = "room-people", params(("roomId" = RoomId, Path)), request_body = NewInvite,
    responses(
        (status = 200, description = "The mail is on its way", body = RoomInviteSent),
        (status = 403, description = "Only an owner can", body = ErrorBody),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody),
        (status = 422, description = "That is no address", body = ErrorBody),
        (status = 429, description = "Too many invitations; Retry-After says when", body = ErrorBody)))]
pub async fn invite(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Json(new): Json<NewInvite>,
) -> web::Result<Json<RoomInviteSent>> {
    Ok(Json(RoomInviteSent { invite_link: doors.collab.invite(&by, room, new).await? }))
}

/// Invitations that are still out.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomInvites {
    /// Newest first.
    invites: Vec<Invite>,
}

/// Invitations that were neither used nor called back and have not expired.
#[utoipa::path(get, path = "/api/collaboration/rooms/{roomId}/invites", tag = "room-people", params(("roomId" = RoomId, Path)),
    responses((status = 200, description = "The invitations", body = RoomInvites), (status = 403, description = "Only an owner can", body = ErrorBody)))]
pub async fn invites(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
) -> web::Result<Json<RoomInvites>> {
    Ok(Json(RoomInvites { invites: doors.collab.invites(&by, room).await? }))
}

/// Whose invitations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InviteQuery {
    /// The address that they went to.
    email: String,
}

/// What was called back.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevokedInvites {
    /// How many invitations.
    revoked: u64,
}

/// Calls back all invitations to an address.
#[utoipa::path(delete, path = "/api/collaboration/rooms/{roomId}/invites", tag = "room-people", params(("roomId" = RoomId, Path), InviteQuery),
    responses((status = 200, description = "How many there were", body = RevokedInvites), (status = 403, description = "Only an owner can", body = ErrorBody)))]
pub async fn revoke_invites(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Query(query): Query<InviteQuery>,
) -> web::Result<Json<RevokedInvites>> {
    Ok(Json(RevokedInvites { revoked: doors.collab.revoke_invites(&by, room, &query.email).await? }))
}

/// What a mail's link holds.
#[derive(Debug, Deserialize, ToSchema)]
pub struct InviteAcceptance {
    /// The last part of the link.
    secret: String,
}

/// Read an invitation without taking it up.
#[utoipa::path(post, path = "/api/collaboration/invites/preview", tag = "room-people", request_body = InviteAcceptance, security(()),
    responses(
        (status = 200, description = "What it says", body = InvitePreview),
        (status = 404, description = "No such invitation", body = ErrorBody),
        (status = 410, description = "It was used or called back, or it or its room has expired", body = ErrorBody)))]
pub async fn preview(
    State(doors): State<Doors>,
    By(by): By,
    Json(ask): Json<InviteAcceptance>,
) -> web::Result<Json<InvitePreview>> {
    Ok(Json(doors.collab.look_at_invite(&by, &ask.secret).await?))
}

/// Takes up an invitation. Each lets one person in.
#[utoipa::path(post, path = "/api/collaboration/invites/accept", tag = "room-people", request_body = InviteAcceptance,
    responses(
        (status = 200, description = "Your place", body = Joined),
        (status = 404, description = "No such invitation", body = ErrorBody),
        (status = 410, description = "It was used or called back, or it or its room has expired", body = ErrorBody),
        (status = 507, description = "The room is full", body = ErrorBody)))]
pub async fn accept(
    State(doors): State<Doors>,
    By(by): By,
    Json(ask): Json<InviteAcceptance>,
) -> web::Result<Json<Joined>> {
    Ok(Json(doors.collab.accept_invite(&by, &ask.secret).await?))
}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RoomRoleRequest {
    /// `owner`, `editor` or `viewer`.
    role: RoomRole,
}

/// Somebody after a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedParticipant {
    /// Who, with the role that counts now.
    participant: Participant,
}

/// Gives somebody another role. It counts at once, for open connections too.
#[utoipa::path(patch, path = "/api/collaboration/rooms/{roomId}/participants/{userId}", tag = "room-people",
    params(("roomId" = RoomId, Path), ("userId" = ParticipantId, Path)), request_body = RoomRoleRequest,
    responses(
        (status = 200, description = "The participant", body = ChangedParticipant),
        (status = 403, description = "Only an owner can, and only people of the org can be owners", body = ErrorBody),
        (status = 404, description = "Nobody of that id has a place in the room, or you have none", body = ErrorBody),
        (status = 409, description = "The last owner cannot step down", body = ErrorBody)))]
pub async fn set_role(
    State(doors): State<Doors>,
    By(by): By,
    Path((room, who)): Path<(RoomId, ParticipantId)>,
    Json(ask): Json<RoomRoleRequest>,
) -> web::Result<Json<ChangedParticipant>> {
    Ok(Json(ChangedParticipant { participant: doors.collab.set_role(&by, room, who, ask.role).await? }))
}

/// Takes somebody's place away: the owner anyone's, everyone their own.
#[utoipa::path(delete, path = "/api/collaboration/rooms/{roomId}/participants/{userId}", tag = "room-people",
    params(("roomId" = RoomId, Path), ("userId" = ParticipantId, Path)),
    responses(
        (status = 204, description = "The place is free"),
        (status = 403, description = "Only an owner can send others away", body = ErrorBody),
        (status = 404, description = "Nobody of that id has a place in the room, or you have none", body = ErrorBody),
        (status = 409, description = "The last owner cannot leave", body = ErrorBody)))]
pub async fn remove(
    State(doors): State<Doors>,
    By(by): By,
    Path((room, who)): Path<(RoomId, ParticipantId)>,
) -> web::Result<StatusCode> {
    doors.collab.remove(&by, room, who).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was typed after an `@`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MentionQuery {
    /// The beginning of a name or a username; everyone when empty.
    #[serde(default)]
    q: String,
}

/// Who can be mentioned.
#[derive(Debug, Serialize, ToSchema)]
pub struct MentionablePeople {
    /// In the order in which they came; a room holds at most 200 people.
    people: Vec<Mentionable>,
}

/// People of the room whose name or username begins so.
#[utoipa::path(get, path = "/api/collaboration/rooms/{roomId}/mentionable", tag = "room-people", params(("roomId" = RoomId, Path), MentionQuery),
    responses(
        (status = 200, description = "The people", body = MentionablePeople),
        (status = 403, description = "Only editors write comments", body = ErrorBody),
        (status = 404, description = "No such room, or you have no place in it", body = ErrorBody)))]
pub async fn mentionable(
    State(doors): State<Doors>,
    By(by): By,
    Path(room): Path<RoomId>,
    Query(query): Query<MentionQuery>,
) -> web::Result<Json<MentionablePeople>> {
    Ok(Json(MentionablePeople { people: doors.collab.mentionable(&by, room, &query.q).await? }))
}
