//! What the marketplace promises on its read side: find a listing, look at it, start from it.
//!
//! Anonymous visitors see approved listings only; makers, those who manage their org, and operators also see the rest.
//! No figure is shown that was not counted: ratings, uses and reviews are absent until there are some.
mod data;
mod error;

pub use data::*;
pub use error::MarketError;

use async_trait::async_trait;
use kernel::{Caller, ListingId};
use projects_contract::Project;

/// The marketplace, as visitors use it.
#[async_trait]
pub trait Market: Send + Sync {
    /// A page of listings with the counts beside it.
    async fn browse(&self, by: &Caller, ask: Browse) -> Result<Shelf, MarketError>;

    /// One listing by its kind and slug.
    async fn listing(&self, by: &Caller, kind: ListingKind, slug: &str) -> Result<Listing, MarketError>;

    /// One file of a template, for reading before use.
    async fn file(&self, by: &Caller, listing: ListingId, path: &str) -> Result<String, MarketError>;

    /// All files of a template, for its preview.
    async fn files(&self, by: &Caller, listing: ListingId) -> Result<Vec<TemplateFile>, MarketError>;

    /// Makes a running project from a free template. Whoever asks again within ten seconds gets the same project, so
    /// that a double click makes one.
    async fn use_template(&self, by: &Caller, listing: ListingId) -> Result<Project, MarketError>;

    /// Categories of a kind (or of all) with how many listings each has.
    async fn categories(&self, by: &Caller, kind: Option<ListingKind>) -> Result<Vec<Category>, MarketError>;

    /// Every approved listing and every category that has some, for the site map; at most 50,000, as the format allows.
    async fn site_map(&self) -> Result<Vec<SiteMapEntry>, MarketError>;

    /// Puts the example listings there, made by the built-in generator; answers how many were new. Doing it twice
    /// changes nothing.
    async fn load_examples(&self) -> Result<u32, MarketError>;

    /// For measurements only: exactly `n` synthetic listings by the creator `bench`, none of which can be used; 0 takes
    /// them all away. At most 1,000,000.
    async fn seed_bench(&self, n: u32) -> Result<(), MarketError>;
}
