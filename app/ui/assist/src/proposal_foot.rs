//! The one decision at the end of a proposal: look at it, apply it, reject it, take it back.
use assist_contract::{Applied, ApplyChanges, ChangeOutcome, Message, ProposedChange};
use leptos::{prelude::*, task::spawn_local};
use ui_kit::{Banner, Icon};

use crate::{
    choices::{Choices, accepted, total, wish},
    server_fns::{apply_proposal, reject_proposal, undo_proposal},
    talk::Talk,
    trying::Trying,
};

/// The buttons under all changes of a reply, or what became of them.
#[component]
pub(crate) fn Foot(
    talk: Talk,
    message: ArcRwSignal<Option<Message>>,
    changes: Vec<ProposedChange>,
    choices: RwSignal<Choices>,
    outcome: Memo<Option<ChangeOutcome>>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let Some(id) = message.with_untracked(|message| message.as_ref().map(|message| message.id)) else {
        return ().into_any();
    };
    let settle = StoredValue::new(move |to: ChangeOutcome| {
        message.update(|message| {
            if let Some(message) = message {
                message.outcome = Some(to);
            }
        });
    });
    let all = total(&changes);
    let changes = StoredValue::new(changes);
    let yes = move || changes.with_value(|changes| choices.with(|choices| accepted(changes, choices)));
    let wanted = move || changes.with_value(|changes| choices.with(|choices| wish(changes, choices)));
    let trying = Trying::new(talk, id, changes, choices, problem);
    let finished = move |result: Result<Applied, String>, to: ChangeOutcome| {
        busy.set(false);
        match result {
            Ok(applied) => {
                settle.with_value(|settle| settle(to));
                trying.end();
                talk.link.files_changed.run(applied.files_updated);
            }
            Err(sentence) => problem.set(Some(sentence)),
        }
    };
    let apply = move |_| {
        let Some(accepted) = untrack(wanted) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            // The proposal was made for what the server has; text that is still here belongs there first.
            talk.wait_for_text().await;
            let result = apply_proposal(ApplyChanges { message_id: id, accepted }).await;
            finished(result.map_err(|error| error.to_string()), ChangeOutcome::Applied);
        });
    };
    let reject = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let result = reject_proposal(id).await;
            busy.set(false);
            match result {
                Ok(()) => {
                    settle.with_value(|settle| settle(ChangeOutcome::Rejected));
                    trying.end();
                }
                Err(error) => problem.set(Some(error.to_string())),
            }
        });
    };
    let undo = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            talk.wait_for_text().await;
            let result = undo_proposal(id).await;
            finished(result.map_err(|error| error.to_string()), ChangeOutcome::Undone);
        });
    };
    let may_write = talk.link.may_write;
    let body = move || match outcome.get() {
        Some(ChangeOutcome::Proposed) => {
            let count = move || {
                if choices.with(Choices::is_empty) {
                    ui_kit::count(all as u64, "change", "changes")
                } else {
                    format!("{} of {all} accepted", yes())
                }
            };
            let label = move || {
                if choices.with(Choices::is_empty) { "Apply all".to_owned() } else { format!("Apply {}", yes()) }
            };
            view! {
                <span>{ui_kit::dynamic(count)}</span>
                <span class="kit-actions">
                    <button
                        class="kit-button kit-button-small kit-button-quiet"
                        aria-pressed=move || trying.is_on().to_string()
                        disabled=move || wanted().is_none()
                        on:click=move |_| trying.turn()
                    >
                        "Preview"
                    </button>
                    <button class="kit-button kit-button-small kit-button-quiet" disabled=move || !may_write.get() on:click=reject>
                        "Reject all"
                    </button>
                    <button
                        class="kit-button kit-button-small kit-button-primary"
                        disabled=move || !may_write.get() || wanted().is_none()
                        aria-busy=move || busy.get().then_some("true")
                        on:click=apply
                    >
                        {ui_kit::dynamic(label)}
                    </button>
                </span>
            }
            .into_any()
        }
        Some(ChangeOutcome::Applied) => view! {
            <span class="kit-chip" data-state="ok">
                "Applied"
            </span>
            <span class="kit-actions">
                <button
                    class="kit-button kit-button-small"
                    disabled=move || !may_write.get()
                    aria-busy=move || busy.get().then_some("true")
                    on:click=undo
                >
                    <Icon name="undo" />
                    "Undo"
                </button>
            </span>
        }
        .into_any(),
        Some(ChangeOutcome::Rejected) => view! { <span class="kit-chip">"Rejected"</span> }.into_any(),
        Some(ChangeOutcome::Undone) => view! { <span class="kit-chip">"Undone"</span> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <div class="assist-change-foot">{ui_kit::dynamic(body)}</div>
        {ui_kit::dynamic(move || problem.get().map(|problem| view! { <Banner state="stop">{problem}</Banner> }.into_any()))}
    }
    .into_any()
}
