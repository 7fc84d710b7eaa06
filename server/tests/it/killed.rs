//! People type in one room while the server is killed again and again: nothing that was acknowledged is lost, and nothing
//! is there twice.
use std::{
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use collab_contract::protocol::{BINARY_PROTOCOL, CHANGE_FRAME, JSON_FRAME, SubmitFrame, updates_from_bytes};
use futures::{SinkExt, StreamExt};
use ot::{Op, Text, bytes};
use projects_contract::doc::{ClientDoc, SessionId, Update};
use serde_json::{Value, json};
use sha2::Digest;
use testkit::{World, wait_for};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

use crate::{
    boot::{ask, burnish, free_port, path, settings},
    http::built_site,
};

const FILE: &str = "notes.txt";
/// Who types at once.
const EDITORS: usize = 4;
/// Words that each editor types before the server is to be killed once more. It is killed long before they are done.
const WORDS: usize = 120;
/// Acknowledgements after which it is.
const KILLED_AFTER: usize = 12;

#[expect(clippy::disallowed_methods, reason = "a test's own switch, set by `cargo xtask soak`")]
fn kills() -> usize {
    if std::env::var("BURNISH_SOAK").is_ok() { 30 } else { 3 }
}

/// The program, killed when the test ends.
struct Running {
    child: Child,
    port: u16,
}

impl Running {
    fn start(world: &World, folder: &std::path::Path, port: u16) -> Self {
        let (site, data, addr) = (path(folder, "site"), path(folder, "data"), format!("127.0.0.1:{port}"));
        let mut command: Command = burnish(&["serve"], &settings(&world.url, &site, &data, &addr));
        let child = command.stderr(Stdio::null()).spawn().expect("it starts");
        let began = Instant::now();
        while !ask(port, "/ready").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            assert!(began.elapsed() < Duration::from_secs(60), "it does not become ready");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, port }
    }

    /// As `kill -9` does.
    fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One editor and everything that it was ever told to be stored.
struct Editor {
    number: usize,
    doc: ClientDoc,
    handle: u32,
    typed: usize,
    /// Acknowledgements that anybody has heard.
    heard: Arc<AtomicUsize>,
}

impl Editor {
    fn new(number: usize, heard: Arc<AtomicUsize>) -> Self {
        Self { number, doc: ClientDoc::new(fresh(), 4), handle: 0, typed: 0, heard }
    }

    /// Types and listens until it has `words` words and all are stored, or the line breaks.
    async fn type_on(&mut self, port: u16, cookie: &str, room: &str, words: usize) -> Result<(), String> {
        let mut request = format!("ws://127.0.0.1:{port}/ws/rooms/{room}").into_client_request().expect("an address");
        let headers = request.headers_mut();
        headers.insert("cookie", HeaderValue::from_str(cookie).expect("a cookie"));
        headers.insert("sec-websocket-protocol", HeaderValue::from_static(BINARY_PROTOCOL));
        let (mut socket, _) = connect_async(request).await.map_err(|error| error.to_string())?;
        let mut must_resume = true;
        loop {
            if std::mem::take(&mut must_resume) {
                let resume = self.doc.resume(fresh());
                let open = json!({"type": "open", "filePath": FILE, "session": format!("{:x}", self.doc.session().0),
                    "generation": resume.generation, "version": resume.version, "acked": resume.acked});
                let mut frame = vec![JSON_FRAME];
                frame.extend_from_slice(open.to_string().as_bytes());
                socket.send(Message::binary(frame)).await.map_err(|error| error.to_string())?;
            }
            if self.doc.has_text() && self.handle > 0 && self.typed < words {
                let word = format!("<{}:{}>", self.number, self.typed);
                let at = (self.typed as u32 * 7919) % (self.doc.text().units() + 1);
                // Never into somebody's word, so that words can be counted afterwards.
                let text = self.doc.text().to_string();
                let at = text[..at as usize].rfind('>').map_or(0, |end| end as u32 + 1);
                self.doc.edit(&Op::splice(at, 0, &word).expect("short"), false).expect("it fits");
                self.typed += 1;
            }
            while let Some(submit) = self.doc.next_submit() {
                let frame = SubmitFrame { handle: self.handle, submit }.to_bytes();
                socket.send(Message::binary(frame)).await.map_err(|error| error.to_string())?;
            }
            if self.typed >= words && self.doc.is_up() && self.doc.is_saved() {
                return Ok(());
            }
            let frame = match socket.next().await {
                Some(Ok(Message::Binary(frame))) => frame,
                Some(Ok(Message::Ping(_))) => continue,
                other => return Err(format!("{other:?}")),
            };
            match frame.split_first() {
                Some((&JSON_FRAME, json)) => {
                    let said: Value = serde_json::from_slice(json).expect("JSON");
                    if said["type"] == "opened" {
                        self.handle = said["handle"].as_u64().expect("a handle") as u32;
                    }
                    assert_ne!(said["type"], "error", "{said}");
                }
                Some((&CHANGE_FRAME, mut body)) => {
                    let _ = bytes::take(&mut body);
                    for update in updates_from_bytes(body).expect("updates") {
                        if matches!(update, Update::Own { .. }) {
                            self.heard.fetch_add(1, Ordering::Relaxed);
                        }
                        match self.doc.receive(update) {
                            Ok(outcome) => {
                                assert_eq!(outcome.lost, None, "nobody took anything away");
                                must_resume |= outcome.must_resume;
                            }
                            Err(_) => must_resume = true,
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn fresh() -> SessionId {
    let mut bytes = [0; 16];
    ports::clock::random_bytes(&mut bytes);
    SessionId(u128::from_le_bytes(bytes) | 1 << 127)
}

/// A project with one file and a room on it, and the cookie of somebody who may write there.
async fn a_room(world: &World) -> (String, String) {
    let ada = world.person("ada").await;
    let secret = "5ec2e7".repeat(10) + "5ec2";
    let hash = sha2::Sha256::digest(secret.as_bytes()).to_vec();
    sqlx::query("update sessions set secret_hash = $1 where session_id = $2")
        .bind(hash)
        .bind(ada.who.session.uuid())
        .execute(&world.owner)
        .await
        .expect("a cookie");
    let projects = projects::feature(projects::Deps {
        db: world.db.clone(),
        clock: world.clock.clone(),
        blobs: world.blobs.clone(),
        model: None,
        preview_origin: Arc::new(|id: kernel::ProjectId| format!("http://{id}.localhost:3001")),
        quota_bytes: 64 * 1024 * 1024,
        secure_cookies: true,
    });
    let file = projects_contract::NewFile { path: FILE.into(), bytes: b"begun\n".to_vec() };
    let made = projects.service.create_from_files(&ada.caller(), "Notes", "Made for a story", vec![file]).await;
    let collab = collab::feature(collab::Deps {
        db: world.db.clone(),
        clock: world.clock.clone(),
        projects: projects.service,
        files: projects.live,
        public_url: "http://127.0.0.1".into(),
        live: Arc::new(collab::NoAnnounce),
        secure_cookies: true,
    });
    let new = collab_contract::NewRoom {
        project_id: made.expect("a project").summary.id,
        name: "Together".into(),
        expires_at: None,
    };
    let room = collab.service.create_room(&ada.caller(), new).await.expect("a room").room_id;
    (room.to_string(), format!("__Host-burnish={secret}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_loses_no_word_and_repeats_none() {
    let world = testkit::world().await;
    let (room, cookie) = a_room(&world).await;
    let folder = built_site();
    let mut server = Running::start(&world, &folder, free_port());
    let heard = Arc::new(AtomicUsize::new(0));
    let mut editors: Vec<Editor> = (0..EDITORS).map(|number| Editor::new(number, heard.clone())).collect();

    for round in 1..=kills() {
        let goal = WORDS * round;
        let port = server.port;
        let typing =
            futures::future::join_all(editors.iter_mut().map(|editor| editor.type_on(port, &cookie, &room, goal)));
        // In the middle of it.
        let enough = heard.load(Ordering::Relaxed) + KILLED_AFTER;
        tokio::select! {
            _ = typing => {}
            () = wait_for("some words are stored", async || heard.load(Ordering::Relaxed) >= enough) => {}
        }
        server.kill();
        server = Running::start(&world, &folder, port);
    }
    let (port, goal) = (server.port, WORDS * kills());
    for _ in 0..2 {
        // The second time everybody hears what the others wrote last.
        let typing = editors.iter_mut().map(|editor| editor.type_on(port, &cookie, &room, goal));
        for done in futures::future::join_all(typing).await {
            done.expect("nobody kills it now");
        }
    }

    let end = editors[0].doc.text().to_string();
    for editor in &editors {
        assert_eq!(editor.doc.text().to_string(), end, "editor {}", editor.number);
        for word in 0..goal {
            let word = format!("<{}:{word}>", editor.number);
            assert_eq!(end.matches(&word).count(), 1, "{word} in {end}");
        }
    }
    drop(server);
    std::fs::remove_dir_all(folder).unwrap();
}
