//! A listing as a card.
use market_contract::{ListingCard, ListingState};

use crate::{html::Html, words};

/// The address of a listing.
pub(crate) fn href(card: &ListingCard) -> String {
    format!("/marketplace/{}/{}", card.kind.path(), card.slug)
}

/// Cards in a grid, or as lines.
pub(crate) fn grid(html: &mut Html, cards: &[ListingCard], as_list: bool) {
    html.raw(if as_list { r#"<ul class="market-grid market-list">"# } else { r#"<ul class="market-grid">"# });
    for one in cards {
        card(html, one);
    }
    html.raw("</ul>");
}

fn card(html: &mut Html, card: &ListingCard) {
    html.raw(r#"<li class="market-card"><div class="market-shot">"#);
    picture(html, card);
    html.raw(r#"</div><div class="market-card-text"><div class="market-card-name"><h3>"#)
        .link("", &href(card))
        .raw(">")
        .text(&card.name)
        .raw("</a></h3>");
    price(html, card.price_cents);
    html.raw("</div><p>").text(&card.summary).raw(r#"</p><div class="market-card-foot"><span>"#).text(&card.creator);
    html.raw("</span>");
    if card.state != ListingState::Approved {
        chip(html, card.state.words());
    }
    if card.is_example {
        chip(html, "Example");
    }
    if let Some(language) = &card.language {
        mono(html, language);
    }
    if card.file_count > 0 {
        mono(html, &words::counted(card.file_count.into(), "file", "files"));
    }
    if let Some(uses) = card.uses {
        mono(html, &words::counted(uses, "use", "uses"));
    }
    if let Some(rating) = card.rating {
        mono(html, &format!("{:.1} of 5", rating.mean));
    }
    html.raw("</div></div></li>");
}

/// A drawing of what such a project looks like, in its own colour.
fn picture(html: &mut Html, card: &ListingCard) {
    html.raw(r#"<svg class="market-thumb" data-accent=""#)
        .text(&card.accent)
        .raw(r#"" aria-hidden="true"><use href="/thumbs.svg#"#)
        .text(card.project_kind.as_deref().unwrap_or("imported"))
        .raw(r#""></use></svg>"#);
}

fn price(html: &mut Html, cents: i64) {
    html.raw(if cents == 0 {
        r#"<span class="market-price" data-state="ok">"#
    } else {
        r#"<span class="market-price">"#
    })
    .text(&words::price(cents))
    .raw("</span>");
}

fn chip(html: &mut Html, text: &str) {
    html.raw(r#"<span class="kit-chip">"#).text(text).raw("</span>");
}

fn mono(html: &mut Html, text: &str) {
    html.raw(r#"<span class="kit-chip kit-chip-mono">"#).text(text).raw("</span>");
}

/// Cards for tests of other modules.
#[cfg(test)]
pub(crate) fn sample() -> ListingCard {
    ListingCard {
        id: "018f0000-0000-7000-8000-000000000001".parse().unwrap(),
        kind: market_contract::ListingKind::Template,
        slug: "workshop-board".into(),
        state: ListingState::Approved,
        name: "Workshop <board>".into(),
        summary: "Cards & hours.".into(),
        creator: "Burnish".into(),
        price_cents: 0,
        category: "boards".into(),
        project_kind: Some("kanban".into()),
        language: Some("TypeScript".into()),
        accent: "teal".into(),
        file_count: 11,
        is_example: true,
        uses: None,
        rating: None,
        published_at: Some(kernel::Timestamp::from_seconds(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_says_what_is_known_and_nothing_else() {
        let mut html = Html::default();
        grid(&mut html, &[sample()], false);
        let html = html.finish();
        for part in
            ["Workshop &lt;board&gt;", "Cards &amp; hours.", ">Free<", "Example", "11 files", "thumbs.svg#kanban"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("uses") && !html.contains("of 5"), "{html}");
        assert!(html.len() < 1_100, "24 cards have to fit into a small page: {}", html.len());
    }

    #[test]
    fn counted_figures_are_shown() {
        let mut html = Html::default();
        let rating = Some(market_contract::Rating { mean: 4.25, count: 3 });
        grid(&mut html, &[ListingCard { price_cents: 999, uses: Some(1), rating, ..sample() }], true);
        let html = html.finish();
        assert!(html.contains("$9.99") && html.contains("1 use<") && html.contains("4.2 of 5"), "{html}");
    }
}
