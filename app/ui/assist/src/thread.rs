//! The messages of a conversation.
use assist_contract::Message;
use leptos::{ev::MouseEvent, html, prelude::*, task::spawn_local};
use ui_kit::{Icon, Row, person_colour};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::{
    browser::copy,
    proposal::Proposal,
    talk::{Entry, Reply, Said, Talk},
    words,
};

/// How near the end of the thread still counts as being there, in CSS pixels.
const NEAR_END_PX: i32 = 80;

/// The thread, or a few beginnings while it is empty.
#[component]
pub(crate) fn ThreadView(talk: Talk) -> impl IntoView {
    let thread = NodeRef::<html::Div>::new();
    let at_end = StoredValue::new(true);
    let last_top = StoredValue::new(0);
    ui_kit::effect(move || {
        talk.grown.track();
        let Some(thread) = thread.get() else { return };
        // Whoever scrolled up to read is left alone.
        if at_end.get_value() {
            let _ = request_animation_frame(move || thread.set_scroll_top(thread.scroll_height()));
        }
    });
    let scrolled = move |_| {
        if let Some(thread) = thread.get_untracked() {
            let top = thread.scroll_top();
            let is_near = thread.scroll_height() - top - thread.client_height() < NEAR_END_PX;
            // The event tells of an earlier moment: words may have come since. Only a person scrolls up.
            if is_near || top < last_top.get_value() {
                at_end.set_value(is_near);
            }
            last_top.set_value(top);
        }
    };
    let entry = move |entry: Entry| match entry.said {
        Said::Person(words) => view! { <PersonMessage talk words /> }.into_any(),
        Said::Assistant(reply) => view! { <AssistantMessage talk reply /> }.into_any(),
    };
    view! {
        <div
            node_ref=thread
            class="assist-thread"
            role="log"
            aria-label="Conversation"
            tabindex="0"
            on:scroll=scrolled
            on:click=copy_code
        >
            {ui_kit::dynamic(move || {
                talk.entries.with(Vec::is_empty).then(|| view! { <Start talk /> }.into_any())
            })}
            {ui_kit::rows(move || {
                talk.entries.get().into_iter().map(|said| Row::new(said.key.clone(), move || entry(said))).collect()
            })}
        </div>
    }
}

/// The copy buttons of code blocks come with the server's HTML; one listener serves them all.
fn copy_code(event: MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.and_then(|target| target.closest("[data-copy]").ok().flatten()) else { return };
    let block = button.closest(".kit-code").ok().flatten();
    let code = block.and_then(|block| block.query_selector("pre").ok().flatten()).and_then(|code| code.text_content());
    let Some(code) = code else { return };
    spawn_local(async move {
        let label = if copy(&code).await { "Copied" } else { "The browser does not allow copying; select the text" };
        let _ = button.set_attribute("aria-label", label);
        let _ = button.set_attribute("data-tip", label);
    });
}

#[component]
fn Start(talk: Talk) -> impl IntoView {
    let name = move || {
        let path = talk.link.file_path.get();
        path.map(|path| path.rsplit('/').next().unwrap_or(&path).to_owned())
    };
    let about_file = move || {
        name().map(|name| {
            let (explain, find) = (format!("Explain {name}"), format!("Find mistakes in {name}"));
            let (ask_explain, ask_find) = (explain.clone(), find.clone());
            view! {
                <li>
                    <button on:click=move |_| talk.ask(ask_explain.clone())>
                        <Icon name="file" />
                        {explain}
                    </button>
                </li>
                <li>
                    <button on:click=move |_| talk.ask(ask_find.clone())>
                        <Icon name="search" />
                        {find}
                    </button>
                </li>
            }
        })
    };
    let begin = move |_| {
        talk.words.set("Change the title to ".to_owned());
        talk.link.focus.update(|n| *n += 1);
    };
    view! {
        <div class="assist-start">
            <h3>"Ask about this project"</h3>
            <p>"Or start here:"</p>
            <ul class="assist-start-list">
                {ui_kit::dynamic(about_file)}
                <li>
                    <button on:click=begin>
                        <Icon name="edit" />
                        "Change the title"
                    </button>
                </li>
            </ul>
        </div>
    }
}

#[component]
fn PersonMessage(talk: Talk, words: String) -> impl IntoView {
    let name = talk.me.with_value(|me| me.as_ref().map_or_else(|| "You".to_owned(), |me| me.display_name.clone()));
    let letter = name.chars().take(1).collect::<String>().to_uppercase();
    let colour = person_colour(&name).to_string();
    view! {
        <article class="assist-message" data-by="user">
            <header class="assist-by">
                <span class="kit-avatar kit-avatar-small" data-person=colour aria-hidden="true">
                    {letter}
                </span>
                {name}
            </header>
            <div class="kit-prose">{words}</div>
        </article>
    }
}

