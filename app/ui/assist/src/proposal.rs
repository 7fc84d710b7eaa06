//! The changes that a reply proposes: hunk by hunk, with one decision for all at the end.
use assist_contract::{ChangeOutcome, Message, ProposedChange};
use edits::{Hunk, LineKind};
use leptos::prelude::*;
use ui_kit::{Banner, Icon, Views};

use crate::{choices::Choices, proposal_foot::Foot, talk::Talk, words};

/// All changes of one reply.
#[component]
pub(crate) fn Proposal(talk: Talk, message: ArcRwSignal<Option<Message>>) -> impl IntoView {
    let choices = RwSignal::new(Choices::new());
    let changes = message.with_untracked(|message| message.as_ref().map(|m| m.changes.clone()).unwrap_or_default());
    let outcome = {
        let message = message.clone();
        Memo::new(move |_| message.with(|message| message.as_ref().and_then(|message| message.outcome)))
    };
    let list =
        changes.iter().map(|change| view! { <Change talk change=change.clone() choices outcome /> }.into_any()).views();
    view! {
        {list}
        <Foot talk message changes choices outcome />
    }
}

#[component]
fn Change(
    talk: Talk,
    change: ProposedChange,
    choices: RwSignal<Choices>,
    outcome: Memo<Option<ChangeOutcome>>,
) -> impl IntoView {
    let count =
        |kind: LineKind| change.hunks.iter().flat_map(|hunk| &hunk.lines).filter(|line| line.kind == kind).count();
    let figures = format!("+{} −{}", count(LineKind::Added), count(LineKind::Removed));
    let path = change.path.clone();
    let line = change.hunks.first().map_or(1, |hunk| u32::try_from(hunk.old_start).unwrap_or(1));
    let shown = path.clone();
    let open = move |_| talk.link.open_file.run((path.clone(), line));
    let name = change.moved_to.as_ref().map_or_else(|| shown.clone(), |to| format!("{shown} → {to}"));
    let action = words::action(change.action).map(|word| view! { <span class="kit-chip">{word}</span> }.into_any());
    let review = change.needs_review.then(|| {
        view! {
            <Banner state="warn">
                "The place was found by likeness only. Look at it before you accept."
            </Banner>
        }
        .into_any()
    });
    let body = match change.problem.clone() {
        Some(problem) => view! { <Banner state="stop">{problem}</Banner> }.into_any(),
        None if change.hunks.is_empty() => {
            let key = (change.index, 0);
            let label = words::action(change.action).unwrap_or("file").to_owned();
            view! { <HunkView hunk=None label key choices outcome /> }.into_any()
        }
        None => change
            .hunks
            .iter()
            .enumerate()
            .map(|(place, hunk)| {
                let key = (change.index, place);
                view! { <HunkView hunk=Some(hunk.clone()) label=lines_of(hunk) key choices outcome /> }
            })
            .views()
            .into_any(),
    };
    view! {
        <section class="assist-change" aria-label=format!("Change in {shown}")>
            <header class="assist-change-head">
                <button class="kit-link" on:click=open>
                    {name}
                </button>
                {action}
                <span class="assist-count">{figures}</span>
            </header>
            {review}
            {body}
        </section>
    }
}

/// `line 6`, `lines 6 to 9`, of the changed lines.
fn lines_of(hunk: &Hunk) -> String {
    let changed = hunk.lines.iter().filter(|line| line.kind != LineKind::Same);
    let numbers: Vec<usize> = changed.filter_map(|line| line.old_line.or(line.new_line)).collect();
    match (numbers.iter().min(), numbers.iter().max()) {
        (Some(first), Some(last)) if first < last => format!("lines {first} to {last}"),
        (Some(first), _) => format!("line {first}"),
        _ => format!("line {}", hunk.old_start),
    }
}

#[component]
fn HunkView(
    /// The lines; absent for a change of a whole file.
    hunk: Option<Hunk>,
    label: String,
    key: (u32, usize),
    choices: RwSignal<Choices>,
    outcome: Memo<Option<ChangeOutcome>>,
) -> impl IntoView {
    let choice = move || choices.with(|choices| choices.get(&key).copied());
    let state = move || match choice() {
        Some(true) => "accepted",
        Some(false) => "rejected",
        None => "open",
    };
    let choose = move |yes: bool| choices.update(|choices| _ = choices.insert(key, yes));
    let head = move || {
        if outcome.get() != Some(ChangeOutcome::Proposed) {
            return ().into_any();
        }
        match choice() {
            None => view! {
                <button class="kit-button kit-button-small kit-button-quiet" on:click=move |_| choose(false)>
                    "Reject"
                </button>
                <button class="kit-button kit-button-small" on:click=move |_| choose(true)>
                    "Accept"
                </button>
            }
            .into_any(),
            Some(yes) => {
                let (word, tone, icon) = if yes { ("accepted", "ok", "check") } else { ("rejected", "stop", "close") };
                let undo = move |_| choices.update(|choices| _ = choices.remove(&key));
                view! {
                    <span data-state=tone>
                        <Icon name=icon />
                        {word}
                    </span>
                    <button class="kit-button kit-button-small kit-button-quiet" on:click=undo>
                        "Undo"
                    </button>
                }
                .into_any()
            }
        }
    };
    let name = label.clone();
    let lines = hunk.map(|hunk| {
        let lines = hunk
            .lines
            .iter()
            .map(|line| {
                let (change, sign) = match line.kind {
                    LineKind::Same => (None, " "),
                    LineKind::Removed => (Some("removed"), "−"),
                    LineKind::Added => (Some("added"), "+"),
                };
                view! {
                    <div class="kit-diff-line" data-change=change>
                        <span>{sign}</span>
                        <span>{line.text.clone()}</span>
                    </div>
                }
            })
            .views();
        view! {
            <div class="kit-diff kit-diff-bare" tabindex="0" role="region" aria-label=name>
                {lines}
            </div>
        }
    });
    view! {
        <div class="assist-hunk" data-state=state>
            <div class="assist-hunk-head">
                <span>{label}</span>
                {ui_kit::dynamic(head)}
            </div>
            {lines}
        </div>
    }
}
