//! People who type at once in one room, and what they wait for.
//!
//! Some are whole editors: a `ClientDoc` each, which applies all that others write, and measures how long a key took
//! to be stored and to be seen. The rest are hands: they type as often, and of what they hear they take only the
//! newest version. With hundreds of whole editors the generator would do the work of hundreds of machines on this one,
//! and the percentiles would be its own. The server does the same for both.
//!
//! Keys are due on a fixed timetable, whatever the server does. An edit is acknowledged when its author hears of its
//! version, which is after it was stored, and visible when another whole editor has applied it: the nth change under
//! somebody's mark is the nth that they have sent. Latencies count from the key. `lag` is how late this program itself
//! was: a percentile counts only where the lag's is under a quarter of it.
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use collab_contract::protocol::{CHANGE_FRAME, SubmitFrame, mark, updates_from_bytes};
use futures::{SinkExt, StreamExt, TryStreamExt, stream};
use ot::{Op, Part, Text, bytes};
use projects_contract::doc::{ClientDoc, Submit, Update};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::{
    figures::{ms, quantiles, round},
    process::{Usage, resident_bytes},
    socket::{Opened, Room, Socket, fresh_doc, open},
};

/// Typing before anything counts.
const WARM_UP: Duration = Duration::from_secs(2);
/// After the last key, everybody waits until nothing has come for this long,
const QUIET: Duration = Duration::from_millis(500);
/// and no longer than this.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that are made at the same time.
const AT_ONCE: usize = 16;
/// The runtime's clock ticks in milliseconds and rounds up. Asking so much earlier, keys come up to a millisecond
/// before they are due rather than after.
const TICK: Duration = Duration::from_millis(1);
/// The last of the kinds of updates that are one version each: others' changes are 0, one's own 1.
const LAST_SINGLE: u8 = 1;

/// What is wanted.
pub struct Load {
    pub room: Room,
    pub file: String,
    pub editors: usize,
    pub whole: usize,
    /// Keys that each types in a second.
    pub rate: f64,
    pub seconds: f64,
    /// The server's process.
    pub server: u32,
}

#[derive(Debug, Clone, Copy)]
struct Timetable {
    first: Instant,
    warm: Instant,
    end: Instant,
    step: Duration,
}

/// Somebody who has opened the file.
struct Editor {
    socket: Socket,
    doc: ClientDoc,
    opened: Opened,
    rng: Xoshiro256PlusPlus,
}

/// What one editor has to tell at the end.
struct Told {
    mark: u32,
    /// When each change was typed, in the order of their numbers.
    typed: Vec<Instant>,
    /// Changes of others: under which mark, the how manyeth, and when it was in the text.
    seen: Vec<(u32, usize, Instant)>,
    acks_ms: Vec<f64>,
    lags_ms: Vec<f64>,
    /// What a whole editor ends with.
    text: Option<String>,
}

