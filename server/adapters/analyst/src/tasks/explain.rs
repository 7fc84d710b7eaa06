//! Explaining a file or a symbol from its structure.

use crate::markup::Markup;
use crate::position::{Lines, words};
use crate::project::{Language, Project};
use crate::reply::{Answer, Reply, count, listed};
use crate::script::{Decl, DeclKind, Script, Unread};
use crate::style::Sheet;

/// How many declarations, users or references are listed before the rest is only counted.
const MAX_LISTED: usize = 24;

/// A declaration somewhere in the project.
pub(crate) struct Found {
    pub file: usize,
    pub decl: Decl,
}

/// Every declaration of this name. Methods are found by their own name and by `Class.name`.
pub(crate) fn declarations(project: &Project<'_>, name: &str) -> Vec<Found> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut found = Vec::new();
    for file in project.own().filter(|file| project.language(*file) == Language::Script) {
        if project.is_spent() {
            break;
        }
        if !project.text(file).contains(last) {
            continue;
        }
        let Ok(script) = project.script(file) else { continue };
        let matching = script.decls.iter().filter(|decl| decl.name == name || decl.name.ends_with(&format!(".{name}")));
        found.extend(matching.cloned().map(|decl| Found { file, decl }));
    }
    // What other files can use comes first, then what stands on its own.
    found.sort_by_key(|found| (!found.decl.exported, found.decl.depth, found.file));
    found
}

pub(crate) fn file(project: &Project<'_>, index: usize) -> Answer {
    let mut reply = Reply::new();
    let (path, text) = (project.path(index), project.text(index));
    let lines = Lines::of(text).count();
    if text.trim().is_empty() {
        reply.say(format!("`{path}` is empty."));
        return reply.finish(Vec::new());
    }
    match project.language(index) {
        Language::Script => match project.script(index) {
            Ok(script) => script_file(project, index, &script, lines, &mut reply),
            Err(reason) => reply.say(unread(path, reason)),
        },
        Language::Html => page(project, index, lines, &mut reply),
        Language::Css => sheet(project, index, lines, &mut reply),
        Language::Json => json(project, index, lines, &mut reply),
        Language::Markdown => document(project, index, lines, &mut reply),
        Language::Other => {
            reply.say(format!(
                "`{path}` has {}. I have no reader for this kind of file, so I can only search in it.",
                count(lines, "line")
            ));
            let first: Vec<&str> = text.lines().take(8).collect();
            let cited = reply.cite(path, 1);
            reply.say(format!("It begins at {cited} with:"));
            reply.code("", &first.join("\n"));
        }
    }
    used_by(project, index, &mut reply);
    reply.finish(Vec::new())
}

pub(crate) fn unread(path: &str, reason: Unread) -> String {
    match reason {
        Unread::OtherLanguage => format!("`{path}` is not a script that I can read."),
        Unread::TooLong => {
            format!("`{path}` is over 512 KiB, which is more than I read as code. Ask me to find a word in it instead.")
        }
        Unread::TooDeep => {
            format!("`{path}` nests deeper than I can read safely. Ask me to find a word in it instead.")
        }
    }
}

