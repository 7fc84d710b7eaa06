//! The plan: everything the generator decided, in a form that a person can read, change and approve.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What will be built, before a single file is written.
///
/// Equal plans compose into equal files. A plan that came back from an editor goes through [`crate::check`] first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The name at the top of the project, as a person would write it.
    pub title: String,
    /// One or two sentences for people: what this project will be.
    pub summary: String,
    /// Which of the twelve kinds of project it is.
    pub kind: Kind,
    /// The language of the modules under `src/` and `tests/`.
    pub language: Language,
    /// What the project is about, for kinds that show text more than records: "coffee roastery", "European capitals".
    /// Empty when the description named nothing.
    #[serde(default)]
    pub subject: String,
    /// The thing that the project keeps a collection of. Kinds without records have none.
    #[serde(default)]
    pub entity: Option<Entity>,
    /// Names of pages or sections, in the order in which they are shown. Empty means the kind's own choice.
    #[serde(default)]
    pub pages: Vec<String>,
    /// The accent colour: `#rrggbb`, `#rgb` or a CSS colour name.
    pub accent: String,
    /// Light, dark, or whatever the visitor's system prefers.
    pub theme: Theme,
    /// Whether records stay in the visitor's browser or end with the page.
    pub storage: Storage,
    /// The order in which records are shown at first.
    #[serde(default)]
    pub sort: Option<Sort>,
    /// Keys of the fields that the list can be narrowed by.
    #[serde(default)]
    pub filters: Vec<String>,
    /// Whether there is a search box over the records.
    #[serde(default)]
    pub search: bool,
    /// Keys of the fields whose sum is shown under the list.
    #[serde(default)]
    pub totals: Vec<String>,
    /// Whether the list can be saved as a CSV file.
    #[serde(default)]
    pub csv_export: bool,
    /// The most records that the collection accepts, when the description set a limit.
    #[serde(default)]
    pub item_limit: Option<u32>,
    /// Choices that only this kind knows, by name, such as a game's `rules` or a quiz's `seconds`.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
    /// Which of the person's words were used, and what they did.
    #[serde(default)]
    pub wishes: Vec<Wish>,
    /// Which of the person's words ask for something that the generator cannot build.
    #[serde(default)]
    pub unmet: Vec<Unmet>,
}

impl Plan {
    /// The field of the entity with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.entity.as_ref()?.fields.iter().find(|field| field.key == key)
    }

    /// A kind's own choice, or `otherwise` when the description left it open.
    pub fn detail<'a>(&'a self, name: &str, otherwise: &'a str) -> &'a str {
        self.details.get(name).map_or(otherwise, String::as_str)
    }
}

/// The twelve kinds of project that the generator composes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One page that presents a product, a place or an event.
    LandingPage,
    /// A list of things to tick off. Also the home of every collection that fits no other kind.
    ToDo,
    /// Cards of text.
    Notes,
    /// Cards that move through columns.
    Kanban,
    /// Figures and charts over records.
    Dashboard,
    /// Articles with a list and a reading page.
    Blog,
    /// Works of one person or studio.
    Portfolio,
    /// A shop front with a basket.
    Shop,
    /// A form with validation and the answers it collected.
    Form,
    /// The face of a chat.
    Chat,
    /// Questions with a score.
    Quiz,
    /// A small two-dimensional game.
    Game,
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Kind; 12] = [
        Kind::LandingPage,
        Kind::ToDo,
        Kind::Notes,
        Kind::Kanban,
        Kind::Dashboard,
        Kind::Blog,
        Kind::Portfolio,
        Kind::Shop,
        Kind::Form,
        Kind::Chat,
        Kind::Quiz,
        Kind::Game,
    ];

    /// The kind's name on the wire, in kebab case.
    pub const fn slug(self) -> &'static str {
        match self {
            Kind::LandingPage => "landing-page",
            Kind::ToDo => "to-do",
            Kind::Notes => "notes",
            Kind::Kanban => "kanban",
            Kind::Dashboard => "dashboard",
            Kind::Blog => "blog",
            Kind::Portfolio => "portfolio",
            Kind::Shop => "shop",
            Kind::Form => "form",
            Kind::Chat => "chat",
            Kind::Quiz => "quiz",
            Kind::Game => "game",
        }
    }

    /// The kind's name for people, with its article: "a to-do list".
    pub const fn phrase(self) -> &'static str {
        match self {
            Kind::LandingPage => "a landing page",
            Kind::ToDo => "a list",
            Kind::Notes => "a notebook",
            Kind::Kanban => "a board",
            Kind::Dashboard => "a dashboard",
            Kind::Blog => "a blog",
            Kind::Portfolio => "a portfolio",
            Kind::Shop => "a shop front",
            Kind::Form => "a form",
            Kind::Chat => "a chat page",
            Kind::Quiz => "a quiz",
            Kind::Game => "a game",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// The language of the project's modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// TypeScript that only needs its types removed to run.
    Typescript,
    /// Plain JavaScript modules.
    Javascript,
}

impl Language {
    /// The file ending, without a dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Language::Typescript => "ts",
            Language::Javascript => "js",
        }
    }
}

/// The thing that a collection is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entity {
    /// One of them, in lower case as it stands in a sentence: "book".
    pub singular: String,
    /// Several of them: "books".
    pub plural: String,
    /// Its fields, in the order in which the form asks for them.
    pub fields: Vec<Field>,
}

/// One thing that is known about each record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Its property name in code and in stored data: a camel-case ASCII identifier, unique in the entity.
    pub key: String,
    /// Its name on screen.
    pub label: String,
    /// What it holds.
    pub field_type: FieldType,
    /// Whether a record may be saved without it.
    pub required: bool,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// A number, with the unit that is shown beside it.
    Number {
        /// "kg", "minutes"; nothing for a bare count.
        #[serde(default)]
        unit: Option<String>,
    },
    /// An amount of money.
    Money {
        /// The ISO 4217 code of the currency, such as "EUR".
        currency: String,
    },
    /// A calendar date without a time.
    Date,
    /// A time of day.
    Time,
    /// Yes or no.
    Checkbox,
    /// One of a few fixed words.
    Choice {
        /// The words, in order.
        options: Vec<String>,
    },
    /// An e-mail address.
    Email,
    /// A link.
    Url,
    /// A telephone number.
    Phone,
    /// One to five stars.
    Rating,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the visitor's system prefers.
    System,
}

/// Where records live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Storage {
    /// In the visitor's browser, under this project's own key.
    Browser,
    /// Nowhere: a reload starts afresh.
    None,
}

/// The first order of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sort {
    /// Key of the field, or `createdAt` for the time at which a record was added.
    pub field: String,
    /// Largest, latest or last letter first.
    pub descending: bool,
}

/// Words that were used, and what they did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wish {
    /// The person's words, as written.
    pub words: String,
    /// What they changed, as a short sentence without a full stop: "The list starts sorted by author".
    pub effect: String,
}

/// Words that ask for something the generator cannot build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unmet {
    /// The person's words, as written.
    pub words: String,
    /// Why it is missing and what stands in its place, in plain words.
    pub reason: String,
}

/// One file of a composed project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceFile {
    /// Relative path with forward slashes, such as `src/main.ts`.
    pub path: String,
    /// The whole text, ending in a newline.
    pub text: String,
}
