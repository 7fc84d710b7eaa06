//! Parts that several forms share.
use leptos::prelude::*;

/// A labelled text field, tall enough for a page that holds little else.
#[component]
pub(crate) fn Field(
    /// The words over it.
    label: &'static str,
    /// Its name in the form, and its id.
    name: &'static str,
    /// `text`, `email` or `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    autocomplete: &'static str,
    /// What stands in it at first.
    #[prop(into, optional)]
    value: String,
    /// A line of help below.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// Fewest characters.
    #[prop(optional)]
    minlength: Option<u32>,
    /// Most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Something at the end of the label, such as a link.
    #[prop(optional)]
    aside: Option<AnyView>,
) -> impl IntoView {
    let hint_id = hint.map(|_| format!("{name}-hint"));
    view! {
        <div class="kit-field">
            <label class="kit-label" for=name>{label} {aside}</label>
            <input
                class="kit-input kit-input-main"
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                value=value
                minlength=minlength
                maxlength=maxlength
                required=!optional
                aria-describedby=hint_id.clone()
            />
            {hint.map(|hint| view! { <p class="kit-hint" id=hint_id>{hint}</p> })}
        </div>
    }
}

/// The page to go to afterwards, carried through the form.
#[component]
pub(crate) fn NextField(
    /// A path on this site; nothing when empty.
    next: String,
) -> impl IntoView {
    (!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next /> })
}

/// What comes after `?next=`.
pub(crate) fn wanted_next() -> String {
    leptos_router::hooks::use_query_map().get_untracked().get("next").unwrap_or_default()
}
