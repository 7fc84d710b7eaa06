//! What has to be said above the text: kept texts of an earlier visit, trouble with saving, who may only read.
use leptos::prelude::*;
use ui_kit::Icon;

use super::{
    desk::{Desk, Dialog, Standing},
    saving::KeptFile,
};

/// The notices of the file on show, and of the page.
#[component]
pub(crate) fn Notices(desk: Desk) -> impl IntoView {
    let found = RwSignal::new(Vec::<(kernel::FileId, KeptFile)>::new());
    ui_kit::effect(move || {
        if desk.may_write {
            found.set(desk.kept_files());
        }
    });
    let kept = move || {
        let files = found.get();
        (!files.is_empty()).then(|| {
            let names = files.iter().map(|(_, file)| file.path.clone()).collect::<Vec<_>>().join(", ");
            let restore = move |_| desk.restore_kept(found.try_update(std::mem::take).unwrap_or_default());
            let discard = move |_| desk.discard_kept(&found.try_update(std::mem::take).unwrap_or_default());
            view! {
                <Notice state="warn">
                    <div>{format!("Text of your last visit was not saved and is still here: {names}.")}</div>
                    <div class="kit-actions">
                        <button class="kit-button kit-button-small" on:click=restore>
                            "Put it back"
                        </button>
                        <button class="kit-button kit-button-small kit-button-quiet" on:click=discard>
                            "Throw it away"
                        </button>
                    </div>
                </Notice>
            }
        })
    };
    let standing = Memo::new(move |_| {
        let file = desk.active.get()?;
        let stands = desk.standings.with(|all| all.get(&file).cloned())?;
        Some((file, stands))
    });
    let trouble = move || {
        let (file, stands) = standing.get()?;
        // A file that could not even be read says so in the place of its text.
        let has_text = desk.drafts.with_value(|drafts| drafts.contains_key(&file));
        match stands {
            Standing::Offline => Some(
                view! {
                    <Notice state="warn">
                        <div>"The server cannot be reached. Your text is kept in this browser and is sent as soon as it can be."</div>
                        <div class="kit-actions">
                            <button class="kit-button kit-button-small" on:click=move |_| desk.save_all()>
                                "Try now"
                            </button>
                        </div>
                    </Notice>
                }
                .into_any(),
            ),
            Standing::Conflict => Some(
                view! {
                    <Notice state="stop">
                        <div>"Somebody saved the same lines. Your text is kept here until you choose."</div>
                        <div class="kit-actions">
                            <button
                                class="kit-button kit-button-small"
                                on:click=move |_| desk.dialog.set(Some(Dialog::Conflict { file }))
                            >
                                "Compare"
                            </button>
                            <button class="kit-button kit-button-small" on:click=move |_| desk.keep_mine(file)>
                                "Keep mine"
                            </button>
                        </div>
                    </Notice>
                }
                .into_any(),
            ),
            Standing::Failed(sentence) if has_text => Some(
                view! {
                    <Notice state="stop">
                        <div>{format!("Not saved. {sentence}")}</div>
                        <div class="kit-actions">
                            <button class="kit-button kit-button-small" on:click=move |_| desk.save(file)>
                                "Try again"
                            </button>
                        </div>
                    </Notice>
                }
                .into_any(),
            ),
            _ => None,
        }
    };
    let reader = (!desk.may_write).then(|| {
        view! {
            <Notice state="info">
                <div>"You can look at this project but not change it. Its owner can make you an editor."</div>
            </Notice>
        }
        .into_any()
    });
    view! {
        {reader}
        {ui_kit::dynamic(kept)}
        {ui_kit::dynamic(trouble)}
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
