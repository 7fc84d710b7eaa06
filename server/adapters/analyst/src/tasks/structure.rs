//! The project as a whole: its folders, where it starts, what its parts are for.

use std::collections::BTreeMap;

use crate::markup::Markup;
use crate::project::{Language, Project};
use crate::reply::{Answer, Reply, count};

/// How many files are named before folders are only counted.
const MAX_NAMED: usize = 60;

pub(crate) fn answer(project: &Project<'_>) -> Answer {
    let mut reply = Reply::new();
    let own: Vec<usize> = project.own().collect();
    if own.is_empty() {
        reply.say("The project has no text files yet.");
        return reply.finish(Vec::new());
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for index in &own {
        *kinds.entry(project.path(*index).rsplit_once('.').map_or("other", |(_, extension)| extension)).or_default() +=
            1;
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(name, number)| (std::cmp::Reverse(*number), *name));
    let kinds: Vec<String> = kinds.iter().take(6).map(|(name, number)| format!("{number} {name}")).collect();
    reply.say(format!("The project has {}: {}.", count(own.len(), "text file"), kinds.join(", ")));
    entries(project, &own, &mut reply);

    reply.say("**Its files**");
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in &own {
        folders.entry(project.path(*index).rsplit_once('/').map_or("", |(folder, _)| folder)).or_default().push(*index);
    }
    for (folder, files) in &folders {
        let folder = if folder.is_empty() { "the top" } else { folder };
        if own.len() > MAX_NAMED {
            reply.item(format!("`{folder}`: {}", count(files.len(), "file")));
            continue;
        }
        for index in files {
            let about = about(project, *index).map_or(String::new(), |about| format!(": {about}"));
            reply.item(format!("`{}`{about}", project.path(*index)));
        }
    }
    reply.finish(Vec::new())
}

/// Where the project starts: pages, the scripts they load, and what `package.json` runs.
fn entries(project: &Project<'_>, own: &[usize], reply: &mut Reply) {
    let mut found = Vec::new();
    for index in own.iter().filter(|index| project.language(**index) == Language::Html) {
        let (path, text) = (project.path(*index), project.text(*index));
        let markup = Markup::of(text);
        let lines = crate::position::Lines::of(text);
        for tag in markup.tags.iter().filter(|tag| tag.name == "script" && !tag.closing) {
            if let Some(source) = tag.attribute("src") {
                found.push((path, lines.line(tag.at.start), format!("loads `{}`", source.value)));
            }
        }
        if !found.iter().any(|(other, ..)| *other == path) {
            found.push((path, 1, "is a page without scripts".to_owned()));
        }
    }
    if let Some(index) = project.find("package.json") {
        let package: Option<serde_json::Value> = serde_json::from_str(project.text(index)).ok();
        let scripts =
            package.as_ref().and_then(|package| package.get("scripts")).and_then(|scripts| scripts.as_object());
        for (name, command) in scripts.into_iter().flatten() {
            let needle = format!("\"{name}\"");
            let at = project.text(index).find(&needle).unwrap_or(0);
            let line = crate::position::Lines::of(project.text(index)).line(at);
            found.push((
                "package.json",
                line,
                format!("`npm run {name}` runs `{}`", command.as_str().unwrap_or_default()),
            ));
        }
    }
    if found.is_empty() {
        let main =
            ["src/main.ts", "src/main.tsx", "src/index.ts", "src/index.js", "src/main.js", "index.js", "main.py"];
        found.extend(
            main.iter().find(|path| project.find(path).is_some()).map(|path| (*path, 1, "by its name".to_owned())),
        );
    }
    if !found.is_empty() {
        reply.say("**It starts at**");
        for (path, line, what) in found.iter().take(12) {
            let cited = reply.cite(path, *line);
            reply.item(format!("{cited} {what}"));
        }
    }
}

/// What a file says about itself: its first comment, heading or title.
fn about(project: &Project<'_>, index: usize) -> Option<String> {
    let text = project.text(index);
    let about = match project.language(index) {
        Language::Script | Language::Css => {
            let head: Vec<&str> = text
                .lines()
                .take_while(|line| line.starts_with("//") || line.starts_with("/*") || line.starts_with(" *"))
                .collect();
            crate::script::plain_comment(&head.join("\n"))
        }
        Language::Html => Markup::of(text).element(text, "title").map_or(String::new(), |(_, title)| title.to_owned()),
        Language::Markdown => text
            .lines()
            .find(|line| line.starts_with('#'))
            .unwrap_or_default()
            .trim_start_matches('#')
            .trim()
            .to_owned(),
        Language::Json | Language::Other => String::new(),
    };
    let about: String = about.chars().take(110).collect();
    (!about.is_empty()).then_some(about)
}
