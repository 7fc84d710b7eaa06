//! The task that owns one document.
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use db::Db;
use doc::{CatchUp, Refusal, Resume, ServerDoc, SessionId, Submit, Submitted, Update};
use kernel::{Fault, FileId, UserId};
use projects_contract::{Happening, Listener, News};
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use super::log::{Log, Stored};
use crate::store::live::{self, Batch};

/// A dirty document keeps its whole text this often.
const SNAPSHOT_EVERY: Duration = Duration::from_secs(30);
/// And after this many changes.
const SNAPSHOT_CHANGES: u64 = 1_000;
/// A document that nobody has open stays in memory for a moment: people reload pages.
const IDLE: Duration = Duration::from_secs(20);
/// Changes that may wait for the disk. Then no more are read, and sockets are not either.
const MOST_UNSTORED: u64 = 8_192;
/// Changes that are read back from the log for an editor that was away; beyond that it gets the whole text.
const MOST_FROM_LOG: u64 = 20_000;
/// How long a database that did not answer is left alone. It doubles up to the last one.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// The limit of one file.
const MAX_FILE_BYTES: usize = projects_contract::MAX_FILE_BYTES;

/// Who holds which file.
pub type Locks = Arc<Mutex<HashMap<FileId, UserId>>>;

/// What a document is told.
pub enum Mail {
    Open(Newcomer),
    Resume { connection: u64, session: SessionId, resume: Resume },
    Submit { connection: u64, submit: Submit },
    Rights { connection: u64, may_write: bool },
    Lock { connection: u64, wanted: bool, answer: oneshot::Sender<bool> },
    Close { connection: u64 },
    WrittenElsewhere,
}

/// A connection that opens the document.
pub struct Newcomer {
    pub connection: u64,
    pub listener: Arc<dyn Listener>,
    pub user: Option<UserId>,
    pub may_write: bool,
    pub answer: oneshot::Sender<bool>,
}

struct Connection {
    listener: Arc<dyn Listener>,
    user: Option<UserId>,
    may_write: bool,
    /// Set by the first `Resume`.
    session: Option<SessionId>,
    generation: u32,
    /// The version that it was told last; nothing while it waits for the whole text or has to come again.
    told: Option<u64>,
    waits_for_text: bool,
}

/// One open document.
pub struct Document {
    file: FileId,
    db: Db,
    log: Log,
    locks: Locks,
    connections: BTreeMap<u64, Connection>,
}

/// What is open, as it was loaded.
struct Text {
    doc: ServerDoc,
    kept: u64,
    kept_at: Instant,
}

/// Why a document does not go on.
enum Over {
    /// Its file is gone.
    Gone,
    /// The server stops.
    Stopping,
}

impl Document {
    pub fn new(file: FileId, db: Db, log: Log, locks: Locks) -> Self {
        Self { file, db, log, locks, connections: BTreeMap::new() }
    }

