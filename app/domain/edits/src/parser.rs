//! Reads proposed changes out of a model's reply while it streams.
//!
//! Three forms are understood. Ours: `<change path="…" kind="edit|create|delete|rename">` around SEARCH/REPLACE blocks.
//! Whole files: `<file path="…">` around the content. And the form of aider, a path on its own line before or inside a
//! code fence that holds blocks. Everything else is text. Events come as early as they can be told apart, so the
//! answer can be shown while it arrives, and they do not depend on where the chunks were cut.

use serde::{Deserialize, Serialize};

use crate::MAX_TEXT_BYTES;
use crate::block::{Block, Change, ChangeKind};
use crate::lines::is_blank;
use crate::marker::{Tag, clean_path, divider_len, fence, is_replace, is_search, may_be_mark, open_tag, path_line};

/// The most changes read from one reply: as many as a project may have files. Further ones are refused.
const MAX_CHANGES: usize = 2_000;
/// The most blocks in one change. A model that needs more should write the file whole.
const MAX_BLOCKS: usize = 500;
/// A line that starts like a mark but is longer than this is text after all.
const MAX_MARK_BYTES: usize = 2_048;

/// What the parser has seen. Put together, the texts are the reply without its changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase")]
pub enum Event {
    /// Prose, in pieces of any size.
    Text {
        /// The next piece.
        text: String,
    },
    /// A change begins.
    ChangeStart {
        /// The file it is about.
        path: String,
        /// What is to happen to it.
        #[serde(flatten)]
        kind: ChangeKind,
    },
    /// The next lines inside the change as the model wrote them, markers included, for a live view.
    ChangeDelta {
        /// The next piece.
        text: String,
    },
    /// A change is complete.
    ChangeDone {
        /// What was read.
        change: Change,
    },
    /// A change that began cannot be used; parsing goes on behind it.
    Refused {
        /// The file it was about; empty when none was named.
        path: String,
        /// Why.
        reason: Refusal,
    },
}

/// Why a change in a reply cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// The path is missing, too long or not printable.
    #[error("the change names no usable path")]
    BadPath,
    /// A rename without a target.
    #[error("the rename does not say where to")]
    NoTarget,
    /// An edit without a single block.
    #[error("the change holds no SEARCH/REPLACE block")]
    NoBlocks,
    /// A block without exactly one `=======` line.
    #[error("a block does not have exactly one ======= line between SEARCH and REPLACE")]
    BadDivider,
    /// A block whose end marker never came.
    #[error("a block has no >>>>>>> REPLACE line")]
    MissingEnd,
    /// The reply ended inside the change.
    #[error("the reply ended in the middle of the change")]
    Truncated,
    /// Over the size limits.
    #[error("the change is larger than a file may be")]
    TooLarge,
    /// More changes than a reply may hold.
    #[error("the reply holds too many changes")]
    TooMany,
}

/// The parser. Feed it chunks, then call [`ChangeParser::finish`] once.
#[derive(Debug, Default)]
pub struct ChangeParser {
    state: State,
    /// The part of the current line that has not been decided or sent.
    line: String,
    /// The current line is known to be text and its beginning has been sent.
    plain: bool,
    /// The beginning of the current line or, between lines, of the last one that was not blank: it may be a path.
    head: String,
    recent: String,
    /// The path of the last change: aider's blocks may leave it out.
    last_path: Option<String>,
    /// An opening fence around a change was left out of the text, so its closing one must be too.
    swallow_fence: bool,
    changes: usize,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Text,
    /// A fence has opened, and what it holds is not known yet: the fence line and perhaps a path line.
    Held(Vec<String>),
    /// Inside an ordinary code fence, by its run of marks.
    Code(String),
    /// Inside a change.
    Open(Open),
    /// Behind a refused change, up to this closing tag.
    Skip(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Change,
    File,
    Bare,
}

impl Form {
    fn closing(self) -> Option<&'static str> {
        match self {
            Form::Change => Some("</change>"),
            Form::File => Some("</file>"),
            Form::Bare => None,
        }
    }
}

#[derive(Debug)]
struct Open {
    form: Form,
    path: String,
    kind: ChangeKind,
    /// Lines outside blocks: the content of a file written whole.
    body: String,
    blocks: Vec<Block>,
    /// The lines of the block being read.
    block: Option<Vec<String>>,
    size: usize,
}

impl ChangeParser {
    /// A parser at the start of a reply.
    pub fn new() -> ChangeParser {
        ChangeParser::default()
    }

