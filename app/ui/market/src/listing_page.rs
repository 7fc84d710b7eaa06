//! `/marketplace/{kind}/{slug}`.
use kernel::Kind;
use leptos::prelude::*;
use leptos_meta::{Link, Meta};
use leptos_router::hooks::{use_params_map, use_query_map};
use market_contract::{Browse, Listing, ListingCard, ListingKind, ListingState, Market};
use ui_kit::{NotFoundPage, PublicFrame, server};

use crate::{
    listing_parts::{Extras, page},
    market_page::notice,
    market_parts::failed,
    owned,
};

/// How many other listings stand at the end of the page.
const MORE: usize = 3;

/// One listing: what it is, at work, with its files and its licence.
#[component]
pub fn ListingPage() -> impl IntoView {
    let (params, query) = (use_params_map().get_untracked(), use_query_map().get_untracked());
    let kind = params.get_str("kind").and_then(ListingKind::parse);
    let Some(kind) = kind else { return NotFoundPage().into_any() };
    let slug = params.get("slug").unwrap_or_default();
    let file = query.get("file").filter(|path| !path.is_empty());
    let (market, caller) = (server::service::<dyn Market>(), server::caller());
    Suspend::new(async move {
        let listing = match server::answer(market.listing(&caller, kind, &slug).await) {
            Ok(listing) => listing,
            Err(error) if error.is("listing_not_found") => return NotFoundPage().into_any(),
            Err(error) => {
                let body = failed(&Default::default(), &error.to_string());
                return owned(view! {
                    <PublicFrame title="Market">
                        <div class="shell-page" inner_html=body.clone()></div>
                    </PublicFrame>
                });
            }
        };
        let file = match file {
            Some(path) => match market.file(&caller, listing.card.id, &path).await {
                Ok(text) => Some((path, text)),
                Err(_) => {
                    server::say(Kind::NotFound);
                    None
                }
            },
            None => None,
        };
        let extras = Extras { file, more: more(&*market, &listing).await };
        let body = page(&listing, &extras, &notice());
        let unpublished = (listing.card.state != ListingState::Approved || extras.file.is_some())
            .then(|| view! { <Meta name="robots" content="noindex" /> });
        let card = listing.card;
        owned(view! {
            <Meta name="description" content=card.summary.clone() />
            <Meta property="og:title" content=card.name.clone() />
            <Meta property="og:description" content=card.summary />
            <Meta property="og:type" content="website" />
            <Meta property="og:url" content=listing.canonical.clone() />
            <Meta property="og:site_name" content="Burnish" />
            <Link rel="canonical" href=listing.canonical />
            {unpublished}
            <PublicFrame title=card.name>
                <div class="shell-page" inner_html=body.clone()></div>
            </PublicFrame>
        })
    })
    .into_any()
}

/// Others of the same category. A page without them is better than no page.
async fn more(market: &dyn Market, listing: &Listing) -> Vec<ListingCard> {
    let ask =
        Browse { kind: Some(listing.card.kind), category: Some(listing.card.category.clone()), ..Browse::default() };
    let found = market.browse(&kernel::Caller::Anonymous, ask).await.map(|shelf| shelf.items).unwrap_or_default();
    found.into_iter().filter(|card| card.id != listing.card.id).take(MORE).collect()
}
