//! Content that people put into a description: questions with answers, quotations, items of lists, who it is for.
//!
//! The generator never makes up knowledge, opinions or prices. What these functions find is shown; what they don't is not.

use crate::reading::Description;

/// A question and its answer as written, with wrong answers where the person gave some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub question: String,
    pub answer: String,
    pub wrong: Vec<String>,
}

/// More than this no longer fits the details of a plan.
pub(super) const MOST_PAIRS: usize = 30;
const LONGEST: usize = 300;

/// "Q: … A: …", lines with "? answer", and "France = Paris" in lines or after commas.
pub(super) fn pairs(text: &str) -> Vec<Pair> {
    let marked = marked_pairs(text);
    let mut found = if marked.is_empty() { plain_pairs(text) } else { marked };
    found.truncate(MOST_PAIRS);
    found
}

fn marked_pairs(text: &str) -> Vec<Pair> {
    const ASKS: [&str; 3] = ["question:", "frage:", "q:"];
    const ANSWERS: [&str; 3] = ["answer:", "antwort:", "a:"];
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((asked, after)) = next_mark(&lower, from, &ASKS) {
        let _ = asked;
        let Some((ends, answer)) = next_mark(&lower, after, &ANSWERS) else { break };
        let end = next_mark(&lower, answer, &ASKS).map_or(text.len(), |(start, _)| start);
        let raw = text[answer..end].trim();
        // An answer ends with its line, or with a blank line when it goes over several.
        let raw = raw.split("\n\n").next().unwrap_or(raw).replace('\n', " ");
        push(&mut found, &text[after..ends], &raw);
        from = end.max(answer);
        if end == text.len() {
            break;
        }
    }
    found
}

/// The next mark that stands at the start of a word: where it begins and where it ends.
fn next_mark(lower: &str, from: usize, marks: &[&str]) -> Option<(usize, usize)> {
    let starts_word = |at: usize| !lower[..at].ends_with(|c: char| c.is_alphanumeric());
    marks
        .iter()
        .flat_map(|mark| lower[from..].match_indices(mark).map(move |(at, _)| (from + at, from + at + mark.len())))
        .filter(|(start, _)| starts_word(*start))
        .min()
}

fn plain_pairs(text: &str) -> Vec<Pair> {
    let mut found = Vec::new();
    for line in text.lines().map(|line| line.trim_start_matches(['-', '*', '•', ' ', '\t']).trim()) {
        let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['.', ')']).trim();
        let line = if numbered.is_empty() { line } else { numbered };
        if let Some((question, answer)) = line
            .split_once('?')
            .filter(|(question, answer)| question.split_whitespace().count() > 1 && !answer.trim().is_empty())
        {
            push(&mut found, &format!("{question}?"), answer);
            continue;
        }
        let cells: Vec<&str> = line.split([',', ';']).collect();
        for cell in cells {
            let parts = ["=>", "->", "→", "="].iter().find_map(|sign| cell.split_once(sign));
            if let Some((left, right)) = parts {
                // "capitals: France = Paris": what stands before the colon is a heading.
                let left = left.rsplit(':').next().unwrap_or(left);
                push(&mut found, left, right);
            }
        }
    }
    found
}

fn push(found: &mut Vec<Pair>, question: &str, answer: &str) {
    let question = tidy(question);
    let (answer, wrong) =
        match answer.trim().trim_end_matches('.').split_once('(').filter(|(_, rest)| rest.ends_with(')')) {
            Some((answer, rest)) => {
                let rest = rest.trim_end_matches(')');
                let rest = rest
                    .strip_prefix("wrong:")
                    .or_else(|| rest.strip_prefix("not:"))
                    .or_else(|| rest.strip_prefix("not "))
                    .unwrap_or(rest);
                (
                    tidy(answer),
                    rest.split([',', '/', '|']).map(tidy).filter(|wrong| !wrong.is_empty()).take(6).collect(),
                )
            }
            None => (tidy(answer), Vec::new()),
        };
    if !question.is_empty() && !answer.is_empty() && found.len() < MOST_PAIRS {
        found.push(Pair { question, answer, wrong });
    }
}

/// One line without marks around it, cut to a length that a card can show.
pub(super) fn tidy(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line =
        line.trim_matches(|c: char| matches!(c, '"' | '“' | '”' | '-' | '–' | '—' | ',' | ';') || c.is_whitespace());
    let line = line.strip_suffix('.').unwrap_or(line);
    line.chars().filter(|c| !c.is_control()).take(LONGEST).collect::<String>().trim().to_owned()
}

