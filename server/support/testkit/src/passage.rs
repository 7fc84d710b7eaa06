//! A way to the database that can be shut, as if it were away.
use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use db::{Db, DbSettings};
use tokio::{
    net::{UnixListener, UnixStream},
    sync::watch,
};

use crate::World;

/// The name that PostgreSQL gives its socket.
const SOCKET: &str = ".s.PGSQL.5432";
/// How long a request waits for a connection while the passage is shut.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// A socket that passes everything on to the real one, until it is shut.
pub struct Passage {
    folder: PathBuf,
    target: String,
    /// Whoever passes holds the other end, and turns back when something is said.
    shut: watch::Sender<()>,
}

impl Passage {
    /// A passage to the world's database, and a database behind it.
    ///
    /// # Panics
    /// When the test server has no private socket.
    pub async fn open(world: &World) -> (Self, Db) {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let host = world.url.split("host=").nth(1).expect("the test server has a private socket");
        let host = host.split('&').next().unwrap_or_default().replace("%2F", "/").replace("%2f", "/");
        let name = format!("burnish-passage-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder for the socket");
        let passage = Self { target: format!("{host}/{SOCKET}"), folder, shut: watch::Sender::new(()) };
        passage.reopen();
        let url = format!("{}?host={}", world.url.split('?').next().unwrap_or_default(), passage.folder.display());
        let settings = DbSettings { acquire_timeout: PATIENCE, ..DbSettings::new(url) };
        let db = Db::connect(&settings).await.unwrap_or_else(|fault| panic!("{}", fault.chain()));
        (passage, db)
    }

    /// Lets everybody through again. The database's clients find the way by themselves.
    ///
    /// # Panics
    /// When it is open already.
    pub fn reopen(&self) {
        let listener = UnixListener::bind(self.folder.join(SOCKET)).expect("a socket");
        let (mut shut, target) = (self.shut.subscribe(), self.target.clone());
        web::tasks::spawn("passage", async move {
            loop {
                let accepted = tokio::select! {
                    accepted = listener.accept() => accepted,
                    _ = shut.changed() => return,
                };
                let (mut here, _) = accepted.expect("a connection");
                let (mut shut, target) = (shut.clone(), target.clone());
                web::tasks::spawn("one who passes", async move {
                    let mut there = UnixStream::connect(target).await.expect("the database");
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut here, &mut there) => {}
                        _ = shut.changed() => {}
                    }
                });
            }
        });
    }

    /// Lets nobody through any more, and cuts off whoever is on the way.
    ///
    /// # Panics
    /// When it is shut already.
    pub fn shut(&self) {
        std::fs::remove_file(self.folder.join(SOCKET)).expect("the socket was there");
        self.shut.send_replace(());
    }
}

impl Drop for Passage {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
