//! The project's name, what it is about, and a sentence that sums it up.

use super::Reading;
use super::description::{Found, Token, TokenSort};
use super::nouns::{among, capital};
use crate::check::{MAX_TITLE, keeps_records};
use crate::colour;
use crate::plan::Kind;

const CALLED: [&str; 8] =
    ["called", "named", "titled", "entitled", "with the title", "with the name", "the name is", "title is"];

/// Words before the thing that is asked for.
const POLITE: &str = "\
    please build make create generate design develop write give me us i want need would like to have can could \
    you we a an the my some i'd i'm looking for simple small new hi hello just our keep track of manage organise \
    organize app application where people that which store collect record log add";

/// Names that say nothing by themselves.
const BARE: &str = "shop store website site page web tool list something program tracker form place way project collection inventory \
    table database log register catalogue catalog overview app";

/// Words of taste, which belong into no title.
const TASTE: &str =
    "dark light nice beautiful modern plain simple minimal mode typescript javascript elegant pretty small";

impl Reading<'_> {
    /// A name that was given: called "Shelf", named Shelf.
    pub(super) fn read_title(&mut self) {
        for phrase in CALLED {
            let Some(found) = self.d.find(&[phrase]) else { continue };
            let quote = self.d.quoted().filter(|(_, place)| place.start == found.end);
            let (title, end) = match quote {
                Some((title, place)) => (title, place.end),
                None => {
                    let end = self.name_end(found.end);
                    (self.d.words(&Found { start: found.end, end }).to_owned(), end)
                }
            };
            let title = tidy(&title);
            if title.is_empty() {
                continue;
            }
            let found = Found { start: found.start, end };
            self.mark(&found);
            self.wish(&found, &format!("The title is {title}"));
            self.plan.title = title;
            return;
        }
    }

    /// A name runs over capitals and small joining words; without any capital it is one to four words long.
    fn name_end(&self, from: usize) -> usize {
        let tokens = self.d.tokens();
        let capital = |at: usize| {
            tokens.get(at).is_some_and(|t| {
                self.d.text()[t.span.clone()].starts_with(|c: char| c.is_uppercase() || c.is_numeric())
            })
        };
        let plain = |at: usize| tokens.get(at).is_some_and(|t| t.sort != TokenSort::Sign);
        let joins =
            |at: usize| tokens.get(at).is_some_and(|t| among("of the and & for de la to in 's on a", t.lower.as_str()));
        let mut end = from;
        if capital(from) {
            while end < from + 7
                && (capital(end)
                    || (joins(end) && capital(end + 1) && end > from)
                    || (joins(end) && joins(end + 1) && capital(end + 2)))
            {
                end += 1;
            }
        } else {
            while end < from + 4
                && plain(end)
                && !tokens
                    .get(end)
                    .is_some_and(|t| among("with where that which for in and to using who", t.lower.as_str()))
            {
                end += 1;
            }
        }
        end
    }

    /// What the project is about: the noun behind "for", "about" or "on".
    pub(super) fn read_subject(&mut self) {
        for at in 0..self.d.tokens().len() {
            let word = self.d.tokens()[at].lower.as_str();
            if !matches!(word, "for" | "about" | "on" | "of")
                || (word == "on" && self.plan.kind != Kind::Quiz && self.plan.kind != Kind::Blog)
            {
                continue;
            }
            let mut start = at + 1;
            let before = at.checked_sub(1).map_or("", |before| self.d.tokens()[before].lower.as_str());
            let holder = at > 0 && super::entity::is_holder(&self.d.tokens()[at - 1].stem);
            if word == "of" && !holder
                || among("asking asks ask out one total sum maximum limit each choice full track", before)
            {
                continue;
            }
            while self
                .d
                .tokens()
                .get(start)
                .is_some_and(|t| among("a an the my our their all small new local", t.lower.as_str()))
            {
                start += 1;
            }
            let mut end = start;
            while end < start + 6
                && self.d.tokens().get(end).is_some_and(|t| {
                    t.sort != TokenSort::Sign
                        && !among(
                            "called named titled with where that which who in using to from at by each \
                            every i we it is has should have having including",
                            t.lower.as_str(),
                        )
                })
                && !(self.d.tokens()[end].lower == "and" && end == start)
            {
                end += 1;
            }
            if end > start && self.d.tokens()[end - 1].lower == "and" {
                end -= 1;
            }
            let subject = tidy(self.d.words(&Found { start, end }));
            let usable = subject.chars().any(char::is_alphabetic)
                && colour::parse(&subject).is_none()
                && !matches!(subject.to_lowercase().as_str(), "me" | "us" | "example" | "free" | "now" | "it");
            if usable {
                self.plan.subject = subject;
                return;
            }
        }
    }

    /// A title for a description that names none: what it calls the thing, or what it is about.
    pub(super) fn default_title(&mut self) {
        if !self.plan.title.is_empty() {
            return;
        }
        let tokens = self.d.tokens();
        let mut start = 0;
        let to_do = |at: usize| self.d.at(at, "to do").is_some();
        while tokens.get(start).is_some_and(|token| among(POLITE, &token.lower) && !to_do(start)) {
            start += 1;
        }
        let mut end = start;
        while end < start + 6 && tokens.get(end).is_some_and(|token| self.belongs_to_title(start, end, token)) {
            end += 1;
        }
        let phrase = tidy(&self.without_looks(start, end));
        let plural = self.plan.entity.as_ref().map(|entity| capital(&entity.plural));
        let first = phrase.to_lowercase().split(' ').next().unwrap_or_default().to_owned();
        let one = self.plan.entity.as_ref().is_some_and(|entity| entity.singular == phrase.to_lowercase());
        let bare = one
            || phrase.is_empty()
            || among(super::entity::VERBS, &first)
            || phrase.to_lowercase().split(' ').all(|word| among(BARE, word));
        // "Quiz" alone says less than "Quiz about European capitals".
        let about = tokens.get(end).filter(|token| matches!(token.lower.as_str(), "for" | "of" | "about"));
        let subject = about.filter(|_| !self.plan.subject.is_empty() && phrase.split(' ').count() < 4);
        let title = match subject {
            Some(word) if !phrase.is_empty() && !among(super::entity::VERBS, &first) => {
                capital(&format!("{phrase} {} {}", word.lower, self.plan.subject))
            }
            _ if !bare => capital(&phrase),
            _ => match plural {
                Some(plural) if keeps_records(self.plan.kind) => plural,
                _ if !self.plan.subject.is_empty() => capital(&self.plan.subject),
                _ => default_name(self.plan.kind).to_owned(),
            },
        };
        self.plan.title = tidy(&title);
        if self.plan.title.is_empty() {
            self.plan.title = default_name(self.plan.kind).to_owned();
        }
    }

    fn belongs_to_title(&self, start: usize, at: usize, token: &Token) -> bool {
        const ENDS: &str = "with where that which who in using called named to so i each every has have should is for of \
            about from by app and on track application add asking sells selling having including containing";
        let next = self.d.tokens().get(at + 1).map_or("", |next| next.lower.as_str());
        let to_do = token.lower == "to" && next == "do";
        token.sort == TokenSort::Word && (!among(ENDS, &token.lower) || (to_do && at >= start))
    }

    /// The words without those that say how it looks: the colour that became the accent, and words of taste.
    fn without_looks(&self, start: usize, end: usize) -> String {
        let tokens = self.d.tokens();
        let mut out = String::new();
        for (at, token) in tokens.iter().enumerate().take(end).skip(start) {
            let looks = self.accent.as_ref().is_some_and(|accent| (accent.start..accent.end).contains(&at));
            if looks || among(TASTE, &token.lower) {
                continue;
            }
            let word = &self.d.text()[token.span.clone()];
            // "to-do" stays together as it was written.
            let joined = !out.is_empty() && self.d.text()[..token.span.start].ends_with('-');
            if !out.is_empty() {
                out.push(if joined { '-' } else { ' ' });
            }
            out.push_str(word);
        }
        out
    }

    pub(super) fn default_summary(&mut self) {
        if !self.plan.summary.is_empty() {
            return;
        }
        let entity = self.plan.entity.as_ref().filter(|_| keeps_records(self.plan.kind));
        self.plan.summary = match entity {
            Some(entity) => {
                let names: Vec<String> = entity.fields.iter().take(5).map(|field| field.label.to_lowercase()).collect();
                let more = if entity.fields.len() > 5 { " and more" } else { "" };
                let names = joined(&names, more.is_empty());
                match self.plan.kind {
                    Kind::Form => format!("Asks for {names}{more}."),
                    Kind::Shop => format!("{} with {names}{more}.", capital(&entity.plural)),
                    kind => format!("{} of {} with {names}{more}.", capital(kind.phrase()), entity.plural),
                }
            }
            None if self.plan.subject.is_empty() => format!("{}.", capital(self.plan.kind.phrase())),
            None => format!("{} about {}.", capital(self.plan.kind.phrase()), self.plan.subject),
        };
    }
}

fn joined(names: &[String], last_and: bool) -> String {
    match names {
        [] => "no fields".to_owned(),
        [one] => one.clone(),
        [first @ .., last] if last_and => format!("{} and {last}", first.join(", ")),
        all => all.join(", "),
    }
}

/// One line without quotation marks, of a title's length.
pub(super) fn tidy(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String =
        line.trim_matches(['"', '“', '”', '\'', '.', ',', ' ', '-', ':']).chars().take(MAX_TITLE).collect();
    line.trim().to_owned()
}

fn default_name(kind: Kind) -> &'static str {
    match kind {
        Kind::LandingPage => "Welcome",
        Kind::ToDo => "To-do list",
        Kind::Notes => "Notes",
        Kind::Kanban => "Board",
        Kind::Dashboard => "Dashboard",
        Kind::Blog => "Blog",
        Kind::Portfolio => "Portfolio",
        Kind::Shop => "Shop",
        Kind::Form => "Form",
        Kind::Chat => "Chat",
        Kind::Quiz => "Quiz",
        Kind::Game => "Game",
    }
}
