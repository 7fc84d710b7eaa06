//! The fields of a generated project: they live in one data module, as a table `fields` of keys, labels and types.

use std::ops::Range;
use std::rc::Rc;

use crate::position::{Lines, whole_lines};
use crate::project::{Language, Project};
use crate::proposal::Proposal;
use crate::reply::{Answer, Reply, listed};
use crate::script::{DataField, Script};

/// The module that says which fields there are.
struct Model {
    file: usize,
    script: Rc<Script>,
    /// Index of the table in [`Script::tables`].
    table: usize,
}

/// The types that generated projects know, with the words people use for them.
const TYPES: [(&str, &[&str], &str); 12] = [
    (
        "longText",
        &["long text", "notes", "note", "description", "paragraph", "multi-line", "multiline", "textarea"],
        "string",
    ),
    ("money", &["money", "price", "cost", "amount", "currency", "budget", "salary"], "number | null"),
    ("rating", &["rating", "stars", "score out of"], "number | null"),
    ("number", &["number", "numeric", "integer", "count", "quantity", "age", "pages", "weight"], "number | null"),
    ("date", &["date", "day", "deadline", "birthday", "due"], "string"),
    ("time", &["time", "hour"], "string"),
    ("checkbox", &["checkbox", "yes/no", "yes or no", "boolean", "toggle", "tick", "flag"], "boolean"),
    ("choice", &["choice", "options", "select", "dropdown", "drop-down", "one of"], "string"),
    ("email", &["email", "e-mail", "mail address"], "string"),
    ("url", &["url", "link", "website", "web address"], "string"),
    ("phone", &["phone", "telephone", "mobile"], "string"),
    ("text", &["text", "string", "name"], "string"),
];

fn model(project: &Project<'_>) -> Option<Model> {
    for file in project.own().filter(|file| project.language(*file) == Language::Script) {
        if project.is_spent() {
            return None;
        }
        let text = project.text(file);
        if !(text.contains("fields") && text.contains("label:")) {
            continue;
        }
        let Ok(script) = project.script(file) else { continue };
        let fits =
            |row: &DataField| row.text("key").is_some() && row.text("label").is_some() && row.text("type").is_some();
        if let Some(table) = script.tables.iter().position(|table| table.rows.iter().all(fits)) {
            return Some(Model { file, script, table });
        }
    }
    None
}

impl Model {
    fn rows(&self) -> &[DataField] {
        &self.script.tables[self.table].rows
    }

    /// The row whose label or key is meant, without regard to case and to a plural.
    fn row(&self, words: &str) -> Option<&DataField> {
        let wanted = simple(words);
        let same = |row: &&DataField, key: &str| row.text(key).is_some_and(|text| simple(text) == wanted);
        self.rows().iter().find(|row| same(row, "label")).or_else(|| self.rows().iter().find(|row| same(row, "key")))
    }

    fn labels(&self) -> String {
        let labels: Vec<String> =
            self.rows().iter().filter_map(|row| row.text("label")).map(|label| format!("“{label}”")).collect();
        listed(&labels)
    }
}

fn simple(text: &str) -> String {
    let text: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    text.strip_suffix('s').map_or(text.clone(), str::to_owned)
}

fn no_model() -> Answer {
    let mut reply = Reply::new();
    reply.say("I found no module with a table of fields (`key`, `label`, `type`), as the built-in generator writes it, so I can't change fields here. Ask me where the records are declared, and I will show the place.");
    reply.finish(Vec::new())
}

fn unknown(model: &Model, label: &str) -> Answer {
    let mut reply = Reply::new();
    reply.say(format!("There is no field “{label}”. The fields are {}.", model.labels()));
    reply.finish(Vec::new())
}

fn cite(project: &Project<'_>, reply: &mut Reply, file: usize, at: usize) -> String {
    reply.cite(project.path(file), Lines::of(project.text(file)).line(at))
}

