//! Landing pages: sections by the words of the description, and a form whose entries are kept.
//!
//! # Decisions
//! Nothing on the page is made up. Prices, quotations, answers and reasons come from the description; where a section was
//! asked for and nothing was given to put into it, the plan says so and the page tells where to write.

mod art;
mod form;
mod parts;
mod reading;

use super::Recipe;
use super::said;
use crate::check::MAX_PAGES;
use crate::compose::{Project, indent};
use crate::plan::Plan;
use crate::reading::Description;
use crate::reading::nouns::capital;
use crate::records::{self, Look};
use crate::template::html;
use art::art;
use form::read_form;
use reading::{chosen_sections, forget_collection, read_sections, read_subject};

pub(crate) struct Landing;

impl Recipe for Landing {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("landing page", 14),
            ("homepage", 10),
            ("home page", 10),
            ("website for", 7),
            ("site for", 6),
            ("one page", 5),
            ("product page", 10),
            ("launch page", 12),
            ("coming soon", 9),
            ("marketing", 6),
            ("hero", 5),
            ("pricing", 5),
            ("testimonial", 6),
            ("faq", 4),
            ("newsletter", 4),
            ("waitlist", 7),
            ("waiting list", 6),
            ("sign up", 4),
            ("restaurant", 3),
            ("event page", 9),
            ("startup", 4),
            ("website", 3),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        forget_collection(plan);
        read_subject(description, plan);
        let form = read_form(description, plan);
        read_sections(description, plan);
        if plan.pages.is_empty() {
            plan.pages = chosen_sections(description, plan, form);
        }
        if form && !plan.pages.iter().any(|page| parts::is_form(page)) && plan.pages.len() < MAX_PAGES {
            plan.pages.push(plan.detail("action", "Sign up").to_owned());
        }
        plan.pages.retain(|page| !["home", "hero", "landing"].contains(&page.to_lowercase().as_str()));
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let action = plan.detail("action", "Sign up").to_owned();
        let list_name = capital(&records::entity_of(plan).plural);
        let look = Look {
            list: "<ul class=\"rows\" id=\"list\"></ul>",
            empty: "Nobody has used the form yet.",
            first_examples: false,
        };
        records::set_values(plan, project, look);
        records::add_core(plan, project);
        records::add_page(plan, project);
        let email = said::email(plan.detail("email", ""));
        project.value("action", action.clone());
        project.value("list_name", list_name);
        project.value("with_form", "yes");
        project.value("form_words", parts::form_words(plan));
        project.value("headline", headline(plan));
        project.value("lead", lead(plan));
        project.value(
            "hero_action",
            format!(
                "        <p class=\"hero-action\"><a class=\"button button-primary\" href=\"#sign-up\">{}</a></p>",
                html(&action)
            ),
        );
        project.value("art", indent(&art(&plan.title), 6));
        let form = project.fragment(include_str!("../../../templates/landing/form.html"));
        let (sections, links) = parts::sections(plan, &form, email.as_deref());
        project.value("sections", indent(&sections, 4));
        project.value("navigation", indent(&links, 4));
        let collection = records::collection(project);
        project.value("collection", indent(&collection, 4));
        project.value("overlays", project.fragment(records::overlays()));
        project.page(include_str!("../../../templates/landing/page.html"));
        project.module("main", "the form and the list of entries", include_str!("../../../templates/landing/main.ts"));
        project.module(
            "pace",
            "keeps a double click from counting twice",
            include_str!("../../../templates/landing/pace.ts"),
        );
        project.module("rows", "records as rows", include_str!("../../../templates/parts/rows.ts"));
        project.test("pace", "tests of that", include_str!("../../../templates/landing/pace.test.ts"));
        project.style(include_str!("../../../templates/parts/rows.css"));
        project.style(include_str!("../../../templates/landing/style.css"));
    }
}

fn headline(plan: &Plan) -> String {
    let line = plan.detail("line", "");
    let headline = plan.detail("headline", line);
    if headline.is_empty() || without_article(headline).eq_ignore_ascii_case(&plan.title) {
        plan.title.clone()
    } else {
        format!("{}.", capital(headline))
    }
}

/// What the page holds, told by its sections: the generator knows nothing else for sure.
fn lead(plan: &Plan) -> String {
    let given = plan.detail("lead", "");
    if !given.is_empty() {
        return given.to_owned();
    }
    let names: Vec<&str> = plan
        .pages
        .iter()
        .filter_map(|page| match page.as_str() {
            "Features" => Some("what it offers"),
            "How it works" => Some("how it works"),
            "Pricing" => Some("what it costs"),
            "Opening hours" => Some("when we are open"),
            "Questions" => Some("the answers to your questions"),
            "Contact" => Some("how to reach us"),
            _ => None,
        })
        .collect();
    match names.split_last() {
        None => format!("{}.", plan.detail("action", "Sign up")),
        Some((last, [])) => format!("Here is {last}."),
        Some((last, first)) => format!("Here is {} and {last}.", first.join(", ")),
    }
}

fn without_article(text: &str) -> &str {
    ["a ", "an ", "the ", "my ", "our "].iter().find_map(|article| text.strip_prefix(article)).unwrap_or(text)
}
