//! "Where is …", "how does … here": retrieval over the project's own words, with the place of every passage.

use std::collections::HashSet;

use crate::ask::Question;
use crate::position::Lines;
use crate::project::{Language, Project};
use crate::reply::{Answer, Reply};

/// Words that say nothing about what is looked for.
const EMPTY: [&str; 62] = [
    "a",
    "about",
    "an",
    "and",
    "any",
    "app",
    "are",
    "as",
    "at",
    "be",
    "by",
    "can",
    "code",
    "does",
    "do",
    "explain",
    "file",
    "find",
    "for",
    "from",
    "get",
    "gets",
    "handled",
    "happen",
    "happens",
    "here",
    "how",
    "i",
    "implemented",
    "in",
    "is",
    "it",
    "its",
    "made",
    "me",
    "my",
    "of",
    "on",
    "one",
    "or",
    "part",
    "project",
    "show",
    "that",
    "the",
    "there",
    "this",
    "to",
    "used",
    "was",
    "we",
    "what",
    "when",
    "where",
    "which",
    "who",
    "why",
    "with",
    "work",
    "works",
    "you",
    "your",
];

/// Words that people use for the same thing.
const ALIKE: [&[&str]; 14] = [
    &["save", "store", "persist", "localstorage", "storage"],
    &["delete", "remove"],
    &["edit", "update", "change"],
    &["add", "create", "insert", "new"],
    &["sort", "order", "compare"],
    &["search", "find", "filter", "query"],
    &["colour", "color", "accent", "theme"],
    &["sign", "login", "signin", "auth"],
    &["show", "render", "draw", "display", "view"],
    &["load", "read", "fetch"],
    &["check", "validate", "validation", "problem"],
    &["click", "press", "button", "listener"],
    &["start", "main", "init", "entry"],
    &["error", "fail", "throw", "catch"],
];

/// How many lines one passage shows.
const WINDOW: usize = 10;
/// How many passages are shown.
const MAX_PASSAGES: usize = 4;
/// How much text is looked through for one question, in bytes.
const MAX_SCANNED_BYTES: usize = 32 * 1024 * 1024;

/// A word that is looked for: any of its forms counts.
struct Term {
    word: String,
    forms: Vec<String>,
    /// How telling it is: the fewer files have it, the more.
    weight: f64,
    asked: bool,
}

struct Passage {
    file: usize,
    line: usize,
    score: f64,
    words: Vec<String>,
}

/// Passages that fit the question's words, best first; `None` when nothing fits.
pub(crate) fn answer(project: &Project<'_>, question: &Question) -> Option<Answer> {
    let mut terms = terms(question);
    if terms.is_empty() {
        return None;
    }
    let mut files = Vec::new();
    let mut scanned = 0;
    for index in project.own() {
        scanned += project.text(index).len();
        if scanned > MAX_SCANNED_BYTES || (index % 64 == 0 && project.is_spent()) {
            break;
        }
        let lower = project.text(index).to_lowercase();
        let path = project.path(index).to_lowercase();
        let counts: Vec<usize> = terms
            .iter()
            .map(|term| {
                term.forms
                    .iter()
                    .map(|form| {
                        lower.matches(form.as_str()).take(20).count() + 3 * usize::from(path.contains(form.as_str()))
                    })
                    .sum()
            })
            .collect();
        if counts.iter().any(|count| *count > 0) {
            files.push((index, counts));
        }
    }
    let total = project.files.len().max(1) as f64;
    for (at, term) in terms.iter_mut().enumerate() {
        let having = files.iter().filter(|(_, counts)| counts[at] > 0).count() as f64;
        term.weight = (1.0 + (total - having + 0.5) / (having + 0.5)).ln() * if term.asked { 1.0 } else { 0.6 };
    }
    let saturated = |count: usize| count as f64 / (count as f64 + 1.5);
    let mut ranked: Vec<(f64, usize)> = files
        .iter()
        .map(|(index, counts)| {
            (terms.iter().zip(counts).map(|(term, count)| term.weight * saturated(*count)).sum(), *index)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut passages: Vec<Passage> =
        ranked.iter().take(8).filter_map(|(score, index)| best_window(project, *index, *score, &terms)).collect();
    passages.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.file.cmp(&b.file)));
    let best = passages.first()?.score;
    passages.retain(|passage| passage.score >= best * 0.6);
    passages.truncate(MAX_PASSAGES);

    let mut reply = Reply::new();
    let first = &passages[0];
    let words: Vec<String> = first.words.iter().map(|word| format!("“{word}”")).collect();
    let cited = reply.cite(project.path(first.file), first.line);
    reply.say(format!("The passage that fits your words best ({}) is at {cited}.", words.join(", ")));
    for passage in &passages {
        show(project, passage, &mut reply);
    }
    reply.say(
        "This is a search by words, not an explanation; ask me to explain one of the names or files above for more.",
    );
    Some(reply.finish(Vec::new()))
}

