//! A plan while it is being changed: the same values as text, and back.
use projects_contract::Plan;
use projects_contract::blueprint::{Entity, Field, FieldType};

/// Names of the types, as the form shows them, with what the details column holds.
pub(crate) const TYPES: [(&str, &str, Option<&str>); 12] = [
    ("text", "Text", None),
    ("long-text", "Long text", None),
    ("number", "Number", Some("Unit")),
    ("money", "Money", Some("Currency, such as EUR")),
    ("date", "Date", None),
    ("time", "Time", None),
    ("checkbox", "Yes / no", None),
    ("choice", "Choice", Some("Words, with commas")),
    ("email", "E-mail", None),
    ("url", "Link", None),
    ("phone", "Phone", None),
    ("rating", "Stars", None),
];

/// A field of the entity, as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldDraft {
    /// Tells rows apart while they are edited; the key of the field once it has one.
    pub row: u32,
    /// The key it had, if any: data that exists keeps its name.
    pub key: String,
    pub label: String,
    pub kind: String,
    pub details: String,
    pub required: bool,
    pub filter: bool,
    pub total: bool,
}

/// What the details column of a type asks for.
pub(crate) fn details_label(kind: &str) -> Option<&'static str> {
    TYPES.iter().find(|(name, ..)| *name == kind).and_then(|(_, _, details)| *details)
}

/// The fields of a plan as rows.
pub(crate) fn rows(plan: &Plan) -> Vec<FieldDraft> {
    let Some(entity) = &plan.entity else { return Vec::new() };
    let rows = entity.fields.iter().zip(0..).map(|(field, row)| {
        let (kind, details) = match &field.field_type {
            FieldType::Text => ("text", String::new()),
            FieldType::LongText => ("long-text", String::new()),
            FieldType::Number { unit } => ("number", unit.clone().unwrap_or_default()),
            FieldType::Money { currency } => ("money", currency.clone()),
            FieldType::Date => ("date", String::new()),
            FieldType::Time => ("time", String::new()),
            FieldType::Checkbox => ("checkbox", String::new()),
            FieldType::Choice { options } => ("choice", options.join(", ")),
            FieldType::Email => ("email", String::new()),
            FieldType::Url => ("url", String::new()),
            FieldType::Phone => ("phone", String::new()),
            FieldType::Rating => ("rating", String::new()),
        };
        FieldDraft {
            row,
            key: field.key.clone(),
            label: field.label.clone(),
            kind: kind.to_owned(),
            details,
            required: field.required,
            filter: plan.filters.contains(&field.key),
            total: plan.totals.contains(&field.key),
        }
    });
    rows.collect()
}

fn field_type(draft: &FieldDraft) -> FieldType {
    let details = draft.details.trim();
    match draft.kind.as_str() {
        "long-text" => FieldType::LongText,
        "number" => FieldType::Number { unit: (!details.is_empty()).then(|| details.to_owned()) },
        "money" => {
            let currency = if details.is_empty() { "USD".to_owned() } else { details.to_uppercase() };
            FieldType::Money { currency }
        }
        "date" => FieldType::Date,
        "time" => FieldType::Time,
        "checkbox" => FieldType::Checkbox,
        "choice" => FieldType::Choice {
            options: details.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        },
        "email" => FieldType::Email,
        "url" => FieldType::Url,
        "phone" => FieldType::Phone,
        "rating" => FieldType::Rating,
        _ => FieldType::Text,
    }
}

/// A property name for a label: `Page count` becomes `pageCount`. A word that no ASCII letter is left of becomes `field`.
fn key_of(label: &str, taken: &[String]) -> String {
    let mut key = String::new();
    for word in label.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = word.to_ascii_lowercase();
        if key.is_empty() {
            key.push_str(&word);
        } else {
            key.push_str(&word[..1].to_ascii_uppercase());
            key.push_str(&word[1..]);
        }
    }
    if !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
        key.insert_str(0, "field");
    }
    let mut unique = key.clone();
    let mut number = 2;
    while taken.contains(&unique) {
        unique = format!("{key}{number}");
        number += 1;
    }
    unique
}

/// Puts rows back into a plan. Keys of fields that stay are kept; filters, totals and the order follow.
pub(crate) fn with_rows(mut plan: Plan, rows: &[FieldDraft]) -> Plan {
    let Some(Entity { fields, .. }) = &mut plan.entity else { return plan };
    let mut taken: Vec<String> = rows.iter().map(|row| row.key.clone()).filter(|key| !key.is_empty()).collect();
    let (mut filters, mut totals) = (Vec::new(), Vec::new());
    fields.clear();
    for row in rows {
        let key = if row.key.is_empty() { key_of(&row.label, &taken) } else { row.key.clone() };
        if row.key.is_empty() {
            taken.push(key.clone());
        }
        if row.filter {
            filters.push(key.clone());
        }
        if row.total && matches!(row.kind.as_str(), "number" | "money") {
            totals.push(key.clone());
        }
        let label = row.label.trim().to_owned();
        fields.push(Field { key, label, field_type: field_type(row), required: row.required });
    }
    if plan.sort.as_ref().is_some_and(|sort| sort.field != "createdAt" && !fields.iter().any(|f| f.key == sort.field)) {
        plan.sort = None;
    }
    plan.filters = filters;
    plan.totals = totals;
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_survives_the_form() {
        let plan = projects_contract::blueprint::read(
            "A reading list with title, author, page count (number), genre (one of fiction, history) and a finished \
             tick box, sorted by author",
        );
        assert_eq!(with_rows(plan.clone(), &rows(&plan)).entity, plan.entity);
        assert_eq!(with_rows(plan.clone(), &rows(&plan)).sort, plan.sort);
    }

    #[test]
    fn a_new_field_gets_a_name_of_its_own() {
        let plan = projects_contract::blueprint::read("A reading list with author");
        let mut drafts = rows(&plan);
        let taken = drafts[0].key.clone();
        let twin = FieldDraft { row: 99, key: String::new(), filter: true, ..drafts[0].clone() };
        drafts.push(twin);
        let changed = with_rows(plan, &drafts);
        let fields = changed.entity.map(|entity| entity.fields).unwrap_or_default();
        assert_eq!(fields.last().map(|field| field.key.clone()), Some(format!("{taken}2")));
        assert!(changed.filters.contains(&format!("{taken}2")));
    }

    #[test]
    fn removing_the_sorted_field_removes_the_order() {
        let plan = projects_contract::blueprint::read("A reading list with author, sorted by author");
        assert!(plan.sort.is_some());
        let kept: Vec<FieldDraft> = rows(&plan).into_iter().filter(|row| row.key != "author").collect();
        assert_eq!(with_rows(plan, &kept).sort, None);
    }
}
