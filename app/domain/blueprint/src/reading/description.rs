//! The person's words, cut into tokens that remember where they stood.

use std::ops::Range;

use super::nouns::{among, singular};

/// A description as tokens. Words are split at hyphens, so that "to-do", "to do" and "To-Do" are one phrase.
#[derive(Debug)]
pub(crate) struct Description {
    text: String,
    tokens: Vec<Token>,
}

/// A word, a number, or one sign of punctuation.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// Lower case.
    pub lower: String,
    /// Lower case and singular.
    pub stem: String,
    /// What sort of token it is.
    pub sort: TokenSort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenSort {
    Word,
    Number,
    /// `#` and three or six hexadecimal digits.
    Hex,
    /// A sign; a line break is the sign `\n`.
    Sign,
}

/// A run of tokens, by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub start: usize,
    pub end: usize,
}

/// A list of names that followed a word: "pages: Home, About".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The word and its list.
    pub found: Found,
    /// The names as written.
    pub items: Vec<String>,
}

impl Description {
    /// Cuts any text at all into tokens.
    pub(crate) fn parse(text: &str) -> Self {
        Self { text: text.to_owned(), tokens: tokenise(text) }
    }

    /// The text as it came.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Its sentences, each a run of tokens between full stops, question marks, exclamation marks and line breaks.
    pub(crate) fn sentences(&self) -> Vec<Found> {
        let mut sentences = Vec::new();
        let mut start = 0;
        for (index, token) in self.tokens.iter().enumerate() {
            if matches!(token.lower.as_str(), "." | "!" | "?" | "\n") {
                if index > start {
                    sentences.push(Found { start, end: index });
                }
                start = index + 1;
            }
        }
        if self.tokens.len() > start {
            sentences.push(Found { start, end: self.tokens.len() });
        }
        sentences
    }

    /// Whether the phrase stands anywhere without a no before it.
    pub(crate) fn has(&self, phrase: &str) -> bool {
        self.find(&[phrase]).is_some()
    }

    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The words as the person wrote them.
    pub(crate) fn words(&self, found: &Found) -> &str {
        let tokens = &self.tokens[found.start.min(self.tokens.len())..found.end.min(self.tokens.len())];
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => self.text[first.span.start..last.span.end].trim(),
            _ => "",
        }
    }

    /// Whether the phrase stands at this token. Singular and plural are the same here, as are hyphens and spaces.
    pub(crate) fn at(&self, index: usize, phrase: &str) -> Option<Found> {
        let mut end = index;
        for wanted in phrase.split([' ', '-']).filter(|word| !word.is_empty()) {
            let token = self.tokens.get(end)?;
            if token.lower != wanted && token.stem != wanted {
                return None;
            }
            end += 1;
        }
        (end > index).then_some(Found { start: index, end })
    }

    /// The first place of any of the phrases that is not said no to ("without a timer").
    pub(crate) fn find(&self, phrases: &[&str]) -> Option<Found> {
        self.find_from(0, phrases)
    }

    /// Like [`Description::find`], from a token on.
    pub(crate) fn find_from(&self, from: usize, phrases: &[&str]) -> Option<Found> {
        (from..self.tokens.len())
            .find_map(|index| phrases.iter().find_map(|phrase| self.at(index, phrase)).filter(|f| !self.negated(f)))
    }

    /// Every place of the phrases, longest phrase first at each place.
    pub(crate) fn find_all(&self, phrases: &[&str]) -> Vec<Found> {
        let mut all = Vec::new();
        let mut index = 0;
        while index < self.tokens.len() {
            let longest = phrases.iter().filter_map(|phrase| self.at(index, phrase)).max_by_key(|found| found.end);
            match longest {
                Some(found) => {
                    index = found.end;
                    all.push(found);
                }
                None => index += 1,
            }
        }
        all
    }

    /// The first place of any of the phrases that *is* said no to.
    pub(crate) fn find_negated(&self, phrases: &[&str]) -> Option<Found> {
        self.find_all(phrases)
            .into_iter()
            .find(|found| self.negated(found))
            .map(|found| Found { start: self.negation(&found).unwrap_or(found.start), end: found.end })
    }

    /// Whether the words just before say no: "no", "without", "don't need a", "not".
    pub(crate) fn negated(&self, found: &Found) -> bool {
        self.negation(found).is_some()
    }

    fn negation(&self, found: &Found) -> Option<usize> {
        const NO: &str = "\
            no not without don't dont doesn't never nor";
        const BETWEEN: &str = "\
            a an any the need want use or have be in it";
        let mut index = found.start;
        for _ in 0..4 {
            index = index.checked_sub(1)?;
            let word = self.tokens[index].lower.as_str();
            if among(NO, word) {
                return Some(index);
            }
            if !among(BETWEEN, word) {
                return None;
            }
        }
        None
    }

    /// A number right before the place or up to three words after it: "10 questions", "limit of 30".
    pub(crate) fn number_near(&self, found: &Found) -> Option<(u32, Found)> {
        let number = |index: usize| self.tokens.get(index).and_then(number_of);
        if let Some(value) = found.start.checked_sub(1).and_then(number) {
            return Some((value, Found { start: found.start - 1, end: found.end }));
        }
        for index in found.end..(found.end + 4).min(self.tokens.len()) {
            if self.tokens[index].sort == TokenSort::Sign && self.tokens[index].lower != ":" {
                return None;
            }
            if let Some(value) = number(index) {
                return Some((value, Found { start: found.start, end: index + 1 }));
            }
        }
        None
    }

    /// The names that follow one of these words and a colon, or "called", or nothing: "pages: Home, About and Contact".
    /// The list ends with the sentence or line, at a bracket, or after 12 names.
    pub(crate) fn list_after(&self, phrases: &[&str]) -> Option<Listed> {
        let mut from = 0;
        while let Some(found) = self.find_from(from, phrases) {
            from = found.end;
            let mut index = found.end;
            let mut announced = false;
            while let Some(token) = self.tokens.get(index) {
                if token.lower == ":" {
                    announced = true;
                } else if !["called", "named", "like", "such", "as", "for", "are"].contains(&token.lower.as_str()) {
                    break;
                } else {
                    announced = true;
                }
                index += 1;
            }
            let (items, end) = self.names(index);
            if !items.is_empty() && (announced || items.len() > 1) {
                return Some(Listed { found: Found { start: found.start, end }, items });
            }
        }
        None
    }

    fn names(&self, from: usize) -> (Vec<String>, usize) {
        let mut items = Vec::new();
        let mut start = from;
        let mut index = from;
        let mut last = false;
        loop {
            let word = self.tokens.get(index).map(|token| token.lower.as_str());
            let goes_on = matches!(word, Some("having" | "with" | "where" | "which" | "that" | "who"));
            let ends = goes_on || matches!(word, None | Some("." | "\n" | ";" | "(" | ")" | ":" | "!" | "?"));
            let parts = matches!(word, Some("," | "and" | "&" | "/" | "plus"));
            if ends || parts {
                // "… and cards having a title": what is told about has left the list.
                let told_about = goes_on && last;
                if index > start && index - start <= 5 && items.len() < 12 && !told_about {
                    items.push(self.words(&Found { start, end: index }).trim_matches(['"', '“', '”', '\'']).to_owned());
                }
                // "A, B and C, dark mode": the name behind "and" is the last.
                if ends || (last && word == Some(",") && items.len() > 2) {
                    return (items, if told_about { start.saturating_sub(1) } else { index });
                }
                start = index + 1;
                last = matches!(word, Some("and" | "&"));
            }
            index += 1;
        }
    }

    /// What stands in quotation marks, with its place.
    pub(crate) fn quoted(&self) -> Option<(String, Found)> {
        const PAIRS: [(&str, &str); 3] = [("\"", "\""), ("“", "”"), ("«", "»")];
        for (start, token) in self.tokens.iter().enumerate() {
            for (open, close) in PAIRS {
                if token.lower != open {
                    continue;
                }
                let end = (start + 1..self.tokens.len().min(start + 14)).find(|i| self.tokens[*i].lower == close);
                if let Some(end) = end.filter(|end| *end > start + 1) {
                    let words = self.words(&Found { start: start + 1, end }).to_owned();
                    return Some((words, Found { start, end: end + 1 }));
                }
            }
        }
        None
    }
}

