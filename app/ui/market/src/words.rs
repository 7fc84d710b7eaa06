//! How figures and names of the marketplace are said.
use kernel::Timestamp;
use market_contract::ListingKind;

/// `Free`, `$9.99`.
pub(crate) fn price(cents: i64) -> String {
    if cents == 0 { "Free".to_owned() } else { format!("${}.{:02}", cents / 100, cents % 100) }
}

/// `10,000`.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 listing`, `10,000 listings`.
pub(crate) fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `20 Nov 2026`.
pub(crate) fn date(at: Timestamp) -> String {
    let plain = at.plain();
    plain.split(',').next().unwrap_or_default().to_owned()
}

/// What a capability means for people; one that we do not know stands for itself.
pub(crate) fn capability(name: &str) -> &str {
    CAPABILITIES.iter().find(|(known, _)| *known == name).map_or(name, |(_, words)| words)
}

/// Capabilities that lists can be narrowed by.
pub(crate) const CAPABILITIES: [(&str, &str); 9] = [
    ("browser-storage", "Keeps its data in the browser"),
    ("records", "Add, edit and delete records"),
    ("search", "Search"),
    ("filters", "Filters"),
    ("sorting", "Sorting"),
    ("totals", "Totals"),
    ("csv-export", "CSV export"),
    ("dates", "Dates"),
    ("dark-mode", "Dark mode"),
];

/// What the licences that we know allow, in a sentence.
pub(crate) fn license(spdx: &str) -> Option<&'static str> {
    Some(match spdx {
        "MIT-0" => "Use it, change it and sell what you make of it; no notice is needed.",
        "MIT" => "Use it, change it and sell what you make of it; keep the notice in the files.",
        "Apache-2.0" => "Use it, change it and sell what you make of it; keep the notices and say what you changed.",
        "CC0-1.0" | "0BSD" | "Unlicense" => "Do with it what you like.",
        _ => return None,
    })
}

/// One of a kind, as it stands in a sentence.
pub(crate) const fn one(kind: ListingKind) -> &'static str {
    match kind {
        ListingKind::Template => "template",
        ListingKind::Plugin => "plugin",
        ListingKind::Prompt => "prompt",
        ListingKind::Model => "model",
        ListingKind::Collection => "collection",
    }
}

/// The language of a file by its name, for the list of files.
pub(crate) fn language(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "HTML",
        "css" => "CSS",
        "ts" | "tsx" => "TypeScript",
        "js" | "mjs" | "jsx" => "JavaScript",
        "json" => "JSON",
        "md" => "Markdown",
        "svg" => "SVG",
        _ => "Text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!([0, 999, 1_900, 5].map(price), ["Free", "$9.99", "$19.00", "$0.05"]);
        assert_eq!([0, 999, 1_000, 10_000, 1_234_567].map(number), ["0", "999", "1,000", "10,000", "1,234,567"]);
        assert_eq!(counted(1, "listing", "listings"), "1 listing");
        assert_eq!(date(Timestamp::from_seconds(1_795_170_600)), "20 Nov 2026");
    }
}
