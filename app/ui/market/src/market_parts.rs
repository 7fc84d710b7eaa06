//! The parts of a list's page.
use market_contract::{Category, ListingKind, MAX_COUNTED, MAX_QUERY_CHARS, Shelf, Sort, Tab};

use crate::{
    address::{Place, plain_price},
    card,
    html::{Html, encode},
    json_ld, words,
};

/// Prices up to which a list can be cut, in cents.
const PRICES: [i64; 3] = [500, 1_000, 2_500];
/// Ratings from which on a list can be cut.
const RATINGS: [(u8, &str); 3] = [(4, "4 and up"), (3, "3 and up"), (2, "2 and up")];

/// The heading of the page, which is also its title.
pub(crate) fn title(place: &Place, category: Option<&Category>) -> String {
    match (place.ask.kind, category) {
        (_, Some(category)) => category.name.clone(),
        (Some(kind), None) => kind.plural().to_owned(),
        (None, None) => "Market".to_owned(),
    }
}

/// One or two sentences under the heading, and for search engines.
pub(crate) fn lead(place: &Place, category: Option<&Category>) -> String {
    match (place.ask.kind, category) {
        (_, Some(category)) => {
            let what = place.ask.kind.map_or("Listings", ListingKind::plural);
            format!("{what} in {}. Each one shows its files and its licence before you take it.", category.name)
        }
        (Some(ListingKind::Template), None) => {
            "Projects you can open, run and change. Each one shows its files and its licence before you take it."
                .to_owned()
        }
        (Some(kind), None) => format!("{} that people have published here.", kind.plural()),
        (None, None) => "Projects to start from. Try one in the page, read its files, then make it yours.".to_owned(),
    }
}

