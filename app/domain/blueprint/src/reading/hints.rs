//! What stands beside a field's name: types in words, units, currencies, ranges and options.

use super::description::{Description, Found, Token, TokenSort};
use super::fields;
use super::list::{is_separator, word};
use super::nouns::{among, phrases};
use crate::colour;
use crate::plan::FieldType;

/// Options end somewhere, even in a text without full stops.
const MAX_OPTION_TOKENS: usize = 120;

/// After a colon: a type, options with slashes, or options with commas up to the next name with a colon.
pub(super) fn after_colon(d: &Description, from: usize, end: usize) -> (Option<FieldType>, usize) {
    if let Some(kind) = hint_type(d, from, end) {
        return (Some(kind), end);
    }
    if (from..end).any(|i| matches!(word(d, i), "/" | "|")) {
        return (Some(slash_type(&split_by(d, from, end, &["/", "|"]))), end);
    }
    let (options, stop) = options(d, from, &[]);
    (Some(fields::choice_type(&options)), stop)
}

/// Where options begin, when these words announce them.
pub(super) fn options_start(d: &Description, at: usize) -> Option<usize> {
    let phrases = phrases(
        "one of|either|can be|choice of|choose from|chosen from|selected from|select from|\
        with the options|with options|with the values|with values|dropdown of|dropdown with|a choice of|\
        such as|options",
    );
    let found = phrases.iter().filter_map(|phrase| d.at(at, phrase)).max_by_key(|found| found.end)?;
    let mut next = found.end;
    while matches!(word(d, next), ":" | "the" | "following") {
        next += 1;
    }
    Some(next)
}

/// "red, blue or green" up to the option after "or"; without an "or" up to an "and" or the end of the sentence.
pub(super) fn options(d: &Description, from: usize, used: &[bool]) -> (Vec<String>, usize) {
    let stops = |at: usize| {
        matches!(word(d, at), "" | "." | ";" | "\n" | ")" | "(" | "!" | "?")
            || used.get(at).copied().unwrap_or_default()
            || matches!(word(d, at), "sorted" | "where" | "which" | "that")
    };
    let limit = (from..from + MAX_OPTION_TOKENS).find(|at| stops(*at)).unwrap_or(from + MAX_OPTION_TOKENS);
    // A colon means that the words before it name the next field.
    let colon = (from..limit).find(|at| word(d, *at) == ":");
    let limit = colon.map_or(limit, |colon| (from..colon).rev().find(|at| is_separator(word(d, *at))).unwrap_or(colon));
    if (from..limit.min(from + 4)).any(|i| word(d, i) == "/") {
        let end = (from..limit).find(|i| is_separator(word(d, *i))).unwrap_or(limit);
        return (split_by(d, from, end, &["/"]), end);
    }
    let or = (from..limit).find(|at| word(d, *at) == "or");
    let end = match or {
        Some(or) => (or + 1..limit).find(|at| is_separator(word(d, *at))).unwrap_or(limit),
        None => {
            let and = (from..limit).find(|at| matches!(word(d, *at), "and" | "&"));
            // "one of red and blue" has its only "and" between two options.
            let commas = and.is_some_and(|and| (from..and).any(|at| word(d, at) == ","));
            match and {
                Some(and) if commas => and,
                Some(and) => (and + 1..limit).find(|at| is_separator(word(d, *at))).unwrap_or(limit),
                None => limit,
            }
        }
    };
    (split_by(d, from, end, &[",", "or", "and", "&"]), end)
}

pub(super) fn split_by(d: &Description, from: usize, end: usize, separators: &[&str]) -> Vec<String> {
    let mut parts = Vec::new();
    let mut start = from;
    for at in from..=end {
        if at == end || separators.contains(&word(d, at)) {
            if at > start {
                parts.push(d.words(&Found { start, end: at }).to_owned());
            }
            start = at + 1;
        }
    }
    parts
}

