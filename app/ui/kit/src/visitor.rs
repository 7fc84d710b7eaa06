//! Who looks at the page, as far as the page itself needs to know.
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A signed-in person's name and looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorInfo {
    /// What to call them.
    pub display_name: String,
    /// The handle.
    pub username: String,
    /// Whether operators' pages are shown to them.
    pub is_operator: bool,
}

/// What the org is called that somebody acts for. Apart from [`Visitor`], because the browser never needs it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActingFor(pub String);

/// What the server tells every page. In the browser it is read from what the server sent, as far as live parts need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Visitor {
    /// The signed-in person, if one is.
    pub info: Option<VisitorInfo>,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// The path of the page, for marking where one is.
    #[serde(skip)]
    pub path: String,
    /// What the last form had to say.
    #[serde(skip)]
    pub notice: Option<Notice>,
    /// Set when the site runs on plain http: a banner says so.
    #[serde(skip)]
    pub insecure: bool,
    /// True while mail goes nowhere but to the outbox page.
    #[serde(skip)]
    pub outbox_only: bool,
    /// Who writes new projects: a model's name; empty for the built-in generator.
    #[serde(skip)]
    pub writer: String,
}

/// A message after a form, with the fields to fill in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Notice {
    /// True when something failed.
    pub is_error: bool,
    /// What to tell; may be empty when only fields are kept.
    pub message: String,
    /// Fields to fill in again.
    pub fields: Vec<(String, String)>,
}

/// The visitor. On the server it comes from the context; in the browser from the page.
pub fn visitor() -> Visitor {
    use_context::<Visitor>().unwrap_or_default()
}

/// The kept value of a form's field after an error, or nothing.
pub fn kept(field: &str) -> String {
    let fields = visitor().notice.map(|notice| notice.fields).unwrap_or_default();
    fields.into_iter().find(|(name, _)| name == field).map(|(_, value)| value).unwrap_or_default()
}
