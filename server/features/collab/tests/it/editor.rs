//! An editor of the kind that runs in a browser, over a real socket and in the dialect of bytes; and what lines need
//! besides what simple stories do.
use std::{collections::HashMap, net::SocketAddr, time::Duration};

use collab_contract::protocol::{BINARY_PROTOCOL, CHANGE_FRAME, JSON_FRAME, SubmitFrame, updates_from_bytes};
use futures::{SinkExt, StreamExt, future::join_all};
use kernel::RoomId;
use ot::{Op, bytes};
use projects_contract::doc::{ClientDoc, Lost, SessionId, Update};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;

use crate::sockets::Line;

/// After this long it will not happen any more. Longer than a silent connection is kept.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the long versions of stories are told.
#[expect(clippy::disallowed_methods, reason = "a test's own switch, set by `cargo xtask soak`")]
pub fn is_soak() -> bool {
    std::env::var("BURNISH_SOAK").is_ok()
}

/// A number that nobody can guess, and never a small one.
pub fn fresh() -> SessionId {
    let mut bytes = [0; 16];
    ports::clock::random_bytes(&mut bytes);
    SessionId(u128::from_le_bytes(bytes) | 1 << 127)
}

pub struct Editor {
    number: usize,
    path: &'static str,
    pub doc: ClientDoc,
    line: Option<Line>,
    handle: u32,
    must_resume: bool,
    /// Words so far.
    pub typed: usize,
    /// Changes of its own that it was told to be stored.
    pub acked: usize,
    /// Copies of what was not taken.
    pub lost: Vec<Lost>,
}

impl Editor {
    pub fn new(number: usize, path: &'static str) -> Self {
        Self {
            number,
            path,
            doc: ClientDoc::new(fresh(), 4),
            line: None,
            handle: 0,
            must_resume: false,
            typed: 0,
            acked: 0,
            lost: Vec::new(),
        }
    }

    pub async fn connect(&mut self, to: SocketAddr, room: RoomId, who: &str) {
        self.line = Some(Line::connect(to, room, who, BINARY_PROTOCOL).await.expect("a line"));
        self.handle = 0;
        self.must_resume = true;
        self.listen_until("the text has come", |editor| editor.doc.is_up()).await;
    }

    /// The line breaks without a word.
    pub fn cut(&mut self) {
        self.line = None;
        self.doc.disconnect();
    }

    /// Types a word of its own somewhere, never into another one, so that words can be counted afterwards.
    pub fn type_word(&mut self) {
        let word = format!("<{}:{}>", self.number, self.typed);
        let text = self.text();
        let wanted = (self.typed * 7919) % (text.len() + 1);
        let at = text[..wanted].rfind('>').map_or(0, |end| end + 1);
        self.doc.edit(&Op::splice(at as u32, 0, &word).unwrap(), false).unwrap();
        self.typed += 1;
    }

    pub fn text(&self) -> String {
        self.doc.text().to_string()
    }

    /// Says what there is to say.
    pub async fn speak(&mut self) {
        let Some(line) = self.line.as_mut() else { return };
        if std::mem::take(&mut self.must_resume) {
            let resume = self.doc.resume(fresh());
            let open = json!({"type": "open", "filePath": self.path, "session": format!("{:x}", self.doc.session().0),
                "generation": resume.generation, "version": resume.version, "acked": resume.acked});
            let mut frame = vec![JSON_FRAME];
            frame.extend_from_slice(open.to_string().as_bytes());
            line.socket.send(Message::binary(frame)).await.unwrap();
        }
        if self.handle == 0 {
            return;
        }
        while let Some(submit) = self.doc.next_submit() {
            let frame = SubmitFrame { handle: self.handle, submit }.to_bytes();
            line.socket.send(Message::binary(frame)).await.unwrap();
        }
    }

    /// Takes one message; false when none has come by then.
    pub async fn hear(&mut self, until: Instant) -> bool {
        let line = self.line.as_mut().expect("it is connected");
        let frame = match timeout_at(until, line.socket.next()).await {
            Err(_) => return false,
            Ok(Some(Ok(Message::Binary(frame)))) => frame,
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => return true,
            Ok(other) => panic!("editor {}: {other:?}", self.number),
        };
        match frame.split_first() {
            Some((&JSON_FRAME, json)) => {
                let said: Value = serde_json::from_slice(json).unwrap();
                assert_ne!(said["type"], "error", "{said}");
                if said["type"] == "opened" {
                    self.handle = said["handle"].as_u64().unwrap() as u32;
                }
            }
            Some((&CHANGE_FRAME, mut body)) => {
                bytes::take(&mut body).unwrap();
                for update in updates_from_bytes(body).unwrap() {
                    self.take(update);
                }
            }
            other => panic!("editor {}: a frame of no kind: {other:?}", self.number),
        }
        true
    }

