//! What a landing page reads from a description: what it presents and what its sections hold.

use super::super::said;
use super::super::wishes::{detail, unmet, used, used_words};
use super::without_article;
use crate::check::MAX_TITLE;
use crate::plan::Plan;
use crate::reading::Description;
use crate::reading::nouns::capital;

/// What the general reading took for a collection are words about the product; the only records are the form's.
pub(super) fn forget_collection(plan: &mut Plan) {
    if let Some(entity) = plan.entity.take() {
        let effect = format!("Each {} has", entity.singular);
        plan.wishes
            .retain(|wish| !wish.effect.starts_with(&effect) && !wish.effect.starts_with("The records are called"));
    }
    plan.filters.clear();
    plan.totals.clear();
    plan.sort = plan.sort.take().filter(|sort| sort.field == "createdAt");
    plan.unmet.retain(|unmet| {
        let words = unmet.words.to_lowercase();
        !["sign up", "signup", "sign-up", "newsletter", "register", "subscription"]
            .iter()
            .any(|known| words.contains(known))
    });
}

pub(super) fn read_subject(description: &Description, plan: &mut Plan) {
    let pages = [
        "landing page",
        "homepage",
        "home page",
        "product page",
        "launch page",
        "event page",
        "coming soon page",
        "website",
        "web page",
        "one pager",
        "page",
        "site",
    ];
    let Some(about) = said::about(description, &pages) else { return };
    used_words(plan, &about.words, "The page presents this");
    let line = about.line.clone();
    if plan.title.is_empty() {
        let name = if about.name.is_empty() { capital(without_article(&line)) } else { about.name.clone() };
        plan.title = name.chars().take(MAX_TITLE).collect();
    }
    if !line.is_empty() {
        detail(plan, "line", &line);
        if plan.subject.is_empty() {
            plan.subject = without_article(&line).chars().take(MAX_TITLE).collect();
        }
    }
}

/// What the description gives to put into sections.
pub(super) fn read_sections(description: &Description, plan: &mut Plan) {
    let text = description.text();
    if let Some((words, items)) = said::items_after(
        text,
        &["features", "benefits", "highlights", "advantages", "selling points", "what we offer", "offers", "services"],
    ) {
        used_words(plan, &words, "These are the features");
        detail(plan, "features", &items.join("\n"));
    }
    if let Some((words, items)) = said::items_after(text, &["steps", "how it works"]) {
        used_words(plan, &words, "These are the steps");
        detail(plan, "steps", &items.join("\n"));
    }
    if let Some((words, items)) =
        said::items_after(text, &["pricing", "prices", "plans", "price", "packages", "tiers", "menu", "tickets"])
    {
        let priced: Vec<String> = items
            .into_iter()
            .take_while(|item| item.chars().any(|c| c.is_ascii_digit()) || item.to_lowercase().contains("free"))
            .collect();
        if !priced.is_empty() {
            used_words(plan, &words, "These are the prices");
            detail(plan, "prices", &priced.join("\n"));
        }
    }
    if let Some((words, items)) = said::items_after(text, &["opening hours", "open hours", "hours", "opening times"]) {
        let hours: Vec<String> = items
            .into_iter()
            .take_while(|item| item.chars().any(|c| c.is_ascii_digit()) || item.to_lowercase().contains("closed"))
            .collect();
        if !hours.is_empty() {
            used_words(plan, &words, "These are the opening hours");
            detail(plan, "hours", &hours.join("\n"));
        }
    }
    let pairs: Vec<_> = said::pairs(text)
        .into_iter()
        .filter(|pair| pair.question.ends_with('?') || text.to_ascii_lowercase().contains("q:"))
        .collect();
    for (index, pair) in pairs.iter().enumerate() {
        detail(plan, &format!("question{:02}", index + 1), &format!("{}\n{}", pair.question, pair.answer));
    }
    if let Some(first) = pairs.first() {
        used_words(plan, &first.question, format!("The questions section has {} from the description", pairs.len()));
    }
    let quotes = said::quotes(text);
    for (index, (words, by)) in quotes.iter().enumerate() {
        detail(plan, &format!("quote{}", index + 1), &format!("{words}\n{by}"));
        used_words(plan, words, format!("The words of {by} are quoted"));
    }
    if let Some(found) =
        description.find(&["testimonial", "review", "customer quote", "social proof"]).filter(|_| quotes.is_empty())
    {
        let words = description.words(&found).to_owned();
        unmet(plan, &words, "Quotations are never made up. Give them as “…” — Name, and the page shows them.");
    }
    if let Some(email) = said::email(text) {
        used_words(plan, &email, "The address stands under Contact");
        detail(plan, "email", &email);
    }
    if let Some((words, items)) = said::items_after(text, &["address", "find us at", "location"]) {
        used_words(plan, &words, "The address stands under Contact");
        detail(plan, "address", &items.join(", "));
    }
    if description.find(&["pricing", "price"]).is_some()
        && plan.detail("prices", "").is_empty()
        && let Some(found) = description.find(&["pricing", "price"])
    {
        let words = description.words(&found).to_owned();
        unmet(
            plan,
            &words,
            "No amounts were given, so the section asks visitors to get in touch. Write “prices: Basic 5 €, Plus 9 €” to have them shown.",
        );
    }
}

/// The sections that were asked for, and those that there is something to put into.
pub(super) fn chosen_sections(description: &Description, plan: &mut Plan, form: bool) -> Vec<String> {
    const SECTIONS: [(&[&str], &str, &str); 7] = [
        (&["feature", "benefit", "highlight", "advantage"], "features", "Features"),
        (&["how it work", "step"], "steps", "How it works"),
        (&["pricing", "price", "plan", "ticket"], "prices", "Pricing"),
        (&["opening hour", "opening time"], "hours", "Opening hours"),
        (&["testimonial"], "quote1", "Voices"),
        (&["faq", "frequently asked", "questions and answer", "common question"], "question01", "Questions"),
        (&["contact", "address", "location"], "email", "Contact"),
    ];
    let mut names = Vec::new();
    for (words, name, title) in SECTIONS {
        let found = description.find(words);
        let given = !plan.detail(name, "").is_empty();
        // A quotation can't be asked for; it is there or it is not.
        if given || (found.is_some() && name != "quote1") {
            names.push(title.to_owned());
            if let Some(found) = found.filter(|_| !given) {
                used(plan, description, &found, format!("There is a section {title}"));
            }
        }
    }
    let action = plan.detail("action", "Sign up").to_owned();
    let at = names.iter().position(|name| name == "Contact").unwrap_or(names.len());
    if form || !names.iter().any(|name| name == "Contact") {
        names.insert(at, action);
    }
    names
}
