//! Renaming a symbol by meaning: its own references, and those of every file that imports it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::ask::is_name;
use crate::position::Lines;
use crate::project::{Language, Project};
use crate::proposal::Proposal;
use crate::reply::{Answer, Reply, count};
use crate::script::{Script, Symbol};

const RESERVED: [&str; 48] = [
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
];

pub(crate) fn answer(project: &Project<'_>, from: &str, to: &str, focus: Option<usize>) -> Answer {
    let mut reply = Reply::new();
    if !is_name(to) || RESERVED.contains(&to) || to == "yield" {
        reply.say(format!(
            "`{to}` cannot be a name in a script. Use letters, digits, `_` and `$`, and no word of the language."
        ));
        return reply.finish(Vec::new());
    }
    let candidates = candidates(project, from, focus);
    let Some((file, symbol)) = candidates.first().cloned() else {
        let places = super::find::literally(project, from, 8);
        if places.is_empty() {
            reply.say(format!("I found no name `{from}` in the project."));
        } else {
            reply.say(format!("I found “{from}”, but not as a name that a script declares. To change it as text, say “replace ‘{from}’ with ‘{to}’”."));
            for (index, line) in places {
                let cited = reply.cite(project.path(index), line);
                reply.item(cited);
            }
        }
        return reply.finish(Vec::new());
    };
    let place = |reply: &mut Reply, file: usize, at: usize| {
        let line = Lines::of(project.text(file)).line(at);
        reply.cite(project.path(file), line)
    };
    let equal = candidates.iter().filter(|(_, other)| other.top_level == symbol.top_level).count();
    if equal > 1 {
        reply.say(format!("`{from}` is declared in {equal} places, and I can't tell which you mean. Open the file you mean and ask again there."));
        for (file, symbol) in candidates.iter().take(8) {
            let cited = place(&mut reply, *file, symbol.at);
            reply.item(cited);
        }
        return reply.finish(Vec::new());
    }
    let mut edits: BTreeMap<usize, Vec<(Range<usize>, String)>> = BTreeMap::new();
    let Ok(script) = project.script(file) else { return reply.finish(Vec::new()) };
    if let Some(clash) = clash(&script, to) {
        let cited = place(&mut reply, file, clash);
        reply.say(format!("`{to}` already means something in that file ({cited}), so renaming would mix the two up. Choose another name."));
        return reply.finish(Vec::new());
    }
    edits.insert(file, occurrences(project.text(file), &script, &symbol, from, to));
    let exported = symbol.top_level && script.exports.iter().any(|export| export == from);
    if exported {
        for other in project.own().filter(|other| *other != file && project.text(*other).contains(from)) {
            let Ok(script) = project.script(other) else { continue };
            let own = importing(project, other, &script, file, from, to);
            if own.is_empty() {
                continue;
            }
            let renames_local = own.iter().any(|(_, new)| new == to);
            if renames_local && let Some(clash) = clash(&script, to) {
                let cited = place(&mut reply, other, clash);
                reply.say(format!(
                    "`{to}` already means something in a file that imports it ({cited}). Choose another name."
                ));
                return reply.finish(Vec::new());
            }
            edits.insert(other, own);
        }
    }
    let total: usize = edits.values().map(Vec::len).sum();
    let cited = place(&mut reply, file, symbol.at);
    reply.say(format!(
        "`{from}` is declared at {cited}; it is meant in {} of {}.",
        count(total, "place"),
        count(edits.len(), "file")
    ));
    let mut proposal = Proposal::new(project);
    for (index, edits) in edits {
        if index != file
            && let Some((range, _)) = edits.first()
        {
            let cited = place(&mut reply, index, range.start);
            reply.item(format!("imported at {cited}"));
        }
        proposal.splice(index, edits);
    }
    super::conclude(reply, proposal)
}

/// Symbols of this name, the likeliest first: in the open file, then top-level, then anywhere. Imports are other names
/// for a symbol that is declared elsewhere, so they only count when nothing else does.
fn candidates(project: &Project<'_>, name: &str, focus: Option<usize>) -> Vec<(usize, Symbol)> {
    let mut found = Vec::new();
    for index in project.own().filter(|index| project.language(*index) == Language::Script) {
        if !project.text(index).contains(name) || project.is_spent() {
            continue;
        }
        let Ok(script) = project.script(index) else { continue };
        found.extend(
            script
                .symbols
                .iter()
                .filter(|symbol| symbol.name == name && !symbol.is_import)
                .cloned()
                .map(|symbol| (index, symbol)),
        );
    }
    if let Some(focus) = focus
        && found.iter().any(|(index, _)| *index == focus)
    {
        found.retain(|(index, _)| *index == focus);
    }
    found.sort_by_key(|(index, symbol)| (!symbol.top_level, *index, symbol.at));
    found
}

/// Where the new name is already taken, as a declaration or as a name from outside.
fn clash(script: &Script, to: &str) -> Option<usize> {
    let declared = script.symbols.iter().find(|symbol| symbol.name == to).map(|symbol| symbol.at);
    let called = || {
        script.calls.iter().find(|call| call.name == to || call.name.starts_with(&format!("{to}."))).map(|call| call.at)
    };
    declared.or_else(called)
}

fn occurrences(text: &str, script: &Script, symbol: &Symbol, from: &str, to: &str) -> Vec<(Range<usize>, String)> {
    let mut places: Vec<usize> = symbol.references.iter().map(|reference| reference.at).chain([symbol.at]).collect();
    places.sort_unstable();
    places.dedup();
    places
        .into_iter()
        .filter(|at| text[*at..].starts_with(from))
        .map(|at| {
            // `{ name }` keeps its key: other code reads it.
            let new = if script.shorthands.contains(&at) { format!("{from}: {to}") } else { to.to_owned() };
            (at..at + from.len(), new)
        })
        .collect()
}

/// What changes in a file that imports the name.
fn importing(
    project: &Project<'_>,
    index: usize,
    script: &Script,
    target: usize,
    from: &str,
    to: &str,
) -> Vec<(Range<usize>, String)> {
    let text = project.text(index);
    let mut edits = Vec::new();
    for import in &script.imports {
        if project.resolve(project.path(index), &import.source) != Some(target) {
            continue;
        }
        for name in import.names.iter().filter(|name| name.imported == from) {
            if import.re_export {
                // Others import it from here under the old name.
                let local = if name.imported_at == name.local_at { format!("{to} as {from}") } else { to.to_owned() };
                edits.push((name.imported_at.clone(), local));
            } else if name.imported_at == name.local_at {
                if let Some(symbol) = script.symbols.iter().find(|symbol| symbol.at == name.local_at.start) {
                    edits.extend(occurrences(text, script, symbol, from, to));
                }
            } else {
                edits.push((name.imported_at.clone(), to.to_owned()));
            }
        }
    }
    edits
}
