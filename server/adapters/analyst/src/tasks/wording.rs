//! Changing words that people read: titles, headings, any other text.

use std::ops::Range;

use crate::markup::{self, Markup};
use crate::position::Lines;
use crate::project::{Language, Project};
use crate::proposal::Proposal;
use crate::reply::{Answer, Reply};

/// The longest text that is written into a file this way, in bytes.
const MAX_TEXT_BYTES: usize = 2_000;
/// How many places one change of words may touch before it is refused as too wide.
const MAX_PLACES: usize = 200;

fn too_long(text: &str) -> Option<Answer> {
    (text.len() > MAX_TEXT_BYTES).then(|| {
        let mut reply = Reply::new();
        reply.say(format!(
            "The new text is longer than {MAX_TEXT_BYTES} bytes; I only change short texts. Edit the file for that."
        ));
        reply.finish(Vec::new())
    })
}

/// Sets the title of the page, the first heading that says the same, and the README's heading.
pub(crate) fn title(project: &Project<'_>, to: &str, focus: Option<usize>) -> Answer {
    if let Some(refusal) = too_long(to) {
        return refusal;
    }
    let mut reply = Reply::new();
    let mut proposal = Proposal::new(project);
    let pages: Vec<usize> = project.own().filter(|index| project.language(*index) == Language::Html).collect();
    let page = focus
        .filter(|index| pages.contains(index))
        .or_else(|| pages.iter().copied().find(|index| project.path(*index).ends_with("index.html")))
        .or_else(|| pages.first().copied());
    let mut places = Vec::new();
    let mut old = String::new();
    if let Some(page) = page {
        let text = project.text(page);
        let markup = Markup::of(text);
        if let Some((range, title)) = markup.element(text, "title") {
            old = title.to_owned();
            places.push((page, range, "the page's title", markup::escaped(to)));
        }
        if let Some((range, heading)) = markup.element(text, "h1")
            && (heading == old || old.is_empty())
        {
            old = heading.to_owned();
            places.push((page, range, "the first heading", markup::escaped(to)));
        }
    }
    for index in project.own().filter(|index| project.language(*index) == Language::Markdown) {
        let text = project.text(index);
        let Some(line) = text.lines().find(|line| line.starts_with("# ")) else { continue };
        let heading = line[2..].trim();
        let same = !old.is_empty() && heading == old || Some(index) == focus && page.is_none();
        if same && let Some(at) = text.find(line) {
            let start = at + 2 + line[2..].len() - line[2..].trim_start().len();
            places.push((index, start..start + heading.len(), "the document's heading", to.to_owned()));
        }
    }
    if places.is_empty() {
        reply.say("I found no page with a `<title>` or a first heading, so there is no title to change. Tell me the text that stands there now: “replace ‘old’ with ‘new’”.");
        return reply.finish(Vec::new());
    }
    let old_shown = if old.is_empty() { "empty".to_owned() } else { format!("“{old}”") };
    reply.say(format!("The title is {old_shown} now."));
    let mut edits: std::collections::BTreeMap<usize, Vec<(Range<usize>, String)>> = std::collections::BTreeMap::new();
    for (index, range, what, new) in places {
        let cited = reply.cite(project.path(index), Lines::of(project.text(index)).line(range.start));
        reply.item(format!("{cited} {what}"));
        edits.entry(index).or_default().push((range, new));
    }
    for (index, edits) in edits {
        proposal.splice(index, edits);
    }
    super::conclude(reply, proposal)
}

/// Renames a heading. Without the old words there must be only one that can be meant.
pub(crate) fn heading(project: &Project<'_>, from: Option<&str>, to: &str, focus: Option<usize>) -> Answer {
    if let Some(refusal) = too_long(to) {
        return refusal;
    }
    let mut reply = Reply::new();
    let mut found: Vec<(usize, Range<usize>, String)> = Vec::new();
    for index in project.own() {
        let text = project.text(index);
        match project.language(index) {
            Language::Html => {
                let markup = Markup::of(text);
                for name in ["h1", "h2", "h3", "h4", "h5", "h6"] {
                    found.extend(
                        markup.elements(text, name).into_iter().map(|(range, inner)| (index, range, inner.to_owned())),
                    );
                }
            }
            Language::Markdown => {
                let mut at = 0;
                for line in text.split_inclusive('\n') {
                    let inner = line.trim_start_matches('#').trim();
                    if line.starts_with('#') && !inner.is_empty() {
                        let start = at + line.find(inner).unwrap_or(0);
                        found.push((index, start..start + inner.len(), inner.to_owned()));
                    }
                    at += line.len();
                }
            }
            _ => {}
        }
    }
    let Some(from) = from else {
        let here: Vec<_> = found.iter().filter(|(index, ..)| focus.is_none_or(|focus| focus == *index)).collect();
        let firsts: Vec<_> = here.iter().filter(|(index, ..)| project.language(*index) == Language::Html).collect();
        return match firsts.as_slice() {
            [first, ..] => replaced(project, &[(first.0, first.1.clone())], &first.2, to),
            [] => {
                reply.say("I found no heading in a page. Tell me which one you mean: “rename heading ‘old’ to ‘new’”.");
                reply.finish(Vec::new())
            }
        };
    };
    let wanted = from.to_lowercase();
    let exact: Vec<(usize, Range<usize>)> = found
        .iter()
        .filter(|(.., inner)| inner.to_lowercase() == wanted || markup_plain(inner).to_lowercase() == wanted)
        .filter(|(.., inner)| !inner.contains('<'))
        .map(|(index, range, _)| (*index, range.clone()))
        .collect();
    if exact.is_empty() {
        // Headings may also be written by scripts, as ordinary text.
        return replace(project, from, to);
    }
    replaced(project, &exact, from, to)
}

