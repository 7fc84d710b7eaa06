//! Wishes about behaviour: order, filters, search, totals, storage, language, theme, colours, pages, limits.

use super::Reading;
use super::description::{Found, TokenSort};
use super::fields as make;
use super::nouns::{among, plural_phrase};
use crate::check::{MAX_ITEMS, MAX_LABEL};
use crate::colour;
use crate::plan::{FieldType, Language, Sort, Storage, Theme};

/// A wish that names fields. It is found before the fields are known and settled after.
#[derive(Debug, Clone)]
pub(crate) enum Pending {
    Sort { found: Found, field: Found, descending: Option<bool> },
    NewestFirst { found: Found, oldest: bool },
    Filter { found: Found, fields: Vec<Found> },
    Total { found: Found, field: Option<Found> },
}

const DESCENDING: [&str; 14] = [
    "descending",
    "desc",
    "newest first",
    "highest first",
    "latest first",
    "largest first",
    "biggest first",
    "best first",
    "most recent first",
    "z to a",
    "in reverse",
    "from high to low",
    "high to low",
    "most expensive first",
];
const ASCENDING: [&str; 14] = [
    "ascending",
    "asc",
    "oldest first",
    "lowest first",
    "earliest first",
    "smallest first",
    "cheapest first",
    "soonest first",
    "a to z",
    "alphabetically",
    "from low to high",
    "low to high",
    "in alphabetical order",
    "shortest first",
];