pub(super) fn slash_type(options: &[String]) -> FieldType {
    let lower: Vec<String> = options.iter().map(|option| option.trim().to_lowercase()).collect();
    let pair = |a: &str, b: &str| lower.len() == 2 && lower.contains(&a.to_owned()) && lower.contains(&b.to_owned());
    if pair("yes", "no") || pair("true", "false") || pair("on", "off") {
        return FieldType::Checkbox;
    }
    fields::choice_type(options)
}

/// Takes what stands in brackets: a type, a unit, options, "required".
pub(super) fn apply_hint(
    d: &Description,
    from: usize,
    end: usize,
    kind: &mut Option<FieldType>,
    required: &mut Option<bool>,
) {
    for at in from..end {
        match word(d, at) {
            "required" | "mandatory" | "obligatory" => *required = Some(true),
            "optional" => *required = Some(false),
            _ => {}
        }
    }
    if kind.is_some() {
        return;
    }
    if let Some(options_from) = (from..end).find_map(|at| options_start(d, at)) {
        *kind = Some(fields::choice_type(&split_by(d, options_from, end, &[",", "or", "and", "/", "|", "&"])));
        return;
    }
    let known = (from..end).find_map(|at| hint_type(d, at, end));
    let parts = split_by(d, from, end, &[",", "or", "/", "|", ";"]);
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|part| !matches!(part.to_lowercase().as_str(), "required" | "optional" | "mandatory"))
        .collect();
    *kind = match known {
        Some(known) => Some(known),
        None if parts.len() > 1 => Some(slash_type(&parts)),
        // A single unknown word in brackets is a unit when it is as short as one: "length (furlongs)".
        None => parts
            .first()
            .filter(|part| part.chars().count() <= 12 && !part.contains(' '))
            .map(|unit| FieldType::Number { unit: Some(unit.clone()) }),
    };
}

/// The type that a hint names, with any small words before it: "as a number", "in kg", "from 1 to 5", "yes/no".
pub(super) fn hint_type(d: &Description, from: usize, end: usize) -> Option<FieldType> {
    let mut at = from;
    let unit_follows = word(d, at) == "in";
    while among("in as a an is of out from type the", word(d, at)) && at < end {
        at += 1;
    }
    if at >= end {
        return None;
    }
    if let Some(range) = range_type(d, from, end) {
        return Some(range);
    }
    if let Some((kind, _)) = control_at(d, at).filter(|_| !(unit_follows && is_unit(&d.tokens()[at]))) {
        return Some(kind);
    }
    let unit = d.words(&Found { start: at, end: (at + if word(d, at + 1) == "/" { 3 } else { 1 }).min(end) });
    if let Some(currency) = currency(unit) {
        return Some(FieldType::Money { currency: currency.to_owned() });
    }
    let known = is_unit(&d.tokens()[at]);
    // "mass in blorps": whatever stands alone after "in" is a unit, unless it is a colour.
    let alone = unit_follows
        && at + 1 == end
        && d.tokens()[at].sort == TokenSort::Word
        && colour::parse(unit).is_none()
        && !among(NOT_UNITS, word(d, at));
    (known || alone).then(|| FieldType::Number { unit: Some(unit.to_owned()) })
}

/// Words after "in" that tell where or how, not how much.
const NOT_UNITS: &str = "\
    stock german french english spanish italian typescript javascript browser rows columns order place progress";

fn range_type(d: &Description, from: usize, end: usize) -> Option<FieldType> {
    let number = |at: usize| {
        d.tokens().get(at).filter(|token| at < end && token.sort == TokenSort::Number).map(|token| token.lower.as_str())
    };
    let top = (from..end).find_map(|at| {
        let first = number(at)?;
        let second = if matches!(word(d, at + 1), "to" | "-" | "–") { number(at + 2) } else { number(at + 1) };
        match (first, second) {
            ("0" | "1", Some(top)) => Some(top),
            _ if at > from && word(d, at - 1) == "of" => Some(first),
            _ => None,
        }
    })?;
    Some(if top == "5" { FieldType::Rating } else { FieldType::Number { unit: Some(format!("of {top}")) } })
}

