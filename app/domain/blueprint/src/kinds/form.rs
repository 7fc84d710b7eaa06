//! A form with validation, and the answers that it collected in this browser.

use super::Recipe;
use crate::compose::Project;
use crate::plan::Plan;
use crate::reading::{Description, fields};
use crate::records::{self, Look, PageText};

pub(crate) struct Form;

impl Recipe for Form {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("contact form", 14),
            ("registration form", 14),
            ("sign up form", 14),
            ("feedback form", 14),
            ("application form", 14),
            ("booking form", 14),
            ("order form", 14),
            ("form", 9),
            ("survey", 10),
            ("questionnaire", 10),
            ("rsvp", 9),
            ("validation", 3),
            ("fill in", 4),
            ("fill out", 4),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        let feedback = description.has("feedback") || description.has("survey");
        let rsvp = description.has("rsvp");
        let entity = plan.entity.get_or_insert_with(|| fields::entity("answer", "answers", Vec::new()));
        if entity.fields.is_empty() {
            entity.fields.push(fields::required(fields::text("Name")));
            if rsvp {
                fields::push(entity, fields::checkbox("Coming"));
                fields::push(entity, fields::number("Guests"));
            } else if feedback {
                fields::push(entity, fields::required(fields::field("Rating", crate::plan::FieldType::Rating)));
            } else {
                fields::push(entity, fields::required(fields::email("E-mail")));
            }
            fields::push(entity, fields::long_text("Message"));
        }
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let look = Look {
            list: "<ul class=\"rows\" id=\"list\"></ul>",
            empty: "Nothing was sent yet.",
            first_examples: false,
        };
        records::set_values(plan, project, look);
        project.value("no_tick", "yes");
        project.value("tick", "");
        project.value("kept", if plan.storage == crate::plan::Storage::Browser { "yes" } else { "" });
        records::add_core(plan, project);
        records::add_page(plan, project);
        let form = project.fragment(include_str!("../../templates/form/form.html"));
        let answers = records::collection(project);
        let mut pages = vec![PageText::new(plan.pages.first().map_or("Form", String::as_str), form)];
        pages.extend(records::text_pages(plan, 1));
        pages.push(PageText::new(&crate::reading::nouns::capital(&records::entity_of(plan).plural), answers));
        records::assemble(project, pages);
        project.module("view", "how one answer looks", include_str!("../../templates/todo/view.ts"));
        project.module("send", "the form that people fill in", include_str!("../../templates/form/send.ts"));
        project.module("main", "starts the page", include_str!("../../templates/form/main.ts"));
        project.style(include_str!("../../templates/todo/style.css"));
        project.style(include_str!("../../templates/form/style.css"));
    }
}
