//! Reading a list of fields: "author, page count (number), hue (one of red, blue) and mass in kg".

use crate::colour;
use crate::plan::{Field, FieldType};

use super::description::{Description, Found, TokenSort};
use super::fields;
use super::hints::{
    after_colon, apply_hint, control_at, hint_type, options, options_start, slash_type, split_by, trailing_control,
};
use super::nouns::among;

/// Lists are tried at many places of a text, so none runs over all of it. The limit lies above what a plan may hold.
const MAX_READ: usize = 30;

/// Fields that were read one after the other, and the words they stood in.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldList {
    pub fields: Vec<Field>,
    /// One place per field.
    pub places: Vec<Found>,
    /// Labels of those that were said to be optional.
    pub optional: Vec<String>,
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
        if list.fields.len() >= MAX_READ {
            break;
        }
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
        let Some((field, required, end)) = item(d, at, end, used) else {
            if is_colour(d, at, end) && separates(d, end) {
                at = end;
                continue;
            }
            break;
        };
        if required == Some(false) {
            list.optional.push(field.label.clone());
        }
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

pub(super) fn word(d: &Description, at: usize) -> &str {
    d.tokens().get(at).map_or("", |token| token.lower.as_str())
}

pub(super) fn is_separator(word: &str) -> bool {
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
        } else if here == "plus" && word(d, at + 1) == "one" {
            return at;
        } else if is_separator(here) || here == ":" || (among(LEADING, here) && !is_separator(word(d, at + 1))) {
            at += 1;
        } else {
            return at;
        }
    }
}

fn ends_list(d: &Description, at: usize) -> bool {
    let here = word(d, at);
    // "who, amount and when" are names as long as nothing follows them.
    if matches!(here, "who" | "where" | "when") && (is_separator(word(d, at + 1)) || word(d, at + 1) == "(") {
        return false;
    }
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
    among(". ! ? ) in with on if whether is", here) && !starts_question(d, at) || among(CLAUSE, here)
}

/// "whether it is finished", "if I own it", "is it paid".
fn starts_question(d: &Description, at: usize) -> bool {
    matches!(word(d, at), "whether" | "if" | "is")
        && d.tokens().get(at + 1).is_some_and(|token| token.sort == TokenSort::Word)
}

/// Where the item that begins here ends: at a separator outside brackets, or at words that begin something else.
fn item_end(d: &Description, from: usize, used: &[bool]) -> usize {
    // "whether it is done" and "how it felt" hold words that would end other names.
    let question = starts_question(d, from) || matches!(word(d, from), "how" | "what");
    let mut depth = 0_u32;
    let mut at = from;
    while let Some(token) = d.tokens().get(at) {
        let here = token.lower.as_str();
        match here {
            // A bracket that nobody closes ends the item, or it would swallow the rest of the text.
            "(" | "[" if !(at..at + 60).any(|i| matches!(word(d, i), ")" | "]")) => return at,
            "(" | "[" => depth += 1,
            ")" | "]" if depth == 0 => return at,
            ")" | "]" => depth -= 1,
            _ if depth > 0 => {}
            "." | "!" | "?" | "\n" => return at,
            "as" if word(d, at + 1) == "well" => return at,
            "-" | "–" => return at,
            _ if is_separator(here) && !(here == "plus" && at == from) => return at,
            _ if used.get(at).copied().unwrap_or_default() && at > from => return at,
            _ if at > from && !question && among(CLAUSE, here) && !MAYBE_NAMES.contains(&here) && !is_inner(d, at) => {
                return at;
            }
            _ => {}
        }
        at += 1;
    }
    at
}

/// The "to" of "1 to 5" and the "by" of "drink by date".
fn is_inner(d: &Description, at: usize) -> bool {
    if word(d, at) == "by" && word(d, at + 1) == "date" {
        return true;
    }
    let number =
        |at: Option<usize>| at.and_then(|at| d.tokens().get(at)).is_some_and(|token| token.sort == TokenSort::Number);
    word(d, at) == "to" && number(at.checked_sub(1)) && number(Some(at + 1))
}

fn is_colour(d: &Description, from: usize, end: usize) -> bool {
    let words = d.words(&Found { start: from, end }).to_lowercase();
    let bare = ["in ", "colour ", "color ", "accent "]
        .iter()
        .fold(words.as_str(), |words, start| words.trim_start_matches(start));
    colour::parse(bare.trim()).is_some()
}

/// One field between two tokens, whether it was said to be required, and where it really ends (a choice can run over the commas of its options).
fn item(d: &Description, from: usize, end: usize, used: &[bool]) -> Option<(Field, Option<bool>, usize)> {
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
        return question(d, start, end).map(|field| (field, required, end));
    }
    // A leading kind of control: "checkbox for finished", "date of purchase" stays as it is.
    if let Some((control, length)) = control_at(d, start)
        && word(d, start + length) == "for"
        && start + length + 1 < end
    {
        kind = Some(control);
        start += length + 1;
        while among(LEADING, word(d, start)) && start + 1 < end {
            start += 1;
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
    if let Some((control, length)) = trailing_control(d, start, label_end)
        && label_end - length > start
    {
        kind = kind.or(Some(control));
        label_end -= length;
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
    Some((field, required, real_end.max(label_end)))
}

/// "whether it is finished" as a checkbox called "Finished".
fn question(d: &Description, from: usize, end: usize) -> Option<Field> {
    let mut start = from + 1;
    while among("it it's is was has been they are have or not the a an i i've already were", word(d, start))
        && start + 1 < end
    {
        start += 1;
    }
    let stop = (start..end).find(|i| matches!(word(d, *i), "or" | "it" | "(")).unwrap_or(end);
    let label = d.words(&Found { start, end: stop.max(start + 1) });
    let usable = label.chars().any(char::is_alphabetic) && label.chars().count() <= crate::check::MAX_LABEL;
    usable.then(|| fields::checkbox(label))
}

/// Whether a preposition ends the name: "author in dark green", but not "installed on" or "made on date".
fn ends_name(d: &Description, at: usize, end: usize) -> bool {
    let last = at + 1 >= end || matches!(word(d, at + 1), "(" | ":" | "date" | "time");
    matches!(word(d, at), "in" | "on" | "with" | "from" | "via") && !last
}
