//! From a question to the task that answers it.

use ports::model::{ContextFile, Focus};

use crate::ask::{Intent, Question, is_name};
use crate::project::{Language, Project};
use crate::reply::{Answer, Reply};
use crate::tasks::{colour, explain, fields, find, problems, rename, structure, wording};

/// Answers on the current stack, which must be as deep as [`crate::STACK_BYTES`].
pub(crate) fn answer_here(
    question: &str,
    files: &[ContextFile],
    focus: Option<&Focus>,
    stop: &dyn Fn() -> bool,
) -> Answer {
    let project = Project::new(files, stop);
    let question = Question::of(question);
    let open = focus.and_then(|focus| project.find(&focus.path));
    let subject = Subject::of(&project, &question, open);
    let scope = subject.file.filter(|_| !question.has(&["project", "all files", "everywhere", "whole", "everything"]));
    match question.intent() {
        Intent::Help => help(),
        Intent::Structure => structure::answer(&project),
        Intent::Problems => problems::list(&project, scope),
        Intent::Fix(rules) => problems::fix(&project, scope, rules),
        Intent::Theme { dark } => colour::theme(&project, dark),
        Intent::Colour { target, colour, written } => colour::answer(&project, &target, colour, &written),
        Intent::Title { to } => wording::title(&project, &to, open),
        Intent::Heading { from, to } => wording::heading(&project, from.as_deref(), &to, open),
        Intent::Replace { from, to } => wording::replace(&project, &from, &to),
        Intent::Rename { from, to } => rename::answer(&project, &from, &to, open),
        Intent::AddField { label, kind } => fields::add(&project, &label, &kind),
        Intent::RemoveField { label } => fields::remove(&project, &label),
        Intent::RenameField { from, to } => fields::rename(&project, &from, &to),
        Intent::Sort { by, descending } => fields::sort(&project, &by, descending),
        Intent::UnknownChange => cannot(&project, &question, &subject),
        Intent::Ask => ask(&project, &question, &subject, focus),
    }
}

/// What a question is about.
struct Subject {
    /// The file that it names, or the open one when it says "this file" or names none.
    file: Option<usize>,
    /// The file was named, not only open.
    named: bool,
    /// The names it may mean, the surest first.
    symbols: Vec<String>,
}

impl Subject {
    fn of(project: &Project<'_>, question: &Question, open: Option<usize>) -> Subject {
        let pieces = question.text.split_whitespace().map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric() && !"/._-$".contains(c)).trim_end_matches(['.', ','])
        });
        let named = question
            .quoted
            .iter()
            .map(String::as_str)
            .chain(pieces.clone())
            .filter(|word| word.contains('.') || word.contains('/'))
            .find_map(|word| project.named(word));
        let stems = || {
            let after = ["file", "module", "page"].iter().filter_map(|word| question.between(word, ""));
            after.filter_map(|word| project.named(word.split_whitespace().next()?)).next()
        };
        let mut symbols: Vec<String> = Vec::new();
        let mut add = |word: &str| {
            let word = word.trim_end_matches("()");
            if word.split('.').all(is_name) && !symbols.iter().any(|known| known == word) {
                symbols.push(word.to_owned());
            }
        };
        question.quoted.iter().for_each(|word| add(word));
        for word in [
            "function",
            "class",
            "method",
            "symbol",
            "variable",
            "component",
            "type",
            "interface",
            "constant",
            "explain",
            "does",
            "is",
            "calls",
            "uses",
        ] {
            if let Some(after) = question.between(word, "") {
                let first = after
                    .split_whitespace()
                    .find(|word| !["the", "a", "an", "function", "method", "class"].contains(word));
                first.into_iter().for_each(&mut add);
            }
        }
        let coded = |word: &&str| {
            let inner = word.chars().skip(1).any(char::is_uppercase) || word.contains('_') || word.ends_with("()");
            inner && word.chars().any(char::is_lowercase)
        };
        question
            .text
            .split_whitespace()
            .map(|word| word.trim_matches([',', '.', ':', ';', '?']))
            .filter(coded)
            .for_each(&mut add);
        let file = named.or_else(stems);
        Subject { named: file.is_some(), file: file.or(open), symbols }
    }
}

