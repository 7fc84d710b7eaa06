//! From byte offsets to lines and back.

use std::ops::Range;

/// Where each line of a text begins.
#[derive(Debug)]
pub(crate) struct Lines {
    starts: Vec<usize>,
    len: usize,
}

impl Lines {
    pub fn of(text: &str) -> Lines {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { starts, len: text.len() }
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1)
    }

    /// How many lines there are; a newline at the end does not begin another.
    pub fn count(&self) -> usize {
        self.starts.len() - usize::from(self.starts.last() == Some(&self.len))
    }
}

/// Widens a range to whole lines when nothing else stands on them, so that removing it leaves no empty line behind.
pub(crate) fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let after = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let alone = text[before..range.start].trim().is_empty() && text[range.end..after].trim().is_empty();
    if alone { before..after } else { range }
}

/// True when the text has `word` at `at` as a word of its own.
pub(crate) fn is_word_at(text: &str, at: usize, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text[at..].starts_with(word)
        && !text[..at].chars().next_back().is_some_and(is_part)
        && !text[at + word.len()..].chars().next().is_some_and(is_part)
}

/// Offsets at which `word` stands as a word of its own.
pub(crate) fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word).map(|(at, _)| at).filter(move |at| !word.is_empty() && is_word_at(text, *at, word))
}
