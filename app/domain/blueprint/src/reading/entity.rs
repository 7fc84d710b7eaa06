//! Finding what a description keeps a collection of: the noun, and the list of its fields.

use super::description::{Description, Found, TokenSort};
use super::fields;
use super::list::{self, FieldList};
use super::nouns::{among, phrases, plural_phrase, singular_phrase};
use crate::plan::Entity;

/// An entity that the words could mean, and where they stand.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub entity: Entity,
    pub list: FieldList,
    /// The noun and everything up to its last field.
    pub place: Found,
    pub strength: Strength,
}

/// How sure the words are; a later one beats an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// "a plant tracker": a noun without fields.
    Noun,
    /// "a board with …": fields of something that has no name of its own.
    Fields,
    /// "plants with name and age".
    Listed,
    /// "where I add plants with …", "each plant has …".
    Told,
}

/// Words for the program itself. What comes with them is a part of it, not a field of a record.
const APP: &str = "\
    do     app application page site website web program tool list tracker manager board kanban dashboard shop store \
    shopfront storefront blog portfolio quiz game form chat log inventory catalogue catalog collection database \
    register journal diary notebook planner organizer organiser project system platform landing survey \
    questionnaire table overview directory library archive to todo generator calculator assistant bot chatbot \
    front webshop wall something one ui counter";

/// App words that have records, so that the noun before them names those: "plant tracker".
const HOLDERS: &str = "\
    list tracker manager board log inventory catalogue catalog collection database register planner organizer \
    organiser table overview directory library archive app shop store diary journal dashboard form";

/// Words before a holder that say nothing about its records.
const ADJECTIVES: &str = "\
    simple small little nice pretty beautiful personal my our new minimal clean modern quick plain online \
    digital responsive cool great good basic fancy private big dark light web browser local daily weekly custom \
    fast elegant tiny single reading shopping packing wish bucket contact registration";

pub(super) const VERBS: &str = "\
    add adding track tracks tracking manage manages managing record records recording log logs logging collect \
    collects collecting list lists listing store stores storing catalogue catalog cataloguing cataloging \
    register registers registering organise organize organising organizing organises organizes enter entering \
    save saving sell sells selling plan planning review rate create keep keeping hold holds show shows offer \
    offers offering compare write writing put jot";

/// Words that what is kept often follows, without any field: "track my plants".
const LEADS: &str = "track tracking manage managing log catalogue collect organise organize of for sell sells selling keep list add plan planning record";

const STOPS: &str = "\
    a an the my our your their his her all some new every each per any of for to in on at with where which that \
    who i we you it can and or is are be want need build make me please these those track different various many \
    several about called named having including containing by from as has have asking should must ";

/// Every entity that the words could mean, surest first. `used` marks words that were read as wishes.
pub(crate) fn candidates(d: &Description, used: &[bool]) -> Vec<Candidate> {
    let mut all = Vec::new();
    for at in 0..d.tokens().len() {
        all.extend(each_has(d, at, used));
        all.extend(noun_with(d, at, used));
        all.extend(named_fields(d, at, used));
        all.extend(bare_noun(d, at, used));
    }
    // Sorting is stable, so among equally sure ones the first words win.
    all.sort_by_key(|candidate| std::cmp::Reverse((candidate.strength, candidate.list.fields.len().min(1))));
    all
}

fn word(d: &Description, at: usize) -> &str {
    d.tokens().get(at).map_or("", |token| token.lower.as_str())
}

fn stem(d: &Description, at: usize) -> &str {
    d.tokens().get(at).map_or("", |token| token.stem.as_str())
}

/// "each gromlet has a wibble and a hue", "for every plant I enter name and age", "books have a title".
fn each_has(d: &Description, at: usize, used: &[bool]) -> Option<Candidate> {
    if used[at] {
        return None;
    }
    let each = matches!(word(d, at), "each" | "every" | "per")
        || (word(d, at) == "a" && starts_sentence(d, at))
        || (word(d, at) == "an" && starts_sentence(d, at));
    let from = if each { at + 1 } else { at };
    if !each && !starts_sentence(d, at) {
        return None;
    }
    let noun = noun_forward(d, from, used)?;
    // "A recipe box: …" names the program, not a record.
    if word(d, at).starts_with('a') && word(d, noun.end) == ":" {
        return None;
    }
    let list_from = has_after(d, noun.end).or_else(|| each.then(|| asks_after(d, noun.end)).flatten())?;
    let has_verb = !matches!(word(d, noun.end), ":" | "with");
    if !each && !has_verb {
        return None;
    }
    if is_app(d, &noun) {
        return None;
    }
    build(d, noun, list_from, used, Strength::Told).filter(|candidate| !candidate.list.fields.is_empty())
}

