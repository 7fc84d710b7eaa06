//! Cards that move through columns.

use super::Recipe;
use crate::compose::Project;
use crate::plan::{Field, FieldType, Plan, Wish};
use crate::reading::nouns::among;
use crate::reading::{Description, fields};
use crate::records::{self, Look};

pub(crate) struct Kanban;

const COLUMNS: [&str; 3] = ["To do", "Doing", "Done"];

impl Recipe for Kanban {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("kanban", 14),
            ("scrum board", 10),
            ("task board", 12),
            ("project board", 10),
            ("board with columns", 10),
            ("trello", 10),
            ("column", 5),
            ("swimlane", 8),
            ("stage", 3),
            ("pipeline", 6),
            ("backlog", 5),
            ("board", 4),
            ("drag", 3),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        let entity = plan.entity.get_or_insert_with(|| fields::entity("card", "cards", Vec::new()));
        if entity.fields.is_empty() {
            entity.fields.push(fields::required(fields::text("Title")));
            entity.fields.push(fields::long_text("Description"));
        }
        let listed = description.list_after(&["column", "lane", "stage", "swimlane"]);
        let named = listed.filter(|listed| listed.items.len() > 1 && listed.items.iter().all(|item| item.len() <= 40));
        if let Some(listed) = named {
            plan.wishes.push(Wish {
                words: description.words(&listed.found).to_owned(),
                effect: format!("The board has the columns {}", listed.items.join(", ")),
            });
            // "stage: new, open, closed" was already read as a field, and stays one under its own name.
            let lower = |items: &[String]| items.iter().map(|item| item.to_lowercase()).collect::<Vec<_>>();
            let same = entity.fields.iter().find(|field| match &field.field_type {
                FieldType::Choice { options } => lower(options) == lower(&listed.items),
                _ => false,
            });
            if let Some(field) = same {
                plan.details.insert("column".to_owned(), field.key.clone());
                return;
            }
            // A card without a column stands in the first one, so nobody has to choose.
            let column = fields::choice("Column", &listed.items);
            plan.details.insert("column".to_owned(), column.key.clone());
            // A status beside the columns would be a second set of them; any other choice is a field like all.
            entity.fields.retain(|field| !(is_choice(field) && is_stage(field)));
            fields::push(entity, column);
        } else if !entity.fields.iter().any(|field| is_choice(field) && (is_stage(field) || leads_to_done(field))) {
            let status = fields::choice("Status", &COLUMNS.map(str::to_owned));
            plan.details.insert("column".to_owned(), status.key.clone());
            fields::push(entity, status);
        }
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let mut plan = plan.clone();
        let mut entity = records::entity_of(&plan);
        if column_field(&entity.fields).is_none() {
            // Someone took the choice out of the plan; a board without columns is none, so it gets its own back.
            fields::push(&mut entity, fields::choice("Status", &COLUMNS.map(str::to_owned)));
        }
        let wanted = plan.detail("column", "").to_owned();
        let by_wish = entity.fields.iter().find(|field| field.key == wanted && is_choice(field));
        let column = by_wish.or_else(|| column_field(&entity.fields)).cloned();
        project.value("column_key", column.as_ref().map(|field| field.key.clone()).unwrap_or_default());
        project.value("column_label", column.map(|field| field.label).unwrap_or_default());
        plan.entity = Some(entity);
        records::add(
            &plan,
            project,
            Look {
                list: "<div class=\"board\" id=\"list\" tabindex=\"0\" role=\"group\" aria-label=\"Board\" data-always></div>",
                empty: "Add the first one, or look around with a few examples.",
                first_examples: false,
            },
        );
        project.module(
            "columns",
            "the columns and the way between them",
            include_str!("../../templates/kanban/columns.ts"),
        );
        project.module("view", "the board and its cards", include_str!("../../templates/kanban/view.ts"));
        project.test("columns", "tests of the columns", include_str!("../../templates/kanban/columns.test.ts"));
        project.style(include_str!("../../templates/kanban/style.css"));
    }
}

fn is_choice(field: &Field) -> bool {
    matches!(field.field_type, FieldType::Choice { .. })
}

/// Whether a field's name says how far something has come.
fn is_stage(field: &Field) -> bool {
    among("status stage column state phase progress lane step", &field.label.to_lowercase())
}

/// Whether a choice ends in a word for done, whatever it is called.
fn leads_to_done(field: &Field) -> bool {
    let FieldType::Choice { options } = &field.field_type else { return false };
    options.last().is_some_and(|last| {
        among("done closed finished complete completed shipped live archived", &last.to_lowercase())
    })
}

/// The choice that makes the columns: one that says how far things have come, or the first.
fn column_field(fields: &[Field]) -> Option<&Field> {
    let choices = || fields.iter().filter(|field| is_choice(field));
    choices()
        .find(|field| is_stage(field))
        .or_else(|| choices().find(|field| leads_to_done(field)))
        .or_else(|| choices().next())
}
