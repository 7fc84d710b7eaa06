//! English plurals, well enough for nouns that nobody listed.

/// Pairs that follow no rule.
const IRREGULAR: [(&str, &str); 30] = [
    ("person", "people"),
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("mouse", "mice"),
    ("goose", "geese"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("ox", "oxen"),
    ("leaf", "leaves"),
    ("loaf", "loaves"),
    ("knife", "knives"),
    ("life", "lives"),
    ("wife", "wives"),
    ("half", "halves"),
    ("shelf", "shelves"),
    ("wolf", "wolves"),
    ("thief", "thieves"),
    ("calf", "calves"),
    ("scarf", "scarves"),
    ("movie", "movies"),
    ("cookie", "cookies"),
    ("pie", "pies"),
    ("tie", "ties"),
    ("selfie", "selfies"),
    ("shoe", "shoes"),
    ("analysis", "analyses"),
    ("criterion", "criteria"),
    ("hero", "heroes"),
    ("potato", "potatoes"),
];

/// Words that are the same for one and for many, or end in s without being many.
const SAME: &str = "\
    sheep fish deer series species news aircraft equipment furniture homework music gas bus lens canvas atlas \
    bias iris basis status virus campus bonus menu address glass class progress this is was has does always";

/// One of them: "boxes" → "box", "wibbles" → "wibble", "gromlet" stays.
pub(crate) fn singular(word: &str) -> String {
    let lower = word.to_lowercase();
    if let Some((one, _)) = IRREGULAR.iter().find(|(_, many)| *many == lower) {
        return (*one).to_owned();
    }
    if among(SAME, lower.as_str()) || IRREGULAR.iter().any(|(one, _)| *one == lower) {
        return lower;
    }
    let cut = |by: usize| lower[..lower.len() - by].to_owned();
    if lower.chars().count() <= 3 || !lower.is_ascii() {
        // Short words ("gas", "its") and other alphabets are left alone, but "pcs", "cds" and "Äpfel" stay readable.
        return if lower.ends_with('s') && lower.is_char_boundary(lower.len() - 1) && lower.chars().count() > 3 {
            cut(1)
        } else {
            lower
        };
    }
    if lower.ends_with("ies") && lower.len() > 4 {
        cut(3) + "y"
    } else if lower.ends_with("sses")
        || lower.ends_with("shes")
        || lower.ends_with("xes")
        || lower.ends_with("zzes")
        || (lower.ends_with("ches") && !lower.ends_with("aches"))
        || ["puses", "ruses", "nuses", "tuses"].iter().any(|end| lower.ends_with(end))
        || ["buses", "lenses", "viruses", "statuses", "bonuses", "campuses", "gases", "addresses"]
            .contains(&lower.as_str())
    {
        cut(2)
    } else if lower.ends_with("ss") || lower.ends_with("us") || lower.ends_with("is") || lower.ends_with("'s") {
        lower
    } else if lower.ends_with('s') {
        cut(1)
    } else {
        lower
    }
}

/// Several of them: "box" → "boxes", "berry" → "berries", "gromlet" → "gromlets".
pub(crate) fn plural(word: &str) -> String {
    let lower = word.to_lowercase();
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == lower) {
        return (*many).to_owned();
    }
    if [
        "feedback",
        "honey",
        "sheep",
        "fish",
        "deer",
        "series",
        "species",
        "news",
        "aircraft",
        "equipment",
        "furniture",
        "homework",
        "music",
    ]
    .contains(&lower.as_str())
    {
        return lower;
    }
    let before_last = lower.chars().rev().nth(1);
    let vowel = before_last.is_some_and(|c| "aeiou".contains(c));
    if lower.ends_with('y') && !vowel && before_last.is_some() {
        lower[..lower.len() - 1].to_owned() + "ies"
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|end| lower.ends_with(end)) {
        lower + "es"
    } else {
        lower + "s"
    }
}

/// The same with only the last word changed: "board games" → "board game".
pub(crate) fn singular_phrase(phrase: &str) -> String {
    change_last(phrase, singular)
}

/// The same with only the last word changed: "board game" → "board games".
pub(crate) fn plural_phrase(phrase: &str) -> String {
    change_last(phrase, plural)
}

fn change_last(phrase: &str, change: fn(&str) -> String) -> String {
    let phrase = phrase.trim();
    match phrase.rsplit_once([' ', '-']) {
        Some((first, last)) => {
            // The separator itself is one ASCII character, so it can be copied from between the two parts.
            format!("{first}{}{}", &phrase[first.len()..=first.len()], change(last))
        }
        None => change(phrase),
    }
}

/// "a" or "an", by the first letter.
pub(crate) fn article(word: &str) -> &'static str {
    let vowel = word.chars().next().is_some_and(|c| "aeiouAEIOU".contains(c));
    if vowel && !word.to_lowercase().starts_with("uni") { "an" } else { "a" }
}

/// The first letter in upper case.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a word is one of a list that is written as words with spaces between them.
pub(crate) fn among(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|entry| entry == word)
}

/// The phrases of a list that is written with bars between them.
pub(crate) fn phrases(list: &str) -> Vec<&str> {
    list.split('|').collect()
}