/// After "has", "have", "consists of", "contains" and the like.
fn has_after(d: &Description, at: usize) -> Option<usize> {
    let mut at = at;
    while among("should must will can needs to also ,", word(d, at)) {
        at += 1;
    }
    if word(d, at) == "is" && word(d, at + 1) == "described" {
        return Some(at + 3);
    }
    match word(d, at) {
        "has" | "have" | "contains" | "contain" | "includes" | "include" | "gets" | "shows" | "needs" | "stores"
        | ":" | "with" | "comes" => Some(at + 1),
        "consists" | "consist" => Some(at + 2),
        _ if at > 0 && word(d, at - 1) == "needs" => Some(at),
        _ => None,
    }
}

/// "for each plant I want to record name and age".
fn asks_after(d: &Description, at: usize) -> Option<usize> {
    let verbs = phrases("record|enter|store|note|save|track|keep|see|know|write|give|want|need|log");
    (at..at + 6).rfind(|i| verbs.contains(&word(d, *i))).map(|i| i + 1)
}

fn starts_sentence(d: &Description, at: usize) -> bool {
    at == 0 || matches!(word(d, at - 1), "." | "\n" | "!" | ";" | ":" | "-" | "where" | "," | "and" | "*")
}

/// "plants with name and age", "a form asking for name and age".
fn noun_with(d: &Description, at: usize, used: &[bool]) -> Option<Candidate> {
    if used[at] || at == 0 {
        return None;
    }
    let from = match word(d, at) {
        "with" | "having" | "including" | "containing" | "by" if word(d, at) != "by" || word(d, at + 1) == "their" => {
            at + 1
        }
        "asking" | "asks" if word(d, at + 1) == "for" => at + 2,
        "that" | "which"
            if matches!(word(d, at + 1), "have" | "has" | "include" | "includes" | "contain" | "contains") =>
        {
            at + 2
        }
        "that" | "which" if word(d, at + 1) == "asks" && word(d, at + 2) == "for" => at + 3,
        "and" if word(d, at + 1) == "their" => at + 2,
        ":" => at + 1,
        _ => return None,
    };
    // "recipes, with ingredients and steps"
    let colon = word(d, at) == ":";
    let told_clause = colon && at > 2 && matches!(word(d, at - 2), "i" | "we" | "you");
    let noun_end = match word(d, at - 1) {
        "," if at > 1 && !colon => at - 1,
        // "the loans I gave: who, amount"
        _ if told_clause => at - 2,
        _ => at,
    };
    let noun = noun_backward(d, noun_end, used)?;
    let from = fields_word(d, from).unwrap_or(from);
    if matches!(stem(d, from), "column" | "lane" | "stage" | "swimlane" | "page" | "section" | "tab") {
        return None;
    }
    let before = noun.start.checked_sub(1).map_or("", |before| word(d, before));
    if word(d, at) == ":"
        && !is_told(d, &noun)
        && !matches!(before, "of" | "for" | "my" | "our")
        && !told_clause
        && !is_register(d, &noun)
    {
        // "Pages: Home, About" and "Title: …" are no collections.
        return None;
    }
    if !is_app(d, &noun) {
        let strength = if is_told(d, &noun) { Strength::Told } else { Strength::Listed };
        return build(d, noun, from, used, strength).filter(|candidate| !candidate.list.fields.is_empty());
    }
    // "a plant tracker with name and age": the noun stands before the holder.
    let inner = holder_noun(d, &noun);
    let list = without_parts(list::read(d, from, used));
    if list.fields.is_empty() || leads_on(d, &list) {
        return None;
    }
    Some(match inner {
        Some(inner) => Candidate {
            place: Found { start: inner.start, end: list.end },
            entity: named(d, &inner, &list),
            list,
            strength: Strength::Listed,
        },
        None => Candidate {
            place: Found { start: at, end: list.end },
            entity: fields::entity("", "", list.fields.clone()),
            list,
            strength: Strength::Fields,
        },
    })
}

