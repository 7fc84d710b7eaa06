//! Carrying the indentation that a model wrote over to the indentation that the file has.

use crate::lines::{indent_of, is_blank};

/// How indentation in a block corresponds to indentation in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shift {
    /// The same on both sides.
    None,
    /// The file has this in front of every line of the block.
    Add(String),
    /// The block has this in front of every line of the file.
    Strip(String),
    /// Each indent of the block stands for one indent of the file: tabs for spaces, or another width.
    Table(Vec<(String, String)>),
}

impl Shift {
    /// Compares lines that are equal but for their indentation; `None` when no rule explains all of them.
    pub fn between(block: &[&str], file: &[&str]) -> Option<Shift> {
        let pairs: Vec<(&str, &str)> = block
            .iter()
            .zip(file)
            .filter(|(line, _)| !is_blank(line))
            .map(|(block, file)| (indent_of(block), indent_of(file)))
            .collect();
        if pairs.iter().all(|(block, file)| block == file) {
            return Some(Shift::None);
        }
        if let Some(prefix) = shared(pairs.iter().map(|(block, file)| file.strip_suffix(*block))) {
            return Some(Shift::Add(prefix.to_owned()));
        }
        if let Some(prefix) = shared(pairs.iter().map(|(block, file)| block.strip_suffix(*file))) {
            return Some(Shift::Strip(prefix.to_owned()));
        }
        let mut table: Vec<(String, String)> = Vec::new();
        for (block, file) in pairs {
            match table.iter().find(|(known, _)| known == block) {
                Some((_, known)) if known != file => return None,
                Some(_) => {}
                None => table.push((block.to_owned(), file.to_owned())),
            }
        }
        Some(Shift::Table(table))
    }

    /// Moves one line of the block into the file's indentation. The flag is false when part of it is a guess.
    pub fn carry(&self, line: &str) -> (String, bool) {
        if is_blank(line) {
            return (line.to_owned(), true);
        }
        let indent = indent_of(line);
        let text = &line[indent.len()..];
        match self {
            Shift::None => (line.to_owned(), true),
            Shift::Add(prefix) => (format!("{prefix}{line}"), true),
            Shift::Strip(prefix) => match line.strip_prefix(prefix.as_str()) {
                Some(line) => (line.to_owned(), true),
                None => (text.to_owned(), false),
            },
            Shift::Table(table) => {
                if let Some((_, file)) = table.iter().find(|(block, _)| block == indent) {
                    return (format!("{file}{text}"), true);
                }
                let known = table.iter().filter(|(block, _)| indent.starts_with(block.as_str()));
                let Some((block, file)) = known.max_by_key(|(block, _)| block.len()) else {
                    return (line.to_owned(), false);
                };
                let rest = convert(&indent[block.len()..], table);
                (format!("{file}{rest}{text}"), false)
            }
        }
    }
}

/// The one value that all items share, if all have one.
fn shared<'a>(mut items: impl Iterator<Item = Option<&'a str>>) -> Option<&'a str> {
    let first = items.next()??;
    items.all(|item| item == Some(first)).then_some(first)
}

/// Writes a further level of indentation in the file's unit, which the known pairs give away.
fn convert(rest: &str, table: &[(String, String)]) -> String {
    let ratio =
        table.iter().filter(|(block, file)| !block.is_empty() && !file.is_empty()).min_by_key(|pair| pair.0.len());
    match ratio {
        Some((block, file)) if rest.len().is_multiple_of(block.len()) && rest.starts_with(&block[..1]) => {
            file.repeat(rest.len() / block.len())
        }
        _ => rest.to_owned(),
    }
}
