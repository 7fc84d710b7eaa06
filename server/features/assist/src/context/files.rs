//! Which files a question is answered from.
use std::collections::HashSet;

use ports::model::{ContextFile, Focus};
use projects_contract::FileContent;

use super::as_context;

/// Shorter words say little about which file is meant.
const MIN_WORD_CHARS: usize = 3;
/// Words of a question that are looked for.
const MAX_WORDS: usize = 40;
/// How often one word counts in one file.
const MAX_HITS: usize = 6;
/// Lines of one file that are looked at for names of others.
const MAX_LINKS: usize = 300;
/// Room that is left must hold at least this much of a file to be worth an excerpt, in bytes.
const MIN_EXCERPT_BYTES: usize = 1_000;

/// All text files, the open one first, as many as fit.
pub fn whole(files: &[FileContent], focus: Option<&Focus>, budget: usize) -> Vec<ContextFile> {
    let mut left = budget;
    let is_open = |file: &&FileContent| focus.is_some_and(|focus| focus.path == file.entry.path);
    let (open, rest): (Vec<&FileContent>, Vec<&FileContent>) = files.iter().partition(is_open);
    let fitting = open.into_iter().chain(rest).filter_map(|file| {
        let text = file.text.as_deref()?;
        left = left.checked_sub(text.len())?;
        Some(as_context(file, text))
    });
    let mut chosen: Vec<ContextFile> = fitting.collect();
    chosen.sort_by(|a, b| a.path.cmp(&b.path));
    chosen
}

/// A few files: the open one and those that the question names, then those that seem related.
pub fn chosen(
    question: &str,
    files: &[FileContent],
    focus: Option<&Focus>,
    named_budget: usize,
    related_budget: usize,
) -> Vec<ContextFile> {
    let named: Vec<&FileContent> = named(question, files, focus);
    let mut chosen = Vec::new();
    let mut taken = HashSet::new();
    let mut left = named_budget;
    for file in &named {
        let Some(text) = file.text.as_deref() else { continue };
        let here = focus.filter(|focus| focus.path == file.entry.path);
        if let Some(excerpt) = excerpt(text, here, question, left) {
            left = left.saturating_sub(excerpt.len());
            taken.insert(file.entry.path.as_str());
            chosen.push(as_context(file, &excerpt));
        }
    }
    let words = words(question);
    let links: Vec<Links<'_>> = named.iter().map(|file| Links::of(file)).collect();
    let mut related: Vec<(usize, &FileContent, &str)> = files
        .iter()
        .filter(|file| !taken.contains(file.entry.path.as_str()))
        .filter_map(|file| {
            let text = file.text.as_deref()?;
            let score = score(&file.entry.path, text, &words) + linked(file, &links);
            (score > 0).then_some((score, file, text))
        })
        .collect();
    // The better first; of equals the shorter, because more of them fit.
    related.sort_by_key(|(score, file, text)| (std::cmp::Reverse(*score), text.len(), &file.entry.path));
    let mut left = related_budget;
    for (_, file, text) in related {
        if text.len() <= left {
            left -= text.len();
            chosen.push(as_context(file, text));
        }
    }
    chosen
}

/// The open file, and those whose path or name stands in the question.
fn named<'a>(question: &str, files: &'a [FileContent], focus: Option<&Focus>) -> Vec<&'a FileContent> {
    let mut named: Vec<&FileContent> = Vec::new();
    let open = files.iter().find(|file| focus.is_some_and(|focus| focus.path == file.entry.path));
    named.extend(open);
    let pieces: HashSet<&str> = question
        .split(|c: char| c.is_whitespace() || "`'\"“”„(),;:".contains(c))
        .map(|piece| piece.trim_matches(|c: char| "./?!".contains(c)))
        .filter(|piece| piece.contains('.') || piece.contains('/'))
        .collect();
    for file in files {
        let path = file.entry.path.as_str();
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_meant =
            pieces.iter().any(|piece| *piece == path || *piece == name || path.ends_with(&format!("/{piece}")));
        if is_meant && !named.iter().any(|known| known.entry.id == file.entry.id) {
            named.push(file);
        }
    }
    named
}

