//! Limits for plans that a person edited.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::colour;
use crate::plan::{Entity, Field, FieldType, Kind, Plan};

/// The most fields that a record may have: more no longer fit a form that people fill in.
pub(crate) const MAX_FIELDS: usize = 20;
/// The most characters in a title.
pub(crate) const MAX_TITLE: usize = 80;
/// The most characters in a summary, a wish or an explanation.
pub(crate) const MAX_TEXT: usize = 600;
/// The most characters in the name of a field, an entity, a page or an option.
pub(crate) const MAX_LABEL: usize = 40;
/// The most characters in a field's key.
pub(crate) const MAX_KEY: usize = 40;
/// The most options of a choice.
pub(crate) const MAX_OPTIONS: usize = 24;
/// The most pages.
pub(crate) const MAX_PAGES: usize = 12;
/// The most details of a kind, wishes, and unmet wishes.
pub(crate) const MAX_ROWS: usize = 60;
/// The most records that a limit may name; browsers' storage ends at a few megabytes.
pub(crate) const MAX_ITEMS: u32 = 5_000;

/// Why a plan can't be composed, in words for the person who changed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum PlanProblem {
    /// The title is empty.
    #[error("The project needs a title.")]
    NoTitle,
    /// Some text is longer than its place allows.
    #[error("{what} is too long: it may have at most {max} characters.")]
    TooLong {
        /// Which text, as the start of a sentence: "The title".
        what: String,
        /// The limit in characters.
        max: usize,
    },
    /// A name that must be shown is empty.
    #[error("{what} is empty. Give it a name or remove it.")]
    Empty {
        /// Which name, as the start of a sentence.
        what: String,
    },
    /// There are more of something than a project can hold.
    #[error("There are too many {what}: at most {max} fit.")]
    TooMany {
        /// What there is too much of: "fields".
        what: String,
        /// The limit.
        max: usize,
    },
    /// Two things share a name that must be unique.
    #[error("Two {what} are called “{name}”. Rename one of them.")]
    Twice {
        /// What must be unique: "fields".
        what: String,
        /// The name.
        name: String,
    },
    /// A key is no plain identifier.
    #[error("“{key}” can't be used as a key: keys start with a small letter and hold only letters A to Z and digits.")]
    BadKey {
        /// The key.
        key: String,
    },
    /// The accent is no colour.
    #[error("“{accent}” is not a colour. Use a name such as “dark green” or a code such as “#2f6f4f”.")]
    BadColour {
        /// The text.
        accent: String,
    },
    /// Sorting, a filter or a total names a field that is not there.
    #[error("{what} uses the field “{key}”, which does not exist.")]
    NoSuchField {
        /// What names it, as the start of a sentence: "The first order".
        what: String,
        /// The missing key.
        key: String,
    },
    /// A total of something that can't be added up.
    #[error("“{label}” can't be added up. Totals need a number or an amount of money.")]
    NotANumber {
        /// The field's name.
        label: String,
    },
    /// A kind that keeps records has no entity, or one without fields.
    #[error("This kind of project keeps records, so it needs at least one field.")]
    NoFields,
    /// A choice has fewer than two options.
    #[error("“{label}” needs at least two options to choose from.")]
    TooFewOptions {
        /// The field's name.
        label: String,
    },
    /// A currency that is not three capital letters.
    #[error("“{currency}” is not a currency code. Use one such as EUR or USD.")]
    BadCurrency {
        /// The text.
        currency: String,
    },
    /// A limit on records that is zero or too large.
    #[error("The most records must be between 1 and {max}.")]
    BadItemLimit {
        /// The largest limit.
        max: u32,
    },
    /// Text holds control characters, which no form can have sent.
    #[error("{what} contains characters that can't be shown.")]
    Unprintable {
        /// Which text, as the start of a sentence.
        what: String,
    },
}

/// Whether the generator can compose this plan. What [`crate::read`] returns always passes.
///
/// # Errors
/// The first problem found, in the order in which a person would read the plan.
pub fn check(plan: &Plan) -> Result<(), PlanProblem> {
    if plan.title.trim().is_empty() {
        return Err(PlanProblem::NoTitle);
    }
    text("The title", &plan.title, MAX_TITLE)?;
    text("The summary", &plan.summary, MAX_TEXT)?;
    text("The subject", &plan.subject, MAX_TITLE)?;
    if colour::parse(&plan.accent).is_none() {
        return Err(PlanProblem::BadColour { accent: plan.accent.chars().take(MAX_LABEL).collect() });
    }
    at_most("pages", plan.pages.len(), MAX_PAGES)?;
    for page in &plan.pages {
        name("The name of a page", page)?;
    }
    unique("pages", plan.pages.iter().map(String::as_str))?;
    match &plan.entity {
        Some(entity) => check_entity(entity)?,
        None if keeps_records(plan.kind) => return Err(PlanProblem::NoFields),
        None => {}
    }
    check_references(plan)?;
    if plan.item_limit.is_some_and(|limit| limit == 0 || limit > MAX_ITEMS) {
        return Err(PlanProblem::BadItemLimit { max: MAX_ITEMS });
    }
    at_most("details", plan.details.len(), MAX_ROWS)?;
    for (key, value) in &plan.details {
        text("A detail's name", key, MAX_LABEL)?;
        text("A detail", value, MAX_TEXT)?;
    }
    at_most("wishes", plan.wishes.len().max(plan.unmet.len()), MAX_ROWS)?;
    for wish in &plan.wishes {
        text("A wish", &wish.words, MAX_TEXT)?;
        text("A wish", &wish.effect, MAX_TEXT)?;
    }
    for unmet in &plan.unmet {
        text("A wish", &unmet.words, MAX_TEXT)?;
        text("A reason", &unmet.reason, MAX_TEXT)?;
    }
    Ok(())
}