/// The value of a number token or of a small number word.
fn number_of(token: &Token) -> Option<u32> {
    const WORDS: &str = "\
        zero one two three four five six seven eight nine ten eleven twelve";
    match token.sort {
        TokenSort::Number => token.lower.replace(['.', ','], "").parse().ok(),
        // "one" is far more often a pronoun than a count.
        TokenSort::Word => {
            WORDS.split_whitespace().skip(2).position(|word| word == token.lower).map(|at| at as u32 + 2)
        }
        TokenSort::Hex | TokenSort::Sign => None,
    }
}

fn tokenise(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let sort = if c.is_alphabetic() {
            // Apostrophes stay inside a word; full stops inside names such as "Node.js" do too.
            while let Some(&(at, next)) = chars.peek() {
                let after = text[at + next.len_utf8()..].chars().next();
                let inner = matches!(next, '\'' | '’' | '.') && after.is_some_and(char::is_alphabetic);
                if !(next.is_alphanumeric() || next == '_' || inner || is_mark(next)) {
                    break;
                }
                chars.next();
                end = at + next.len_utf8();
            }
            TokenSort::Word
        } else if c.is_numeric() {
            while let Some(&(at, next)) = chars.peek() {
                let after = text[at + next.len_utf8()..].chars().next();
                let inner = matches!(next, '.' | ',') && after.is_some_and(char::is_numeric);
                if !(next.is_alphanumeric() || inner) {
                    break;
                }
                chars.next();
                end = at + next.len_utf8();
            }
            TokenSort::Number
        } else if c == '#' {
            let digits = text[end..].chars().take_while(char::is_ascii_hexdigit).count();
            let ends = !text[end + digits..].starts_with(char::is_alphanumeric);
            if ends && (digits == 3 || digits == 6) {
                end += digits;
                for _ in 0..digits {
                    chars.next();
                }
                TokenSort::Hex
            } else {
                TokenSort::Sign
            }
        } else if c == '\n' {
            TokenSort::Sign
        } else if c.is_whitespace() || c.is_control() {
            continue;
        } else if c == '-' && joins(text, start) {
            // A hyphen inside a word only parts it; one that stands alone is a sign, such as a list's bullet.
            continue;
        } else {
            TokenSort::Sign
        };
        let lower = if c == '\n' { "\n".to_owned() } else { text[start..end].to_lowercase().replace('’', "'") };
        let stem = if sort == TokenSort::Word { singular(&lower) } else { lower.clone() };
        tokens.push(Token { span: start..end, lower, stem, sort });
    }
    tokens
}

/// Accents that are written as characters of their own.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}')
}

fn joins(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    let after = text[at + 1..].chars().next().is_some_and(char::is_alphanumeric);
    before && after
}
