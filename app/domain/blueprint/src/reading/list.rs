//! Reading a list of fields: "author, page count (number), hue (one of red, blue) and mass in kg".

use crate::colour;
use crate::plan::{Field, FieldType};

use super::description::{Description, Found, Token, TokenSort};
use super::fields;
use super::nouns::among;

/// Fields that were read one after the other, and the words they stood in.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldList {
    pub fields: Vec<Field>,
    /// One place per field.
    pub places: Vec<Found>,
    /// Token after the last field.
    pub end: usize,
}

/// Words that begin something else than the next field.
const CLAUSE: &str = "\
    where which that who so then when while i we you user users people it they there this these should must can \
    could would will make use show please let using sorted sort sortable ordered order filter filtered \
    filterable searchable remember everything but because by display displayed group grouped i'd i'm it's don't \
    to styled each every called named written";

/// Clause words that also begin real names of fields when a noun follows: "order number", "user name".
const MAYBE_NAMES: [&str; 6] = ["order", "user", "group", "use", "sort", "filter"];

/// Words that only lead to the name.
const LEADING: &str = "\
    a an the its their his her my our your some any also maybe own perhaps field fields both of for 's";

/// Reads fields from a token on, until words follow that are no field. `used` marks tokens that were read as something
/// else. A list with nothing that could be a field is empty.
pub(crate) fn read(d: &Description, from: usize, used: &[bool]) -> FieldList {
    let mut list = FieldList { end: from, ..FieldList::default() };
    let mut at = from;
    loop {
        at = skip_separators(d, at);
        let Some(token) = d.tokens().get(at) else { break };
        if used.get(at).copied().unwrap_or_default() {
            // "dark mode" between two fields is passed over; a clause such as "sorted by" ends the list.
            if among(CLAUSE, token.lower.as_str()) {
                break;
            }
            while used.get(at).copied().unwrap_or_default() {
                at += 1;
            }
            if !separates(d, at) {
                break;
            }
            continue;
        }
        if ends_list(d, at) {
            break;
        }
        let end = item_end(d, at, used);
        if end == at {
            break;
        }
        let Some((field, end)) = item(d, at, end, used) else {
            if is_colour(d, at, end) && separates(d, end) {
                at = end;
                continue;
            }
            break;
        };
        list.fields.push(field);
        list.places.push(Found { start: at, end });
        list.end = end;
        at = end;
        if !separates(d, at) {
            break;
        }
    }
    list
}

fn word(d: &Description, at: usize) -> &str {
    d.tokens().get(at).map_or("", |token| token.lower.as_str())
}

fn is_separator(word: &str) -> bool {
    matches!(word, "," | ";" | "and" | "&" | "+" | "plus" | "\n" | "-" | "–" | "•" | "*" | "·")
}

fn separates(d: &Description, at: usize) -> bool {
    let here = word(d, at);
    match here {
        // A line break only goes on when the next line is an entry of the same list.
        "\n" => {
            let next = (at..).find(|i| word(d, *i) != "\n").unwrap_or(at);
            matches!(word(d, next), "-" | "–" | "•" | "*" | "·") || previous_is_comma(d, at)
        }
        "as" => word(d, at + 1) == "well" && word(d, at + 2) == "as",
        _ => is_separator(here),
    }
}

fn previous_is_comma(d: &Description, at: usize) -> bool {
    at > 0 && matches!(word(d, at - 1), "," | "and")
}

fn skip_separators(d: &Description, mut at: usize) -> usize {
    loop {
        let here = word(d, at);
        if here == "as" && word(d, at + 1) == "well" && word(d, at + 2) == "as" {
            at += 3;
        } else if is_separator(here) || here == ":" || (among(LEADING, here) && !is_separator(word(d, at + 1))) {
            at += 1;
        } else {
            return at;
        }
    }
}

