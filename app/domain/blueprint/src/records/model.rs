//! The parts of `src/model` that differ from plan to plan.

use crate::compose::Project;
use crate::plan::{Entity, Field, FieldType, Plan, Sort};
use crate::template::{js, js_list, slug};

/// Names that a type must not have, because the browser or the templates already use them.
const TAKEN: [&str; 40] = [
    "Action", "Actions", "Array", "Blob", "Boolean", "Child", "Control", "Date", "Document", "Draft", "Draw",
    "Element", "Error", "Event", "Field", "FieldKey", "File", "Filters", "Form", "Function", "Handler", "History",
    "Image", "Item", "Location", "Map", "Node", "Number", "Object", "Option", "Props", "Raw", "Record", "Set", "Sort",
    "String", "Symbol", "Text", "Value", "Window",
];

pub(super) fn set_values(plan: &Plan, entity: &Entity, project: &mut Project) {
    project.value("singular", entity.singular.clone());
    project.value("plural", entity.plural.clone());
    project.value("Type", type_name(&entity.singular));
    project.value("members", lines(entity, member));
    project.value("fields", lines(entity, literal));
    project.value("sort", sort(plan));
    project.value("filters", js_list(known(plan, &plan.filters)));
    project.value("totals", js_list(known(plan, &plan.totals)));
    project.value("limit", plan.item_limit.map_or_else(|| "Infinity".to_owned(), |limit| limit.to_string()));
    project.value("storage_key", format!("{}.{}", slug(&plan.title, "project"), slug(&entity.plural, "records")));
}

/// A name for the type: "board game" becomes `BoardGame`, and what is taken gets a suffix.
pub(crate) fn type_name(singular: &str) -> String {
    let mut name = String::new();
    for word in singular.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(1);
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(rest);
    }
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || name.len() > 40 {
        return "Entry".to_owned();
    }
    // The DOM's own types end up in every module, so theirs can't be used twice.
    let of_dom = ["HTML", "SVG", "CSS", "DOM", "Audio", "Video", "Media", "Message", "Storage", "Request", "Response"];
    if TAKEN.contains(&name.as_str()) || of_dom.iter().any(|start| name.starts_with(start)) {
        name.push_str("Entry");
    }
    name
}

fn lines(entity: &Entity, line: fn(&Field) -> String) -> String {
    entity.fields.iter().map(|field| format!("  {}", line(field))).collect::<Vec<_>>().join("\n")
}

fn member(field: &Field) -> String {
    let kind = match field.field_type {
        FieldType::Checkbox => "boolean",
        FieldType::Number { .. } | FieldType::Money { .. } | FieldType::Rating => "number | null",
        _ => "string",
    };
    format!("{}: {kind};", field.key)
}

/// The field as an entry of `fields`.
fn literal(field: &Field) -> String {
    let mut out = format!("{{ key: {}, label: {}, type: {}", js(&field.key), js(&field.label), js(code_name(field)));
    out.push_str(&format!(", required: {}", field.required));
    match &field.field_type {
        FieldType::Choice { options } => {
            out.push_str(&format!(", options: {}", js_list(options.iter().map(String::as_str))));
        }
        FieldType::Number { unit: Some(unit) } => out.push_str(&format!(", unit: {}", js(unit))),
        FieldType::Money { currency } => {
            // `Intl` refuses anything but three letters with an error that would take the page down.
            let valid = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_alphabetic());
            out.push_str(&format!(", currency: {}", js(if valid { currency } else { "EUR" })));
        }
        _ => {}
    }
    out + " },"
}

fn code_name(field: &Field) -> &'static str {
    match field.field_type {
        FieldType::Text => "text",
        FieldType::LongText => "longText",
        FieldType::Number { .. } => "number",
        FieldType::Money { .. } => "money",
        FieldType::Date => "date",
        FieldType::Time => "time",
        FieldType::Checkbox => "checkbox",
        FieldType::Choice { .. } => "choice",
        FieldType::Email => "email",
        FieldType::Url => "url",
        FieldType::Phone => "phone",
        FieldType::Rating => "rating",
    }
}

fn sort(plan: &Plan) -> String {
    let newest = Sort { field: "createdAt".to_owned(), descending: true };
    let sort = plan.sort.as_ref().filter(|sort| plan.field(&sort.field).is_some() || sort.field == "createdAt");
    let sort = sort.unwrap_or(&newest);
    format!("{{ field: {}, descending: {} }}", js(&sort.field), sort.descending)
}

fn known<'a>(plan: &'a Plan, keys: &'a [String]) -> impl Iterator<Item = &'a str> {
    keys.iter().map(String::as_str).filter(|key| plan.field(key).is_some())
}
