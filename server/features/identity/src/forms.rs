//! What the sign-in forms post to. They work before and without any script: each answers with a redirect, and what
//! went wrong travels in a flash cookie together with the fields, passwords excepted.
mod orgs;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use identity_contract::*;
use serde::Deserialize;
use web::{By, Client, Flash, Form, safe_next, set_cookie, write_flash};

/// How long a browser stays signed in, in seconds.
pub const SESSION_SECONDS: i64 = 30 * 24 * 3600;

/// `__Host-` ties the cookie to exactly this host over a secure connection; browsers count loopback as secure.
pub const fn session_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-burnish" } else { "burnish" }
}

/// Sets the session cookie.
pub fn session_cookie(secret: &str, secure: bool) -> HeaderValue {
    set_cookie(session_cookie_name(secure), secret, SESSION_SECONDS, secure)
}

/// Takes the session cookie away.
pub fn clear_session_cookie(secure: bool) -> HeaderValue {
    set_cookie(session_cookie_name(secure), "", 0, secure)
}

#[derive(Clone)]
struct Door {
    identity: Arc<dyn Identity>,
    secure: bool,
}

impl Door {
    fn signed_in(&self, opened: Opened, otherwise: &str) -> Response {
        let next = safe_next(opened.next.as_deref(), otherwise);
        let cookie = session_cookie(&opened.secret, self.secure);
        ([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response()
    }

    fn back(&self, to: &str, flash: &Flash) -> Response {
        ([(header::SET_COOKIE, write_flash(flash, self.secure))], Redirect::to(to)).into_response()
    }

    fn sorry(&self, to: &str, error: &IdentityError, fields: &[(&str, &str)]) -> Response {
        if let Some(fault) = kernel::Classify::fault(error) {
            tracing::error!(error = fault.chain(), "a form failed through our fault");
        }
        self.back(to, &Flash::error(error.to_string(), fields))
    }
}

fn origin(client: Client) -> Origin {
    Origin { address: client.address, user_agent: client.user_agent }
}

pub(crate) fn routes(identity: Arc<dyn Identity>, secure: bool) -> Router {
    Router::new()
        .route("/auth/sign-up", post(sign_up))
        .route("/auth/sign-in", post(sign_in))
        .route("/auth/sign-out", post(sign_out))
        .route("/auth/confirm", post(confirm))
        .route("/auth/forgot", post(forgot))
        .route("/auth/reset", post(reset))
        .route("/auth/profile", post(profile))
        .route("/auth/password", post(password))
        .route("/auth/email", post(email))
        .route("/auth/address", post(address))
        .route("/auth/sessions", post(end_session))
        .route("/auth/token", post(token))
        .route("/welcome/{secret}", get(welcome))
        .merge(orgs::routes())
        .layer(Extension(Door { identity, secure }))
}

#[derive(Deserialize)]
struct SignUpForm {
    email: String,
    username: String,
    password: String,
    #[serde(default)]
    next: String,
}

fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?next={}", percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC))
    }
}

async fn sign_up(Extension(door): Extension<Door>, client: Client, Form(form): Form<SignUpForm>) -> Response {
    let fields = [("email", form.email.as_str()), ("username", form.username.as_str())];
    let next = (!form.next.is_empty()).then(|| safe_next(Some(&form.next), "/home"));
    let ask =
        Register { email: form.email.clone(), username: form.username.clone(), password: form.password.clone(), next };
    match door.identity.register(&origin(client), ask).await {
        Ok(()) => door.back("/check-mail", &Flash { fields: vec![("email".into(), form.email)], ..Flash::default() }),
        Err(error) => door.sorry(&with_next("/sign-up", &form.next), &error, &fields),
    }
}

