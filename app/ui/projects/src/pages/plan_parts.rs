//! Parts of the plan page that only show.
use leptos::prelude::*;
use projects_contract::{FileEntry, Plan};
use ui_kit::{Icon, plain_bytes};

/// Which words were used, and which could not be.
pub(crate) fn wishes(plan: &Plan) -> impl IntoView + use<> {
    let used = plan
        .wishes
        .iter()
        .map(|wish| {
            view! {
                <li>
                    <Icon name="check" />
                    <q>{wish.words.clone()}</q>
                    <span>{wish.effect.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let unmet = plan
        .unmet
        .iter()
        .map(|unmet| {
            view! {
                <li data-state="warn">
                    <Icon name="alert" />
                    <q>{unmet.words.clone()}</q>
                    <span>{unmet.reason.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let any_used = !plan.wishes.is_empty();
    let any_unmet = !plan.unmet.is_empty();
    view! {
        <section class="plan-part" aria-labelledby="wishes-used">
            <h2 id="wishes-used">"Words that were used"</h2>
            {if any_used {
                view! { <ul class="plan-wishes">{used}</ul> }.into_any()
            } else {
                view! { <p class="kit-hint">"None: the plan below is the kind's own choice. Say more to change it."</p> }
                    .into_any()
            }}
        </section>
        {any_unmet
            .then(|| {
                view! {
                    <section class="plan-part" aria-labelledby="wishes-unmet">
                        <h2 id="wishes-unmet">"Not done"</h2>
                        <ul class="plan-wishes">{unmet}</ul>
                    </section>
                }
            })}
    }
}

/// The files as they arrive.
pub(crate) fn written(files: Vec<FileEntry>) -> impl IntoView {
    let rows = files
        .into_iter()
        .map(|file| {
            view! {
                <li>
                    <Icon name="check" />
                    {file.path}
                    <span class="kit-count">{plain_bytes(file.size_bytes)}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="plan-tree">{rows}</ul> }
}