    /// Reads the next chunk, cut anywhere.
    pub fn feed(&mut self, chunk: &str) -> Vec<Event> {
        let mut out = Out::default();
        for piece in chunk.split_inclusive('\n') {
            if self.plain {
                self.send_plain(piece, &mut out);
            } else {
                self.line.push_str(piece);
            }
            if piece.ends_with('\n') {
                self.end_line(&mut out);
            } else {
                self.decide_early(&mut out);
            }
        }
        out.events
    }

    /// The end of the reply: sends what was held back, and refuses a change that is not complete.
    pub fn finish(mut self) -> Vec<Event> {
        let mut out = Out::default();
        if !self.line.is_empty() {
            self.end_line(&mut out);
        }
        match std::mem::take(&mut self.state) {
            State::Held(lines) => lines.iter().for_each(|line| out.text(line)),
            State::Open(open) if open.form == Form::Bare && open.block.is_none() => self.close(open, &mut out),
            State::Open(open) => out.refuse(open.path, Refusal::Truncated),
            State::Text | State::Code(_) | State::Skip(_) => {}
        }
        out.events
    }

    fn send_plain(&mut self, piece: &str, out: &mut Out) {
        // A head this long is no path any more, so the rest of it does not matter.
        if self.head.len() <= MAX_MARK_BYTES {
            self.head.push_str(piece);
        }
        out.text(piece);
    }

    /// Sends the beginning of a line as soon as it cannot be a mark any more.
    fn decide_early(&mut self, out: &mut Out) {
        let plain = match &self.state {
            _ if self.plain || self.line.is_empty() => return,
            State::Text | State::Code(_) => !may_be_mark(&self.line) || self.line.len() > MAX_MARK_BYTES,
            State::Open(open) if open.size + self.line.len() > MAX_TEXT_BYTES => {
                self.line.clear();
                self.refuse_open(Refusal::TooLarge, out);
                return;
            }
            State::Skip(_) => {
                // Only the end of the line matters, and it is short.
                if self.line.len() > MAX_MARK_BYTES {
                    let keep = self.line.ceil_char_boundary(self.line.len() - 64);
                    self.line.drain(..keep);
                }
                return;
            }
            State::Held(_) => self.line.len() > MAX_MARK_BYTES,
            State::Open(_) => return,
        };
        if plain {
            if let State::Held(lines) = &mut self.state {
                let lines = std::mem::take(lines);
                self.release(&lines, out);
            }
            self.plain = true;
            let line = std::mem::take(&mut self.line);
            self.send_plain(&line, out);
        }
    }

    fn end_line(&mut self, out: &mut Out) {
        if std::mem::take(&mut self.plain) {
            let head = std::mem::take(&mut self.head);
            if matches!(self.state, State::Text) {
                self.remember(&head);
            }
            return;
        }
        let line = std::mem::take(&mut self.line);
        self.read(&line, out);
    }

    fn remember(&mut self, line: &str) {
        if !is_blank(line) {
            self.recent.clear();
            self.recent.push_str(line);
        }
    }

    /// Reads one whole line, with its newline unless the reply ends here.
    fn read(&mut self, line: &str, out: &mut Out) {
        let overlong = line.len() > MAX_MARK_BYTES;
        match std::mem::take(&mut self.state) {
            State::Text if overlong => {
                self.remember(line);
                out.text(line);
            }
            State::Text => self.read_text(line, out),
            State::Held(lines) if overlong => {
                self.release(&lines, out);
                out.text(line);
            }
            State::Held(lines) => self.read_held(lines, line, out),
            State::Code(run) => {
                out.text(line);
                let closes = !overlong
                    && fence(line).is_some_and(|(mark, info)| info.is_empty() && mark.starts_with(run.as_str()));
                self.state = if closes { State::Text } else { State::Code(run) };
            }
            State::Open(open) => self.read_open(open, line, out),
            State::Skip(closing) => {
                if !line.trim_end().ends_with(closing) {
                    self.state = State::Skip(closing);
                }
            }
        }
    }

    fn read_text(&mut self, line: &str, out: &mut Out) {
        if let Some(tag) = open_tag(line) {
            return self.open_by_tag(&tag, out);
        }
        if let Some((_, info)) = fence(line) {
            if std::mem::take(&mut self.swallow_fence) && info.is_empty() {
                return;
            }
            self.state = State::Held(vec![line.to_owned()]);
            return;
        }
        if is_search(line)
            && let Some(path) = path_line(&self.recent).or_else(|| self.last_path.clone())
        {
            return self.open_bare(path, line, out);
        }
        self.remember(line);
        out.text(line);
    }

