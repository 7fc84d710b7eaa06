//! Examples to try a page with: for the entities that the generator proposes itself, believable ones; for a person's own,
//! values that fit each field's type.

use crate::plan::{Entity, Field, FieldType, Plan};
use crate::reading::nouns::capital;
use crate::template::js;

/// How many examples a project gets.
const COUNT: usize = 3;

/// Dates far enough apart to be told apart in a sorted list.
const DATES: [&str; COUNT] = ["2030-03-14", "2030-05-02", "2030-01-27"];
const TIMES: [&str; COUNT] = ["09:30", "14:00", "18:45"];
const NUMBERS: [u32; COUNT] = [12, 3, 48];
const PRICES: [&str; COUNT] = ["24.5", "9", "139.95"];
const STARS: [u8; COUNT] = [4, 5, 3];

/// Values for labels that mean the same in nearly every collection.
const KNOWN: [(&[&str], [&str; COUNT]); 14] = [
    (
        &["author", "artist", "director", "owner", "person", "assignee", "designer", "player"],
        ["Amara Osei", "Jonas Lindqvist", "Mei Tanaka"],
    ),
    (&["full name", "your name", "contact name", "customer", "guest"], ["Amara Osei", "Jonas Lindqvist", "Mei Tanaka"]),
    (&["city", "town", "place", "location", "destination"], ["Lisbon", "Ghent", "Kyoto"]),
    (&["country"], ["Portugal", "Belgium", "Japan"]),
    (&["genre"], ["Mystery", "History", "Poetry"]),
    (&["colour", "color"], ["Blue", "Amber", "Green"]),
    (&["company", "brand", "publisher", "maker", "supplier"], ["Northlight", "Fern & Co", "Halden Works"]),
    (&["task"], ["Book the train to Ghent", "Water the plants", "Send the invoice"]),
    (&["product"], ["Linen apron", "Stoneware mug", "Oak serving board"]),
    (&["note"], ["Seeds for spring", "Questions for Friday", "Books to borrow"]),
    (&["card"], ["Sketch the start page", "Call the printer", "Check the numbers"]),
    (
        &["message", "comment", "text", "description", "details", "notes"],
        [
            "Ask about the smaller size and the delivery in May.",
            "Two people, near the window if there is room.",
            "No hurry, but a short answer would help.",
        ],
    ),
    (&["category", "tag", "topic"], ["Kitchen", "Table", "Garden"]),
    (&["subject"], ["A question about opening hours", "Table for two", "Lost umbrella"]),
];

/// The examples as lines of an array literal.
pub(super) fn literals(plan: &Plan, entity: &Entity) -> String {
    let count = plan.item_limit.map_or(COUNT, |limit| COUNT.min(limit as usize).max(1));
    let line = |at: usize| {
        let values: Vec<String> =
            entity.fields.iter().map(|field| format!("{}: {}", field.key, value(entity, field, at))).collect();
        format!("  {{ {} }},", values.join(", "))
    };
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

fn value(entity: &Entity, field: &Field, at: usize) -> String {
    let label = field.label.to_lowercase();
    match &field.field_type {
        FieldType::Text => js(&text(entity, field, at)),
        FieldType::LongText => {
            js(known(&label, at).unwrap_or("A few lines about it. This is an example; edit or delete it."))
        }
        FieldType::Number { .. } => NUMBERS[at].to_string(),
        FieldType::Money { .. } => PRICES[at].to_owned(),
        FieldType::Date => js(DATES[at]),
        FieldType::Time => js(TIMES[at]),
        // A box that must be ticked is ticked.
        FieldType::Checkbox => (field.required || at == 2).to_string(),
        FieldType::Choice { options } => {
            options.get(at % options.len().max(1)).map_or_else(|| js(""), |option| js(option))
        }
        FieldType::Email => js(["amara@example.org", "jonas@example.org", "mei@example.org"][at]),
        FieldType::Url => js(["https://example.org/one", "https://example.org/two", "https://example.org/three"][at]),
        FieldType::Phone => js(["+44 20 7946 0101", "+44 20 7946 0102", "+44 20 7946 0103"][at]),
        FieldType::Rating => STARS[at].to_string(),
    }
}

fn text(entity: &Entity, field: &Field, at: usize) -> String {
    let label = field.label.to_lowercase();
    let names_it = ["title", "name", "task", "label", "what"].contains(&label.as_str()) || label == entity.singular;
    if names_it {
        if let Some(known) = known(&entity.singular.to_lowercase(), at) {
            return known.to_owned();
        }
        return format!("{} {}", ["First", "Second", "Third"][at], entity.singular);
    }
    known(&label, at).map_or_else(|| format!("{} {}", capital(&label), ["A", "B", "C"][at]), str::to_owned)
}

fn known(label: &str, at: usize) -> Option<&'static str> {
    KNOWN.iter().find(|(labels, _)| labels.contains(&label)).map(|(_, values)| values[at])
}
