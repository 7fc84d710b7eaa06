//! `/api/v1/orgs` and `/api/v1/invites`.
//!
//! What concerns an org names it in the path, and the caller's role there counts; the session need not act for it.
use axum::{Extension, http::StatusCode};
use identity_contract::*;
use kernel::{InviteId, OrgId, Role, UserId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{By, ErrorBody, Json, Path, Result};

use super::Door;

pub(super) fn routes() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(details, rename))
        .routes(routes!(switch))
        .routes(routes!(invites, invite))
        .routes(routes!(revoke))
        .routes(routes!(set_role, remove))
        .routes(routes!(preview))
        .routes(routes!(accept))
}

/// What an org is to be called.
#[derive(Debug, Deserialize, ToSchema)]
struct OrgName {
    /// 1 to 80 characters; another org may have the same name.
    name: String,
}

/// The orgs that you belong to. The one that your session acts for has `isCurrent`.
#[utoipa::path(get, path = "/api/v1/orgs", tag = "orgs",
    responses((status = 200, body = Vec<OrgMembership>), (status = 401, body = ErrorBody)))]
async fn list(Extension(identity): Door, By(by): By) -> Result<Json<Vec<OrgMembership>>> {
    Ok(Json(identity.orgs(&by).await?))
}

/// Make an org that you own. Your session goes on acting for the org that it acted for.
#[utoipa::path(post, path = "/api/v1/orgs", tag = "orgs", request_body = OrgName,
    responses((status = 201, body = OrgMembership), (status = 401, body = ErrorBody), (status = 422, body = ErrorBody),
        (status = 507, body = ErrorBody)))]
async fn create(
    Extension(identity): Door,
    By(by): By,
    Json(ask): Json<OrgName>,
) -> Result<(StatusCode, Json<OrgMembership>)> {
    Ok((StatusCode::CREATED, Json(identity.create_org(&by, &ask.name).await?)))
}

/// An org with its members; for those who manage it, with its open invitations.
#[utoipa::path(get, path = "/api/v1/orgs/{id}", tag = "orgs", params(("id" = OrgId, Path)),
    responses((status = 200, body = OrgDetails), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn details(Extension(identity): Door, By(by): By, Path(id): Path<OrgId>) -> Result<Json<OrgDetails>> {
    Ok(Json(identity.org(&by, id).await?))
}

/// Rename an org that you manage.
#[utoipa::path(patch, path = "/api/v1/orgs/{id}", tag = "orgs", params(("id" = OrgId, Path)), request_body = OrgName,
    responses((status = 200, body = OrgMembership), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn rename(
    Extension(identity): Door,
    By(by): By,
    Path(id): Path<OrgId>,
    Json(ask): Json<OrgName>,
) -> Result<Json<OrgMembership>> {
    Ok(Json(identity.rename_org(&by, id, &ask.name).await?))
}

/// Let this session act for an org of yours, from the next request on. A token's session is switched as well.
#[utoipa::path(post, path = "/api/v1/orgs/{id}/switch", tag = "orgs", params(("id" = OrgId, Path)),
    responses((status = 200, body = OrgMembership), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn switch(Extension(identity): Door, By(by): By, Path(id): Path<OrgId>) -> Result<Json<OrgMembership>> {
    Ok(Json(identity.switch_org(&by, id).await?))
}

/// The invitations that wait for an answer, newest first.
#[utoipa::path(get, path = "/api/v1/orgs/{id}/invites", tag = "orgs", params(("id" = OrgId, Path)),
    responses((status = 200, body = Vec<OrgInvite>), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
async fn invites(Extension(identity): Door, By(by): By, Path(id): Path<OrgId>) -> Result<Json<Vec<OrgInvite>>> {
    Ok(Json(identity.invites(&by, id).await?))
}

/// Invite somebody by mail. An earlier invitation of the same address stops working.
#[utoipa::path(post, path = "/api/v1/orgs/{id}/invites", tag = "orgs", params(("id" = OrgId, Path)),
    request_body = NewInvite,
    responses((status = 201, body = OrgInvite), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody),
        (status = 429, body = ErrorBody), (status = 507, body = ErrorBody)))]
async fn invite(
    Extension(identity): Door,
    By(by): By,
    Path(id): Path<OrgId>,
    Json(ask): Json<NewInvite>,
) -> Result<(StatusCode, Json<OrgInvite>)> {
    Ok((StatusCode::CREATED, Json(identity.invite(&by, id, ask).await?)))
}

/// Take an invitation back.
#[utoipa::path(delete, path = "/api/v1/orgs/{id}/invites/{invite}", tag = "orgs",
    params(("id" = OrgId, Path), ("invite" = InviteId, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
async fn revoke(
    Extension(identity): Door,
    By(by): By,
    Path((id, invite)): Path<(OrgId, InviteId)>,
) -> Result<StatusCode> {
    identity.revoke_invite(&by, id, invite).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
struct RoleChange {
    /// What the member is to be.
    role: Role,
}

/// Change what a member may do.
#[utoipa::path(patch, path = "/api/v1/orgs/{id}/members/{user}", tag = "orgs",
    params(("id" = OrgId, Path), ("user" = UserId, Path)), request_body = RoleChange,
    responses((status = 200, body = OrgMember), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn set_role(
    Extension(identity): Door,
    By(by): By,
    Path((id, user)): Path<(OrgId, UserId)>,
    Json(ask): Json<RoleChange>,
) -> Result<Json<OrgMember>> {
    Ok(Json(identity.set_role(&by, id, user, ask.role).await?))
}

/// Send a member away, or leave with your own id.
#[utoipa::path(delete, path = "/api/v1/orgs/{id}/members/{user}", tag = "orgs",
    params(("id" = OrgId, Path), ("user" = UserId, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn remove(Extension(identity): Door, By(by): By, Path((id, user)): Path<(OrgId, UserId)>) -> Result<StatusCode> {
    identity.remove_member(&by, id, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The link of an invitation.
#[derive(Debug, Deserialize, ToSchema)]
struct InviteLink {
    /// The last part of the link in the mail.
    secret: String,
}

/// Read an invitation without accepting it.
#[utoipa::path(post, path = "/api/v1/invites/preview", tag = "orgs", request_body = InviteLink, security(()),
    responses((status = 200, body = InvitePreview), (status = 410, body = ErrorBody)))]
async fn preview(Extension(identity): Door, By(by): By, Json(ask): Json<InviteLink>) -> Result<Json<InvitePreview>> {
    Ok(Json(identity.look_at_invite(&by, &ask.secret).await?))
}

/// Join an org by invitation, as the account that has confirmed the invited address.
#[utoipa::path(post, path = "/api/v1/invites/accept", tag = "orgs", request_body = InviteLink,
    responses((status = 200, body = OrgMembership), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 410, body = ErrorBody), (status = 507, body = ErrorBody)))]
async fn accept(Extension(identity): Door, By(by): By, Json(ask): Json<InviteLink>) -> Result<Json<OrgMembership>> {
    Ok(Json(identity.accept_invite(&by, &ask.secret).await?))
}
