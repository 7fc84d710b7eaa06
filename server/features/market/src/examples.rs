//! The listings that come with the installation: two projects of each kind, made by the built-in generator from the words
//! below. They say that they are examples, and they come without ratings, uses or reviews, because nobody has given any.
use blueprint::{FieldType, Language, Plan, Storage, Theme};
use kernel::{ListingId, Timestamp};
use market_contract::ListingKind;

use crate::{markdown, store::NewListing};

/// Who made the examples.
const CREATOR: &str = "Burnish";
/// Free to use without a notice: whoever starts from an example owes nobody anything.
const LICENSE: &str = "MIT-0";
const VERSION: &str = "1.0.0";

/// A project to make, and what its page says.
pub(crate) struct Example {
    slug: &'static str,
    name: &'static str,
    summary: &'static str,
    /// What the generator reads. Shown on the page, so that people see what their own words could do.
    words: &'static str,
    category: &'static str,
    accent: &'static str,
    tags: &'static [&'static str],
    featured_rank: Option<i32>,
}

impl Example {
    /// What the generator makes of the words.
    pub(crate) fn plan(&self) -> Plan {
        let mut plan = blueprint::read(self.words);
        plan.title = self.name.to_owned();
        plan
    }

    /// The whole listing. The same words always give the same files.
    pub(crate) fn listing(&self, id: ListingId, published_at: Timestamp) -> NewListing {
        let plan = self.plan();
        let plain = Plan { language: Language::Javascript, ..plan.clone() };
        let description = describe(self, &plan);
        NewListing {
            id,
            kind: ListingKind::Template,
            slug: self.slug.to_owned(),
            name: self.name.to_owned(),
            summary: self.summary.to_owned(),
            creator: CREATOR.to_owned(),
            description_html: markdown::to_html(&description),
            description,
            made_from: Some(self.words.to_owned()),
            category: self.category.to_owned(),
            tags: self.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            capabilities: capabilities(&plan),
            license: LICENSE.to_owned(),
            version: VERSION.to_owned(),
            project_kind: Some(plan.kind.slug().to_owned()),
            language: Some(language(plan.language).to_owned()),
            accent: self.accent.to_owned(),
            featured_rank: self.featured_rank,
            published_at,
            files: files(&plan),
            preview_files: files(&plain),
        }
    }
}

fn files(plan: &Plan) -> Vec<(String, String)> {
    blueprint::compose(plan).into_iter().map(|file| (file.path, file.text)).collect()
}

const fn language(language: Language) -> &'static str {
    match language {
        Language::Typescript => "TypeScript",
        Language::Javascript => "JavaScript",
    }
}

/// What the project can do, read from its plan and nothing else.
fn capabilities(plan: &Plan) -> Vec<String> {
    let keeps_records = plan.entity.is_some();
    let has_dates = plan.entity.iter().flat_map(|e| &e.fields).any(|f| matches!(f.field_type, FieldType::Date));
    [
        ("browser-storage", plan.storage == Storage::Browser),
        ("records", keeps_records),
        ("search", plan.search),
        ("filters", !plan.filters.is_empty()),
        ("sorting", plan.sort.is_some()),
        ("totals", !plan.totals.is_empty()),
        ("csv-export", plan.csv_export),
        ("dates", has_dates),
        ("dark-mode", plan.theme != Theme::Light),
    ]
    .into_iter()
    .filter(|(_, has)| *has)
    .map(|(name, _)| name.to_owned())
    .collect()
}

/// The text of the page: what the words became, and how to go on.
fn describe(example: &Example, plan: &Plan) -> String {
    let mut text = format!("{}\n", example.summary);
    if !plan.wishes.is_empty() {
        text.push_str("\n## What the words became\n\n");
        for wish in &plan.wishes {
            text.push_str(&format!("- “{}” – {}\n", wish.words, wish.effect));
        }
    }
    if let Some(entity) = &plan.entity {
        let fields: Vec<&str> = entity.fields.iter().map(|field| field.label.as_str()).collect();
        text.push_str(&format!("\n## What it keeps\n\nEach {}: {}.\n", entity.singular, fields.join(", ")));
    }
    text.push_str(
        "\n## Change it\n\nUse this template and the files are yours: open them in the editor, ask the assistant for a \
         change, or take them with you as a zip. The colours stand at the top of `src/styles.css`; the README says what \
         each file is for. `npm test` runs its tests.\n",
    );
    text
}