    fn read_held(&mut self, mut lines: Vec<String>, line: &str, out: &mut Out) {
        if let Some(tag) = open_tag(line) {
            self.swallow_fence = true;
            return self.open_by_tag(&tag, out);
        }
        if is_search(line) {
            let path = lines.get(1).and_then(|line| path_line(line)).or_else(|| path_line(&self.recent));
            if let Some(path) = path.or_else(|| self.last_path.clone()) {
                self.swallow_fence = true;
                return self.open_bare(path, line, out);
            }
        }
        if lines.len() == 1 && path_line(line).is_some() {
            lines.push(line.to_owned());
            self.state = State::Held(lines);
            return;
        }
        self.release(&lines, out);
        self.read(line, out);
    }

    /// What was held back is an ordinary code block after all.
    fn release(&mut self, lines: &[String], out: &mut Out) {
        lines.iter().for_each(|line| out.text(line));
        let run = lines.first().and_then(|line| fence(line)).map_or("```", |(run, _)| run);
        self.state = State::Code(run.to_owned());
        self.recent.clear();
    }

    fn open_by_tag(&mut self, tag: &Tag<'_>, out: &mut Out) {
        let form = if tag.name == "file" { Form::File } else { Form::Change };
        let kind = match (form, tag.attribute(&["kind", "type", "action"]).unwrap_or("edit")) {
            (Form::File, _) | (_, "create" | "new" | "add" | "whole" | "write") => Ok(ChangeKind::Create),
            (_, "delete" | "remove") => Ok(ChangeKind::Delete),
            (_, "rename" | "move") => tag
                .attribute(&["to", "newPath", "target"])
                .and_then(clean_path)
                .map(|to| ChangeKind::Rename { to })
                .ok_or(Refusal::NoTarget),
            _ => Ok(ChangeKind::Edit),
        };
        let named = tag.attribute(&["path", "filePath", "name"]).unwrap_or_default();
        let path = clean_path(named).ok_or(Refusal::BadPath);
        let closing = form.closing().unwrap_or_default();
        match (path, kind) {
            (Err(reason), _) | (_, Err(reason)) => {
                out.refuse(named.chars().take(80).collect(), reason);
                let done = tag.closed || tag.rest.trim_end().ends_with(closing);
                self.state = if done { State::Text } else { State::Skip(closing) };
            }
            (Ok(path), Ok(kind)) => {
                let open = self.begin(form, path, kind, out);
                let Some(open) = open else {
                    self.state = if tag.closed { State::Text } else { State::Skip(closing) };
                    return;
                };
                if tag.closed {
                    return self.close(open, out);
                }
                if is_blank(tag.rest) {
                    self.state = State::Open(open);
                } else {
                    self.read_open(open, tag.rest, out);
                }
            }
        }
    }

    fn open_bare(&mut self, path: String, line: &str, out: &mut Out) {
        if let Some(open) = self.begin(Form::Bare, path, ChangeKind::Edit, out) {
            self.read_open(open, line, out);
        }
    }

    fn begin(&mut self, form: Form, path: String, kind: ChangeKind, out: &mut Out) -> Option<Open> {
        self.changes += 1;
        self.recent.clear();
        if self.changes > MAX_CHANGES {
            out.refuse(path, Refusal::TooMany);
            return None;
        }
        self.last_path = Some(path.clone());
        out.events.push(Event::ChangeStart { path: path.clone(), kind: kind.clone() });
        Some(Open { form, path, kind, body: String::new(), blocks: Vec::new(), block: None, size: 0 })
    }

    fn read_open(&mut self, mut open: Open, line: &str, out: &mut Out) {
        open.size += line.len();
        if open.size > MAX_TEXT_BYTES || open.blocks.len() > MAX_BLOCKS {
            self.state = State::Open(open);
            return self.refuse_open(Refusal::TooLarge, out);
        }
        match open.block.take() {
            Some(lines) => self.read_block(open, lines, line, out),
            None => self.read_between(open, line, out),
        }
    }

    fn read_block(&mut self, mut open: Open, mut lines: Vec<String>, line: &str, out: &mut Out) {
        let closing = open.form.closing();
        let before_tag = closing.and_then(|tag| line.trim_end().strip_suffix(tag));
        if is_replace(before_tag.unwrap_or(line)) {
            out.delta(line);
            match split_block(&lines) {
                Some(block) => open.blocks.push(block),
                None => {
                    self.state = State::Open(open);
                    self.refuse_open(Refusal::BadDivider, out);
                    if before_tag.is_some() {
                        self.state = State::Text;
                    }
                    return;
                }
            }
            if before_tag.is_some() {
                self.close(open, out);
            } else {
                self.state = State::Open(open);
            }
            return;
        }
        // Without its end marker a block's extent is a guess, and a guess would write half of it.
        let divided = lines.iter().any(|line| divider_len(line) == Some(7));
        let closed = divided && before_tag.is_some_and(is_blank);
        if closed || (divided && is_search(line)) {
            self.state = State::Open(open);
            self.refuse_open(Refusal::MissingEnd, out);
            if closed {
                self.state = State::Text;
            }
            return;
        }
        out.delta(line);
        lines.push(line.to_owned());
        open.block = Some(lines);
        self.state = State::Open(open);
    }

