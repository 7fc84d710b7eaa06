//! Fields: making them, naming their keys, and guessing a type from a name.

use crate::check::{MAX_FIELDS, MAX_KEY, MAX_LABEL, MAX_OPTIONS, is_key};
use crate::plan::{Entity, Field, FieldType};

use super::nouns::{capital, phrases, singular};

/// An entity. Keys that repeat are made unique.
pub(crate) fn entity(singular: &str, plural: &str, fields: Vec<Field>) -> Entity {
    let mut entity = Entity { singular: singular.to_owned(), plural: plural.to_owned(), fields: Vec::new() };
    for field in fields {
        push(&mut entity, field);
    }
    entity
}

/// Adds a field unless there is one of that name or no room. A key that is taken gets a number.
pub(crate) fn push(entity: &mut Entity, mut field: Field) -> bool {
    let same_label = |other: &Field| other.label.to_lowercase() == field.label.to_lowercase();
    if entity.fields.len() >= MAX_FIELDS || entity.fields.iter().any(same_label) {
        return false;
    }
    let base = field.key.clone();
    let mut number = 2;
    while entity.fields.iter().any(|other| other.key == field.key) {
        field.key = format!("{base}{number}");
        number += 1;
    }
    entity.fields.push(field);
    true
}

/// A field of any type, with its key made from the label.
pub(crate) fn field(label: &str, field_type: FieldType) -> Field {
    let label: String = capital(label.trim()).chars().filter(|c| !c.is_control()).take(MAX_LABEL).collect();
    let label = label.trim().to_owned();
    Field { key: key(&label), label, field_type, required: false }
}

/// The same field, which must be filled in.
pub(crate) fn required(mut field: Field) -> Field {
    field.required = true;
    field
}

pub(crate) fn text(label: &str) -> Field {
    field(label, FieldType::Text)
}

pub(crate) fn long_text(label: &str) -> Field {
    field(label, FieldType::LongText)
}

pub(crate) fn number(label: &str) -> Field {
    field(label, FieldType::Number { unit: None })
}

pub(crate) fn money(label: &str) -> Field {
    field(label, FieldType::Money { currency: "EUR".to_owned() })
}

pub(crate) fn date(label: &str) -> Field {
    field(label, FieldType::Date)
}

pub(crate) fn checkbox(label: &str) -> Field {
    field(label, FieldType::Checkbox)
}

pub(crate) fn email(label: &str) -> Field {
    field(label, FieldType::Email)
}

pub(crate) fn url(label: &str) -> Field {
    field(label, FieldType::Url)
}

/// A choice of the options that are usable as such; a line of text when fewer than two are.
pub(crate) fn choice(label: &str, options: &[String]) -> Field {
    field(label, choice_type(options))
}

pub(crate) fn choice_type(options: &[String]) -> FieldType {
    let mut kept: Vec<String> = Vec::new();
    for option in options {
        let option: String = option.trim().trim_matches(['"', '“', '”']).chars().filter(|c| !c.is_control()).collect();
        let option = capital(option.trim());
        let known = kept.iter().any(|other| other.to_lowercase() == option.to_lowercase());
        if !option.is_empty() && option.chars().count() <= MAX_LABEL && !known && kept.len() < MAX_OPTIONS {
            kept.push(option);
        }
    }
    if kept.len() < 2 { FieldType::Text } else { FieldType::Choice { options: kept } }
}

