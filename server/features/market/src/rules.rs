//! Which order a list has, what can be asked for, and what the counts say.
use market_contract::{Browse, Category, KindCount, ListingKind, MAX_QUERY_CHARS, MarketError, Sort, Tab};

/// Longest category, tag or capability that anyone can ask for; longer ones exist nowhere.
const MAX_NAME_CHARS: usize = 100;

/// What a list is ordered by. Each has an index of its own and ends with the id, so that no two listings are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Last published first.
    Newest,
    /// Most used first.
    Popular,
    /// Cheapest first.
    Price,
    /// By name.
    Name,
    /// As the operators put them; only for the featured ones.
    Featured,
    /// Best match first; only with a search.
    Score,
}

/// The order that a question asks for, spoken out or not.
pub(crate) fn order(ask: &Browse) -> Order {
    match ask.sort {
        Sort::Newest => Order::Newest,
        Sort::Popular => Order::Popular,
        Sort::Price => Order::Price,
        Sort::Name => Order::Name,
        Sort::Relevance if !ask.query.trim().is_empty() => Order::Score,
        Sort::Relevance => match ask.tab {
            Tab::Featured => Order::Featured,
            Tab::Popular => Order::Popular,
            Tab::All | Tab::Free => Order::Newest,
        },
    }
}

/// Refuses what is too long, and drops control characters, which Postgres would choke on.
pub(crate) fn tidy(mut ask: Browse) -> Result<Browse, MarketError> {
    if ask.query.chars().count() > MAX_QUERY_CHARS {
        return Err(MarketError::LongQuery { max: MAX_QUERY_CHARS });
    }
    ask.query.retain(|c| !c.is_control());
    for name in [&mut ask.category, &mut ask.tag, &mut ask.capability] {
        *name = name.take().map(|text| plain(&text)).filter(|text| !text.is_empty());
    }
    ask.max_price_cents = ask.max_price_cents.map(|cents| cents.max(0));
    ask.min_rating = ask.min_rating.filter(|stars| *stars > 0).map(|stars| stars.min(5));
    Ok(ask)
}

/// A name as it can stand in the database.
pub(crate) fn plain(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(MAX_NAME_CHARS).collect()
}

/// Whether the roll-up alone knows how many listings there are.
pub(crate) fn is_rolled_up(ask: &Browse) -> bool {
    ask.query.trim().is_empty()
        && ask.tag.is_none()
        && ask.capability.is_none()
        && ask.min_rating.is_none()
        && ask.max_price_cents.is_none_or(|cents| cents == 0)
        && ask.tab != Tab::Featured
}

/// Whether only what costs nothing is asked for.
pub(crate) fn only_free(ask: &Browse) -> bool {
    ask.tab == Tab::Free || ask.max_price_cents == Some(0)
}

/// The roll-up of all approved listings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Kind, category, whether it is free, how many.
    pub rows: Vec<(ListingKind, String, bool, u64)>,
    /// All categories in their order, with a count of 0.
    pub categories: Vec<Category>,
}

impl Counts {
    /// Listings per kind, over everything.
    pub fn kinds(&self) -> Vec<KindCount> {
        ListingKind::ALL
            .into_iter()
            .map(|kind| KindCount { kind, count: self.sum(|(k, ..)| *k == kind) })
            .filter(|line| line.count > 0)
            .collect()
    }

    /// Listings per category within a kind; empty categories are left out.
    pub fn categories(&self, within: Option<ListingKind>) -> Vec<Category> {
        self.categories
            .iter()
            .map(|category| {
                let count = self.sum(|(kind, slug, ..)| is_within(*kind, within) && *slug == category.slug);
                Category { count, ..category.clone() }
            })
            .filter(|category| category.count > 0)
            .collect()
    }