/// Two of each kind, in the order in which they are shown.
pub(crate) const ALL: [Example; 24] = [
    Example {
        slug: "workshop-board",
        name: "Workshop board",
        summary: "Repairs as cards with hours and a due date, moved from waiting to done.",
        words: "A kanban board for a bicycle workshop. Cards are repairs with customer, hours and due date. \
                Columns: Waiting, In work, Parts ordered, Done. Teal, dark mode.",
        category: "boards",
        accent: "teal",
        tags: &["kanban", "workshop", "planning"],
        featured_rank: Some(1),
    },
    Example {
        slug: "reading-room",
        name: "Reading room",
        summary: "A shelf for books with author, pages and a finished mark, sorted by author.",
        words: "A reading list where I add books with title, author, page count and finished checkbox. Sort by author, \
                filter by finished, search. Dark green.",
        category: "lists-and-notes",
        accent: "green",
        tags: &["books", "list", "reading"],
        featured_rank: Some(2),
    },
    Example {
        slug: "kiln-log",
        name: "Kiln log",
        summary: "Firings with peak temperature, hours and cost, as figures and charts.",
        words: "A dashboard for pottery firings with date, kiln, peak temperature, hours and cost in EUR. Line \
                chart of peak temperature by date, bar chart of hours by kiln. Total of hours, CSV export. \
                Copper.",
        category: "dashboards",
        accent: "copper",
        tags: &["dashboard", "charts", "pottery"],
        featured_rank: Some(3),
    },
    Example {
        slug: "bridge-quiz",
        name: "Bridge quiz",
        summary: "Six questions about bridges, thirty seconds for each, and a score at the end.",
        words: "A quiz about bridges with 30 seconds per question, blue. Q: Which city does the Golden Gate \
                Bridge belong to? A: San Francisco. Q: Which river does Tower Bridge cross? A: The Thames. Q: \
                Which city has the Bridge of Sighs? A: Venice. Q: Which city is the Charles Bridge in? A: \
                Prague. Q: Which two continents do the Bosphorus bridges join? A: Europe and Asia. Q: Which \
                bridge is nicknamed the Coathanger? A: Sydney Harbour Bridge.",
        category: "quizzes",
        accent: "blue",
        tags: &["quiz", "bridges", "learning"],
        featured_rank: Some(4),
    },
    Example {
        slug: "six-prints",
        name: "Six prints",
        summary: "A small shop for art prints with artist, size, price and a basket.",
        words: "A shop for prints with name, artist, size and price in EUR. Filter by artist, sort by price. \
                Red, light theme.",
        category: "shops",
        accent: "red",
        tags: &["shop", "basket", "art"],
        featured_rank: Some(5),
    },
    Example {
        slug: "brick-court",
        name: "Brick court",
        summary: "Ball, paddle and a wall of bricks on a canvas, with three lives and a high score.",
        words: "A brick breaker game with three lives and a high score. Amber, dark mode.",
        category: "games",
        accent: "amber",
        tags: &["game", "canvas", "arcade"],
        featured_rank: Some(6),
    },
    Example {
        slug: "field-notes",
        name: "Field notes",
        summary: "Notes from outdoors with place and date, found again by any word.",
        words: "A notes app for field notes with title, place, date and text. Search, newest first. Green.",
        category: "lists-and-notes",
        accent: "green",
        tags: &["notes", "nature", "journal"],
        featured_rank: None,
    },
    Example {
        slug: "slow-letters",
        name: "Slow letters",
        summary: "A blog for letters about long walks, newest first.",
        words: "A blog about long walks. Newest first. Amber.",
        category: "pages-and-blogs",
        accent: "amber",
        tags: &["blog", "writing", "letters"],
        featured_rank: None,
    },
    Example {
        slug: "north-light",
        name: "North light",
        summary: "A portfolio of photographs with year and place.",
        words: "A portfolio for a photographer. Works have title, year, place and description. Sections: \
                Works, About, Contact. Slate, light theme.",
        category: "pages-and-blogs",
        accent: "slate",
        tags: &["portfolio", "photography"],
        featured_rank: None,
    },
    Example {
        slug: "corner-roastery",
        name: "Corner roastery",
        summary: "One page for a coffee roastery: what it offers, prices, opening hours, a newsletter.",
        words: "A landing page for a coffee roastery with a newsletter, copper. Features: roasted every \
                Tuesday, six coffees from small farms, a bench in the sun. Opening hours: Tue to Fri 8:00 to \
                17:00, Sat 9:00 to 14:00, Sun closed. Prices: Espresso 2.60 €, Filter 3.20 €, Beans 250 g 11 \
                €. Q: Do you grind beans? A: Yes, for any machine.",
        category: "pages-and-blogs",
        accent: "copper",
        tags: &["landing-page", "coffee", "business"],
        featured_rank: None,
    },
    Example {
        slug: "membership",
        name: "Membership",
        summary: "A form for joining a club that checks every answer and keeps what was sent.",
        words: "A form for membership requests with name, email, phone, birth date and membership (adult, \
                student, child). Name and email are required. Blue.",
        category: "forms",
        accent: "blue",
        tags: &["form", "club", "sign-up"],
        featured_rank: None,
    },
    Example {
        slug: "front-desk",
        name: "Front desk",
        summary: "A chat page for a small hotel that answers three questions by rules you can change.",
        words: "A chatbot for a small hotel, plum. Quick replies: Breakfast, Parking, Check-in. Q: breakfast \
                A: Breakfast is from 7 to 10 in the garden room. Q: parking A: Parking behind the house is \
                free for guests. Q: check-in A: Rooms are ready from 3 in the afternoon.",
        category: "chat",
        accent: "plum",
        tags: &["chat", "hotel", "support"],
        featured_rank: None,
    },
    Example {
        slug: "harvest-board",
        name: "Harvest board",
        summary: "Beds and crops as cards that move from sown to stored.",
        words: "A kanban board for a vegetable garden. Cards are crops with bed, sowing date and notes. Columns: Planned, \
                Sown, Growing, Harvested. Amber.",
        category: "boards",
        accent: "amber",
        tags: &["kanban", "garden", "planning"],
        featured_rank: None,
    },
    Example {
        slug: "tool-loans",
        name: "Tool loans",
        summary: "Who has which tool, since when, and when it should come back.",
        words: "A list of loans with tool, borrower, borrowed on date, due date and returned checkbox. Sort by \
                due date, filter by returned. CSV export. Plain JavaScript. Slate.",
        category: "lists-and-notes",
        accent: "slate",
        tags: &["list", "lending", "household"],
        featured_rank: None,
    },
    Example {
        slug: "running-year",
        name: "Running year",
        summary: "Runs with distance and minutes, added up and drawn as charts.",
        words: "A dashboard for my runs with date, distance in km, minutes and route. Line chart of distance \
                by date, bar chart of minutes by route. Total of distance, dark mode, green.",
        category: "dashboards",
        accent: "green",
        tags: &["dashboard", "charts", "sport"],
        featured_rank: None,
    },
    Example {
        slug: "recipe-cards",
        name: "Recipe cards",
        summary: "Recipes as notes with ingredients, steps and minutes.",
        words: "A notes app for recipes with name, ingredients, steps and minutes. Search by name, sort by name. Red.",
        category: "lists-and-notes",
        accent: "red",
        tags: &["notes", "recipes", "kitchen"],
        featured_rank: None,
    },
    Example {
        slug: "capitals",
        name: "Capitals",
        summary: "Eight capitals of Europe, one after the other, without a clock.",
        words: "A quiz about European capitals, plum, light theme. Q: Portugal A: Lisbon. Q: Austria A: \
                Vienna. Q: Poland A: Warsaw. Q: Finland A: Helsinki. Q: Greece A: Athens. Q: Hungary A: \
                Budapest. Q: Norway A: Oslo. Q: Ireland A: Dublin.",
        category: "quizzes",
        accent: "plum",
        tags: &["quiz", "geography", "learning"],
        featured_rank: None,
    },
    Example {
        slug: "seed-shop",
        name: "Seed shop",
        summary: "Packets of seeds by season, with prices and a basket.",
        words: "A shop front for seeds with name, season (spring, summer, autumn) and price in USD. Filter by \
                season, search. Green.",
        category: "shops",
        accent: "green",
        tags: &["shop", "basket", "garden"],
        featured_rank: None,
    },
    Example {
        slug: "snake-pond",
        name: "Snake pond",
        summary: "The old game of snake: arrow keys, a growing tail and a high score.",
        words: "A snake game with a high score. Teal, dark mode.",
        category: "games",
        accent: "teal",
        tags: &["game", "canvas", "keyboard"],
        featured_rank: None,
    },
    Example {
        slug: "release-notes",
        name: "Release notes",
        summary: "A blog for the changes of a product, newest first, with a search.",
        words: "A blog for release notes of an app. Newest first, search. Blue.",
        category: "pages-and-blogs",
        accent: "blue",
        tags: &["blog", "changelog", "product"],
        featured_rank: None,
    },
    Example {
        slug: "stone-studio",
        name: "Stone studio",
        summary: "A sculptor's works with material and year, in a quiet grid.",
        words: "A portfolio for a sculptor. Works have title, material, year and description. Sections: Works, \
                Exhibitions, Contact. Dark mode.",
        category: "pages-and-blogs",
        accent: "slate",
        tags: &["portfolio", "sculpture", "art"],
        featured_rank: None,
    },
    Example {
        slug: "harbour-festival",
        name: "Harbour festival",
        summary: "One page for a weekend of music by the water: tickets, questions, a waiting list.",
        words: "A landing page for a music festival by the harbour with a waiting list, blue, dark mode. \
                Features: twelve bands on two stages, boats to the island, food from the market. Tickets: One \
                day 25 €, Weekend 60 €, Children free. Q: May I bring a dog? A: Yes, on a lead.",
        category: "pages-and-blogs",
        accent: "blue",
        tags: &["landing-page", "event", "music"],
        featured_rank: None,
    },
    Example {
        slug: "repair-request",
        name: "Repair request",
        summary: "A form that asks for what is broken, how urgent it is and how to reach you.",
        words: "A form for repair requests with name, email, device, problem and urgency (low, normal, high). Name, email \
                and problem are required. Copper.",
        category: "forms",
        accent: "copper",
        tags: &["form", "support", "service"],
        featured_rank: None,
    },
    Example {
        slug: "study-partner",
        name: "Study partner",
        summary: "A chat page with a few Spanish phrases, answered by rules you can change.",
        words: "A chatbot for learning Spanish, amber. Quick replies: Hello, Thank you, Good night. Q: hello \
                A: Hola. Q: thank you A: Gracias. Q: good night A: Buenas noches. Q: how much A: ¿Cuánto \
                cuesta?",
        category: "chat",
        accent: "amber",
        tags: &["chat", "learning", "language"],
        featured_rank: None,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn all() -> Vec<NewListing> {
        let id: ListingId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        ALL.iter().map(|example| example.listing(id, Timestamp::from_seconds(0))).collect()
    }

    #[test]
    fn there_are_two_of_each_kind_and_the_generator_reads_them_as_meant() {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for example in &ALL {
            let plan = example.plan();
            blueprint::check(&plan).unwrap_or_else(|problem| panic!("{}: {problem}", example.slug));
            *kinds.entry(plan.kind.slug().to_owned()).or_default() += 1;
        }
        let wanted: BTreeMap<_, _> = blueprint::Kind::ALL.iter().map(|kind| (kind.slug().to_owned(), 2)).collect();
        assert_eq!(kinds, wanted);
    }

    #[test]
    fn every_example_runs_and_fits_its_table() {
        let slugs: BTreeSet<_> = ALL.iter().map(|example| example.slug).collect();
        assert_eq!(slugs.len(), ALL.len());
        for new in all() {
            assert!(new.files.iter().any(|(path, _)| path == "index.html"), "{}", new.slug);
            assert!(new.preview_files.iter().any(|(path, _)| path == "index.html"), "{}", new.slug);
            let typed = new.preview_files.iter().find(|(path, _)| path.ends_with(".ts"));
            assert_eq!(typed, None, "a preview has to run as it is");
            assert!(new.summary.chars().count() <= 200 && new.name.chars().count() <= 80);
            assert!(new.description.chars().count() <= 20_000 && new.tags.len() <= 12);
            assert!(new.description_html.contains("<h2>Change it</h2>"));
        }
    }
}
