//! Getting in: sign-in, sign-up, the mail, the links in it.
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui_kit::{
    Icon, NarrowFrame, kept,
    paths::{self, keeping_next},
    visitor,
};

use crate::doors::{Field, NextField, wanted_next};

/// `/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    let next = wanted_next();
    let forgot = view! { <a href=paths::FORGOT>"Forgot it?"</a> }.into_any();
    view! {
        <NarrowFrame title="Sign in">
            <header>
                <h1>"Sign in"</h1>
                <p>"New here? " <a href=keeping_next(paths::SIGN_UP, &next)>"Make an account"</a></p>
            </header>
            <form class="kit-form" method="post" action="/auth/sign-in">
                <NextField next=next.clone() />
                <Field label="E-mail or username" name="login" autocomplete="username" value=kept("login") />
                <Field
                    label="Password"
                    name="password"
                    kind="password"
                    autocomplete="current-password"
                    aside=forgot
                />
                <button class="kit-button kit-button-primary kit-button-main kit-button-wide">"Sign in"</button>
            </form>
        </NarrowFrame>
    }
}

/// `/sign-up`
#[component]
pub fn SignUpPage() -> impl IntoView {
    let next = wanted_next();
    let kept_for_later = if next.starts_with("/describe/") {
        Some("Your description is kept. It becomes a plan as soon as your address is confirmed.")
    } else if next.starts_with("/invite/") {
        Some("Use the address that the invitation was sent to. Once it is confirmed, you can accept.")
    } else if next.starts_with("/invites/") || next.starts_with("/share/") {
        Some("The way into the room is kept. You come back to it as soon as your address is confirmed.")
    } else {
        None
    };
    let keeps = kept_for_later.map(|words| {
        view! {
            <div class="identity-kept">
                <span>{words}</span>
            </div>
        }
    });
    view! {
        <NarrowFrame title="Make an account">
            <header>
                <h1>"Make an account"</h1>
                <p>"Have one? " <a href=keeping_next(paths::SIGN_IN, &next)>"Sign in"</a></p>
            </header>
            {keeps}
            <form class="kit-form" method="post" action="/auth/sign-up">
                <NextField next=next.clone() />
                <Field
                    label="Username"
                    name="username"
                    autocomplete="nickname"
                    value=kept("username")
                    minlength=3
                    maxlength=30
                    hint="3 to 30 letters, digits, - or _. Others see it."
                />
                <Field label="E-mail" name="email" kind="email" autocomplete="email" value=kept("email") />
                <Field
                    label="Password"
                    name="password"
                    kind="password"
                    autocomplete="new-password"
                    minlength=8
                    maxlength=200
                    hint="At least 8 characters. A few words in a row work well."
                />
                <button class="kit-button kit-button-primary kit-button-main kit-button-wide">"Make account"</button>
            </form>
        </NarrowFrame>
    }
}

/// `/check-mail`
#[component]
pub fn CheckMailPage() -> impl IntoView {
    let email = kept("email");
    let to = if email.is_empty() { "that address".to_owned() } else { email };
    let outbox = visitor().outbox_only.then(|| {
        view! {
            <p>"This server has no mail server set up, so the mail stays in its outbox."</p>
            <div class="kit-actions">
                <a class="kit-button kit-button-primary" href=paths::OUTBOX>"Open the outbox"</a>
            </div>
        }
    });
    view! {
        <NarrowFrame title="Check your mail">
            <span class="identity-seal">
                <Icon name="mail" />
            </span>
            <header>
                <h1>"Check your mail"</h1>
                <p>
                    "If " <strong>{to}</strong>
                    " can be used, a link is on its way. It works once, for 30 minutes."
                </p>
            </header>
            {outbox}
            <p class="identity-note">
                "Wrong address? " <a href=paths::SIGN_UP>"Start again"</a> "; a description you wrote is kept."
            </p>
        </NarrowFrame>
    }
}

/// The secret in the address.
pub(crate) fn secret() -> String {
    use_params_map().get_untracked().get("secret").unwrap_or_default()
}

/// `/confirm/{secret}`: a button, because mail scanners open links too and would use this one up.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    view! {
        <NarrowFrame title="Confirm your address">
            <header>
                <h1>"Confirm your address"</h1>
                <p>"One click, and you are signed in."</p>
            </header>
            <form class="kit-form" method="post" action="/auth/confirm">
                <input type="hidden" name="secret" value=secret() />
                <button class="kit-button kit-button-primary kit-button-main kit-button-wide">
                    "Confirm and sign in"
                </button>
            </form>
        </NarrowFrame>
    }
}

/// `/settings/address/{secret}`: a button for the same reason; only the account that asked for the change may use it.
#[component]
pub fn NewAddressPage() -> impl IntoView {
    view! {
        <NarrowFrame title="Confirm your new address">
            <header>
                <h1>"Confirm your new address"</h1>
                <p>"From then on you sign in with it, and mail goes there."</p>
            </header>
            <form class="kit-form" method="post" action="/auth/address">
                <input type="hidden" name="secret" value=secret() />
                <button class="kit-button kit-button-primary kit-button-main kit-button-wide">"Use this address"</button>
            </form>
            <p class="identity-note">
                <a href=paths::SETTINGS_PROFILE>"Keep the old one"</a>
            </p>
        </NarrowFrame>
    }
}

/// `/forgot`
#[component]
pub fn ForgotPage() -> impl IntoView {
    view! {
        <NarrowFrame title="Forgot the password">
            <header>
                <h1>"Forgot the password?"</h1>
                <p>"We mail you a link that lets you choose a new one."</p>
            </header>
            <form class="kit-form" method="post" action="/auth/forgot">
                <Field label="E-mail" name="email" kind="email" autocomplete="email" value=kept("email") />
                <button class="kit-button kit-button-primary kit-button-main kit-button-wide">"Mail me a link"</button>
            </form>
            <p class="identity-note">
                <a href=paths::SIGN_IN>"Back to sign-in"</a>
            </p>
        </NarrowFrame>
    }
}

/// `/reset/{secret}`
#[component]
pub fn ResetPage() -> impl IntoView {
    view! {
        <NarrowFrame title="Choose a new password">
            <header>
                <h1>"Choose a new password"</h1>
                <p>"All other sessions end when you save it."</p>
            </header>
            <form class="kit-form" method="post" action="/auth/reset">
                <input type="hidden" name="secret" value=secret() />
                <Field
                    label="New password"
                    name="password"
                    kind="password"
                    autocomplete="new-password"
                    minlength=8
                    maxlength=200
                    hint="At least 8 characters. A few words in a row work well."
                />
                <button class="kit-button kit-button-primary kit-button-main kit-button-wide">"Save password"</button>
            </form>
        </NarrowFrame>
    }
}
