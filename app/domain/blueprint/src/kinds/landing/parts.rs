//! The sections of a landing page as HTML, from what a plan holds.

use crate::compose::indent;
use crate::plan::{Plan, Storage};
use crate::template::{html, slug};

/// Whether a section of this name is the form.
pub(super) fn is_form(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "sign",
        "subscribe",
        "join",
        "register",
        "rsvp",
        "reserve",
        "book",
        "order",
        "send a message",
        "say that",
        "waitlist",
        "newsletter",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// Every section in order, and the links to them.
pub(super) fn sections(plan: &Plan, form: &str, email: Option<&str>) -> (String, String) {
    let mut out = Vec::new();
    let mut links = Vec::new();
    let mut formed = false;
    for (index, name) in plan.pages.iter().enumerate() {
        if is_form(name) {
            if !formed {
                out.push(form.trim_end().to_owned());
                links.push(format!("<a href=\"#sign-up\">{}</a>", html(name)));
                formed = true;
            }
            continue;
        }
        let id = slug(name, &format!("section-{}", index + 1));
        let id = if [
            "main", "list", "form", "dialog", "toast", "count", "empty", "add", "search", "sort", "filters", "totals",
            "cancel", "warning", "export",
        ]
        .contains(&id.as_str())
        {
            format!("part-{id}")
        } else {
            id
        };
        let inside = inside(plan, name, email);
        out.push(format!("<section class=\"part\" id=\"{id}\" aria-labelledby=\"{id}-title\">\n  <h2 id=\"{id}-title\">{}</h2>\n{}\n</section>", html(name), indent(&inside, 2)));
        links.push(format!("<a href=\"#{id}\">{}</a>", html(name)));
    }
    if !formed {
        // The entries' list is part of every landing page, so the form that fills it is too.
        out.push(form.trim_end().to_owned());
    }
    (out.join("\n"), links.join("\n"))
}

fn inside(plan: &Plan, name: &str, email: Option<&str>) -> String {
    let lines = |key: &str| {
        plan.detail(key, "").lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let lower = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["feature", "benefit", "highlight", "advantage", "offer", "service"]) && !lines("features").is_empty() {
        features(&lines("features"))
    } else if has(&["how it works", "step"]) && !lines("steps").is_empty() {
        let steps: Vec<String> =
            lines("steps").iter().map(|step| format!("  <li>{}</li>", html(&sentence(step)))).collect();
        format!("<ol class=\"steps\">\n{}\n</ol>", steps.join("\n"))
    } else if has(&["pric", "plan", "ticket", "menu", "package"]) {
        prices(&lines("prices"), email)
    } else if has(&["hour", "opening"]) && !lines("hours").is_empty() {
        let rows: Vec<String> = lines("hours").iter().map(|line| format!("  <li>{}</li>", html(line))).collect();
        format!("<ul class=\"hours\">\n{}\n</ul>", rows.join("\n"))
    } else if has(&["voice", "testimonial", "review", "say"]) {
        quotes(plan)
    } else if has(&["question", "faq"]) {
        questions(plan, email)
    } else if has(&["contact", "location", "find us"]) {
        contact(plan, email)
    } else if has(&["about"]) && !plan.detail("line", "").is_empty() {
        format!("<p>{}</p>", html(&sentence(plan.detail("line", ""))))
    } else {
        "<p class=\"to-write\">This section is yours to write: its words stand in <code>index.html</code>.</p>"
            .to_owned()
    }
}

/// "Name: what it is" has a heading and a text; anything else is one line.
fn features(items: &[String]) -> String {
    let item = |text: &String| match text.split_once([':', '–', '—']) {
        Some((name, more)) if !more.trim().is_empty() => {
            format!("  <li><h3>{}</h3><p>{}</p></li>", html(name.trim()), html(&sentence(more.trim())))
        }
        _ => format!("  <li><h3>{}</h3></li>", html(&crate::reading::nouns::capital(text))),
    };
    format!("<ul class=\"features\">\n{}\n</ul>", items.iter().map(item).collect::<Vec<_>>().join("\n"))
}

/// "Basic 5 € per month": a name, an amount, and what it is for.
fn prices(items: &[String], email: Option<&str>) -> String {
    if items.is_empty() {
        let way = email.map_or_else(
            || "<a href=\"#sign-up\">Leave a line</a>".to_owned(),
            |email| format!("<a href=\"mailto:{0}\">{0}</a>", html(email)),
        );
        return format!("<p>Prices are given on request: {way}.</p>");
    }
    let item = |text: &String| {
        let at = text
            .find(|c: char| c.is_ascii_digit() || matches!(c, '€' | '$' | '£'))
            .or_else(|| text.to_ascii_lowercase().find("free"))
            .unwrap_or(0);
        let (name, amount) = text.split_at(at);
        let name = name.trim().trim_end_matches([':', '-', '–', '—', '=']).trim();
        let (amount, per) = amount.split_at(end_of_amount(amount));
        let name = if name.is_empty() {
            String::new()
        } else {
            format!("<h3>{}</h3>", html(&crate::reading::nouns::capital(name)))
        };
        format!(
            "  <li>{name}<p class=\"amount\">{} <span>{}</span></p></li>",
            html(amount.trim()),
            html(per.trim().trim_matches(['(', ')']))
        )
    };
    format!("<ul class=\"prices\">\n{}\n</ul>", items.iter().map(item).collect::<Vec<_>>().join("\n"))
}

/// Where the amount of "12.50 euros per month" ends: behind its figures and its currency.
fn end_of_amount(text: &str) -> usize {
    let figures = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '€' | '$' | '£' | ' ')))
        .unwrap_or(text.len());
    let rest = &text[figures..];
    let word = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let currency = [
        "euro", "euros", "eur", "usd", "dollar", "dollars", "gbp", "pound", "pounds", "chf", "free", "kr", "sek",
        "nok", "dkk", "yen", "jpy", "pln",
    ];
    if currency.contains(&rest[..word].to_lowercase().as_str()) { figures + word } else { figures }
}

