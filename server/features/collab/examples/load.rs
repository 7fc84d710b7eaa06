//! People who type at once in one room, and what they wait for:
//! `load ADDRESS ROOM FILE COOKIE --editors N --rate R --seconds S [--observers K]`
//!
//! Every editor is a whole `ClientDoc` on a socket of its own, in the dialect of bytes, and types one to five letters (one
//! time in ten with a deletion) at a random place on a fixed timetable. All of them apply what the others write; for how
//! soon they see it, only the observers are asked. An edit is acknowledged when its author hears of its version, which is
//! after it was stored, and visible when an observer has applied it. Prints one line of JSON; milliseconds. `lag` is how late this program itself was: a percentile counts only where the lag's is
//! under a quarter of it.
use std::{
    collections::HashMap,
    process::ExitCode,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use collab_contract::protocol::{BINARY_PROTOCOL, CHANGE_FRAME, JSON_FRAME, SubmitFrame, updates_from_bytes};
use futures::{SinkExt, StreamExt};
use ot::{Op, Part, Text, bytes};
use projects_contract::doc::{ClientDoc, SessionId, Update};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What was measured; only what began after the warm-up counts.
#[derive(Default)]
struct Figures {
    /// When the change that made a version was typed.
    typed: HashMap<u64, Instant>,
    /// When an observer had applied a version, as often as there are observers.
    seen: Vec<(u64, Instant)>,
    acks_ms: Vec<f64>,
    lag_ms: Vec<f64>,
    edits: u64,
}

#[derive(Clone)]
struct Load {
    url: String,
    cookie: String,
    file: String,
    rate: f64,
    begin: Instant,
    warm: Instant,
    end: Instant,
}

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |flag: &str, otherwise: f64| {
        let at = words.iter().position(|word| word == flag);
        at.and_then(|at| words.get(at + 1)).and_then(|word| word.parse().ok()).unwrap_or(otherwise)
    };
    let [address, room, file, cookie, ..] = &words[..] else {
        eprintln!("load ADDRESS ROOM FILE COOKIE --editors N --rate R --seconds S [--observers K]");
        return ExitCode::FAILURE;
    };
    let editors = number("--editors", 10.0) as usize;
    let observers = (number("--observers", editors as f64) as usize).min(editors);
    let seconds = number("--seconds", 10.0);
    // Sockets are opened one after another before anybody types.
    let begin = Instant::now() + Duration::from_millis(500 + 20 * editors as u64);
    let warm = begin + Duration::from_secs(2);
    let load = Load {
        url: format!("{}/ws/rooms/{room}", address.replacen("http", "ws", 1)),
        cookie: cookie.clone(),
        file: file.clone(),
        rate: number("--rate", 5.0),
        begin,
        warm,
        end: warm + Duration::from_secs_f64(seconds),
    };
    let figures = Arc::new(Mutex::new(Figures::default()));
    let cpu = cpu_seconds();
    let mut typing = Vec::new();
    for number in 0..editors {
        let socket = match connect(&load).await {
            Ok(socket) => socket,
            Err(problem) => {
                eprintln!("editor {number} could not connect: {problem}");
                return ExitCode::FAILURE;
            }
        };
        let (load, figures) = (load.clone(), figures.clone());
        let phase = number as f64 / editors as f64;
        #[expect(clippy::disallowed_methods, reason = "a program of its own, which waits for them")]
        typing.push(tokio::spawn(edit(socket, load, figures, number as u64, phase, number < observers)));
    }
    let mut texts = Vec::new();
    for one in typing {
        match one.await {
            Ok(Ok(text)) => texts.push(text),
            Ok(Err(problem)) => {
                eprintln!("{problem}");
                return ExitCode::FAILURE;
            }
            Err(panic) => {
                eprintln!("{panic}");
                return ExitCode::FAILURE;
            }
        }
    }
    let figures = figures.lock().expect("nobody panicked");
    let typed = &figures.typed;
    let visible: Vec<f64> =
        figures.seen.iter().filter_map(|(version, at)| Some(ms(at.duration_since(*typed.get(version)?)))).collect();
    let share = (cpu_seconds() - cpu) / load.end.duration_since(load.begin).as_secs_f64();
    let converged = texts.windows(2).all(|pair| pair[0] == pair[1]);
    println!(
        "{}",
        json!({"editors": editors, "observers": observers, "edits": figures.edits, "ack": quantiles(&figures.acks_ms),
            "visible": quantiles(&visible), "lag": quantiles(&figures.lag_ms), "samples": visible.len(),
            "generatorCpu": (share * 100.0).round() / 100.0, "converged": converged})
    );
    if converged { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn connect(load: &Load) -> Result<Socket, String> {
    let mut request = load.url.as_str().into_client_request().map_err(|error| error.to_string())?;
    let headers = request.headers_mut();
    headers.insert("cookie", HeaderValue::from_str(&load.cookie).map_err(|error| error.to_string())?);
    headers.insert("sec-websocket-protocol", HeaderValue::from_static(BINARY_PROTOCOL));
    let (socket, _) = connect_async(request).await.map_err(|error| error.to_string())?;
    if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
    }
    Ok(socket)
}

/// One editor from the first message to the last. Answers the text that it ends with.
async fn edit(
    mut socket: Socket,
    load: Load,
    figures: Arc<Mutex<Figures>>,
    number: u64,
    phase: f64,
    is_observer: bool,
) -> Result<String, String> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(number);
    let mut doc = ClientDoc::new(SessionId((u128::from(rng.random::<u64>()) << 64) | (u128::from(number) + 1)), 4);
    let mut handle = open(&mut socket, &mut doc, &load.file, &mut rng).await?;
    let step = Duration::from_secs_f64(1.0 / load.rate);
    let mut due = load.begin + step.mul_f64(phase);
    let mut typed_at: HashMap<u32, Instant> = HashMap::new();
    let quiet_until = load.end + Duration::from_secs(3);
    loop {
        let next = if due < load.end { due } else { quiet_until };
        tokio::select! {
            biased;
            message = socket.next() => {
                let frame = match message {
                    Some(Ok(Message::Binary(frame))) => frame,
                    Some(Ok(Message::Close(frame))) => return Err(format!("closed: {frame:?}")),
                    Some(Ok(_)) => continue,
                    other => return Err(format!("{other:?}")),
                };
                if frame.first() != Some(&CHANGE_FRAME) {
                    continue;
                }
                let mut body = &frame[1..];
                let _ = bytes::take(&mut body);
                let now = Instant::now();
                for update in updates_from_bytes(body).map_err(|error| error.to_string())? {
                    let own = match &update { Update::Own { version, seq } => Some((*version, *seq)), _ => None };
                    let seen = match &update { Update::Foreign { version, .. } => Some(*version), _ => None };
                    if doc.receive(update).is_err() {
                        handle = open(&mut socket, &mut doc, &load.file, &mut rng).await?;
                    }
                    let mut figures = figures.lock().map_err(|error| error.to_string())?;
                    if let Some((version, seq)) = own
                        && let Some(at) = typed_at.remove(&seq).filter(|at| *at >= load.warm)
                    {
                        figures.acks_ms.push(ms(now.duration_since(at)));
                        figures.typed.insert(version, at);
                    }
                    if is_observer {
                        figures.seen.extend(seen.map(|version| (version, now)));
                    }
                }
                for seq in send(&mut socket, &mut doc, handle).await? {
                    typed_at.entry(seq).or_insert(now);
                }
            }
            () = tokio::time::sleep_until(next.into()) => {
                if due >= load.end {
                    break;
                }
                let now = Instant::now();
                if now >= load.warm {
                    let mut figures = figures.lock().map_err(|error| error.to_string())?;
                    figures.lag_ms.push(ms(now.duration_since(due)));
                    figures.edits += 1;
                }
                let op = word(&mut rng, doc.text().units())?;
                doc.edit(&op, false).map_err(|error| error.to_string())?;
                for seq in send(&mut socket, &mut doc, handle).await? {
                    typed_at.insert(seq, now);
                }
                due += step;
            }
        }
    }
    Ok(doc.text().to_string())
}