fn script_file(project: &Project<'_>, index: usize, script: &Script, lines: usize, reply: &mut Reply) {
    let (path, text) = (project.path(index), project.text(index));
    let mut exports: Vec<String> = script.exports.iter().map(|export| format!("`{export}`")).collect();
    exports.dedup();
    let functions: Vec<&Decl> = script.decls.iter().filter(|decl| decl.complexity > 0).collect();
    let language = if path.ends_with(".ts") || path.ends_with(".tsx") { "TypeScript" } else { "JavaScript" };
    let role = if exports.is_empty() {
        "exports nothing, so it runs for what it does".to_owned()
    } else {
        let shown = exports.len().min(8);
        let more = if exports.len() > shown { format!(" and {} more", exports.len() - shown) } else { String::new() };
        format!("exports {}{more}", listed(&exports[..shown]))
    };
    reply.say(format!(
        "`{path}` is a {language} module of {} with {}. It {role}.",
        count(lines, "line"),
        count(functions.len(), "function")
    ));
    let head: String = text
        .lines()
        .take_while(|line| line.starts_with("//") || line.starts_with("/*") || line.starts_with(" *"))
        .collect::<Vec<_>>()
        .join("\n");
    let purpose = crate::script::plain_comment(&head);
    if !purpose.is_empty() {
        let cited = reply.cite(path, 1);
        reply.say(format!("Its own words ({cited}): “{purpose}”"));
    }
    if let Some((message, line)) = &script.error {
        let cited = reply.cite(path, *line);
        reply.say(format!("**It does not run as it is:** {message} ({cited})."));
    }
    if !script.imports.is_empty() {
        reply.say("**It builds on**");
        for import in script.imports.iter().take(MAX_LISTED) {
            let names: Vec<String> = import.names.iter().map(|name| format!("`{}`", name.local)).collect();
            let cited = reply.cite(path, import.line);
            let what = if names.is_empty() { "for its effect".to_owned() } else { listed(&names) };
            let own = project
                .resolve(path, &import.source)
                .map_or(String::new(), |own| format!(" (`{}`)", project.path(own)));
            reply.item(format!("`{}`{own}: {what} {cited}", import.source));
        }
    }
    let shown: Vec<&Decl> =
        script.decls.iter().filter(|decl| decl.depth == 0 || decl.kind == DeclKind::Method).collect();
    if !shown.is_empty() {
        reply.say("**What it declares**");
        for decl in shown.iter().take(MAX_LISTED) {
            let line = declaration(path, script, decl, reply);
            reply.item(line);
        }
        if shown.len() > MAX_LISTED {
            reply.item(format!("and {} more", shown.len() - MAX_LISTED));
        }
    }
    if let Some(most) = functions.iter().max_by_key(|decl| decl.complexity).filter(|decl| decl.complexity > 10) {
        let cited = reply.cite(path, most.line);
        reply.say(format!(
            "The part to read slowly is `{}` at {cited}: {} ways through it.",
            most.name, most.complexity
        ));
    }
    if !script.findings.is_empty() {
        reply.say(format!(
            "I also found {}; ask me to find the problems in this file.",
            count(script.findings.len(), "possible problem")
        ));
    }
}

/// One line about a declaration.
fn declaration(path: &str, script: &Script, decl: &Decl, reply: &mut Reply) -> String {
    let cited = reply.cite(path, decl.line);
    let name = if decl.complexity > 0 {
        format!("`{}({})`", decl.name, decl.params.join(", "))
    } else {
        format!("`{}`", decl.name)
    };
    let mut parts = vec![format!("{}{name} {cited}", if decl.is_async { "async " } else { "" })];
    if !decl.comment.is_empty() {
        parts.push(decl.comment.clone());
    } else if decl.complexity == 0 {
        parts.push(decl.kind.phrase().to_owned());
    }
    if decl.complexity > 0 {
        let mut size = count(decl.end_line + 1 - decl.line, "line");
        if decl.complexity > 1 {
            size.push_str(&format!(", {} ways through it", decl.complexity));
        }
        parts.push(size);
        let calls = calls_of(script, decl);
        if !calls.is_empty() {
            parts.push(format!("calls {}", listed(&calls)));
        }
    }
    parts.join(" · ")
}

/// Names that a declaration calls, in order, each once, at most six.
fn calls_of(script: &Script, decl: &Decl) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for call in script.calls.iter().filter(|call| decl.at.contains(&call.at)) {
        let name = format!("`{}`", call.name);
        if !names.contains(&name) && names.len() < 6 {
            names.push(name);
        }
    }
    names
}

fn used_by(project: &Project<'_>, index: usize, reply: &mut Reply) {
    let users = project.importers(index);
    if users.is_empty() {
        if project.language(index) == Language::Script {
            reply.say("No other file of the project loads it.");
        }
        return;
    }
    let named: Vec<String> =
        users.iter().take(MAX_LISTED).map(|(file, line)| reply.cite(project.path(*file), *line)).collect();
    let more =
        if users.len() > named.len() { format!(" and {} more", users.len() - named.len()) } else { String::new() };
    reply.say(format!("**Loaded by** {}{more}.", listed(&named)));
}

