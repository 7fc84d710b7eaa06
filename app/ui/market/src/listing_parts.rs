//! The parts of a listing's page.
use market_contract::{Listing, ListingCard, ListingKind, ListingState};
use ui_kit::plain_bytes;

use crate::{
    card,
    html::{Html, encode},
    json_ld, words,
};

/// Longest part of a file that is shown; the rest is in the project.
const MAX_SHOWN_CHARS: usize = 60_000;

/// What stands on the page beside the listing itself.
#[derive(Debug, Default)]
pub(crate) struct Extras {
    /// The chosen file with its text.
    pub file: Option<(String, String)>,
    /// Others of the same category.
    pub more: Vec<ListingCard>,
}

/// Everything below the frame.
pub(crate) fn page(listing: &Listing, extras: &Extras, notice: &Html) -> String {
    let mut html = Html::page();
    html.piece(notice);
    crumbs(&mut html, listing);
    html.raw(r#"<div class="market-detail">"#);
    title(&mut html, listing);
    offer(&mut html, listing);
    html.raw(r#"<div class="market-main">"#);
    preview(&mut html, listing);
    made_from(&mut html, listing);
    if !listing.description_html.is_empty() {
        html.raw(r#"<section aria-labelledby="about"><h2 id="about">About</h2><div class="kit-prose">"#)
            .sanitised(&listing.description_html)
            .raw("</div></section>");
    }
    features(&mut html, listing);
    files(&mut html, listing, extras.file.as_ref());
    license(&mut html, listing);
    if !extras.more.is_empty() {
        html.raw(r#"<section aria-labelledby="more"><h2 id="more">More in "#).text(&listing.category_name).raw("</h2>");
        card::grid(&mut html, &extras.more, false);
        html.raw("</section>");
    }
    html.raw("</div></div>");
    html.raw(r#"<script type="application/ld+json">"#).sanitised(&json_ld::listing(listing)).raw("</script>");
    html.finish()
}

fn category_href(listing: &Listing) -> String {
    format!("/marketplace/{}/category/{}", listing.card.kind.path(), encode(&listing.card.category))
}

fn crumbs(html: &mut Html, listing: &Listing) {
    let kind = listing.card.kind;
    html.raw(r#"<nav class="kit-crumbs" aria-label="Breadcrumb"><ol><li><a href="/marketplace">Market</a></li><li>"#)
        .link("", &format!("/marketplace/{}", kind.path()))
        .raw(">")
        .raw(kind.plural())
        .raw("</a></li><li>")
        .link("", &category_href(listing))
        .raw(">")
        .text(&listing.category_name)
        .raw(r#"</a></li><li><span aria-current="page">"#)
        .text(&listing.card.name)
        .raw("</span></li></ol></nav>");
}

fn title(html: &mut Html, listing: &Listing) {
    let card = &listing.card;
    html.raw(r#"<header class="market-title"><h1>"#).text(&card.name).raw(r#"</h1><p class="shell-lead">"#);
    html.text(&card.summary).raw(r#"</p><div class="kit-actions">"#);
    html.link("kit-chip", &category_href(listing)).raw(">").text(&listing.category_name).raw("</a>");
    if let Some(language) = &card.language {
        html.raw(r#"<span class="kit-chip kit-chip-mono">"#).text(language).raw("</span>");
    }
    if card.is_example {
        html.raw(r#"<span class="kit-chip">Example</span>"#);
    }
    if card.state != ListingState::Approved {
        html.raw(r#"<span class="kit-chip" data-state="warn"><span class="kit-dot"></span><span>"#);
        html.text(card.state.words()).raw("</span></span>");
    }
    for tag in &listing.tags {
        html.link("kit-chip", &format!("/marketplace?tag={}", encode(tag))).raw(">").text(tag).raw("</a>");
    }
    html.raw("</div></header>");
}

fn offer(html: &mut Html, listing: &Listing) {
    let card = &listing.card;
    html.raw(r#"<aside class="market-side" aria-label="Get this "#).raw(words::one(card.kind));
    html.raw(r#""><div class="market-offer"><p class="market-offer-price">"#)
        .text(&words::price(card.price_cents))
        .raw("</p>");
    take(html, listing);
    html.raw(r#"<dl class="kit-facts">"#);
    fact(html, "Creator", |html| html.text(&card.creator));
    fact(html, "Version", |html| html.raw(r#"<span class="kit-mono">"#).text(&listing.version).raw("</span>"));
    fact(html, "Updated", |html| {
        html.raw("<time datetime=\"").text(&listing.updated_at.iso()).raw("\">");
        html.text(&words::date(listing.updated_at)).raw("</time>")
    });
    if !listing.files.is_empty() {
        let bytes = listing.files.iter().map(|file| file.size_bytes).sum();
        let files = words::counted(listing.files.len() as u64, "file", "files");
        fact(html, "Size", |html| {
            html.raw(r#"<span class="kit-mono">"#).text(&format!("{files} · {}", plain_bytes(bytes))).raw("</span>")
        });
    }
    fact(html, "Licence", |html| html.raw("<a href=\"#licence\">").text(&listing.license).raw("</a>"));
    fact(html, "Used", |html| match card.uses {
        Some(uses) => html.text(&words::counted(uses, "time here", "times here")),
        None => html.raw("Not yet"),
    });
    fact(html, "Ratings", |html| match card.rating {
        Some(rating) => html.text(&format!("{:.1} of 5, by {}", rating.mean, rating.count)),
        None => html.raw("No ratings yet"),
    });
    fact(html, "Support", |html| match &listing.support_url {
        Some(url) => outside(html, url, "Get help"),
        None => html.raw("None offered"),
    });
    if let Some(url) = &listing.demo_url {
        fact(html, "Demo", |html| outside(html, url, "See it at work"));
    }
    html.raw("</dl></div></aside>");
}

/// The one main action. A form, so that it works without a script; signed-out visitors come back here after sign-up.
fn take(html: &mut Html, listing: &Listing) {
    let card = &listing.card;
    let main =
        r#"<button class="kit-button kit-button-primary kit-button-main kit-button-wide">Use this template</button>"#;
    if card.kind == ListingKind::Template && card.price_cents == 0 && !listing.files.is_empty() {
        html.raw(r#"<form action="/marketplace/use" method="post"><input type="hidden" name="template" value=""#);
        html.text(&card.slug).raw("\">").raw(main).raw("</form>");
    } else if card.price_cents > 0 {
        html.raw(r#"<p class="kit-quiet">Payments are not set up on this server, so this cannot be bought yet.</p>"#);
    } else {
        html.raw(r#"<p class="kit-quiet">This cannot be opened as a project.</p>"#);
    }
}

fn fact<'a>(html: &'a mut Html, name: &'static str, value: impl FnOnce(&'a mut Html) -> &'a mut Html) {
    html.raw("<dt>").raw(name).raw("</dt><dd>");
    value(html).raw("</dd>");
}

/// A link to a place that we do not vouch for. Only addresses that a browser opens without running anything.
fn outside<'a>(html: &'a mut Html, url: &str, text: &'static str) -> &'a mut Html {
    if ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)) {
        html.link("", url).raw(r#" rel="nofollow noopener noreferrer ugc">"#).raw(text).raw("</a>")
    } else {
        html.text(url)
    }
}

/// The project at work, on a host of its own.
fn preview(html: &mut Html, listing: &Listing) {
    let Some(origin) = &listing.preview_origin else { return };
    let host = origin.split("://").last().unwrap_or(origin);
    html.raw(r#"<section aria-labelledby="see"><h2 id="see" class="kit-hidden">Preview</h2><div class="market-preview">"#)
        .raw(r#"<div class="market-preview-bar"><span class="kit-dot" data-state="ok"></span><span class="kit-mono">"#)
        .text(host.trim_end_matches('/'))
        .raw("</span>")
        .link("kit-button kit-button-quiet kit-button-small", origin)
        .raw(r#" target="_blank" rel="noopener">Open alone"#)
        .icon("external")
        .raw(r#"</a></div><iframe loading="lazy" referrerpolicy="no-referrer" sandbox="allow-scripts allow-same-origin allow-forms allow-modals allow-downloads" title=""#)
        .text(&listing.card.name)
        .raw(", running\" src=\"")
        .text(origin)
        .raw("\"></iframe></div></section>");
}

fn made_from(html: &mut Html, listing: &Listing) {
    if let Some(words) = &listing.made_from {
        html.raw(r#"<section aria-labelledby="words"><h2 id="words">Made from these words</h2><blockquote class="market-words">“"#)
            .text(words)
            .raw(r#"”</blockquote><p class="kit-quiet">The built-in generator made it; no model was involved. "#)
            .link("", &format!("/?describe={}", encode(words)))
            .raw(">Describe your own</a></p></section>");
    }
}

fn features(html: &mut Html, listing: &Listing) {
    if listing.capabilities.is_empty() {
        return;
    }
    html.raw(r#"<section aria-labelledby="features"><h2 id="features">Features</h2><div class="kit-actions">"#);
    for name in &listing.capabilities {
        html.link("kit-chip", &format!("/marketplace?feature={}", encode(name))).raw(">");
        html.text(words::capability(name)).raw("</a>");
    }
    html.raw("</div></section>");
}

fn files(html: &mut Html, listing: &Listing, chosen: Option<&(String, String)>) {
    if listing.files.is_empty() {
        return;
    }
    let page = card::href(&listing.card);
    html.raw(r#"<section aria-labelledby="files"><h2 id="files">Files</h2><div class="kit-table-wrap market-files" tabindex="0" role="region" aria-label="List of files"><table class="kit-table kit-table-tight"><thead><tr><th scope="col">Path</th><th scope="col">Language</th><th scope="col" class="kit-table-number">Size</th></tr></thead><tbody>"#);
    for file in &listing.files {
        html.raw(r#"<tr><th scope="row" class="kit-mono">"#)
            .link("", &format!("{page}?file={}#file", encode(&file.path)));
        if chosen.is_some_and(|(path, _)| *path == file.path) {
            html.raw(" aria-current=\"true\"");
        }
        html.raw(">").text(&file.path).raw("</a></th><td>").raw(words::language(&file.path));
        html.raw(r#"</td><td class="kit-table-number">"#).text(&plain_bytes(file.size_bytes)).raw("</td></tr>");
    }
    html.raw("</tbody></table></div>");
    if let Some((path, text)) = chosen {
        html.raw(r#"<div class="kit-code" id="file"><div class="kit-code-head"><span class="kit-mono">"#).text(path);
        html.raw("</span>")
            .link("kit-button kit-button-quiet kit-button-small", &format!("{page}#files"))
            .raw(">Close</a></div>");
        // The region can be scrolled sideways, so a keyboard has to reach it.
        html.raw(r#"<pre tabindex="0" role="region" aria-label="Text of the file"><code>"#);
        let end = text.char_indices().nth(MAX_SHOWN_CHARS).map_or(text.len(), |(at, _)| at);
        html.text(&text[..end]).raw("</code></pre></div>");
        if end < text.len() {
            html.raw(r#"<p class="kit-quiet">This file is longer; the rest is in the project.</p>"#);
        }
    }
    html.raw("</section>");
}

fn license(html: &mut Html, listing: &Listing) {
    html.raw(r#"<section aria-labelledby="licence"><h2 id="licence">Licence</h2><div class="kit-prose"><p>"#)
        .text(&listing.license);
    match words::license(&listing.license) {
        Some(sentence) => html.raw(": ").raw(sentence),
        None => html.raw(". Read its terms before you build on it."),
    };
    html.raw("</p></div></section>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;
    use market_contract::FileSize;

    fn listing() -> Listing {
        Listing {
            card: card::sample(),
            category_name: "Boards".into(),
            description_html: "<p>Text</p>".into(),
            made_from: Some("A board & more".into()),
            tags: vec!["kanban".into()],
            capabilities: vec!["csv-export".into(), "own".into()],
            license: "MIT-0".into(),
            version: "1.0.0".into(),
            support_url: None,
            demo_url: None,
            files: vec![FileSize { path: "src/a b.ts".into(), size_bytes: 2_200 }],
            preview_origin: Some("http://1.localhost:3001".into()),
            updated_at: Timestamp::from_seconds(0),
            canonical: "https://x.example/marketplace/templates/workshop-board".into(),
        }
    }

    #[test]
    fn a_free_template_can_be_used_and_tried() {
        let html = page(&listing(), &Extras::default(), &Html::default());
        for part in [
            r#"action="/marketplace/use" method="post""#,
            r#"src="http://1.localhost:3001""#,
            r#"loading="lazy""#,
            "1 file · 2.2 kB",
            "No ratings yet",
            "Not yet",
            "None offered",
            "CSV export",
            r#"href="/marketplace/templates/workshop-board?file=src/a+b.ts#file""#,
            "MIT-0: Use it",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn what_cannot_be_used_says_so() {
        let paid = Listing { card: ListingCard { price_cents: 999, ..card::sample() }, ..listing() };
        let html = page(&paid, &Extras::default(), &Html::default());
        assert!(!html.contains("<form") && html.contains("Payments are not set up"), "{html}");
    }

    #[test]
    fn strangers_texts_and_links_stay_harmless() {
        let sly = "</script><script>alert(1)</script>";
        let bad = Listing {
            card: ListingCard { name: sly.into(), summary: sly.into(), creator: sly.into(), ..card::sample() },
            tags: vec![sly.into()],
            support_url: Some("javascript:alert(1)".into()),
            demo_url: Some("https://demo.example/\"><script>".into()),
            made_from: Some(sly.into()),
            ..listing()
        };
        let extras = Extras { file: Some((sly.into(), sly.into())), more: Vec::new() };
        let html = page(&bad, &extras, &Html::default());
        assert_eq!(html.matches("<script").count(), 1, "only the one for search engines: {html}");
        assert_eq!(html.matches("</script").count(), 1, "{html}");
        assert!(!html.contains("href=\"javascript:"), "{html}");
    }
}
