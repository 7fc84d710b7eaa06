//! Recognising the marks between which a model writes: block markers, tags, code fences and lines that are a path.
//! Models drift from what they were shown, so near misses count where they cannot be mistaken for content.

/// The longest path accepted, in bytes; the same as common file systems allow for one name with some folders.
pub(crate) const MAX_PATH_BYTES: usize = 512;

/// `<<<<<<< SEARCH`, also with five to nine angles, without the space, with a trailing `>`, or as `------- SEARCH`.
pub(crate) fn is_search(line: &str) -> bool {
    marker_word(line, '<').or_else(|| marker_word(line, '-')).is_some_and(|word| matches!(word, "SEARCH" | "ORIGINAL"))
}

/// `>>>>>>> REPLACE` and its near misses; a bare run of exactly seven also ends a block.
pub(crate) fn is_replace(line: &str) -> bool {
    marker_word(line, '>').or_else(|| marker_word(line, '+')).is_some_and(|word| matches!(word, "REPLACE" | "UPDATED"))
        || line.trim() == ">>>>>>>"
}

/// How many `=` a line consists of, if nothing else. Exactly seven is the divider.
pub(crate) fn divider_len(line: &str) -> Option<usize> {
    let line = line.trim();
    (!line.is_empty() && line.bytes().all(|byte| byte == b'=')).then_some(line.len())
}

fn marker_word(line: &str, mark: char) -> Option<&str> {
    let line = line.trim();
    let word = line.trim_start_matches(mark);
    let run = line.len() - word.len();
    (5..=9).contains(&run).then(|| word.trim_end_matches(['<', '>']).trim())
}

/// An opening or closing fence: at least three backticks or tildes, and what follows them.
pub(crate) fn fence(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let info = line.trim_start_matches(mark);
    let run = &line[..line.len() - info.len()];
    (run.len() >= 3 && !info.contains('`')).then(|| (run, info.trim()))
}

/// An opening `<change …>` or `<file …>` tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    pub name: &'a str,
    pub attributes: Vec<(&'a str, &'a str)>,
    pub closed: bool,
    /// What follows on the same line.
    pub rest: &'a str,
}

impl<'a> Tag<'a> {
    pub fn attribute(&self, names: &[&str]) -> Option<&'a str> {
        self.attributes.iter().find(|(name, _)| names.contains(name)).map(|(_, value)| *value)
    }
}

/// Reads a tag at the start of a line. `None` for anything else, also for a tag that does not end on its line.
pub(crate) fn open_tag(line: &str) -> Option<Tag<'_>> {
    let line = line.trim_start_matches([' ', '\t']);
    let name = ["change", "file"].into_iter().find(|name| {
        line.strip_prefix('<')
            .and_then(|rest| rest.strip_prefix(*name))
            .is_some_and(|rest| rest.starts_with([' ', '\t']))
    })?;
    let mut rest = &line[1 + name.len()..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(rest) = rest.strip_prefix("/>") {
            return Some(Tag { name, attributes, closed: true, rest });
        }
        if let Some(rest) = rest.strip_prefix('>') {
            return Some(Tag { name, attributes, closed: false, rest });
        }
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        attributes.push((key.trim(), value));
        rest = after;
    }
}

/// True while a line that is still arriving could become a tag, a block marker or a fence.
pub(crate) fn may_be_mark(partial: &str) -> bool {
    let text = partial.trim_start();
    let prefix_of = |full: &str| full.starts_with(text) || text.starts_with(full);
    match text.chars().next() {
        None => true,
        Some('<') => prefix_of("<change") || prefix_of("<file") || prefix_of("<<<<<"),
        Some('-') => prefix_of("-----"),
        Some('`') => prefix_of("```"),
        Some('~') => prefix_of("~~~"),
        Some(_) => false,
    }
}

/// A path as a tag gives it, cleaned of a leading `./`; `None` when it is empty, too long or has control characters.
pub(crate) fn clean_path(path: &str) -> Option<String> {
    let path = path.trim();
    let path = path.strip_prefix("./").unwrap_or(path);
    (!path.is_empty() && path.len() <= MAX_PATH_BYTES && !path.chars().any(char::is_control)).then(|| path.to_owned())
}

/// The path on a line that holds nothing else, however it is dressed: `**src/x.ts**`, `### src/x.ts:`, `// src/x.ts`.
pub(crate) fn path_line(line: &str) -> Option<String> {
    const NAMES: [&str; 5] = ["Makefile", "Dockerfile", "LICENSE", "Procfile", "README"];
    if line.len() > MAX_PATH_BYTES {
        return None;
    }
    let mut text = line.trim();
    for opener in ["//", "/*", "<!--"] {
        text = text.strip_prefix(opener).unwrap_or(text).trim_start();
    }
    text = text.trim_start_matches(['#', '*', '`', ' ', '>']);
    for label in ["File:", "file:", "Path:", "path:", "Filename:", "filename:"] {
        text = text.strip_prefix(label).unwrap_or(text);
    }
    for closer in ["*/", "-->"] {
        text = text.trim_end().strip_suffix(closer).unwrap_or(text);
    }
    text = text.trim_matches(['*', '`', ' ', ':', '"', '\'']);
    let plain = !text.is_empty()
        && text.len() <= 200
        && !text.contains("://")
        && text.chars().all(|c| c.is_alphanumeric() || "/._-@+[]()$~".contains(c));
    let name = text.rsplit('/').next().unwrap_or(text);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| {
        extension.starts_with(|c: char| c.is_ascii_alphabetic())
            && extension.chars().all(|c| c.is_ascii_alphanumeric())
            && extension.len() <= 12
    });
    let named = extension.is_some() || NAMES.contains(&name);
    // Call syntax such as `items.map()` has an "extension" with brackets in it and fails the filter above.
    (plain && named && !text.starts_with('(')).then(|| clean_path(text)).flatten()
}
