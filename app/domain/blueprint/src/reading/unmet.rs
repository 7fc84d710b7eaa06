//! Wishes that no part of the generator can meet, with the reason in plain words.

use super::Reading;
use super::description::Found;
use super::nouns::{among, phrases};
use crate::plan::Kind;

/// What people ask for, and what to tell them.
const WISHES: [(&str, &str); 24] = [
    (
        "payment|pay online|pay by card|online payment|credit card|stripe|paypal|checkout with card|\
            subscription|billing|apple pay|google pay",
        "Taking payments needs a payment provider and a server. The project has no real checkout",
    ),
    (
        "login|log in|sign in|sign up|signup|user account|accounts|authentication|password protected|\
            user management|admin area|log on|oauth|register an account",
        "Accounts need a server. Whoever opens the page can use all of it",
    ),
    (
        "backend|back end|server side|rest api|an api|graphql|postgres|postgresql|mysql|mongodb|\
            sqlite|firebase|supabase|sql database|cloud",
        "There is no server behind the project. What it keeps stays in the visitor's browser",
    ),
    (
        "sync|synchronise|synchronize|across devices|on all my devices|multi user|multiple users|\
            real time|collaborate|collaboration|collaborative|share with others|share it with|\
            shared with|invite",
        "Sharing between devices or people needs a server. Each browser keeps its own records",
    ),
    (
        "send an email|send email|sends an email|send e mail|send mail|email me|mail me|by email to|\
            emails me|send a confirmation|confirmation email|send me an email|send it by email|\
            sent by email|sends email|sends me",
        "Sending mail needs a server. What is entered stays in the browser",
    ),
    (
        "notification|notify|notifies|reminder|remind|reminds|push message|sms|text message|whatsapp",
        "Reminders and notifications are not built",
    ),
    (
        "ai|gpt|chatgpt|openai|llm|machine learning|artificial intelligence|smart suggestions|\
            recommendation engine|language model",
        "No language model is connected. The project only does what its own code says",
    ),
    (
        "google maps|map view|on a map|interactive map|openstreetmap|geolocation|gps",
        "Maps need an outside service. The project loads nothing from other sites",
    ),
    (
        "upload photo|upload image|upload picture|upload file|upload a photo|upload an image|\
            upload a file|photo upload|image upload|file upload|attach file|attachment|attach|\
            take a photo|camera|upload",
        "Uploads are not built. A link to a picture can be kept as text",
    ),
    ("pdf|print view|printable", "PDF files and a print layout are not built; the browser can print the page as it is"),
    (
        "react|vue|svelte|angular|next.js|nextjs|nuxt|solid.js|jquery|bootstrap|tailwind|astro",
        "Projects use the browser's own means and no framework or library",
    ),
    (
        "python|django|flask|rust|php|laravel|ruby|rails|java|kotlin|swift|flutter|node.js|express|\
            golang|wordpress|c#",
        "Projects are TypeScript or JavaScript for the browser",
    ),
    (
        "ios app|android app|mobile app|native app|app store|desktop app|iphone app|play store",
        "The project is a web page. It fits a phone's screen, but it is no app for a store",
    ),
    (
        "offline app|pwa|progressive web app|installable|install on my phone|works offline|\
            service worker",
        "Installing and working without a network are not built",
    ),
    (
        "in german|in french|in spanish|in italian|in dutch|in portuguese|in polish|in turkish|\
            in japanese|in chinese|in korean|in arabic|in russian|in swedish|auf deutsch|multilingual|\
            several languages|multiple languages|two languages|translated|translation",
        "The buttons and messages of the built-in generator are English. Your own names stay as you wrote them",
    ),
    (
        "weather|stock prices|live data|live prices|exchange rate|news feed|rss|fetch data|\
            from the internet|web scraping|scrape",
        "The project loads nothing from other sites",
    ),
    (
        "calendar view|month view|week view|gantt|timeline view",
        "A calendar view is not built. Dates can be sorted and filtered",
    ),
    ("group by|grouped by|grouping", "Grouping is not built. The list can be sorted or narrowed by the same field"),
    ("barcode|qr code|scan|scanner|bluetooth|nfc", "Scanning and other devices are not built"),
    ("voice|speech|microphone|dictation", "Speech is not built"),
    ("video call|video chat|screen sharing", "Calls need a server"),
    (
        "3d|three dimensional|virtual reality|vr|augmented reality|multiplayer|online leaderboard",
        "Only small two-dimensional games for one player are built",
    ),
    (
        "tag cloud|sub tasks|subtask|nested|recurring|repeat every|dependencies between",
        "Records are flat: nothing nests, repeats or depends on another",
    ),
    (
        "blockchain|crypto wallet|nft|web3",
        "Blockchains need outside services. The project loads nothing from other sites",
    ),
];

/// What only some kinds have. Elsewhere it is unmet.
const OF_KINDS: [(&str, &[Kind], &str); 4] = [
    (
        "pie chart|bar chart|line chart|chart|graph|diagram",
        &[Kind::Dashboard],
        "Charts come with dashboards. Ask for a dashboard to get them",
    ),
    ("basket|cart|checkout", &[Kind::Shop], "A basket comes with shops. Ask for a shop to get one"),
    (
        "drag and drop|drag",
        &[Kind::Kanban, Kind::Game],
        "Dragging comes with boards. The list is ordered by its fields",
    ),
    ("timer|countdown|stopwatch", &[Kind::Quiz, Kind::Game], "A timer is not built for this kind of project"),
];

