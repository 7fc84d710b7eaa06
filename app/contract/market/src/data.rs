//! What travels between the marketplace and everyone else.
use kernel::{Cursor, ListingId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ListingKind {
    /// A project to start from.
    Template,
    /// Code that extends Burnish.
    Plugin,
    /// A prompt with its tests.
    Prompt,
    /// A trained model.
    Model,
    /// Several of the others.
    Collection,
}

impl ListingKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Template, Self::Plugin, Self::Prompt, Self::Model, Self::Collection];

    /// The name in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Plugin => "plugin",
            Self::Prompt => "prompt",
            Self::Model => "model",
            Self::Collection => "collection",
        }
    }

    /// The name for people, in the plural.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Template => "Templates",
            Self::Plugin => "Plugins",
            Self::Prompt => "Prompts",
            Self::Model => "Models",
            Self::Collection => "Collections",
        }
    }

    /// The part of the address: `/marketplace/templates`.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Template => "templates",
            Self::Plugin => "plugins",
            Self::Prompt => "prompts",
            Self::Model => "models",
            Self::Collection => "collections",
        }
    }

    /// Reads either the name or the part of the address.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text || kind.path() == text)
    }
}

/// How far a listing is. Everyone sees the approved ones; the rest is between its makers and the operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ListingState {
    /// Being written.
    Draft,
    /// Waits for a decision.
    Submitted,
    /// Published.
    Approved,
    /// Sent back.
    Rejected,
    /// Taken out by its maker.
    Withdrawn,
}

impl ListingState {
    /// All states with their names in SQL and JSON, and the words for people.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Draft, "draft", "Draft"),
        (Self::Submitted, "submitted", "Waits for approval"),
        (Self::Approved, "approved", "Published"),
        (Self::Rejected, "rejected", "Sent back"),
        (Self::Withdrawn, "withdrawn", "Withdrawn"),
    ];

    /// The state of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name, _)| *name == text).map(|(state, ..)| *state)
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("Draft", |(.., words)| words)
    }
}

/// The tabs over the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tab {
    /// Everything.
    #[default]
    All,
    /// Chosen by the operators.
    Featured,
    /// Ordered by how often each was used to start a project.
    Popular,
    /// Those that cost nothing.
    Free,
}

impl Tab {
    /// All tabs with their names.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::All, "all", "All"),
        (Self::Featured, "featured", "Featured"),
        (Self::Popular, "popular", "Most popular"),
        (Self::Free, "free", "Free"),
    ];

    /// The name in addresses.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(tab, ..)| *tab == self).map_or("all", |(_, name, _)| name)
    }

    /// The tab of that name; anything else is `All`.
    pub fn parse(text: &str) -> Self {
        Self::ALL.iter().find(|(_, name, _)| *name == text).map_or(Self::All, |(tab, ..)| *tab)
    }
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Best match first when searching, newest first otherwise.
    #[default]
    Relevance,
    /// Newest first.
    Newest,
    /// Most used first.
    Popular,
    /// Cheapest first.
    Price,
    /// By name.
    Name,
}

impl Sort {
    /// All orders with their names.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Relevance, "relevance", "Relevance"),
        (Self::Newest, "newest", "Newest"),
        (Self::Popular, "popular", "Most used"),
        (Self::Price, "price", "Price"),
        (Self::Name, "name", "Name"),
    ];

    /// The name in addresses.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(sort, ..)| *sort == self).map_or("relevance", |(_, name, _)| name)
    }

    /// The order of that name; anything else is `Relevance`.
    pub fn parse(text: &str) -> Self {
        Self::ALL.iter().find(|(_, name, _)| *name == text).map_or(Self::Relevance, |(sort, ..)| *sort)
    }
}

/// Listings on one page.
pub const PAGE_SIZE: usize = 24;
/// Most characters of a search.
pub const MAX_QUERY_CHARS: usize = 200;
/// Most matches that are counted, and that a search puts in order; beyond it a total is a bound.
pub const MAX_COUNTED: u64 = 500;

