//! What a question asks for. English sentences only; whatever fits no pattern is a search.

mod words;

use crate::palette::Rgb;

pub(crate) use words::is_name;
use words::{cut, quoted, trimmed_label, unquoted, without_lead};

/// A question, prepared for looking at.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// As asked, without polite words around it.
    pub text: String,
    /// The same in lower case.
    pub lower: String,
    /// Lower-case words without punctuation.
    pub words: Vec<String>,
    /// What stands in quotes or backticks, in order.
    pub quoted: Vec<String>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Intent {
    Help,
    Structure,
    Problems,
    Fix(FixScope),
    Theme {
        dark: bool,
    },
    Colour {
        target: String,
        colour: Rgb,
        written: String,
    },
    Title {
        to: String,
    },
    Heading {
        from: Option<String>,
        to: String,
    },
    Replace {
        from: String,
        to: String,
    },
    Rename {
        from: String,
        to: String,
    },
    AddField {
        label: String,
        kind: String,
    },
    RemoveField {
        label: String,
    },
    RenameField {
        from: String,
        to: String,
    },
    Sort {
        by: String,
        descending: bool,
    },
    /// A change that no pattern fits.
    UnknownChange,
    Ask,
}

/// Which findings a fix is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FixScope {
    All,
    Rule(&'static str),
}

const POLITE: [&str; 20] = [
    "please ",
    "can you ",
    "could you ",
    "would you ",
    "will you ",
    "i want you to ",
    "i would like you to ",
    "i'd like you to ",
    "i want to ",
    "i would like to ",
    "i'd like to ",
    "help me ",
    "let's ",
    "let us ",
    "now ",
    "and ",
    "hey ",
    "hi, ",
    "just ",
    "also ",
];

/// What may stand before the words or the name that a change is about.
const LEADS: [&str; 20] = [
    "the text ",
    "text ",
    "the word ",
    "the words ",
    "the label ",
    "the button ",
    "the function ",
    "function ",
    "the variable ",
    "variable ",
    "the symbol ",
    "symbol ",
    "the class ",
    "class ",
    "the component ",
    "component ",
    "the constant ",
    "the type ",
    "the interface ",
    "the method ",
];

/// The longest question that is looked at, in characters.
const MAX_QUESTION_CHARS: usize = 4_000;

