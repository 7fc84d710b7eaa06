//! Cards that move through columns.

use super::Recipe;
use crate::compose::Project;
use crate::plan::{Field, FieldType, Plan, Wish};
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
            let same = entity.fields.iter_mut().find(|field| match &field.field_type {
                FieldType::Choice { options } => lower(options) == lower(&listed.items),
                _ => false,
            });
            if let Some(field) = same {
                field.required = true;
                plan.details.insert("column".to_owned(), field.key.clone());
                return;
            }
            let mut column = fields::choice("Column", &listed.items);
            column.required = true;
            plan.details.insert("column".to_owned(), column.key.clone());
            // A status that was read from the same words would be a second set of columns.
            if let Some(old) = column_field(&entity.fields).map(|field| field.key.clone()) {
                entity.fields.retain(|field| field.key != old);
            }
            fields::push(entity, column);
        } else if column_field(&entity.fields).is_none() {
            let mut column = fields::choice("Status", &COLUMNS.map(str::to_owned));
            column.required = true;
            fields::push(entity, column);
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

/// The choice that makes the columns: one with a fitting name, or the first.
fn column_field(fields: &[Field]) -> Option<&Field> {
    let named = |field: &&Field| {
        ["status", "stage", "column", "state", "phase", "progress", "lane"]
            .contains(&field.label.to_lowercase().as_str())
    };
    fields.iter().filter(|field| is_choice(field)).find(named).or_else(|| fields.iter().find(|field| is_choice(field)))
}
