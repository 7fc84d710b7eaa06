//! A list, with a box to tick when its records can be done. Also the home of collections that fit no other kind.

use super::Recipe;
use crate::compose::Project;
use crate::plan::{FieldType, Plan};
use crate::reading::{Description, fields};
use crate::records::{self, Look};

pub(crate) struct ToDo;

/// Names of records that are there to be done.
const DOABLE: [&str; 9] = ["task", "to-do", "todo", "chore", "errand", "item", "goal", "habit", "reminder"];

impl Recipe for ToDo {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("to do", 10),
            ("todo", 10),
            ("task list", 10),
            ("task manager", 10),
            ("task tracker", 10),
            ("checklist", 10),
            ("chore", 6),
            ("task", 5),
            ("errand", 6),
            ("habit", 5),
            ("bucket list", 8),
            ("packing list", 8),
            ("shopping list", 12),
            ("grocery list", 12),
            ("wish list", 8),
            ("reading list", 9),
            ("crm", 8),
            ("contact list", 8),
            ("address book", 8),
            ("tracker", 5),
            ("inventory", 6),
            ("collection", 4),
            ("catalogue", 4),
            ("catalog", 4),
            ("register", 3),
            ("log", 4),
            ("list", 3),
            ("tick off", 6),
            ("track", 2),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        // What is packed or bought is a thing, not a deed.
        let things = description.find(&["packing list", "shopping list", "grocery list", "wish list"]).is_some();
        let people = description.find(&["crm", "contact list", "address book"]).is_some();
        let (one, many) = if people {
            ("contact", "contacts")
        } else if things {
            ("item", "items")
        } else {
            ("task", "tasks")
        };
        let entity = plan.entity.get_or_insert_with(|| fields::entity(one, many, Vec::new()));
        let doable = DOABLE.contains(&entity.singular.as_str());
        if entity.fields.is_empty() {
            let name = if entity.singular == "task" { "Task" } else { "Name" };
            entity.fields.push(fields::required(fields::text(name)));
            if people {
                fields::push(entity, fields::email("E-mail"));
                fields::push(entity, fields::field("Phone", FieldType::Phone));
            }
            if ["task", "to-do", "todo", "chore", "errand", "goal", "reminder"].contains(&entity.singular.as_str()) {
                entity.fields.push(fields::date("Due date"));
            } else if !doable {
                entity.fields.push(fields::long_text("Notes"));
            }
        }
        let nameless = !entity.fields.iter().any(|field| field.field_type == FieldType::Text);
        if doable && nameless {
            let name = if entity.singular == "task" { "Task" } else { "Name" };
            entity.fields.insert(0, fields::required(fields::text(name)));
        }
        if doable
            && tick(plan).is_none()
            && let Some(entity) = plan.entity.as_mut()
        {
            fields::push(entity, fields::checkbox("Done"));
        }
        if plan.filters.is_empty() && doable {
            plan.filters.extend(tick(plan));
        }
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let entity = records::entity_of(plan);
        let tick = tick(plan).unwrap_or_default();
        let label = plan.field(&tick).map(|field| field.label.clone()).unwrap_or_default();
        project.value("no_tick", if tick.is_empty() { "yes" } else { "" });
        project.value("tick", tick);
        project.value("tick_prefix", format!("{label}: "));
        project.value("tick_on", label.to_lowercase());
        project.value("tick_off", format!("not {}", label.to_lowercase()));
        records::add(
            plan,
            project,
            Look {
                list: "<ul class=\"rows\" id=\"list\"></ul>",
                empty: &format!("Add the first {}, or look around with a few examples.", entity.singular),
                first_examples: false,
            },
        );
        project.module("view", "how one record looks", include_str!("../../templates/todo/view.ts"));
        project.style(include_str!("../../templates/todo/style.css"));
    }
}

/// The field that is ticked in the list itself: the first checkbox.
fn tick(plan: &Plan) -> Option<String> {
    let fields = &plan.entity.as_ref()?.fields;
    fields.iter().find(|field| field.field_type == FieldType::Checkbox).map(|field| field.key.clone())
}