    /// Serves until nobody has it open.
    pub async fn run(mut self, mut mails: mpsc::Receiver<Mail>) {
        let mut text = match self.load().await {
            Ok(Some(text)) => text,
            Ok(None) => return self.refuse_all(mails).await,
            Err(fault) => {
                tracing::error!(error = %fault.chain(), file.id = %self.file, "a document could not be opened");
                // Whoever waits is not answered that the file is missing: they ask again, and are told of a fault.
                return;
            }
        };
        let mut storing: Option<tokio::task::JoinHandle<Option<(u64, Stored)>>> = None;
        let stop = web::tasks::stop_token();
        loop {
            let unstored = text.doc.version() - text.doc.durable();
            if storing.is_none() && unstored > 0 {
                storing = Some(self.store(&text.doc));
            }
            let is_idle = self.connections.is_empty() && storing.is_none();
            tokio::select! {
                biased;
                stored = async { storing.as_mut().expect("guarded").await }, if storing.is_some() => {
                    storing = None;
                    match stored.ok().flatten() {
                        Some((to, Stored::Yes)) => {
                            text.doc.mark_durable(to);
                            self.tell(&mut text.doc);
                        }
                        Some((_, Stored::Overtaken)) => match self.start_over().await {
                            Ok(fresh) => text = fresh,
                            Err(Over::Gone) => return self.refuse_all(mails).await,
                            Err(Over::Stopping) => return,
                        },
                        // The server stops; what is not stored is with the editors.
                        None => return,
                    }
                }
                mail = mails.recv(), if unstored < MOST_UNSTORED => {
                    match mail {
                        None => return,
                        Some(Mail::WrittenElsewhere) => {
                            // What is being stored finds out by itself.
                            if storing.is_none() && self.is_overtaken(&text.doc).await {
                                match self.start_over().await {
                                    Ok(fresh) => text = fresh,
                                    Err(Over::Gone) => return self.refuse_all(mails).await,
                                    Err(Over::Stopping) => return,
                                }
                            }
                        }
                        Some(mail) => self.read(mail, &mut text.doc).await,
                    }
                }
                () = tokio::time::sleep_until(text.kept_at + SNAPSHOT_EVERY), if text.kept < text.doc.durable() => {}
                () = tokio::time::sleep(IDLE), if is_idle => {
                    mails.close();
                    // Whoever asked to open it just now hears nothing, and asks the next task.
                    while mails.recv().await.is_some() {}
                    self.keep(&mut text).await;
                    return;
                }
                () = stop.cancelled(), if storing.is_none() && unstored == 0 => {
                    self.keep(&mut text).await;
                    return;
                }
            }
            let since = text.doc.durable() - text.kept;
            let is_due = since > 0 && (since >= SNAPSHOT_CHANGES || text.kept_at.elapsed() >= SNAPSHOT_EVERY);
            if is_due && text.doc.durable() == text.doc.version() {
                self.keep(&mut text).await;
            }
        }
    }

    async fn load(&self) -> Result<Option<Text>, Fault> {
        let Some(opened) = live::open(self.db.system(), self.file).await? else { return Ok(None) };
        let kept = opened.stored.version;
        let doc = ServerDoc::load(opened.stored, opened.tail)?.limited_to(MAX_FILE_BYTES);
        Ok(Some(Text { doc, kept, kept_at: Instant::now() }))
    }

    /// Nobody else has to wait for the log: mails are read meanwhile.
    fn store(&self, doc: &ServerDoc) -> tokio::task::JoinHandle<Option<(u64, Stored)>> {
        let entries = doc.undurable();
        let to = doc.version();
        let batch = Batch { file: self.file, from: doc.durable(), to, entries: doc::pack(&entries) };
        let log = self.log.clone();
        #[expect(clippy::disallowed_methods, reason = "the document waits for it, and shutdown for the document")]
        tokio::spawn(async move { log.append(batch).await.map(|stored| (to, stored)) })
    }

