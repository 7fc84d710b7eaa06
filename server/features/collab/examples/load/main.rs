//! The load generator of `cargo xtask bench collab`. Each command prints one line of JSON:
//!
//! `load type ADDRESS ROOM COOKIE FILE --editors N --rate R --seconds S --whole K --pid P`: people who type at once.
//! `load idle ADDRESS ROOM COOKIE --sockets N --pid P`: memory of connections that do nothing.
//! `load open ADDRESS ROOM COOKIE FILE… --warm W --pid P`: memory of open documents, and how long opening takes.
//! `load history DATA FILE-ID… --changes N --tail T`: gives new files a past, straight into the database.
//!
//! `P` is the server's process: its processor time and memory are read from `/proc` over exactly the measured time.
//! Times are in milliseconds, memory in bytes, processor time in cores.
mod figures;
mod memory;
mod process;
mod socket;
mod store;
mod typing;

use std::process::ExitCode;

use serde_json::Value;

/// What stands on the command line after the command: words, then flags with numbers.
struct Words {
    words: Vec<String>,
    flags: Vec<String>,
}

impl Words {
    fn read(all: &[String]) -> Self {
        let flags_from = all.iter().position(|word| word.starts_with("--")).unwrap_or(all.len());
        let (words, flags) = all.split_at(flags_from);
        Self { words: words.to_vec(), flags: flags.to_vec() }
    }

    fn word(&self, at: usize, what: &str) -> Result<&str, String> {
        self.words.get(at).map(String::as_str).ok_or_else(|| format!("{what} is missing"))
    }

    /// The words from there on.
    fn rest(&self, from: usize) -> &[String] {
        self.words.get(from..).unwrap_or_default()
    }

    fn number(&self, flag: &str) -> Result<f64, String> {
        let at = self.flags.iter().position(|word| word == flag);
        let word = at.and_then(|at| self.flags.get(at + 1)).ok_or_else(|| format!("{flag} is missing"))?;
        word.parse().map_err(|_| format!("{flag} {word} is not a number"))
    }

    fn count(&self, flag: &str) -> Result<usize, String> {
        self.number(flag).map(|number| number as usize)
    }

    fn room(&self) -> Result<socket::Room, String> {
        let (address, room, cookie) =
            (self.word(0, "the address")?, self.word(1, "the room")?, self.word(2, "the cookie")?);
        Ok(socket::Room::new(address, room, cookie))
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let all: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = all.split_first() else {
        eprintln!("load type | idle | open | history …; see the head of its source");
        return ExitCode::FAILURE;
    };
    match run(command, &Words::read(rest)).await {
        Ok(figures) => {
            println!("{figures}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("load {command}: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: &str, words: &Words) -> Result<Value, String> {
    match command {
        "type" => {
            let load = typing::Load {
                room: words.room()?,
                file: words.word(3, "the file")?.to_owned(),
                editors: words.count("--editors")?,
                whole: words.count("--whole")?,
                rate: words.number("--rate")?,
                seconds: words.number("--seconds")?,
                server: words.count("--pid")? as u32,
            };
            typing::run(load).await
        }
        "idle" => memory::idle(words.room()?, words.count("--sockets")?, words.count("--pid")? as u32).await,
        "open" => {
            let (warm, server) = (words.count("--warm")?, words.count("--pid")? as u32);
            memory::open(words.room()?, words.rest(3), warm, server).await
        }
        "history" => {
            let (changes, tail) = (words.count("--changes")?, words.count("--tail")?);
            store::write_history(words.word(0, "the data folder")?, words.rest(1), changes, tail).await
        }
        other => Err(format!("there is no command “{other}”")),
    }
}
