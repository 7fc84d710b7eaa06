//! Small ways of taking a sentence apart.

/// A name that a script may give to something.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '$'))
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
}

/// The text up to the first of these words.
pub(super) fn cut(text: &str, ends: &[&str]) -> String {
    let lower = text.to_ascii_lowercase();
    let end = ends.iter().filter_map(|end| lower.find(end)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim().to_owned()
}

/// A label without quotes and articles; empty when nothing else is left.
pub(super) fn trimmed_label(text: &str) -> String {
    let mut text = unquoted(text.trim()).trim().to_owned();
    let articles = ["the ", "a ", "an ", "my ", "all ", "new ", "its ", "some ", "every "];
    while let Some(rest) = without_lead(&text, &articles).map(str::to_owned) {
        text = rest;
    }
    let whole = ["the", "a", "an", "all", "new"].contains(&text.to_ascii_lowercase().as_str());
    if whole { String::new() } else { text }
}

/// Takes the quotes off a text that stands in them.
pub(super) fn unquoted(text: &str) -> &str {
    let pairs = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('«', '»')];
    pairs.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close)).unwrap_or(text)
}

/// The text behind one of these beginnings, without regard to case.
pub(super) fn without_lead<'t>(text: &'t str, leads: &[&str]) -> Option<&'t str> {
    leads.iter().find_map(|lead| {
        let head = text.get(..lead.len())?;
        head.eq_ignore_ascii_case(lead).then(|| &text[lead.len()..])
    })
}

/// Everything in quotes. A single quote only opens at the start of a word and only closes at the end of one.
pub(super) fn quoted(text: &str) -> Vec<String> {
    let pairs = [('"', '"'), ('`', '`'), ('“', '”'), ('‘', '’'), ('«', '»'), ('\'', '\'')];
    let mut found = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let close = pairs.iter().find(|(open, _)| *open == first).map(|(_, close)| *close);
        let end = close.filter(|_| first != '\'' || before.is_whitespace()).and_then(|close| {
            after.match_indices(close).map(|(at, _)| at).find(|at| {
                let next = after[at + close.len_utf8()..].chars().next();
                close != '\'' || next.is_none_or(|next| !next.is_alphanumeric())
            })
        });
        match (end, close) {
            (Some(end), Some(close)) if end > 0 => {
                found.push(after[..end].to_owned());
                before = close;
                rest = &after[end + close.len_utf8()..];
            }
            _ => {
                before = first;
                rest = after;
            }
        }
    }
    found
}