/// "fields: name, age", "with the fields name and age".
fn named_fields(d: &Description, at: usize, used: &[bool]) -> Option<Candidate> {
    if used[at] || !matches!(word(d, at), "fields" | "attributes" | "properties") {
        return None;
    }
    let from = if word(d, at + 1) == ":" { at + 2 } else { at + 1 };
    let list = list::read(d, from, used);
    if list.fields.is_empty() {
        return None;
    }
    Some(Candidate {
        place: Found { start: at, end: list.end },
        entity: fields::entity("", "", list.fields.clone()),
        list,
        strength: Strength::Fields,
    })
}

fn fields_word(d: &Description, at: usize) -> Option<usize> {
    let at = if matches!(word(d, at), "the" | "these" | "following") { at + 1 } else { at };
    let at = if word(d, at) == "following" { at + 1 } else { at };
    matches!(word(d, at), "fields" | "attributes" | "properties")
        .then(|| if word(d, at + 1) == ":" { at + 2 } else { at + 1 })
}

/// "track my plants", "a list of plants", "a plant tracker".
fn bare_noun(d: &Description, at: usize, used: &[bool]) -> Option<Candidate> {
    if used[at] {
        return None;
    }
    let noun = if among(HOLDERS, stem(d, at)) && at > 0 {
        let holder = Found { start: noun_backward(d, at + 1, used)?.start, end: at + 1 };
        holder_noun(d, &holder)?
    } else if among(LEADS, word(d, at)) {
        let mut from = at + 1;
        while among("track of tabs on all my our the new a an up down", word(d, from)) {
            from += 1;
        }
        // "of" and "for" only count behind a holder: "a list of plants", not "a cup of tea".
        let behind_holder = at > 0 && among(HOLDERS, stem(d, at - 1)) && stem(d, at - 1) != "app";
        if matches!(word(d, at), "of" | "for") && !behind_holder {
            return None;
        }
        let noun = noun_forward(d, from, used)?;
        // "a shop for candles" sells candles; "a list for mum" is not made of mums.
        let many = word(d, noun.end - 1) != stem(d, noun.end - 1);
        if is_app(d, &noun) || (word(d, at) == "for" && !many) {
            return None;
        }
        noun
    } else {
        return None;
    };
    let list = FieldList { end: noun.end, ..FieldList::default() };
    Some(Candidate { entity: named(d, &noun, &list), place: noun, list, strength: Strength::Noun })
}

/// The noun inside "plant tracker" or in "tracker for plants"; none when only adjectives stand there.
fn holder_noun(d: &Description, noun: &Found) -> Option<Found> {
    let last = (noun.start..noun.end).rev().find(|at| among(HOLDERS, stem(d, *at)))?;
    let end = (noun.start..last).rev().find(|at| !among(APP, stem(d, *at))).map(|at| at + 1)?;
    let start = (noun.start..end)
        .rev()
        .take_while(|at| !among(ADJECTIVES, word(d, *at)) && !among(APP, stem(d, *at)))
        .last()?;
    let is_colour = crate::colour::parse(d.words(&Found { start, end })).is_some();
    (!is_colour).then_some(Found { start, end })
}

/// "an equipment register: tag, price": holders whose very name says that fields follow.
fn is_register(d: &Description, noun: &Found) -> bool {
    const REGISTERS: &str =
        "register inventory tracker log catalogue catalog collection database directory table form planner archive";
    noun.end > noun.start && among(REGISTERS, stem(d, noun.end - 1))
}

/// Whether a word names something that holds records, such as "list".
pub(super) fn is_holder(stem: &str) -> bool {
    among(HOLDERS, stem)
}

fn is_app(d: &Description, noun: &Found) -> bool {
    // "a tool" is the program; "tools" are what someone keeps.
    noun.end > noun.start && among(APP, word(d, noun.end - 1))
}

/// Whether a verb that puts records into the collection stands right before the noun.
fn is_told(d: &Description, noun: &Found) -> bool {
    let mut at = noun.start;
    for _ in 0..3 {
        let Some(before) = at.checked_sub(1) else { return false };
        let here = word(d, before);
        if among(VERBS, here) {
            return true;
        }
        if !among("my our all the a an new of track some their different up", here) {
            return false;
        }
        at = before;
    }
    false
}

