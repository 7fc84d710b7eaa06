//! The list of conversations.
use assist_contract::Conversation;
use kernel::ConversationId;
use leptos::prelude::*;
use ui_kit::{Empty, Icon, Time, Views};

use crate::talk::Talk;

/// All conversations about the project, last used first.
#[component]
pub(crate) fn Conversations(talk: Talk) -> impl IntoView {
    let asked = RwSignal::new(None::<ConversationId>);

    ui_kit::dynamic(move || {
        let Some(conversations) = talk.conversations.get() else {
            return view! { <div class="assist-list"><span class="kit-skeleton"></span></div> }.into_any();
        };
        if conversations.is_empty() {
            return view! {
                <div class="assist-list">
                    <Empty icon="chat" title="No conversations yet">
                        <p>"Ask something below; it is kept here with everything that came of it."</p>
                    </Empty>
                </div>
            }
            .into_any();
        }
        let lines =
            conversations.into_iter().map(|conversation| view! { <Line talk conversation asked /> }.into_any()).views();
        let older = talk.older.with(Option::is_some).then(|| {
            view! {
                <button class="kit-button kit-button-small" on:click=move |_| talk.list_older()>
                    "Older conversations"
                </button>
            }
            .into_any()
        });
        view! {
            <div class="assist-list">
                <ul class="kit-list" aria-label="Conversations">
                    {lines}
                </ul>
                {older}
            </div>
        }
        .into_any()
    })
}

#[component]
fn Line(talk: Talk, conversation: Conversation, asked: RwSignal<Option<ConversationId>>) -> impl IntoView {
    let id = conversation.id;
    let title = conversation.title.clone();
    let actions = move || {
        if asked.get() == Some(id) {
            view! {
                <button class="kit-button kit-button-small" on:click=move |_| asked.set(None)>
                    "Keep"
                </button>
                <button class="kit-button kit-button-small kit-button-danger" on:click=move |_| talk.delete(id)>
                    "Delete for good"
                </button>
            }
            .into_any()
        } else {
            view! {
                <button
                    class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                    aria-label=format!("Delete {title}")
                    on:click=move |_| asked.set(Some(id))
                >
                    <Icon name="trash" />
                </button>
            }
            .into_any()
        }
    };
    view! {
        <li class="kit-row" aria-current=move || (talk.conversation.get() == Some(id)).then_some("true")>
            <div class="kit-row-main">
                <button class="kit-row-name" on:click=move |_| talk.open(id)>
                    {conversation.title}
                </button>
                <span class="kit-row-note">
                    <Time at=conversation.updated_at />
                </span>
            </div>
            <div class="kit-actions">{ui_kit::dynamic(actions)}</div>
        </li>
    }
}