impl Question {
    pub fn of(text: &str) -> Question {
        let mut text: String = text.trim().chars().take(MAX_QUESTION_CHARS).collect();
        while let Some(rest) = without_lead(&text, &POLITE).map(|rest| rest.trim_start().to_owned()) {
            text = rest;
        }
        let text = text
            .trim_end_matches(['?', '!', '.', ' ', '\n'])
            .trim_end_matches(" please")
            .trim_end_matches(',')
            .to_owned();
        let lower = text.to_lowercase();
        let words = lower
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '_' | '$' | '-' | '#')))
            .map(|word| word.trim_matches(['\'', '-']).to_owned())
            .filter(|word| !word.is_empty())
            .collect();
        let quoted = quoted(&text);
        Question { text, lower, words, quoted }
    }

    pub fn has(&self, any: &[&str]) -> bool {
        any.iter().any(|wanted| match wanted.contains(' ') {
            true => self.lower.contains(wanted),
            false => self.words.iter().any(|word| word == wanted),
        })
    }

    fn starts(&self, any: &[&str]) -> bool {
        self.words.first().is_some_and(|word| any.contains(&word.as_str()))
    }

    /// What stands between two words, with its original letters; to the end when the second does not follow.
    pub fn between(&self, after: &str, before: &str) -> Option<String> {
        let padded = |word: &str| format!(" {word} ");
        // Lower-casing can change lengths outside ASCII, so offsets only count when it did not.
        let same = self.lower.len() == self.text.len();
        let text = format!(" {} ", if same { &self.text } else { &self.lower });
        let lower = format!(" {} ", self.lower);
        let from = if after.is_empty() { 0 } else { lower.find(&padded(after))? + after.len() + 1 };
        let to = match before {
            "" => lower.len(),
            word => from + lower.get(from..)?.find(&padded(word))? + 1,
        };
        let piece = text.get(from..to)?.trim();
        (!piece.is_empty()).then(|| unquoted(piece).to_owned())
    }

    pub fn intent(&self) -> Intent {
        let verbs = [
            "change", "set", "make", "rename", "replace", "add", "remove", "delete", "drop", "sort", "order", "use",
            "switch", "turn", "fix", "clean", "update", "call", "put", "colour", "color", "enable", "paint", "correct",
            "repair",
        ];
        if self.words.is_empty()
            || self.has(&["what can you do", "help", "who are you", "how do you work"]) && self.words.len() < 8
        {
            return Intent::Help;
        }
        if self.starts(&verbs) {
            return self.change().unwrap_or(Intent::UnknownChange);
        }
        if self.starts(&[
            "write",
            "create",
            "build",
            "implement",
            "refactor",
            "convert",
            "translate",
            "optimise",
            "optimize",
            "move",
            "extract",
        ]) {
            return Intent::UnknownChange;
        }
        let asks_how = self.starts(&["how", "where", "why", "which", "who", "when"]);
        let wrong = [
            "bug", "bugs", "problem", "problems", "issue", "issues", "mistake", "mistakes", "lint", "review", "wrong",
            "warnings", "unused", "errors",
        ];
        if !asks_how && (self.has(&wrong) || self.starts(&["check"])) {
            return Intent::Problems;
        }
        let whole = [
            "structure",
            "overview",
            "entry point",
            "entry points",
            "architecture",
            "list the files",
            "list files",
            "which files",
            "what files",
            "this project",
            "the project",
            "this app",
            "the app",
            "codebase",
        ];
        let always = ["structure", "overview", "entry point", "entry points", "architecture"];
        let looks_for_one = self.has(&["where", "how does", "how do", "how is", "how are"]);
        if self.quoted.is_empty() && (self.has(&always) || (self.has(&whole) && !looks_for_one)) {
            return Intent::Structure;
        }
        if self.has(&["dark by default", "dark mode", "dark theme"]) && self.has(&["want", "should"]) {
            return Intent::Theme { dark: true };
        }
        Intent::Ask
    }

    fn change(&self) -> Option<Intent> {
        self.fixing()
            .or_else(|| self.theme())
            .or_else(|| self.field())
            .or_else(|| self.sorting())
            .or_else(|| self.title())
            .or_else(|| self.colouring())
            .or_else(|| self.wording())
    }

    fn fixing(&self) -> Option<Intent> {
        let removes = self.starts(&["remove", "delete", "drop", "clean", "fix"]);
        let rules = [
            (&["unused import", "unused imports", "imports"][..], "unused-import"),
            (&["console.log", "console log", "console logs", "logging"][..], "console-log"),
            (&["debugger"][..], "debugger"),
            (&["unreachable", "dead code"][..], "unreachable"),
            (&["await", "awaits"][..], "missing-await"),
            (&["equality", "=="][..], "loose-equality"),
        ];
        let named = rules.iter().find(|(words, _)| words.iter().any(|word| self.lower.contains(word)));
        if let Some((_, rule)) = named
            && removes
        {
            return Some(Intent::Fix(FixScope::Rule(rule)));
        }
        let all = self.starts(&["fix", "clean", "correct", "repair"]);
        all.then_some(Intent::Fix(FixScope::All))
    }

    fn theme(&self) -> Option<Intent> {
        let themed = self.has(&["mode", "theme", "default", "scheme"]) || self.words.len() <= 3;
        let named = Rgb::parse(self.lower.rsplit(" it ").next().unwrap_or_default()).is_some();
        let dark = self.words.iter().any(|word| word == "dark");
        let light = self.words.iter().any(|word| word == "light");
        (themed && !named && dark != light && !self.has(&["button", "buttons", "accent", "accents"]))
            .then_some(Intent::Theme { dark })
    }

    fn field(&self) -> Option<Intent> {
        if !self.has(&["field", "fields", "column"]) {
            return None;
        }
        if self.starts(&["rename", "change", "call"]) {
            let from = self.named_field(self.quoted.len() >= 2)?;
            let to = self.between("to", "").or_else(|| self.quoted.get(1).cloned())?;
            return Some(Intent::RenameField { from, to });
        }
        if self.starts(&["remove", "delete", "drop"]) {
            return Some(Intent::RemoveField { label: self.named_field(true)? });
        }
        if self.starts(&["add", "put"]) {
            let label = self.quoted.first().cloned();
            let label = label.or_else(|| ["called", "named", "for"].iter().find_map(|word| self.between(word, "")));
            let label = label.map(|label| cut(&label, &[" of type ", " with ", " as ", " to ", " that "]));
            let label = label.or_else(|| {
                self.between("field", "").map(|rest| cut(&rest, &[" of type ", " with ", " as ", " to ", " that "]))
            });
            // "add a due date field"
            let aside =
                |label: &String| ["of type", "to ", "with ", "as ", "in "].iter().any(|lead| label.starts_with(lead));
            let label = label.filter(|label| !aside(label)).or_else(|| self.named_field(true))?;
            return Some(Intent::AddField { label: trimmed_label(&label), kind: self.lower.clone() });
        }
        None
    }

    /// The words around "field" that name it: "the field price", "the price field".
    fn named_field(&self, quoted: bool) -> Option<String> {
        if let Some(first) = self.quoted.first().filter(|_| quoted) {
            return Some(first.clone());
        }
        let word = ["fields", "field", "column"].into_iter().find(|word| self.has(&[word]))?;
        let verb = self.words.first()?.clone();
        let before = self.between(&verb, word).map(|piece| trimmed_label(&piece)).filter(|piece| !piece.is_empty());
        before.or_else(|| {
            let after = self.between(word, "to").or_else(|| self.between(word, ""))?;
            Some(trimmed_label(&cut(&after, &[" from "])))
        })
    }

    fn sorting(&self) -> Option<Intent> {
        let asked = self.starts(&["sort", "order"])
            || self.has(&["sorted", "newest first", "oldest first", "sort order", "ordered by"]);
        if !asked {
            return None;
        }
        let descending = self.has(&[
            "descending",
            "desc",
            "newest first",
            "highest first",
            "largest first",
            "reverse",
            "z to a",
            "latest first",
        ]);
        if self.has(&["newest", "oldest", "latest", "creation", "created"]) {
            return Some(Intent::Sort { by: "createdAt".to_owned(), descending: !self.has(&["oldest"]) });
        }
        let by = self.between("by", "").or_else(|| self.quoted.first().cloned())?;
        let by = cut(&by, &[" descending", " ascending", " desc", " asc", ",", " first", " from ", " in "]);
        Some(Intent::Sort { by: trimmed_label(&by), descending })
    }

    fn title(&self) -> Option<Intent> {
        let to = || self.between("to", "").or_else(|| self.quoted.last().cloned());
        if self.starts(&["call"]) && self.has(&["it", "this", "the app", "the site", "the page", "the project"]) {
            let last = self.quoted.last().cloned();
            let words = ["it", "this", "app", "site", "page", "project"];
            return last
                .or_else(|| words.iter().find_map(|word| self.between(word, "")))
                .map(|to| Intent::Title { to });
        }
        if self.has(&["title", "name of the app", "page name", "site name"]) && !self.has(&["titles"]) {
            return to().filter(|_| !self.has(&["sort"])).map(|to| Intent::Title { to });
        }
        if self.has(&["heading", "headline", "header", "h1", "h2", "h3"]) && !self.has(&["color", "colour"]) {
            let quoted_from = (self.quoted.len() >= 2).then(|| self.quoted[0].clone());
            let from = quoted_from.or_else(|| {
                let word = ["heading", "headline", "header"].into_iter().find(|word| self.has(&[word]))?;
                self.between(word, "to")
            });
            let to = to()?;
            return (Rgb::parse(&to).is_none() || !self.quoted.is_empty()).then_some(Intent::Heading { from, to });
        }
        None
    }

    fn colouring(&self) -> Option<Intent> {
        if self.quoted.len() >= 2 || self.starts(&["rename", "replace"]) {
            return None;
        }
        // The longest run of words at the end, or before "please", that is a colour.
        let tail: Vec<&str> = self.text.split_whitespace().collect();
        let (count, colour) = (1..=4.min(tail.len())).rev().find_map(|count| {
            let words = tail[tail.len() - count..].join(" ");
            Rgb::parse(unquoted(&words)).map(|colour| (count, colour))
        })?;
        let target = self.between(self.words.first()?, "").unwrap_or_default();
        let written = tail[tail.len() - count..].join(" ");
        let target = target.strip_suffix(&written).unwrap_or(&target).trim();
        let target = cut(&format!("{target} "), &[" to ", " into ", " as "]).trim().to_lowercase();
        let target = trimmed_label(&target);
        (!target.is_empty()).then(|| Intent::Colour { target, colour, written: unquoted(&written).to_owned() })
    }

    fn wording(&self) -> Option<Intent> {
        let replaces = self.starts(&["replace"]);
        if self.starts(&["change", "replace", "rename", "update", "set", "turn", "make"]) {
            if let [from, to, ..] = self.quoted.as_slice() {
                let renames = self.starts(&["rename"])
                    || self.has(&[
                        "function",
                        "variable",
                        "symbol",
                        "class",
                        "method",
                        "constant",
                        "type",
                        "interface",
                        "component",
                    ]);
                return Some(
                    if renames && is_name(from) && is_name(to) && !self.has(&["text", "label", "button", "heading"]) {
                        Intent::Rename { from: from.clone(), to: to.clone() }
                    } else {
                        Intent::Replace { from: from.clone(), to: to.clone() }
                    },
                );
            }
            let link = if replaces { ["with", "by"] } else { ["to", "into"] };
            let verb = self.words.first()?;
            let (from, to) = link.iter().find_map(|link| Some((self.between(verb, link)?, self.between(link, "")?)))?;
            let from = without_lead(&from, &LEADS).unwrap_or(&from).to_owned();
            let to = cut(&to, &[" everywhere", " in all files", " in the whole project", " across "]);
            let (from, to) = (unquoted(from.trim()).to_owned(), unquoted(to.trim()).to_owned());
            if self.starts(&["rename"]) && is_name(&from) && is_name(&to) {
                return Some(Intent::Rename { from, to });
            }
            return (!from.is_empty() && !to.is_empty()).then_some(Intent::Replace { from, to });
        }
        None
    }
}