/// Adds a field at the end: to the table, to the interface and to the examples.
pub(crate) fn add(project: &Project<'_>, label: &str, asked: &str) -> Answer {
    let Some(model) = model(project) else { return no_model() };
    let mut reply = Reply::new();
    let kind = kind_of(label, asked);
    let label = without_type(label, kind);
    let label: String = label.chars().filter(|c| !c.is_control()).take(60).collect();
    if label.is_empty() {
        reply.say("Tell me what the field is called, such as “add a date field called ‘Due’”.");
        return reply.finish(Vec::new());
    }
    if let Some(known) = model.row(&label) {
        let cited = cite(project, &mut reply, model.file, known.at.start);
        reply.say(format!("There already is a field “{}” at {cited}.", known.text("label").unwrap_or_default()));
        return reply.finish(Vec::new());
    }
    let key = key_of(&label, &model);
    let options = if kind == "choice" { options_of(asked) } else { Vec::new() };
    if kind == "choice" && options.len() < 2 {
        reply.say("A choice needs its options: “add a choice field called ‘Size’ with options small, medium, large”.");
        return reply.finish(Vec::new());
    }
    let capital = capitalised(&label);
    let mut row = format!("{{ key: {}, label: {}, type: \"{kind}\", required: false", js(&key), js(&capital));
    if !options.is_empty() {
        row.push_str(&format!(
            ", options: [{}]",
            options.iter().map(|option| js(option)).collect::<Vec<_>>().join(", ")
        ));
    }
    if kind == "money" {
        row.push_str(", currency: \"EUR\"");
    }
    row.push_str(" }");
    let text = project.text(model.file);
    let Some(last) = model.rows().last() else { return no_model() };
    let cited = cite(project, &mut reply, model.file, last.at.start);
    reply.say(format!(
        "The fields are listed in `{}`, the last one at {cited}. I add “{capital}” of type {kind} behind it.",
        project.path(model.file)
    ));
    let indent = indent_at(text, last.at.start);
    let mut edits = vec![(last.at.end..last.at.end, format!(",\n{indent}{row}"))];
    if let Some(member) = interface_member(&model, last.text("key").unwrap_or_default()) {
        let typed = TYPES.iter().find(|(name, ..)| *name == kind).map_or("string", |(.., typed)| typed);
        let indent = indent_at(text, member.start);
        // The signature may or may not include its semicolon.
        let end = member.end + usize::from(text[member.end..].starts_with(';'));
        edits.push((end..end, format!("\n{indent}{key}: {typed};")));
    }
    let mut proposal = Proposal::new(project);
    proposal.splice(model.file, edits);
    let empty = match kind {
        "checkbox" => "false",
        "money" | "number" | "rating" => "null",
        _ => "\"\"",
    };
    examples(project, &model, &mut proposal, |properties, _| {
        let last = properties.last()?;
        Some((last.at.end..last.at.end, format!(", {key}: {empty}")))
    });
    reply.say("Records that are already stored have nothing in it until someone edits them.");
    super::conclude(reply, proposal)
}

/// Removes a field from the table, the interface, the examples and the lists that name it.
pub(crate) fn remove(project: &Project<'_>, label: &str) -> Answer {
    let Some(model) = model(project) else { return no_model() };
    let Some(row) = model.row(label) else { return unknown(&model, label) };
    let mut reply = Reply::new();
    if model.rows().len() == 1 {
        reply.say("That is the only field, and records need at least one.");
        return reply.finish(Vec::new());
    }
    let text = project.text(model.file);
    let key = row.text("key").unwrap_or_default().to_owned();
    let shown = row.text("label").unwrap_or_default().to_owned();
    let cited = cite(project, &mut reply, model.file, row.at.start);
    reply.say(format!("“{shown}” is the field `{key}` at {cited}."));
    let mut edits = vec![(whole_lines(text, with_comma(text, row.at.clone())), String::new())];
    if let Some(member) = interface_member(&model, &key) {
        let end = member.end + usize::from(text[member.end..].starts_with(';'));
        edits.push((whole_lines(text, member.start..end), String::new()));
    }
    for list in &model.script.lists {
        if let Some((_, at)) = list.items.iter().find(|(item, _)| *item == key) {
            edits.push((with_comma(text, at.clone()), String::new()));
        }
    }
    for record in &model.script.records {
        let sorts =
            record.properties.iter().find(|property| property.key == "field" && property.text.as_deref() == Some(&key));
        if let Some(property) = sorts {
            edits.push((property.value_at.clone(), js("createdAt")));
            reply.say("The list was sorted by it; it is sorted by creation instead.");
        }
    }
    let mut proposal = Proposal::new(project);
    proposal.splice(model.file, edits);
    examples(project, &model, &mut proposal, |properties, text| {
        let property = properties.iter().find(|property| property.key == key)?;
        Some((with_comma(text, property.at.clone()), String::new()))
    });
    let elsewhere = mentions(project, model.file, &key);
    if !elsewhere.is_empty() {
        reply.say("Look at these places too, which name the field themselves:");
        for (file, line) in elsewhere.into_iter().take(8) {
            let cited = reply.cite(project.path(file), line);
            reply.item(cited);
        }
    }
    super::conclude(reply, proposal)
}