    /// Forgets what is not stored and begins with what is, however long the database is away. Everybody has to come
    /// again.
    async fn start_over(&mut self) -> Result<Text, Over> {
        let mut pause = FIRST_PAUSE;
        let fresh = loop {
            match self.load().await {
                Ok(fresh) => break fresh.ok_or(Over::Gone)?,
                Err(fault) => {
                    tracing::warn!(error = %fault.chain(), file.id = %self.file, "a document cannot be read again yet");
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = web::tasks::shutting_down() => return Err(Over::Stopping),
                    }
                    pause = (pause * 2).min(LAST_PAUSE);
                }
            }
        };
        for connection in self.connections.values_mut() {
            if connection.session.is_some() {
                connection.told = None;
                connection.waits_for_text = false;
                let generation = connection.generation;
                connection.hear(self.file, vec![Update::Resync { generation }]);
            }
        }
        Ok(fresh)
    }

    async fn is_overtaken(&self, doc: &ServerDoc) -> bool {
        match live::version(self.db.system(), self.file).await {
            Ok(version) => version != Some(doc.durable()),
            Err(_) => false,
        }
    }

    async fn keep(&self, text: &mut Text) {
        if text.kept == text.doc.durable() || text.doc.durable() != text.doc.version() {
            return;
        }
        text.kept_at = Instant::now();
        match live::snapshot(self.db.system(), self.file, &text.doc.to_stored()).await {
            Ok(()) => text.kept = text.doc.durable(),
            // Nothing is lost: the batches are there, and the next one tries again.
            Err(fault) => tracing::warn!(error = %fault.chain(), file.id = %self.file, "a snapshot could not be kept"),
        }
    }

    async fn read(&mut self, mail: Mail, doc: &mut ServerDoc) {
        match mail {
            Mail::Open(Newcomer { connection, listener, user, may_write, answer }) => {
                let held = self.holder();
                let open = Connection {
                    listener,
                    user,
                    may_write,
                    session: None,
                    generation: 0,
                    told: None,
                    waits_for_text: false,
                };
                // Also that nobody holds it: whoever comes back may have heard otherwise before.
                open.listener.hear(Arc::new(News::new(self.file, Happening::Locked(held))));
                self.connections.insert(connection, open);
                let _ = answer.send(true);
            }
            Mail::Resume { connection, session, resume } => self.resume(connection, session, resume, doc).await,
            Mail::Submit { connection, submit } => self.submit(connection, submit, doc),
            Mail::Rights { connection, may_write } => {
                if let Some(connection) = self.connections.get_mut(&connection) {
                    connection.may_write = may_write;
                }
            }
            Mail::Lock { connection, wanted, answer } => {
                let _ = answer.send(self.lock(connection, wanted));
            }
            Mail::Close { connection } => self.close(connection),
            Mail::WrittenElsewhere => {}
        }
    }

    async fn resume(&mut self, id: u64, session: SessionId, mut resume: Resume, doc: &mut ServerDoc) {
        if session == SessionId::SERVER {
            return;
        }
        let (first, head) = (doc.remembers_from(), doc.version());
        if let Some(version) = resume.version.filter(|version| *version < first) {
            let older = if first - version > MOST_FROM_LOG { Ok(None) } else { self.logged(version, first).await };
            let older = match older {
                Ok(older) => older,
                Err(fault) => {
                    tracing::warn!(error = %fault.chain(), file.id = %self.file, "the log could not be read");
                    // The whole text would turn what the person typed meanwhile into a copy; they come again instead.
                    return self.ask_again(id, session, resume.generation);
                }
            };
            let is_back = older.is_some_and(|older| doc.remember(older));
            if !is_back {
                resume.version = None;
            }
        }
        if resume.version.is_some_and(|version| version > head) {
            // From a history that is no more.
            resume.version = None;
        }
        let file = self.file;
        let Some(connection) = self.connections.get_mut(&id) else { return };
        connection.session = Some(session);
        connection.generation = resume.generation;
        connection.told = None;
        connection.waits_for_text = false;
        match doc.resume(session, &resume) {
            Ok(CatchUp::Updates(mut updates)) => {
                updates.push(Update::Welcome { generation: resume.generation, version: doc.durable() });
                connection.told = Some(doc.durable());
                connection.hear(file, updates);
            }
            Ok(CatchUp::Later | CatchUp::Older) => {
                connection.waits_for_text = true;
                self.tell(doc);
            }
            Err(_) => connection.hear(file, vec![Update::Resync { generation: resume.generation }]),
        }
    }

    fn ask_again(&mut self, id: u64, session: SessionId, generation: u32) {
        let file = self.file;
        let Some(connection) = self.connections.get_mut(&id) else { return };
        connection.session = Some(session);
        connection.generation = generation;
        connection.told = None;
        connection.waits_for_text = false;
        connection.hear(file, vec![Update::Resync { generation }]);
    }

    async fn logged(&self, from: u64, to: u64) -> Result<Option<Vec<doc::Entry>>, Fault> {
        let mut connection = self.db.system().acquire().await?;
        live::log(&mut connection, self.file, from, to, MOST_FROM_LOG as i64).await
    }

    fn submit(&mut self, id: u64, submit: Submit, doc: &mut ServerDoc) {
        let holder = self.holder();
        let file = self.file;
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Some(session) = connection.session else { return };
        let (generation, seq) = (submit.generation, submit.seq);
        if generation != connection.generation {
            return;
        }
        let may_write = connection.may_write && (holder.is_none() || holder == connection.user);
        let answer = match may_write.then(|| doc.submit(session, submit)) {
            Some(Ok(Submitted::Committed { .. } | Submitted::Already) | Err(Refusal::Fenced)) => return,
            Some(Err(Refusal::OutOfStep)) => Update::Resync { generation },
            None | Some(Err(Refusal::Op(_) | Refusal::Control | Refusal::TooLong)) => {
                Update::Refused { generation, seq }
            }
        };
        doc.end_generation(session);
        connection.hear(file, vec![answer]);
    }

    /// Tells everybody what is stored and new to them. Those who heard the same before hear the same now, once encoded.
    fn tell(&mut self, doc: &mut ServerDoc) {
        let file = self.file;
        let durable = doc.durable();
        let mut shared: HashMap<u64, Arc<News>> = HashMap::new();
        for connection in self.connections.values_mut() {
            let Some(session) = connection.session else { continue };
            if connection.waits_for_text {
                if let Some(whole) = doc.whole(session) {
                    connection.waits_for_text = false;
                    connection.told = Some(durable);
                    connection.hear(file, vec![whole]);
                }
                continue;
            }
            let Some(told) = connection.told.filter(|told| *told < durable) else { continue };
            let is_author = doc.entries_after(told).is_some_and(|mut all| all.any(|entry| entry.session == session));
            let news = if is_author {
                doc.updates_after(session, told).map(|all| Arc::new(News::new(file, Happening::Updates(all))))
            } else {
                match shared.get(&told) {
                    Some(news) => Some(news.clone()),
                    None => doc.updates_after(SessionId::SERVER, told).map(|all| {
                        let news = Arc::new(News::new(file, Happening::Updates(all)));
                        shared.insert(told, news.clone());
                        news
                    }),
                }
            };
            connection.told = Some(durable);
            let heard = news.is_some_and(|news| connection.listener.hear(news));
            if !heard {
                // Too slow, or the changes are gone from memory: it comes again and gets them as one.
                connection.told = None;
                doc.end_generation(session);
                let generation = connection.generation;
                connection.hear(file, vec![Update::Resync { generation }]);
            }
        }
    }

    fn holder(&self) -> Option<UserId> {
        self.locks.lock().expect("nothing panics while it is held").get(&self.file).copied()
    }

    fn lock(&mut self, id: u64, wanted: bool) -> bool {
        let Some((user, may_write)) = self.connections.get(&id).and_then(|open| Some((open.user?, open.may_write)))
        else {
            return false;
        };
        let holder = self.holder();
        if holder.is_some_and(|holder| holder != user) || (wanted && !may_write) {
            return false;
        }
        if wanted != holder.is_some() {
            self.set_holder(wanted.then_some(user));
        }
        true
    }

    fn set_holder(&mut self, holder: Option<UserId>) {
        let mut locks = self.locks.lock().expect("nothing panics while it is held");
        match holder {
            Some(user) => drop(locks.insert(self.file, user)),
            None => drop(locks.remove(&self.file)),
        }
        drop(locks);
        let news = Arc::new(News::new(self.file, Happening::Locked(holder)));
        for connection in self.connections.values() {
            connection.listener.hear(news.clone());
        }
    }

    fn close(&mut self, id: u64) {
        let Some(gone) = self.connections.remove(&id) else { return };
        let holder = self.holder();
        let is_last = !self.connections.values().any(|open| open.user == gone.user);
        if holder.is_some() && holder == gone.user && is_last {
            self.set_holder(None);
        }
    }

    /// The file is gone: whoever has it open is told, whoever comes is refused.
    async fn refuse_all(mut self, mut mails: mpsc::Receiver<Mail>) {
        mails.close();
        self.locks.lock().expect("nothing panics while it is held").remove(&self.file);
        let news = Arc::new(News::new(self.file, Happening::Gone));
        for connection in std::mem::take(&mut self.connections).into_values() {
            connection.listener.hear(news.clone());
        }
        while let Some(mail) = mails.recv().await {
            if let Mail::Open(newcomer) = mail {
                let _ = newcomer.answer.send(false);
            }
        }
    }
}

impl Connection {
    fn hear(&self, file: FileId, updates: Vec<Update>) {
        // What has to be heard for itself is little, and a connection without room for it finds out by its gap.
        self.listener.hear(Arc::new(News::new(file, Happening::Updates(updates))));
    }
}
