//! A folder per test, other processes, and a real query.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use cluster::{Cluster, DATABASE, Settings};
use sqlx::{Connection, PgConnection};

/// A data folder that goes away with the test, and with it root's copy elsewhere.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("burnish-cluster-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Not durable, which makes the tests quick and changes nothing that they look at.
    pub fn settings(&self) -> Settings {
        Settings { durable: false, ..Settings::new(&self.0) }
    }

    pub fn home(&self) -> PathBuf {
        cluster::home_of(&self.0).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = cluster::remove(&self.0);
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Another process that holds a cluster (`examples/hold.rs`).
pub struct Holder {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Holder {
    pub fn start(folder: &Path) -> Self {
        Self::spawn(Command::new(program()).arg(folder))
    }

    /// As an ordinary user, from a copy of the program that this user can reach.
    pub fn start_as(uid: u32, folder: &Path) -> Self {
        let copy = folder.with_extension("hold");
        fs::copy(program(), &copy).unwrap();
        let holder = Self::spawn(Command::new(&copy).arg(folder).uid(uid).gid(uid).current_dir("/"));
        fs::remove_file(&copy).unwrap();
        holder
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// The next line: `owner` or `guest`, the process id of postgres if it is ours, and the URL.
    pub fn report(&mut self) -> (String, u32, String) {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut word = || words.next().unwrap_or_else(|| panic!("the holder said `{line}`"));
        (word(), word().parse().unwrap(), word())
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> PathBuf {
    // …/debug/deps/it-0123 → …/debug/examples/hold
    let here = std::env::current_exe().unwrap();
    let program = here.ancestors().nth(2).unwrap().join("examples/hold");
    assert!(program.is_file(), "{} is missing: build it with `cargo build -p cluster --examples`", program.display());
    program
}

/// Runs one statement that gives one number.
pub fn query(url: &str, sql: &'static str) -> Result<i64, sqlx::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(url).await?;
        let number = sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(number)
    })
}

/// Runs a statement that gives nothing.
pub fn execute(url: &str, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    });
}

pub fn owner_url(cluster: &Cluster) -> String {
    cluster.owner_url(DATABASE).unwrap()
}

/// Whether the process runs. One that ended but was not waited for by its parent counts as gone.
pub fn is_alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

/// Waits for a condition, and tells what it was when it does not come.
pub fn eventually(what: &str, limit: Duration, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + limit;
    while !condition() {
        assert!(Instant::now() < deadline, "{what}: not within {limit:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
