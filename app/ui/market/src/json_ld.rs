//! What search engines read.
use market_contract::{Listing, Shelf};
use serde::Serialize;
use serde_json::json;

use crate::card;

/// The listing as a `SoftwareApplication` of schema.org. Ratings only when there are some.
pub(crate) fn listing(listing: &Listing) -> String {
    let card = &listing.card;
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "name": card.name,
        "description": card.summary,
        "url": listing.canonical,
        "applicationCategory": listing.category_name,
        "operatingSystem": "Any, in a web browser",
        "softwareVersion": listing.version,
        "license": listing.license,
        "dateModified": listing.updated_at.iso(),
        "keywords": listing.tags.join(", "),
        "author": {"@type": "Organization", "name": card.creator},
        "offers": {"@type": "Offer", "price": dollars(card.price_cents), "priceCurrency": "USD"},
    });
    if let Some(rating) = card.rating {
        value["aggregateRating"] =
            json!({"@type": "AggregateRating", "ratingValue": rating.mean, "ratingCount": rating.count});
    }
    escaped(&value)
}

/// The page of a list as an `ItemList`.
pub(crate) fn shelf(shelf: &Shelf) -> String {
    let site = site(&shelf.canonical);
    let items = shelf.items.iter().enumerate().map(|(position, one)| ListItem {
        kind: "ListItem",
        position: position + 1,
        name: &one.name,
        url: format!("{site}{}", card::href(one)),
    });
    escaped(&ItemList {
        context: "https://schema.org",
        kind: "ItemList",
        url: &shelf.canonical,
        items: items.collect(),
    })
}

/// An `ItemList` of schema.org. A type and not a JSON value: lists are what visitors ask for most.
#[derive(Serialize)]
struct ItemList<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    url: &'a str,
    #[serde(rename = "itemListElement")]
    items: Vec<ListItem<'a>>,
}

#[derive(Serialize)]
struct ListItem<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: usize,
    name: &'a str,
    url: String,
}

/// The address of the site in an address of a page: up to the first slash after the host.
fn site(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    address[host..].find('/').map_or(address, |at| &address[..host + at])
}

fn dollars(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// JSON that cannot end the script element it stands in, nor begin a comment in it.
fn escaped(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).expect("texts and numbers always serialise");
    let mut out = String::with_capacity(json.len());
    let mut rest = json.as_str();
    while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        let sly = rest[at..].chars().next().unwrap_or_default();
        out.push_str(&rest[..at]);
        out.push_str(&format!("\\u{:04x}", u32::from(sly)));
        rest = &rest[at + sly.len_utf8()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script_early() {
        let sly = "</script><script>alert(1)</script><!-- \u{2028} & \"";
        let text = escaped(&json!({ "name": sly }));
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["name"], sly);
    }

    #[test]
    fn the_site_is_the_part_before_the_path() {
        assert_eq!(site("https://x.example/marketplace/templates"), "https://x.example");
        assert_eq!(site("http://127.0.0.1:3000/marketplace"), "http://127.0.0.1:3000");
        assert_eq!(site("/marketplace"), "");
    }
}
