//! A light scanner for HTML: tags with their attributes, texts between them, and the two rules that need nothing more.
//! It never fails; what it cannot make sense of is text.

use std::ops::Range;

use crate::position::Lines;
use crate::script::Finding;

pub(crate) const MISSING_ALT: &str = "An image without `alt` is silent for people who cannot see it; write what it shows, or `alt=\"\"` if it only decorates.";
pub(crate) const LONE_LABEL: &str =
    "This label belongs to no control: give it the id of one, or put the control inside.";

/// An opening, closing or self-closing tag.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    /// Lower case.
    pub name: String,
    pub closing: bool,
    pub attributes: Vec<Attribute>,
    pub at: Range<usize>,
}

/// An attribute of a tag. Without a value its range is empty.
#[derive(Debug, Clone)]
pub(crate) struct Attribute {
    pub name: String,
    pub value: String,
    pub value_at: Range<usize>,
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// What a page is made of, in order.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    pub tags: Vec<Tag>,
    /// Text between tags, outside `<script>` and `<style>`.
    pub texts: Vec<Range<usize>>,
}

/// Attributes whose value people read.
const READ_ATTRIBUTES: [&str; 6] = ["title", "alt", "placeholder", "aria-label", "content", "value"];

impl Markup {
    pub fn of(text: &str) -> Markup {
        let mut markup = Markup::default();
        let mut at = 0;
        while at < text.len() {
            let Some(open) = text[at..].find('<').map(|found| at + found) else {
                markup.texts.push(at..text.len());
                break;
            };
            if open > at {
                markup.texts.push(at..open);
            }
            if text[open..].starts_with("<!--") {
                at = text[open..].find("-->").map_or(text.len(), |end| open + end + 3);
                continue;
            }
            let Some((tag, end)) = read_tag(text, open) else {
                markup.texts.push(open..open + 1);
                at = open + 1;
                continue;
            };
            at = end;
            let raw = !tag.closing && matches!(tag.name.as_str(), "script" | "style" | "textarea");
            if raw {
                let closing = format!("</{}", tag.name);
                let rest = &text[at..];
                at += rest.to_ascii_lowercase().find(&closing).unwrap_or(rest.len());
            }
            markup.tags.push(tag);
        }
        markup
    }

    /// The text of the first element of this name: where it stands and what it says.
    pub fn element<'t>(&self, text: &'t str, name: &str) -> Option<(Range<usize>, &'t str)> {
        self.elements(text, name).into_iter().next()
    }

    /// The contents of every element of this name, trimmed, with where they stand.
    pub fn elements<'t>(&self, text: &'t str, name: &str) -> Vec<(Range<usize>, &'t str)> {
        let mut found = Vec::new();
        for (index, tag) in self.tags.iter().enumerate().filter(|(_, tag)| tag.name == name && !tag.closing) {
            let close = self.tags[index + 1..].iter().find(|other| other.closing && other.name == name);
            let Some(close) = close else { continue };
            let inner = &text[tag.at.end..close.at.start];
            let start = tag.at.end + inner.len() - inner.trim_start().len();
            found.push((start..start + inner.trim().len(), inner.trim()));
        }
        found
    }

    /// Everything that people read: texts and the values of attributes such as `alt`.
    pub fn readable(&self) -> Vec<Range<usize>> {
        let values =
            self.tags.iter().flat_map(|tag| &tag.attributes).filter(|attribute| {
                READ_ATTRIBUTES.contains(&attribute.name.as_str()) && !attribute.value_at.is_empty()
            });
        let mut all: Vec<Range<usize>> =
            self.texts.iter().cloned().chain(values.map(|value| value.value_at.clone())).collect();
        all.sort_by_key(|range| range.start);
        all
    }
}

fn read_tag(text: &str, open: usize) -> Option<(Tag, usize)> {
    let bytes = text.as_bytes();
    let closing = bytes.get(open + 1) == Some(&b'/');
    let start = open + 1 + usize::from(closing);
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b'!');
    let mut at = start;
    while bytes.get(at).is_some_and(|byte| is_name(*byte)) {
        at += 1;
    }
    if at == start {
        return None;
    }
    let mut tag = Tag { name: text[start..at].to_ascii_lowercase(), closing, attributes: Vec::new(), at: open..at };
    loop {
        match bytes.get(at)? {
            b'>' => {
                tag.at.end = at + 1;
                return Some((tag, at + 1));
            }
            byte if byte.is_ascii_whitespace() || *byte == b'/' => at += 1,
            _ => {
                let name_start = at;
                while bytes
                    .get(at)
                    .is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'/'))
                {
                    at += 1;
                }
                let name = text.get(name_start..at)?.to_ascii_lowercase();
                if at == name_start {
                    // A stray sign such as `=`.
                    at += 1;
                    continue;
                }
                let mut value_at = at..at;
                let after = at + text[at..].len() - text[at..].trim_start().len();
                if bytes.get(after) == Some(&b'=') {
                    let from = after + 1;
                    let from = from + text[from..].len() - text[from..].trim_start().len();
                    value_at = match *bytes.get(from)? {
                        quote @ (b'"' | b'\'') => {
                            let end = from + 1 + text[from + 1..].find(char::from(quote))?;
                            at = end + 1;
                            from + 1..end
                        }
                        _ => {
                            let len = text[from..].find(|c: char| c.is_whitespace() || c == '>')?;
                            at = from + len;
                            from..at
                        }
                    };
                }
                let value = text[value_at.clone()].to_owned();
                tag.attributes.push(Attribute { name, value, value_at });
            }
        }
    }
}

/// Whether markup holds a form control. In JSX a component may be one.
pub(crate) fn holds_control(inner: &str, components: bool) -> bool {
    let control = ["<input", "<select", "<textarea", "<button", "<meter", "<progress", "<output"];
    let component = |(at, _): (usize, &str)| inner[at + 1..].starts_with(|c: char| c.is_ascii_uppercase());
    control.iter().any(|tag| inner.contains(tag)) || (components && inner.match_indices('<').any(component))
}

/// Images without words and labels without controls.
pub(crate) fn findings(text: &str) -> Vec<Finding> {
    let markup = Markup::of(text);
    let lines = Lines::of(text);
    let finding = |rule, tag: &Tag, message: &str| Finding {
        rule,
        at: tag.at.clone(),
        line: lines.line(tag.at.start),
        message: message.to_owned(),
        fix: None,
    };
    let mut found = Vec::new();
    for (index, tag) in markup.tags.iter().enumerate().filter(|(_, tag)| !tag.closing) {
        if tag.name == "img" && tag.attribute("alt").is_none() {
            found.push(finding("missing-alt", tag, MISSING_ALT));
        }
        if tag.name == "label" && tag.attribute("for").is_none() {
            let close = markup.tags[index + 1..].iter().find(|other| other.closing && other.name == "label");
            let inner = &text[tag.at.end..close.map_or(text.len(), |close| close.at.start)];
            if !holds_control(inner, false) {
                found.push(finding("label-without-control", tag, LONE_LABEL));
            }
        }
    }
    found
}

/// Text as it must be written in markup.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
