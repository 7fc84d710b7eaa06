//! One open text and what the server has of it: the rules of autosave, without a clock and without a network.
//!
//! At most one request is under way. What is typed meanwhile stays in `text`; when the answer comes, it becomes the
//! difference to the version that the answer names, so nothing has to be replayed and nothing can be lost.
use edits::{Merge, diff, merge};
use projects_contract::TextEdit;
use serde::{Deserialize, Serialize};

/// An open text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    text: String,
    saved: String,
    version: i64,
    sending: Option<String>,
    conflict: Option<Theirs>,
}

/// The text that somebody else saved in the same lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theirs {
    /// The version that holds it.
    pub version: i64,
    /// The whole text.
    pub text: String,
}

/// What has to be kept so that an unsaved text survives a reload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// The version that the person started from.
    pub version: i64,
    /// The text of that version: the server merges against it.
    pub saved: String,
    /// What the person made of it.
    pub text: String,
}

/// What the editor has to do after news from the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Nothing: the text on show is right.
    Same,
    /// Show [`Draft::text`] instead.
    Show,
    /// Let the person choose between two texts.
    Choose,
    /// A request is under way; ask the server again after its answer.
    Later,
}

impl Draft {
    /// A text as the server has it.
    pub fn new(version: i64, text: String) -> Self {
        Self { saved: text.clone(), text, version, sending: None, conflict: None }
    }

    /// A text that was kept over a reload.
    pub fn from_kept(kept: Kept) -> Self {
        Self { saved: kept.saved, text: kept.text, version: kept.version, sending: None, conflict: None }
    }

    /// What the person sees.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The version that the next edit starts from.
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The other text while the person has to choose.
    pub const fn conflict(&self) -> Option<&Theirs> {
        self.conflict.as_ref()
    }

    /// Whether the server has everything.
    pub fn is_saved(&self) -> bool {
        self.sending.is_none() && self.conflict.is_none() && self.text == self.saved
    }

    /// The person changed the text.
    pub fn type_text(&mut self, text: String) {
        self.text = text;
    }

    /// What to send now: `None` while a request is under way, while the person has to choose, and when all is saved.
    pub fn begin(&mut self) -> Option<(i64, Vec<TextEdit>)> {
        if self.sending.is_some() || self.conflict.is_some() || self.text == self.saved {
            return None;
        }
        let edits = diff(&self.saved, &self.text);
        self.sending = Some(self.text.clone());
        Some((self.version, edits))
    }

    /// The server took the edits; `merged` is set when it joined them with somebody else's.
    pub fn accepted(&mut self, version: i64, merged: Option<String>) -> News {
        let Some(sent) = self.sending.take() else { return News::Same };
        match merged {
            None => {
                (self.version, self.saved) = (version, sent);
                News::Same
            }
            Some(merged) => self.join(&sent, Theirs { version, text: merged }),
        }
    }

    /// The server refused the edits, because the same lines were changed.
    pub fn stale(&mut self, version: i64, text: String) -> News {
        self.sending = None;
        self.conflict = Some(Theirs { version, text });
        News::Choose
    }

    /// The request did not get through; the same edits are sent again by the next [`Draft::begin`].
    pub fn failed(&mut self) {
        self.sending = None;
    }

    /// The file was changed on the server by another road: the assistant, a restored version, another tab.
    pub fn refreshed(&mut self, version: i64, text: String) -> News {
        if self.sending.is_some() {
            return News::Later;
        }
        if version <= self.version && text == self.saved {
            return News::Same;
        }
        let base = self.saved.clone();
        self.join(&base, Theirs { version, text })
    }

    /// Keeps the person's text: it will be saved on top of the other one.
    pub fn keep_mine(&mut self) {
        if let Some(theirs) = self.conflict.take() {
            self.version = theirs.version;
            self.saved = theirs.text;
        }
    }

    /// Takes the other text and answers the person's, so that it can be kept elsewhere.
    pub fn take_theirs(&mut self) -> Option<String> {
        let theirs = self.conflict.take()?;
        self.version = theirs.version;
        self.saved.clone_from(&theirs.text);
        Some(std::mem::replace(&mut self.text, theirs.text))
    }