/// Everything below the frame.
pub(crate) fn page(place: &Place, shelf: &Shelf, notice: &Html) -> String {
    let category = shelf.categories.iter().find(|known| Some(&known.slug) == place.ask.category.as_ref());
    let mut html = Html::page();
    html.piece(notice);
    head(&mut html, place, shelf, &title(place, category), &lead(place, category));
    tabs(&mut html, place);
    html.raw(r#"<div class="market-body">"#);
    filters(&mut html, place, shelf);
    html.raw(r#"<section aria-labelledby="count">"#);
    bar(&mut html, place, shelf, category);
    results(&mut html, place, shelf);
    html.raw("</section></div>");
    html.raw(r#"<script type="application/ld+json">"#).sanitised(&json_ld::shelf(shelf)).raw("</script>");
    html.finish()
}

/// The page when the marketplace refused or failed: the search stays, with what was typed.
pub(crate) fn failed(place: &Place, sorry: &str) -> String {
    let mut html = Html::default();
    html.raw(r#"<header class="market-head"><h1>Market</h1>"#);
    search(&mut html, place, None);
    html.raw(r#"</header><div class="market-body"><div class="kit-banner" data-state="stop" role="alert">"#)
        .icon("error")
        .raw("<div>")
        .text(sorry)
        .raw("</div></div></div>");
    html.finish()
}

fn head(html: &mut Html, place: &Place, shelf: &Shelf, title: &str, lead: &str) {
    if let (Some(kind), Some(_)) = (place.ask.kind, &place.ask.category) {
        html.raw(
            r#"<nav class="kit-crumbs" aria-label="Breadcrumb"><ol><li><a href="/marketplace">Market</a></li><li>"#,
        )
        .link("", &format!("/marketplace/{}", kind.path()))
        .raw(">")
        .text(kind.plural())
        .raw(r#"</a></li><li><span aria-current="page">"#)
        .text(title)
        .raw("</span></li></ol></nav>");
    }
    html.raw(r#"<header class="market-head"><h1>"#)
        .text(title)
        .raw(r#"</h1><p class="shell-lead">"#)
        .text(lead)
        .raw("</p>");
    search(html, place, Some(shelf.kinds.iter().map(|line| line.count).sum()));
    html.raw("</header>");
}

fn search(html: &mut Html, place: &Place, listings: Option<u64>) {
    html.raw(r#"<form class="market-search" role="search" method="get" action=""#).text(&place.path()).raw("\">");
    hidden(html, place, &["q"]);
    html.raw(r#"<label class="kit-hidden" for="q">Search the market</label><span class="kit-group kit-group-main">"#)
        .icon("search")
        .raw(r#"<input class="kit-input" id="q" name="q" type="search" maxlength=""#)
        .text(&MAX_QUERY_CHARS.to_string())
        .raw("\" value=\"")
        .text(&place.ask.query)
        .raw("\" placeholder=\"");
    match listings {
        Some(n) if n > 0 => html.text(&format!("Search {}", words::counted(n, "listing", "listings"))),
        _ => html.raw("Search the market"),
    };
    html.raw(r#""><button class="kit-button">Search</button></span></form>"#);
}

/// What a form has to take along: everything that is chosen, but for its own fields and the page.
fn hidden(html: &mut Html, place: &Place, own: &[&str]) {
    for (name, value) in place.query() {
        if name != "after" && !own.contains(&name) {
            html.raw(r#"<input type="hidden" name=""#).raw(name).raw(r#"" value=""#).text(&value).raw("\">");
        }
    }
}

fn tabs(html: &mut Html, place: &Place) {
    html.raw(r#"<nav class="kit-tabs market-tabs" aria-label="Listings">"#);
    for (tab, _, name) in Tab::ALL {
        html.link("kit-tab", &place.with(|ask| ask.tab = tab));
        current(html, tab == place.ask.tab, "page");
        html.raw(">").raw(name).raw("</a>");
    }
    html.raw("</nav>");
}

fn current(html: &mut Html, is_current: bool, what: &'static str) {
    if is_current {
        html.raw(" aria-current=\"").raw(what).raw("\"");
    }
}

fn filters(html: &mut Html, place: &Place, shelf: &Shelf) {
    html.raw(r#"<nav class="market-filters" aria-label="Filters">"#);
    section(html, "Kind");
    let all = shelf.kinds.iter().map(|line| line.count).sum();
    line(
        html,
        &place.with(|ask| (ask.kind, ask.category) = (None, None)),
        place.ask.kind.is_none(),
        "Everything",
        Some(all),
    );
    for known in &shelf.kinds {
        let href = place.with(|ask| (ask.kind, ask.category) = (Some(known.kind), None));
        line(html, &href, place.ask.kind == Some(known.kind), known.kind.plural(), Some(known.count));
    }
    html.raw("</ul></section>");

    section(html, "Category");
    for known in &shelf.categories {
        let is_chosen = place.ask.category.as_ref() == Some(&known.slug);
        // A second click on what is chosen takes it away.
        let href = place.with(|ask| ask.category = (!is_chosen).then(|| known.slug.clone()));
        line(html, &href, is_chosen, &known.name, Some(known.count));
    }
    html.raw("</ul></section>");

    section(html, "Price");
    let price = place.ask.max_price_cents;
    let choose = |cents: i64| place.with(|ask| ask.max_price_cents = (price != Some(cents)).then_some(cents));
    line(html, &choose(0), price == Some(0), "Free", Some(shelf.free));
    if shelf.paid > 0 {
        for cents in PRICES {
            line(html, &choose(cents), price == Some(cents), &format!("Up to {}", words::price(cents)), None);
        }
    }
    html.raw("</ul></section>");
    more(html, place);
    html.raw("</nav>");
}

fn section(html: &mut Html, name: &'static str) {
    html.raw(r#"<section class="market-filter"><h2>"#).raw(name).raw(r#"</h2><ul class="market-filter-list">"#);
}

fn line(html: &mut Html, href: &str, is_chosen: bool, name: &str, count: Option<u64>) {
    html.raw("<li>").link("", href);
    current(html, is_chosen, "true");
    html.raw("><span>").text(name).raw("</span>");
    if let Some(count) = count {
        html.raw(r#"<span class="kit-count">"#).text(&words::number(count)).raw("</span>");
    }
    html.raw("</a></li>");
}

/// Filters that need a choice or a word: a form, because it works without a script. Open while one of them is chosen.
fn more(html: &mut Html, place: &Place) {
    let ask = &place.ask;
    let price = ask.max_price_cents.filter(|cents| *cents > 0);
    let is_open = ask.tag.is_some() || ask.capability.is_some() || ask.min_rating.is_some() || price.is_some();
    html.raw("<details class=\"market-filter market-filter-more\"").raw(if is_open { " open" } else { "" });
    html.raw(r#"><summary class="kit-button kit-button-small">More filters"#).icon("down");
    html.raw(r#"</summary><form class="kit-form" method="get" action=""#).text(&place.path()).raw("\">");
    hidden(html, place, &["price", "tag", "feature", "rating"]);
    input(html, "price", "At most, in dollars", "decimal", &price.map(plain_price).unwrap_or_default());
    input(html, "tag", "Tag", "text", ask.tag.as_deref().unwrap_or_default());
    let features: Vec<(String, &str)> =
        words::CAPABILITIES.iter().map(|(name, words)| ((*name).to_owned(), *words)).collect();
    select(html, "feature", "Feature", "Any", &features, ask.capability.as_deref());
    let ratings = RATINGS.map(|(stars, words)| (stars.to_string(), words));
    select(html, "rating", "Rating", "Any, or none yet", &ratings, ask.min_rating.map(|n| n.to_string()).as_deref());
    html.raw(r#"<button class="kit-button">Apply</button></form></details>"#);
}

fn input(html: &mut Html, name: &'static str, label: &'static str, mode: &'static str, value: &str) {
    html.raw(r#"<div class="kit-field"><label class="kit-label" for=""#).raw(name).raw("\">").raw(label);
    html.raw(r#"</label><input class="kit-input" id=""#).raw(name).raw("\" name=\"").raw(name);
    html.raw(r#"" inputmode=""#).raw(mode).raw(r#"" maxlength="100" value=""#).text(value).raw("\"></div>");
}

fn select(
    html: &mut Html,
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: &[(String, &str)],
    chosen: Option<&str>,
) {
    html.raw(r#"<div class="kit-field"><label class="kit-label" for=""#).raw(name).raw("\">").raw(label);
    html.raw(r#"</label><span class="kit-choice"><select class="kit-select" id=""#).raw(name);
    html.raw("\" name=\"").raw(name).raw(r#""><option value="">"#).raw(any).raw("</option>");
    for (value, words) in options {
        html.raw("<option value=\"").text(value).raw("\"");
        if chosen == Some(value.as_str()) {
            html.raw(" selected");
        }
        html.raw(">").text(words).raw("</option>");
    }
    html.raw("</select>").icon("down").raw("</span></div>");
}

fn bar(html: &mut Html, place: &Place, shelf: &Shelf, category: Option<&Category>) {
    html.raw(r#"<div class="market-bar"><h2 class="kit-hidden">Listings</h2><span id="count">"#)
        .text(&total(shelf))
        .raw("</span>");
    if let Some(corrected) = &shelf.corrected {
        html.raw("<span>for “").text(corrected).raw("” instead of “").text(&place.ask.query).raw("”</span>");
    }
    chosen(html, place, category);
    html.raw(
        r#"<details class="kit-menu-host"><summary class="kit-button kit-button-quiet kit-button-small">Sort: <b>"#,
    )
    .raw(sort_name(place, order(place)))
    .raw("</b>")
    .icon("down")
    .raw(r#"</summary><div class="kit-menu kit-menu-end">"#);
    let has_own_order = !place.ask.query.is_empty() || place.ask.tab == Tab::Featured;
    for (sort, ..) in Sort::ALL.into_iter().filter(|(sort, ..)| *sort != Sort::Relevance || has_own_order) {
        html.link("kit-menu-item", &place.with(|ask| ask.sort = sort));
        current(html, sort == order(place), "true");
        html.raw(">").raw(sort_name(place, sort)).raw("</a>");
    }
    html.raw(r#"</div></details><span class="kit-segments">"#);
    for (as_list, name) in [(false, "Grid"), (true, "List")] {
        html.link("kit-segment", &Place { as_list, ..place.clone() }.href());
        current(html, as_list == place.as_list, "true");
        html.raw(" aria-label=\"").raw(name).raw("\">").icon(if as_list { "list" } else { "grid" }).raw("</a>");
    }
    html.raw("</span></div>");
}

fn total(shelf: &Shelf) -> String {
    if shelf.total_is_bound {
        format!("More than {} listings", words::number(MAX_COUNTED - 1))
    } else {
        words::counted(shelf.total, "listing", "listings")
    }
}

/// The order that the list has, also when none was chosen. `Relevance` stays where no other name fits: the best match of
/// a search, and the operators' own order of what they feature.
fn order(place: &Place) -> Sort {
    match (place.ask.sort, place.ask.tab) {
        (Sort::Relevance, _) if !place.ask.query.is_empty() => Sort::Relevance,
        (Sort::Relevance, Tab::All | Tab::Free) => Sort::Newest,
        (Sort::Relevance, Tab::Popular) => Sort::Popular,
        (sort, _) => sort,
    }
}

fn sort_name(place: &Place, sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance if place.ask.query.is_empty() => "As chosen",
        Sort::Relevance => "Best match",
        _ => Sort::ALL.iter().find(|(known, ..)| *known == sort).map_or("", |(.., name)| name),
    }
}

/// A chip for each filter that the lines at the side do not show, to take it away again.
fn chosen(html: &mut Html, place: &Place, category: Option<&Category>) {
    let ask = &place.ask;
    let mut chips: Vec<(String, String)> = Vec::new();
    if let Some(slug) = ask.category.as_ref().filter(|_| category.is_none()) {
        chips.push((slug.clone(), place.with(|ask| ask.category = None)));
    }
    if let Some(tag) = &ask.tag {
        chips.push((format!("Tag: {tag}"), place.with(|ask| ask.tag = None)));
    }
    if let Some(name) = &ask.capability {
        chips.push((words::capability(name).to_owned(), place.with(|ask| ask.capability = None)));
    }
    if let Some(stars) = ask.min_rating {
        chips.push((format!("Rated {stars} and up"), place.with(|ask| ask.min_rating = None)));
    }
    if let Some(cents) = ask.max_price_cents.filter(|cents| *cents > 0 && !PRICES.contains(cents)) {
        chips.push((format!("Up to {}", words::price(cents)), place.with(|ask| ask.max_price_cents = None)));
    }
    if chips.is_empty() {
        return;
    }
    html.raw(r#"<span class="market-chosen">"#);
    for (name, href) in chips {
        html.link("kit-chip", &href).raw(">").text(&name).icon("close");
        html.raw(r#"<span class="kit-hidden">remove this filter</span></a>"#);
    }
    html.raw("</span>");
}

fn results(html: &mut Html, place: &Place, shelf: &Shelf) {
    if !shelf.unpublished.is_empty() {
        html.raw(r#"<div class="market-bar"><h2>Not published</h2><span>Only you and those who manage these see them.</span></div>"#);
        card::grid(html, &shelf.unpublished, true);
        html.raw(r#"<div class="market-bar"><h2>Published</h2></div>"#);
    }
    if shelf.items.is_empty() {
        nothing(html, place);
    } else {
        card::grid(html, &shelf.items, place.as_list);
    }
    pages(html, place, shelf);
}

fn nothing(html: &mut Html, place: &Place) {
    html.raw(r#"<div class="kit-panel"><div class="kit-empty">"#).icon("search");
    if place.ask.query.is_empty() {
        html.raw("<h2>Nothing here yet</h2><p>No published listing fits these filters.</p>");
    } else {
        html.raw("<h2>Nothing matches “")
            .text(&place.ask.query)
            .raw("”</h2><p>Try fewer words or fewer filters, or describe it and get a project of your own.</p>");
    }
    html.raw(r#"<div class="kit-actions"><a class="kit-button" href="/marketplace">Show all listings</a>"#);
    if !place.ask.query.is_empty() {
        html.link("kit-button kit-button-primary", &format!("/?describe={}", encode(&place.ask.query)))
            .raw(">Describe it</a>");
    }
    html.raw("</div></div></div>");
}

fn pages(html: &mut Html, place: &Place, shelf: &Shelf) {
    if shelf.next.is_none() && place.ask.after.is_none() {
        return;
    }
    html.raw(r#"<nav class="kit-pages" aria-label="Pages">"#);
    if place.ask.after.is_some() {
        html.link("kit-button", &place.with(|_| {})).raw(">").icon("left").raw("First page</a>");
    } else {
        html.raw("<span></span>");
    }
    html.raw(r#"<span class="kit-quiet">"#).text(&total(shelf)).raw("</span>");
    if let Some(next) = &shelf.next {
        let next = Some(next.clone());
        html.link("kit-button", &place.with(|ask| ask.after = next))
            .raw(r#" rel="next">Next"#)
            .icon("right")
            .raw("</a>");
    } else {
        html.raw("<span></span>");
    }
    html.raw("</nav>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Cursor;
    use market_contract::KindCount;

    fn shelf(n: usize) -> Shelf {
        Shelf {
            items: vec![card::sample(); n],
            next: Some(Cursor("n1.2.3".into())),
            total: 10_000,
            total_is_bound: false,
            corrected: None,
            kinds: ListingKind::ALL.into_iter().map(|kind| KindCount { kind, count: 2_000 }).collect(),
            categories: (0..12)
                .map(|n| Category {
                    slug: format!("category-{n}"),
                    name: format!("Category {n}"),
                    icon: "tag".into(),
                    count: 800,
                })
                .collect(),
            free: 3_333,
            paid: 6_667,
            unpublished: Vec::new(),
            canonical: "https://x.example/marketplace".into(),
        }
    }

    fn place(query: &[(&str, &str)]) -> Place {
        let value = |name: &str| query.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Place::read(Some("templates"), None, value).unwrap()
    }

    #[test]
    fn a_full_page_stays_small() {
        let html = page(&place(&[("q", "board"), ("sort", "name"), ("view", "list")]), &shelf(24), &Html::default());
        // The frame around it takes some 6 kB of the 60 that a page may have.
        assert!(html.len() < 50_000, "{}", html.len());
    }

    #[test]
    fn links_keep_what_is_chosen_and_forms_take_it_along() {
        let html = page(&place(&[("q", "a b"), ("sort", "name")]), &shelf(1), &Html::default());
        assert!(html.contains(r#"href="/marketplace/templates?q=a+b&amp;tab=free&amp;sort=name""#), "{html}");
        assert!(html.contains(r#"<input type="hidden" name="sort" value="name">"#));
        assert!(html.contains(r#"href="/marketplace/templates?q=a+b&amp;sort=name&amp;after=n1.2.3" rel="next""#));
        assert!(html.contains("10,000 listings"));
    }

    #[test]
    fn the_order_has_a_name_on_every_list() {
        for (query, name) in [
            (vec![], "Newest"),
            (vec![("tab", "popular")], "Most used"),
            (vec![("tab", "featured")], "As chosen"),
            (vec![("q", "board")], "Best match"),
            (vec![("q", "board"), ("sort", "price")], "Price"),
        ] {
            let html = page(&place(&query), &shelf(1), &Html::default());
            assert!(html.contains(&format!("Sort: <b>{name}</b>")), "{name}");
        }
    }

    #[test]
    fn what_was_typed_is_only_text() {
        let sly = "\"><img src=x onerror=alert(1)></script>";
        let place = place(&[("q", sly), ("tag", sly), ("feature", sly), ("category", sly)]);
        let none = Shelf { items: Vec::new(), next: None, corrected: Some(sly.into()), ..shelf(0) };
        for html in [page(&place, &none, &Html::default()), failed(&place, sly)] {
            assert!(!html.contains("<img") && !html.contains("\"><img"), "{html}");
        }
    }

    #[test]
    fn a_corrected_search_says_so_and_open_filters_stay_open() {
        let corrected = Shelf { corrected: Some("kanban".into()), ..shelf(1) };
        let html = page(&place(&[("q", "kanbn"), ("price", "9.99")]), &corrected, &Html::default());
        assert!(html.contains("for “kanban” instead of “kanbn”"), "{html}");
        assert!(html.contains("market-filter-more\" open>") && html.contains("value=\"9.99\""), "{html}");
    }

    #[test]
    fn an_empty_list_says_what_to_do() {
        let none = Shelf { items: Vec::new(), next: None, total: 0, ..shelf(0) };
        let html = page(&place(&[("q", "telescope log")]), &none, &Html::default());
        assert!(html.contains("Nothing matches “telescope log”") && html.contains("/?describe=telescope+log"));
    }
}
