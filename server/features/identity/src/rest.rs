//! `/api/v1/auth`: the public API's door.
mod orgs;

use std::sync::Arc;

use axum::{Extension, http::StatusCode};
use identity_contract::*;
use kernel::{SessionId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{By, Client, ErrorBody, Json, Path, Result};

type Door = Extension<Arc<dyn Identity>>;

pub(crate) fn routes(identity: Arc<dyn Identity>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(confirm))
        .routes(routes!(login))
        .routes(routes!(verify_token))
        .routes(routes!(me, update_me))
        .routes(routes!(logout))
        .routes(routes!(forgot))
        .routes(routes!(reset))
        .routes(routes!(change_password))
        .routes(routes!(change_email))
        .routes(routes!(confirm_change))
        .routes(routes!(sessions, revoke_others))
        .routes(routes!(revoke))
        .routes(routes!(orgs))
        .merge(orgs::routes())
        .layer(Extension(identity))
}

fn origin(client: Client) -> Origin {
    Origin { address: client.address, user_agent: client.user_agent }
}

/// Something was sent to a mailbox; whether the address was known is told there alone.
#[derive(Debug, Serialize, ToSchema)]
struct MailSent {
    /// What to do next.
    message: String,
}

impl MailSent {
    fn answer() -> (StatusCode, Json<Self>) {
        let message = "If the address can be used, a mail with a link is on its way. The link works for 30 minutes.";
        (StatusCode::ACCEPTED, Json(Self { message: message.to_owned() }))
    }
}

/// Ask for an account. The answer is the same whether the address has one.
#[utoipa::path(post, path = "/api/v1/auth/register", tag = "auth", request_body = Register, security(()),
    responses((status = 202, body = MailSent), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn register(
    Extension(identity): Door,
    client: Client,
    Json(ask): Json<Register>,
) -> Result<(StatusCode, Json<MailSent>)> {
    identity.register(&origin(client), ask).await?;
    Ok(MailSent::answer())
}

/// A secret from a mailed link.
#[derive(Debug, Deserialize, ToSchema)]
struct Secret {
    /// The last part of the link.
    secret: String,
}

/// Confirm an address. Sign in afterwards for a token.
#[utoipa::path(post, path = "/api/v1/auth/confirm", tag = "auth", request_body = Secret, security(()),
    responses((status = 204), (status = 410, body = ErrorBody)))]
async fn confirm(Extension(identity): Door, client: Client, Json(ask): Json<Secret>) -> Result<StatusCode> {
    let opened = identity.confirm_email(&origin(client), &ask.secret).await?;
    // A program wants a token, not a cookie: the session that confirming opens is ended at once.
    identity.sign_out(&kernel::Caller::person(opened.session.who)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign in and get a 24-hour token.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "auth", request_body = SignIn, security(()),
    responses((status = 200, body = Token), (status = 401, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn login(Extension(identity): Door, client: Client, Json(ask): Json<SignIn>) -> Result<Json<Token>> {
    Ok(Json(identity.issue_token(&origin(client), ask).await?))
}

/// A token to look at.
#[derive(Debug, Deserialize, ToSchema)]
struct TokenText {
    /// The token.
    token: String,
}

/// Whose token it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Verified {
    /// Always true: a bad token is answered with 401 and the reason.
    valid: bool,
    /// The person.
    user: UserId,
    /// The session behind it.
    session: SessionId,
}

/// Check a token: signature, algorithm, audience, time and session.
#[utoipa::path(post, path = "/api/v1/auth/verify-token", tag = "auth", request_body = TokenText, security(()),
    responses((status = 200, body = Verified), (status = 401, body = ErrorBody)))]
async fn verify_token(Extension(identity): Door, Json(ask): Json<TokenText>) -> Result<Json<Verified>> {
    let session = identity.resolve_token(&ask.token).await?;
    Ok(Json(Verified { valid: true, user: session.who.user, session: session.who.session }))
}

/// Your own account.
#[utoipa::path(get, path = "/api/v1/auth/me", tag = "auth",
    responses((status = 200, body = Me), (status = 401, body = ErrorBody)))]
async fn me(Extension(identity): Door, By(by): By) -> Result<Json<Me>> {
    Ok(Json(identity.me(&by).await?))
}