impl Reading<'_> {
    /// Everything that can be read before the fields are known.
    pub(super) fn read_early_wishes(&mut self) {
        self.read_sort();
        self.read_filters();
        self.read_totals();
        self.read_search();
        self.read_storage();
        self.read_language();
        self.read_theme();
        self.read_csv();
        self.read_limit();
    }

    fn word(&self, at: usize) -> &str {
        self.d.tokens().get(at).map_or("", |token| token.lower.as_str())
    }

    fn direction_at(&self, at: usize) -> Option<(Found, bool)> {
        let longest =
            |phrases: &[&str]| phrases.iter().filter_map(|phrase| self.d.at(at, phrase)).max_by_key(|found| found.end);
        longest(&DESCENDING).map(|found| (found, true)).or_else(|| longest(&ASCENDING).map(|found| (found, false)))
    }

    fn read_sort(&mut self) {
        let verbs = ["sorted", "sort", "sorting", "ordered", "order", "ordering", "arranged", "ranked"];
        for at in 0..self.d.tokens().len() {
            if self.used[at] || !verbs.contains(&self.word(at)) {
                continue;
            }
            let mut by = at + 1;
            while matches!(
                self.word(by),
                "them" | "it" | "the" | "list" | "all" | "everything" | "first" | "automatically" | "entries" | "items"
            ) && by < at + 4
            {
                by += 1;
            }
            if self.word(by) != "by" {
                // "sorted alphabetically", "sorted newest first"
                if let Some((direction, descending)) = self.direction_at(by).filter(|_| self.word(at) != "order") {
                    let found = Found { start: at, end: direction.end };
                    self.mark(&found);
                    let alphabetical = self.d.words(&direction).to_lowercase().contains("alphabet");
                    self.pending.push(if alphabetical {
                        Pending::Sort { found, field: Found { start: by, end: by }, descending: Some(false) }
                    } else {
                        Pending::NewestFirst { found, oldest: !descending }
                    });
                }
                continue;
            }
            let mut end = by + 1;
            let mut direction = None;
            while end < self.d.tokens().len() && end - by <= 5 {
                direction = self.direction_at(end);
                let stops = matches!(
                    self.word(end),
                    "," | "."
                        | ";"
                        | ")"
                        | "("
                        | "\n"
                        | "and"
                        | "with"
                        | "in"
                        | "which"
                        | "where"
                        | "that"
                        | "then"
                        | "so"
                        | "!"
                        | "but"
                        | "or"
                );
                if direction.is_some() || stops {
                    break;
                }
                end += 1;
            }
            let field = Found { start: by + 1, end };
            let mut last = end;
            if direction.is_none() {
                // "sorted by price, cheapest first" and "sorted by price (highest first)"
                let next = if matches!(self.word(end), "," | "(" | "in") { end + 1 } else { end };
                direction = self.direction_at(next);
            }
            if let Some((found, _)) = &direction {
                last = found.end;
            }
            let found = Found { start: at, end: last };
            self.mark(&found);
            self.pending.push(Pending::Sort { found, field, descending: direction.map(|(_, descending)| descending) });
        }
        let loose = [
            ("newest first", false),
            ("latest first", false),
            ("most recent first", false),
            ("newest on top", false),
            ("newest at the top", false),
            ("oldest first", true),
        ];
        for (phrase, oldest) in loose {
            if let Some(found) = self.unused(&[phrase]) {
                self.mark(&found);
                self.pending.push(Pending::NewestFirst { found, oldest });
            }
        }
    }

    fn read_filters(&mut self) {
        let verbs = ["filter", "filtered", "filtering", "filterable", "filters", "narrow", "narrowed"];
        for at in 0..self.d.tokens().len() {
            if self.used[at] || !verbs.contains(&self.word(at)) {
                continue;
            }
            let mut by = at + 1;
            while matches!(self.word(by), "them" | "it" | "the" | "list" | "down" | "all") && by < at + 4 {
                by += 1;
            }
            if !matches!(self.word(by), "by" | "on" | "for") {
                continue;
            }
            let mut fields = Vec::new();
            let mut start = by + 1;
            let mut index = start;
            loop {
                let here = self.word(index);
                let ends = matches!(
                    here,
                    "" | "."
                        | ";"
                        | ")"
                        | "("
                        | "\n"
                        | "which"
                        | "where"
                        | "that"
                        | "so"
                        | "then"
                        | "in"
                        | "with"
                        | "!"
                        | "but"
                ) || verbs.contains(&here)
                    || self.used.get(index).copied().unwrap_or_default();
                let parts = matches!(here, "," | "and" | "or" | "&" | "/");
                if ends || parts {
                    if index > start && index - start <= 4 {
                        fields.push(Found { start, end: index });
                    }
                    start = index + 1;
                }
                if ends {
                    break;
                }
                index += 1;
            }
            let found = Found { start: at, end: fields.last().map_or(by, |field| field.end) };
            // Only the first words surely belong here; the rest is marked when it turns out to be fields.
            self.mark(&Found { start: at, end: fields.first().map_or(by, |field| field.end) });
            self.pending.push(Pending::Filter { found, fields });
        }
    }

    fn read_totals(&mut self) {
        let words = ["total", "totals", "sum", "sums"];
        for at in 0..self.d.tokens().len() {
            if self.used[at] || !words.contains(&self.word(at)) {
                continue;
            }
            let mut of = at + 1;
            let leads = matches!(self.word(of), "of" | "up" | "for");
            if leads {
                of += 1;
                while matches!(self.word(of), "the" | "all" | "my" | "every") {
                    of += 1;
                }
            }
            let before = at.checked_sub(1).map_or("", |before| self.word(before));
            let asked = leads
                || matches!(before, "show" | "shows" | "a" | "the" | "and" | "with" | "see" | "display" | "shown")
                || self.word(at + 1) == "shown";
            if !asked {
                continue;
            }
            let mut end = of;
            while end < self.d.tokens().len()
                && end - of < 3
                && !matches!(
                    self.word(end),
                    "," | "."
                        | ";"
                        | ")"
                        | "("
                        | "\n"
                        | "and"
                        | "at"
                        | "in"
                        | "below"
                        | "under"
                        | "on"
                        | "shown"
                        | "per"
                        | "with"
                )
            {
                end += 1;
            }
            let field = (end > of).then_some(Found { start: of, end });
            let found = Found { start: at, end };
            // "total" may be a field of its own ("amount, total (money)"), so it is only taken when it is asked for.
            if leads || field.is_some() || matches!(before, "show" | "shows" | "see" | "display") {
                self.mark(&found);
                self.pending.push(Pending::Total { found, field });
            }
        }
    }

    fn read_search(&mut self) {
        let no = ["search", "search box", "search bar", "search field"];
        if let Some(found) = self.d.find_negated(&no) {
            self.mark(&found);
            self.plan.search = false;
            self.wish(&found, "There is no search box");
        } else if let Some(found) = self.unused(&[
            "search box",
            "search bar",
            "search field",
            "searchable",
            "search",
            "full text search",
            "look up",
        ]) {
            self.mark(&found);
            self.plan.search = true;
            self.searched = Some(found);
        }
    }

    fn read_storage(&mut self) {
        let none = [
            "don't save",
            "do not save",
            "don't store",
            "do not store",
            "don't keep",
            "don't remember",
            "no storage",
            "without storage",
            "nothing is saved",
            "not saved",
            "without saving",
            "no saving",
            "forget everything",
            "in memory only",
            "only in memory",
            "not stored",
            "never save",
            "never store",
            "nothing should be saved",
            "nothing stored",
            "don't persist",
            "no persistence",
        ];
        let keep = [
            "local storage",
            "localstorage",
            "keep in browser",
            "keep it in the browser",
            "saved in the browser",
            "stored in the browser",
            "store in the browser",
            "save in the browser",
            "kept in the browser",
            "in my browser",
            "in the browser",
            "remember everything",
            "remember",
            "remembers",
            "remembered",
            "survive a reload",
            "survives a reload",
            "survive reload",
            "after a reload",
            "after reload",
            "saved locally",
            "stored locally",
            "persistent",
            "persist",
        ];
        if let Some(found) = self.unused(&none) {
            self.mark(&found);
            self.plan.storage = Storage::None;
            self.wish(&found, "Nothing is kept: a reload starts afresh, and the page says so");
        } else if let Some(found) = self.unused(&keep) {
            self.mark(&found);
            self.plan.storage = Storage::Browser;
            self.stored = Some(found);
        }
    }

    fn read_language(&mut self) {
        let plain = [
            "plain javascript",
            "vanilla javascript",
            "vanilla js",
            "plain js",
            "pure javascript",
            "javascript",
            "js",
            "without typescript",
            "no typescript",
            "html css js",
            "plain html",
        ];
        let negated_ts = self.d.find_negated(&["typescript", "ts"]);
        let negated_js = self.d.find_negated(&["javascript", "js"]);
        if let Some(found) = negated_ts.or_else(|| if negated_js.is_some() { None } else { self.unused(&plain) }) {
            self.mark(&found);
            self.plan.language = Language::Javascript;
            self.wish(&found, "The modules are plain JavaScript");
        } else if let Some(found) = self.unused(&["typescript", "ts"]) {
            self.mark(&found);
            self.plan.language = Language::Typescript;
            self.wish(&found, "The modules are TypeScript");
        }
    }

    fn read_theme(&mut self) {
        let dark = [
            "dark mode",
            "dark theme",
            "dark look",
            "dark design",
            "dark background",
            "dark style",
            "night mode",
            "dark ui",
            "black background",
            "dark version",
        ];
        let light = [
            "light mode",
            "light theme",
            "light look",
            "light design",
            "light background",
            "light ui",
            "white background",
            "bright background",
        ];
        let system = [
            "light and dark",
            "dark and light",
            "light or dark",
            "dark or light",
            "follow the system",
            "follows the system",
            "system theme",
            "system preference",
            "dark and light mode",
            "light and dark mode",
            "automatic dark mode",
        ];
        let (found, theme, effect) = if let Some(found) = self.unused(&system) {
            (found, Theme::System, "Light or dark, as the visitor's system prefers")
        } else if let Some(found) = self.d.find_negated(&["dark mode", "dark theme"]) {
            (found, Theme::Light, "The page is always light")
        } else if let Some(found) = self.unused(&dark) {
            (found, Theme::Dark, "The page is always dark")
        } else if let Some(found) = self.unused(&light) {
            (found, Theme::Light, "The page is always light")
        } else {
            return;
        };
        // "light and dark mode" and "dark theme" swallow the noun behind them.
        let end = if matches!(self.word(found.end), "mode" | "theme") { found.end + 1 } else { found.end };
        let found = Found { start: found.start, end };
        self.mark(&found);
        self.plan.theme = theme;
        self.wish(&found, effect);
    }

    fn read_csv(&mut self) {
        if let Some(found) =
            self.unused(&["import csv", "csv import", "import from csv", "import a csv", "excel import"])
        {
            self.csv_import = Some(found);
        }
        let phrases = [
            "csv export",
            "export as csv",
            "export to csv",
            "export csv",
            "save as csv",
            "download as csv",
            "download csv",
            "export to a csv file",
            "export as a csv file",
            "export to excel",
            "excel export",
            "spreadsheet export",
            "export to a spreadsheet",
            "csv file",
            "csv download",
            "as csv",
        ];
        if let Some(found) = self.unused(&phrases) {
            self.mark(&found);
            self.plan.csv_export = true;
            self.exported = Some(found);
        }
    }

    fn read_limit(&mut self) {
        for phrase in
            ["at most", "no more than", "up to", "maximum of", "max", "maximum", "limit of", "limited to", "limit to"]
        {
            for start in 0..self.d.tokens().len() {
                let Some(found) = self.d.at(start, phrase).filter(|found| !self.used[found.start]) else { continue };
                let Some(number) = self.d.tokens().get(found.end).filter(|token| token.sort == TokenSort::Number)
                else {
                    continue;
                };
                let Ok(limit) = number.lower.replace([',', '.'], "").parse::<u32>() else { continue };
                self.limits.push((limit, Found { start, end: (found.end + 2).min(self.d.tokens().len()) }));
            }
        }
    }

    /// What names fields, now that they are known.
    pub(super) fn settle(&mut self) {
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
        if let Some(found) = self.csv_import.take() {
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
        let added = [
            "date added",
            "time added",
            "added",
            "creation date",
            "created",
            "creation",
            "date created",
            "newest",
            "most recent",
            "recent",
            "entry date",
        ]
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
        let label = self.plan.field(&key).map_or("time of adding".to_owned(), |field| field.label.to_lowercase());
        let way = if descending { "largest or latest first" } else { "smallest, earliest or A first" };
        self.plan.sort = Some(Sort { field: key, descending });
        self.wish(found, &format!("The list starts sorted by {label}, {way}"));
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
            plural_phrase(&super::nouns::singular_phrase(
                text.trim().trim_start_matches("the ").trim_start_matches("their "),
            ))
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

    /// A colour that is meant for the page, in what is left of the words.
    pub(super) fn read_accent(&mut self) {
        let mut best: Option<(u8, Found, String)> = None;
        for at in 0..self.d.tokens().len() {
            if self.used[at] {
                continue;
            }
            let Some((found, value)) = self.colour_at(at) else { continue };
            let weight = self.colour_weight(&found);
            let longer = best.as_ref().is_none_or(|(known, place, _)| {
                weight > *known || (weight == *known && place.start == found.start && found.end > place.end)
            });
            if weight > 0 && longer {
                best = Some((weight, found, value));
            }
        }
        let Some((_, mut found, value)) = best else { return };
        let after = self.word(found.end);
        if matches!(
            after,
            "accent"
                | "accents"
                | "theme"
                | "colour"
                | "color"
                | "colours"
                | "colors"
                | "look"
                | "design"
                | "buttons"
                | "highlights"
                | "tones"
                | "style"
                | "header"
        ) {
            found.end += 1;
        }
        self.mark(&found);
        let shown = self.d.words(&found).to_owned();
        self.accent = Some(found.clone());
        self.plan.accent = value;
        let accent = self.plan.accent.clone();
        self.wish(&found, &format!("The accent colour is {accent}, from “{shown}”"));
    }

    /// The longest colour that begins at a token, as hex.
    fn colour_at(&self, at: usize) -> Option<(Found, String)> {
        if self.d.tokens()[at].sort == TokenSort::Sign {
            return None;
        }
        (1..=3).rev().find_map(|length| {
            let found = Found { start: at, end: at + length };
            if at + length > self.d.tokens().len()
                || (at..at + length).any(|i| self.used[i] || self.d.tokens()[i].sort == TokenSort::Sign)
            {
                return None;
            }
            colour::parse(self.d.words(&found)).map(|rgb| (found, rgb.to_string()))
        })
    }

    /// How surely a colour is meant for the look: 0 for one that is only a word in a sentence, such as in "orange juice".
    fn colour_weight(&self, found: &Found) -> u8 {
        let before = found.start.checked_sub(1).map_or("", |at| self.word(at));
        let earlier = found.start.checked_sub(2).map_or("", |at| self.word(at));
        let after = self.word(found.end);
        let looks = [
            "accent",
            "accents",
            "theme",
            "colour",
            "color",
            "colours",
            "colors",
            "scheme",
            "palette",
            "look",
            "design",
            "buttons",
            "button",
            "highlights",
            "tones",
            "style",
            "background",
            "header",
            "and",
        ];
        let apps = [
            "page",
            "site",
            "website",
            "app",
            "list",
            "board",
            "shop",
            "blog",
            "form",
            "quiz",
            "game",
            "dashboard",
            "tracker",
            "portfolio",
            "store",
            "landing",
            "to",
            "todo",
            "kanban",
            "notebook",
            "notes",
            "chat",
        ];
        let ends = matches!(after, "" | "," | "." | ";" | "\n" | "!" | ")" | "and" | "please" | "with");
        let starts = matches!(
            before,
            "" | "," | "." | ";" | "\n" | "and" | "(" | "in" | "be" | "use" | "with" | ":" | "is" | "all"
        );
        if self.d.tokens()[found.start].sort == TokenSort::Hex {
            3
        } else if looks.contains(&after) && after != "and"
            || (matches!(before, "colour" | "color" | "accent" | "theme" | ":" | "is")
                && (looks.contains(&earlier) || before != ":" && before != "is"))
        {
            3
        } else if apps.contains(&after) || (starts && ends) {
            2
        } else {
            0
        }
    }

    /// "pages: Home, About, Contact".
    pub(super) fn read_pages(&mut self) {
        let Some(listed) = self.d.list_after(&["page", "section", "tab", "menu item", "screen"]) else { return };
        let mut pages: Vec<String> = Vec::new();
        for item in &listed.items {
            let name: String = item
                .trim_start_matches("a ")
                .trim_start_matches("an ")
                .trim_start_matches("the ")
                .chars()
                .filter(|c| !c.is_control())
                .collect();
            let name = super::nouns::capital(name.trim());
            let fits = !name.is_empty() && name.chars().count() <= MAX_LABEL;
            if fits && !pages.iter().any(|page| page.to_lowercase() == name.to_lowercase()) {
                pages.push(name);
            }
        }
        if pages.is_empty() || self.used[listed.found.start] {
            return;
        }
        self.mark(&listed.found);
        self.wish(&listed.found, &format!("The pages are {}", pages.join(", ")));
        self.plan.pages = pages;
    }

    /// Currency words turn every amount of money into that currency: "prices in dollars".
    pub(super) fn read_currency(&mut self) {
        let found = (0..self.d.tokens().len()).find_map(|at| {
            let code = super::list::currency(self.word(at))?;
            let sign = !self.word(at).chars().all(char::is_alphabetic);
            let stated = sign || self.word(at) != "us" && self.word(at) != "franc" && self.word(at) != "pound";
            stated.then_some((Found { start: at, end: at + 1 }, code))
        });
        let Some((found, code)) = found else { return };
        let mut changed = false;
        if let Some(entity) = self.plan.entity.as_mut() {
            for field in &mut entity.fields {
                if let FieldType::Money { currency } = &mut field.field_type {
                    *currency = code.to_owned();
                    changed = true;
                }
            }
        }
        if changed {
            self.mark(&found);
            self.wish(&found, &format!("Amounts are shown in {code}"));
        }
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
            ["title", "name", "task", "label", "what", "text", "headline", "subject", "question"]
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
