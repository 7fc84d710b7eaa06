//! Two states of the project compared, and bringing one back.
use kernel::VersionId;
use leptos::{prelude::*, task::spawn_local};
use projects_contract::{FileChange, FileDiff, Version};
use ui_kit::{Banner, Icon, Views};

use super::{
    desk::{Desk, Dialog},
    diff_view::{HunkSides, Sides},
    modal::Modal,
    names::sign_of,
    server_fns::{compare_versions, restore_version},
    versions::title,
};

/// Two versions, or a version and now, file by file.
#[component]
pub(crate) fn CompareDialog(desk: Desk, from: Version, to: Option<Version>) -> impl IntoView {
    if desk.versions.with_untracked(Option::is_none) {
        desk.load_versions();
    }
    let first = from.clone();
    let older = RwSignal::new(from.id);
    let newer = RwSignal::new(to.as_ref().map(|version| version.id));
    let file = RwSignal::new(0_usize);
    let found = RwSignal::new(None);
    ui_kit::effect(move || {
        let pair = (older.get(), newer.get());
        found.set(None);
        spawn_local(async move {
            if pair.1.is_none() {
                // "Now" is what the person sees, not what the server had a moment ago.
                desk.flush().await;
            }
            let diffs = compare_versions(pair.0, pair.1).await;
            // An answer for an older choice comes too late; the dialog may be gone as well.
            if (older.try_get_untracked(), newer.try_get_untracked()) == (Some(pair.0), Some(pair.1)) {
                found.set(Some(diffs));
            }
        });
    });
    let known = move || {
        let mut versions = desk.versions.get().unwrap_or_default();
        if !versions.iter().any(|version| version.id == first.id) {
            versions.push(first.clone());
        }
        versions
    };
    let choices = {
        let known = known.clone();
        move |chosen: Option<VersionId>| {
            let option = move |version: Version| {
                let selected = chosen == Some(version.id);
                let name = format!("v{} · {}", version.number, title(&version));
                view! {
                    <option value=version.id.to_string() selected=selected>
                        {name}
                    </option>
                }
            };
            known().into_iter().map(option).views()
        }
    };
    let (older_choices, newer_choices) = (choices.clone(), choices);
    let choose_older = move |event| {
        if let Ok(id) = event_target_value(&event).parse() {
            file.set(0);
            older.set(id);
        }
    };
    let choose_newer = move |event| {
        file.set(0);
        newer.set(event_target_value(&event).parse().ok());
    };
    let name_of_side = move |id: Option<VersionId>| {
        let number = |id| known().iter().find(|version| version.id == id).map(|version| format!("v{}", version.number));
        id.map_or_else(|| "now".to_owned(), |id| number(id).unwrap_or_else(|| "a version".to_owned()))
    };
    let body = move || {
        let names = (name_of_side(Some(older.get())), name_of_side(newer.get()));
        match found.get() {
            None => view! {
                <div class="kit-dialog-body" role="status" aria-label="Comparing">
                    <span class="kit-skeleton kit-skeleton-block"></span>
                </div>
            }
            .into_any(),
            Some(Err(error)) => {
                view! { <div class="kit-dialog-body"><Banner state="stop">{error.to_string()}</Banner></div> }
                    .into_any()
            }
            Some(Ok(diffs)) if diffs.is_empty() => {
                view! { <div class="kit-dialog-body"><p>"These two states are the same."</p></div> }.into_any()
            }
            Some(Ok(diffs)) => {
                // What can be read comes first.
                let (mut diffs, rest): (Vec<_>, Vec<_>) = diffs.into_iter().partition(|diff| !diff.hunks.is_empty());
                diffs.extend(rest);
                view! { <Changed diffs file names /> }.into_any()
            }
        }
    };
    let title = "Compare versions";
    let restore = move |_| {
        let version =
            desk.versions.with_untracked(|all| all.as_ref()?.iter().find(|v| v.id == older.get_untracked()).cloned());
        if let Some(version) = version {
            desk.dialog.set(Some(Dialog::Restore { version }));
        }
    };
    view! {
        <Modal desk title class="kit-dialog-wide workspace-compare">
            <div class="kit-dialog-body">
                <div class="workspace-compare-pick">
                    <span class="kit-choice">
                        <select class="kit-select" aria-label="Older state" on:change=choose_older>
                            {ui_kit::dynamic(move || older_choices(Some(older.get_untracked())))}
                        </select>
                        <Icon name="down" />
                    </span>
                    <Icon name="arrow-right" />
                    <span class="kit-choice">
                        <select class="kit-select" aria-label="Newer state" on:change=choose_newer>
                            <option value="" selected=move || newer.get_untracked().is_none()>
                                "Now"
                            </option>
                            {ui_kit::dynamic(move || newer_choices(newer.get_untracked()))}
                        </select>
                        <Icon name="down" />
                    </span>
                </div>
            </div>
            {ui_kit::dynamic(body)}
            {desk
                .may_write
                .get_untracked()
                .then(|| {
                    view! {
                        <div class="kit-dialog-foot">
                            <button class="kit-button" on:click=restore>
                                "Restore the older state"
                            </button>
                        </div>
                    }.into_any()
                })}
        </Modal>
    }
}

