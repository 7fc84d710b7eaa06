//! Finding problems by rule, and putting right those that need no decision.

use std::rc::Rc;

use crate::ask::FixScope;
use crate::markup;
use crate::project::{Language, Project};
use crate::proposal::Proposal;
use crate::reply::{Answer, Reply, count};
use crate::script::{Finding, Script};

/// How many findings one answer lists.
const MAX_LISTED: usize = 40;
/// How many files one fix changes: more would be hard to look through.
const MAX_FIXED_FILES: usize = 20;

/// The findings of one file, and what keeps it from running.
fn findings(project: &Project<'_>, index: usize) -> Vec<Finding> {
    match project.language(index) {
        Language::Script => {
            let Ok(script) = project.script(index) else { return Vec::new() };
            let broken = broken(&script);
            broken.into_iter().chain(script.findings.iter().cloned()).collect()
        }
        Language::Html => markup::findings(project.text(index)),
        Language::Json => match serde_json::from_str::<serde_json::Value>(project.text(index)) {
            Err(error) if !project.path(index).contains("tsconfig") => {
                vec![problem("invalid-json", error.line().max(1), error.to_string())]
            }
            _ => Vec::new(),
        },
        Language::Css if !crate::style::Sheet::of(project.text(index)).balanced => {
            vec![problem("unbalanced-braces", 1, "A brace has no partner, so rules behind it are lost.".to_owned())]
        }
        _ => Vec::new(),
    }
}

fn broken(script: &Rc<Script>) -> Option<Finding> {
    script.error.as_ref().map(|(message, line)| problem("does-not-run", *line, message.clone()))
}

fn problem(rule: &'static str, line: usize, message: String) -> Finding {
    Finding { rule, at: 0..0, line, message, fix: None }
}

/// Lists problems in one file or in the whole project.
pub(crate) fn list(project: &Project<'_>, scope: Option<usize>) -> Answer {
    let mut reply = Reply::new();
    let mut all: Vec<(usize, Finding)> = Vec::new();
    let mut looked = 0;
    let mut complete = true;
    for index in scope.map_or_else(|| project.own().collect(), |index| vec![index]) {
        if scope.is_none() && project.is_spent() {
            complete = false;
            break;
        }
        looked += 1;
        all.extend(findings(project, index).into_iter().map(|finding| (index, finding)));
    }
    let place = scope.map_or_else(|| count(looked, "file"), |index| format!("`{}`", project.path(index)));
    if let Some(Err(reason)) =
        scope.filter(|index| project.language(*index) == Language::Script).map(|index| project.script(index))
    {
        reply.say(super::explain::unread(project.path(scope.unwrap_or_default()), reason));
        return reply.finish(Vec::new());
    }
    if all.is_empty() {
        reply.say(format!("I found no problems in {place}. My rules see unused names, loose comparisons, calls nobody waits for, code that never runs, lost keys, assignments in conditions, images without `alt` and labels without a control; they do not see whether the code does what you mean."));
    } else {
        let fixable = all.iter().filter(|(_, finding)| finding.fix.is_some()).count();
        reply.say(format!(
            "I found {} in {place}; {fixable} can be put right without a decision of yours.",
            count(all.len(), "problem")
        ));
        for (index, finding) in all.iter().take(MAX_LISTED) {
            let cited = reply.cite(project.path(*index), finding.line);
            reply.item(format!("{cited} **{}**: {}", finding.rule, finding.message));
        }
        if all.len() > MAX_LISTED {
            reply.say(format!("{} more are not listed; ask about one file to see them.", all.len() - MAX_LISTED));
        }
        if fixable > 0 {
            reply.say("Say “fix the problems” to get these changes.");
        }
    }
    if !complete {
        reply.say("The project is larger than I read for one answer; ask about a file that is missing here.");
    }
    reply.finish(Vec::new())
}

/// Proposes the fixes for one file or the whole project.
pub(crate) fn fix(project: &Project<'_>, scope: Option<usize>, rules: FixScope) -> Answer {
    let mut reply = Reply::new();
    let mut proposal = Proposal::new(project);
    let (mut done, mut left, mut files) = (0, Vec::new(), 0);
    let mut lines = Vec::new();
    for index in scope.map_or_else(|| project.own().collect(), |index| vec![index]) {
        if files == MAX_FIXED_FILES || (scope.is_none() && project.is_spent()) {
            break;
        }
        let wanted = |finding: &Finding| match rules {
            FixScope::All => true,
            FixScope::Rule(rule) => finding.rule == rule,
        };
        let mut edits = Vec::new();
        for finding in findings(project, index).into_iter().filter(wanted) {
            match finding.fix {
                Some(fix) => {
                    lines.push((index, finding.line, fix.does));
                    edits.extend(fix.edits);
                }
                // The second unused name of an import is part of the first one's fix.
                None if finding.rule != "unused-import" => left.push((index, finding)),
                None => {}
            }
        }
        if !edits.is_empty() {
            files += 1;
            done += proposal.splice(index, edits);
        }
    }
    if done == 0 {
        let what = match rules {
            FixScope::All => "nothing that I can put right by rule".to_owned(),
            FixScope::Rule(rule) if left.is_empty() => format!("nothing for the rule {rule}"),
            FixScope::Rule(rule) => {
                format!("{} of the rule {rule}, but none that I can put right by rule", count(left.len(), "finding"))
            }
        };
        reply.say(format!(
            "I found {what} in {}.",
            scope.map_or("the project".to_owned(), |index| format!("`{}`", project.path(index)))
        ));
    } else {
        reply.say(format!("I found {} to put right:", count(done, "place")));
        for (index, line, does) in lines.iter().take(MAX_LISTED) {
            let cited = reply.cite(project.path(*index), *line);
            reply.item(format!("{cited} {does}"));
        }
    }
    if !left.is_empty() {
        reply.say("**Left to you**, because each needs a decision:");
        for (index, finding) in left.iter().take(12) {
            let cited = reply.cite(project.path(*index), finding.line);
            reply.item(format!("{cited} **{}**: {}", finding.rule, finding.message));
        }
    }
    if done == 0 { reply.finish(Vec::new()) } else { super::conclude(reply, proposal) }
}
