//! What a model is told.
use blueprint::Plan;
use ports::model::{ContextFile, ModelRequest, Speaker, Turn};

use super::reply::{MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES};

/// Most output that is asked for, in the model's tokens: room for the largest project that is accepted from most models.
const MAX_OUTPUT_TOKENS: u32 = 32_000;

/// The question that writes a project.
pub fn first(description: &str, plan: &Plan) -> ModelRequest {
    let plan = serde_json::to_string_pretty(plan).unwrap_or_default();
    let text = format!(
        "Build this web project.\n\n## What the person wants, in their words\n\n{description}\n\n## The plan that they \
         approved\n\n```json\n{plan}\n```\n\nWhere the two differ, the plan decides. Write all files now."
    );
    ModelRequest {
        system: system(),
        turns: vec![user(text)],
        files: Vec::new(),
        focus: None,
        max_output_tokens: MAX_OUTPUT_TOKENS,
    }
}

/// The one question that asks for repairs: the files as they are, and what is wrong with them.
pub fn repair(description: &str, plan: &Plan, files: &[(String, String)], problems: &[String]) -> ModelRequest {
    let mut request = first(description, plan);
    let list: String = problems.iter().map(|problem| format!("- {problem}\n")).collect();
    let paths = files.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(", ");
    request.turns.push(Turn { speaker: Speaker::Assistant, text: format!("I wrote these files: {paths}.") });
    request.turns.push(user(format!(
        "These problems keep the project from running:\n\n{list}\nSend each file that must change or is missing once more, \
         whole, in <file> tags. Leave the others out."
    )));
    request.files = files.iter().map(|(path, text)| ContextFile { path: path.clone(), text: text.clone() }).collect();
    request
}

fn user(text: String) -> Turn {
    Turn { speaker: Speaker::User, text }
}

fn system() -> String {
    format!(
        "You write small, complete web projects that run in the browser as they are.\n\
         \n\
         Answer with files only, each like this, with the whole text between the tags:\n\
         \n\
         <file path=\"index.html\">\n\
         …\n\
         </file>\n\
         \n\
         Rules:\n\
         - index.html stands at the top level and loads src/main.ts (or src/main.js) with <script type=\"module\">, and \
         src/styles.css.\n\
         - Modules are TypeScript, JSX or plain JavaScript under src/. They import each other by relative paths that end in \
         the file's real ending. There are no packages: no import by bare name.\n\
         - Nothing comes from the network: no CDN, no fonts, images or scripts from elsewhere, no calls to other servers. \
         Draw pictures as inline SVG or with CSS.\n\
         - Records are kept in localStorage under a key that starts with the project's name; reading copes with missing and \
         damaged data.\n\
         - Every control has a label and works with the keyboard; light and dark follow the plan; layouts hold from 390 \
         pixels up.\n\
         - Text from people goes into the page as text, never as HTML.\n\
         - README.md says what the project does, in a few lines.\n\
         - Paths are relative, with /, without .. and in plain letters. At most {MAX_FILES} files, {MAX_FILE_BYTES} bytes \
         each, {MAX_TOTAL_BYTES} bytes in all.\n\
         - Every file is finished: no placeholders, no comments that stand for code."
    )
}