/// Renames a field as people see it. Its key stays, so that stored records keep their values.
pub(crate) fn rename(project: &Project<'_>, from: &str, to: &str) -> Answer {
    let Some(model) = model(project) else { return no_model() };
    let Some(row) = model.row(from) else { return unknown(&model, from) };
    let mut reply = Reply::new();
    if let Some(other) = model.row(to).filter(|other| other.at != row.at) {
        let cited = cite(project, &mut reply, model.file, other.at.start);
        reply.say(format!("There already is a field “{to}” at {cited}."));
        return reply.finish(Vec::new());
    }
    let Some(label) = row.properties.iter().find(|property| property.key == "label") else {
        return unknown(&model, from);
    };
    let cited = cite(project, &mut reply, model.file, label.at.start);
    reply.say(format!("“{from}” is named at {cited}. Its key `{}` stays as it is, so records that are already stored keep their values.", row.text("key").unwrap_or_default()));
    let mut proposal = Proposal::new(project);
    let to: String = to.chars().filter(|c| !c.is_control()).take(60).collect();
    proposal.splice(model.file, vec![(label.value_at.clone(), js(&capitalised(&to)))]);
    super::conclude(reply, proposal)
}

/// Sets the order in which records are shown at first.
pub(crate) fn sort(project: &Project<'_>, by: &str, descending: bool) -> Answer {
    let Some(model) = model(project) else { return no_model() };
    let key = if by == "createdAt" {
        by.to_owned()
    } else {
        match model.row(by).and_then(|row| row.text("key")) {
            Some(key) => key.to_owned(),
            None => return unknown(&model, by),
        }
    };
    let mut reply = Reply::new();
    for file in project.own().filter(|file| project.language(*file) == Language::Script) {
        let Ok(script) = project.script(file) else { continue };
        let property = |record: &crate::script::Record, key: &str| {
            record.properties.iter().find(|property| property.key == key).cloned()
        };
        let sort = script
            .records
            .iter()
            .find(|record| record.name.to_lowercase().contains("sort") && property(record, "field").is_some());
        let Some(sort) = sort else { continue };
        let mut edits = Vec::new();
        if let Some(field) = property(sort, "field") {
            let cited = cite(project, &mut reply, file, field.at.start);
            reply.say(format!("The first order is set at {cited}."));
            edits.push((field.value_at, js(&key)));
        }
        if let Some(direction) = property(sort, "descending") {
            edits.push((direction.value_at, descending.to_string()));
        }
        let mut proposal = Proposal::new(project);
        proposal.splice(file, edits);
        return super::conclude(reply, proposal);
    }
    reply.say("I found no place that sets the order of the list (an object with `field` and `descending`, as the built-in generator writes it).");
    reply.finish(Vec::new())
}

/// Edits every example record: an array of objects that have the model's keys, in another module.
fn examples(
    project: &Project<'_>,
    model: &Model,
    proposal: &mut Proposal<'_, '_>,
    edit: impl Fn(&[crate::script::Property], &str) -> Option<(Range<usize>, String)>,
) {
    let keys: Vec<&str> = model.rows().iter().filter_map(|row| row.text("key")).collect();
    for file in project.own().filter(|file| *file != model.file && project.language(*file) == Language::Script) {
        if project.is_spent() || !keys.iter().all(|key| project.text(file).contains(key)) {
            continue;
        }
        let Ok(script) = project.script(file) else { continue };
        let has_all =
            |row: &DataField| keys.iter().all(|key| row.properties.iter().any(|property| property.key == *key));
        let text = project.text(file);
        let edits: Vec<_> = script
            .tables
            .iter()
            .filter(|table| table.rows.iter().all(has_all))
            .flat_map(|table| &table.rows)
            .filter_map(|row| edit(&row.properties, text))
            .collect();
        if !edits.is_empty() {
            proposal.splice(file, edits);
        }
    }
}

