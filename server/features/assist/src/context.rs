//! What a model is told: who it is, what the project holds, the files that matter, and what was said before.
//!
//! The built-in analyst reads the whole project itself. Every other model gets a fixed budget, so that the cost of a
//! question does not grow with the project; tokens are estimated at four bytes each, which is close for code.
mod files;
mod map;
mod prompt;

use assist_contract::{Author, ChangeOutcome};
use ports::{
    ModelRequest,
    model::{ContextFile, Focus, Speaker, Turn},
};
use projects_contract::FileContent;

use crate::{propose::Proposal, store::messages};

/// Bytes that are taken for one token.
const BYTES_PER_TOKEN: usize = 4;
/// Text that the built-in analyst gets, in bytes. It runs in this process, so this bounds memory.
const BUILT_IN_BYTES: usize = 4 * 1024 * 1024;
/// The paths of the project and what they export, in bytes (1,500 tokens).
const MAP_BYTES: usize = 1_500 * BYTES_PER_TOKEN;
/// The open file and those that the question names, in bytes (6,000 tokens).
const NAMED_BYTES: usize = 6_000 * BYTES_PER_TOKEN;
/// Other files that seem to matter, in bytes (3,300 tokens).
const RELATED_BYTES: usize = 3_300 * BYTES_PER_TOKEN;
/// Earlier turns, in bytes (2,500 tokens).
const HISTORY_BYTES: usize = 2_500 * BYTES_PER_TOKEN;
/// Most output that is asked for, in tokens. It is what 200 kB of text come to.
const MAX_OUTPUT_TOKENS: u32 = 16_000;
/// How much of a broken reply is shown to its model again, in bytes.
const REPAIR_BYTES: usize = 24_000;

/// What is asked, and where the person is.
#[derive(Debug, Clone)]
pub struct Question {
    pub text: String,
    pub focus: Option<Focus>,
    /// Earlier turns, oldest first.
    pub history: Vec<messages::Turn>,
}

/// The request for a question.
pub fn request(question: &Question, files: &[FileContent], is_built_in: bool) -> ModelRequest {
    let focus = question.focus.clone();
    if is_built_in {
        let mut turns = history(&question.history, HISTORY_BYTES);
        turns.push(Turn { speaker: Speaker::User, text: question.text.clone() });
        let files = files::whole(files, focus.as_ref(), BUILT_IN_BYTES);
        return ModelRequest { system: String::new(), turns, files, focus, max_output_tokens: MAX_OUTPUT_TOKENS };
    }
    let mut turns = history(&question.history, HISTORY_BYTES);
    turns.push(Turn { speaker: Speaker::User, text: question.text.clone() });
    let system = format!("{}\n\n{}", prompt::SYSTEM, map::of(files, MAP_BYTES));
    let files = files::chosen(&question.text, files, focus.as_ref(), NAMED_BYTES, RELATED_BYTES);
    ModelRequest { system, turns, files, focus, max_output_tokens: MAX_OUTPUT_TOKENS }
}

/// Asks once more for the changes that could not be placed, with the files that they are about.
pub fn repair(question: &Question, files: &[FileContent], reply: &str, proposals: &[Proposal]) -> ModelRequest {
    let broken: Vec<(&str, &str)> = proposals
        .iter()
        .filter_map(|proposal| Some((proposal.change.path.as_str(), proposal.change.problem.as_deref()?)))
        .collect();
    let named: Vec<&str> = broken.iter().map(|(path, _)| *path).collect();
    let mut turns = vec![Turn { speaker: Speaker::User, text: question.text.clone() }];
    turns.push(Turn { speaker: Speaker::Assistant, text: start(reply, REPAIR_BYTES).to_owned() });
    turns.push(Turn { speaker: Speaker::User, text: prompt::repair(&broken) });
    ModelRequest {
        system: format!("{}\n\n{}", prompt::SYSTEM, map::of(files, MAP_BYTES)),
        turns,
        files: files::chosen(&named.join(" "), files, None, NAMED_BYTES, 0),
        focus: None,
        max_output_tokens: MAX_OUTPUT_TOKENS,
    }
}

/// Our own count of a request, for when the model reports none.
pub fn tokens(request: &ModelRequest) -> u32 {
    let turns: usize = request.turns.iter().map(|turn| turn.text.len()).sum();
    let files: usize = request.files.iter().map(|file| file.path.len() + file.text.len()).sum();
    tokens_of(request.system.len() + turns + files)
}

/// Our own count of that many bytes.
pub fn tokens_of(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(BYTES_PER_TOKEN)).unwrap_or(u32::MAX)
}

/// Earlier turns that fit, the newest first to be chosen. Says when some are missing, so that the model does not
/// pretend to remember.
fn history(turns: &[messages::Turn], budget: usize) -> Vec<Turn> {
    let mut chosen = Vec::new();
    let mut left = budget;
    for turn in turns.iter().rev() {
        let text = said(turn);
        if text.is_empty() {
            continue;
        }
        if text.len() > left {
            break;
        }
        left -= text.len();
        let speaker = if turn.author == Author::User { Speaker::User } else { Speaker::Assistant };
        chosen.push(Turn { speaker, text });
    }
    let dropped = turns.len() - chosen.len();
    chosen.reverse();
    if dropped > 0 && !turns.is_empty() {
        let text = format!("({dropped} earlier messages of this conversation are left out here.)");
        chosen.insert(0, Turn { speaker: Speaker::User, text });
    }
    chosen
}

fn said(turn: &messages::Turn) -> String {
    let mut text = turn.text.trim().to_owned();
    if !turn.paths.is_empty() {
        let what = match turn.outcome {
            Some(ChangeOutcome::Applied) => "They were applied.",
            Some(ChangeOutcome::Rejected) => "The person rejected them.",
            Some(ChangeOutcome::Undone) => "They were applied and then undone.",
            Some(ChangeOutcome::Proposed) | None => "They are not applied so far.",
        };
        text.push_str(&format!("\n\n(Proposed changes to {}. {what})", turn.paths.join(", ")));
    }
    text
}

/// The start of a text, cut between characters.
fn start(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// A text file as the port for models has it.
fn as_context(file: &FileContent, text: &str) -> ContextFile {
    ContextFile { path: file.entry.path.clone(), text: text.to_owned() }
}

#[cfg(test)]
mod tests;
