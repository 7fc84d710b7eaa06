//! Reading a description. The order matters: what a later step reads, an earlier one has not used.
//!
//! 1. Wishes with words of their own (order, storage, theme, language) are found and their words marked as used.
//! 2. The noun and its fields are found in the rest, so that "sorted by author" is no field.
//! 3. The kind is the one whose vocabulary weighs most outside of the fields.
//! 4. The kind completes the plan; wishes that name fields are settled against them.
//! 5. Colours are read last, for "orange" in a list of options is no wish. What still asks for something is unmet.

mod description;
mod entity;
pub(crate) mod fields;
mod hints;
mod kind;
mod list;
mod look;
pub(crate) mod nouns;
mod settle;
mod title;
mod unmet;
mod wishes;

#[cfg(test)]
mod tests;

pub(crate) use description::{Description, Found};

use std::collections::BTreeMap;

use crate::check::{self, MAX_ROWS, MAX_TEXT};
use crate::colour::DEFAULT_ACCENT;
use crate::kinds;
use crate::plan::{Entity, Field, FieldType, Kind, Language, Plan, Sort, Storage, Theme, Unmet, Wish};
use entity::Strength;

/// Reads any description into a plan that [`crate::check`] accepts. Vague words give a small project of the likeliest
/// kind; nothing makes it fail. Meant for up to 10,000 characters; what is longer is cut there.
pub fn read(description: &str) -> Plan {
    let text: String = description.chars().take(10_000).collect();
    let description = Description::parse(&text);
    let mut reading = Reading::new(&description);
    reading.read_title();
    reading.read_early_wishes();
    reading.read_unmet_early();
    reading.read_kind_and_entity();
    reading.read_unmet();
    reading.read_pages();
    reading.read_subject();
    let kind = kinds::recipe(reading.plan.kind);
    kind.complete(&description, &mut reading.plan);
    reading.mark_words_of_wishes();
    reading.read_unmet_of_kind();
    reading.settle();
    reading.read_currency();
    reading.read_accent();
    reading.default_title();
    reading.default_summary();
    reading.read_foreign();
    reading.read_leftovers();
    reading.finish()
}

/// The fields that are listed from a token on, whatever was made of the words before.
pub(crate) fn listed_fields(description: &Description, from: usize) -> list::FieldList {
    entity::without_parts(list::read(description, from, &[]))
}

/// A description on its way to a plan.
struct Reading<'a> {
    d: &'a Description,
    plan: Plan,
    /// Tokens that were read as something.
    used: Vec<bool>,
    pending: Vec<wishes::Pending>,
    searched: Option<Found>,
    stored: Option<Found>,
    exported: Option<Found>,
    csv_import: Option<Found>,
    limits: Vec<(u32, Found)>,
    /// Where the accent's colour stands.
    accent: Option<Found>,
}

impl<'a> Reading<'a> {
    fn new(d: &'a Description) -> Self {
        Self {
            d,
            plan: Plan {
                title: String::new(),
                summary: String::new(),
                kind: Kind::ToDo,
                language: Language::Typescript,
                subject: String::new(),
                entity: None,
                pages: Vec::new(),
                accent: DEFAULT_ACCENT.to_owned(),
                theme: Theme::System,
                storage: Storage::Browser,
                sort: Some(Sort { field: "createdAt".to_owned(), descending: true }),
                filters: Vec::new(),
                search: true,
                totals: Vec::new(),
                csv_export: false,
                item_limit: None,
                details: BTreeMap::new(),
                wishes: Vec::new(),
                unmet: Vec::new(),
            },
            used: vec![false; d.tokens().len()],
            pending: Vec::new(),
            searched: None,
            stored: None,
            exported: None,
            csv_import: None,
            limits: Vec::new(),
            accent: None,
        }
    }

    /// The first place of the phrases whose words are all free.
    fn unused(&self, phrases: &[&str]) -> Option<Found> {
        let all = self.d.find_all(phrases);
        all.into_iter().find(|found| !self.d.negated(found) && (found.start..found.end).all(|at| !self.used[at]))
    }

    fn mark(&mut self, found: &Found) {
        let end = found.end.min(self.used.len());
        self.used[found.start.min(end)..end].fill(true);
    }

    fn wish(&mut self, found: &Found, effect: &str) {
        let words = self.d.words(found).to_owned();
        self.plan.wishes.push(Wish { words, effect: effect.to_owned() });
    }

    fn unmet(&mut self, found: &Found, reason: &str) {
        let words = self.d.words(found).to_owned();
        self.plan.unmet.push(Unmet { words, reason: reason.to_owned() });
    }

