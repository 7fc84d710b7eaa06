//! The kinds of fact that a script yields. All offsets are bytes.

use std::ops::Range;

/// An import declaration.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    /// The module as written.
    pub source: String,
    pub names: Vec<ImportedName>,
    pub at: Range<usize>,
    pub line: usize,
    /// Written as `import type`.
    pub type_only: bool,
    /// Also passed on: `export { x } from "…"`.
    pub re_export: bool,
}

/// One name of an import declaration.
#[derive(Debug, Clone)]
pub(crate) struct ImportedName {
    /// The name in the other module; `default` and `*` for the other two forms.
    pub imported: String,
    /// The name here.
    pub local: String,
    /// The whole specifier.
    pub at: Range<usize>,
    /// The imported name within it.
    pub imported_at: Range<usize>,
    /// The local name within it.
    pub local_at: Range<usize>,
}

/// What a declaration declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeclKind {
    Function,
    Method,
    Class,
    Interface,
    Type,
    Enum,
    Value,
}

impl DeclKind {
    /// What people call it, with its article.
    pub fn phrase(self) -> &'static str {
        match self {
            DeclKind::Function => "a function",
            DeclKind::Method => "a method",
            DeclKind::Class => "a class",
            DeclKind::Interface => "an interface",
            DeclKind::Type => "a type",
            DeclKind::Enum => "an enum",
            DeclKind::Value => "a value",
        }
    }
}

/// A function, class, type or top-level value.
#[derive(Debug, Clone)]
pub(crate) struct Decl {
    pub name: String,
    pub kind: DeclKind,
    pub name_at: usize,
    /// From the first to the last byte of the declaration.
    pub at: Range<usize>,
    pub line: usize,
    pub end_line: usize,
    /// Parameters as written, without line breaks.
    pub params: Vec<String>,
    pub is_async: bool,
    pub exported: bool,
    /// Paths through it: one and one for each branch. Zero for what is no function.
    pub complexity: usize,
    /// How many declarations it stands in.
    pub depth: usize,
    /// The comment right above it, without its marks.
    pub comment: String,
}

/// A name with every place that means it.
#[derive(Debug, Clone)]
pub(crate) struct Symbol {
    pub name: String,
    pub at: usize,
    pub top_level: bool,
    pub is_import: bool,
    /// A kind of symbol of which an unused one is worth a word.
    pub is_plain: bool,
    pub references: Vec<Reference>,
}

/// One place that means a symbol.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reference {
    pub at: usize,
    pub reads: bool,
}

/// Something mentioned at a place.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub name: String,
    pub at: usize,
}

/// A problem that a rule found.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// The rule's name in kebab case.
    pub rule: &'static str,
    pub at: Range<usize>,
    pub line: usize,
    pub message: String,
    pub fix: Option<Fix>,
}

/// How a problem is put right without a decision of a person.
#[derive(Debug, Clone)]
pub(crate) struct Fix {
    pub edits: Vec<(Range<usize>, String)>,
    /// What the fix does, for the reply: "removed the unused import".
    pub does: String,
}

/// An array of objects, and of nothing else, bound to a name.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub rows: Vec<DataField>,
}

/// One object of such an array: its properties with string values, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct DataField {
    pub at: Range<usize>,
    pub properties: Vec<Property>,
}

/// One property of an object literal.
#[derive(Debug, Clone)]
pub(crate) struct Property {
    pub key: String,
    /// The text of a string literal; otherwise none.
    pub text: Option<String>,
    pub at: Range<usize>,
    pub value_at: Range<usize>,
}

impl DataField {
    /// The string value of a property.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.properties.iter().find(|property| property.key == key)?.text.as_deref()
    }
}

/// An object literal bound to a name.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub name: String,
    pub properties: Vec<Property>,
}

/// A member of an interface.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub interface: String,
    pub key: String,
    pub at: Range<usize>,
}

/// An array of strings, and of nothing else, bound to a name.
#[derive(Debug, Clone)]
pub(crate) struct List {
    pub items: Vec<(String, Range<usize>)>,
}
