//! A light scanner for CSS: rules with their declarations, the media queries around them, custom properties.

use std::ops::Range;

/// A rule with a selector.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub selector: String,
    /// The at-rules around it, such as `@media (prefers-color-scheme: dark)`, joined by a space.
    pub within: String,
    pub declarations: Vec<Declaration>,
    /// From the selector to the closing brace.
    pub at: Range<usize>,
}

/// `property: value`.
#[derive(Debug, Clone)]
pub(crate) struct Declaration {
    pub property: String,
    pub value: String,
    pub value_at: Range<usize>,
}

/// An at-rule with a block.
#[derive(Debug, Clone)]
pub(crate) struct AtRule {
    pub name: String,
    pub at: Range<usize>,
}

/// A style sheet.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub rules: Vec<Rule>,
    pub at_rules: Vec<AtRule>,
    /// Every brace has its partner.
    pub balanced: bool,
}

struct Open {
    head: String,
    start: usize,
    declarations: Vec<Declaration>,
}

impl Sheet {
    pub fn of(text: &str) -> Sheet {
        let mut sheet = Sheet { balanced: true, ..Sheet::default() };
        let mut open: Vec<Open> = Vec::new();
        let mut piece = 0; // where the current head or declaration begins
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'/' if bytes.get(at + 1) == Some(&b'*') => {
                    let end = text[at..].find("*/").map_or(bytes.len(), |found| at + found + 2);
                    // A comment before a head belongs to nobody; one inside a declaration is part of it.
                    if text[piece..at].trim().is_empty() {
                        piece = end;
                    }
                    at = end;
                    continue;
                }
                quote @ (b'"' | b'\'') => {
                    let mut end = at + 1;
                    while end < bytes.len() && bytes[end] != quote && bytes[end] != b'\n' {
                        end += 1 + usize::from(bytes[end] == b'\\');
                    }
                    at = end.min(bytes.len());
                }
                b'(' => {
                    // Semicolons inside `url(data:…)` end nothing.
                    let line_end = text[at..].find('\n').map_or(bytes.len(), |found| at + found);
                    if text[..at].ends_with("url")
                        && let Some(close) = text[at..line_end].find(')')
                    {
                        at += close;
                    }
                }
                b'{' => {
                    let head = text[piece..at].trim();
                    let start = piece + text[piece..at].len() - text[piece..at].trim_start().len();
                    open.push(Open { head: head.to_owned(), start, declarations: Vec::new() });
                    piece = at + 1;
                }
                b';' => {
                    if let Some(rule) = open.last_mut() {
                        rule.declarations.extend(declaration(text, piece..at));
                    }
                    piece = at + 1;
                }
                b'}' => {
                    match open.pop() {
                        Some(mut rule) => {
                            rule.declarations.extend(declaration(text, piece..at));
                            let range = rule.start..at + 1;
                            if rule.head.starts_with('@') && rule.declarations.is_empty() {
                                sheet.at_rules.push(AtRule { name: rule.head, at: range });
                            } else {
                                let within = open.iter().map(|outer| outer.head.as_str()).collect::<Vec<_>>().join(" ");
                                sheet.rules.push(Rule {
                                    selector: rule.head.split_whitespace().collect::<Vec<_>>().join(" "),
                                    within,
                                    declarations: rule.declarations,
                                    at: range,
                                });
                            }
                        }
                        None => sheet.balanced = false,
                    }
                    piece = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        sheet.balanced &= open.is_empty();
        sheet
    }
}

fn declaration(text: &str, range: Range<usize>) -> Option<Declaration> {
    let piece = text.get(range.clone())?;
    let colon = piece.find(':')?;
    // Behind a comment the property is the last word before the colon.
    let property = piece[..colon].rsplit("*/").next()?.trim();
    let raw = &piece[colon + 1..];
    let start = range.start + colon + 1 + raw.len() - raw.trim_start().len();
    let value = raw.trim();
    let is_name = !property.is_empty() && property.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    is_name.then(|| Declaration {
        property: property.to_ascii_lowercase(),
        value: value.to_owned(),
        value_at: start..start + value.len(),
    })
}
