//! Short messages in the corner, with at most one thing to do about each.
use std::time::Duration;

use leptos::prelude::*;
use ui_kit::{Icon, Row};

/// How long a message stays. Long enough to read two lines and to reach the button with a keyboard.
const STAYS: Duration = Duration::from_secs(9);
/// Most messages at once; an older one makes room.
const MOST: usize = 4;

/// One message.
#[derive(Clone)]
struct Toast {
    number: u32,
    state: &'static str,
    text: String,
    action: Option<(&'static str, Callback<()>)>,
}

/// The messages on show.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    list: RwSignal<Vec<Toast>>,
    count: StoredValue<u32>,
}

impl Toasts {
    pub(crate) fn new() -> Self {
        Self { list: RwSignal::new(Vec::new()), count: StoredValue::new(0) }
    }

    /// Something worked.
    pub(crate) fn ok(self, text: impl Into<String>) {
        self.push("ok", text.into(), None);
    }

    /// Something did not work: what, and what to do next.
    pub(crate) fn stop(self, text: impl Into<String>) {
        self.push("stop", text.into(), None);
    }

    /// Something worked and can be taken back.
    pub(crate) fn with_action(self, text: impl Into<String>, label: &'static str, action: Callback<()>) {
        self.push("ok", text.into(), Some((label, action)));
    }

    fn push(self, state: &'static str, text: String, action: Option<(&'static str, Callback<()>)>) {
        self.count.update_value(|count| *count += 1);
        let number = self.count.get_value();
        self.list.update(|list| {
            // The same trouble said twice is one message.
            list.retain(|toast| toast.text != text);
            list.push(Toast { number, state, text, action });
            let over = list.len().saturating_sub(MOST);
            list.drain(..over);
        });
        let _ = set_timeout(move || self.drop(number), STAYS);
    }

    fn drop(self, number: u32) {
        self.list.try_update(|list| list.retain(|toast| toast.number != number));
    }
}

/// The corner with the messages.
#[component]
pub(crate) fn ToastCorner(toasts: Toasts) -> impl IntoView {
    let show = move |toast: Toast| {
        let number = toast.number;
        let icon = match toast.state {
            "ok" => "ok",
            _ => "error",
        };
        let action = toast.action.map(|(label, run)| {
            let act = move |_| {
                toasts.drop(number);
                run.run(());
            };
            view! {
                <button class="kit-button kit-button-small" on:click=act>
                    {label}
                </button>
            }
        });
        view! {
            <div class="kit-toast" data-state=toast.state>
                <Icon name=icon />
                <p>{toast.text}</p>
                <div class="kit-actions">
                    {action}
                    <button
                        class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                        aria-label="Close message"
                        on:click=move |_| toasts.drop(number)
                    >
                        <Icon name="close" />
                    </button>
                </div>
            </div>
        }
    };
    view! {
        <div class="kit-toasts" role="status" aria-live="polite">
            {ui_kit::rows(move || {
                toasts.list.get().into_iter().map(|toast| Row::new(toast.number.to_string(), move || show(toast))).collect()
            })}
        </div>
    }
}
