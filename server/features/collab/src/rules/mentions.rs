//! Who is named in a text.
use collab_contract::MAX_MENTIONS;

/// The usernames after an `@` that stands on its own, outside code, in lower case, each once and at most twenty. Whether
/// such people exist is not known here.
pub fn mentions(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for paragraph in paragraphs(text) {
        for name in names(&without_code_spans(&paragraph)) {
            let name = name.to_ascii_lowercase();
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found.truncate(MAX_MENTIONS);
    found
}

/// The paragraphs outside fenced code. A fence that is never closed reaches to the end, as in Markdown.
fn paragraphs(text: &str) -> Vec<String> {
    let (mut all, mut present, mut fence) = (Vec::new(), String::new(), None::<(char, usize)>);
    for line in text.lines() {
        let start = line.trim_start();
        let sign = start.chars().next().filter(|c| matches!(c, '`' | '~'));
        let run = sign.map_or(0, |sign| start.chars().take_while(|c| *c == sign).count());
        match (fence, sign) {
            (Some((open, length)), Some(sign)) if sign == open && run >= length && start[run..].trim().is_empty() => {
                fence = None;
            }
            (Some(_), _) => {}
            // A run of backticks with another one behind it on the same line is a span, not a fence.
            (None, Some(sign)) if run >= 3 && !(sign == '`' && start[run..].contains('`')) => {
                fence = Some((sign, run));
                all.push(std::mem::take(&mut present));
            }
            (None, _) if start.is_empty() => all.push(std::mem::take(&mut present)),
            (None, _) => {
                present.push_str(line);
                present.push('\n');
            }
        }
    }
    all.push(present);
    all
}

/// A paragraph with a blank in place of each span of code: from a run of backticks to the next run of the same length.
fn without_code_spans(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let run = rest[at..].bytes().take_while(|b| *b == b'`').count();
        plain.push_str(&rest[..at]);
        let behind = &rest[at + run..];
        match closing(behind, run) {
            Some(end) => {
                plain.push(' ');
                rest = &behind[end..];
            }
            None => {
                plain.push_str(&rest[at..at + run]);
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Where the next run of exactly `length` backticks ends.
fn closing(text: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let run = text[start..].bytes().take_while(|b| *b == b'`').count();
        if run == length {
            return Some(start + run);
        }
        at = start + run;
    }
    None
}

/// Names as identity allows them: 3 to 30 letters, digits, `-` and `_`, with a letter first.
fn names(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || "_-./@\\".contains(c)) {
            continue;
        }
        let behind = &text[at + 1..];
        let end = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(behind.len());
        let name = &behind[..end];
        let after = behind[end..].chars().next();
        let stands_alone = !after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '@'));
        let begins_well = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if stands_alone && begins_well && (3..=30).contains(&name.len()) {
            found.push(name);
        }
    }
    found
}