/// A word for a kind of field at this token, and how many tokens it takes.
pub(super) fn control_at(d: &Description, at: usize) -> Option<(FieldType, usize)> {
    let number = FieldType::Number { unit: None };
    let money = FieldType::Money { currency: "EUR".to_owned() };
    let controls: [(&str, FieldType); 11] = [
        (
            "tick box|tickbox|check box|checkbox|yes / no|yes no|true / false|boolean|toggle|flag|\
                yes or no|switch|bool",
            FieldType::Checkbox,
        ),
        ("number|numeric|integer|whole number|decimal|count|digits", number),
        ("date|day|calendar|date picker", FieldType::Date),
        ("time|time of day", FieldType::Time),
        (
            "long text|longtext|multi line|multiline|multi line text|paragraph|textarea|text area|\
                notes|free text|long",
            FieldType::LongText,
        ),
        ("text|string|short text|one line|word|words|name", FieldType::Text),
        ("money|price|currency|amount of money", money),
        ("email|e mail|mail address|email address|e mail address", FieldType::Email),
        ("link|url|web address|website", FieldType::Url),
        ("phone|phone number|telephone|telephone number", FieldType::Phone),
        ("rating|stars|star rating|stars rating", FieldType::Rating),
    ];
    controls
        .into_iter()
        .flat_map(|(names, kind)| phrases(names).into_iter().map(move |name| (name, kind.clone())))
        .filter_map(|(phrase, kind)| exact(d, at, phrase).map(|length| (kind, length)))
        .max_by_key(|(_, length)| *length)
}

/// The number of tokens when the phrase stands here word for word.
fn exact(d: &Description, at: usize, phrase: &str) -> Option<usize> {
    let words: Vec<&str> = phrase.split(' ').collect();
    words
        .iter()
        .enumerate()
        .all(|(i, wanted)| word(d, at + i) == *wanted || d.tokens().get(at + i).is_some_and(|t| t.stem == *wanted))
        .then_some(words.len())
}

/// A kind of control at the end of the words: only those that nobody would use as a name.
pub(super) fn trailing_control(d: &Description, from: usize, end: usize) -> Option<(FieldType, usize)> {
    const CONTROLS: [&str; 22] = [
        "tick box",
        "tickbox",
        "check box",
        "checkbox",
        "yes / no",
        "toggle",
        "flag",
        "switch",
        "date picker",
        "text area",
        "textarea",
        "long text",
        "stars",
        "as text",
        "as number",
        "as a number",
        "as a date",
        "as date",
        "as money",
        "as a link",
        "boolean",
        "yes or no",
    ];
    CONTROLS.iter().find_map(|control| {
        let length = control.split(' ').count();
        let at = end.checked_sub(length).filter(|at| *at >= from)?;
        exact(d, at, control)?;
        let from = if word(d, at) == "as" { at + 1 } else { at };
        let from = if word(d, from) == "a" { from + 1 } else { from };
        control_at(d, from).map(|(kind, _)| (kind, length))
    })
}

/// The code of a currency by its name, sign or code.
pub(crate) fn currency(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "euro" | "euros" | "eur" | "€" => "EUR",
        "dollar" | "dollars" | "usd" | "$" | "us" | "bucks" => "USD",
        "pound" | "pounds" | "gbp" | "£" | "sterling" => "GBP",
        "franc" | "francs" | "chf" => "CHF",
        "yen" | "jpy" | "¥" => "JPY",
        "krona" | "kronor" | "sek" => "SEK",
        "krone" | "kroner" | "nok" | "dkk" => "NOK",
        "zloty" | "pln" => "PLN",
        "rupee" | "rupees" | "inr" | "₹" => "INR",
        _ => return None,
    })
}

fn is_unit(token: &Token) -> bool {
    const UNITS: &str = "\
        kg g mg gram kilo kilogram t ton tonne lb lbs oz ounce m cm mm km metre meter kilometre kilometer \
        centimetre centimeter mile mi ft foot inch in yard l ml cl litre liter gallon s sec second min minute h \
        hr hour day week month year celsius fahrenheit °c % percent kcal calory calorie watt kwh px mb gb page";
    among(UNITS, token.lower.as_str()) || among(UNITS, token.stem.as_str())
}
