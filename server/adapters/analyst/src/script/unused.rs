//! Rules that need to know which name means what: unused imports and values, calls that nobody waits for.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use oxc_semantic::{Semantic, SymbolFlags};

use super::facts::{Finding, Fix, Import, Reference, Symbol};
use super::walk::Notes;
use super::{DeclKind, Script};
use crate::position::{Lines, whole_lines};

/// Every symbol of a script with its references.
pub(super) fn symbols(semantic: &Semantic<'_>) -> Vec<Symbol> {
    let scoping = semantic.scoping();
    let root = scoping.root_scope_id();
    let plain = SymbolFlags::Variable
        | SymbolFlags::Function
        | SymbolFlags::Class
        | SymbolFlags::TypeAlias
        | SymbolFlags::Interface
        | SymbolFlags::Import
        | SymbolFlags::TypeImport;
    let never = SymbolFlags::Ambient | SymbolFlags::FunctionExpression | SymbolFlags::CatchVariable;
    scoping
        .symbol_ids()
        .map(|id| {
            let flags = scoping.symbol_flags(id);
            let references = scoping
                .get_resolved_references(id)
                .map(|reference| Reference {
                    at: semantic.reference_span(reference).start as usize,
                    reads: reference.is_read() || reference.is_type(),
                })
                .collect();
            Symbol {
                name: scoping.symbol_name(id).to_owned(),
                at: scoping.symbol_span(id).start as usize,
                top_level: scoping.symbol_scope_id(id) == root,
                is_import: flags.intersects(SymbolFlags::Import | SymbolFlags::TypeImport),
                is_plain: flags.intersects(plain) && !flags.intersects(never),
                references,
            }
        })
        .collect()
}

/// Adds the findings that rest on symbols.
pub(super) fn judge(script: &mut Script, text: &str, lines: &Lines, notes: &Notes) {
    unused_imports(script, text, lines);
    unused_values(script, lines, notes);
    floating_calls(script, lines, notes);
}

fn unused_imports(script: &mut Script, text: &str, lines: &Lines) {
    let unused: HashSet<usize> = script
        .symbols
        .iter()
        .filter(|symbol| symbol.is_import && symbol.references.is_empty() && symbol.name != "React")
        .map(|symbol| symbol.at)
        .collect();
    let mut findings = Vec::new();
    for import in script.imports.iter().filter(|import| !import.re_export) {
        let gone: Vec<_> = import.names.iter().filter(|name| unused.contains(&name.local_at.start)).collect();
        for name in &gone {
            // One fix for the whole declaration, on the first of its findings: two edits of one list would collide.
            let first = std::ptr::eq(*name, gone[0]);
            let fix = first.then(|| Fix {
                edits: vec![without(import, text, &unused)],
                does: format!("removed the unused import{} {}", if gone.len() > 1 { "s" } else { "" }, listed(&gone)),
            });
            findings.push(Finding {
                rule: "unused-import",
                at: name.local_at.clone(),
                line: lines.line(name.local_at.start),
                message: format!("`{}` is imported from `{}` but never used.", name.local, import.source),
                fix,
            });
        }
    }
    script.findings.extend(findings);
}

fn listed(names: &[&super::ImportedName]) -> String {
    names.iter().map(|name| format!("`{}`", name.local)).collect::<Vec<_>>().join(", ")
}

/// The edit that leaves only the used names of an import.
fn without(import: &Import, text: &str, unused: &HashSet<usize>) -> (Range<usize>, String) {
    let kept: Vec<_> = import.names.iter().filter(|name| !unused.contains(&name.local_at.start)).collect();
    let at = import.at.clone();
    if kept.is_empty() {
        return (whole_lines(text, at), String::new());
    }
    let slice = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    // `{ default as x }` is a named import in spite of its name.
    let (named, mut parts): (Vec<&str>, Vec<String>) =
        kept.iter().fold((Vec::new(), Vec::new()), |(mut named, mut parts), name| {
            let part = slice(&name.at);
            let heads = matches!(name.imported.as_str(), "default" | "*") && !part.starts_with("default");
            if heads {
                parts.push(part.to_owned())
            } else {
                named.push(part)
            }
            (named, parts)
        });
    let whole = slice(&at);
    let long = whole.contains('\n') && named.join(", ").len() > 80;
    if !named.is_empty() {
        let list =
            if long { format!("{{\n  {},\n}}", named.join(",\n  ")) } else { format!("{{ {} }}", named.join(", ")) };
        parts.push(list);
    }
    // Everything from `from` on stays as it is written, with its quotes and its semicolon.
    let tail = whole.rfind(" from ").or_else(|| whole.rfind("}from")).map_or("", |found| &whole[found..]);
    let tail = tail.strip_prefix('}').map_or(tail.to_owned(), |tail| format!(" {tail}"));
    let keyword = if import.type_only { "import type" } else { "import" };
    (at, format!("{keyword} {}{tail}", parts.join(", ")))
}

fn unused_values(script: &mut Script, lines: &Lines, notes: &Notes) {
    // In a script without imports and exports, top-level names are for other scripts and for the page.
    let is_module = !script.imports.is_empty() || !script.exports.is_empty();
    let mut findings = Vec::new();
    for symbol in &script.symbols {
        let judged = symbol.is_plain && !symbol.is_import && !symbol.name.starts_with('_');
        if !judged || notes.excused.contains(&symbol.at) || (symbol.top_level && !is_module) {
            continue;
        }
        if symbol.references.iter().any(|reference| reference.reads) {
            continue;
        }
        let message = if symbol.references.is_empty() {
            format!("`{}` is declared but never used.", symbol.name)
        } else {
            format!("`{}` is assigned but its value is never used.", symbol.name)
        };
        let at = symbol.at..symbol.at + symbol.name.len();
        findings.push(Finding { rule: "unused-value", line: lines.line(symbol.at), at, message, fix: None });
    }
    script.findings.extend(findings);
}

/// A call of an async function of this file whose promise is dropped: errors in it vanish, and what follows does not wait.
fn floating_calls(script: &mut Script, lines: &Lines, notes: &Notes) {
    let asynchronous: HashSet<usize> = script
        .decls
        .iter()
        .filter(|decl| decl.is_async && matches!(decl.kind, DeclKind::Function))
        .map(|decl| decl.name_at)
        .collect();
    let meaning: HashMap<usize, usize> = script
        .symbols
        .iter()
        .flat_map(|symbol| symbol.references.iter().map(move |reference| (reference.at, symbol.at)))
        .collect();
    for call in &notes.dropped_calls {
        if !meaning.get(&call.at.start).is_some_and(|declared| asynchronous.contains(declared)) {
            continue;
        }
        let fix = call.may_await.then(|| Fix {
            edits: vec![(call.at.start..call.at.start, "await ".to_owned())],
            does: format!("added `await` before `{}`", call.name),
        });
        script.findings.push(Finding {
            rule: "missing-await",
            at: call.at.clone(),
            line: lines.line(call.at.start),
            message: format!("`{}` is async, and nothing waits for this call or catches its error.", call.name),
            fix,
        });
    }
}
