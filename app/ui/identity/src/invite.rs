//! `/invite/{secret}`: who invites into what, and the button that accepts. Opening it uses nothing up, because mail
//! scanners open links too.
use identity_contract::InvitePreview;
use kernel::Role;
use leptos::prelude::*;
use ui_kit::{
    Banner, Icon, NarrowFrame, Time, loaded,
    paths::{self, keeping_next},
    visitor,
};

use crate::{entry::secret, server_fns::load_invite};

/// `/invite/{secret}`
#[component]
pub fn InvitePage() -> impl IntoView {
    let secret = secret();
    let shown = secret.clone();
    view! {
        <NarrowFrame title="Invitation">
            <span class="identity-seal">
                <Icon name="users" />
            </span>
            <header>
                <h1>"Invitation"</h1>
            </header>
            {loaded(move || load_invite(secret.clone()), move |invite| invitation(invite, &shown))}
            <p class="identity-note">
                <a href=paths::HOME>"Go to your projects"</a>
            </p>
        </NarrowFrame>
    }
}

fn invitation(invite: InvitePreview, secret: &str) -> AnyView {
    let what = match invite.role {
        Role::Viewer => "You would be a viewer, who sees its projects.",
        Role::Member => "You would be a member, who works on its projects.",
        Role::Admin => "You would be an admin, who also manages its people.",
        Role::Owner => "You would be an owner, who may do everything there.",
    };
    let next = match visitor().info {
        None => ways_in(&invite, secret),
        Some(_) if invite.is_yours => accept_form(secret),
        Some(info) => {
            let words = format!(
                "It was sent to {}, and you are signed in as @{} with another address. Sign out and use the account of that \
                 address, or ask for an invitation to yours.",
                invite.sent_to, info.username
            );
            view! { <Banner state="warn">{words}</Banner> }.into_any()
        }
    };
    view! {
        <p>
            <strong>{invite.invited_by.clone()}</strong> " invites you to the organisation "
            <strong>{invite.org_name.clone()}</strong> ". " {what}
        </p>
        <p class="identity-note">"The invitation works until " <Time at=invite.expires_at /> "."</p>
        {next}
    }
    .into_any()
}

fn accept_form(secret: &str) -> AnyView {
    view! {
        <form class="kit-form" method="post" action="/auth/invite">
            <input type="hidden" name="secret" value=secret.to_owned() />
            <button class="kit-button kit-button-primary kit-button-main kit-button-wide">"Accept and join"</button>
        </form>
    }
    .into_any()
}

/// For visitors: both ways lead back here.
fn ways_in(invite: &InvitePreview, secret: &str) -> AnyView {
    let back = paths::invite(secret);
    view! {
        <p>{format!("It was sent to {}. Use the account of that address.", invite.sent_to)}</p>
        <a
            class="kit-button kit-button-primary kit-button-main kit-button-wide"
            href=keeping_next(paths::SIGN_IN, &back)
        >
            "Sign in to accept"
        </a>
        <a class="kit-button kit-button-main kit-button-wide" href=keeping_next(paths::SIGN_UP, &back)>
            "Make an account"
        </a>
    }
    .into_any()
}
