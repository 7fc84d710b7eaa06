//! The settings pages.
use identity_contract::{Me, SessionInfo, SessionKind, Theme};
use leptos::prelude::*;
use ui_kit::{AppFrame, Avatar, Icon, NoticeBanner, Time, kept, loaded, paths, visitor};

use crate::server_fns::{load_me, load_sessions};

const SECTIONS: [(&str, &str, &str); 6] = [
    ("Profile", "user", paths::SETTINGS_PROFILE),
    ("Security", "shield", paths::SETTINGS_SECURITY),
    ("Sessions", "screen", paths::SETTINGS_SESSIONS),
    ("Organisations", "users", paths::SETTINGS_ORGS),
    ("API tokens", "key", paths::SETTINGS_API),
    ("Notifications", "bell", paths::NOTIFICATIONS),
];

/// The frame of all settings pages: the list of sections beside one of them.
#[component]
pub(crate) fn Settings(
    /// The page's name, for the browser's tab.
    title: &'static str,
    /// The page.
    children: ChildrenFn,
) -> impl IntoView {
    let sections = move || {
        let here = visitor().path;
        SECTIONS
            .iter()
            .map(|(name, icon, href)| {
                let is_here = here == *href || here.starts_with(&format!("{href}/"));
                let current = is_here.then_some("page");
                view! {
                    <a class="shell-place" href=*href aria-current=current>
                        <Icon name=*icon />
                        <span>{*name}</span>
                    </a>
                }
            })
            .collect_view()
    };
    view! {
        <AppFrame title=title>
            <div class="shell-page">
                <header class="shell-head">
                    <div>
                        <h1>"Settings"</h1>
                    </div>
                </header>
                <div class="identity-settings">
                    <nav class="identity-sections" aria-label="Settings">
                        {sections()}
                    </nav>
                    <div class="identity-parts">
                        <NoticeBanner />
                        {children()}
                    </div>
                </div>
            </div>
        </AppFrame>
    }
}

pub(crate) fn or_kept(name: &str, value: &str) -> String {
    let kept = kept(name);
    if kept.is_empty() { value.to_owned() } else { kept }
}

/// `/settings/profile`
#[component]
pub fn ProfilePage() -> impl IntoView {
    view! { <Settings title="Profile">{loaded(load_me, |me| profile_forms(&me))}</Settings> }
}

