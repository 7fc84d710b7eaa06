//! What the pages about orgs and invitations post to.
use axum::{Extension, Router, response::Response, routing::post};
use identity_contract::*;
use kernel::{InviteId, OrgId, Role, UserId};
use serde::Deserialize;
use web::{By, Flash, Form};

use super::Door;

const LIST: &str = "/settings/orgs";

pub(super) fn routes() -> Router {
    Router::new()
        .route("/auth/orgs", post(create))
        .route("/auth/orgs/switch", post(switch))
        .route("/auth/orgs/rename", post(rename))
        .route("/auth/orgs/invite", post(invite))
        .route("/auth/orgs/revoke", post(revoke))
        .route("/auth/orgs/role", post(role))
        .route("/auth/orgs/remove", post(remove))
        .route("/auth/orgs/leave", post(leave))
        .route("/auth/invite", post(accept))
}

fn page(org: OrgId) -> String {
    format!("{LIST}/{org}")
}

impl Door {
    /// Back to the org's page, or to the list when there is no such page for the caller any more.
    fn sorry_at(&self, org: OrgId, error: &IdentityError, fields: &[(&str, &str)]) -> Response {
        let to = if *error == IdentityError::NoSuchOrg { LIST.to_owned() } else { page(org) };
        self.sorry(&to, error, fields)
    }
}

#[derive(Deserialize)]
struct CreateForm {
    name: String,
}

async fn create(Extension(door): Extension<Door>, By(by): By, Form(form): Form<CreateForm>) -> Response {
    match door.identity.create_org(&by, &form.name).await {
        Ok(org) => {
            let said = format!("“{}” is there. Invite the people you want to work with.", org.name);
            door.back(&page(org.id), &Flash::done(said))
        }
        Err(error) => door.sorry(LIST, &error, &[("name", &form.name)]),
    }
}

#[derive(Deserialize)]
struct OrgForm {
    org: OrgId,
}

async fn switch(Extension(door): Extension<Door>, By(by): By, Form(form): Form<OrgForm>) -> Response {
    match door.identity.switch_org(&by, form.org).await {
        Ok(org) => door.back(LIST, &Flash::done(format!("You act for “{}” now.", org.name))),
        Err(error) => door.sorry(LIST, &error, &[]),
    }
}

#[derive(Deserialize)]
struct RenameForm {
    org: OrgId,
    name: String,
}

async fn rename(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RenameForm>) -> Response {
    match door.identity.rename_org(&by, form.org, &form.name).await {
        Ok(_) => door.back(&page(form.org), &Flash::done("Renamed.")),
        Err(error) => door.sorry_at(form.org, &error, &[("name", &form.name)]),
    }
}

#[derive(Deserialize)]
struct InviteForm {
    org: OrgId,
    email: String,
    role: Role,
}

async fn invite(Extension(door): Extension<Door>, By(by): By, Form(form): Form<InviteForm>) -> Response {
    let ask = NewInvite { email: form.email.clone(), role: form.role };
    match door.identity.invite(&by, form.org, ask).await {
        Ok(sent) => {
            let said = format!("An invitation is on its way to {}. Its link works for 7 days.", sent.email);
            door.back(&page(form.org), &Flash::done(said))
        }
        Err(error) => door.sorry_at(form.org, &error, &[("email", &form.email), ("invite_role", form.role.as_str())]),
    }
}

#[derive(Deserialize)]
struct RevokeForm {
    org: OrgId,
    invite: InviteId,
}

async fn revoke(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RevokeForm>) -> Response {
    match door.identity.revoke_invite(&by, form.org, form.invite).await {
        Ok(()) => door.back(&page(form.org), &Flash::done("The invitation was taken back. Its link no longer works.")),
        Err(error) => door.sorry_at(form.org, &error, &[]),
    }
}

#[derive(Deserialize)]
struct RoleForm {
    org: OrgId,
    user: UserId,
    role: Role,
}

async fn role(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RoleForm>) -> Response {
    match door.identity.set_role(&by, form.org, form.user, form.role).await {
        Ok(member) => {
            let said = format!("{} is {} now.", member.display_name, named(member.role));
            door.back(&page(form.org), &Flash::done(said))
        }
        Err(error) => door.sorry_at(form.org, &error, &[]),
    }
}

const fn named(role: Role) -> &'static str {
    match role {
        Role::Viewer => "a viewer",
        Role::Member => "a member",
        Role::Admin => "an admin",
        Role::Owner => "an owner",
    }
}

#[derive(Deserialize)]
struct MemberForm {
    org: OrgId,
    user: UserId,
}

async fn remove(Extension(door): Extension<Door>, By(by): By, Form(form): Form<MemberForm>) -> Response {
    match door.identity.remove_member(&by, form.org, form.user).await {
        Ok(()) => door.back(&page(form.org), &Flash::done("Removed. They have no access any more.")),
        Err(error) => door.sorry_at(form.org, &error, &[]),
    }
}

async fn leave(Extension(door): Extension<Door>, By(by): By, Form(form): Form<OrgForm>) -> Response {
    let Some(me) = by.user() else { return door.sorry(LIST, &IdentityError::SignInFirst, &[]) };
    match door.identity.remove_member(&by, form.org, me).await {
        Ok(()) => door.back(LIST, &Flash::done("You have left the organisation.")),
        Err(error) => door.sorry_at(form.org, &error, &[]),
    }
}

#[derive(Deserialize)]
struct AcceptForm {
    secret: String,
}

async fn accept(Extension(door): Extension<Door>, By(by): By, Form(form): Form<AcceptForm>) -> Response {
    match door.identity.accept_invite(&by, &form.secret).await {
        Ok(org) => {
            let said = format!("Welcome to “{}”. Switch to it when you want to work on its projects.", org.name);
            door.back(&page(org.id), &Flash::done(said))
        }
        // A dead link has nothing more to show.
        Err(error @ IdentityError::DeadInvite) => door.sorry(LIST, &error, &[]),
        Err(error) => door.sorry(&format!("/invite/{}", super::plain_secret(&form.secret)), &error, &[]),
    }
}
