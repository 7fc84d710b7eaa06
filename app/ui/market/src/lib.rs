//! The pages of the marketplace: lists with search and filters, and the page of one listing.
//!
//! Every control is a link or a form, and no page here is hydrated: the browser gets HTML and nothing to run. A page asks
//! the service directly, because it only ever renders on the server.
//!
//! # Decisions
//! - The part below the frame is written as one escaped string ([`html::Html`]) instead of a tree of views: a list has
//!   some 400 elements that never change, and a page should cost the server a fraction of a millisecond. The type keeps
//!   it safe: literals go in as they are, everything else is escaped. We would go back to views if these pages came to
//!   need live state.
mod address;
mod card;
mod html;
mod json_ld;
mod listing_page;
mod listing_parts;
mod market_page;
mod market_parts;
mod words;

use leptos::{
    prelude::{AnyView, IntoAny, RenderHtml},
    tachys::reactive_graph::OwnedView,
};

pub use listing_page::ListingPage;
pub use market_page::MarketPage;

/// A view that was made after waiting, with the owner it was made under: without it the tags for the page's head, which
/// look for their context while they are written out, sometimes found none.
pub(crate) fn owned(view: impl RenderHtml) -> AnyView {
    OwnedView::new(view).into_any()
}
