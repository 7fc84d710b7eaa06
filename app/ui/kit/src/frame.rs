//! Frames around pages: the public one with a top bar, the signed-in one with a rail, the narrow one for forms.
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{ActingFor, Avatar, Icon, NoticeBanner, paths, visitor};

/// The places of the site that exist. A place joins this list on the day its page does.
const PLACES: [(&str, &str, &str); 3] =
    [("Build", "build", paths::PROJECTS), ("Market", "market", paths::MARKET), ("Docs", "docs", paths::API_DOCS)];

/// Whether `place` is where the visitor is.
fn is_here(place: &str, path: &str) -> bool {
    path == place
        || path.starts_with(&format!("{place}/"))
        || (place == paths::PROJECTS && path == paths::HOME)
        || (place == paths::API_DOCS && path.starts_with("/docs"))
}

fn current(place: &str, path: &str) -> Option<&'static str> {
    is_here(place, path).then_some("page")
}

/// The mark with the name.
#[component]
pub fn Brand(
    /// Where it leads.
    #[prop(default = paths::LANDING)]
    href: &'static str,
) -> impl IntoView {
    view! {
        <a class="shell-brand" href=href>
            <svg class="kit-mark" aria-hidden="true">
                <use href="/icons.svg#mark"></use>
            </svg>
            <span>"Burnish"</span>
        </a>
    }
}

/// The first thing a keyboard reaches.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="kit-button shell-skip" href="#main">"Skip to content"</a> }
}

#[component]
fn InsecureBanner() -> impl IntoView {
    visitor().insecure.then(|| {
        view! {
            <div class="kit-banner" data-state="warn" role="note">
                <Icon name="alert" />
                <div>"This site runs on plain http: passwords and cookies can be read on the way."</div>
            </div>
        }
    })
}

/// The frame for signed-out visitors and for pages that everyone may read. Signed-in visitors get the rail instead.
#[component]
pub fn PublicFrame(
    /// The page's name, for the browser's tab.
    #[prop(into)]
    title: String,
    /// The page.
    children: ChildrenFn,
) -> impl IntoView {
    if visitor().info.is_some() {
        return view! { <AppFrame title=title children=children /> }.into_any();
    }
    let path = visitor().path;
    let links = move || {
        PLACES
            .iter()
            .map(|(name, _, href)| {
                let href = if *href == paths::PROJECTS { paths::HOME } else { href };
                view! { <a href=href aria-current=current(href, &visitor().path)>{*name}</a> }
            })
            .collect_view()
    };
    let menu = PLACES
        .iter()
        .map(|(name, icon, href)| {
            view! {
                <a class="kit-menu-item" href=*href aria-current=current(href, &path)>
                    <Icon name=*icon />
                    {*name}
                </a>
            }
        })
        .collect_view();
    view! {
        <Title text=title />
        <SkipLink />
        <InsecureBanner />
        <header class="shell-top">
            <div class="shell-top-inner">
                <Brand />
                <nav class="shell-nav" aria-label="Main">
                    {links()}
                </nav>
                <div class="shell-top-actions">
                    <a class="kit-button kit-button-quiet" href=paths::SIGN_IN>"Sign in"</a>
                    <a class="kit-button kit-button-primary" href="/#describe">"Start a project"</a>
                    <details class="kit-menu-host shell-menu">
                        <summary class="kit-button kit-button-icon" aria-label="Menu">
                            <Icon name="menu" />
                        </summary>
                        <nav class="kit-menu kit-menu-end" aria-label="Menu">
                            {menu}
                        </nav>
                    </details>
                </div>
            </div>
        </header>
        <main id="main">{children()}</main>
        <Footer />
    }
    .into_any()
}

#[component]
fn Footer() -> impl IntoView {
    view! {
        <footer class="shell-foot">
            <div class="shell-foot-inner">
                <div class="shell-foot-about">
                    <Brand />
                    <p>"Describe an app, get a real project, make it better. Runs on your own machine."</p>
                </div>
                <nav aria-label="Product">
                    <h2>"Product"</h2>
                    <ul class="shell-foot-links">
                        <li><a href=paths::HOME>"Build"</a></li>
                        <li><a href=paths::MARKET>"Market"</a></li>
                    </ul>
                </nav>
                <nav aria-label="Developers">
                    <h2>"Developers"</h2>
                    <ul class="shell-foot-links">
                        <li><a href=paths::API_DOCS>"API"</a></li>
                        <li><a href="/api/v1/openapi.json">"OpenAPI document"</a></li>
                    </ul>
                </nav>
            </div>
        </footer>
    }
}