fn ends_list(d: &Description, at: usize) -> bool {
    let here = word(d, at);
    if MAYBE_NAMES.contains(&here) {
        let next = d.tokens().get(at + 1);
        return !next.is_some_and(|next| {
            next.sort == TokenSort::Word
                && !is_separator(&next.lower)
                && next.lower != "by"
                && !among(LEADING, next.lower.as_str())
                && !among(CLAUSE, next.lower.as_str())
        });
    }
    matches!(here, "." | "!" | "?" | ")" | "in" | "with" | "on" | "if" | "whether" | "is") && !starts_question(d, at)
        || among(CLAUSE, here)
}

/// "whether it is finished", "if I own it", "is it paid".
fn starts_question(d: &Description, at: usize) -> bool {
    matches!(word(d, at), "whether" | "if" | "is")
        && d.tokens().get(at + 1).is_some_and(|token| token.sort == TokenSort::Word)
}

/// Where the item that begins here ends: at a separator outside brackets, or at words that begin something else.
fn item_end(d: &Description, from: usize, used: &[bool]) -> usize {
    let question = starts_question(d, from);
    let mut depth = 0_u32;
    let mut at = from;
    while let Some(token) = d.tokens().get(at) {
        let here = token.lower.as_str();
        match here {
            "(" | "[" => depth += 1,
            ")" | "]" if depth == 0 => return at,
            ")" | "]" => depth -= 1,
            _ if depth > 0 => {}
            "." | "!" | "?" | "\n" => return at,
            "as" if word(d, at + 1) == "well" => return at,
            "-" | "–" => return at,
            _ if is_separator(here) => return at,
            _ if used.get(at).copied().unwrap_or_default() && at > from => return at,
            _ if at > from && !question && among(CLAUSE, here) && !MAYBE_NAMES.contains(&here) && !is_range(d, at) => {
                return at;
            }
            _ => {}
        }
        at += 1;
    }
    at
}

/// The "to" of "1 to 5".
fn is_range(d: &Description, at: usize) -> bool {
    let number =
        |at: Option<usize>| at.and_then(|at| d.tokens().get(at)).is_some_and(|token| token.sort == TokenSort::Number);
    word(d, at) == "to" && number(at.checked_sub(1)) && number(Some(at + 1))
}

fn is_colour(d: &Description, from: usize, end: usize) -> bool {
    let words = d.words(&Found { start: from, end }).to_lowercase();
    colour::parse(words.trim_start_matches("in ").trim()).is_some()
}