/// Opens the file and waits for its text.
async fn open(
    socket: &mut Socket,
    doc: &mut ClientDoc,
    file: &str,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<u32, String> {
    let resume = doc.resume(SessionId((u128::from(rng.random::<u64>()) << 64) | 1));
    let open = json!({"type": "open", "filePath": file, "session": format!("{:x}", doc.session().0),
        "generation": resume.generation, "version": resume.version, "acked": resume.acked});
    let mut frame = vec![JSON_FRAME];
    frame.extend_from_slice(open.to_string().as_bytes());
    socket.send(Message::binary(frame)).await.map_err(|error| error.to_string())?;
    let mut handle = None;
    loop {
        let frame = match socket.next().await {
            Some(Ok(Message::Binary(frame))) => frame,
            Some(Ok(_)) => continue,
            other => return Err(format!("while opening: {other:?}")),
        };
        match frame.split_first() {
            Some((&JSON_FRAME, json)) => {
                let value: Value = serde_json::from_slice(json).map_err(|error| error.to_string())?;
                match value["type"].as_str() {
                    Some("opened") => handle = value["handle"].as_u64().map(|handle| handle as u32),
                    Some("error") => return Err(value.to_string()),
                    _ => {}
                }
            }
            Some((&CHANGE_FRAME, mut body)) => {
                let _ = bytes::take(&mut body);
                for update in updates_from_bytes(body).map_err(|error| error.to_string())? {
                    doc.receive(update).map_err(|error| error.to_string())?;
                }
            }
            _ => {}
        }
        if let Some(handle) = handle.filter(|_| doc.is_up()) {
            return Ok(handle);
        }
    }
}

async fn send(socket: &mut Socket, doc: &mut ClientDoc, handle: u32) -> Result<Vec<u32>, String> {
    let mut sent = Vec::new();
    while let Some(submit) = doc.next_submit() {
        sent.push(submit.seq);
        let frame = SubmitFrame { handle, submit }.to_bytes();
        socket.send(Message::binary(frame)).await.map_err(|error| error.to_string())?;
    }
    Ok(sent)
}

/// One to five letters somewhere; one time in ten something goes away.
fn word(rng: &mut Xoshiro256PlusPlus, units: u32) -> Result<Op, String> {
    let at = rng.random_range(0..=units);
    let letters = &"abcdefghij"[..rng.random_range(1..=5)];
    let deletes = u32::from(units > at && units > 50 && rng.random_ratio(1, 10));
    Op::from_parts([Part::Retain(at), Part::Insert(letters), Part::Delete(deletes)]).map_err(|error| error.to_string())
}

fn quantiles(values: &[f64]) -> Value {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(index).map(|value| (value * 100.0).round() / 100.0)
    };
    json!({"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1.0)})
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Processor time of this program so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}
