//! A list and its address are the same thing twice: this module reads one from the other.
use kernel::Cursor;
use market_contract::{Browse, ListingKind, Sort, Tab};

use crate::html::encode;

/// A list as the address asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// What to show.
    pub ask: Browse,
    /// In lines instead of cards.
    pub as_list: bool,
}

impl Place {
    /// Reads an address: `query` answers the value of a name after the question mark. `None` when there is no such kind.
    pub fn read(kind: Option<&str>, category: Option<&str>, query: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let kind = match kind {
            None => None,
            Some(text) => Some(ListingKind::parse(text)?),
        };
        let filled = |name: &str| query(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let ask = Browse {
            query: filled("q").unwrap_or_default(),
            kind,
            category: category.map(str::to_owned).or_else(|| filled("category")),
            tag: filled("tag"),
            max_price_cents: filled("price").and_then(|price| cents(&price)),
            min_rating: filled("rating").and_then(|stars| stars.parse().ok()).filter(|stars| (1..=5).contains(stars)),
            capability: filled("feature"),
            tab: filled("tab").map_or(Tab::All, |tab| Tab::parse(&tab)),
            sort: filled("sort").map_or(Sort::Relevance, |sort| Sort::parse(&sort)),
            after: filled("after").map(Cursor),
        };
        Some(Self { ask, as_list: filled("view").as_deref() == Some("list") })
    }

    /// The path without the query.
    pub fn path(&self) -> String {
        match (self.ask.kind, &self.ask.category) {
            (None, _) => "/marketplace".to_owned(),
            (Some(kind), None) => format!("/marketplace/{}", kind.path()),
            (Some(kind), Some(category)) => format!("/marketplace/{}/category/{}", kind.path(), encode(category)),
        }
    }

    /// Names and values after the question mark, without what is usual.
    pub fn query(&self) -> Vec<(&'static str, String)> {
        let ask = &self.ask;
        let mut query = Vec::new();
        let mut add = |name: &'static str, value: Option<String>| {
            query.extend(value.filter(|value| !value.is_empty()).map(|value| (name, value)));
        };
        add("q", Some(ask.query.clone()));
        add("category", ask.category.clone().filter(|_| ask.kind.is_none()));
        add("tag", ask.tag.clone());
        add("price", ask.max_price_cents.map(plain_price));
        add("rating", ask.min_rating.map(|stars| stars.to_string()));
        add("feature", ask.capability.clone());
        add("tab", (ask.tab != Tab::All).then(|| ask.tab.as_str().to_owned()));
        add("sort", (ask.sort != Sort::Relevance).then(|| ask.sort.as_str().to_owned()));
        add("view", self.as_list.then(|| "list".to_owned()));
        add("after", ask.after.as_ref().map(|cursor| cursor.0.clone()));
        query
    }

    /// The whole address.
    pub fn href(&self) -> String {
        let mut href = self.path();
        for (position, (name, value)) in self.query().into_iter().enumerate() {
            href.push(if position == 0 { '?' } else { '&' });
            href.push_str(name);
            href.push('=');
            href.push_str(&encode(&value));
        }
        href
    }

    /// The address of the same list with something changed, from its first page.
    pub fn with(&self, change: impl FnOnce(&mut Browse)) -> String {
        let mut place = self.clone();
        place.ask.after = None;
        change(&mut place.ask);
        place.href()
    }

    /// Whether this is a list that search engines should know: one without search, filters and later pages.
    pub fn is_plain(&self) -> bool {
        self.query().iter().all(|(name, _)| matches!(*name, "tab" | "view"))
    }
}

/// Dollars as people write them, in cents: `5`, `9.99`, `$10`.
fn cents(text: &str) -> Option<i64> {
    let text = text.trim_start_matches('$');
    let (dollars, cents) = text.split_once('.').unwrap_or((text, ""));
    let dollars: i64 = dollars.parse::<u32>().ok()?.into();
    let cents: i64 = match cents.len() {
        0 => 0,
        1 => i64::from(cents.parse::<u8>().ok()?) * 10,
        2 => cents.parse::<u8>().ok()?.into(),
        _ => return None,
    };
    Some(dollars * 100 + cents)
}

/// Cents as they stand in an address and in the field for the highest price: `5`, `9.99`.
pub(crate) fn plain_price(cents: i64) -> String {
    if cents % 100 == 0 { (cents / 100).to_string() } else { format!("{}.{:02}", cents / 100, cents % 100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Option<&str>, category: Option<&str>, query: &[(&str, &str)]) -> Option<Place> {
        let value = |name: &str| query.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Place::read(kind, category, value)
    }

    #[test]
    fn an_address_comes_back_as_it_was_read() {
        for (kind, category, query, href) in [
            (None, None, vec![], "/marketplace"),
            (Some("templates"), None, vec![("tab", "free")], "/marketplace/templates?tab=free"),
            (Some("template"), Some("boards"), vec![("q", " ")], "/marketplace/templates/category/boards"),
            (None, None, vec![("category", "boards"), ("sort", "name")], "/marketplace?category=boards&sort=name"),
            (
                None,
                None,
                vec![("q", "kanban & co"), ("price", "9.99"), ("rating", "4"), ("feature", "search"), ("view", "list")],
                "/marketplace?q=kanban+%26+co&price=9.99&rating=4&feature=search&view=list",
            ),
        ] {
            assert_eq!(read(kind, category, &query).unwrap().href(), href);
        }
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let place =
            read(None, None, &[("price", "-3"), ("rating", "9"), ("tab", "x"), ("sort", "y"), ("view", "z")]).unwrap();
        assert_eq!(place, Place::default());
        assert_eq!(read(Some("cars"), None, &[]), None);
        assert_eq!(
            ["0", "$5", "9.9", "9.99", "9.999", "x", ""].map(cents),
            [Some(0), Some(500), Some(990), Some(999), None, None, None]
        );
    }

    #[test]
    fn a_change_begins_at_the_first_page() {
        let place = read(None, None, &[("q", "a"), ("after", "n1.2.3")]).unwrap();
        assert_eq!(place.with(|ask| ask.tag = Some("csv".into())), "/marketplace?q=a&tag=csv");
        assert!(!place.is_plain() && read(None, None, &[("tab", "free")]).unwrap().is_plain());
    }
}