/// One field between two tokens, and where it really ends (a choice can run over the commas of its options).
fn item(d: &Description, from: usize, end: usize, used: &[bool]) -> Option<(Field, usize)> {
    if is_colour(d, from, end) {
        return None;
    }
    let mut required = None;
    let mut kind: Option<FieldType> = None;
    let mut label_end = end;
    let mut real_end = end;
    let mut start = from;
    while matches!(word(d, start), "optional" | "required" | "mandatory" | "obligatory") && start + 1 < end {
        required = Some(word(d, start) != "optional");
        start += 1;
    }
    if starts_question(d, start) {
        return question(d, start, end).map(|field| (field, end));
    }
    // A leading kind of control: "checkbox for finished", "date of purchase" stays as it is.
    if let Some((control, length)) = control_at(d, start) {
        if word(d, start + length) == "for" && start + length + 1 < end {
            kind = Some(control);
            start += length + 1;
            while among(LEADING, word(d, start)) && start + 1 < end {
                start += 1;
            }
        }
    }
    let mut at = start;
    while at < end {
        let here = word(d, at);
        let options_from = options_start(d, at);
        if at > start && here == "(" {
            let close = (at..end).find(|i| word(d, *i) == ")").unwrap_or(end);
            apply_hint(d, at + 1, close, &mut kind, &mut required);
            label_end = label_end.min(at);
            at = close + 1;
            // Words behind the bracket belong to nothing unless they are hints too.
            if at < end {
                apply_hint(d, at, end, &mut kind, &mut required);
            }
            break;
        } else if at > start && (here == ":" || here == "=") {
            label_end = label_end.min(at);
            let (found, stop) = after_colon(d, at + 1, end);
            kind = kind.or(found);
            real_end = stop;
            break;
        } else if let Some(options_from) = options_from.filter(|_| at > start) {
            label_end = label_end.min(at);
            let (options, stop) = options(d, options_from, used);
            kind = Some(fields::choice_type(&options));
            real_end = stop;
            break;
        } else if at > start && matches!(here, "in" | "as" | "from" | "out") && hint_type(d, at, end).is_some() {
            kind = kind.or(hint_type(d, at, end));
            label_end = label_end.min(at);
            break;
        } else if at > start && matches!(here, "required" | "optional" | "mandatory") && at + 1 == end {
            required = Some(here != "optional");
            label_end = label_end.min(at);
            break;
        } else if at > start && ends_name(d, at, end) {
            // "author in dark green", "year on a black page": the field ends here and so does the list.
            label_end = label_end.min(at);
            real_end = at;
            break;
        }
        at += 1;
    }
    // "red/green/blue" without a name is no field, but "finished yes/no" and "size small/medium/large" are.
    if let Some(slash) = (start..label_end).find(|i| word(d, *i) == "/") {
        let first = slash.saturating_sub(1).max(start);
        let options = split_by(d, first, label_end, &["/"]);
        if first > start {
            kind = Some(slash_type(&options));
            label_end = first;
        }
    }
    // "finished tick box", "hue dropdown", "serial number as text".
    if let Some((control, length)) = trailing_control(d, start, label_end) {
        if label_end - length > start {
            kind = kind.or(Some(control));
            label_end -= length;
        }
    }
    while label_end > start + 1 && matches!(word(d, label_end - 1), "field" | "column" | "input" | "box" | "info") {
        label_end -= 1;
    }
    let label = d.words(&Found { start, end: label_end }).trim_matches(['"', '“', '”', '*', '`', '\'', ' ']);
    let words = (start..label_end).filter(|i| d.tokens()[*i].sort == TokenSort::Word).count();
    if words == 0
        || words > 6
        || label.chars().count() > crate::check::MAX_LABEL
        || label.contains(['\n', '<', '>', '{', '}'])
    {
        return None;
    }
    let field_type = kind.unwrap_or_else(|| fields::guess(label));
    let mut field = fields::field(label, field_type);
    field.required = required.unwrap_or_default();
    Some((field, real_end.max(label_end)))
}

/// "whether it is finished" as a checkbox called "Finished".
fn question(d: &Description, from: usize, end: usize) -> Option<Field> {
    let mut start = from + 1;
    while matches!(
        word(d, start),
        "it" | "it's"
            | "is"
            | "was"
            | "has"
            | "been"
            | "they"
            | "are"
            | "have"
            | "or"
            | "not"
            | "the"
            | "a"
            | "an"
            | "i"
            | "i've"
            | "already"
            | "were"
    ) && start + 1 < end
    {
        start += 1;
    }
    let stop = (start..end).find(|i| matches!(word(d, *i), "or" | "it" | "(")).unwrap_or(end);
    let label = d.words(&Found { start, end: stop.max(start + 1) });
    let usable = label.chars().any(char::is_alphabetic) && label.chars().count() <= crate::check::MAX_LABEL;
    usable.then(|| fields::checkbox(label))
}