    fn take(&mut self, update: Update) {
        if matches!(update, Update::Own { .. }) {
            self.acked += 1;
        }
        match self.doc.receive(update) {
            Ok(outcome) => {
                self.lost.extend(outcome.lost);
                self.must_resume |= outcome.must_resume;
            }
            Err(_) => self.must_resume = true,
        }
    }

    /// Speaks and listens until it is so.
    pub async fn listen_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        loop {
            self.speak().await;
            if !self.must_resume && holds(self) {
                return;
            }
            assert!(self.hear(until).await, "editor {}: waited in vain: {what}", self.number);
        }
    }

    /// Until everything that was typed is stored.
    pub async fn settle(&mut self) {
        self.listen_until("everything is stored", |editor| editor.doc.is_up() && editor.doc.is_saved()).await;
    }

    /// Types on at that pace until then, and listens meanwhile.
    pub async fn type_until(&mut self, end: Instant, pace: Duration) {
        while Instant::now() < end {
            self.type_word();
            let next = Instant::now() + pace;
            loop {
                self.speak().await;
                if !self.hear(next).await {
                    break;
                }
            }
        }
    }
}

/// Everybody stores what they typed and hears of everything. Answers the text that all of them have.
pub async fn converge(editors: &mut [Editor]) -> String {
    join_all(editors.iter_mut().map(|editor| editor.settle())).await;
    let newest = editors.iter().map(|editor| editor.doc.version()).max().unwrap();
    converge_at(editors, newest).await
}

/// The same for a version that somebody else has made.
pub async fn converge_at(editors: &mut [Editor], version: u64) -> String {
    let has_all = |editor: &Editor| editor.doc.version() >= version && editor.doc.is_up() && editor.doc.is_saved();
    join_all(editors.iter_mut().map(|editor| editor.listen_until("everything is heard", has_all))).await;
    let text = editors[0].text();
    for editor in editors.iter() {
        assert_eq!(editor.text(), text, "editor {}", editor.number);
        assert_eq!(editor.lost, [], "editor {}", editor.number);
    }
    text
}

/// Every word that was typed is there, and once.
pub fn assert_words(text: &str, editors: &[Editor]) {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for word in text.split('<').filter_map(|rest| rest.split_once('>')) {
        *times.entry(word.0).or_default() += 1;
    }
    for editor in editors {
        for number in 0..editor.typed {
            let word = format!("{}:{number}", editor.number);
            assert_eq!(times.remove(word.as_str()), Some(1), "{word} in {text}");
        }
    }
    assert_eq!(times, HashMap::new(), "nobody typed these");
}

impl Line {
    /// The next JSON message of one of these types; others are passed over.
    pub async fn hear_any(&mut self, kinds: &[&str]) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let heard = timeout_at(until, self.socket.next()).await.unwrap_or_else(|_| panic!("{kinds:?}: never said"));
            match heard {
                Some(Ok(Message::Text(text))) => {
                    let value: Value = serde_json::from_str(text.as_str()).unwrap();
                    if kinds.iter().any(|kind| value["type"] == *kind) {
                        return value;
                    }
                }
                Some(Ok(Message::Binary(bytes))) if bytes.first() == Some(&JSON_FRAME) => {
                    let value: Value = serde_json::from_slice(&bytes[1..]).unwrap();
                    if kinds.iter().any(|kind| value["type"] == *kind) {
                        return value;
                    }
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) => {}
                other => panic!("waiting for {kinds:?}: {other:?}"),
            }
        }
    }

    /// How the other side ends the connection, however long it takes to notice.
    pub async fn ends(&mut self) -> u16 {
        let waited = timeout(PATIENCE, async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Close(frame))) => return frame.map_or(0, |frame| frame.code.into()),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return 0,
                }
            }
        });
        waited.await.expect("it ends")
    }
}

/// Waits for a condition while everybody listens, so that nobody is taken for gone.
///
/// # Panics
/// When a line ends, or the condition does not come true.
pub async fn wait_and_listen(what: &str, lines: &mut [&mut Line], mut holds: impl AsyncFnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < until, "waited in vain: {what}");
        for line in lines.iter_mut() {
            let heard = timeout(Duration::from_millis(50), line.socket.next()).await;
            if let Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) = heard {
                panic!("a line has ended: {what}");
            }
        }
    }
}