/// What to show. Empty means everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Browse {
    /// Words to find, at most [`MAX_QUERY_CHARS`]; small typos are forgiven.
    pub query: String,
    /// Only this kind.
    pub kind: Option<ListingKind>,
    /// Only this category, by its slug.
    pub category: Option<String>,
    /// Only listings with this tag.
    pub tag: Option<String>,
    /// Only listings whose price is at most this, in cents.
    pub max_price_cents: Option<i64>,
    /// Only listings rated at least this, 1 to 5. Unrated ones are left out then.
    pub min_rating: Option<u8>,
    /// Only listings that declare this capability.
    pub capability: Option<String>,
    /// The tab.
    pub tab: Tab,
    /// The order.
    pub sort: Sort,
    /// The page after this one.
    pub after: Option<Cursor>,
}

/// A page of the marketplace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shelf {
    /// The listings, at most [`PAGE_SIZE`].
    pub items: Vec<ListingCard>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<Cursor>,
    /// How many there are in all; with a search or a filter that has no roll-up, at most [`MAX_COUNTED`] are counted.
    pub total: u64,
    /// True when `total` stopped at the bound.
    pub total_is_bound: bool,
    /// The words that were searched for instead, when those that were typed found nothing.
    pub corrected: Option<String>,
    /// Approved listings by kind, over everything; kinds without any are left out.
    pub kinds: Vec<KindCount>,
    /// Approved listings by category, within the chosen kind; categories without any are left out.
    pub categories: Vec<Category>,
    /// How many cost nothing, within the chosen kind and category.
    pub free: u64,
    /// How many cost something, within the chosen kind and category.
    pub paid: u64,
    /// On the first page: listings that are not approved, which only the caller, their org or the operators see.
    pub unpublished: Vec<ListingCard>,
    /// The address of this list for search engines, without search, filters and page.
    pub canonical: String,
}

/// A kind with its count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KindCount {
    /// Which.
    pub kind: ListingKind,
    /// Approved listings of it.
    pub count: u64,
}

/// What those who used a listing gave it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rating {
    /// The mean, 1 to 5.
    pub mean: f32,
    /// How many there are; never 0.
    pub count: u32,
}

/// A listing in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingCard {
    /// Its id.
    pub id: ListingId,
    /// What it is.
    pub kind: ListingKind,
    /// Its part of the address.
    pub slug: String,
    /// How far it is.
    pub state: ListingState,
    /// Its name.
    pub name: String,
    /// One sentence.
    pub summary: String,
    /// Who made it.
    pub creator: String,
    /// In cents of a US dollar; 0 is free.
    pub price_cents: i64,
    /// The slug of its category.
    pub category: String,
    /// For templates: the kind of project, which decides the picture.
    pub project_kind: Option<String>,
    /// For templates: the language of its modules, such as `TypeScript`.
    pub language: Option<String>,
    /// The colour of the picture: one of the eight accents of the look, such as `teal`.
    pub accent: String,
    /// For templates: how many files it has.
    pub file_count: u32,
    /// True for the ones that came with the installation.
    pub is_example: bool,
    /// How many projects were started from it here; absent while there is none.
    pub uses: Option<u64>,
    /// Absent while nobody rated it.
    pub rating: Option<Rating>,
    /// When it was published; absent before that.
    pub published_at: Option<Timestamp>,
}

/// A listing with everything on its page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// What lists show of it.
    #[serde(flatten)]
    pub card: ListingCard,
    /// The name of its category.
    pub category_name: String,
    /// Sanitised HTML made from the creator's Markdown.
    pub description_html: String,
    /// The description that it was made from, when the generator made it.
    pub made_from: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What it can do, as it declares.
    pub capabilities: Vec<String>,
    /// SPDX expression.
    pub license: String,
    /// Semantic version.
    pub version: String,
    /// Where help is to be had: a web page or an e-mail link.
    pub support_url: Option<String>,
    /// A page that shows it at work elsewhere.
    pub demo_url: Option<String>,
    /// For templates: its files, by path.
    pub files: Vec<FileSize>,
    /// Where its preview is served; absent when it has none.
    pub preview_origin: Option<String>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Its address for search engines.
    pub canonical: String,
}

/// A file of a template, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileSize {
    /// From the project's root.
    pub path: String,
    /// Its bytes.
    pub size_bytes: u64,
}

/// A file of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TemplateFile {
    /// From the project's root.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// A category with its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Category {
    /// Its part of the address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// A name from the icon sprite.
    pub icon: String,
    /// Approved listings in it.
    pub count: u64,
}

/// A line of the site map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteMapEntry {
    /// The whole address.
    pub url: String,
    /// When it last changed; absent where that says nothing.
    pub updated_at: Option<Timestamp>,
}
