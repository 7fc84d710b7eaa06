//! What a landing page reads from a description: what it presents, its form and what its sections hold.

use super::super::said;
use super::super::wishes::{detail, unmet, used, used_words};
use super::without_article;
use crate::check::MAX_TITLE;
use crate::plan::Plan;
use crate::reading::nouns::capital;
use crate::reading::{Description, fields};

/// What a form on the page can be for: words, the button, the entity.
const ACTIONS: [(&[&str], &str, &str, &str); 9] = [
    (&["newsletter", "mailing list"], "Subscribe", "subscriber", "subscribers"),
    (
        &["waitlist", "waiting list", "wait list", "early access", "beta access"],
        "Join the waiting list",
        "sign-up",
        "sign-ups",
    ),
    (&["rsvp"], "Say that you come", "guest", "guests"),
    (&["reserve", "reservation", "book a table", "table booking"], "Reserve a table", "reservation", "reservations"),
    (&["booking", "book a", "appointment"], "Book", "booking", "bookings"),
    (&["register", "registration", "enrol", "enroll"], "Register", "registration", "registrations"),
    (&["order form", "pre order", "preorder"], "Order", "order", "orders"),
    (&["sign up", "signup", "sign up form", "join", "subscribe"], "Sign up", "sign-up", "sign-ups"),
    (&["contact form", "enquiry", "inquiry", "get in touch", "contact us"], "Send a message", "message", "messages"),
];

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

/// The form's button and fields. True when the description asks for a form.
pub(super) fn read_form(description: &Description, plan: &mut Plan) -> bool {
    let found = ACTIONS.iter().find_map(|action| description.find(action.0).map(|found| (found, action)));
    let (action, one, many) =
        found.as_ref().map_or(("Sign up", "sign-up", "sign-ups"), |(_, action)| (action.1, action.2, action.3));
    let mut entity = fields::entity(one, many, Vec::new());
    let text = description.text();
    let asked =
        said::items_after(text, &["form with", "form asking for", "asks for", "asking for", "form fields", "fields"])
            .or_else(|| after_form(text).map(|items| (items.join(", "), items)));
    let items: Vec<String> = asked
        .map(|(_, items)| items)
        .unwrap_or_default()
        .into_iter()
        .filter(|item| item.split_whitespace().count() <= 3)
        .collect();
    for item in &items {
        let label = item.trim_start_matches("an ").trim_start_matches("a ").trim_start_matches("the ");
        fields::push(&mut entity, fields::required(fields::field(label, fields::guess(label))));
    }
    if entity.fields.is_empty() {
        match one {
            "reservation" | "booking" => {
                for field in
                    [fields::text("Name"), fields::email("E-mail"), fields::date("Date"), fields::number("People")]
                {
                    fields::push(&mut entity, fields::required(field));
                }
            }
            "message" => {
                for field in [fields::text("Name"), fields::email("E-mail"), fields::long_text("Message")] {
                    fields::push(&mut entity, fields::required(field));
                }
            }
            _ => {
                fields::push(&mut entity, fields::required(fields::text("Name")));
                fields::push(&mut entity, fields::required(fields::email("E-mail")));
            }
        }
    }
    let labels: Vec<&str> = entity.fields.iter().map(|field| field.label.as_str()).collect();
    let effect = format!("There is a form with {}; entries stay in this browser", labels.join(", "));
    plan.entity = Some(entity);
    detail(plan, "action", action);
    match found {
        Some((found, _)) => {
            used(plan, description, &found, effect);
            true
        }
        None => false,
    }
}

/// "a sign-up form with name, e-mail and company": the list runs to the end of its clause.
fn after_form(text: &str) -> Option<Vec<String>> {
    let lower = text.to_ascii_lowercase();
    let start = ["form with ", "form asking for ", "form for ", "asks for ", "asking for "]
        .iter()
        .filter_map(|mark| lower.find(mark).map(|at| at + mark.len()))
        .min()?;
    let clause: String = text[start..].chars().take_while(|c| !matches!(c, '.' | ';' | '\n' | '(' | ')')).collect();
    let mut items = Vec::new();
    for item in clause.replace(" and ", ", ").split(',') {
        let item = said::tidy(item);
        let label = item.to_lowercase();
        let guessed = fields::guess(&label) != crate::plan::FieldType::Text;
        let usual =
            ["name", "company", "city", "address", "subject", "topic", "role", "country", "people", "guests", "diet"]
                .iter()
                .any(|word| label.ends_with(word));
        if !guessed && !usual {
            break;
        }
        items.push(item);
    }
    (!items.is_empty()).then_some(items)
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
