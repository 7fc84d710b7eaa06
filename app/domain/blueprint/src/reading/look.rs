//! Wishes about the look and the language: theme, accent, pages, currency, TypeScript or JavaScript.

use super::Reading;
use super::description::{Found, TokenSort};
use super::nouns::{among, capital, phrases};
use crate::check::MAX_LABEL;
use crate::colour;
use crate::plan::{FieldType, Language, Theme};

impl Reading<'_> {
    pub(super) fn read_language(&mut self) {
        let plain = phrases(
            "plain javascript|vanilla javascript|vanilla js|plain js|pure javascript|javascript|js|\
            without typescript|no typescript|html css js|plain html",
        );
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

    pub(super) fn read_theme(&mut self) {
        let dark = phrases(
            "dark mode|dark theme|dark look|dark design|dark background|dark style|night mode|dark ui|\
            black background|dark version",
        );
        let light = phrases(
            "light mode|light theme|light look|light design|light background|light ui|white background|\
            bright background",
        );
        let system = phrases(
            "light and dark|dark and light|light or dark|dark or light|follow the system|\
            follows the system|system theme|system preference|dark and light mode|light and dark mode|\
            automatic dark mode",
        );
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
        if among(
            "accent accents theme colour color colours colors look design buttons highlights tones style \
            header",
            after,
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
        let looks = phrases(
            "accent|accents|theme|colour|color|colours|colors|scheme|palette|look|design|buttons|button|\
            highlights|tones|style|background|header|and",
        );
        let apps = phrases(
            "page|site|website|app|list|board|shop|blog|form|quiz|game|dashboard|tracker|portfolio|store|\
            landing|to|todo|kanban|notebook|notes|chat",
        );
        let ends = matches!(after, "" | "," | "." | ";" | "\n" | "!" | ")" | "and" | "please" | "with");
        let starts = matches!(
            before,
            "" | "," | "." | ";" | "\n" | "and" | "(" | "in" | "be" | "use" | "with" | ":" | "is" | "all" | "it"
        );
        if self.d.tokens()[found.start].sort == TokenSort::Hex
            || looks.contains(&after) && after != "and"
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
            let name = capital(name.trim());
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
            let code = super::hints::currency(self.word(at))?;
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
}
