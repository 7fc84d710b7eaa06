//! The records part: a collection of typed records with a form, search, filters, sorting, undo and storage.
//!
//! Kinds that keep data are this part plus a view. [`add_core`] brings the modules without a page: `dom`, `model`,
//! `fields`, `records`, `store`, `examples` and their tests. [`add_page`] adds `form`, `tools`, `parts`, `page` and
//! `pages`. [`add`] adds both, `index.html` and `main`, so that only `src/view` is left to the kind. The view exports
//! `draw(list, records, actions, all)`.

mod examples;
mod model;

use crate::compose::{Project, indent};
use crate::plan::{Entity, FieldType, Plan, Storage};
use crate::reading::nouns::{article, capital};
use crate::template::{html, slug};

/// What a kind decides about the page around its records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    /// The element that the view draws into. It must have the id `list`.
    pub list: &'a str,
    /// What the page says while there are no records yet.
    pub empty: &'a str,
    /// Whether the very first visit starts with the examples.
    pub first_examples: bool,
}

/// The whole part: modules, tests, `index.html` and `main`.
pub(crate) fn add(plan: &Plan, project: &mut Project, look: Look<'_>) {
    set_values(plan, project, look);
    add_core(plan, project);
    add_page(plan, project);
    let first = plan.pages.first().map_or("", String::as_str);
    let mut pages = vec![PageText::new(first, collection(project))];
    pages.extend(text_pages(plan, 1));
    assemble(project, pages);
    project.module("main", "starts the page", include_str!("../../templates/records/main.ts"));
}

/// Makes the values that all templates of this part name. [`add`] calls it; a kind that builds its own page calls it first.
pub(crate) fn set_values(plan: &Plan, project: &mut Project, look: Look<'_>) {
    let entity = entity_of(plan);
    model::set_values(plan, &entity, project);
    project.value("examples", examples::literals(plan, &entity));
    project.value("list", look.list);
    project.value("empty_text", look.empty);
    project.value("first", if look.first_examples { "yes" } else { "" });
    project.value("search", if plan.search { "yes" } else { "" });
    project.value("no_search", if plan.search { "" } else { "yes" });
    project.value("csv", if plan.csv_export { "yes" } else { "" });
    project.value("no_csv", if plan.csv_export { "" } else { "yes" });
    project.value("csv_name", format!("{}.csv", slug(&entity.plural, "records")));
    project.value("forgetful", if plan.storage == Storage::None { "yes" } else { "" });
    project.value("nav", "");
    project.value("unnamed", format!("Unnamed {}", entity.singular));
    project.value("a_singular", format!("{} {}", article(&entity.singular), entity.singular));
}

/// Modules that need no page, and their tests. Needs [`set_values`].
pub(crate) fn add_core(plan: &Plan, project: &mut Project) {
    let store = match plan.storage {
        Storage::Browser => include_str!("../../templates/records/store.ts"),
        Storage::None => include_str!("../../templates/records/memory.ts"),
    };
    project.module("dom", "one short way to make elements", include_str!("../../templates/records/dom.ts"));
    project.module(
        "model",
        "the fields, the first order, the limits: begin here",
        include_str!("../../templates/records/model.ts"),
    );
    project.module("fields", "reads, shows and compares values", include_str!("../../templates/records/fields.ts"));
    project.module(
        "records",
        "everything that can happen to the collection",
        include_str!("../../templates/records/records.ts"),
    );
    project.module("store", "keeps the collection, or says why it can't", store);
    project.module("examples", "examples to try the page with", include_str!("../../templates/records/examples.ts"));
    project.test(
        "records",
        "tests of the collection and its fields",
        include_str!("../../templates/records/records.test.ts"),
    );
}

/// The page around the list, without `index.html`, `main` and `view`. Needs [`add_core`].
pub(crate) fn add_page(_plan: &Plan, project: &mut Project) {
    project.module("form", "the form for one record", include_str!("../../templates/records/form.ts"));
    project.module("tools", "find, narrow and sort", include_str!("../../templates/records/tools.ts"));
    project.module("parts", "pieces that views are made of", include_str!("../../templates/records/parts.ts"));
    project.module("page", "add, edit, delete, undo and count", include_str!("../../templates/records/page.ts"));
    project.style(include_str!("../../templates/records/records.css"));
}

/// The markup of toolbar, count, list, empty state and totals, for the inside of `<main>`. Needs [`set_values`].
pub(crate) fn collection(project: &Project) -> String {
    project.fragment(include_str!("../../templates/records/collection.html"))
}

/// The markup of toast and dialog, for the end of `<body>`.
pub(crate) fn overlays() -> &'static str {
    include_str!("../../templates/records/overlays.html")
}

/// The plan's entity, or a plain stand-in so that composing never fails on a plan that nobody checked.
pub(crate) fn entity_of(plan: &Plan) -> Entity {
    match &plan.entity {
        Some(entity) if !entity.fields.is_empty() => entity.clone(),
        _ => Entity {
            singular: "entry".to_owned(),
            plural: "entries".to_owned(),
            fields: vec![crate::plan::Field {
                key: "title".to_owned(),
                label: "Title".to_owned(),
                field_type: FieldType::Text,
                required: true,
            }],
        },
    }
}

/// One page of a project: the name in the navigation, and the markup inside.
#[derive(Debug, Clone)]
pub(crate) struct PageText {
    name: String,
    body: String,
}

impl PageText {
    pub(crate) fn new(name: &str, body: String) -> Self {
        Self { name: name.to_owned(), body }
    }
}

/// The plan's pages from one on, as pages of text: "About" shows the summary, others wait for their words.
pub(crate) fn text_pages(plan: &Plan, from: usize) -> Vec<PageText> {
    let page = |name: &String| {
        let text = match name.to_lowercase().as_str() {
            "about" | "about us" => html(&plan.summary),
            _ => "This page is yours to write: its words stand in <code>index.html</code>.".to_owned(),
        };
        let body = format!("<div class=\"text-page\">\n  <h2>{}</h2>\n  <p>{text}</p>\n</div>", html(&capital(name)));
        PageText::new(name, body)
    };
    plan.pages.iter().skip(from).map(page).collect()
}

/// `index.html` from its pages, with a navigation and `src/pages` when there is more than one. Needs [`set_values`].
pub(crate) fn assemble(project: &mut Project, pages: Vec<PageText>) {
    let several = pages.len() > 1;
    let mut ids: Vec<String> = Vec::new();
    let mut main = Vec::new();
    let mut links = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        // Names in other alphabets have no slug, and two names can share one; the number keeps them apart.
        let id = slug(&page.name, &format!("page-{}", index + 1));
        let id = if ids.contains(&id) { format!("{id}-{}", index + 1) } else { id };
        if several {
            let hidden = if index > 0 { " hidden" } else { "" };
            main.push(format!("<section data-page=\"{id}\"{hidden}>\n{}\n</section>", indent(&page.body, 2)));
            links.push(format!("    <a href=\"#{id}\">{}</a>", html(&capital(&page.name))));
        } else {
            main.push(page.body.trim_end().to_owned());
        }
        ids.push(id);
    }
    project.value("main", indent(&main.join("\n"), 2));
    if several {
        let links = links.join("\n");
        project.value("nav", format!("  <nav class=\"site-nav\" aria-label=\"Pages\">\n{links}\n  </nav>"));
        project.module("pages", "shows one page at a time", include_str!("../../templates/records/pages.ts"));
    }
    project.page(include_str!("../../templates/records/page.html"));
}