    fn read_kind_and_entity(&mut self) {
        let candidates = entity::candidates(self.d, &self.used);
        // Words inside a record's fields say nothing about the kind: a plant with "notes" is no notebook.
        // Nor do words of wishes: "show the total of price" makes no dashboard.
        let mut masked = self.used.clone();
        for candidate in candidates.iter().filter(|candidate| candidate.strength >= Strength::Listed) {
            masked[candidate.list.places.first().map_or(candidate.place.end, |place| place.start)..candidate.list.end]
                .fill(true);
        }
        let listed = candidates.iter().any(|candidate| candidate.strength >= Strength::Listed);
        let (kind, named) = kind::choose(self.d, &masked, listed);
        self.plan.kind = kind;
        if let Some(found) = named {
            self.mark(&found);
            self.wish(&found, &format!("The project is {}", kind.phrase()));
        }
        let records = check::keeps_records(kind);
        let fits = |candidate: &&entity::Candidate| match candidate.strength {
            Strength::Told => true,
            Strength::Listed | Strength::Noun => records,
            // Only these have a name of their own for records that nobody named.
            Strength::Fields => records,
        };
        let noun = candidates.iter().find(|candidate| fits(candidate) && !candidate.entity.singular.is_empty());
        let fields = candidates.iter().find(|candidate| fits(candidate) && !candidate.list.fields.is_empty());
        let Some(first) = noun.or(fields) else { return };
        let mut chosen = first.clone();
        if chosen.list.fields.is_empty()
            && let Some(fields) = fields
        {
            // "a plant tracker. Fields: name, age": the noun and the fields stand apart.
            chosen.entity.fields = fields.entity.fields.clone();
            chosen.list = fields.list.clone();
        }
        // "note taking app" is no collection of takings.
        let activity = chosen.entity.singular.ends_with("ing") && chosen.list.fields.is_empty()
            || chosen.entity.singular.ends_with("taking");
        if chosen.entity.singular.is_empty() || activity {
            let (one, many) = kind::record_names(self.d, kind);
            chosen.entity.singular = one.to_owned();
            chosen.entity.plural = many.to_owned();
        }
        if !records && chosen.entity.fields.is_empty() {
            return;
        }
        self.adopt(chosen);
    }

    /// Takes an entity into the plan and marks its words.
    fn adopt(&mut self, chosen: entity::Candidate) {
        for place in &chosen.list.places {
            self.mark(place);
        }
        let noun = Found {
            start: chosen.place.start,
            end: chosen.list.places.first().map_or(chosen.place.end, |place| place.start),
        };
        self.mark(&noun);
        let mut entity = chosen.entity;
        if !entity.fields.is_empty() {
            let labels: Vec<&str> = entity.fields.iter().map(|field| field.label.as_str()).collect();
            let effect = format!("Each {} has {}", entity.singular, labels.join(", "));
            let start = chosen.list.places.first().map_or(noun.start, |place| place.start.min(noun.start));
            self.wish(&Found { start, end: chosen.list.end }, &effect);
            require_names(&mut entity, self.plan.kind, &chosen.list.optional);
        } else {
            let effect = format!("The records are called {}", entity.plural);
            self.wish(&noun, &effect);
        }
        // The noun is understood wherever it stands.
        let head = entity.singular.rsplit(' ').next().unwrap_or_default().to_owned();
        for (at, token) in self.d.tokens().iter().enumerate() {
            if !head.is_empty() && token.stem == head {
                self.used[at] = true;
            }
        }
        self.plan.entity = Some(entity);
        self.add_name_field();
    }

    /// Kinds report what they used by its words alone.
    fn mark_words_of_wishes(&mut self) {
        let texts: Vec<String> = self
            .plan
            .wishes
            .iter()
            .map(|wish| wish.words.clone())
            .chain(self.plan.unmet.iter().map(|unmet| unmet.words.clone()))
            .collect();
        for text in texts.iter().filter(|text| !text.is_empty()) {
            let Some(start) = self.d.text().find(text.as_str()) else { continue };
            let span = start..start + text.len();
            for (at, token) in self.d.tokens().iter().enumerate() {
                if token.span.start >= span.start && token.span.end <= span.end {
                    self.used[at] = true;
                }
            }
        }
    }

    /// Cuts what came from the person to what a plan may hold.
    fn finish(mut self) -> Plan {
        let cut = |text: &str| -> String {
            let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            line.trim().chars().take(MAX_TEXT).collect()
        };
        for wish in &mut self.plan.wishes {
            wish.words = cut(&wish.words);
            wish.effect = cut(&wish.effect);
        }
        for unmet in &mut self.plan.unmet {
            unmet.words = cut(&unmet.words);
            unmet.reason = cut(&unmet.reason);
        }
        self.plan.wishes.truncate(MAX_ROWS);
        self.plan.unmet.truncate(MAX_ROWS);
        self.plan.summary = cut(&self.plan.summary);
        self.plan.subject = self.plan.subject.chars().take(check::MAX_TITLE).collect();
        self.plan.pages.truncate(check::MAX_PAGES);
        if let Some(sort) = &self.plan.sort
            && sort.field != "createdAt"
            && self.plan.field(&sort.field).is_none()
        {
            self.plan.sort = None;
        }
        self.plan
    }
}

/// A record that nothing names can't be found again, so its first line of text must be filled in unless some other field
/// must. A form asks strangers, and needs every short answer that was not called optional.
fn require_names(entity: &mut Entity, kind: Kind, optional: &[String]) {
    let stated = entity.fields.iter().any(|field| field.required);
    let open = |field: &&mut Field| !optional.contains(&field.label);
    if kind == Kind::Form {
        let asked = |field: &Field| {
            matches!(field.field_type, FieldType::Text | FieldType::Email)
                || field.label.eq_ignore_ascii_case("message")
        };
        entity.fields.iter_mut().filter(open).filter(|field| asked(field)).for_each(|field| field.required = true);
    } else if !stated {
        let first = entity.fields.iter_mut().filter(open).find(|field| field.field_type == FieldType::Text);
        if let Some(field) = first {
            field.required = true;
        }
    }
}