/// Change name, handle and theme.
#[utoipa::path(put, path = "/api/v1/auth/me", tag = "auth", request_body = Profile,
    responses((status = 200, body = Me), (status = 401, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn update_me(Extension(identity): Door, By(by): By, Json(profile): Json<Profile>) -> Result<Json<Me>> {
    Ok(Json(identity.update_profile(&by, profile).await?))
}

/// End the session that asks.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "auth", responses((status = 204)))]
async fn logout(Extension(identity): Door, By(by): By) -> Result<StatusCode> {
    identity.sign_out(&by).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An address.
#[derive(Debug, Deserialize, ToSchema)]
struct Email {
    /// The address.
    email: String,
}

/// Ask for a link that sets a new password. The answer is the same whether the address has an account.
#[utoipa::path(post, path = "/api/v1/auth/forgot", tag = "auth", request_body = Email, security(()),
    responses((status = 202, body = MailSent), (status = 429, body = ErrorBody)))]
async fn forgot(
    Extension(identity): Door,
    client: Client,
    Json(ask): Json<Email>,
) -> Result<(StatusCode, Json<MailSent>)> {
    identity.ask_for_reset(&origin(client), &ask.email).await?;
    Ok(MailSent::answer())
}

/// A new password with the secret that allows it.
#[derive(Debug, Deserialize, ToSchema)]
struct NewPassword {
    /// The last part of the link.
    secret: String,
    /// The new password.
    password: String,
}

/// Set a new password. Every session ends.
#[utoipa::path(post, path = "/api/v1/auth/reset", tag = "auth", request_body = NewPassword, security(()),
    responses((status = 204), (status = 410, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn reset(Extension(identity): Door, client: Client, Json(ask): Json<NewPassword>) -> Result<StatusCode> {
    let opened = identity.reset_password(&origin(client), &ask.secret, &ask.password).await?;
    identity.sign_out(&kernel::Caller::person(opened.session.who)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The old password and the new one.
#[derive(Debug, Deserialize, ToSchema)]
struct PasswordChange {
    /// Absent only when none was ever set.
    old: Option<String>,
    /// The new one.
    new: String,
}

/// Change the password. Every other session ends.
#[utoipa::path(post, path = "/api/v1/auth/password", tag = "auth", request_body = PasswordChange,
    responses((status = 204), (status = 401, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change_password(Extension(identity): Door, By(by): By, Json(ask): Json<PasswordChange>) -> Result<StatusCode> {
    identity.change_password(&by, ask.old.as_deref(), &ask.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask for another e-mail address. The answer is the same whether the address has an account.
#[utoipa::path(post, path = "/api/v1/auth/email", tag = "auth", request_body = Email,
    responses((status = 202, body = MailSent), (status = 401, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn change_email(
    Extension(identity): Door,
    By(by): By,
    Json(ask): Json<Email>,
) -> Result<(StatusCode, Json<MailSent>)> {
    identity.change_email(&by, &ask.email).await?;
    Ok(MailSent::answer())
}

/// Confirm the new e-mail address, as the account that asked for it.
#[utoipa::path(post, path = "/api/v1/auth/email/confirm", tag = "auth", request_body = Secret,
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 410, body = ErrorBody)))]
async fn confirm_change(Extension(identity): Door, By(by): By, Json(ask): Json<Secret>) -> Result<StatusCode> {
    identity.confirm_change(&by, &ask.secret).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Your live sessions.
#[utoipa::path(get, path = "/api/v1/auth/sessions", tag = "auth",
    responses((status = 200, body = Vec<SessionInfo>), (status = 401, body = ErrorBody)))]
async fn sessions(Extension(identity): Door, By(by): By) -> Result<Json<Vec<SessionInfo>>> {
    Ok(Json(identity.sessions(&by).await?))
}

/// How many sessions ended.
#[derive(Debug, Serialize, ToSchema)]
struct Ended {
    /// Their number.
    ended: u64,
}

/// End all sessions but this one.
#[utoipa::path(delete, path = "/api/v1/auth/sessions", tag = "auth",
    responses((status = 200, body = Ended), (status = 401, body = ErrorBody)))]
async fn revoke_others(Extension(identity): Door, By(by): By) -> Result<Json<Ended>> {
    Ok(Json(Ended { ended: identity.revoke_others(&by).await? }))
}

/// End one session.
#[utoipa::path(delete, path = "/api/v1/auth/sessions/{id}", tag = "auth", params(("id" = SessionId, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn revoke(Extension(identity): Door, By(by): By, Path(id): Path<SessionId>) -> Result<StatusCode> {
    identity.revoke(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The orgs that you belong to.
#[utoipa::path(get, path = "/api/v1/auth/orgs", tag = "auth",
    responses((status = 200, body = Vec<OrgMembership>), (status = 401, body = ErrorBody)))]
async fn orgs(Extension(identity): Door, By(by): By) -> Result<Json<Vec<OrgMembership>>> {
    Ok(Json(identity.orgs(&by).await?))
}
