//! Portfolios: a wall of works, one page for each, and who made them.

use super::Recipe;
use super::wishes::used;
use super::{blog, pages};
use crate::compose::{Project, indent};
use crate::plan::{FieldType, Plan};
use crate::reading::nouns::capital;
use crate::reading::{Description, fields};
use crate::records::{self, Look};
use crate::template::html;

pub(crate) struct Portfolio;

impl Recipe for Portfolio {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("portfolio", 14),
            ("personal website", 9),
            ("personal site", 9),
            ("personal page", 8),
            ("resume", 8),
            ("cv", 6),
            ("showcase", 7),
            ("gallery", 6),
            ("my work", 7),
            ("case study", 6),
            ("photographer", 3),
            ("freelance", 3),
            ("artist", 2),
            ("architect", 2),
            ("designer", 2),
            ("project", 1),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        let projects = description.has("project");
        let entity = plan.entity.get_or_insert_with(|| match projects {
            true => fields::entity("project", "projects", Vec::new()),
            false => fields::entity("work", "works", Vec::new()),
        });
        if entity.fields.is_empty() {
            for field in [
                fields::required(fields::text("Title")),
                fields::text("Year"),
                fields::text("Tags"),
                fields::long_text("Description"),
                fields::url("Link"),
            ] {
                fields::push(entity, field);
            }
        }
        let tagged = |label: &str| {
            ["tag", "topic", "categor", "medium", "discipline", "label"]
                .iter()
                .any(|word| label.to_lowercase().starts_with(word))
        };
        if let (Some(found), Some(entity)) =
            (description.find(&["tag", "category", "filter by tag", "discipline"]), plan.entity.as_mut())
        {
            let known = entity.fields.iter().any(|field| {
                tagged(&field.label) && matches!(field.field_type, FieldType::Text | FieldType::Choice { .. })
            });
            if !known {
                fields::push(entity, fields::text("Tags"));
            }
            used(plan, description, &found, "The wall can be narrowed by tags");
        }
        if plan.pages.is_empty() {
            plan.pages = vec![capital(&records::entity_of(plan).plural), "About".to_owned(), "Contact".to_owned()];
        }
        blog::read_about(
            description,
            plan,
            &["portfolio", "personal website", "personal site", "website", "showcase", "gallery", "resume"],
        );
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let entity = records::entity_of(plan);
        records::set_values(
            plan,
            project,
            Look {
                list: "<ul class=\"works\" id=\"list\"></ul>",
                empty: &format!("Add the first {}, or look around with a few examples.", entity.singular),
                first_examples: false,
            },
        );
        records::add_core(plan, project);
        records::add_page(plan, project);
        let others = pages::others(plan, &["work", "tag"]);
        let first = plan.pages.first().cloned().unwrap_or_else(|| capital(&entity.plural));
        let line = plan.detail("line", "");
        project.value("navigation", pages::navigation(&first, &others));
        project.value("other_pages", pages::sections(plan, &others));
        project.value("line", if line.is_empty() { html(&plan.summary) } else { html(&capital(line)) });
        let collection = records::collection(project);
        project.value("collection", indent(&collection, 4));
        project.value("overlays", project.fragment(records::overlays()));
        project.page(include_str!("../../templates/portfolio/page.html"));
        project.module("main", "shows the wall, a work or a page", include_str!("../../templates/portfolio/main.ts"));
        project.module("view", "how the wall and one work look", include_str!("../../templates/portfolio/view.ts"));
        project.module("cover", "draws a cover from a name", include_str!("../../templates/portfolio/cover.ts"));
        project.module("svg", "elements of a drawing", include_str!("../../templates/parts/svg.ts"));
        project.module("tags", "tags of records", include_str!("../../templates/parts/tags.ts"));
        project.test("cover", "tests of the covers", include_str!("../../templates/portfolio/cover.test.ts"));
        project.test("tags", "tests of tags", include_str!("../../templates/parts/tags.test.ts"));
        project.style(include_str!("../../templates/portfolio/style.css"));
    }
}