/// Up to four words that end right before a token.
fn noun_backward(d: &Description, end: usize, used: &[bool]) -> Option<Found> {
    let mut start = end;
    while start > 0 && end - start < 4 {
        let token = &d.tokens()[start - 1];
        let usable = token.sort == TokenSort::Word
            && !used[start - 1]
            && !among(STOPS, token.lower.as_str())
            && !verb_only(d, start - 1);
        if !usable {
            break;
        }
        start -= 1;
    }
    while start < end && among(ADJECTIVES, word(d, start)) && start + 1 < end {
        start += 1;
    }
    (start < end).then_some(Found { start, end })
}

/// Up to four words from a token on, up to a verb, a preposition or a sign.
fn noun_forward(d: &Description, from: usize, used: &[bool]) -> Option<Found> {
    let mut end = from;
    while end - from < 5 {
        let Some(token) = d.tokens().get(end) else { break };
        let here = token.lower.as_str();
        let usable = token.sort == TokenSort::Word
            && !used[end]
            && !among(STOPS, here)
            && !among(
                "has have contains contain consists consist includes include gets shows needs should \
                must will having including containing comes by from using sorted so but when while they \
                stores",
                here,
            );
        if !usable {
            break;
        }
        end += 1;
    }
    (end > from && end - from < 5).then_some(Found { start: from, end })
}

/// Verbs that end a noun phrase when they stand before it ("add books" is not "add book").
fn verb_only(d: &Description, at: usize) -> bool {
    let here = word(d, at);
    let verb = among(VERBS, here) && !among("record records plan review log catalogue list store register", here);
    let before = at.checked_sub(1).map_or("", |before| word(d, before));
    // "I record games" and "to list games" are verbs; "vinyl records" is a noun.
    verb || (among(VERBS, here) && among("i to we can you and users people", before))
}

fn build(d: &Description, noun: Found, from: usize, used: &[bool], strength: Strength) -> Option<Candidate> {
    let list = without_parts(list::read(d, from, used));
    if leads_on(d, &list) {
        return None;
    }
    let end = list.end.max(noun.end);
    Some(Candidate { entity: named(d, &noun, &list), place: Found { start: noun.start, end }, list, strength })
}

/// "a garden with tasks that have a name": what looks like the only field is the noun that has the fields.
fn leads_on(d: &Description, list: &FieldList) -> bool {
    let next = word(d, list.end);
    let has = matches!(word(d, list.end + 1), "have" | "has" | "include" | "contain" | "ask" | "asks");
    list.fields.len() == 1
        && (matches!(next, "with" | "having" | "including") || (matches!(next, "that" | "which") && has))
}

fn named(d: &Description, noun: &Found, list: &FieldList) -> Entity {
    let words = d.words(noun).to_lowercase();
    let words: String = words.chars().filter(|c| !c.is_control()).take(crate::check::MAX_LABEL - 4).collect();
    let one = singular_phrase(words.trim());
    let many = plural_phrase(&one);
    fields::entity(&one, &many, list.fields.clone())
}

/// Parts of a program that people name in the same breath as fields.
pub(super) fn without_parts(mut list: FieldList) -> FieldList {
    const PARTS: [&str; 43] = [
        "search",
        "search box",
        "search bar",
        "search field",
        "filters",
        "filter",
        "sorting",
        "cart",
        "basket",
        "shopping cart",
        "shopping basket",
        "checkout",
        "charts",
        "chart",
        "graphs",
        "columns",
        "header",
        "footer",
        "hero",
        "navigation",
        "menu bar",
        "dark mode",
        "light mode",
        "drag and drop",
        "drag",
        "drop",
        "login",
        "user accounts",
        "accounts",
        "payments",
        "statistics",
        "stats",
        "dashboard",
        "export",
        "csv export",
        "undo",
        "animations",
        "animation",
        "validation",
        "product pages",
        "categories filter",
        "totals",
        "reminders",
    ];
    let mut at = 0;
    while at < list.fields.len() {
        let label = list.fields[at].label.to_lowercase();
        let first = label.split(' ').next().unwrap_or_default();
        if PARTS.contains(&label.as_str()) || first.chars().all(|c| c.is_ascii_digit()) {
            list.fields.remove(at);
            list.places.remove(at);
        } else {
            at += 1;
        }
    }
    list
}
