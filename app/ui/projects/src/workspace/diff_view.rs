//! Two texts side by side: in the editor's own comparison where it is loaded and there is room, as plain lines
//! otherwise.
use std::cell::RefCell;

use edits::{Hunk, HunkLine, LineKind};
use leptos::{html, prelude::*};
use monaco_wasm::{Diff, DiffOptions};
use ui_kit::Views;

use super::{browser::is_narrow, editor_host};

thread_local! {
    /// One comparison is on show at a time; a new one takes the place of the last.
    static DIFF: RefCell<Option<Diff>> = const { RefCell::new(None) };
}

/// Two texts of one file; an absent one is empty.
#[component]
pub(crate) fn Sides(
    /// For the language.
    path: String,
    /// Left.
    old: Option<String>,
    /// Right.
    new: Option<String>,
    /// What differs, for where no editor is.
    hunks: Vec<Hunk>,
    /// What the left side is.
    #[prop(into)]
    old_name: String,
    /// What the right side is.
    #[prop(into)]
    new_name: String,
) -> impl IntoView {
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    if editor_host::with(|_| Ok(())).is_none() || is_narrow() {
        return view! { <HunkSides path hunks old_name new_name /> }.into_any();
    }
    let host = NodeRef::<html::Div>::new();
    ui_kit::effect(move || {
        let Some(element) = host.get() else { return };
        let options = DiffOptions { aria_label: format!("{old_name} and {new_name}"), ..DiffOptions::default() };
        DIFF.set(Diff::create(&element, &old, &new, &path, &options).ok());
    });
    on_cleanup(|| drop(DIFF.take()));
    view! { <div class="workspace-diff" node_ref=host></div> }.into_any()
}

/// The changed lines in two columns.
#[component]
pub(crate) fn HunkSides(path: String, hunks: Vec<Hunk>, old_name: String, new_name: String) -> impl IntoView {
    if hunks.is_empty() {
        return view! { <p class="kit-dialog-body">"Both texts are the same."</p> }.into_any();
    }
    let side = |left: bool| {
        let rows = hunks.iter().flat_map(|hunk| hunk.rows());
        rows.map(|row| line(if left { row.left } else { row.right }, left)).views()
    };
    view! {
        <div class="workspace-sides">
            <div class="kit-diff" tabindex="0" role="region" aria-label=format!("{path}, {old_name}")>
                {side(true)}
            </div>
            <div class="kit-diff" tabindex="0" role="region" aria-label=format!("{path}, {new_name}")>
                {side(false)}
            </div>
        </div>
    }
    .into_any()
}

fn line(line: Option<&HunkLine>, left: bool) -> impl IntoView + use<> {
    let Some(line) = line else {
        return view! {
            <div class="kit-diff-line" data-change="none">
                <span></span>
                <span></span>
                <span></span>
            </div>
        }
        .into_any();
    };
    let number = if left { line.old_line } else { line.new_line };
    let (change, sign) = match line.kind {
        LineKind::Same => (None, ""),
        LineKind::Removed => (Some("removed"), "−"),
        LineKind::Added => (Some("added"), "+"),
    };
    view! {
        <div class="kit-diff-line" data-change=change>
            <span>{number.map(|number| number.to_string())}</span>
            <span>{sign}</span>
            <span>{line.text.clone()}</span>
        </div>
    }
    .into_any()
}
