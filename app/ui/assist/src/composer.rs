//! Where one writes to the assistant.
use assist_contract::MAX_MESSAGE_CHARS;
use leptos::{ev::SubmitEvent, html, prelude::*};
use ui_kit::Icon;
use web_sys::KeyboardEvent;

use crate::talk::Talk;

/// Enter sends, Shift+Enter makes a line, Esc stops a reply or folds the panel away.
#[component]
pub(crate) fn Composer(talk: Talk) -> impl IntoView {
    let link = talk.link;
    let field = NodeRef::<html::Textarea>::new();
    let mut before = None;
    ui_kit::effect(move || {
        let wishes = link.focus.get();
        if before.replace(wishes).is_some_and(|before| wishes > before)
            && let Some(field) = field.get_untracked()
        {
            talk.listing.set(false);
            let _ = field.focus();
        }
    });
    ui_kit::effect(move || {
        // Words that another part of the workspace wants to have asked; what stands here already is kept below them.
        let Some(request) = link.request.get() else { return };
        link.request.set(None);
        talk.words.update(|words| {
            *words = if words.trim().is_empty() { request } else { format!("{request}\n\n{words}") };
        });
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        // While an input method is open, Enter takes its suggestion.
        "Enter" if !event.shift_key() && !event.is_composing() => {
            event.prevent_default();
            talk.send();
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            if talk.running.get_untracked().is_some() {
                talk.stop();
            } else if talk.listing.get_untracked() {
                talk.listing.set(false);
            } else {
                link.close_panel.run(());
            }
        }
        _ => {}
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        talk.send();
    };
    let file = move || {
        let path = link.file_path.get().filter(|_| talk.with_file.get())?;
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        let label = format!("Leave {name} out");
        Some(view! {
            <span class="kit-chip kit-chip-mono">
                <span>{name}</span>
                <button type="button" aria-label=label on:click=move |_| talk.with_file.set(false)>
                    <Icon name="close" />
                </button>
            </span>
        })
    };
    let with_file = move || {
        (!talk.with_file.get() && link.file_path.with(Option::is_some)).then(|| {
            view! {
                <button
                    type="button"
                    class="kit-button kit-button-quiet kit-button-small"
                    on:click=move |_| talk.with_file.set(true)
                >
                    <Icon name="plus" />
                    "Open file"
                </button>
            }
            .into_any()
        })
    };
    let button = move || {
        if talk.running.get().is_some() {
            view! {
                <button type="button" class="kit-button kit-button-small" on:click=move |_| talk.stop()>
                    <Icon name="stop" />
                    "Stop"
                    <kbd class="kit-kbd">"Esc"</kbd>
                </button>
            }
            .into_any()
        } else {
            view! {
                <button class="kit-button kit-button-small" aria-busy=move || talk.sending.get().then_some("true")>
                    "Send"
                    <kbd class="kit-kbd">"↵"</kbd>
                </button>
            }
            .into_any()
        }
    };
    let payer = move || {
        link.shared.get().then(|| {
            view! {
                <p class="assist-payer">
                    "What you ask counts against your own quota, and what you apply is yours."
                </p>
            }
        })
    };
    view! {
        <form class="assist-composer" on:submit=submit>
            <textarea
                node_ref=field
                rows="2"
                aria-label="Message"
                placeholder="Ask about the project, or say what to change"
                maxlength=MAX_MESSAGE_CHARS
                prop:value=move || talk.words.get()
                on:input=move |event| talk.words.set(event_target_value(&event))
                on:keydown=on_key
            ></textarea>
            <div class="assist-composer-row">
                <span class="assist-context">{ui_kit::dynamic(file)} {ui_kit::dynamic(with_file)}</span>
                {ui_kit::dynamic(button)}
            </div>
            {ui_kit::dynamic(payer)}
        </form>
    }
}