    /// What to keep for a reload; `None` when the server has everything.
    pub fn keep(&self) -> Option<Kept> {
        (!self.is_saved()).then(|| Kept { version: self.version, saved: self.saved.clone(), text: self.text.clone() })
    }

    /// Joins what was typed since `base` with `theirs`. When that fails, version and saved text stay as they were: they
    /// are a pair that the server knows, and what is kept for a reload has to start from one.
    fn join(&mut self, base: &str, theirs: Theirs) -> News {
        let joined = if self.text == base {
            theirs.text.clone()
        } else {
            match merge(base, &self.text, &theirs.text) {
                Merge::Clean { text } => text,
                Merge::Conflict { .. } => {
                    self.conflict = Some(theirs);
                    return News::Choose;
                }
            }
        };
        let shows = joined != self.text;
        self.text = joined;
        (self.version, self.saved) = (theirs.version, theirs.text);
        if shows { News::Show } else { News::Same }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server with one file that merges as the real one does.
    struct Server {
        history: Vec<String>,
    }

    impl Server {
        fn new(text: &str) -> Self {
            Self { history: vec![text.to_owned()] }
        }

        fn version(&self) -> i64 {
            self.history.len() as i64
        }

        fn edit(&mut self, base: i64, edits: &[TextEdit]) -> Result<(i64, Option<String>), (i64, String)> {
            let base_text = &self.history[base as usize - 1];
            let wanted = edits::apply(base_text, edits).unwrap();
            let now = self.history.last().unwrap().clone();
            if base == self.version() {
                self.history.push(wanted);
                return Ok((self.version(), None));
            }
            match merge(base_text, &wanted, &now) {
                Merge::Clean { text } => {
                    self.history.push(text.clone());
                    Ok((self.version(), Some(text)))
                }
                Merge::Conflict { .. } => Err((self.version(), now)),
            }
        }
    }

    fn send(draft: &mut Draft, server: &mut Server) -> News {
        let (base, edits) = draft.begin().expect("there is something to save");
        match server.edit(base, &edits) {
            Ok((version, merged)) => draft.accepted(version, merged),
            Err((version, text)) => draft.stale(version, text),
        }
    }

    #[test]
    fn typing_while_a_request_is_under_way_is_saved_by_the_next_one() {
        let mut server = Server::new("one\n");
        let mut draft = Draft::new(1, "one\n".into());
        draft.type_text("one\ntwo\n".into());
        let (base, edits) = draft.begin().unwrap();
        draft.type_text("one\ntwo\nthree\n".into());
        assert_eq!(draft.begin(), None);
        let (version, merged) = server.edit(base, &edits).unwrap();
        assert_eq!(draft.accepted(version, merged), News::Same);
        assert!(!draft.is_saved());
        assert_eq!(send(&mut draft, &mut server), News::Same);
        assert!(draft.is_saved());
        assert_eq!(server.history.last().unwrap(), "one\ntwo\nthree\n");
    }

    #[test]
    fn two_tabs_in_different_lines_both_win() {
        let mut server = Server::new("a\nb\nc\nd\ne\n");
        let mut first = Draft::new(1, "a\nb\nc\nd\ne\n".into());
        let mut second = first.clone();
        first.type_text("A\nb\nc\nd\ne\n".into());
        assert_eq!(send(&mut first, &mut server), News::Same);
        second.type_text("a\nb\nc\nd\nE\n".into());
        assert_eq!(send(&mut second, &mut server), News::Show);
        assert_eq!(second.text(), "A\nb\nc\nd\nE\n");
        assert!(second.is_saved());
    }

    #[test]
    fn typing_goes_on_while_the_server_merges() {
        let mut server = Server::new("a\nb\nc\nd\ne\nf\ng\n");
        let mut draft = Draft::new(1, server.history[0].clone());
        server.history.push("A\nb\nc\nd\ne\nf\ng\n".into());
        draft.type_text("a\nb\nc\nD\ne\nf\ng\n".into());
        let (base, edits) = draft.begin().unwrap();
        draft.type_text("a\nb\nc\nD\ne\nf\nG\n".into());
        let (version, merged) = server.edit(base, &edits).unwrap();
        assert_eq!(draft.accepted(version, merged), News::Show);
        assert_eq!(draft.text(), "A\nb\nc\nD\ne\nf\nG\n");
        assert_eq!(send(&mut draft, &mut server), News::Same);
        assert_eq!(server.history.last().unwrap(), "A\nb\nc\nD\ne\nf\nG\n");
    }

    #[test]
    fn the_same_line_asks_and_loses_neither_text() {
        let mut server = Server::new("a\n");
        let mut draft = Draft::new(1, "a\n".into());
        server.history.push("theirs\n".into());
        draft.type_text("mine\n".into());
        assert_eq!(send(&mut draft, &mut server), News::Choose);
        assert_eq!(draft.begin(), None, "nothing is sent before the person has chosen");
        assert_eq!(draft.conflict().unwrap().text, "theirs\n");
        assert!(draft.keep().is_some());

        let mut keeps = draft.clone();
        keeps.keep_mine();
        assert_eq!(send(&mut keeps, &mut server), News::Same);
        assert_eq!(server.history.last().unwrap(), "mine\n");

        assert_eq!(draft.take_theirs().as_deref(), Some("mine\n"));
        assert_eq!(draft.text(), "theirs\n");
        assert!(draft.is_saved());
    }

    #[test]
    fn a_lost_request_is_sent_again() {
        let mut server = Server::new("a\n");
        let mut draft = Draft::new(1, "a\n".into());
        draft.type_text("ab\n".into());
        draft.begin().unwrap();
        draft.failed();
        assert_eq!(send(&mut draft, &mut server), News::Same);
        assert!(draft.is_saved());
    }

    #[test]
    fn a_request_whose_answer_was_lost_does_not_double_the_text() {
        let mut server = Server::new("a\n");
        let mut draft = Draft::new(1, "a\n".into());
        draft.type_text("a\nb\n".into());
        let (base, edits) = draft.begin().unwrap();
        server.edit(base, &edits).unwrap();
        draft.failed();
        send(&mut draft, &mut server);
        assert_eq!(server.history.last().unwrap(), "a\nb\n");
        assert!(draft.is_saved());
    }

    #[test]
    fn news_from_elsewhere_replace_a_saved_text_and_join_an_unsaved_one() {
        let mut draft = Draft::new(1, "a\nb\nc\nd\n".into());
        assert_eq!(draft.refreshed(1, "a\nb\nc\nd\n".into()), News::Same);
        assert_eq!(draft.refreshed(2, "A\nb\nc\nd\n".into()), News::Show);
        assert!(draft.is_saved());
        draft.type_text("A\nb\nc\nD\n".into());
        assert_eq!(draft.refreshed(3, "AA\nb\nc\nd\n".into()), News::Show);
        assert_eq!(draft.text(), "AA\nb\nc\nD\n");
        assert!(!draft.is_saved());
        draft.begin().unwrap();
        assert_eq!(draft.refreshed(4, "x\n".into()), News::Later);
    }

    #[test]
    fn a_kept_text_is_saved_against_the_version_it_was_made_from() {
        let mut server = Server::new("a\nb\nc\n");
        let mut draft = Draft::new(1, "a\nb\nc\n".into());
        draft.type_text("a\nb\nC\n".into());
        let kept = draft.keep().unwrap();
        server.history.push("A\nb\nc\n".into());
        let mut again = Draft::from_kept(kept);
        assert_eq!(send(&mut again, &mut server), News::Show);
        assert_eq!(again.text(), "A\nb\nC\n");
    }

    #[test]
    fn what_is_kept_in_a_conflict_starts_from_a_text_that_the_server_has() {
        let mut draft = Draft::new(1, "a\n".into());
        draft.type_text("mine\n".into());
        assert_eq!(draft.refreshed(2, "theirs\n".into()), News::Choose);
        let kept = draft.keep().unwrap();
        assert_eq!((kept.version, kept.saved.as_str(), kept.text.as_str()), (1, "a\n", "mine\n"));
    }
}