/// Lines outside the model and its examples that use a key as a property or as a text.
fn mentions(project: &Project<'_>, model: usize, key: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for file in project.own().filter(|file| *file != model && project.language(*file) == Language::Script) {
        let text = project.text(file);
        let lines = Lines::of(text);
        for needle in [format!(".{key}"), format!("\"{key}\"")] {
            let hits = text
                .match_indices(&needle)
                .filter(|(at, _)| !text[at + needle.len()..].starts_with(|c: char| c.is_alphanumeric()));
            found.extend(hits.map(|(at, _)| (file, lines.line(at))));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn interface_member(model: &Model, key: &str) -> Option<Range<usize>> {
    let keys: Vec<&str> = model.rows().iter().filter_map(|row| row.text("key")).collect();
    let complete = |interface: &str| {
        keys.iter()
            .all(|key| model.script.members.iter().any(|member| member.interface == interface && member.key == *key))
    };
    model
        .script
        .members
        .iter()
        .find(|member| member.key == key && complete(&member.interface))
        .map(|member| member.at.clone())
}

/// Takes a neighbouring comma and the space behind it along.
fn with_comma(text: &str, range: Range<usize>) -> Range<usize> {
    let rest = &text[range.end..];
    if let Some(after) = rest.trim_start_matches([' ', '\t']).strip_prefix(',') {
        let comma_end = text.len() - after.len();
        let spaces = after.len() - after.trim_start_matches(' ').len();
        return range.start..comma_end + spaces;
    }
    let before = text[..range.start].trim_end_matches([' ', '\t', '\n']);
    match before.strip_suffix(',') {
        Some(before) => before.len()..range.end,
        None => range,
    }
}

fn indent_at(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[start..at];
    if line.trim().is_empty() { line } else { "  " }
}

fn kind_of(label: &str, asked: &str) -> &'static str {
    let typed = asked.split_once("of type ").map(|(_, rest)| rest.to_owned());
    let names = |text: &str| {
        let padded: String = text
            .to_lowercase()
            .chars()
            .map(|c| if c.is_alphanumeric() || matches!(c, '/' | '-') { c } else { ' ' })
            .collect();
        let padded = format!(" {padded} ");
        TYPES
            .iter()
            .find(|(_, words, _)| words.iter().any(|word| padded.contains(&format!(" {word} "))))
            .map(|(name, ..)| *name)
    };
    // "a date field called Published" names the type before "field"; otherwise the label itself may give it away.
    let before = asked.split(" field").next().unwrap_or_default();
    if asked.contains("options") {
        return "choice";
    }
    typed.and_then(|typed| names(&typed)).or_else(|| names(before)).or_else(|| names(label)).unwrap_or("text")
}

/// "due date" stays, but of "number age" only "age" is the name.
fn without_type(label: &str, kind: &str) -> String {
    let label = label.trim();
    let words = TYPES.iter().find(|(name, ..)| *name == kind).map_or(&[][..], |(_, words, _)| *words);
    let lead = words.iter().find_map(|word| {
        let head = label.get(..word.len())?;
        let rest = label.get(word.len()..)?;
        (head.eq_ignore_ascii_case(word) && rest.starts_with(' ')).then(|| rest.trim().to_owned())
    });
    lead.unwrap_or_else(|| label.to_owned())
}

fn options_of(asked: &str) -> Vec<String> {
    let Some((_, rest)) = asked.split_once("options").or_else(|| asked.split_once("one of")) else { return Vec::new() };
    rest.trim_start_matches([':', ' '])
        .split([',', '/', ';'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "))
        .map(|part| {
            capitalised(part.trim().trim_matches(['(', ')', '"', '\'', '“', '”']).trim_start_matches("and ").trim())
        })
        .filter(|part| !part.is_empty())
        .take(20)
        .collect()
}

fn key_of(label: &str, model: &Model) -> String {
    let mut key = String::new();
    for word in label.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let lower = word.to_ascii_lowercase();
        key.push_str(&if key.is_empty() { lower } else { capitalised(&lower) });
    }
    if key.is_empty() || key.starts_with(|c: char| c.is_ascii_digit()) {
        key = format!("field{key}");
    }
    let taken = |key: &str| {
        matches!(key, "id" | "createdAt" | "constructor") || model.rows().iter().any(|row| row.text("key") == Some(key))
    };
    let mut unique = key.clone();
    let mut number = 2;
    while taken(&unique) {
        unique = format!("{key}{number}");
        number += 1;
    }
    unique
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A text as a string literal; JSON's notation is also JavaScript's.
fn js(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