fn markup_plain(inner: &str) -> String {
    super::explain::plain(inner)
}

fn replaced(project: &Project<'_>, places: &[(usize, Range<usize>)], from: &str, to: &str) -> Answer {
    let mut reply = Reply::new();
    let mut proposal = Proposal::new(project);
    let first = &places[0];
    let cited = reply.cite(project.path(first.0), Lines::of(project.text(first.0)).line(first.1.start));
    reply.say(format!("I found “{from}” at {cited}."));
    let mut files: Vec<usize> = places.iter().map(|(index, _)| *index).collect();
    files.dedup();
    for index in files {
        let new = if project.language(index) == Language::Html { markup::escaped(to) } else { to.to_owned() };
        let edits =
            places.iter().filter(|(other, _)| *other == index).map(|(_, range)| (range.clone(), new.clone())).collect();
        proposal.splice(index, edits);
    }
    for (index, range) in places.iter().skip(1).take(20) {
        let cited = reply.cite(project.path(*index), Lines::of(project.text(*index)).line(range.start));
        reply.item(cited);
    }
    super::conclude(reply, proposal)
}

/// Replaces a text wherever people read it: in markup, in strings of scripts, in documents.
pub(crate) fn replace(project: &Project<'_>, from: &str, to: &str) -> Answer {
    if let Some(refusal) = too_long(to).or_else(|| too_long(from)) {
        return refusal;
    }
    let mut reply = Reply::new();
    let mut proposal = Proposal::new(project);
    let (mut places, mut other) = (Vec::new(), 0);
    for index in project.own() {
        let text = project.text(index);
        let in_markup = markup::escaped(from);
        if from.is_empty() || !(text.contains(from) || text.contains(&in_markup)) {
            continue;
        }
        let language = project.language(index);
        let (ranges, needle, new): (Vec<Range<usize>>, &str, String) = match language {
            Language::Html => (Markup::of(text).readable(), &in_markup, markup::escaped(to)),
            Language::Script => {
                (project.script(index).map(|script| script.texts.clone()).unwrap_or_default(), from, String::new())
            }
            Language::Markdown | Language::Other => (std::iter::once(0..text.len()).collect(), from, to.to_owned()),
            Language::Css | Language::Json => (Vec::new(), from, String::new()),
        };
        let mut edits = Vec::new();
        for range in ranges {
            let inner = text.get(range.clone()).unwrap_or_default();
            if language == Language::Script && is_code(inner) && inner != from {
                continue;
            }
            for (found, _) in inner.match_indices(needle) {
                let at = range.start + found;
                let whole = crate::position::is_word_at(text, at, needle) || !needle.chars().all(char::is_alphanumeric);
                if !whole {
                    continue;
                }
                let new = if language == Language::Script { in_script(text, &range, to) } else { new.clone() };
                edits.push((at..at + needle.len(), new));
            }
        }
        other += text.matches(needle).count().saturating_sub(edits.len());
        let lines = Lines::of(text);
        places.extend(edits.iter().map(|(range, _)| (index, lines.line(range.start))));
        proposal.splice(index, edits);
    }
    if places.len() > MAX_PLACES {
        reply.say(format!("“{from}” stands in {} places, which is more than one change should touch. Say it with more of the text around it.", places.len()));
        return reply.finish(Vec::new());
    }
    let Some((index, line)) = places.first().copied() else {
        let near = super::find::literally(project, from, 6);
        if near.is_empty() {
            reply.say(format!("I found “{from}” nowhere in the project. Write it exactly as it stands on the page."));
        } else {
            reply.say(format!("“{from}” only stands where it is code, not text that people read, so I changed nothing. To rename it as a name, say “rename `{from}` to …”."));
            for (index, line) in near {
                let cited = reply.cite(project.path(index), line);
                reply.item(cited);
            }
        }
        return reply.finish(Vec::new());
    };
    let cited = reply.cite(project.path(index), line);
    reply.say(format!("I found “{from}” as text at {cited}."));
    for (index, line) in places.iter().skip(1).take(20) {
        let cited = reply.cite(project.path(*index), *line);
        reply.item(cited);
    }
    if other > 0 {
        reply.say(format!(
            "It also stands in the code {}; those places stay as they are.",
            if other == 1 { "once".to_owned() } else { format!("{other} times") }
        ));
    }
    super::conclude(reply, proposal)
}

/// A string that other code reads, such as a storage key, a selector or a path.
fn is_code(inner: &str) -> bool {
    !inner.contains(char::is_whitespace) && inner.contains(['.', '/', '#', '-', '_', ':'])
}

/// A text as it must be written inside this string, template or JSX text.
fn in_script(text: &str, range: &Range<usize>, to: &str) -> String {
    let quote = text[..range.start].chars().next_back();
    let escaped = to.replace('\\', "\\\\").replace('\n', "\\n");
    match quote {
        Some(quote @ ('"' | '\'')) => escaped.replace(quote, &format!("\\{quote}")),
        Some('`' | '}') => escaped.replace('`', "\\`").replace("${", "\\${"),
        _ => to.replace('{', "&#123;").replace('}', "&#125;").replace('<', "&lt;").replace('>', "&gt;"),
    }
}
