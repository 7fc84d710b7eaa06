//! Markdown of people and models as HTML that is safe to show.
//!
//! Raw HTML in it is left out, code is coloured with a few classes of our own, and what results is cut down to a short
//! list of elements, attributes and class names, so that a mistake in the first two steps still lets nothing through.
mod highlight;

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use comrak::{
    Node, Options,
    html::{ChildRendering, Context, format_document_with_formatter, format_node_default},
    nodes::NodeValue,
    options::Plugins,
};

/// The copy button of a code block as the sanitiser lets it through, and as it is shown.
const COPY_PLAIN: &str = ">Copy</button>";
const COPY_ICON: &str =
    "><svg class=\"kit-icon\" aria-hidden=\"true\"><use href=\"/icons.svg#copy\"></use></svg></button>";
/// Deeper Markdown than this is shown as plain text: quotes in quotes in quotes are an attack on the next parser.
const MAX_DEPTH: usize = 100;

/// Elements that text needs.
const TAGS: [&str; 29] = [
    "a",
    "blockquote",
    "br",
    "button",
    "code",
    "del",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
const BUTTON_CLASSES: [&str; 4] = ["kit-button", "kit-button-quiet", "kit-button-icon", "kit-button-small"];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from([
            "script", "style", "svg", "math", "template", "iframe", "title", "textarea",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title"])),
            ("button", HashSet::from(["type", "aria-label", "data-copy"])),
            ("ol", HashSet::from(["start"])),
            ("pre", HashSet::from(["tabindex"])),
            ("td", HashSet::from(["align"])),
            ("th", HashSet::from(["align"])),
        ]))
        .allowed_classes(HashMap::from([
            ("figure", HashSet::from(["kit-code"])),
            ("figcaption", HashSet::from(["kit-code-head"])),
            ("span", highlight::CLASSES.into_iter().collect()),
            ("button", HashSet::from(BUTTON_CLASSES)),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"));
    builder
});

/// Sanitised HTML of a Markdown text. Links lead away from here only, and say that we do not vouch for them.
pub fn of_markdown(markdown: &str) -> String {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    let plugins = Plugins::default();
    let arena = comrak::Arena::new();
    let root = comrak::parse_document(&arena, markdown, &options);
    if is_too_deep(root) {
        return of_plain(markdown);
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    match format_document_with_formatter(root, &options, &mut html, &plugins, format_node, ()) {
        Ok(()) => SANITISER.clean(&html).to_string().replace(COPY_PLAIN, COPY_ICON),
        Err(_) => of_plain(markdown),
    }
}

/// A text as it stands, in one paragraph, with its line breaks.
pub fn of_plain(text: &str) -> String {
    let mut html = "<p>".to_owned();
    // Writing into a string cannot fail.
    let _ = highlight::escape(&mut html, text.trim_end());
    html.push_str("</p>");
    html.replace('\n', "<br>")
}

/// Code blocks get a frame; the rest is as comrak writes it.
fn format_node<'a>(
    context: &mut Context<'_, '_, ()>,
    node: Node<'a>,
    entering: bool,
) -> Result<ChildRendering, fmt::Error> {
    if let NodeValue::CodeBlock(block) = &node.data().value {
        if entering {
            context.cr()?;
            highlight::write_block(context, &block.info, &block.literal)?;
        }
        return Ok(ChildRendering::HTML);
    }
    format_node_default(context, node, entering)
}

/// Whether a document is nested too deep, found without recursion.
fn is_too_deep(root: Node<'_>) -> bool {
    let mut open = vec![(root, 1)];
    while let Some((node, level)) = open.pop() {
        if level > MAX_DEPTH {
            return true;
        }
        open.extend(node.children().map(|child| (child, level + 1)));
    }
    false
}

#[cfg(test)]
mod tests;