fn show(project: &Project<'_>, passage: &Passage, reply: &mut Reply) {
    let (path, text) = (project.path(passage.file), project.text(passage.file));
    let (mut start, mut length) = (passage.line, WINDOW);
    let mut heading = reply.cite(path, passage.line);
    if let Ok(script) = project.script(passage.file) {
        let around = script.decls.iter().filter(|decl| (decl.line..=decl.end_line).contains(&passage.line));
        if let Some(decl) = around.min_by_key(|decl| decl.end_line - decl.line) {
            let comment = if decl.comment.is_empty() { String::new() } else { format!(": {}", decl.comment) };
            heading = format!("{heading} in `{}`{comment}", decl.name);
            if decl.line + WINDOW > passage.line {
                start = decl.line;
                length = WINDOW.min(decl.end_line + 1 - decl.line);
            }
        }
    }
    reply.say(heading);
    let lines: Vec<&str> = text.lines().skip(start - 1).take(length).collect();
    let language = match project.language(passage.file) {
        Language::Script => "ts",
        Language::Html => "html",
        Language::Css => "css",
        Language::Json => "json",
        Language::Markdown | Language::Other => "",
    };
    reply.code(
        language,
        &lines.iter().map(|line| line.chars().take(160).collect::<String>()).collect::<Vec<_>>().join("\n"),
    );
}

fn best_window(project: &Project<'_>, file: usize, file_score: f64, terms: &[Term]) -> Option<Passage> {
    let text = project.text(file);
    let lines: Vec<String> = text.lines().take(20_000).map(str::to_lowercase).collect();
    let hits: Vec<Vec<bool>> = lines
        .iter()
        .map(|line| terms.iter().map(|term| term.forms.iter().any(|form| line.contains(form.as_str()))).collect())
        .collect();
    // What is named after a word that was asked for is more likely meant than what mentions it.
    let named: HashSet<usize> = project.script(file).map_or_else(
        |_| HashSet::new(),
        |script| {
            let asked =
                |name: &str| terms.iter().any(|term| term.forms.iter().any(|form| name.contains(form.as_str())));
            let functions = script.decls.iter().filter(|decl| decl.complexity > 0 && asked(&decl.name.to_lowercase()));
            functions.map(|decl| decl.line - 1).collect()
        },
    );
    let mut best: Option<(f64, usize)> = None;
    for start in (0..lines.len()).filter(|start| hits[*start].contains(&true)) {
        let window = &hits[start..(start + WINDOW).min(hits.len())];
        let mut score = 0.0;
        for (at, term) in terms.iter().enumerate() {
            let count = window.iter().filter(|line| line[at]).count();
            score += term.weight * count as f64 / (count as f64 + 0.8);
        }
        // A declaration says more than a mention.
        let line = lines[start].trim_start();
        if ["export ", "function ", "async ", "class ", "const ", "interface ", "#", "<h"]
            .iter()
            .any(|head| line.starts_with(head))
        {
            score *= 1.15;
        }
        if named.contains(&start) {
            score *= 1.4;
        }
        if best.is_none_or(|(known, _)| score > known) {
            best = Some((score, start));
        }
    }
    let (score, start) = best?;
    let window = &hits[start..(start + WINDOW).min(hits.len())];
    let words = terms
        .iter()
        .enumerate()
        .filter(|(at, term)| term.asked && window.iter().any(|line| line[*at]))
        .map(|(_, term)| term.word.clone())
        .collect::<Vec<_>>();
    (!words.is_empty()).then(|| Passage { file, line: start + 1, score: score + 0.5 * file_score, words })
}

fn terms(question: &Question) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let pieces = question.quoted.iter().map(|quoted| quoted.to_lowercase()).chain(question.words.iter().cloned());
    for word in pieces {
        let short = word.chars().count() < 3;
        if short || EMPTY.contains(&word.as_str()) || terms.iter().any(|term| term.word == word) || terms.len() >= 12 {
            continue;
        }
        let stem = stem(&word);
        let mut forms = vec![stem.clone()];
        // `save button` also finds `saveButton`, because both sides are lower case; `due-date` finds `dueDate`.
        if word.contains('-') {
            forms.push(word.replace('-', ""));
        }
        let others: Vec<String> = ALIKE
            .iter()
            .filter(|group| {
                group
                    .iter()
                    .any(|alike| *alike == word || *alike == stem || stem.len() >= 3 && alike.starts_with(&stem))
            })
            .flat_map(|group| group.iter())
            .filter(|alike| **alike != word && alike.len() >= 4)
            .map(|alike| (*alike).to_owned())
            .collect();
        terms.push(Term { word: word.clone(), forms, weight: 0.0, asked: true });
        if !others.is_empty() {
            terms.push(Term { word: format!("{word}*"), forms: others, weight: 0.0, asked: false });
        }
    }
    if terms.iter().any(|term| term.asked) { terms } else { Vec::new() }
}

/// Cuts the endings off that English adds, when enough is left.
fn stem(word: &str) -> String {
    for ending in ["ations", "ation", "ings", "ing", "ies", "ed", "es", "s"] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.chars().count() >= 3
        {
            return stem.to_owned();
        }
    }
    word.to_owned()
}

/// Every line that holds a text, for questions that only ask where words stand. At most `limit` places.
pub(crate) fn literally(project: &Project<'_>, text: &str, limit: usize) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for index in project.own() {
        let file = project.text(index);
        if !file.contains(text) {
            continue;
        }
        let lines = Lines::of(file);
        for (at, _) in file.match_indices(text) {
            let place = (index, lines.line(at));
            if places.last() != Some(&place) {
                places.push(place);
            }
            if places.len() >= limit {
                return places;
            }
        }
    }
    places
}
