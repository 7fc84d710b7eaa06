//! Templates: real files under `templates/`, with two kinds of marks.
//!
//! - `{{name}}` is replaced by a value, `{{name:html}}`, `{{name:js}}`, `{{name:md}}` or `{{name:note}}` by the value written safely
//!   for HTML, a string of code, Markdown or a comment of code. `js` includes the quotes. Values are never scanned again, so a person's words cannot become marks.
//! - `{{#name}}…{{/name}}` stays when the value is not empty, and disappears otherwise.
//! - `«…»` holds what only TypeScript has (`count«: number»`); in JavaScript it disappears, and a line that held nothing
//!   else disappears with it. `‹…›` is the opposite: text for JavaScript alone. Marks don't nest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::plan::{Language, Plan};

/// The values that a template may name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// The values every template may use: `title`, `summary`, `subject`, `slug`, `ext`, and `kind`.
    pub(crate) fn of(plan: &Plan) -> Self {
        Self::default()
            .with("title", plan.title.clone())
            .with("summary", plan.summary.clone())
            .with("subject", plan.subject.clone())
            .with("slug", slug(&plan.title, "project"))
            .with("ext", plan.language.extension())
            .with("kind", plan.kind.slug())
    }

    /// The same values and one more. A name set twice keeps the later value.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.insert(name, value.into());
        self
    }
}

/// Fills in a template. A mark whose name is unknown stays as it is, and the crate's tests look for such marks.
pub(crate) fn render(template: &str, language: Language, values: &Values) -> String {
    let (shown, hidden) = match language {
        Language::Typescript => (['«', '»'], ['‹', '›']),
        Language::Javascript => (['‹', '›'], ['«', '»']),
    };
    let mut out = String::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some(at) = rest.find(['«', '»', '‹', '›', '{']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mark = rest.chars().next().unwrap_or_default();
        if shown.contains(&mark) {
            rest = close_line(&rest[mark.len_utf8()..], &mut out);
        } else if hidden.contains(&mark) {
            rest = rest.split_once(hidden[1]).map_or("", |(_, after)| after);
            rest = close_line(rest, &mut out);
        } else if let Some((name, after)) = block(rest, "{{#") {
            let kept = values.0.get(name).is_some_and(|value| !value.is_empty());
            let end = format!("{{{{/{name}}}}}");
            rest = if kept { after } else { after.split_once(&end).map_or("", |(_, rest)| rest) };
            rest = close_line(rest, &mut out);
        } else if let Some((_, after)) = block(rest, "{{/") {
            rest = close_line(after, &mut out);
        } else if let Some((name, form, after)) = placeholder(rest) {
            match values.0.get(name) {
                Some(value) => write_as(form, value, &mut out),
                None => out.push_str(&rest[..rest.len() - after.len()]),
            }
            rest = after;
        } else {
            out.push(mark);
            rest = &rest[mark.len_utf8()..];
        }
    }
    out.push_str(rest);
    // Where a part was left out, one blank line between its neighbours is enough.
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

/// A mark that was alone on its line takes the line with it.
fn close_line<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let line = out.rfind('\n').map_or(0, |at| at + 1);
    match rest.strip_prefix('\n') {
        Some(after) if out[line..].trim().is_empty() => {
            out.truncate(line);
            after
        }
        _ => rest,
    }
}

/// The name in a mark that opens or closes a block, and what follows it.
fn block<'a>(text: &'a str, open: &str) -> Option<(&'a str, &'a str)> {
    let (name, after) = text.strip_prefix(open)?.split_once("}}")?;
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_').then_some((name, after))
}

/// `{{name:form}}rest` taken apart, when that is what the text begins with.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (inside, after) = text.strip_prefix("{{")?.split_once("}}")?;
    let (name, form) = inside.split_once(':').unwrap_or((inside, ""));
    let plain = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (!name.is_empty() && plain(name) && plain(form)).then_some((name, form, after))
}

fn write_as(form: &str, value: &str, out: &mut String) {
    match form {
        "html" => out.push_str(&html(value)),
        "js" => out.push_str(&js(value)),
        "md" => out.push_str(&markdown(value)),
        "note" => out.push_str(&note(value)),
        _ => out.push_str(value),
    }
}

/// Text for HTML content or a quoted attribute.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A double-quoted string that is the same in JavaScript, TypeScript and JSON, and harmless inside a script element.
pub(crate) fn js(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '<' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A list of such strings: `["a", "b"]`.
pub(crate) fn js_list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", items.into_iter().map(js).collect::<Vec<_>>().join(", "))
}

/// One line of Markdown that shows exactly this text.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Words for a comment in code: nothing in them ends the comment or the line.
pub(crate) fn note(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '*' | '<' | '>' | '\u{2028}' | '\u{2029}')).collect()
}

/// A lower-case ASCII name with hyphens, at most 50 characters, for package names and storage keys.
pub(crate) fn slug(text: &str, otherwise: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') && c != '\'' && c != '’' {
            out.push('-');
        }
        if out.len() == 50 {
            break;
        }
    }
    let slug = out.trim_matches('-');
    if slug.is_empty() { otherwise.to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(template: &str, language: Language) -> String {
        render(template, language, &Values::default().with("name", "a\"<b>*/\n").with("on", "yes").with("off", ""))
    }

    #[test]
    fn types_are_only_for_typescript() {
        let template = "«import type { A } from \"./a.ts\";\n»\n\nlet a«: A» = 1;\n  «b: A;»\n‹// plain›\nend\n";
        assert_eq!(
            shown(template, Language::Typescript),
            "import type { A } from \"./a.ts\";\n\nlet a: A = 1;\n  b: A;\nend\n"
        );
        assert_eq!(shown(template, Language::Javascript), "\nlet a = 1;\n// plain\nend\n");
    }

    #[test]
    fn values_are_written_for_their_place() {
        let template = "{{name:html}}|{{name:js}}|{{name:md}}|{{name:note}}|{{unknown}}";
        assert_eq!(
            shown(template, Language::Javascript),
            "a&quot;&lt;b&gt;*/\n|\"a\\\"\\u003cb>*/\\n\"|a\"&lt;b&gt;\\*/ |a\"b/|{{unknown}}"
        );
    }

    #[test]
    fn a_value_is_never_read_as_a_mark() {
        let values = Values::default().with("a", "{{b}} «x» {{#b}}").with("b", "no");
        assert_eq!(render("{{a}}", Language::Javascript, &values), "{{b}} «x» {{#b}}");
    }

    #[test]
    fn blocks_stay_when_their_value_is_not_empty() {
        let template = "a\n{{#on}}\nb\n{{/on}}\n{{#off}}\nc\n{{/off}}\nd{{#off}} e{{/off}}\n";
        assert_eq!(shown(template, Language::Typescript), "a\nb\nd\n");
    }
}
