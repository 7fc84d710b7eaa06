//! Settling wishes that name fields, now that the fields are known.

use super::Reading;
use super::description::Found;
use super::fields as make;
use super::nouns::{among, phrases, plural_phrase, singular_phrase};
use super::wishes::Pending;
use crate::check::MAX_ITEMS;
use crate::plan::{FieldType, Kind, Sort};

impl Reading<'_> {
    /// What names fields, now that they are known.
    pub(super) fn settle(&mut self) {
        if self.pending.iter().any(|pending| matches!(pending, Pending::Filter { .. })) {
            // What a person asks for replaces what the kind chose.
            self.plan.filters.clear();
        }
        for pending in std::mem::take(&mut self.pending) {
            match pending {
                Pending::Sort { found, field, descending } => self.settle_sort(&found, &field, descending),
                Pending::NewestFirst { found, oldest } => {
                    self.plan.sort = Some(Sort { field: "createdAt".to_owned(), descending: !oldest });
                    self.wish(
                        &found,
                        if oldest { "The list starts with the oldest" } else { "The list starts with the newest" },
                    );
                }
                Pending::Filter { found, fields } => self.settle_filter(&found, &fields),
                Pending::Total { found, field } => self.settle_total(&found, field.as_ref()),
            }
        }
        let Some(entity) = self.plan.entity.clone() else { return };
        if let Some(found) = self.searched.take() {
            self.wish(&found, &format!("A box finds {} by any of their words", entity.plural));
        }
        if let Some(found) = self.stored.take() {
            self.wish(&found, &format!("The {} stay in this browser", entity.plural));
        }
        if let Some(found) = self.exported.take() {
            self.wish(&found, &format!("A button saves the {} as a CSV file", entity.plural));
        }
        // Dashboards read CSV files and say so themselves.
        if let Some(found) = self.csv_import.take().filter(|_| self.plan.kind != Kind::Dashboard) {
            self.unmet(&found, "Reading in files is not built. Records are added by the form");
        }
        let limits = std::mem::take(&mut self.limits);
        for (limit, found) in limits {
            let noun = self.d.tokens().get(found.end - 1).map_or("", |token| token.stem.as_str());
            let about =
                entity.singular.ends_with(noun) || ["item", "entry", "record", "element", "row"].contains(&noun);
            if about && !noun.is_empty() && (1..=MAX_ITEMS).contains(&limit) {
                self.mark(&found);
                self.plan.item_limit = Some(limit);
                self.wish(&found, &format!("There is room for {limit} {}", entity.plural));
            } else if about && !noun.is_empty() {
                self.unmet(&found, &format!("A limit must lie between 1 and {MAX_ITEMS}"));
            }
        }
    }

    fn settle_sort(&mut self, found: &Found, field: &Found, descending: Option<bool>) {
        let by_name = field.start == field.end;
        let words = self.d.words(field).to_lowercase();
        let added = phrases(
            "date added|time added|added|creation date|created|creation|date created|newest|most recent|\
            recent|entry date",
        )
        .contains(&words.trim());
        let newest = words.contains("newest") || words.contains("recent");
        let key = if by_name {
            let fields = self.plan.entity.as_ref().map(|entity| entity.fields.as_slice()).unwrap_or_default();
            fields
                .iter()
                .find(|field| field.field_type == FieldType::Text)
                .or(fields.first())
                .map(|field| field.key.clone())
        } else {
            self.field_called(&words)
        };
        let key = key.or_else(|| added.then(|| "createdAt".to_owned()));
        if self.plan.entity.is_none() {
            return;
        }
        let Some(key) = key else {
            self.unmet(found, &format!("There is no field called “{}” to sort by", words.trim()));
            return;
        };
        let descending = descending.unwrap_or(newest);
        let effect = match self.plan.field(&key) {
            Some(field) => format!(
                "The list starts sorted by {}, {}",
                field.label.to_lowercase(),
                way(&field.field_type, descending)
            ),
            None if descending => "The list starts with the newest".to_owned(),
            None => "The list starts with the oldest".to_owned(),
        };
        self.plan.sort = Some(Sort { field: key, descending });
        self.wish(found, &effect);
    }

    fn settle_filter(&mut self, found: &Found, wanted: &[Found]) {
        if self.plan.entity.is_none() {
            return;
        }
        let mut labels = Vec::new();
        let mut end = found.start + 1;
        for (index, place) in wanted.iter().enumerate() {
            let words = self.d.words(place).to_lowercase();
            match self.field_called(&words) {
                Some(key) if !self.plan.filters.contains(&key) => {
                    labels.push(self.plan.field(&key).map_or(words.clone(), |field| field.label.to_lowercase()));
                    self.plan.filters.push(key);
                    end = place.end;
                }
                Some(_) => end = place.end,
                None if index == 0 => {
                    let found = Found { start: found.start, end: place.end };
                    self.unmet(&found, &format!("There is no field called “{}” to filter by", words.trim()));
                    return;
                }
                // Further words may belong to the next wish.
                None => break,
            }
        }
        if !labels.is_empty() {
            let found = Found { start: found.start, end };
            self.mark(&found);
            self.wish(&found, &format!("The list can be narrowed by {}", labels.join(" and ")));
        }
    }

    fn settle_total(&mut self, found: &Found, field: Option<&Found>) {
        let Some(entity) = self.plan.entity.clone() else { return };
        let sums = |kind: &FieldType| matches!(kind, FieldType::Number { .. } | FieldType::Money { .. });
        let named = field.and_then(|field| self.field_called(&self.d.words(field).to_lowercase()));
        let key = match (&named, field) {
            (Some(key), _) => Some(key.clone()),
            // A bare "total" means the money, or the only number.
            (None, _) => {
                let money = entity.fields.iter().find(|field| matches!(field.field_type, FieldType::Money { .. }));
                money
                    .or_else(|| entity.fields.iter().find(|field| sums(&field.field_type)))
                    .map(|field| field.key.clone())
            }
        };
        let usable = key.and_then(|key| self.plan.field(&key).cloned()).filter(|field| sums(&field.field_type));
        match usable {
            Some(field) if !self.plan.totals.contains(&field.key) => {
                self.wish(found, &format!("The total of {} is shown under the list", field.label.to_lowercase()));
                self.plan.totals.push(field.key);
            }
            Some(_) => {}
            None => self.unmet(found, "There is no number or amount of money to add up"),
        }
    }

    /// The key of the field that these words mean: the same label, or one whose words are all there.
    fn field_called(&self, words: &str) -> Option<String> {
        let fields = &self.plan.entity.as_ref()?.fields;
        let simple = |text: &str| {
            plural_phrase(&singular_phrase(text.trim().trim_start_matches("the ").trim_start_matches("their ")))
        };
        let wanted = simple(words);
        let same = fields.iter().find(|field| simple(&field.label.to_lowercase()) == wanted);
        let part = || {
            fields.iter().find(|field| {
                let label = field.label.to_lowercase();
                let label_words: Vec<&str> = label.split([' ', '-']).collect();
                let wanted_words: Vec<&str> = words.split_whitespace().collect();
                !wanted_words.is_empty()
                    && (wanted_words.iter().all(|w| label_words.contains(w))
                        || label_words.iter().all(|w| wanted_words.contains(w)))
            })
        };
        same.or_else(part).map(|field| field.key.clone())
    }

    /// Adds the field that a well-known thing is called by, when the list left it out: a book needs a title.
    pub(super) fn add_name_field(&mut self) {
        const TITLED: [&str; 22] = [
            "book",
            "film",
            "movie",
            "song",
            "album",
            "article",
            "recipe",
            "game",
            "board game",
            "podcast",
            "show",
            "series",
            "painting",
            "poem",
            "comic",
            "magazine",
            "note",
            "post",
            "paper",
            "video",
            "task",
            "card",
        ];
        const NAMED: &str = "\
            person contact member guest client customer student employee plant pet dog cat product city country \
            company restaurant friend player team project tool wine supplier";
        let Some(entity) = self.plan.entity.as_mut() else { return };
        let last = entity.singular.rsplit(' ').next().unwrap_or_default().to_owned();
        let label = if TITLED.contains(&entity.singular.as_str()) || TITLED.contains(&last.as_str()) {
            "Title"
        } else if among(NAMED, last.as_str()) {
            "Name"
        } else {
            return;
        };
        let named = entity.fields.iter().any(|field| {
            let label = field.label.to_lowercase();
            ["title", "name", "company", "person", "task", "label", "what", "text", "headline", "subject", "question"]
                .iter()
                .any(|word| label.split(' ').any(|part| part == *word))
                || label == entity.singular
        });
        if named || entity.fields.is_empty() || entity.fields.len() >= crate::check::MAX_FIELDS {
            return;
        }
        // Nobody asked for it, so nobody is held up by it.
        entity.fields.insert(0, make::text(label));
        let words = entity.plural.clone();
        let effect = format!(
            "Each {} also has a {}, so that it can be called by something",
            entity.singular,
            label.to_lowercase()
        );
        self.plan.wishes.push(crate::plan::Wish { words, effect });
    }
}

/// How an order is told for a type of field.
fn way(kind: &FieldType, descending: bool) -> &'static str {
    match (kind, descending) {
        (FieldType::Date | FieldType::Time, false) => "earliest first",
        (FieldType::Date | FieldType::Time, true) => "latest first",
        (FieldType::Number { .. } | FieldType::Money { .. } | FieldType::Rating, false) => "lowest first",
        (FieldType::Number { .. } | FieldType::Money { .. } | FieldType::Rating, true) => "highest first",
        (FieldType::Checkbox, false) => "open ones first",
        (FieldType::Checkbox, true) => "ticked ones first",
        (FieldType::Choice { .. }, false) => "in the order of its options",
        (FieldType::Choice { .. }, true) => "in the reverse order of its options",
        (_, false) => "from A to Z",
        (_, true) => "from Z to A",
    }
}
