//! What is known about one script after reading it once: owned facts, so that the syntax tree can go at once.

mod comments;
mod facts;
mod unused;
mod walk;

use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_ast_visit::Visit;
use oxc_parser::Parser;
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

pub(crate) use comments::plain_comment;
pub(crate) use facts::{DataField, Decl, DeclKind, Finding, Import, ImportedName, Mention, Property, Record, Symbol};

use crate::nesting::is_too_deep;
use crate::position::Lines;

/// Longer scripts are data or bundles; nobody asks about their structure, and reading them costs more than it tells.
pub(crate) const MAX_SCRIPT_BYTES: usize = 512 * 1024;

/// The facts of one script.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub imports: Vec<Import>,
    /// Names that other modules can import, `default` among them.
    pub exports: Vec<String>,
    /// Functions, classes, types and top-level values, in source order.
    pub decls: Vec<Decl>,
    pub symbols: Vec<Symbol>,
    pub findings: Vec<Finding>,
    /// Calls by the name as written, such as `load` or `store.save`.
    pub calls: Vec<Mention>,
    /// Where text for people can stand: insides of strings, templates and JSX text.
    pub texts: Vec<Range<usize>>,
    /// Offsets of names that stand for a property and a value at once: `{ name }`.
    pub shorthands: Vec<usize>,
    /// Array literals of objects that are bound to a name: data modules.
    pub tables: Vec<facts::Table>,
    /// Object literals that are bound to a name.
    pub records: Vec<Record>,
    /// Members of interfaces by the interface's name.
    pub members: Vec<facts::Member>,
    /// Arrays of strings that are bound to a name.
    pub lists: Vec<facts::List>,
    /// The first thing that keeps the script from running, with its line.
    pub error: Option<(String, usize)>,
}

/// Why a script was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// Not a script.
    OtherLanguage,
    /// Over [`MAX_SCRIPT_BYTES`].
    TooLong,
    /// Nested deeper than is safe to read.
    TooDeep,
}

/// True for the files that [`read`] understands.
pub(crate) fn is_script(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "ts" | "tsx" | "js" | "jsx" | "mjs" | "cjs" | "mts" | "cts")
}

/// Reads a script. Needs a stack of [`crate::STACK_BYTES`] for the deepest script that is let through.
pub(crate) fn read(path: &str, text: &str) -> Result<Script, Unread> {
    let source = match SourceType::from_path(path) {
        Ok(source) if is_script(path) => source,
        _ => return Err(Unread::OtherLanguage),
    };
    if text.len() > MAX_SCRIPT_BYTES {
        return Err(Unread::TooLong);
    }
    if is_too_deep(text) {
        return Err(Unread::TooDeep);
    }
    let lines = Lines::of(text);
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, source).parse();
    let mut script = Script::default();
    if let Some(first) = parsed.diagnostics.errors().next() {
        let at = first.labels.first().map_or(0, |label| label.offset() as usize);
        script.error = Some((first.message.to_string(), lines.line(at)));
    }
    if parsed.panicked {
        return Ok(script);
    }
    let program = parsed.program;
    let built = SemanticBuilder::new().with_build_nodes(true).with_check_syntax_error(true).build(&program);
    if script.error.is_none()
        && let Some(first) = built.diagnostics.errors().next()
    {
        let at = first.labels.first().map_or(0, |label| label.offset() as usize);
        script.error = Some((first.message.to_string(), lines.line(at)));
    }
    let mut walk = walk::Walk::new(text, &lines);
    walk.visit_program(&program);
    walk.finish(&mut script);
    script.symbols = unused::symbols(&built.semantic);
    unused::judge(&mut script, text, &lines, &walk.notes);
    script.findings.sort_by_key(|finding| (finding.at.start, finding.rule));
    Ok(script)
}
