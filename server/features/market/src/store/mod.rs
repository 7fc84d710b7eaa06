//! All SQL of the marketplace: what visitors read, and what the system writes.
mod browse;
mod listing;
mod uses;
mod write;

pub(crate) use browse::{Found, browse, categories, near_words};
pub(crate) use listing::{ListingRow, file, files, listing, listing_by_id, preview_file, site_map, unpublished};
pub(crate) use uses::{Claim, claim, count, drop_claim, finish};
pub(crate) use write::{NewListing, insert, seed_bench};

use kernel::Fault;
use market_contract::{ListingKind, ListingState};

fn kind_of(text: &str) -> Result<ListingKind, Fault> {
    ListingKind::parse(text).ok_or_else(|| Fault::new(format!("the database holds an unknown kind of listing: {text}")))
}

fn state_of(text: &str) -> Result<ListingState, Fault> {
    ListingState::parse(text)
        .ok_or_else(|| Fault::new(format!("the database holds an unknown state of a listing: {text}")))
}
