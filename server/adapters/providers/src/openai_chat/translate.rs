//! Between our request and theirs, and from their lines to our deltas. Pure.
use ports::model::{Delta, ModelError, ModelRequest, Speaker, Usage};

use super::wire::{Ask, AskMessage, Chunk, StreamOptions};

/// The body to send. Files go into the last question, each behind its path.
pub(super) fn body<'a>(model: &'a str, request: &ModelRequest) -> Ask<'a> {
    let mut messages = vec![AskMessage { role: "system", content: request.system.clone() }];
    for turn in &request.turns {
        let role = match turn.speaker {
            Speaker::User => "user",
            Speaker::Assistant => "assistant",
        };
        messages.push(AskMessage { role, content: turn.text.clone() });
    }
    let mut context = String::new();
    for file in &request.files {
        context.push_str(&format!("<file path=\"{}\">\n{}\n</file>\n", file.path, file.text));
    }
    if let Some(focus) = &request.focus {
        context.push_str(&format!("The person is looking at {} line {}.\n", focus.path, focus.line));
        if !focus.selection.is_empty() {
            context.push_str(&format!("They selected:\n{}\n", focus.selection));
        }
    }
    if !context.is_empty()
        && let Some(last) = messages.iter_mut().rev().find(|message| message.role == "user")
    {
        last.content = format!("{context}\n{}", last.content);
    }
    Ask {
        model,
        messages,
        stream: true,
        stream_options: StreamOptions { include_usage: true },
        max_completion_tokens: (request.max_output_tokens > 0).then_some(request.max_output_tokens),
    }
}

/// Reads a stream line by line. Answers exactly one `Done` or one error, and nothing after it.
pub(super) struct Reader {
    model: String,
    usage: Option<Usage>,
    written_bytes: usize,
    finished: bool,
    over: bool,
}

impl Reader {
    pub fn new(model: &str) -> Self {
        Self { model: model.to_owned(), usage: None, written_bytes: 0, finished: false, over: false }
    }

    /// One line of the stream.
    pub fn line(&mut self, line: &str) -> Vec<Result<Delta, ModelError>> {
        let Some(data) = line.strip_prefix("data:").map(str::trim) else { return Vec::new() };
        if self.over || data.is_empty() {
            return Vec::new();
        }
        if data == "[DONE]" {
            self.finished = true;
            return self.end();
        }
        let chunk: Chunk = match serde_json::from_str(data) {
            Ok(chunk) => chunk,
            Err(_) => return self.fail("it sent something that is not JSON"),
        };
        if let Some(error) = chunk.error {
            return self.fail(&error.message.chars().take(300).collect::<String>());
        }
        if let Some(used) = chunk.usage {
            let (input_tokens, output_tokens) = (used.prompt_tokens, used.completion_tokens);
            self.usage = Some(Usage { input_tokens, output_tokens, reported: true });
        }
        let mut out = Vec::new();
        for choice in chunk.choices {
            self.finished |= choice.finish_reason.is_some();
            for text in [choice.delta.content, choice.delta.refusal].into_iter().flatten().filter(|t| !t.is_empty()) {
                self.written_bytes += text.len();
                out.push(Ok(Delta::Text(text)));
            }
        }
        out
    }

    /// The stream ended.
    pub fn end(&mut self) -> Vec<Result<Delta, ModelError>> {
        if self.over {
            return Vec::new();
        }
        if !self.finished {
            return self.fail("the connection was cut in the middle of the answer");
        }
        self.over = true;
        // About four bytes a token in English and code; said to be our own count.
        let output_tokens = (self.written_bytes / 4) as u32;
        let own = Usage { input_tokens: 0, output_tokens, reported: false };
        vec![Ok(Delta::Done(self.usage.unwrap_or(own)))]
    }

    /// The transport failed.
    pub fn broken(&mut self, error: ModelError) -> Vec<Result<Delta, ModelError>> {
        if std::mem::replace(&mut self.over, true) { Vec::new() } else { vec![Err(error)] }
    }

    fn fail(&mut self, reason: &str) -> Vec<Result<Delta, ModelError>> {
        self.broken(ModelError::Broken { model: self.model.clone(), reason: reason.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(stream: &str) -> Vec<Result<Delta, ModelError>> {
        let mut reader = Reader::new("m");
        let mut out: Vec<_> = stream.lines().flat_map(|line| reader.line(line)).collect();
        out.extend(reader.end());
        out
    }

    fn text(out: &[Result<Delta, ModelError>]) -> String {
        out.iter().filter_map(|d| if let Ok(Delta::Text(t)) = d { Some(t.as_str()) } else { None }).collect()
    }

    // The shape of the chunks follows the streaming example of OpenAI's API reference.
    const WHOLE: &str = r#"data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}]}

: keep-alive

data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}

data: [DONE]
"#;

    #[test]
    fn a_whole_answer_ends_with_its_usage() {
        let out = read(WHOLE);
        assert_eq!(text(&out), "Hello");
        assert_eq!(out.last(), Some(&Ok(Delta::Done(Usage { input_tokens: 11, output_tokens: 7, reported: true }))));
    }

    #[test]
    fn a_cut_answer_is_an_error_after_its_text() {
        let cut: String = WHOLE.lines().take(4).collect::<Vec<_>>().join("\n");
        let out = read(&cut);
        assert_eq!(text(&out), "Hel");
        assert!(matches!(out.last(), Some(Err(ModelError::Broken { .. }))));
    }

    #[test]
    fn garbage_and_errors_end_the_answer_once() {
        for bad in ["data: {not json", "data: {\"error\":{\"message\":\"overloaded\"}}"] {
            let out = read(&format!("{bad}\n{WHOLE}"));
            assert_eq!(out.len(), 1, "{out:?}");
            assert!(matches!(&out[0], Err(ModelError::Broken { .. })));
        }
    }

    #[test]
    fn every_prefix_of_a_stream_ends_exactly_once() {
        for end in 0..WHOLE.len() {
            let ends = read(&WHOLE[..end]).iter().filter(|d| !matches!(d, Ok(Delta::Text(_)))).count();
            assert_eq!(ends, 1, "cut after {end} bytes");
        }
    }
}
