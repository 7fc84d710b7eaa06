//! `/marketplace`, `/marketplace/{kind}`, `/marketplace/{kind}/category/{category}`.
use leptos::prelude::*;
use leptos_meta::{Link, Meta};
use leptos_router::hooks::{use_params_map, use_query_map};
use market_contract::Market;
use ui_kit::{NotFoundPage, PublicFrame, server, visitor};

use crate::{
    address::Place,
    html::Html,
    market_parts::{failed, lead, page, title},
    owned,
};

/// A list of the marketplace with its tabs, filters, search and pages.
#[component]
pub fn MarketPage() -> impl IntoView {
    let (params, query) = (use_params_map().get_untracked(), use_query_map().get_untracked());
    let place = Place::read(params.get_str("kind"), params.get_str("category"), |name| query.get(name));
    let Some(place) = place else { return NotFoundPage().into_any() };
    let (market, caller) = (server::service::<dyn Market>(), server::caller());
    Suspend::new(async move {
        match server::answer(market.browse(&caller, place.ask.clone()).await) {
            Ok(shelf) => {
                let category = shelf.categories.iter().find(|known| Some(&known.slug) == place.ask.category.as_ref());
                let (title, lead) = (title(&place, category), lead(&place, category));
                // Search results and later pages are no pages of their own to a search engine.
                let robots = (!place.is_plain()).then(|| view! { <Meta name="robots" content="noindex, follow" /> });
                let body = page(&place, &shelf, &notice());
                owned(view! {
                    <Meta name="description" content=lead.clone() />
                    <Meta property="og:title" content=title.clone() />
                    <Meta property="og:description" content=lead />
                    <Meta property="og:type" content="website" />
                    <Meta property="og:url" content=shelf.canonical.clone() />
                    <Meta property="og:site_name" content="Burnish" />
                    <Link rel="canonical" href=shelf.canonical />
                    {robots}
                    <PublicFrame title=title>
                        <div class="shell-page" inner_html=body.clone()></div>
                    </PublicFrame>
                })
            }
            Err(error) => {
                let body = failed(&place, &error.to_string());
                owned(view! {
                    <Meta name="robots" content="noindex" />
                    <PublicFrame title="Market">
                        <div class="shell-page" inner_html=body.clone()></div>
                    </PublicFrame>
                })
            }
        }
    })
    .into_any()
}

/// What the last form had to say, if anything.
pub(crate) fn notice() -> Html {
    let mut html = Html::default();
    if let Some(notice) = visitor().notice.filter(|notice| !notice.message.is_empty()) {
        let (state, icon) = if notice.is_error { ("stop", "error") } else { ("ok", "ok") };
        html.raw(r#"<div class="kit-banner" role="alert" data-state=""#).raw(state).raw("\">");
        html.icon(icon).raw("<div>").text(&notice.message).raw("</div></div>");
    }
    html
}
