//! A wall of cards with text.

use super::Recipe;
use crate::compose::Project;
use crate::plan::{FieldType, Plan};
use crate::reading::{Description, fields};
use crate::records::{self, Look};

pub(crate) struct Notes;

impl Recipe for Notes {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("note taking", 10),
            ("notes app", 10),
            ("notebook", 10),
            ("note", 6),
            ("sticky note", 10),
            ("journal", 9),
            ("diary", 9),
            ("memo", 8),
            ("scrapbook", 8),
            ("recipe box", 8),
            ("recipe book", 8),
            ("recipe collection", 8),
            ("snippet", 6),
            ("idea", 3),
            ("jot down", 6),
            ("write down", 4),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        let diary = description.find(&["journal", "diary"]).is_some();
        let entity = plan.entity.get_or_insert_with(|| {
            if diary {
                fields::entity("entry", "entries", Vec::new())
            } else {
                fields::entity("note", "notes", Vec::new())
            }
        });
        if entity.fields.is_empty() {
            entity.fields.push(fields::required(fields::text("Title")));
            if diary {
                entity.fields.push(fields::date("Date"));
            }
            entity.fields.push(fields::long_text("Text"));
        }
        let written = entity.fields.iter().any(|field| field.field_type == FieldType::LongText);
        if entity.singular == "note" && !written {
            fields::push(entity, fields::long_text("Text"));
        }
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let entity = records::entity_of(plan);
        records::add(
            plan,
            project,
            Look {
                list: "<ul class=\"wall\" id=\"list\"></ul>",
                empty: &format!("Write the first {}, or look around with a few examples.", entity.singular),
                first_examples: false,
            },
        );
        project.module("view", "how one card looks", include_str!("../../templates/notes/view.ts"));
        project.style(include_str!("../../templates/notes/style.css"));
    }
}