fn ask(project: &Project<'_>, question: &Question, subject: &Subject, focus: Option<&Focus>) -> Answer {
    if let Some(file) = subject.file.filter(|_| subject.named) {
        return explain::file(project, file);
    }
    let here =
        ["this file", "this module", "this page", "this component", "this script", "this document", "this style"];
    let about_here = question.has(&here) || question.lower == "explain" || question.lower == "explain this";
    for name in &subject.symbols {
        let found = explain::declarations(project, name);
        if !found.is_empty() {
            let name = found[0].decl.name.clone();
            return explain::symbol(project, &name, &found);
        }
    }
    let selected = focus.map(|focus| focus.selection.trim()).filter(|selection| !selection.is_empty());
    if (question.has(&["this", "selection", "selected"]) || about_here)
        && let (Some(selection), Some(file)) = (selected, subject.file)
        && let Some(answer) = explain_selection(project, file, selection, focus.map_or(1, |focus| focus.line as usize))
    {
        return answer;
    }
    if about_here && let Some(file) = subject.file {
        return explain::file(project, file);
    }
    find::answer(project, question).unwrap_or_else(|| nothing(project))
}

/// A selection is explained by the declaration it names or stands in.
fn explain_selection(project: &Project<'_>, file: usize, selection: &str, line: usize) -> Option<Answer> {
    let found = explain::declarations(project, selection);
    if is_name(selection) && !found.is_empty() {
        return Some(explain::symbol(project, selection, &found));
    }
    let script = project.script(file).ok()?;
    let around = script.decls.iter().filter(|decl| (decl.line..=decl.end_line).contains(&line));
    let decl = around.min_by_key(|decl| decl.end_line - decl.line)?.clone();
    let name = decl.name.clone();
    Some(explain::symbol(project, &name, &[explain::Found { file, decl }]))
}

fn help() -> Answer {
    let mut reply = Reply::new();
    reply.say(
        "I am the built-in analyst: I read the project's structure and work by rules, without a language model. I can",
    );
    for can in [
        "explain a file or a name: “what does `src/store.ts` do”, “where is `load` used”",
        "show the project's structure and where it starts: “give me an overview”",
        "find passages: “where are records saved”, “how does sorting work”",
        "find problems and put right those that need no decision: “find the problems”, “fix the problems in this file”",
        "change texts, titles and headings: “change the title to ‘Reading list’”, “replace ‘Save’ with ‘Keep’”",
        "change colours and the theme: “make the buttons dark green”, “dark mode by default”",
        "rename a name everywhere it is meant: “rename `total` to `sum`”",
        "add, remove, rename and sort by fields of generated projects: “add a date field called ‘Due’”",
    ] {
        reply.item(can);
    }
    reply.say("What I can't do is write new logic or open prose; a model can, once one is configured.");
    reply.finish(Vec::new())
}

/// A change that no rule covers: one sentence, and the nearest place to start.
fn cannot(project: &Project<'_>, question: &Question, subject: &Subject) -> Answer {
    let mut reply = Reply::new();
    reply.say("I can't make this change: I work by rules, and none fits; a configured model could write it.");
    let text = find::answer(project, question).map(|answer| (answer.text, answer.citations));
    if let Some((text, citations)) = text {
        reply.say(format!("The nearest I can do is to show where it would go. {}", text.trim_end()));
        for citation in citations {
            reply.cite(&citation.path, citation.line);
        }
    } else if let Some(file) = subject.file.filter(|file| project.language(*file) == Language::Script) {
        let cited = reply.cite(project.path(file), 1);
        reply.say(format!("Ask me to explain {cited}, or for “help” to see the changes I can make."));
    } else {
        reply.say("Ask for “help” to see the changes I can make.");
    }
    reply.finish(Vec::new())
}

fn nothing(project: &Project<'_>) -> Answer {
    let mut reply = Reply::new();
    if project.files.is_empty() {
        reply.say("The project has no text files yet, so there is nothing to look through.");
    } else {
        reply.say("I found nothing in the project that fits these words. Name a file, a function or a word that stands on the page, or ask for “help”.");
    }
    reply.finish(Vec::new())
}