    fn read_between(&mut self, mut open: Open, line: &str, out: &mut Out) {
        if is_search(line) && open.form != Form::File {
            out.delta(line);
            open.block = Some(Vec::new());
            self.state = State::Open(open);
            return;
        }
        if let Some(closing) = open.form.closing() {
            match line.trim_end().strip_suffix(closing) {
                Some(last) => {
                    if !is_blank(last) {
                        out.delta(last);
                        open.body.push_str(last);
                    }
                    self.close(open, out);
                }
                None => {
                    out.delta(line);
                    open.body.push_str(line);
                    self.state = State::Open(open);
                }
            }
            return;
        }
        // A bare change ends with the first line that is neither a block nor blank.
        if is_blank(line) {
            self.state = State::Open(open);
        } else {
            self.close(open, out);
            self.read(line, out);
        }
    }

    fn close(&mut self, mut open: Open, out: &mut Out) {
        self.state = State::Text;
        let whole = open.kind == ChangeKind::Create;
        if whole && open.blocks.is_empty() {
            let replace = unwrap_fence(&open.path, &open.body);
            open.blocks.push(Block { search: String::new(), replace });
        } else if whole && (open.blocks.len() > 1 || !is_blank(&open.blocks[0].search)) {
            // Called a new file, but written as an edit: the blocks say what is meant.
            open.kind = ChangeKind::Edit;
        }
        if open.kind == ChangeKind::Delete {
            open.blocks.clear();
        }
        if open.kind == ChangeKind::Edit && open.blocks.is_empty() {
            return out.refuse(open.path, Refusal::NoBlocks);
        }
        let change = Change { path: open.path, kind: open.kind, blocks: open.blocks };
        out.events.push(Event::ChangeDone { change });
    }

    fn refuse_open(&mut self, reason: Refusal, out: &mut Out) {
        if let State::Open(open) = std::mem::take(&mut self.state) {
            self.state = open.form.closing().map_or(State::Text, State::Skip);
            out.refuse(open.path, reason);
        }
    }
}

/// Splits a block at its divider. Seven `=` are the divider; when no line has seven, a single run of five to nine is.
fn split_block(lines: &[String]) -> Option<Block> {
    let find = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
        let is_divider = |at: &usize| divider_len(&lines[*at]).is_some_and(wanted);
        (0..lines.len()).filter(is_divider).collect()
    };
    let exact = find(&|len| len == 7);
    let candidates = if exact.is_empty() { find(&|len| (5..=9).contains(&len)) } else { exact };
    match candidates.as_slice() {
        [at] => Some(Block { search: lines[..*at].concat(), replace: lines[*at + 1..].concat() }),
        _ => None,
    }
}

/// Takes the code fence off a whole file, unless the file is Markdown, where it may be the content.
fn unwrap_fence(path: &str, text: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let first = lines.iter().position(|line| !is_blank(line));
    let last = lines.iter().rposition(|line| !is_blank(line));
    if let (Some(first), Some(last)) = (first, last)
        && first < last
        && !path.to_ascii_lowercase().ends_with(".md")
        && let (Some((run, _)), Some((end, ""))) = (fence(lines[first]), fence(lines[last]))
        && end.starts_with(run)
    {
        return lines[first + 1..last].concat();
    }
    text.to_owned()
}

/// Collects events and joins neighbouring pieces of text.
#[derive(Default)]
struct Out {
    events: Vec<Event>,
}

impl Out {
    fn text(&mut self, piece: &str) {
        match self.events.last_mut() {
            _ if piece.is_empty() => {}
            Some(Event::Text { text }) => text.push_str(piece),
            _ => self.events.push(Event::Text { text: piece.to_owned() }),
        }
    }

    fn delta(&mut self, piece: &str) {
        match self.events.last_mut() {
            Some(Event::ChangeDelta { text }) => text.push_str(piece),
            _ => self.events.push(Event::ChangeDelta { text: piece.to_owned() }),
        }
    }

    fn refuse(&mut self, path: String, reason: Refusal) {
        self.events.push(Event::Refused { path, reason });
    }
}