/// The changed files on the left, the one that is chosen on the right.
#[component]
fn Changed(diffs: Vec<FileDiff>, file: RwSignal<usize>, names: (String, String)) -> impl IntoView {
    let line = |(place, diff): (usize, &FileDiff)| {
        let figures = (!diff.hunks.is_empty()).then(|| {
            let (plus, minus) = (count(diff, edits::LineKind::Added), count(diff, edits::LineKind::Removed));
            view! {
                <span class="workspace-plus">{format!("+{plus}")}</span>
                " "
                <span class="workspace-minus">{format!("−{minus}")}</span>
            }
        });
        let mark = match diff.change {
            FileChange::Added => "new",
            FileChange::Removed => "gone",
            FileChange::Moved => "moved",
            FileChange::Changed => "",
        };
        view! {
            <li>
                <button
                    class="workspace-node"
                    aria-current=move || (file.get() == place).then_some("true")
                    on:click=move |_| file.set(place)
                >
                    <span class="workspace-type">{sign_of(&diff.path)}</span>
                    <span class="workspace-name">{diff.path.clone()}</span>
                    <span class="kit-mono">
                        {mark} " " {figures}
                    </span>
                </button>
            </li>
        }
    };
    let lines = diffs.iter().enumerate().map(line).views();
    let sides = move || {
        let diff = diffs.get(file.get())?.clone();
        let (old_name, new_name) = names.clone();
        let moved = diff.old_path.as_ref().map(|old| format!("It was {old} before."));
        let shown = if diff.old_text.is_none() && diff.new_text.is_none() {
            view! { <p class="kit-dialog-body">"A binary file: it can be kept and brought back, but not shown here."</p> }.into_any()
        } else if diff.hunks.is_empty() {
            let (path, hunks) = (diff.path, diff.hunks);
            view! { <HunkSides path hunks old_name new_name /> }.into_any()
        } else {
            let (path, old, new, hunks) = (diff.path, diff.old_text, diff.new_text, diff.hunks);
            view! { <Sides path old new hunks old_name new_name /> }.into_any()
        };
        Some(
            view! { <div class="workspace-changed-file">{moved.map(|moved| view! { <p class="kit-hint">{moved}</p> }.into_any())} {shown}</div> },
        )
    };
    view! {
        <div class="workspace-compare-body">
            <ul class="workspace-changed" aria-label="Changed files">
                {lines}
            </ul>
            {ui_kit::dynamic(sides)}
        </div>
    }
}

fn count(diff: &FileDiff, kind: edits::LineKind) -> usize {
    diff.hunks.iter().flat_map(|hunk| &hunk.lines).filter(|line| line.kind == kind).count()
}

/// Really bring a version back?
#[component]
pub(crate) fn RestoreDialog(desk: Desk, version: Version) -> impl IntoView {
    let busy = RwSignal::new(false);
    let id = version.id;
    let restore = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            desk.flush().await;
            match restore_version(id).await {
                Ok(restored) => {
                    desk.dialog.set(None);
                    desk.toasts.ok(format!("Brought back as version {}.", restored.number));
                    desk.refresh();
                    desk.load_versions();
                }
                Err(error) => {
                    desk.dialog.set(None);
                    desk.toasts.stop(error.to_string());
                }
            }
        });
    };
    view! {
        <Modal desk title=format!("Restore version {}?", version.number)>
            <div class="kit-dialog-body">
                <p>
                    "“" {title(&version)} "” of " {version.created_at.plain()}
                    " becomes a new version on top. What stands here now is saved as a version first, so you can come back."
                </p>
            </div>
            <div class="kit-dialog-foot">
                <button class="kit-button" on:click=move |_| desk.dialog.set(None)>
                    "Cancel"
                </button>
                <button
                    class="kit-button kit-button-primary"
                    aria-busy=move || busy.get().then_some("true")
                    on:click=restore
                >
                    "Restore"
                </button>
            </div>
        </Modal>
    }
}
