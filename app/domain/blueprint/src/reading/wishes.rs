//! Wishes about behaviour: order, filters, totals, search, storage, export and limits. Those that name fields wait as
//! [`Pending`] until the fields are known.

use super::Reading;
use super::description::{Found, TokenSort};
use super::nouns::{among, phrases};
use crate::plan::Storage;

/// A wish that names fields. It is found before the fields are known and settled after.
#[derive(Debug, Clone)]
pub(super) enum Pending {
    Sort { found: Found, field: Found, descending: Option<bool> },
    NewestFirst { found: Found, oldest: bool },
    Filter { found: Found, fields: Vec<Found> },
    Total { found: Found, field: Option<Found> },
}

const DESCENDING: &str = "descending|desc|newest first|highest first|latest first|largest first|biggest first|\
    best first|most recent first|z to a|in reverse|from high to low|high to low|most expensive first";
const ASCENDING: &str = "ascending|asc|oldest first|lowest first|earliest first|smallest first|cheapest first|\
    soonest first|a to z|alphabetically|from low to high|low to high|in alphabetical order|shortest first";

impl Reading<'_> {
    /// Everything that can be read before the fields are known.
    pub(super) fn read_early_wishes(&mut self) {
        self.read_sort();
        // Lists of filters end where another wish begins, so those are found first.
        self.read_totals();
        self.read_filters();
        self.read_search();
        self.read_storage();
        self.read_language();
        self.read_theme();
        self.read_csv();
        self.read_limit();
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.d.tokens().get(at).map_or("", |token| token.lower.as_str())
    }

    fn direction_at(&self, at: usize) -> Option<(Found, bool)> {
        let longest =
            |phrases: &[&str]| phrases.iter().filter_map(|phrase| self.d.at(at, phrase)).max_by_key(|found| found.end);
        longest(&phrases(DESCENDING))
            .map(|found| (found, true))
            .or_else(|| longest(&phrases(ASCENDING)).map(|found| (found, false)))
    }

    fn read_sort(&mut self) {
        let verbs = ["sorted", "sort", "sorting", "ordered", "order", "ordering", "arranged", "ranked"];
        for at in 0..self.d.tokens().len() {
            if self.used[at] || !verbs.contains(&self.word(at)) {
                continue;
            }
            let mut by = at + 1;
            while among("them it the list all everything first automatically entries items", self.word(by))
                && by < at + 4
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
            let asked =
                leads || among("show shows a the and with see display shown", before) || self.word(at + 1) == "shown";
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
        } else if let Some(found) =
            self.unused(&phrases("search box|search bar|search field|searchable|search|full text search|look up"))
        {
            self.mark(&found);
            self.plan.search = true;
            self.searched = Some(found);
        }
    }

    fn read_storage(&mut self) {
        let none = phrases(
            "don't save|do not save|don't store|do not store|don't keep|don't remember|no storage|\
            without storage|nothing is saved|not saved|without saving|no saving|forget everything|\
            in memory only|only in memory|not stored|never save|never store|nothing should be saved|\
            nothing stored|don't persist|no persistence",
        );
        let keep = phrases(
            "local storage|localstorage|keep in browser|keep it in the browser|saved in the browser|\
            stored in the browser|store in the browser|save in the browser|kept in the browser|\
            in my browser|in the browser|remember everything|remember|remembers|remembered|\
            survive a reload|survives a reload|survive reload|after a reload|after reload|saved locally|\
            stored locally|persistent|persist",
        );
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

    fn read_csv(&mut self) {
        if let Some(found) =
            self.unused(&["import csv", "csv import", "import from csv", "import a csv", "excel import"])
        {
            self.csv_import = Some(found);
        }
        let phrases = phrases(
            "csv export|export as csv|export to csv|export csv|save as csv|download as csv|download csv|\
            export to a csv file|export as a csv file|export to excel|excel export|spreadsheet export|\
            export to a spreadsheet|csv file|csv download|as csv",
        );
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
}