/// The frame for signed-in people: a rail on the left, a bar at the bottom on phones.
#[component]
pub fn AppFrame(
    /// The page's name, for the browser's tab.
    #[prop(into)]
    title: String,
    /// The page.
    children: ChildrenFn,
) -> impl IntoView {
    let me = visitor();
    let path = me.path.clone();
    let info = me.info.clone();
    let places = |class: &'static str| {
        let path = path.clone();
        PLACES
            .iter()
            .map(|(name, icon, href)| {
                view! {
                    <a class=class href=*href aria-current=current(href, &path)>
                        <Icon name=*icon />
                        <span>{*name}</span>
                    </a>
                }
            })
            .collect::<Vec<_>>()
    };
    let operator = info.as_ref().is_some_and(|info| info.is_operator).then(|| {
        view! {
            <a class="kit-menu-item" href=paths::ADMIN_JOBS>
                <Icon name="terminal" />
                "Background work"
            </a>
        }
    });
    let name = info.as_ref().map_or_else(String::new, |info| info.display_name.clone());
    let ActingFor(org) = use_context::<ActingFor>().unwrap_or_default();
    let handle = info.map_or_else(String::new, |info| format!("@{}", info.username));
    view! {
        <Title text=title />
        <SkipLink />
        <div class="shell-app">
            <nav class="shell-rail" aria-label="Main">
                <Brand href=paths::HOME />
                <ul class="shell-places">
                    {places("shell-place").into_iter().map(|place| view! { <li>{place}</li> }).collect_view()}
                </ul>
                <div class="shell-rail-end">
                    <details class="kit-menu-host">
                        <summary class="shell-me">
                            <Avatar name=name.clone() />
                            <span>{name.clone()} <small>{handle}</small></span>
                        </summary>
                        <div class="kit-menu kit-menu-up">
                            <p class="kit-menu-label shell-org">"Acting for " <strong>{org}</strong></p>
                            <a class="kit-menu-item" href=paths::SETTINGS_ORGS>
                                <Icon name="users" />
                                "Organisations"
                            </a>
                            <a class="kit-menu-item" href=paths::NOTIFICATIONS>
                                <Icon name="bell" />
                                "Notifications"
                            </a>
                            <hr class="kit-menu-rule" />
                            <a class="kit-menu-item" href=paths::SETTINGS_PROFILE>
                                <Icon name="user" />
                                "Profile"
                            </a>
                            <a class="kit-menu-item" href=paths::SETTINGS_SESSIONS>
                                <Icon name="screen" />
                                "Sessions"
                            </a>
                            <a class="kit-menu-item" href=paths::SETTINGS_API>
                                <Icon name="key" />
                                "API tokens"
                            </a>
                            {operator}
                            <hr class="kit-menu-rule" />
                            <form action="/auth/sign-out" method="post">
                                <button class="kit-menu-item">
                                    <Icon name="sign-out" />
                                    "Sign out"
                                </button>
                            </form>
                        </div>
                    </details>
                </div>
            </nav>
            <main id="main">
                <InsecureBanner />
                {children()}
            </main>
            <nav class="shell-bottom" aria-label="Places">
                {places("")}
                <a href=paths::SETTINGS_PROFILE aria-current=current("/settings", &path)>
                    <Icon name="user" />
                    <span>"You"</span>
                </a>
            </nav>
        </div>
    }
}

/// The frame for sign-in and its sisters: one column, nothing else.
#[component]
pub fn NarrowFrame(
    /// The page's name, also its heading.
    #[prop(into)]
    title: String,
    /// The page.
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title />
        <SkipLink />
        <div class="identity">
            <header class="identity-top">
                <Brand />
            </header>
            <main id="main" class="identity-main">
                <InsecureBanner />
                <NoticeBanner />
                {children()}
            </main>
        </div>
    }
}

/// A page that is not there.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    crate::server::say(kernel::Kind::NotFound);
    view! {
        <PublicFrame title="Not found">
            <div class="shell-page shell-page-narrow">
                <div class="kit-empty">
                    <Icon name="search" />
                    <h1>"There is nothing at this address"</h1>
                    <p>"The link may be old, or the thing is not shared with you."</p>
                    <div class="kit-actions">
                        <a class="kit-button kit-button-primary" href=paths::HOME>"Go to your projects"</a>
                        <a class="kit-button" href=paths::MARKET>"Look around the market"</a>
                    </div>
                </div>
            </div>
        </PublicFrame>
    }
}
