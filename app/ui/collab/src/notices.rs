//! `/notifications`: what one was told, and what one wants to be told.
use collab_contract::{Notification, NotificationPreference};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui_kit::{AppFrame, Empty, NoticeBanner, Time, count, loaded, paths};

use crate::{
    server_fns::{Notices, load_notices},
    words::told_of,
};

/// `/notifications`
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let after = use_query_map().get_untracked().get("after");
    view! {
        <AppFrame title="Notifications">
            <div class="shell-page shell-page-middle collab">
                <header class="shell-head">
                    <div>
                        <h1>"Notifications"</h1>
                    </div>
                </header>
                <NoticeBanner />
                {
                    let after = after.clone();
                    loaded(move || load_notices(after.clone()), |notices| notice_parts(&notices))
                }
            </div>
        </AppFrame>
    }
}

fn notice_parts(notices: &Notices) -> AnyView {
    view! { {lists(notices)} {preferences(&notices.preferences)} }.into_any()
}

fn lists(notices: &Notices) -> AnyView {
    let Notices { unread, page, .. } = notices;
    if page.notifications.is_empty() && unread.is_empty() {
        return view! {
            <Empty icon="bell" title="Nothing to tell you yet">
                <p>"When somebody mentions you, answers you or gives you another role, it is listed here."</p>
            </Empty>
        }
        .into_any();
    }
    // What is unread stands on top; below it everything else of this page.
    let rest: Vec<&Notification> =
        page.notifications.iter().filter(|notice| !unread.iter().any(|shown| shown.id == notice.id)).collect();
    let on_top = (!unread.is_empty()).then(|| {
        let rows = unread.iter().map(notice_row).collect_view();
        view! {
            <section class="collab-part" aria-labelledby="unread">
                <header class="collab-unread">
                    <h2 id="unread">{count(page.unread.into(), "unread notice", "unread notices")}</h2>
                    <form method="post" action="/notifications/read">
                        <button class="kit-button kit-button-small" name="which" value="all">
                            "Mark all as read"
                        </button>
                    </form>
                </header>
                <div class="kit-panel">
                    <ul class="kit-list">{rows}</ul>
                </div>
            </section>
        }
    });
    let below = (!rest.is_empty()).then(|| {
        let rows = rest.into_iter().map(notice_row).collect_view();
        view! {
            <section class="collab-part" aria-labelledby="earlier">
                <h2 id="earlier">"Earlier"</h2>
                <div class="kit-panel">
                    <ul class="kit-list">{rows}</ul>
                </div>
            </section>
        }
    });
    let older = page.next.as_ref().map(|next| {
        view! {
            <nav class="kit-pages" aria-label="Pages">
                <a class="kit-button" href=format!("{}?after={}", paths::NOTIFICATIONS, next.0)>
                    "Older notices"
                </a>
            </nav>
        }
    });
    view! { {on_top} {below} {older} }.into_any()
}

/// Where a notice leads: to the room's page, which shows the comment.
fn href(notice: &Notification) -> String {
    match (notice.room_id, notice.comment_id) {
        (Some(room), Some(comment)) => format!("{}#comment-{comment}", paths::room(room)),
        (Some(room), None) => paths::room(room),
        (None, _) => notice.link.clone(),
    }
}

fn notice_row(notice: &Notification) -> AnyView {
    let read = notice.read_at.is_none().then(|| {
        view! {
            <form method="post" action="/notifications/read">
                <button
                    class="kit-button kit-button-small"
                    name="which"
                    value=notice.id.to_string()
                    aria-label=format!("Mark as read: {}", notice.title)
                >
                    "Mark as read"
                </button>
            </form>
        }
    });
    let dot = notice.read_at.is_none().then(|| view! { <span class="kit-dot" data-state="live"></span> });
    view! {
        <li class="kit-row">
            {dot} <span class="kit-row-main">
                <a class="kit-row-name collab-notice" href=href(notice)>
                    {notice.title.clone()}
                </a>
                <span class="kit-row-note">
                    <Time at=notice.created_at />
                </span>
            </span>
            {read}
        </li>
    }
    .into_any()
}

fn preferences(preferences: &[NotificationPreference]) -> AnyView {
    let rows = preferences.iter().map(preference_row).collect_view();
    view! {
        <section class="collab-part" aria-labelledby="preferences">
            <header>
                <h2 id="preferences">"What you want to be told"</h2>
                <p>"Here on this page, and by mail."</p>
            </header>
            <form class="kit-form" method="post" action="/notifications/preferences">
                <div class="kit-table-wrap">
                    <table class="kit-table collab-wishes">
                        <thead>
                            <tr>
                                <th scope="col">"When"</th>
                                <th scope="col">"Here"</th>
                                <th scope="col">"Mail"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <div class="kit-actions">
                    <button class="kit-button kit-button-primary">"Save preferences"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn preference_row(wish: &NotificationPreference) -> AnyView {
    let what = told_of(wish.kind);
    let kind = wish.kind.as_str();
    let tick = |way: &str, words: &str, checked: bool| {
        view! {
            <td>
                <span class="kit-check">
                    <input
                        type="checkbox"
                        name=format!("{kind}-{way}")
                        value="yes"
                        checked=checked
                        aria-label=format!("{what}: {words}")
                    />
                </span>
            </td>
        }
    };
    view! {
        <tr>
            <th scope="row">{what}</th>
            {tick("here", "here", wish.in_app)}
            {tick("mail", "by mail", wish.mail)}
        </tr>
    }
    .into_any()
}
