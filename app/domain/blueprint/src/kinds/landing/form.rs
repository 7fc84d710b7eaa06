//! What a landing page's form is for, and what it asks for.

use super::super::wishes::{detail, used};
use crate::plan::{Entity, FieldType, Plan};
use crate::reading::nouns::singular;
use crate::reading::{Description, fields, listed_fields};

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

/// Words that a list of fields follows.
const LEADS: [&str; 8] = [
    "form with",
    "form asking for",
    "form that asks for",
    "form which asks for",
    "form has",
    "asks for",
    "asking for",
    "form fields",
];

/// Last words of what people name in the same breath as fields: parts of the page and its look.
const PARTS: [&str; 38] = [
    "section",
    "page",
    "button",
    "block",
    "area",
    "banner",
    "background",
    "mode",
    "theme",
    "look",
    "style",
    "design",
    "layout",
    "colour",
    "color",
    "pricing",
    "faq",
    "question",
    "feature",
    "benefit",
    "testimonial",
    "review",
    "step",
    "gallery",
    "hero",
    "header",
    "footer",
    "map",
    "menu",
    "logo",
    "image",
    "illustration",
    "slider",
    "video",
    "hour",
    "link",
    "icon",
    "price",
];

/// Names of fields that are no type of their own. Only these may follow "form for", which more often tells the purpose.
const USUAL: [&str; 11] =
    ["name", "company", "city", "address", "subject", "topic", "role", "country", "people", "guest", "diet"];

/// The form's button and fields. True when the description asks for a form.
pub(super) fn read_form(description: &Description, plan: &mut Plan) -> bool {
    let found = ACTIONS.iter().find_map(|action| description.find(action.0).map(|found| (found, action)));
    let (action, one, many) =
        found.as_ref().map_or(("Sign up", "sign-up", "sign-ups"), |(_, action)| (action.1, action.2, action.3));
    let mut entity = asked(description, one, many);
    if entity.fields.is_empty() {
        let usual = match one {
            "reservation" | "booking" => {
                vec![fields::text("Name"), fields::email("E-mail"), fields::date("Date"), fields::number("People")]
            }
            "message" => vec![fields::text("Name"), fields::email("E-mail"), fields::long_text("Message")],
            _ => vec![fields::text("Name"), fields::email("E-mail")],
        };
        for field in usual {
            fields::push(&mut entity, fields::required(field));
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

/// The fields that the words list, whatever they are called, up to the first part of the page. All but ticks must be
/// filled in unless the words say otherwise.
fn asked(description: &Description, one: &str, many: &str) -> Entity {
    let mut entity = fields::entity(one, many, Vec::new());
    let list = match description.find(&LEADS) {
        Some(lead) => listed_fields(description, lead.end),
        None => match description.find(&["form for"]).map(|lead| listed_fields(description, lead.end)) {
            Some(list) if list.fields.first().is_some_and(|field| is_usual(&field.label)) => list,
            _ => return entity,
        },
    };
    for mut field in list.fields.into_iter().take_while(|field| !is_part(&field.label)) {
        field.required = field.field_type != FieldType::Checkbox && !list.optional.contains(&field.label);
        fields::push(&mut entity, field);
    }
    entity
}

fn is_part(label: &str) -> bool {
    let last = label.to_lowercase().split([' ', '-']).next_back().map(singular).unwrap_or_default();
    PARTS.contains(&last.as_str())
}

fn is_usual(label: &str) -> bool {
    let last = label.to_lowercase().split([' ', '-']).next_back().map(singular).unwrap_or_default();
    USUAL.contains(&last.as_str()) || fields::guess(label) != FieldType::Text
}