/// Lets everybody type and answers the figures.
pub async fn run(load: Load) -> Result<Value, String> {
    let whole = load.whole.min(load.editors);
    // Everybody is there before anybody types: so nobody misses a change, and changes can be counted.
    let editors: Vec<Editor> =
        stream::iter(0..load.editors).map(|number| enter(&load, number)).buffered(AT_ONCE).try_collect().await?;
    let first = Instant::now() + Duration::from_millis(300);
    let warm = first + WARM_UP;
    let end = warm + Duration::from_secs_f64(load.seconds);
    let step = Duration::from_secs_f64(1.0 / load.rate);
    let mut typing = Vec::new();
    for (number, editor) in editors.into_iter().enumerate() {
        let phase = step.mul_f64(number as f64 / load.editors as f64);
        let table = Timetable { first: first + phase, warm, end, step };
        #[expect(clippy::disallowed_methods, reason = "a program of its own, which waits for them")]
        typing.push(tokio::spawn(async move {
            if number < whole { be_whole(editor, table).await } else { be_hands(editor, table).await }
        }));
    }
    tokio::time::sleep_until(warm.into()).await;
    let before = Usage::now(load.server);
    tokio::time::sleep_until(end.into()).await;
    let used = Usage::now(load.server).since(before, load.seconds);
    let resident = resident_bytes(load.server)?;

    let mut all = Vec::new();
    for one in typing {
        all.push(one.await.map_err(|panic| panic.to_string())??);
    }
    let typed: HashMap<u32, &[Instant]> = all.iter().map(|told| (told.mark, told.typed.as_slice())).collect();
    if typed.len() < all.len() {
        return Err("two editors have the same mark; run it again".into());
    }
    let counts = |typed: &[Instant]| typed.iter().filter(|at| **at >= warm).count();
    let made: usize = all.iter().map(|told| counts(&told.typed)).sum();
    let expected: usize = all.iter().filter(|told| told.text.is_some()).map(|told| made - counts(&told.typed)).sum();
    let visible: Vec<f64> = all
        .iter()
        .flat_map(|told| &told.seen)
        .filter_map(|(mark, nth, at)| Some((typed.get(mark)?.get(*nth)?, at)))
        .filter(|(typed, _)| **typed >= warm)
        .map(|(typed, at)| ms(at.duration_since(*typed)))
        .collect();
    let together = |pick: fn(&Told) -> &[f64]| all.iter().flat_map(pick).copied().collect::<Vec<f64>>();
    let texts: Vec<&String> = all.iter().filter_map(|told| told.text.as_ref()).collect();
    let converged = texts.windows(2).all(|pair| pair[0] == pair[1]) && visible.len() == expected;
    Ok(json!({
        "editors": load.editors, "whole": whole, "changes": made, "samples": visible.len(), "expected": expected,
        "ack": quantiles(&together(|told| told.acks_ms.as_slice())), "visible": quantiles(&visible),
        "lag": quantiles(&together(|told| told.lags_ms.as_slice())), "generatorCpu": round(used.own),
        "serverCpu": round(used.server), "postgresCpu": round(used.postgres), "residentBytes": resident,
        "converged": converged,
    }))
}

async fn enter(load: &Load, number: usize) -> Result<Editor, String> {
    let said = |problem: String| format!("editor {number}: {problem}");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
    let mut doc = fresh_doc(&mut rng);
    let mut socket = load.room.connect().await.map_err(said)?;
    let opened = open(&mut socket, &mut doc, &load.file).await.map_err(said)?;
    Ok(Editor { socket, doc, opened, rng })
}

/// The frame of changes in a message; nothing for everything else.
fn changes(message: Option<Result<Message, Error>>) -> Result<Option<Vec<u8>>, String> {
    match message {
        Some(Ok(Message::Binary(frame))) if frame.first() == Some(&CHANGE_FRAME) => Ok(Some(frame[1..].to_vec())),
        Some(Ok(Message::Close(frame))) => Err(format!("the server closed the connection: {frame:?}")),
        Some(Ok(_)) => Ok(None),
        Some(Err(error)) => Err(error.to_string()),
        None => Err("the connection ended".into()),
    }
}

async fn be_whole(editor: Editor, table: Timetable) -> Result<Told, String> {
    let Editor { mut socket, mut doc, opened, mut rng } = editor;
    let mut told = Told::new(mark(doc.session()));
    let mut counts: HashMap<u32, usize> = HashMap::new();
    // The first key of those that wait for an earlier change to be stored.
    let mut waiting: Option<Instant> = None;
    let mut due = table.first;
    let mut heard = table.end;
    loop {
        let is_over = due >= table.end;
        let next = if is_over { heard.max(table.end) + QUIET } else { due - TICK };
        tokio::select! {
            biased;
            () = tokio::time::sleep_until(next.into()) => {
                if is_over {
                    break;
                }
                let now = told.key(due, table.warm);
                let op = word(&mut rng, doc.text().units())?;
                doc.edit(&op, false).map_err(|error| error.to_string())?;
                waiting.get_or_insert(now);
                due += table.step;
            }
            message = socket.next() => {
                let Some(frame) = changes(message)? else { continue };
                let mut body = frame.as_slice();
                bytes::take(&mut body).map_err(|error| error.to_string())?;
                for update in updates_from_bytes(body).map_err(|error| error.to_string())? {
                    let (by, seq) = match &update {
                        Update::Foreign { by, .. } => (Some(by.0 as u32), None),
                        Update::Own { seq, .. } => (None, Some(*seq)),
                        other => return Err(format!("it has to come again, so this run does not count: {other:?}")),
                    };
                    doc.receive(update).map_err(|error| error.to_string())?;
                    let now = Instant::now();
                    if let Some(by) = by {
                        let count = counts.entry(by).or_default();
                        told.seen.push((by, *count, now));
                        *count += 1;
                    }
                    let typed = seq.and_then(|seq| told.typed.get((seq as usize).checked_sub(1)?).copied());
                    if let Some(typed) = typed.filter(|typed| *typed >= table.warm) {
                        told.acks_ms.push(ms(now.duration_since(typed)));
                    }
                }
                heard = Instant::now();
                if heard > table.end + PATIENCE {
                    break;
                }
            }
        }
        while let Some(submit) = doc.next_submit() {
            told.typed.push(waiting.take().ok_or("a change was sent that nobody typed")?);
            let frame = SubmitFrame { handle: opened.handle, submit }.to_bytes();
            socket.send(Message::binary(frame)).await.map_err(|error| error.to_string())?;
        }
    }
    told.text = Some(doc.text().to_string());
    Ok(told)
}