fn page(project: &Project<'_>, index: usize, lines: usize, reply: &mut Reply) {
    let (path, text) = (project.path(index), project.text(index));
    let markup = Markup::of(text);
    let at = Lines::of(text);
    let title = markup.element(text, "title").map_or(String::new(), |(_, title)| format!(", titled “{title}”"));
    reply.say(format!("`{path}` is a page of {}{title}.", count(lines, "line")));
    for (name, word) in [("h1", "heading"), ("h2", "heading")] {
        for (range, inner) in markup.elements(text, name).into_iter().take(12) {
            let cited = reply.cite(path, at.line(range.start));
            reply.item(format!("{word} “{}” {cited}", plain(inner)));
        }
    }
    for tag in markup.tags.iter().filter(|tag| !tag.closing) {
        let source = match tag.name.as_str() {
            "script" => tag.attribute("src").map(|source| ("script", source)),
            "link" => tag.attribute("href").map(|source| ("link", source)),
            "form" => tag.attribute("id").map(|id| ("form", id)),
            _ => None,
        };
        if let Some((word, source)) = source {
            let cited = reply.cite(path, at.line(tag.at.start));
            reply.item(format!("{word} `{}` {cited}", source.value));
        }
    }
    let controls = markup
        .tags
        .iter()
        .filter(|tag| !tag.closing && matches!(tag.name.as_str(), "input" | "select" | "textarea" | "button"));
    reply.say(format!(
        "It has {} and {}.",
        count(markup.tags.iter().filter(|tag| !tag.closing).count(), "element"),
        count(controls.count(), "control")
    ));
}

fn sheet(project: &Project<'_>, index: usize, lines: usize, reply: &mut Reply) {
    let (path, text) = (project.path(index), project.text(index));
    let sheet = Sheet::of(text);
    let at = Lines::of(text);
    reply.say(format!(
        "`{path}` is a style sheet of {} with {}.",
        count(lines, "line"),
        count(sheet.rules.len(), "rule")
    ));
    let custom: Vec<_> = sheet
        .rules
        .iter()
        .filter(|rule| rule.within.is_empty())
        .flat_map(|rule| &rule.declarations)
        .filter(|declaration| declaration.property.starts_with("--"))
        .collect();
    if !custom.is_empty() {
        reply.say("**Its custom properties**, which most rules take their colours and sizes from:");
        for declaration in custom.iter().take(MAX_LISTED) {
            let cited = reply.cite(path, at.line(declaration.value_at.start));
            reply.item(format!("`{}: {}` {cited}", declaration.property, declaration.value));
        }
    }
    for at_rule in sheet.at_rules.iter().take(8) {
        let cited = reply.cite(path, at.line(at_rule.at.start));
        reply.item(format!("`{}` {cited}", at_rule.name));
    }
    let classes: Vec<String> = sheet
        .rules
        .iter()
        .filter(|rule| rule.selector.starts_with('.'))
        .map(|rule| rule.selector.clone())
        .take(14)
        .map(|selector| format!("`{selector}`"))
        .collect();
    if !classes.is_empty() {
        reply.say(format!("Rules for {}.", listed(&classes)));
    }
}

fn json(project: &Project<'_>, index: usize, lines: usize, reply: &mut Reply) {
    let (path, text) = (project.path(index), project.text(index));
    match serde_json::from_str::<serde_json::Value>(text) {
        Err(error) => {
            let cited = reply.cite(path, error.line().max(1));
            reply.say(format!("`{path}` is not valid JSON: {error} ({cited})."));
        }
        Ok(serde_json::Value::Object(map)) => {
            reply.say(format!(
                "`{path}` is a JSON object of {} with {}.",
                count(lines, "line"),
                count(map.len(), "key")
            ));
            for (key, value) in map.iter().take(MAX_LISTED) {
                let line = words(text, key).next().map_or(1, |at| Lines::of(text).line(at));
                let cited = reply.cite(path, line);
                let shown: String = value.to_string().chars().take(90).collect();
                reply.item(format!("`{key}`: `{shown}` {cited}"));
            }
        }
        Ok(value) => {
            let what = value
                .as_array()
                .map_or("a single value".to_owned(), |items| format!("a list of {}", count(items.len(), "item")));
            reply.say(format!("`{path}` is JSON: {what}."));
        }
    }
}