/// A camel-case ASCII key: "Page count" becomes `pageCount`, "Größe" `groesse`, "数量" `field`.
pub(crate) fn key(label: &str) -> String {
    let mut key = String::new();
    let mut upper = false;
    for c in label.chars() {
        let plain = fold(c);
        if plain.is_empty() {
            upper = !key.is_empty();
            continue;
        }
        for c in plain.chars() {
            if key.is_empty() && c.is_ascii_digit() {
                key.push('n');
            }
            // Keys are cut well below the limit, so that a number still fits behind them.
            if key.len() < MAX_KEY - 4 {
                key.push(if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
            }
            upper = false;
        }
    }
    if key.is_empty() {
        return "field".to_owned();
    }
    if is_key(&key) { key } else { format!("{key}Field") }
}

/// The ASCII letters or digits that stand for a letter; nothing for what only parts words.
fn fold(c: char) -> String {
    match c {
        c if c.is_ascii_alphanumeric() => c.to_string(),
        'ä' | 'Ä' | 'æ' | 'Æ' => "ae".to_owned(),
        'ö' | 'Ö' | 'œ' | 'Œ' => "oe".to_owned(),
        'ü' | 'Ü' => "ue".to_owned(),
        'ß' => "ss".to_owned(),
        'à'..='å' | 'À'..='Å' | 'ą' => "a".to_owned(),
        'è'..='ë' | 'È'..='Ë' | 'ę' => "e".to_owned(),
        'ì'..='ï' | 'Ì'..='Ï' => "i".to_owned(),
        'ò'..='ø' | 'Ò'..='Ø' => "o".to_owned(),
        'ù'..='û' | 'Ù'..='Û' => "u".to_owned(),
        'ç' | 'Ç' | 'č' | 'ć' => "c".to_owned(),
        'ñ' | 'Ñ' | 'ń' => "n".to_owned(),
        'š' | 'ś' => "s".to_owned(),
        'ž' | 'ź' | 'ż' => "z".to_owned(),
        'ł' => "l".to_owned(),
        _ => String::new(),
    }
}

/// The type that a field's name suggests when nothing else was said, by its last word first.
pub(crate) fn guess(label: &str) -> FieldType {
    let lower = label.to_lowercase().replace('-', " ");
    let words: Vec<String> = lower.split_whitespace().map(singular).collect();
    let last = words.last().map_or("", String::as_str);
    let has = |list: &[&str]| list.contains(&last);
    let starts = |list: &[&str]| words.first().is_some_and(|first| words.len() > 1 && list.contains(&first.as_str()));
    let counts = ["number of ", "count of ", "amount of "].iter().any(|start| lower.starts_with(start));
    if counts {
        FieldType::Number { unit: None }
    } else if lower.contains("e mail") || lower.starts_with("email ") || has(&["email", "mail"]) {
        FieldType::Email
    } else if lower.contains("phone") || has(&["mobile", "tel", "telephone"]) {
        FieldType::Phone
    } else if has(&["website", "url", "link", "homepage", "web address", "webpage"]) {
        FieldType::Url
    } else if has(&["rating", "star", "score"]) && last != "score" {
        FieldType::Rating
    } else if has(&phrases("price|cost|fee|budget|salary|wage|rent|income|expense|revenue|payment|deposit|tip|balance"))
        || lower.ends_with("amount paid")
    {
        FieldType::Money { currency: "EUR".to_owned() }
    } else if has(&["date", "deadline", "birthday", "day", "due", "anniversary", "expiry", "dob"])
        || lower.ends_with(" on")
        || lower.ends_with("best before")
    {
        FieldType::Date
    } else if has(&["time", "o'clock"])
        && !["reading time", "cooking time", "prep time", "preparation time", "lead time"].contains(&lower.as_str())
    {
        FieldType::Time
    } else if lower.ends_with("time") {
        FieldType::Number { unit: Some("min".to_owned()) }
    } else if has(&phrases(
        "count|amount|age|quantity|qty|number|year|weight|height|width|length|depth|size in cm|distance|\
        duration|page|minute|hour|score|stock|point|mass|volume|capacity|percentage|percent|calory|\
        calorie|serving|portion|mileage|temperature|speed|level|rank|seat|rep|kilometre|kilometer|mile",
    )) {
        if lower.contains("serial")
            || lower.contains("room")
            || lower.contains("order number")
            || lower.contains("flight")
        {
            FieldType::Text
        } else {
            FieldType::Number { unit: None }
        }
    } else if starts(&["is", "has", "was", "can", "needs"])
        || has(&phrases(
            "done|finished|completed|complete|paid|bought|read|watched|seen|active|archived|available|\
            favourite|favorite|urgent|packed|sent|received|shipped|delivered|approved|confirmed|visited|\
            returned|lent|owned|vaccinated|broken|tested|published|subscribed|taken|used|cleaned|\
            watered|fed",
        ))
    {
        FieldType::Checkbox
    } else if has(&phrases(
        "note|description|comment|text|message|detail|instruction|summary|ingredient|step|content|body|\
        review|remark|story|bio",
    )) {
        FieldType::LongText
    } else if last == "priority" {
        FieldType::Choice { options: ["Low", "Medium", "High"].map(str::to_owned).to_vec() }
    } else if last == "status" {
        FieldType::Choice { options: ["To do", "Doing", "Done"].map(str::to_owned).to_vec() }
    } else {
        FieldType::Text
    }
}
