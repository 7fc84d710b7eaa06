//! The panel as a whole: head, thread or list, composer.
use leptos::prelude::*;
use ui_kit::{Banner, Icon, WorkspaceLink, paths, visitor};

use crate::{composer::Composer, conversations::Conversations, talk::Talk, thread::ThreadView, words};

/// The assistant beside a project. It takes a [`WorkspaceLink`] from the context and shows nothing without one.
#[component]
pub fn AssistPanel() -> impl IntoView {
    let Some(link) = use_context::<WorkspaceLink>() else { return ().into_any() };
    if visitor().info.is_none() {
        return for_guests();
    }
    let talk = Talk::new(link);
    ui_kit::effect(move || talk.begin());
    let mut before = None;
    ui_kit::effect(move || {
        // Esc somewhere on the page, while a reply is being written.
        let stop = link.stop.get();
        if before.replace(stop).is_some_and(|before| stop > before) {
            talk.stop();
        }
    });
    let model = move || talk.model.with(|model| model.as_ref().map(words::model));
    let turn_list = move |_| {
        if talk.listing.get_untracked() { talk.listing.set(false) } else { talk.list() }
    };
    let note = move || {
        talk.model.with(|model| model.as_ref().is_some_and(|model| model.built_in)).then(|| {
            view! {
                <p class="assist-note">
                    "No model is configured. The built-in analyst explains code and makes exact changes to texts, colours, titles and fields."
                </p>
            }.into_any()
        })
    };
    let problem = move || {
        talk.problem.get().map(|problem| {
            view! { <div class="workspace-notice"><Banner state="stop">{problem}</Banner></div> }.into_any()
        })
    };
    let body = move || {
        if talk.listing.get() {
            view! { <Conversations talk /> }.into_any()
        } else {
            view! { <ThreadView talk /> }.into_any()
        }
    };
    view! {
        <div class="assist">
            <div class="workspace-head">
                <h2>"Assistant"</h2>
                <span class="assist-model">{ui_kit::dynamic(model)}</span>
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="Conversations"
                    aria-expanded=move || talk.listing.get().to_string()
                    data-tip="Conversations"
                    data-tip-side="end"
                    on:click=turn_list
                >
                    <Icon name="history" />
                </button>
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label="New conversation"
                    data-tip="New conversation"
                    data-tip-side="end"
                    on:click=move |_| talk.start_new()
                >
                    <Icon name="plus" />
                </button>
            </div>
            {ui_kit::dynamic(body)}
            {ui_kit::dynamic(problem)}
            {ui_kit::dynamic(note)}
            <Composer talk />
        </div>
    }
    .into_any()
}

/// A conversation belongs to an account, and so does what it costs.
fn for_guests() -> AnyView {
    view! {
        <div class="assist">
            <div class="workspace-head">
                <h2>"Assistant"</h2>
            </div>
            <div class="kit-empty">
                <Icon name="chat" />
                <p>"The assistant answers people with an account. You can edit and comment without one."</p>
                <div class="kit-actions">
                    <a class="kit-button" href=paths::SIGN_IN>
                        "Sign in"
                    </a>
                </div>
            </div>
        </div>
    }
    .into_any()
}
