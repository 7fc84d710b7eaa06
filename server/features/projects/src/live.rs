//! Files that several people edit at once: one task owns each open document, one writes all of them to the log.
//!
//! A change is put in order in memory, stored together with whatever else has come meanwhile, and only then told to
//! anybody, its author included (`document.rs`). `log.rs` makes one statement of what all documents have to store. A write
//! over another way (an upload, the assistant, restoring a version) goes to the database as ever; the document notices that
//! its version has moved on, starts over from what is stored, and asks everybody to come again. Nothing is lost by that:
//! editors keep what was not acknowledged.
mod document;
mod follow;
mod log;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use db::Db;
use doc::{Resume, SessionId, Submit};
use kernel::{Caller, Fault, FileId, ProjectId, UserId};
use projects_contract::{Listener, LiveFile, LiveFiles, ProjectsError, Spot, TreeWatch};
use tokio::sync::{mpsc, oneshot};

use crate::{
    rules,
    store::{self, access},
};
use document::{Mail, Newcomer};

/// Messages that wait for one document. Whoever sends more waits.
const MAILBOX: usize = 1024;
/// How often a document that does not answer is asked for again.
const OPENING_TRIES: usize = 4;

/// Everything that is open. Cheap to clone.
#[derive(Clone)]
pub struct Live {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    log: log::Log,
    documents: Mutex<HashMap<FileId, mpsc::Sender<Mail>>>,
    /// Who holds which file. Also asked by writes over other ways.
    locks: document::Locks,
    watches: Mutex<HashMap<ProjectId, Vec<Weak<TreeWatch>>>>,
    connections: AtomicU64,
}

impl Live {
    /// Nothing is open yet.
    pub fn new(db: Db) -> Self {
        let log = log::Log::start(db.clone());
        let inner = Inner {
            db,
            log,
            documents: Mutex::default(),
            locks: Arc::default(),
            watches: Mutex::default(),
            connections: AtomicU64::new(1),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Some files were written, moved or deleted over another way: their documents look what is stored.
    pub fn written_elsewhere(&self, files: &[FileId]) {
        let documents = self.inner.documents.lock().expect("nothing panics while it is held");
        for mailbox in files.iter().filter_map(|file| documents.get(file)) {
            // A full mailbox means that a change is about to be stored, which finds out by itself.
            let _ = mailbox.try_send(Mail::WrittenElsewhere);
        }
    }

    /// Files of a project were added, moved or deleted.
    pub fn tree_changed(&self, project: ProjectId) {
        let watches = self.inner.watches.lock().expect("nothing panics while it is held");
        let alive: Vec<_> = watches.get(&project).into_iter().flatten().filter_map(Weak::upgrade).collect();
        drop(watches);
        alive.iter().for_each(|watch| watch());
    }

    /// Who has locked a file.
    pub fn lock_holder(&self, file: FileId) -> Option<UserId> {
        self.inner.locks.lock().expect("nothing panics while it is held").get(&file).copied()
    }

    /// The task that owns a document, started if there is none.
    fn document(&self, file: FileId) -> mpsc::Sender<Mail> {
        let mut documents = self.inner.documents.lock().expect("nothing panics while it is held");
        documents.retain(|_, mailbox| !mailbox.is_closed());
        documents
            .entry(file)
            .or_insert_with(|| {
                let (mailbox, mails) = mpsc::channel(MAILBOX);
                let document = document::Document::new(
                    file,
                    self.inner.db.clone(),
                    self.inner.log.clone(),
                    self.inner.locks.clone(),
                );
                web::tasks::spawn("live document", document.run(mails));
                mailbox
            })
            .clone()
    }
}

#[async_trait]
impl LiveFiles for Live {
    async fn open(
        &self,
        by: &Caller,
        file: FileId,
        listener: Arc<dyn Listener>,
    ) -> Result<Box<dyn LiveFile>, ProjectsError> {
        let mut tx = self.inner.db.begin(by).await?;
        let access = access::see_by_file(&mut tx, file).await?;
        let stored = store::files::get(&mut tx, &access, file).await?.ok_or(ProjectsError::NotFound)?;
        tx.commit().await?;
        if matches!(stored.body, store::files::Body::Blob(_)) {
            return Err(ProjectsError::Binary { path: stored.entry.path });
        }
        let connection = self.inner.connections.fetch_add(1, Ordering::Relaxed);
        let may_write = rules::may_write(access.role()).is_ok() && !access.is_trashed();
        // A document that closes just now takes no more mail; the next one does. One that cannot be read never
        // answers.
        for _ in 0..OPENING_TRIES {
            let mailbox = self.document(file);
            let (answer, opened) = oneshot::channel();
            let newcomer = Newcomer { connection, listener: listener.clone(), user: by.user(), may_write, answer };
            if mailbox.send(Mail::Open(newcomer)).await.is_err() {
                continue;
            }
            match opened.await {
                Ok(true) => {
                    let (db, by) = (self.inner.db.clone(), by.clone());
                    return Ok(Box::new(Connection { mailbox, connection, project: access.project(), db, by, file }));
                }
                Ok(false) => return Err(ProjectsError::NotFound),
                Err(_) => {}
            }
        }
        Err(Fault::new("the document could not be read").into())
    }

    fn watch_tree(&self, project: ProjectId, watch: Weak<TreeWatch>) {
        let mut watches = self.inner.watches.lock().expect("nothing panics while it is held");
        watches.retain(|_, of_one| {
            of_one.retain(|watch| watch.strong_count() > 0);
            !of_one.is_empty()
        });
        watches.entry(project).or_default().push(watch);
    }

    async fn follow(&self, by: &Caller, file: FileId, spots: Vec<Spot>) -> Result<Vec<Spot>, ProjectsError> {
        follow::to_present(&self.inner.db, by, file, spots).await
    }
}

struct Connection {
    mailbox: mpsc::Sender<Mail>,
    connection: u64,
    project: ProjectId,
    db: Db,
    by: Caller,
    file: FileId,
}

impl Connection {
    /// Whether the project lets them write now, which can have changed since they came.
    async fn may_write(&self) -> Result<bool, ProjectsError> {
        let mut tx = self.db.begin(&self.by).await?;
        let access = access::see_by_file(&mut tx, self.file).await?;
        tx.commit().await?;
        Ok(rules::may_write(access.role()).is_ok() && !access.is_trashed())
    }
}

#[async_trait]
impl LiveFile for Connection {
    fn project(&self) -> ProjectId {
        self.project
    }

    async fn resume(&self, session: SessionId, resume: Resume) {
        // A document that is gone has told its listeners so.
        let _ = self.mailbox.send(Mail::Resume { connection: self.connection, session, resume }).await;
    }

    async fn submit(&self, submit: Submit) {
        let _ = self.mailbox.send(Mail::Submit { connection: self.connection, submit }).await;
    }

    async fn set_may_write(&self, may_write: bool) {
        let may_write = may_write && self.may_write().await.unwrap_or(false);
        let _ = self.mailbox.send(Mail::Rights { connection: self.connection, may_write }).await;
    }

    async fn lock(&self, wanted: bool) -> bool {
        let (answer, answered) = oneshot::channel();
        let _ = self.mailbox.send(Mail::Lock { connection: self.connection, wanted, answer }).await;
        answered.await.unwrap_or(false)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let (mailbox, connection) = (self.mailbox.clone(), self.connection);
        if let Err(mpsc::error::TrySendError::Full(mail)) = mailbox.try_send(Mail::Close { connection }) {
            web::tasks::spawn("closing a live file", async move {
                let _ = mailbox.send(mail).await;
            });
        }
    }
}
