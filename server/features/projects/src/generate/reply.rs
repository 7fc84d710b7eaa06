//! A model's answer, file by file as it streams.
use edits::{ChangeParser, Event};
use projects_contract::FilePath;

/// Most files in one answer.
pub const MAX_FILES: usize = 60;
/// Most bytes in one of them.
pub const MAX_FILE_BYTES: usize = 256 * 1024;
/// Most bytes in all of them.
pub const MAX_TOTAL_BYTES: usize = 2 * 1024 * 1024;
/// Most bytes that are read of one answer, with all that is not files. A model that talks on is cut off here.
pub const MAX_REPLY_BYTES: usize = MAX_TOTAL_BYTES + 512 * 1024;
/// How often a file that is being written is told of, in bytes.
const TELL_EVERY_BYTES: u64 = 2 * 1024;

/// What became of the next piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A file is under way; so many bytes of it have come.
    Writing { path: String, text_bytes: u64 },
    /// A file is whole.
    File { path: String, text: String },
    /// Something was left out; the sentence says what and why.
    LeftOut(String),
}

/// Reads an answer.
#[derive(Debug, Default)]
pub struct Reply {
    parser: ChangeParser,
    open: Option<Open>,
    files: usize,
    file_bytes: usize,
    reply_bytes: usize,
}

#[derive(Debug)]
struct Open {
    path: String,
    bytes: u64,
    told: u64,
}

impl Reply {
    /// Reads the next piece of text.
    pub fn feed(&mut self, text: &str) -> Vec<Piece> {
        self.reply_bytes += text.len();
        let events = self.parser.feed(text);
        self.pieces(events)
    }

    /// Whether the answer has become longer than is read.
    pub const fn is_too_long(&self) -> bool {
        self.reply_bytes > MAX_REPLY_BYTES
    }

    /// How many files have come.
    pub const fn files(&self) -> usize {
        self.files
    }

    /// The answer is over.
    pub fn finish(&mut self) -> Vec<Piece> {
        let events = std::mem::take(&mut self.parser).finish();
        self.pieces(events)
    }

    fn pieces(&mut self, events: Vec<Event>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for event in events {
            match event {
                Event::Text { .. } => {}
                Event::ChangeStart { path, .. } => {
                    pieces.push(Piece::Writing { path: path.clone(), text_bytes: 0 });
                    self.open = Some(Open { path, bytes: 0, told: 0 });
                }
                Event::ChangeDelta { text } => {
                    if let Some(open) = &mut self.open {
                        open.bytes += text.len() as u64;
                        if open.bytes - open.told >= TELL_EVERY_BYTES {
                            open.told = open.bytes;
                            pieces.push(Piece::Writing { path: open.path.clone(), text_bytes: open.bytes });
                        }
                    }
                }
                Event::ChangeDone { change } => {
                    self.open = None;
                    match change.content() {
                        Some(text) => pieces.push(self.file(&change.path, text)),
                        None => pieces.push(Piece::LeftOut(format!(
                            "“{}” came as a change to a file and not whole, so it was left out.",
                            change.path
                        ))),
                    }
                }
                Event::Refused { path, reason } => {
                    self.open = None;
                    pieces.push(Piece::LeftOut(format!("“{path}” was left out: {reason}.")));
                }
            }
        }
        pieces
    }

    fn file(&mut self, path: &str, text: &str) -> Piece {
        let path = match FilePath::parse(path) {
            Ok(path) => path,
            Err(problem) => return Piece::LeftOut(format!("A file was left out. {problem}")),
        };
        if text.len() > MAX_FILE_BYTES {
            return Piece::LeftOut(format!("“{path}” was left out: it has more than {MAX_FILE_BYTES} bytes."));
        }
        if self.files >= MAX_FILES {
            return Piece::LeftOut(format!("“{path}” was left out: a project starts with at most {MAX_FILES} files."));
        }
        if self.file_bytes + text.len() > MAX_TOTAL_BYTES {
            return Piece::LeftOut(format!(
                "“{path}” was left out: all files together may have at most {MAX_TOTAL_BYTES} bytes."
            ));
        }
        if text.contains('\0') {
            return Piece::LeftOut(format!("“{path}” was left out: it is not text."));
        }
        self.files += 1;
        self.file_bytes += text.len();
        Piece::File { path: path.to_string(), text: text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reply: &str, cut: usize) -> Vec<Piece> {
        let mut reader = Reply::default();
        let mut pieces = Vec::new();
        let chars: Vec<char> = reply.chars().collect();
        for chunk in chars.chunks(cut) {
            pieces.extend(reader.feed(&chunk.iter().collect::<String>()));
        }
        pieces.extend(reader.finish());
        pieces.retain(|piece| !matches!(piece, Piece::Writing { .. }));
        pieces
    }

    #[test]
    fn files_come_whole_however_the_answer_is_cut() {
        let reply = "Here you are.\n<file path=\"index.html\">\n<p>Hi</p>\n</file>\n<file path=\"src/main.ts\">\nlet a = 1;\n</file>\n";
        let expected = [
            Piece::File { path: "index.html".into(), text: "<p>Hi</p>\n".into() },
            Piece::File { path: "src/main.ts".into(), text: "let a = 1;\n".into() },
        ];
        for cut in [1, 3, 7, 1_000] {
            assert_eq!(read(reply, cut), expected, "{cut}");
        }
    }

    #[test]
    fn a_path_that_leads_out_is_left_out_and_the_rest_stays() {
        let reply = "<file path=\"../evil.sh\">\nrm\n</file>\n<file path=\"a.txt\">\na\n</file>\n";
        let pieces = read(reply, 5);
        assert!(matches!(&pieces[0], Piece::LeftOut(why) if why.contains("left out")), "{pieces:?}");
        assert!(matches!(&pieces[1], Piece::File { path, .. } if path == "a.txt"));
    }

    #[test]
    fn a_file_over_the_limit_is_left_out() {
        let reply = format!("<file path=\"big.txt\">\n{}</file>\n", "x\n".repeat(MAX_FILE_BYTES / 2 + 1));
        assert!(matches!(&read(&reply, 10_000)[..], [Piece::LeftOut(_)]));
    }

    #[test]
    fn a_cut_file_is_no_file() {
        assert!(matches!(&read("<file path=\"a.ts\">\nlet a", 4)[..], [Piece::LeftOut(_)]));
    }
}
