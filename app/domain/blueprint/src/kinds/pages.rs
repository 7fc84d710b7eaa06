//! Pages of text beside the main one, for kinds that build their own page: About, Contact and whatever else was named.

use super::said;
use crate::plan::Plan;
use crate::template::{html, slug};

/// A page of text.
pub(super) struct TextPage {
    pub id: String,
    pub name: String,
}

/// The pages after the first, with ids that are unique and never one of `taken`.
pub(super) fn others(plan: &Plan, taken: &[&str]) -> Vec<TextPage> {
    let mut pages: Vec<TextPage> = Vec::new();
    for (index, name) in plan.pages.iter().enumerate().skip(1) {
        let id = slug(name, &format!("page-{}", index + 1));
        let free = !taken.contains(&id.as_str()) && pages.iter().all(|page| page.id != id);
        pages.push(TextPage { id: if free { id } else { format!("{id}-{}", index + 1) }, name: name.clone() });
    }
    pages
}

/// The links to all pages, the first of which is the main one.
pub(super) fn navigation(first: &str, pages: &[TextPage]) -> String {
    let mut links = vec![format!("<a href=\"#/\">{}</a>", html(first))];
    links.extend(pages.iter().map(|page| format!("<a href=\"#/{}\">{}</a>", page.id, html(&page.name))));
    links.join("\n")
}

/// The sections of these pages. `about` is what the description tells; without it the page says where to write.
pub(super) fn sections(plan: &Plan, pages: &[TextPage]) -> String {
    let section = |page: &TextPage| {
        let lower = page.name.to_lowercase();
        let text = if lower.starts_with("about") {
            about(plan)
        } else if lower.starts_with("contact") {
            contact(plan)
        } else {
            to_write()
        };
        format!(
            "<section class=\"text-page\" data-page=\"{}\" hidden>\n  <h1>{}</h1>\n{text}\n</section>",
            page.id,
            html(&page.name)
        )
    };
    pages.iter().map(section).collect::<Vec<_>>().join("\n")
}

fn about(plan: &Plan) -> String {
    let told = plan.detail("about", "");
    if told.is_empty() { to_write() } else { format!("  <p>{}</p>", html(told)) }
}

fn contact(plan: &Plan) -> String {
    let email = said::email(plan.detail("email", ""));
    let phone = plan.detail("phone", "");
    let mut lines = Vec::new();
    if let Some(email) = &email {
        lines.push(format!("  <p><a href=\"mailto:{0}\">{0}</a></p>", html(email)));
    }
    if !phone.is_empty() {
        lines.push(format!("  <p>{}</p>", html(phone)));
    }
    if lines.is_empty() {
        "  <p>No address was given yet: write it into <code>index.html</code>.</p>".to_owned()
    } else {
        lines.join("\n")
    }
}

fn to_write() -> String {
    "  <p>This page is yours to write: its words stand in <code>index.html</code>.</p>".to_owned()
}
