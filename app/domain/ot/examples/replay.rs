//! Replays editing traces: `cargo run --release -p ot --example replay -- [--through engine] FILE…`
//!
//! Reads the public form of recorded writing sessions (`.json` or `.json.gz`; positions count characters): a list of
//! transactions in one order, or one in which each names what its writer had seen. Alone, each change goes to one server
//! document. With `--through engine` there is an editor for each writer (and one who only reads), every change and every
//! update travels as bytes, and all texts must end equal. Prints milliseconds without reading the file, and whether the
//! end is the recorded one; the exit code says the same.
use std::{io::Read, process::ExitCode, time::Instant};

use serde::Deserialize;

#[path = "replay/engine.rs"]
mod engine;
#[path = "replay/rooms.rs"]
mod rooms;
#[cfg(test)]
#[path = "replay/tests.rs"]
mod tests;

/// A recorded session.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    /// The text before; nothing means empty.
    #[serde(default)]
    pub start_content: String,
    /// The text after.
    pub end_content: String,
    /// How many writers; one where nothing is said.
    #[serde(default)]
    pub num_agents: Option<usize>,
    /// What they did.
    pub txns: Vec<Txn>,
}

/// What one writer did at once.
#[derive(Debug, Deserialize)]
pub struct Txn {
    /// The transactions that the writer had seen last; absent where there is one order.
    #[serde(default)]
    pub parents: Option<Vec<usize>>,
    /// Who.
    #[serde(default)]
    pub agent: usize,
    /// Position, characters deleted there, text inserted there; one after another.
    pub patches: Vec<(usize, usize, String)>,
}

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let through = words.iter().position(|word| word == "--through").map(|at| {
        let mode = words.get(at + 1).cloned().unwrap_or_default();
        words.drain(at..(at + 2).min(words.len()));
        mode
    });
    if words.is_empty() || through.as_deref().is_some_and(|mode| mode != "engine") {
        eprintln!("replay [--through engine] FILE…");
        return ExitCode::FAILURE;
    }
    let mut all_equal = true;
    for file in &words {
        let trace = match read(file) {
            Ok(trace) => trace,
            Err(problem) => {
                eprintln!("{file}: {problem}");
                all_equal = false;
                continue;
            }
        };
        let is_concurrent = trace.txns.iter().any(|txn| txn.parents.is_some());
        let start = Instant::now();
        let end = if through.is_some() || is_concurrent { rooms::replay(&trace) } else { engine::replay(&trace) };
        let elapsed_ms = start.elapsed().as_secs_f64() * 1000.0;
        let is_equal = match &end {
            Ok(text) => *text == trace.end_content,
            Err(problem) => {
                eprintln!("{file}: {problem}");
                false
            }
        };
        all_equal &= is_equal;
        let patches: usize = trace.txns.iter().map(|txn| txn.patches.len()).sum();
        println!("{file}: {patches} changes, {elapsed_ms:.1} ms, equal: {is_equal}");
    }
    if all_equal { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(file: &str) -> Result<Trace, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let mut json = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut json).map_err(|error| error.to_string())?;
    } else {
        json = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    }
    serde_json::from_str(&json).map_err(|error| error.to_string())
}