fn document(project: &Project<'_>, index: usize, lines: usize, reply: &mut Reply) {
    let (path, text) = (project.path(index), project.text(index));
    reply.say(format!("`{path}` is a document of {}.", count(lines, "line")));
    let mut fenced = false;
    for (number, line) in text.lines().enumerate() {
        fenced ^= line.trim_start().starts_with("```");
        if !fenced && line.starts_with('#') {
            let cited = reply.cite(path, number + 1);
            reply.item(format!("{} {cited}", line.trim_start_matches('#').trim()));
        }
    }
}

pub(crate) fn plain(inner: &str) -> String {
    let markup = Markup::of(inner);
    let text: Vec<&str> =
        markup.texts.iter().map(|range| inner[range.clone()].trim()).filter(|text| !text.is_empty()).collect();
    text.join(" ")
}

/// Explains a name: where it is declared, what it does, who uses it.
pub(crate) fn symbol(project: &Project<'_>, name: &str, found: &[Found]) -> Answer {
    let mut reply = Reply::new();
    let Some(first) = found.first() else { return reply.finish(Vec::new()) };
    let path = project.path(first.file);
    let Ok(script) = project.script(first.file) else { return reply.finish(Vec::new()) };
    let line = declaration(path, &script, &first.decl, &mut reply);
    reply.say(format!("`{name}` is {} in `{path}`.", first.decl.kind.phrase()));
    reply.item(line);
    let text = project.text(first.file);
    let code: Vec<&str> = text.get(first.decl.at.clone()).unwrap_or_default().lines().take(14).collect();
    reply.code(if path.ends_with('x') { "tsx" } else { "ts" }, &code.join("\n"));
    for other in found.iter().skip(1).take(6) {
        let cited = reply.cite(project.path(other.file), other.decl.line);
        reply.item(format!("also declared as {} at {cited}", other.decl.kind.phrase()));
    }
    let uses = uses(project, first);
    if uses.is_empty() {
        reply.say("Nothing in the project uses it.");
    } else {
        reply.say(format!("**Used in {}**", count(uses.len(), "place")));
        for (file, line) in uses.iter().take(MAX_LISTED) {
            let cited = reply.cite(project.path(*file), *line);
            let code = project.text(*file).lines().nth(line - 1).unwrap_or_default().trim();
            let code: String = code.chars().take(100).collect();
            reply.item(format!("{cited} `{}`", code.replace('`', "'")));
        }
        if uses.len() > MAX_LISTED {
            reply.item(format!("and {} more", uses.len() - MAX_LISTED));
        }
    }
    reply.finish(Vec::new())
}

/// Where a declaration is used: by meaning in its own file and in those that import it; methods by their name.
fn uses(project: &Project<'_>, found: &Found) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let short = found.decl.name.rsplit('.').next().unwrap_or(&found.decl.name);
    let mut add = |file: usize, at: usize| places.push((file, Lines::of(project.text(file)).line(at)));
    if let Ok(script) = project.script(found.file) {
        for symbol in script.symbols.iter().filter(|symbol| symbol.at == found.decl.name_at) {
            symbol.references.iter().for_each(|reference| add(found.file, reference.at));
        }
    }
    for file in project.own().filter(|file| project.text(*file).contains(short)) {
        if project.is_spent() {
            break;
        }
        let Ok(script) = project.script(file) else { continue };
        if found.decl.kind == DeclKind::Method {
            let calls = script.calls.iter().filter(|call| call.name.ends_with(&format!(".{short}")));
            calls.for_each(|call| add(file, call.at));
            continue;
        }
        for import in script.imports.iter().filter(|_| file != found.file) {
            if project.resolve(project.path(file), &import.source) != Some(found.file) {
                continue;
            }
            for name in import.names.iter().filter(|name| name.imported == found.decl.name) {
                add(file, name.local_at.start);
                for symbol in script.symbols.iter().filter(|symbol| symbol.at == name.local_at.start) {
                    symbol.references.iter().for_each(|reference| add(file, reference.at));
                }
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}
