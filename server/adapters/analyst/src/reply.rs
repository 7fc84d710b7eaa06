//! Building an answer: Markdown with a place for every claim, and the changes behind it.

use std::fmt::Write as _;

use edits::Change;

/// A place in a file that an answer refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
}

/// What the analyst says and proposes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Markdown. Changes stand at its end in the form that [`edits::ChangeParser`] reads.
    pub text: String,
    /// Every place it names.
    pub citations: Vec<Citation>,
    /// The changes, each tried before it was written.
    pub changes: Vec<Change>,
}

/// The longest answer in bytes, without its changes.
const MAX_TEXT_BYTES: usize = 48 * 1024;

/// An answer that is being written.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    answer: Answer,
}

impl Reply {
    pub fn new() -> Reply {
        Reply::default()
    }

    /// Names a place as `path:line` and remembers it.
    pub fn cite(&mut self, path: &str, line: usize) -> String {
        let citation = Citation { path: path.to_owned(), line };
        if !self.answer.citations.contains(&citation) {
            self.answer.citations.push(citation);
        }
        format!("`{path}:{line}`")
    }

    /// A paragraph.
    pub fn say(&mut self, text: impl AsRef<str>) {
        self.push("\n\n", text.as_ref());
    }

    /// An item of a list.
    pub fn item(&mut self, text: impl AsRef<str>) {
        let before = self.answer.text.lines().last().is_some_and(|line| line.starts_with("- "));
        self.push(if before { "\n" } else { "\n\n" }, &format!("- {}", text.as_ref()));
    }

    /// A piece of code, with a fence longer than any inside it.
    pub fn code(&mut self, language: &str, code: &str) {
        let mut fence = "```".to_owned();
        while code.contains(&fence) {
            fence.push('`');
        }
        self.push("\n\n", &format!("{fence}{language}\n{}\n{fence}", code.trim_end_matches('\n')));
    }

    fn push(&mut self, gap: &str, text: &str) {
        if self.answer.text.len() + text.len() > MAX_TEXT_BYTES {
            return;
        }
        if !self.answer.text.is_empty() {
            self.answer.text.push_str(gap);
        }
        self.answer.text.push_str(text);
    }

    /// Ends the answer with its changes.
    pub fn finish(mut self, changes: Vec<Change>) -> Answer {
        for change in &changes {
            let _ = write!(self.answer.text, "\n\n{}", change.to_markup().trim_end());
        }
        self.answer.text.push('\n');
        self.answer.changes = changes;
        self.answer
    }
}

/// "1 line", "3 lines".
pub(crate) fn count(number: usize, one: &str) -> String {
    if number == 1 {
        return format!("1 {one}");
    }
    match one.strip_suffix('y') {
        Some(stem) if !one.ends_with("ay") => format!("{number} {stem}ies"),
        _ if one.ends_with('s') || one.ends_with("ch") => format!("{number} {one}es"),
        _ => format!("{number} {one}s"),
    }
}

/// "a, b and c".
pub(crate) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