#[component]
fn AssistantMessage(talk: Talk, reply: Reply) -> impl IntoView {
    let (message, writing) = (reply.message.clone(), reply.writing.clone());
    let is_busy = {
        let (message, failure) = (reply.message.clone(), reply.failure.clone());
        move || message.with(Option::is_none) && failure.with(Option::is_none)
    };
    let author = {
        let message = message.clone();
        move || {
            let ledger = message.with(|message| message.as_ref()?.ledger.as_ref().map(|ledger| ledger.model.clone()));
            // The name by which the panel calls the model that answers now; older replies keep the name of theirs.
            talk.model.with(|now| match (ledger, now) {
                (Some(wrote), Some(now)) if wrote == now.model => words::model(now),
                (Some(wrote), _) => wrote,
                (None, Some(now)) => words::model(now),
                (None, None) => "Assistant".to_owned(),
            })
        }
    };
    let body = {
        let (message, writing, changing) = (message.clone(), writing.clone(), reply.changing.clone());
        let busy = is_busy.clone();
        move || match message.get().filter(|message| !message.html.is_empty()) {
            Some(message) => view! { <div class="kit-prose" inner_html=message.html></div> }.into_any(),
            None => {
                let (words, changing, busy) = (writing.clone(), changing.clone(), busy.clone());
                let waits = {
                    let words = words.clone();
                    move || (busy() && words.with(String::is_empty)).then(|| view! { <Typing /> }.into_any())
                };
                let change = move || {
                    changing.get().map(|path| {
                        view! {
                            <p class="assist-typing">
                                <Icon name="edit" />
                                {format!("Changing {path}")}
                            </p>
                        }
                        .into_any()
                    })
                };
                view! {
                    <div class="kit-prose">
                        {waits} <p class="assist-writing">{ui_kit::dynamic(move || words.get())}</p> {ui_kit::dynamic(change)}
                    </div>
                }
                .into_any()
            }
        }
    };
    let copy_button = {
        let message = message.clone();
        move || {
            let text = message.with(|message| message.as_ref().map(|message| message.text.clone()))?;
            let copy_all = move |_| {
                let text = text.clone();
                spawn_local(async move {
                    let _ = copy(&text).await;
                });
            };
            Some(view! {
                <span class="kit-actions">
                    <button
                        class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                        aria-label="Copy answer"
                        on:click=copy_all
                    >
                        <Icon name="copy" />
                    </button>
                </span>
            })
        }
    };
    let failure = {
        let (failure, question) = (reply.failure.clone(), reply.question.clone());
        move || {
            failure.get().map(|(sentence, may_retry)| {
                let question = question.clone();
                let again = (may_retry && !question.is_empty()).then(|| {
                    let question = question.clone();
                    let ask = move |_| {
                        if talk.running.get_untracked().is_none() && !talk.sending.get_untracked() {
                            talk.ask(question.clone());
                        }
                    };
                    view! {
                        <div class="kit-actions">
                            <button class="kit-button kit-button-small" on:click=ask>
                                "Ask again"
                            </button>
                        </div>
                    }
                });
                view! {
                    <div class="kit-banner" data-state="stop" role="alert">
                        <Icon name="error" />
                        <div>{sentence}</div>
                        {again}
                    </div>
                }
            })
        }
    };
    let proposal = {
        let signal = message.clone();
        let has_changes =
            Memo::new(move |_| signal.with(|message| message.as_ref().is_some_and(|m| !m.changes.is_empty())));
        let signal = message.clone();
        move || has_changes.get().then(|| view! { <Proposal talk message=signal.clone() /> }.into_any())
    };
    let ledger = move || message.with(|message| message.as_ref().and_then(ledger_line));
    view! {
        <article
            class="assist-message"
            data-by="assistant"
            aria-busy=move || is_busy().then_some("true")
        >
            <header class="assist-by">
                <svg class="kit-mark" aria-hidden="true">
                    <use href="/icons.svg#mark"></use>
                </svg>
                {author}
                {copy_button}
            </header>
            {body}
            {failure}
            {proposal}
            {ui_kit::dynamic(ledger)}
        </article>
    }
}

#[component]
fn Typing() -> impl IntoView {
    view! {
        <p class="assist-typing" role="status">
            <span class="kit-spinner" aria-hidden="true"></span>
            "Reading the project"
        </p>
    }
}

/// What the reply took, in one quiet line.
fn ledger_line(message: &Message) -> Option<AnyView> {
    let ledger = message.ledger.as_ref()?;
    let outcome =
        words::outcome(message).map(|(word, state)| view! { <span data-state=state>{word}</span> }.into_any());
    Some(
        view! {
            <div class="kit-ledger">
                <b>{ledger.model.clone()}</b>
                <span>{words::tokens(ledger)}</span>
                <span>{words::money(ledger)}</span>
                <span>{words::duration(ledger.duration_ms)}</span>
                {outcome}
            </div>
        }
        .into_any(),
    )
}