fn profile_forms(me: &Me) -> AnyView {
    let themes = [(Theme::System, "screen", "System"), (Theme::Light, "sun", "Light"), (Theme::Dark, "moon", "Dark")]
        .map(|(theme, icon, name)| {
            view! {
                <label class="kit-segment">
                    <input type="radio" name="theme" value=theme.as_str() checked=me.theme == theme />
                    <Icon name=icon />
                    {name}
                </label>
            }
        });
    let shown_email = if me.email.ends_with("@localhost") { String::new() } else { me.email.clone() };
    view! {
        <section class="identity-part" aria-labelledby="profile">
            <header>
                <h2 id="profile">"Profile"</h2>
                <p>"Member since " <Time at=me.created_at /></p>
            </header>
            <form class="kit-form" method="post" action="/auth/profile">
                <div class="identity-face">
                    <Avatar name=me.display_name.clone() />
                    <div class="kit-form-row">
                        <div class="kit-field">
                            <label class="kit-label" for="display_name">"Name"</label>
                            <input
                                class="kit-input"
                                id="display_name"
                                name="display_name"
                                value=or_kept("display_name", &me.display_name)
                                maxlength="60"
                                required
                            />
                        </div>
                        <div class="kit-field">
                            <label class="kit-label" for="username">"Username"</label>
                            <input
                                class="kit-input"
                                id="username"
                                name="username"
                                value=or_kept("username", &me.username)
                                minlength="3"
                                maxlength="30"
                                required
                            />
                        </div>
                    </div>
                </div>
                <fieldset class="kit-field">
                    <legend class="kit-label">"Theme"</legend>
                    <div class="kit-segments">{themes}</div>
                </fieldset>
                <div class="kit-actions">
                    <button class="kit-button kit-button-primary">"Save profile"</button>
                </div>
            </form>
        </section>
        <section class="identity-part" aria-labelledby="address">
            <header>
                <h2 id="address">"E-mail address"</h2>
                <p>"It changes once you open the link that we send to the new one."</p>
            </header>
            <form class="kit-form" method="post" action="/auth/email">
                <div class="kit-field">
                    <label class="kit-label" for="email">"E-mail"</label>
                    <input
                        class="kit-input"
                        id="email"
                        name="email"
                        type="email"
                        autocomplete="email"
                        value=or_kept("email", &shown_email)
                        required
                    />
                </div>
                <div class="kit-actions">
                    <button class="kit-button">"Change address"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// `/settings/security`
#[component]
pub fn SecurityPage() -> impl IntoView {
    view! { <Settings title="Security">{loaded(load_me, |me| password_form(&me))}</Settings> }
}

fn password_form(me: &Me) -> AnyView {
    let old = me.has_password.then(|| {
        view! {
            <div class="kit-field">
                <label class="kit-label" for="old">"Present password"</label>
                <input
                    class="kit-input"
                    id="old"
                    name="old"
                    type="password"
                    autocomplete="current-password"
                    required
                />
            </div>
        }
    });
    let intro = if me.has_password {
        "Changing it signs you out everywhere else."
    } else {
        "You came in through a one-time link and have no password yet. Set one to be able to come back."
    };
    view! {
        <section class="identity-part" aria-labelledby="password">
            <header>
                <h2 id="password">"Password"</h2>
                <p>{intro}</p>
            </header>
            <form class="kit-form" method="post" action="/auth/password">
                {old}
                <div class="kit-field">
                    <label class="kit-label" for="new">"New password"</label>
                    <input
                        class="kit-input"
                        id="new"
                        name="new"
                        type="password"
                        autocomplete="new-password"
                        minlength="8"
                        maxlength="200"
                        required
                        aria-describedby="new-hint"
                    />
                    <p class="kit-hint" id="new-hint">"At least 8 characters. A few words in a row work well."</p>
                </div>
                <div class="kit-actions">
                    <button class="kit-button kit-button-primary">"Save password"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// `/settings/sessions`
#[component]
pub fn SessionsPage() -> impl IntoView {
    view! { <Settings title="Sessions">{loaded(load_sessions, session_list)}</Settings> }
}

fn session_list(sessions: Vec<SessionInfo>) -> AnyView {
    let others = sessions.len() > 1;
    let rows = sessions.into_iter().map(session_row).collect_view();
    let end_others = others.then(|| {
        view! {
            <form class="kit-panel-foot kit-actions kit-actions-end" method="post" action="/auth/sessions">
                <input type="hidden" name="session" value="others" />
                <button class="kit-button kit-button-small kit-button-danger">"Sign out everywhere else"</button>
            </form>
        }
    });
    view! {
        <section class="identity-part" aria-labelledby="sessions">
            <header>
                <h2 id="sessions">"Sessions"</h2>
                <p>"Where you are signed in. Ending one takes effect at once."</p>
            </header>
            <div class="kit-panel">
                <ul class="kit-list">{rows}</ul>
                {end_others}
            </div>
        </section>
    }
    .into_any()
}

fn session_row(session: SessionInfo) -> impl IntoView {
    let icon = match (session.kind, session.device.contains("iPhone") || session.device.contains("Android")) {
        (SessionKind::Token, _) => "key",
        (SessionKind::Browser, true) => "phone",
        (SessionKind::Browser, false) => "screen",
    };
    let name = match session.kind {
        SessionKind::Token => format!("API token · {}", session.device),
        SessionKind::Browser => session.device.clone(),
    };
    let end = if session.is_current {
        view! {
            <span class="kit-chip" data-state="ok">
                <span class="kit-dot"></span>
                "This session"
            </span>
        }
        .into_any()
    } else {
        view! {
            <form method="post" action="/auth/sessions">
                <input type="hidden" name="session" value=session.id.to_string() />
                <button class="kit-button kit-button-small" aria-label=format!("Sign out {name}")>"Sign out"</button>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="kit-row">
            <Icon name=icon />
            <span class="kit-row-main">
                <span class="kit-row-name">{name.clone()}</span>
                <span class="kit-row-note">
                    {session.address} " · since " <Time at=session.created_at /> " · last seen "
                    <Time at=session.last_seen_at />
                </span>
            </span>
            {end}
        </li>
    }
}

/// `/settings/api`
#[component]
pub fn ApiPage() -> impl IntoView {
    view! {
        <Settings title="API tokens">
            <section class="identity-part" aria-labelledby="tokens">
                <header>
                    <h2 id="tokens">"API tokens"</h2>
                    <p>"A token lasts 24 hours. It has a session of its own, listed under Sessions, where you can end it."</p>
                </header>
                {fresh_token(kept("token"))}
                <form method="post" action="/auth/token">
                    <button class="kit-button kit-button-primary">"Make a token"</button>
                </form>
                <p class="identity-note">
                    "Programs can also get one at " <code>"POST /api/v1/auth/login"</code> ". See the "
                    <a href=paths::API_DOCS>"API reference"</a> "."
                </p>
            </section>
        </Settings>
    }
}

fn fresh_token(token: String) -> impl IntoView {
    (!token.is_empty()).then(|| {
        view! {
            <div class="kit-banner" data-state="ok" role="status">
                <Icon name="ok" />
                <div class="identity-token">
                    <label for="fresh-token">"Copy it now; it is not shown again."</label>
                    <input id="fresh-token" class="kit-input kit-input-code" readonly value=token />
                </div>
            </div>
        }
    })
}
