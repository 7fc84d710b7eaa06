//! What has to be said above the text: the line to the room, locks, lost texts, who may only read.
use leptos::prelude::*;
use ui_kit::Icon;

use super::{
    desk::{Desk, Dialog, Line},
    live_binding::Live,
    together,
};

/// The notices of the file on show, and of the page.
#[component]
pub(crate) fn Notices(desk: Desk) -> impl IntoView {
    let line = move || {
        match desk.line.get() {
        Line::Connecting | Line::Up => None,
        Line::Down => Some(view! {
            <Notice state="warn">
                <div>"The server cannot be reached. Go on: what you type is kept in this browser and joined with what others do."</div>
                <div class="kit-actions">
                    <button class="kit-button kit-button-small" on:click=move |_| _ = together::with(Live::retry)>
                        "Try now"
                    </button>
                </div>
            </Notice>
        }.into_any()),
        Line::Ended(words) => Some(view! {
            <Notice state="stop">
                <div>{words}</div>
                <div class="kit-actions">
                    <a class="kit-button kit-button-small" href="">
                        "Reload"
                    </a>
                </div>
            </Notice>
        }.into_any()),
    }
    };
    let lost = move || {
        let count = desk.lost.with(Vec::len);
        (count > 0 && desk.dialog.with(Option::is_none)).then(|| {
            view! {
                <Notice state="warn">
                    <div>{format!("{} of yours could not be kept in the project.", ui_kit::count(count as u64, "text", "texts"))}</div>
                    <div class="kit-actions">
                        <button class="kit-button kit-button-small" on:click=move |_| desk.dialog.set(Some(Dialog::Lost))>
                            "Look"
                        </button>
                    </div>
                </Notice>
            }
        })
    };
    let locked = move || {
        let holder = desk.company.locked_by_other(desk.active.get()?)?;
        Some(view! {
            <Notice state="info">
                <div>{format!("{holder} has locked this file. You can change it again when it is unlocked.")}</div>
            </Notice>
        })
    };
    let reader = move || {
        (!desk.may_write.get()).then(|| {
            view! {
                <Notice state="info">
                    <div>"You can look at this project but not change it. Its owner can make you an editor."</div>
                </Notice>
            }
        })
    };
    view! {
        {ui_kit::dynamic(reader)}
        {ui_kit::dynamic(line)}
        {ui_kit::dynamic(lost)}
        {ui_kit::dynamic(locked)}
    }
}

#[component]
fn Notice(state: &'static str, children: Children) -> impl IntoView {
    let (icon, role) = match state {
        "stop" => ("error", "alert"),
        "warn" => ("alert", "alert"),
        _ => ("info", "status"),
    };
    view! {
        <div class="workspace-notice">
            <div class="kit-banner" data-state=state role=role>
                <Icon name=icon />
                {children()}
            </div>
        </div>
    }
}
