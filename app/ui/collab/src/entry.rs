//! `/invites/{secret}` and `/share/{secret}`: the ways into a room. Opening them uses nothing up, because mail scanners
//! open links too.
use collab_contract::{InvitePreview, MAX_GUEST_NAME_CHARS, SharePreview};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui_kit::{Icon, NarrowFrame, Reply, Time, kept, loaded, paths, visitor};

use crate::{
    server_fns::{load_room_invite, load_share},
    words::would_do,
};

/// The secret in the address.
fn secret() -> String {
    use_params_map().get_untracked().get("secret").unwrap_or_default()
}

/// `/invites/{secret}`
#[component]
pub fn RoomInvitePage() -> impl IntoView {
    let secret = secret();
    let shown = secret.clone();
    let fetch = move || {
        let secret = secret.clone();
        async move { Ok::<_, Reply>(load_room_invite(secret).await) }
    };
    loaded(fetch, move |found: Result<InvitePreview, Reply>| match found {
        Ok(invite) => framed("Invitation", "mail", invitation(&invite, &shown)),
        Err(problem) => over("Invitation", "This invitation does not work", &problem),
    })
}

/// `/share/{secret}`
#[component]
pub fn SharePage() -> impl IntoView {
    let secret = secret();
    let shown = secret.clone();
    let fetch = move || {
        let secret = secret.clone();
        async move { Ok::<_, Reply>(load_share(secret).await) }
    };
    loaded(fetch, move |found: Result<SharePreview, Reply>| match found {
        Ok(link) => framed("Join a room", "link", way_in(&link, &shown)),
        Err(problem) => over("Join a room", "This link does not work", &problem),
    })
}

/// The column around what there is to say.
fn framed(title: &'static str, icon: &'static str, parts: AnyView) -> AnyView {
    view! {
        <NarrowFrame title=title>
            <span class="identity-seal">
                <Icon name=icon />
            </span>
            {parts}
        </NarrowFrame>
    }
    .into_any()
}

/// The page of something that is over, or never was.
fn over(title: &'static str, heading: &'static str, problem: &Reply) -> AnyView {
    let words = if problem.is("room_not_found") {
        "There is nothing behind it. Look whether the whole address was copied, or ask whoever gave it to you for a new one."
            .to_owned()
    } else {
        problem.to_string()
    };
    let parts = view! {
        <header>
            <h1>{heading}</h1>
            <p>{words}</p>
        </header>
        <p class="identity-note">
            <a href=paths::LANDING>"Go to the start page"</a>
        </p>
    };
    framed(title, "alert", parts.into_any())
}

fn invitation(invite: &InvitePreview, secret: &str) -> AnyView {
    let back = paths::room_invite(secret);
    let next = match visitor().info {
        Some(_) if invite.is_used_by_you => to_the_room(paths::room(invite.room_id)),
        Some(_) => accept_form(secret),
        None => view! {
            <a
                class="kit-button kit-button-primary kit-button-main kit-button-wide"
                href=paths::keeping_next(paths::SIGN_IN, &back)
            >
                "Sign in to accept"
            </a>
            <a class="kit-button kit-button-main kit-button-wide" href=paths::keeping_next(paths::SIGN_UP, &back)>
                "Make an account"
            </a>
        }
        .into_any(),
    };
    view! {
        <header>
            <h1>"Invitation"</h1>
        </header>
        <p class="collab-invited">
            <strong>{invite.invited_by.clone()}</strong> " invites you to the room "
            <strong>{invite.room_name.clone()}</strong> " on the project " <strong>{invite.project_name.clone()}</strong>
            ". " {would_do(invite.role)}
        </p>
        <p class="identity-note">
            "The invitation lets one person in, and works until " <Time at=invite.expires_at /> "."
        </p>
        {next}
    }
    .into_any()
}

/// For whoever has come in already.
fn to_the_room(href: String) -> AnyView {
    view! {
        <p>"You have accepted it already."</p>
        <a class="kit-button kit-button-primary kit-button-main kit-button-wide" href=href>
            "Go to the room"
        </a>
    }
    .into_any()
}

fn accept_form(secret: &str) -> AnyView {
    view! {
        <form class="kit-form" method="post" action="/rooms/accept">
            <input type="hidden" name="secret" value=secret.to_owned() />
            <button class="kit-button kit-button-primary kit-button-main kit-button-wide">"Accept and join"</button>
        </form>
    }
    .into_any()
}

fn way_in(link: &SharePreview, secret: &str) -> AnyView {
    let ends = link.expires_at.map(|at| view! { " The link works until " <Time at=at /> "." });
    view! {
        <header>
            <h1>"Join a room"</h1>
        </header>
        <p class="collab-invited">
            <strong>{link.shared_by.clone()}</strong> " shares the room " <strong>{link.room_name.clone()}</strong>
            " on the project " <strong>{link.project_name.clone()}</strong> " with you. " {would_do(link.role)} {ends}
        </p>
        {join_form(secret)}
    }
    .into_any()
}

/// People with an account have a name; guests say theirs.
fn join_form(secret: &str) -> AnyView {
    if let Some(info) = visitor().info {
        return view! {
            <form class="kit-form" method="post" action="/rooms/join">
                <input type="hidden" name="secret" value=secret.to_owned() />
                <button class="kit-button kit-button-primary kit-button-main kit-button-wide">
                    <span class="collab-clip">{format!("Join as {}", info.display_name)}</span>
                </button>
            </form>
        }
        .into_any();
    }
    view! {
        <form class="kit-form" method="post" action="/rooms/join">
            <input type="hidden" name="secret" value=secret.to_owned() />
            <div class="kit-field">
                <label class="kit-label" for="name">"Your name"</label>
                <input
                    class="kit-input kit-input-main"
                    id="name"
                    name="name"
                    autocomplete="name"
                    maxlength=MAX_GUEST_NAME_CHARS.to_string()
                    value=kept("name")
                    required
                    aria-describedby="name-hint"
                />
                <p class="kit-hint" id="name-hint">"The others in the room see it. You need no account."</p>
            </div>
            <button class="kit-button kit-button-primary kit-button-main kit-button-wide">"Join as a guest"</button>
        </form>
        <p class="identity-note">
            "Have an account? " <a href=paths::keeping_next(paths::SIGN_IN, &paths::share(secret))>"Sign in"</a>
            " and join under your own name."
        </p>
    }
    .into_any()
}