/// Longer quotations with the name of who said them: “…” — Ana Reyes, baker.
pub(super) fn quotes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['"', '“']) {
        let open = rest[start..].chars().next().unwrap_or('"');
        let inside = &rest[start + open.len_utf8()..];
        let Some(end) = inside.find(['"', '”']) else { break };
        let said = tidy(&inside[..end]);
        let after = inside[end..].trim_start_matches(['"', '”']);
        let by = after
            .trim_start()
            .strip_prefix(['—', '–', '-'])
            .map(|by| tidy(by.split(['\n', '.', ';', '"', '“']).next().unwrap_or("")));
        if let Some(by) = by.filter(|by| !by.is_empty() && said.split_whitespace().count() > 2) {
            found.push((said, by));
        }
        rest = after;
    }
    found.truncate(6);
    found
}

/// What a list after one of these words holds, up to the end of its sentence, or as bullets on the lines below.
pub(super) fn items_after(text: &str, words: &[&str]) -> Option<(String, Vec<String>)> {
    let lower = text.to_ascii_lowercase();
    let (start, after) = words
        .iter()
        .flat_map(|word| lower.match_indices(word).map(move |(at, _)| (at, at + word.len())))
        .filter(|(at, _)| !lower[..*at].ends_with(|c: char| c.is_alphanumeric()))
        .filter_map(|(at, end)| {
            let rest = &lower[end..];
            let skipped = rest.trim_start_matches(|c: char| c.is_alphabetic()).trim_start_matches([' ', '\t']);
            let colon = skipped.strip_prefix(':').or_else(|| skipped.strip_prefix("are "))?;
            Some((at, text.len() - colon.len()))
        })
        .min()?;
    let body = &text[after..];
    let same_line = body.split('\n').next().unwrap_or("").trim();
    let items: Vec<String> = if same_line.is_empty() {
        body.trim_start()
            .lines()
            .map(str::trim)
            .take_while(|line| line.starts_with(['-', '*', '•']))
            .map(|line| tidy(line.trim_start_matches(['-', '*', '•', ' '])))
            .collect()
    } else {
        let sentence = list_part(sentence_of(same_line));
        let sign = if sentence.contains(';') { ';' } else { ',' };
        sentence
            .split(sign)
            .take_while(|item| !begins_something_else(item))
            .map(|item| tidy(item.trim().strip_prefix("and ").unwrap_or(item)))
            .flat_map(|item| split_last(item, sentence))
            .collect()
    };
    let items: Vec<String> =
        items.into_iter().filter(|item| !item.is_empty() && item.split_whitespace().count() <= 16).take(12).collect();
    if items.is_empty() {
        return None;
    }
    let last = items.last().map_or("", String::as_str);
    let end = body.find(last).map_or(after, |at| after + at + last.len());
    Some((text[start..end.min(text.len())].trim().to_owned(), items))
}

/// "a, b; prices: c, d" is two lists: the first ends at the semicolon when it has commas of its own.
fn list_part(sentence: &str) -> &str {
    match sentence.split_once(';') {
        Some((first, _)) if first.contains(',') => first,
        _ => sentence,
    }
}

/// Whether an item is the next wish of the description and no longer part of the list.
fn begins_something_else(item: &str) -> bool {
    const STARTS: [&str; 30] = [
        "a ",
        "an ",
        "with ",
        "without ",
        "no ",
        "in ",
        "plus ",
        "faq",
        "newsletter",
        "sign",
        "contact",
        "pricing",
        "price",
        "testimonial",
        "form",
        "greeting",
        "export",
        "dark mode",
        "light mode",
        "dark theme",
        "light theme",
        "plain ",
        "javascript",
        "typescript",
        "features",
        "opening",
        "questions",
        "quick repl",
        "subscribe",
        "waitlist",
    ];
    let item = item.trim();
    let lower = item.strip_prefix("and ").unwrap_or(item).trim().to_lowercase();
    item.contains(['"', '“'])
        || STARTS.iter().any(|start| lower.starts_with(start))
        || crate::colour::parse(&lower).is_some()
}

/// "A and B" are two items when the list has no commas.
fn split_last(item: String, sentence: &str) -> Vec<String> {
    match item.split_once(" and ").filter(|_| !sentence.contains([',', ';'])) {
        Some((a, b)) => vec![tidy(a), tidy(b)],
        None => vec![item],
    }
}

/// Up to a full stop that ends a sentence: one before a space, so that "4.5" stays whole.
fn sentence_of(line: &str) -> &str {
    let end = line
        .match_indices(['.', '!'])
        .find(|(at, _)| line[at + 1..].starts_with(' ') || at + 1 == line.len())
        .map_or(line.len(), |(at, _)| at);
    &line[..end]
}

/// The first e-mail address in the text.
pub(super) fn email(text: &str) -> Option<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '<' | '>' | '"'))
        .map(|word| word.trim_matches(['.', ':', '!']))
        .find(|word| {
            word.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty()
                    && host.contains('.')
                    && !host.starts_with('.')
                    && !host.ends_with('.')
                    && !host.contains('@')
            }) && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"@.-_+".contains(&b))
        })
        .map(str::to_owned)
}

