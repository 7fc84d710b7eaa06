//! Stores what all open documents have changed: one statement at a time for all of them, so that one wait for the disk
//! serves everybody who typed during the last one (group commit).
use std::time::Duration;

use db::Db;
use kernel::FileId;
use tokio::sync::{mpsc, oneshot};

use crate::store::live::{self, Batch};

/// Batches of one statement at most. Each document has one at most, so this many documents are stored at once.
const MOST_AT_ONCE: usize = 256;
/// Documents that wait. Each waits for its own answer before it sends another batch.
const WAITING: usize = 4096;
/// How long a database that refused is left alone. It doubles up to the last one.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// The one owner of all documents, until several processes share them.
const EPOCH: i64 = 1;

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// It is on disk.
    Yes,
    /// Somebody else has written, or the file is gone. Also after an error of which nobody knows how far it got.
    Overtaken,
}

/// The way to the log. Cheap to clone.
#[derive(Clone)]
pub struct Log {
    batches: mpsc::Sender<(Batch, oneshot::Sender<Stored>)>,
}

impl Log {
    /// Starts the task that stores.
    pub fn start(db: Db) -> Self {
        let (batches, waiting) = mpsc::channel(WAITING);
        web::tasks::spawn("log of live documents", store(db, waiting));
        Self { batches }
    }

    /// Stores a batch, however long the database is away. Answers nothing when the server stops meanwhile.
    pub async fn append(&self, batch: Batch) -> Option<Stored> {
        let (answer, stored) = oneshot::channel();
        self.batches.send((batch, answer)).await.ok()?;
        stored.await.ok()
    }
}

async fn store(db: Db, mut waiting: mpsc::Receiver<(Batch, oneshot::Sender<Stored>)>) {
    let mut taken = Vec::new();
    while waiting.recv_many(&mut taken, MOST_AT_ONCE).await > 0 {
        let (batches, answers): (Vec<Batch>, Vec<_>) = taken.drain(..).unzip();
        let mut pause = FIRST_PAUSE;
        let stored = loop {
            match live::append(db.system(), EPOCH, &batches).await {
                Ok(stored) => break stored,
                Err(fault) => {
                    tracing::warn!(error = %fault.chain(), documents = batches.len(), "changes could not be stored yet");
                    // Long enough to notice a stop: what was not acknowledged is with the editors.
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = web::tasks::shutting_down() => return,
                    }
                    pause = (pause * 2).min(LAST_PAUSE);
                }
            }
        };
        let stored: std::collections::HashSet<FileId> = stored.into_iter().collect();
        for (batch, answer) in batches.iter().zip(answers) {
            let _ = answer.send(if stored.contains(&batch.file) { Stored::Yes } else { Stored::Overtaken });
        }
    }
}