/// Types without looking. Texts only grow here, so a place in the text that it began with is one for ever, and the
/// server rewrites it over what has come since like anybody's.
async fn be_hands(editor: Editor, table: Timetable) -> Result<Told, String> {
    let Editor { mut socket, doc, opened, mut rng } = editor;
    let mut told = Told::new(mark(doc.session()));
    let reach = doc.text().units();
    let mut base = doc.version();
    let mut due = table.first;
    let until = table.end + QUIET;
    loop {
        let is_over = due >= table.end;
        let next = if is_over { until } else { due - TICK };
        tokio::select! {
            biased;
            () = tokio::time::sleep_until(next.into()) => {
                if is_over {
                    break;
                }
                let now = told.key(due, table.warm);
                let at = rng.random_range(0..=reach);
                let op = Op::splice(at, 0, letters(&mut rng)).map_err(|error| error.to_string())?;
                told.typed.push(now);
                let seq = told.typed.len() as u32;
                let submit = Submit { generation: opened.generation, seq, base, op };
                let frame = SubmitFrame { handle: opened.handle, submit }.to_bytes();
                socket.send(Message::binary(frame)).await.map_err(|error| error.to_string())?;
                due += table.step;
            }
            message = socket.next() => {
                if let Some(frame) = changes(message)? {
                    base = base.max(newest(&frame)?);
                }
            }
        }
    }
    Ok(told)
}

/// The version that a frame of changes leads to, from its first update alone.
fn newest(mut body: &[u8]) -> Result<u64, String> {
    let number = |body: &mut &[u8]| bytes::take(body).map_err(|error| error.to_string());
    let _handle = number(&mut body)?;
    let count = number(&mut body)?;
    let (&kind, mut body) = body.split_first().ok_or("a frame without an update")?;
    if kind > LAST_SINGLE {
        return Err(format!("it has to come again, so this run does not count: an update of kind {kind}"));
    }
    Ok(number(&mut body)? + count.saturating_sub(1))
}

impl Told {
    fn new(mark: u32) -> Self {
        Self { mark, typed: Vec::new(), seen: Vec::new(), acks_ms: Vec::new(), lags_ms: Vec::new(), text: None }
    }

    /// A key is typed now; it was due then.
    fn key(&mut self, due: Instant, warm: Instant) -> Instant {
        let now = Instant::now();
        if now >= warm {
            self.lags_ms.push(ms(now.duration_since(due)));
        }
        now
    }
}

/// One to five letters somewhere; one time in ten something goes away for them.
fn word(rng: &mut Xoshiro256PlusPlus, units: u32) -> Result<Op, String> {
    let at = rng.random_range(0..=units);
    let letters = letters(rng);
    let deletes = u32::from(units > at && rng.random_ratio(1, 10));
    Op::from_parts([Part::Retain(at), Part::Insert(letters), Part::Delete(deletes)]).map_err(|error| error.to_string())
}

fn letters(rng: &mut Xoshiro256PlusPlus) -> &'static str {
    &"abcde"[..rng.random_range(1..=5)]
}