/// Who or what a page is for: "for Teaflow, a subscription box of rare teas, with …".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct About {
    /// A name in capitals, when there is one.
    pub name: String,
    /// The words that describe it, as written.
    pub line: String,
    /// All the words that were used.
    pub words: String,
}

/// Reads who or what a page is for, after one of the words for the page.
pub(super) fn about(description: &Description, pages: &[&str]) -> Option<About> {
    let page = description.find(pages)?;
    let tokens = description.tokens();
    let lower = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let mut start = page.end;
    while matches!(lower(start), "page" | "site" | "website" | "app") {
        start += 1;
    }
    if !matches!(lower(start), "for" | "of" | "about" | "presenting" | "promoting") {
        return None;
    }
    start += 1;
    let text = description.text();
    let stops = |at: usize| {
        matches!(
            lower(at),
            "" | ","
                | "."
                | ";"
                | ":"
                | "\n"
                | "("
                | "!"
                | "with"
                | "that"
                | "which"
                | "where"
                | "including"
                | "featuring"
                | "using"
                | "who"
                | "and"
                | "called"
                | "named"
        )
    };
    let capital =
        |at: usize| tokens.get(at).is_some_and(|token| text[token.span.clone()].starts_with(char::is_uppercase));
    let mut at = start;
    if lower(at) == "my" || lower(at) == "our" || lower(at) == "the" {
        at += 1;
    }
    let name_from = at;
    while capital(at) && at - name_from < 5 {
        at += 1;
    }
    let words = |from: usize, to: usize| {
        if to > from { text[tokens[from].span.start..tokens[to - 1].span.end].to_owned() } else { String::new() }
    };
    let name = words(name_from, at);
    let mut line_from = at;
    if !name.is_empty() && matches!(lower(at), "," | "–" | "—" | "-") {
        line_from = at + 1;
        // After a comma only an apposition describes the name; anything else is the next wish.
        if !matches!(lower(line_from), "a" | "an" | "the" | "our" | "my") && lower(at) == "," {
            line_from = at;
        }
    }
    let mut end = line_from;
    while !stops(end) && end - line_from < 16 {
        end += 1;
    }
    let line = words(line_from, end);
    let last = end.max(at);
    (last > start).then(|| About { name, line: tidy(&line), words: words(page.start, last) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(question: &str, answer: &str, wrong: &[&str]) -> Pair {
        Pair {
            question: question.to_owned(),
            answer: answer.to_owned(),
            wrong: wrong.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    #[test]
    fn pairs_are_found_in_every_notation() {
        let expected = [pair("Capital of Peru?", "Lima", &["Cusco", "Quito"])];
        for text in
            ["Q: Capital of Peru? A: Lima (Cusco, Quito)", "quiz\n1. Capital of Peru? Lima (wrong: Cusco, Quito)"]
        {
            assert_eq!(pairs(text), expected, "{text}");
        }
        assert_eq!(
            pairs("capitals: France = Paris, Spain -> Madrid"),
            [pair("France", "Paris", &[]), pair("Spain", "Madrid", &[])]
        );
        assert_eq!(pairs("a quiz about rivers"), []);
    }

    #[test]
    fn any_text_at_all_is_read() {
        for text in ["q:", "Q: A:", "a:q:a:", "“", "\"\"", "features:", "é=ö,=,==", "Ⅻ: “x” — ", "prices: ;;;,,,"]
        {
            pairs(text);
            quotes(text);
            items_after(text, &["features", "prices"]);
            email(text);
        }
        let long = "Q: x? A: y ".repeat(500);
        assert_eq!(pairs(&long).len(), MOST_PAIRS);
    }

    #[test]
    fn a_list_ends_where_the_next_wish_begins() {
        let (words, items) =
            items_after("with features: fast, calm; prices: 3 €, in blue", &["features"]).expect("features");
        assert_eq!((words.as_str(), items), ("features: fast, calm", vec!["fast".to_owned(), "calm".to_owned()]));
        let (_, items) = items_after("prices: Basic 3 €, dark green", &["prices"]).expect("prices");
        assert_eq!(items, ["Basic 3 €"]);
        let (_, items) = items_after("features:\n- one thing\n- another\n\nmore", &["features"]).expect("bullets");
        assert_eq!(items, ["one thing", "another"]);
    }

    #[test]
    fn only_plain_addresses_are_addresses() {
        assert_eq!(email("write to (ada@loom.example)."), Some("ada@loom.example".to_owned()));
        assert_eq!(email("a@b, @, me@, x@@y.z, ä@ö.de"), None);
    }
}