/// After a colon: a type, options with slashes, or options with commas up to the next name with a colon.
fn after_colon(d: &Description, from: usize, end: usize) -> (Option<FieldType>, usize) {
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
fn options_start(d: &Description, at: usize) -> Option<usize> {
    let phrases = [
        "one of",
        "either",
        "can be",
        "choice of",
        "choose from",
        "chosen from",
        "selected from",
        "select from",
        "with the options",
        "with options",
        "with the values",
        "with values",
        "dropdown of",
        "dropdown with",
        "a choice of",
        "such as",
        "options",
    ];
    let found = phrases.iter().filter_map(|phrase| d.at(at, phrase)).max_by_key(|found| found.end)?;
    let mut next = found.end;
    while matches!(word(d, next), ":" | "the" | "following") {
        next += 1;
    }
    Some(next)
}

/// "red, blue or green" up to the option after "or"; without an "or" up to an "and" or the end of the sentence.
fn options(d: &Description, from: usize, used: &[bool]) -> (Vec<String>, usize) {
    let stops = |at: usize| {
        matches!(word(d, at), "" | "." | ";" | "\n" | ")" | "(" | "!" | "?")
            || used.get(at).copied().unwrap_or_default()
            || matches!(word(d, at), "sorted" | "where" | "which" | "that")
    };
    let limit = (from..).find(|at| stops(*at)).unwrap_or(from);
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

fn split_by(d: &Description, from: usize, end: usize, separators: &[&str]) -> Vec<String> {
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

fn slash_type(options: &[String]) -> FieldType {
    let lower: Vec<String> = options.iter().map(|option| option.trim().to_lowercase()).collect();
    let pair = |a: &str, b: &str| lower.len() == 2 && lower.contains(&a.to_owned()) && lower.contains(&b.to_owned());
    if pair("yes", "no") || pair("true", "false") || pair("on", "off") {
        return FieldType::Checkbox;
    }
    fields::choice_type(options)
}

/// Takes what stands in brackets: a type, a unit, options, "required".
fn apply_hint(d: &Description, from: usize, end: usize, kind: &mut Option<FieldType>, required: &mut Option<bool>) {
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

/// Whether a preposition ends the name: "author in dark green", but not "installed on" or "made on date".
fn ends_name(d: &Description, at: usize, end: usize) -> bool {
    let last = at + 1 >= end || matches!(word(d, at + 1), "(" | ":" | "date" | "time");
    matches!(word(d, at), "in" | "on" | "with" | "from" | "via") && !last
}

/// The type that a hint names, with any small words before it: "as a number", "in kg", "from 1 to 5", "yes/no".
fn hint_type(d: &Description, from: usize, end: usize) -> Option<FieldType> {
    let mut at = from;
    let unit_follows = word(d, at) == "in";
    while matches!(word(d, at), "in" | "as" | "a" | "an" | "is" | "of" | "out" | "from" | "type" | "the") && at < end {
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
fn control_at(d: &Description, at: usize) -> Option<(FieldType, usize)> {
    let number = FieldType::Number { unit: None };
    let money = FieldType::Money { currency: "EUR".to_owned() };
    let controls: [(&[&str], FieldType); 11] = [
        (
            &[
                "tick box",
                "tickbox",
                "check box",
                "checkbox",
                "yes / no",
                "yes no",
                "true / false",
                "boolean",
                "toggle",
                "flag",
                "yes or no",
                "switch",
                "bool",
            ],
            FieldType::Checkbox,
        ),
        (&["number", "numeric", "integer", "whole number", "decimal", "count", "digits"], number),
        (&["date", "day", "calendar", "date picker"], FieldType::Date),
        (&["time", "time of day"], FieldType::Time),
        (
            &[
                "long text",
                "longtext",
                "multi line",
                "multiline",
                "multi line text",
                "paragraph",
                "textarea",
                "text area",
                "notes",
                "free text",
                "long",
            ],
            FieldType::LongText,
        ),
        (&["text", "string", "short text", "one line", "word", "words", "name"], FieldType::Text),
        (&["money", "price", "currency", "amount of money"], money),
        (&["email", "e mail", "mail address", "email address", "e mail address"], FieldType::Email),
        (&["link", "url", "web address", "website"], FieldType::Url),
        (&["phone", "phone number", "telephone", "telephone number"], FieldType::Phone),
        (&["rating", "stars", "star rating", "stars rating"], FieldType::Rating),
    ];
    controls
        .into_iter()
        .flat_map(|(phrases, kind)| phrases.iter().map(move |phrase| (*phrase, kind.clone())))
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
fn trailing_control(d: &Description, from: usize, end: usize) -> Option<(FieldType, usize)> {
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