fn quotes(plan: &Plan) -> String {
    let figures: Vec<String> = plan
        .details
        .iter()
        .filter(|(name, _)| name.starts_with("quote"))
        .filter_map(|(_, value)| value.split_once('\n'))
        .map(|(words, by)| {
            format!(
                "<figure class=\"quote\"><blockquote>{}</blockquote><figcaption>{}</figcaption></figure>",
                html(words),
                html(by)
            )
        })
        .collect();
    if figures.is_empty() {
        "<p class=\"to-write\">Nobody was quoted yet: real words go into <code>index.html</code>.</p>".to_owned()
    } else {
        figures.join("\n")
    }
}

/// The questions of the description; without any, those that the page itself can answer.
fn questions(plan: &Plan, email: Option<&str>) -> String {
    let mut pairs: Vec<(String, String)> = plan
        .details
        .iter()
        .filter(|(name, _)| name.starts_with("question"))
        .filter_map(|(_, value)| value.split_once('\n'))
        .map(|(question, answer)| (question.to_owned(), answer.to_owned()))
        .collect();
    if pairs.is_empty() {
        let prices = plan.detail("prices", "");
        if !prices.is_empty() {
            pairs
                .push(("What does it cost?".to_owned(), format!("{}.", prices.lines().collect::<Vec<_>>().join("; "))));
        }
        let kept = match plan.storage {
            Storage::Browser => "In the browser in which it was entered, and nowhere else.",
            Storage::None => "Nowhere: it is gone when the page is closed.",
        };
        pairs.push(("Where is kept what I enter here?".to_owned(), kept.to_owned()));
        if let Some(email) = email {
            pairs.push(("Whom can I ask?".to_owned(), format!("Write to {email}.")));
        }
    }
    let items: Vec<String> = pairs
        .iter()
        .map(|(question, answer)| {
            format!(
                "<details class=\"question\"><summary>{}</summary><p>{}</p></details>",
                html(question),
                html(&sentence(answer))
            )
        })
        .collect();
    items.join("\n")
}

fn contact(plan: &Plan, email: Option<&str>) -> String {
    let mut lines = Vec::new();
    if let Some(email) = email {
        lines.push(format!("<p class=\"contact\"><a href=\"mailto:{0}\">{0}</a></p>", html(email)));
    }
    let address = plan.detail("address", "");
    if !address.is_empty() {
        lines.push(format!("<address>{}</address>", html(address)));
    }
    if lines.is_empty() {
        lines.push("<p>Leave a line <a href=\"#sign-up\">with the form</a>.</p>".to_owned());
    }
    lines.join("\n")
}

/// What stands beside the form.
pub(super) fn form_words(plan: &Plan) -> String {
    match plan.storage {
        Storage::Browser => "What you enter stays in this browser until the page is connected to a server.".to_owned(),
        Storage::None => "What you enter is forgotten when the page is closed.".to_owned(),
    }
}

/// A capital at the start and a full stop at the end.
fn sentence(text: &str) -> String {
    let text = crate::reading::nouns::capital(text.trim());
    if text.ends_with(['.', '!', '?', '…']) { text } else { text + "." }
}