#[derive(Deserialize)]
struct SignInForm {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(Extension(door): Extension<Door>, client: Client, Form(form): Form<SignInForm>) -> Response {
    let ask = SignIn { login: form.login.clone(), password: form.password };
    match door.identity.sign_in(&origin(client), ask).await {
        Ok(mut opened) => {
            opened.next = (!form.next.is_empty()).then_some(form.next);
            door.signed_in(opened, "/home")
        }
        Err(error) => door.sorry(&with_next("/sign-in", &form.next), &error, &[("login", &form.login)]),
    }
}

async fn sign_out(Extension(door): Extension<Door>, By(by): By) -> Response {
    if let Err(error) = door.identity.sign_out(&by).await {
        return door.sorry("/home", &error, &[]);
    }
    ([(header::SET_COOKIE, clear_session_cookie(door.secure))], Redirect::to("/")).into_response()
}

#[derive(Deserialize)]
struct SecretForm {
    secret: String,
}

async fn confirm(Extension(door): Extension<Door>, client: Client, Form(form): Form<SecretForm>) -> Response {
    match door.identity.confirm_email(&origin(client), &form.secret).await {
        Ok(opened) => door.signed_in(opened, "/home"),
        Err(error) => door.sorry("/sign-in", &error, &[]),
    }
}

/// The one link that signs in by being opened: it comes from the server's own console, not through mail scanners.
async fn welcome(Extension(door): Extension<Door>, client: Client, Path(secret): Path<String>) -> Response {
    match door.identity.redeem_owner_link(&origin(client), &secret).await {
        Ok(opened) => door.signed_in(opened, "/home"),
        Err(error) => door.sorry("/sign-in", &error, &[]),
    }
}

#[derive(Deserialize)]
struct EmailForm {
    email: String,
}

async fn forgot(Extension(door): Extension<Door>, client: Client, Form(form): Form<EmailForm>) -> Response {
    match door.identity.ask_for_reset(&origin(client), &form.email).await {
        Ok(()) => door.back("/check-mail", &Flash { fields: vec![("email".into(), form.email)], ..Flash::default() }),
        Err(error) => door.sorry("/forgot", &error, &[("email", &form.email)]),
    }
}

/// A secret came from the address bar; only its own characters go back there.
fn plain_secret(secret: &str) -> String {
    secret.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect()
}

#[derive(Deserialize)]
struct ResetForm {
    secret: String,
    password: String,
}

async fn reset(Extension(door): Extension<Door>, client: Client, Form(form): Form<ResetForm>) -> Response {
    match door.identity.reset_password(&origin(client), &form.secret, &form.password).await {
        Ok(opened) => door.signed_in(opened, "/home"),
        Err(error @ IdentityError::DeadLink) => door.sorry("/forgot", &error, &[]),
        Err(error) => door.sorry(&format!("/reset/{}", plain_secret(&form.secret)), &error, &[]),
    }
}

#[derive(Deserialize)]
struct ProfileForm {
    display_name: String,
    username: String,
    theme: String,
}

async fn profile(Extension(door): Extension<Door>, By(by): By, Form(form): Form<ProfileForm>) -> Response {
    let fields = [("display_name", form.display_name.as_str()), ("username", form.username.as_str())];
    let profile = Profile {
        display_name: form.display_name.clone(),
        username: form.username.clone(),
        theme: Theme::parse(&form.theme),
    };
    match door.identity.update_profile(&by, profile).await {
        Ok(_) => door.back("/settings/profile", &Flash::done("Saved.")),
        Err(error) => door.sorry("/settings/profile", &error, &fields),
    }
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    old: String,
    new: String,
}

async fn password(Extension(door): Extension<Door>, By(by): By, Form(form): Form<PasswordForm>) -> Response {
    let old = (!form.old.is_empty()).then_some(form.old.as_str());
    match door.identity.change_password(&by, old, &form.new).await {
        Ok(()) => {
            door.back("/settings/security", &Flash::done("Password changed. Your other sessions were signed out."))
        }
        Err(error) => door.sorry("/settings/security", &error, &[]),
    }
}

async fn email(Extension(door): Extension<Door>, By(by): By, Form(form): Form<EmailForm>) -> Response {
    match door.identity.change_email(&by, &form.email).await {
        Ok(()) => {
            door.back("/settings/profile", &Flash::done(format!("Open the link that we sent to {}.", form.email)))
        }
        Err(error) => door.sorry("/settings/profile", &error, &[("email", &form.email)]),
    }
}

async fn address(Extension(door): Extension<Door>, By(by): By, Form(form): Form<SecretForm>) -> Response {
    match door.identity.confirm_change(&by, &form.secret).await {
        Ok(()) => door.back("/settings/profile", &Flash::done("Your e-mail address was changed.")),
        Err(error) => door.sorry("/settings/profile", &error, &[]),
    }
}

async fn token(Extension(door): Extension<Door>, By(by): By, client: Client) -> Response {
    match door.identity.issue_token_for(&by, &origin(client)).await {
        // Shown once, on the very next page; the cookie that carries it there is HttpOnly and lives for a minute.
        Ok(token) => {
            door.back("/settings/api", &Flash { fields: vec![("token".into(), token.token)], ..Flash::default() })
        }
        Err(error) => door.sorry("/settings/api", &error, &[]),
    }
}

#[derive(Deserialize)]
struct EndSessionForm {
    /// An id, or `others`.
    session: String,
}

async fn end_session(Extension(door): Extension<Door>, By(by): By, Form(form): Form<EndSessionForm>) -> Response {
    let ended = match form.session.parse() {
        Ok(session) => door.identity.revoke(&by, session).await.map(|()| 1),
        Err(_) => door.identity.revoke_others(&by).await,
    };
    match ended {
        Ok(1) => door.back("/settings/sessions", &Flash::done("One session was signed out.")),
        Ok(n) => door.back("/settings/sessions", &Flash::done(format!("{n} sessions were signed out."))),
        Err(error) => door.sorry("/settings/sessions", &error, &[]),
    }
}
