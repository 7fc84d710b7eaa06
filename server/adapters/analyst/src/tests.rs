//! Questions over small projects, and properties that must hold for any question and any file.

mod hostile;
mod questions;
mod readers;
mod stream;

use std::collections::BTreeMap;

use ports::model::{ContextFile, Focus};

use crate::{Answer, answer};

fn file(path: &str, text: &str) -> ContextFile {
    ContextFile { path: path.to_owned(), text: text.to_owned() }
}

/// A small hand-written project with planted mistakes.
fn club() -> Vec<ContextFile> {
    vec![
        file("README.md", include_str!("../tests/fixtures/club/README.md")),
        file("index.html", include_str!("../tests/fixtures/club/index.html")),
        file("package.json", include_str!("../tests/fixtures/club/package.json")),
        file("src/main.ts", include_str!("../tests/fixtures/club/src/main.ts")),
        file("src/messy.ts", include_str!("../tests/fixtures/club/src/messy.ts")),
        file("src/numbers.ts", include_str!("../tests/fixtures/club/src/numbers.ts")),
        file("src/store.ts", include_str!("../tests/fixtures/club/src/store.ts")),
        file("src/styles.css", include_str!("../tests/fixtures/club/src/styles.css")),
        file("src/view.ts", include_str!("../tests/fixtures/club/src/view.ts")),
    ]
}

/// A project as the built-in generator writes it.
fn generated(description: &str) -> Vec<ContextFile> {
    let plan = blueprint::read(description);
    blueprint::compose(&plan).into_iter().map(|made| file(&made.path, &made.text)).collect()
}

fn looking_at(path: &str) -> Focus {
    Focus { path: path.to_owned(), selection: String::new(), line: 1 }
}

/// Applies every change, which must be sure, and checks that the reply's own markup holds the same changes.
fn applied(files: &[ContextFile], answer: &Answer) -> BTreeMap<String, String> {
    let mut parser = edits::ChangeParser::new();
    let mut events = parser.feed(&answer.text);
    events.extend(parser.finish());
    let read: Vec<String> = events
        .iter()
        .filter_map(|event| match event {
            edits::Event::ChangeDone { change } => Some(change.path.clone()),
            edits::Event::Refused { path, reason } => panic!("{path}: {reason}"),
            _ => None,
        })
        .collect();
    assert_eq!(read, answer.changes.iter().map(|change| change.path.clone()).collect::<Vec<_>>());
    let mut texts: BTreeMap<String, String> = files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    for change in &answer.changes {
        let base = texts[&change.path].clone();
        let done = edits::apply_change(Some(&base), change).unwrap_or_else(|error| panic!("{}: {error}", change.path));
        assert!(!done.needs_review, "{}: a change of ours is never a guess", change.path);
        let breaks = |text: &str| crate::script::read(&change.path, text).is_ok_and(|script| script.error.is_some());
        assert!(breaks(&base) || !breaks(&done.text), "{} no longer parses:\n{}", change.path, done.text);
        texts.insert(change.path.clone(), done.text);
    }
    texts
}

/// Every place an answer names exists.
fn cited(files: &[ContextFile], answer: &Answer) {
    for citation in &answer.citations {
        let file = files.iter().find(|file| file.path == citation.path);
        let lines = file.unwrap_or_else(|| panic!("no file {}", citation.path)).text.lines().count().max(1);
        assert!((1..=lines).contains(&citation.line), "{}:{} of {lines}", citation.path, citation.line);
    }
}

fn ask(files: &[ContextFile], question: &str, open: Option<&str>) -> (Answer, BTreeMap<String, String>) {
    let focus = open.map(looking_at);
    let answer = answer(question, files, focus.as_ref());
    assert_eq!(answer, crate::answer(question, files, focus.as_ref()), "the same question has the same answer");
    cited(files, &answer);
    let texts = applied(files, &answer);
    (answer, texts)
}