/// Openings of sentences that ask for something.
const ASKING: [&str; 14] = [
    "should",
    "must",
    "needs to",
    "need to",
    "has to",
    "i want",
    "i need",
    "i would like",
    "i'd like",
    "can",
    "allow",
    "also",
    "make sure",
    "it would be",
];

impl Reading<'_> {
    /// What can't be built and can hardly be a record: in "a shop with login" the login is no field. Words that may be
    /// the noun ("track my subscriptions") wait for [`Reading::read_unmet`].
    pub(super) fn read_unmet_early(&mut self) {
        for (asked, reason) in WISHES {
            self.refuse(asked, reason, |reading, found| reading.may_be_noun(found));
        }
    }

    /// Everything recognised that can't be built and is no part of the records.
    pub(super) fn read_unmet(&mut self) {
        for (asked, reason) in WISHES {
            self.refuse(asked, reason, |_, _| false);
        }
    }

    fn may_be_noun(&self, found: &Found) -> bool {
        let before = found.start.checked_sub(1).map_or("", |at| self.d.tokens()[at].lower.as_str());
        let after = self.d.tokens().get(found.end).map_or("", |token| token.lower.as_str());
        among("my our each every all of your", before)
            || among(super::entity::VERBS, before)
            || among("with has have having", after)
            || super::entity::is_holder(after)
    }

    /// Wishes that other kinds could meet. Called once the kind is known.
    pub(super) fn read_unmet_of_kind(&mut self) {
        for (asked, kinds, reason) in OF_KINDS {
            if !kinds.contains(&self.plan.kind) {
                self.refuse(asked, reason, |_, _| false);
            }
        }
    }

    fn refuse(&mut self, asked: &str, reason: &str, spared: fn(&Self, &Found) -> bool) {
        let mut told = self.plan.unmet.iter().any(|unmet| unmet.reason == reason);
        for found in self.d.find_all(&phrases(asked)) {
            let free = (found.start..found.end).all(|at| !self.used[at]);
            // "a sign-up form" is a form, and needs no accounts.
            let form = self.d.tokens().get(found.end).is_some_and(|token| token.stem == "form");
            if !free || form || self.d.negated(&found) || spared(self, &found) {
                continue;
            }
            self.mark(&found);
            if !told {
                self.unmet(&found, reason);
                told = true;
            }
        }
    }

    /// A description in another language is read as far as its words happen to be English ones.
    pub(super) fn read_foreign(&mut self) {
        const FOREIGN: &str = "eine einen ein für meine mit und oder ich der die das soll bitte une un pour mes avec et ou je le \
            la les une para mis con y o yo el los una per miei con e il gli een voor mijn met en of ik het";
        let tokens = self.d.tokens();
        let foreign = tokens.iter().filter(|token| among(FOREIGN, &token.lower)).count();
        if foreign >= 3 && foreign * 5 >= tokens.len() {
            let found = Found { start: 0, end: tokens.len().min(12) };
            self.unmet(
                &found,
                "The built-in generator reads English. Describe it in English to have all of your words used",
            );
        }
    }

    /// Sentences and clauses that ask for something and of which not one word was understood.
    pub(super) fn read_leftovers(&mut self) {
        // Wishes of the kinds are only known by their words.
        let words: Vec<String> = self.plan.wishes.iter().map(|wish| wish.words.to_lowercase()).collect();
        for clause in self.clauses() {
            let text = self.d.words(&clause).to_owned();
            let lower = text.to_lowercase();
            let understood = (clause.start..clause.end).any(|at| self.used[at])
                || words
                    .iter()
                    .any(|words| !words.is_empty() && (lower.contains(words.as_str()) || words.contains(&lower)));
            let asks = (clause.start..clause.end.min(clause.start + 6))
                .any(|at| ASKING.iter().any(|phrase| self.d.at(at, phrase).is_some()));
            // "I need a tool" asks for nothing that a list could miss.
            let content = (clause.start..clause.end).filter(|at| self.d.tokens()[*at].lower.len() > 3).count();
            if understood || !asks || content < 3 || clause.end - clause.start < 3 || self.plan.unmet.len() >= 12 {
                continue;
            }
            self.unmet(&clause, "No part of the generator matches these words");
        }
    }

    /// Sentences, cut again where a comma or "and" begins a new request.
    fn clauses(&self) -> Vec<Found> {
        let mut clauses = Vec::new();
        for sentence in self.d.sentences() {
            let mut start = sentence.start;
            for at in sentence.start..sentence.end {
                let here = self.d.tokens()[at].lower.as_str();
                let next = self.d.tokens().get(at + 1).map_or("", |token| token.lower.as_str());
                let begins = among("it i users people also should must you everyone they which that", next);
                if matches!(here, "," | ";" | "and") && begins && at > start {
                    clauses.push(Found { start, end: at });
                    start = at + 1;
                }
            }
            clauses.push(Found { start, end: sentence.end });
        }
        clauses
    }
}
