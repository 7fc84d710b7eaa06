//! What processes have used, read from `/proc`.
use std::{collections::HashMap, fs};

/// Clock ticks of `/proc/*/stat` in a second. Linux reports them by this rate whatever its own is.
const TICKS: f64 = 100.0;

/// Processor time in seconds so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// This program.
    pub own: f64,
    /// The server without its children.
    pub server: f64,
    /// Every process of the PostgreSQL that the server runs; nothing where the database is somebody else's.
    pub postgres: f64,
}

impl Usage {
    /// As of now.
    pub fn now(server: u32) -> Self {
        let all: HashMap<u32, Stat> = fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
            .filter_map(|pid| Some((pid, Stat::read(pid)?)))
            .collect();
        let own = all.get(&std::process::id()).map_or(0.0, |stat| stat.own);
        // A backend that has ended meanwhile is in what its parent has waited for.
        let postgres = all
            .iter()
            .filter(|(pid, stat)| stat.name.starts_with("postgres") && descends(&all, **pid, server))
            .map(|(_, stat)| stat.own + stat.waited_for)
            .sum();
        Self { own, server: all.get(&server).map_or(0.0, |stat| stat.own), postgres }
    }

    /// What was used since `before`, in cores.
    pub fn since(self, before: Self, seconds: f64) -> Self {
        Self {
            own: (self.own - before.own) / seconds,
            server: (self.server - before.server) / seconds,
            postgres: (self.postgres - before.postgres) / seconds,
        }
    }
}

/// Resident memory of a process, in bytes.
pub fn resident_bytes(pid: u32) -> Result<u64, String> {
    let path = format!("/proc/{pid}/status");
    let status = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kibibytes.map(|kibibytes| kibibytes * 1024).ok_or_else(|| format!("{path} has no VmRSS"))
}

struct Stat {
    name: String,
    parent: u32,
    own: f64,
    waited_for: f64,
}

impl Stat {
    fn read(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name stands in brackets and may hold anything.
        let (head, tail) = stat.rsplit_once(')')?;
        let name = head.split_once('(')?.1.to_owned();
        let fields: Vec<&str> = tail.split_whitespace().collect();
        let seconds = |at: usize| Some(fields.get(at)?.parse::<f64>().ok()? / TICKS);
        Some(Self {
            name,
            parent: fields.get(1)?.parse().ok()?,
            own: seconds(11)? + seconds(12)?,
            waited_for: seconds(13)? + seconds(14)?,
        })
    }
}

fn descends(all: &HashMap<u32, Stat>, pid: u32, from: u32) -> bool {
    let mut at = pid;
    while let Some(stat) = all.get(&at) {
        if stat.parent == from {
            return true;
        }
        at = stat.parent;
    }
    false
}