    /// How many are free, and how many are not, within a kind and a category.
    pub fn prices(&self, within: Option<ListingKind>, category: Option<&str>) -> (u64, u64) {
        let of = |free: bool| {
            self.sum(|(kind, slug, is_free, _)| {
                is_within(*kind, within) && category.is_none_or(|wanted| wanted == slug) && *is_free == free
            })
        };
        (of(true), of(false))
    }

    fn sum(&self, wanted: impl Fn(&(ListingKind, String, bool, u64)) -> bool) -> u64 {
        self.rows.iter().filter(|row| wanted(row)).map(|(.., n)| n).sum()
    }
}

fn is_within(kind: ListingKind, within: Option<ListingKind>) -> bool {
    within.is_none_or(|wanted| wanted == kind)
}

/// The address of a list, without its search and filters.
pub(crate) fn list_path(kind: Option<ListingKind>, category: Option<&str>) -> String {
    match (kind, category) {
        (None, _) => "/marketplace".to_owned(),
        (Some(kind), None) => format!("/marketplace/{}", kind.path()),
        (Some(kind), Some(category)) => format!("/marketplace/{}/category/{category}", kind.path()),
    }
}

/// The address of a listing.
pub(crate) fn listing_path(kind: ListingKind, slug: &str) -> String {
    format!("/marketplace/{}/{slug}", kind.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_follows_sort_then_search_then_tab() {
        let ask = |sort, query: &str, tab| Browse { sort, query: query.into(), tab, ..Browse::default() };
        assert_eq!(order(&ask(Sort::Relevance, "", Tab::All)), Order::Newest);
        assert_eq!(order(&ask(Sort::Relevance, " ", Tab::Popular)), Order::Popular);
        assert_eq!(order(&ask(Sort::Relevance, "", Tab::Featured)), Order::Featured);
        assert_eq!(order(&ask(Sort::Relevance, "board", Tab::Popular)), Order::Score);
        assert_eq!(order(&ask(Sort::Name, "board", Tab::Popular)), Order::Name);
    }

    #[test]
    fn a_question_is_cut_to_what_can_exist() {
        let ask = Browse {
            query: "a\0b".into(),
            tag: Some("\u{7}".into()),
            category: Some("x".repeat(500)),
            max_price_cents: Some(-5),
            min_rating: Some(9),
            ..Browse::default()
        };
        let ask = tidy(ask).unwrap();
        assert_eq!((ask.query.as_str(), ask.tag), ("ab", None));
        assert_eq!(ask.category.unwrap().len(), MAX_NAME_CHARS);
        assert_eq!((ask.max_price_cents, ask.min_rating), (Some(0), Some(5)));
        let long = Browse { query: "é".repeat(201), ..Browse::default() };
        assert_eq!(tidy(long), Err(MarketError::LongQuery { max: 200 }));
    }

    #[test]
    fn counts_add_up_within_a_kind_and_a_category() {
        let category = |slug: &str| Category { slug: slug.into(), name: slug.into(), icon: "tag".into(), count: 0 };
        let counts = Counts {
            rows: vec![
                (ListingKind::Template, "boards".into(), true, 3),
                (ListingKind::Template, "shops".into(), false, 2),
                (ListingKind::Plugin, "boards".into(), true, 5),
            ],
            categories: vec![category("shops"), category("boards"), category("games")],
        };
        let kinds: Vec<_> = counts.kinds().iter().map(|line| (line.kind, line.count)).collect();
        assert_eq!(kinds, [(ListingKind::Template, 5), (ListingKind::Plugin, 5)]);
        let named = |within| -> Vec<_> { counts.categories(within).into_iter().map(|c| (c.slug, c.count)).collect() };
        assert_eq!(named(None), [("shops".to_owned(), 2), ("boards".to_owned(), 8)]);
        assert_eq!(named(Some(ListingKind::Plugin)), [("boards".to_owned(), 5)]);
        assert_eq!(counts.prices(Some(ListingKind::Template), None), (3, 2));
        assert_eq!(counts.prices(None, Some("boards")), (8, 0));
    }
}
