//! `/outbox`: mail that was written here. Where no mail server is set up, this is where links are found.
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ops_contract::OutboxMail;
use ui_kit::{Banner, Empty, PublicFrame, Time, loaded, visitor};

use crate::server_fns::load_outbox;

/// `/outbox`
#[component]
pub fn OutboxPage() -> impl IntoView {
    view! {
        <PublicFrame title="Outbox">
            <div class="shell-page shell-page-middle">
                <header class="shell-head">
                    <div>
                        <h1>"Outbox"</h1>
                        <p class="shell-lead">"Mail that this server wrote, newest first."</p>
                    </div>
                </header>
                {visitor()
                    .outbox_only
                    .then(|| {
                        view! {
                            <Banner state="info">
                                "No mail server is set up, so mail goes no further than this page. Set BURNISH_SMTP_URL to send it."
                            </Banner>
                        }
                    })}
                {loaded(
                    || load_outbox(use_query_map().get_untracked().get("after")),
                    |page| letters(page.items, page.next.map(|next| next.0)),
                )}
            </div>
        </PublicFrame>
    }
}

fn letters(mails: Vec<OutboxMail>, next: Option<String>) -> AnyView {
    if mails.is_empty() {
        return view! {
            <Empty icon="mail" title="No mail yet">
                <p>"When somebody signs up or resets a password, the mail appears here."</p>
            </Empty>
        }
        .into_any();
    }
    let letters = mails.into_iter().map(letter).collect_view();
    let more = next.map(|next| {
        view! {
            <nav class="kit-pages" aria-label="Pages">
                <a class="kit-button" href=format!("/outbox?after={next}")>"Older mail"</a>
            </nav>
        }
    });
    view! {
        <div class="shell-section">{letters} {more}</div>
    }
    .into_any()
}

fn letter(mail: OutboxMail) -> impl IntoView {
    let link = first_link(&mail.body).map(|href| view! { <div class="kit-actions"><a class="kit-button kit-button-primary" href=href>"Open the link"</a></div> });
    let state = match mail.sent_at {
        Some(at) => view! { "handed over " <Time at=at /> }.into_any(),
        None => "waiting".into_any(),
    };
    view! {
        <article class="kit-panel ops-letter">
            <header>
                <h2>{mail.subject}</h2>
                <p class="kit-quiet">"To " {mail.to} " · " <Time at=mail.created_at /> " · " {state}</p>
            </header>
            <pre>{mail.body}</pre>
            {link}
        </article>
    }
}

/// The first link of this site in a mail, as a path, so that it works however the site was reached.
fn first_link(body: &str) -> Option<String> {
    let at = body.find("http://").or_else(|| body.find("https://"))?;
    let links = body[at..].split_whitespace().filter(|word| word.starts_with("http"));
    links.filter_map(|link| link.splitn(4, '/').nth(3)).find(|path| !path.is_empty()).map(|path| format!("/{path}"))
}

#[cfg(test)]
mod tests {
    use super::first_link;

    #[test]
    fn the_link_of_a_mail_is_found() {
        let body = "At http://127.0.0.1:3000.\n\nOpen:\nhttp://127.0.0.1:3000/confirm/abc_-1\n\nBye";
        assert_eq!(first_link(body).as_deref(), Some("/confirm/abc_-1"));
        assert_eq!(first_link("no link"), None);
    }
}