/// Whether a kind can't be composed without an entity.
pub(crate) fn keeps_records(kind: Kind) -> bool {
    matches!(kind, Kind::ToDo | Kind::Notes | Kind::Kanban | Kind::Shop | Kind::Form | Kind::Dashboard)
}

fn check_entity(entity: &Entity) -> Result<(), PlanProblem> {
    name("The name of a record", &entity.singular)?;
    name("The name of several records", &entity.plural)?;
    if entity.fields.is_empty() {
        return Err(PlanProblem::NoFields);
    }
    at_most("fields", entity.fields.len(), MAX_FIELDS)?;
    for field in &entity.fields {
        check_field(field)?;
    }
    unique("fields", entity.fields.iter().map(|field| field.key.as_str()))?;
    let labels: Vec<String> = entity.fields.iter().map(|field| field.label.trim().to_lowercase()).collect();
    unique("fields", labels.iter().map(String::as_str))
}

fn check_field(field: &Field) -> Result<(), PlanProblem> {
    if !is_key(&field.key) {
        return Err(PlanProblem::BadKey { key: field.key.chars().take(MAX_KEY).collect() });
    }
    name("The name of a field", &field.label)?;
    match &field.field_type {
        FieldType::Choice { options } => {
            if options.len() < 2 {
                return Err(PlanProblem::TooFewOptions { label: field.label.clone() });
            }
            at_most("options", options.len(), MAX_OPTIONS)?;
            for option in options {
                name("An option", option)?;
            }
            unique("options", options.iter().map(String::as_str))
        }
        FieldType::Number { unit: Some(unit) } => name("A unit", unit),
        FieldType::Money { currency } if !is_currency(currency) => {
            Err(PlanProblem::BadCurrency { currency: currency.chars().take(MAX_LABEL).collect() })
        }
        _ => Ok(()),
    }
}

fn check_references(plan: &Plan) -> Result<(), PlanProblem> {
    let missing = |what: &str, key: &str| PlanProblem::NoSuchField {
        what: what.to_owned(),
        key: key.chars().take(MAX_KEY).collect(),
    };
    if let Some(sort) = plan.sort.as_ref().filter(|sort| sort.field != "createdAt") {
        plan.field(&sort.field).ok_or_else(|| missing("The first order", &sort.field))?;
    }
    for key in &plan.filters {
        plan.field(key).ok_or_else(|| missing("A filter", key))?;
    }
    unique("filters", plan.filters.iter().map(String::as_str))?;
    for key in &plan.totals {
        let field = plan.field(key).ok_or_else(|| missing("A total", key))?;
        if !matches!(field.field_type, FieldType::Number { .. } | FieldType::Money { .. }) {
            return Err(PlanProblem::NotANumber { label: field.label.clone() });
        }
    }
    unique("totals", plan.totals.iter().map(String::as_str))
}

/// A camel-case ASCII identifier that is not one of a record's own properties.
pub(crate) fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.len() <= MAX_KEY
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ![
            "id",
            "createdAt",
            "constructor",
            "toString",
            "valueOf",
            "hasOwnProperty",
            "isPrototypeOf",
            "toLocaleString",
        ]
        .contains(&key)
}

fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn text(what: &str, value: &str, max: usize) -> Result<(), PlanProblem> {
    if value.chars().count() > max {
        return Err(PlanProblem::TooLong { what: what.to_owned(), max });
    }
    if value.chars().any(|c| c.is_control() && c != '\n') {
        return Err(PlanProblem::Unprintable { what: what.to_owned() });
    }
    Ok(())
}

fn name(what: &str, value: &str) -> Result<(), PlanProblem> {
    if value.trim().is_empty() {
        return Err(PlanProblem::Empty { what: what.to_owned() });
    }
    text(what, value, MAX_LABEL)
}

fn at_most(what: &str, count: usize, max: usize) -> Result<(), PlanProblem> {
    if count > max { Err(PlanProblem::TooMany { what: what.to_owned(), max }) } else { Ok(()) }
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<(), PlanProblem> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(PlanProblem::Twice { what: what.to_owned(), name: name.to_owned() });
        }
    }
    Ok(())
}
