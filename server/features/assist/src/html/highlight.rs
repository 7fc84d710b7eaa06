//! Code blocks: a frame with a copy button, and colours by a handful of classes.
use std::{
    fmt::{self, Write},
    sync::LazyLock,
};

use syntect::{
    easy::ScopeRegionIterator,
    parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet},
};

/// The classes that colour code, as style/kit.css knows them.
pub const CLASSES: [&str; 6] =
    ["code-keyword", "code-string", "code-comment", "code-function", "code-type", "code-number"];
/// Longer code is shown without colours: the grammars are slow on it, and nobody reads it in a panel.
const MAX_COLOURED_BYTES: usize = 24_000;
/// A line longer than this is no code that a person wrote.
const MAX_COLOURED_LINE_BYTES: usize = 1_000;

/// Longest name of a language that is shown, in characters.
const MAX_LABEL_CHARS: usize = 40;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Which class a scope has; the first fitting line counts. `None` stands for plain text, and ends the search.
static RULES: LazyLock<Vec<(Scope, Option<&'static str>)>> = LazyLock::new(|| {
    let rules = [
        ("comment", Some("code-comment")),
        ("string", Some("code-string")),
        ("constant.other.color", Some("code-number")),
        ("constant", Some("code-number")),
        ("keyword.operator", None),
        ("keyword.other.unit", Some("code-number")),
        ("keyword", Some("code-keyword")),
        ("storage", Some("code-keyword")),
        ("variable.language", Some("code-keyword")),
        ("entity.name.function", Some("code-function")),
        ("variable.function", Some("code-function")),
        ("support.function", Some("code-function")),
        ("entity", Some("code-type")),
        ("support.type", Some("code-type")),
        ("support.class", Some("code-type")),
        // Code inside a template string is not a string.
        ("source", None),
        ("meta.template.expression", None),
        ("meta.interpolation", None),
    ];
    rules.into_iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class))).collect()
});

/// Writes a block of code in its frame. `info` is what stands behind the opening fence.
pub fn write_block(out: &mut dyn Write, info: &str, code: &str) -> fmt::Result {
    // `ts title="a.ts"` and `ts,ignore` name their language first.
    let language = info.split([' ', ',', '{', ':', '\t']).next().unwrap_or_default();
    out.write_str("<figure class=\"kit-code\"><figcaption class=\"kit-code-head\">")?;
    escape(out, &language.chars().take(MAX_LABEL_CHARS).collect::<String>())?;
    out.write_str(
        "<button type=\"button\" class=\"kit-button kit-button-quiet kit-button-icon kit-button-small\" \
         aria-label=\"Copy code\" data-copy=\"\">Copy</button></figcaption><pre tabindex=\"0\"><code>",
    )?;
    let is_coloured =
        code.len() <= MAX_COLOURED_BYTES && code.lines().all(|line| line.len() <= MAX_COLOURED_LINE_BYTES);
    match syntax(language).filter(|_| is_coloured).and_then(|syntax| colour(syntax, code)) {
        Some(html) => out.write_str(&html)?,
        None => escape(out, code)?,
    }
    out.write_str("</code></pre></figure>\n")
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = language.to_ascii_lowercase();
    let name = match name.as_str() {
        // The bundled grammars have no TypeScript; that of JavaScript reads nearly all of it.
        "ts" | "tsx" | "typescript" | "jsx" | "mjs" | "cjs" | "mts" | "cts" => "js",
        "vue" | "svelte" | "svg" => "html",
        "jsonc" | "json5" | "webmanifest" => "json",
        "scss" | "less" => "css",
        "shell" | "console" | "zsh" => "sh",
        other => other,
    };
    SYNTAXES.find_syntax_by_token(name)
}

/// The code with its classes; `None` when the grammar fails on it.
fn colour(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut html = String::with_capacity(code.len() * 3);
    let mut open: Option<&'static str> = None;
    for line in code.split_inclusive('\n') {
        let ops = state.parse_line(line, &SYNTAXES).ok()?;
        for (text, op) in ScopeRegionIterator::new(&ops, line) {
            stack.apply(op).ok()?;
            if text.is_empty() {
                continue;
            }
            // White space has no colour, so it need not break a run.
            let class = if text.trim().is_empty() { open } else { class(&stack) };
            if class != open {
                html.push_str(if open.is_some() { "</span>" } else { "" });
                if let Some(class) = class {
                    write!(html, "<span class=\"{class}\">").ok()?;
                }
                open = class;
            }
            escape(&mut html, text).ok()?;
        }
    }
    html.push_str(if open.is_some() { "</span>" } else { "" });
    Some(html)
}

fn class(stack: &ScopeStack) -> Option<&'static str> {
    let known = |scope: &Scope| RULES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.scopes.iter().rev().find_map(known).flatten()
}

/// Writes text so that it is nothing but text.
pub fn escape(out: &mut (impl Write + ?Sized), text: &str) -> fmt::Result {
    for c in text.chars() {
        match c {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            other => out.write_char(other)?,
        }
    }
    Ok(())
}