fn words(question: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in question.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
        let word = word.to_lowercase();
        if word.chars().count() >= MIN_WORD_CHARS && !COMMON.contains(&word.as_str()) && !words.contains(&word) {
            words.push(word);
        }
        if words.len() == MAX_WORDS {
            break;
        }
    }
    words
}

/// Words that stand in every question and in every file.
const COMMON: [&str; 34] = [
    "the", "and", "for", "with", "that", "this", "from", "when", "what", "which", "where", "why", "how", "does", "can",
    "you", "please", "make", "add", "change", "should", "would", "into", "not", "are", "has", "have", "its", "all",
    "use", "new", "file", "const", "function",
];

fn score(path: &str, text: &str, words: &[String]) -> usize {
    let (path, text) = (path.to_lowercase(), text.to_lowercase());
    words.iter().map(|word| usize::from(path.contains(word)) * 8 + text.matches(word).take(MAX_HITS).count()).sum()
}

/// The lines of a file that may name another one. They are picked out once per file: a project has many pairs.
struct Links<'a> {
    path: &'a str,
    lines: Vec<&'a str>,
}

impl<'a> Links<'a> {
    fn of(file: &'a FileContent) -> Self {
        let names_a_file = |line: &&str| ["import", "from", "src=", "href="].iter().any(|sign| line.contains(sign));
        let lines = file.text.as_deref().unwrap_or_default().lines().filter(names_a_file).take(MAX_LINKS).collect();
        Self { path: &file.entry.path, lines }
    }

    fn lead_to(&self, target: &str) -> bool {
        let name = target.rsplit('/').next().unwrap_or(target);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let links = [format!("/{stem}.{}", end(target)), format!("/{stem}'"), format!("/{stem}\"")];
        self.lines.iter().any(|line| links.iter().any(|link| line.contains(link.as_str())))
    }
}

/// More for files that a named file imports, or that import it.
fn linked(file: &FileContent, named: &[Links<'_>]) -> usize {
    let own = Links::of(file);
    let is_linked = named.iter().any(|other| other.lead_to(own.path) || own.lead_to(other.path));
    usize::from(is_linked) * 12
}

fn end(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// The whole text when it fits, else the lines around what is looked at, with a note of what is left out.
fn excerpt(text: &str, focus: Option<&Focus>, question: &str, budget: usize) -> Option<String> {
    if text.len() <= budget {
        return Some(text.to_owned());
    }
    if budget < MIN_EXCERPT_BYTES {
        return None;
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let centre = match focus {
        Some(focus) => (focus.line.max(1) as usize - 1).min(lines.len() - 1),
        None => {
            let words = words(question);
            let hits = |line: &&str| words.iter().filter(|word| line.to_lowercase().contains(word.as_str())).count();
            (0..lines.len()).max_by_key(|at| (hits(&lines[*at]), std::cmp::Reverse(*at))).unwrap_or(0)
        }
    };
    // Two notes of what is left out need room too.
    let room = budget - 120;
    let (mut first, mut last, mut size) = (centre, centre, lines[centre].len());
    if size > room {
        return None;
    }
    loop {
        let above = first.checked_sub(1).filter(|at| size + lines[*at].len() <= room);
        if let Some(at) = above {
            size += lines[at].len();
            first = at;
        }
        let below = Some(last + 1).filter(|at| *at < lines.len() && size + lines[*at].len() <= room);
        if let Some(at) = below {
            size += lines[at].len();
            last = at;
        }
        if above.is_none() && below.is_none() {
            break;
        }
    }
    let mut excerpt = String::with_capacity(size + 120);
    if first > 0 {
        excerpt.push_str(&format!("[lines 1 to {first} of {} are left out]\n", lines.len()));
    }
    excerpt.extend(lines[first..=last].iter().copied());
    if last + 1 < lines.len() {
        excerpt.push_str(&format!("[lines {} to {} are left out]\n", last + 2, lines.len()));
    }
    Some(excerpt)
}
