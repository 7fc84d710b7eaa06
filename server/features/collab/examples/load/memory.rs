//! Memory of what does nothing: connections, and open documents.
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt, stream};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    figures::{ms, round},
    process::resident_bytes,
    socket::{Room, Socket, fresh_doc, open as open_file},
};

/// Connections that come first, so that pools and caches are full before anything counts.
const FIRST: usize = 50;
/// Connections that are made at the same time.
const AT_ONCE: usize = 16;
/// How long the server may tidy up before its memory is read.
const SETTLE: Duration = Duration::from_millis(1_500);
/// Files that one connection opens; the server takes 64.
const FILES_EACH: usize = 60;

/// Memory of one connection that only answers the heartbeat.
pub async fn idle(room: Room, sockets: usize, server: u32) -> Result<Value, String> {
    let mut here = Vec::new();
    come(&room, FIRST, &mut here).await?;
    let before = resident_bytes(server)?;
    come(&room, sockets, &mut here).await?;
    let after = resident_bytes(server)?;
    let gone = here.iter().filter(|task| task.is_finished()).count();
    here.iter().for_each(JoinHandle::abort);
    if gone > 0 {
        return Err(format!("{gone} connections ended early"));
    }
    Ok(json!({"sockets": sockets, "bytesEach": after.saturating_sub(before) / sockets.max(1) as u64}))
}

/// So many more connections, each read by a task.
async fn come(room: &Room, count: usize, here: &mut Vec<JoinHandle<()>>) -> Result<(), String> {
    let some: Vec<Socket> = stream::iter(0..count).map(|_| room.connect()).buffered(AT_ONCE).try_collect().await?;
    for socket in some {
        #[expect(clippy::disallowed_methods, reason = "a program of its own, which ends them")]
        here.push(tokio::spawn(listen(socket)));
    }
    tokio::time::sleep(SETTLE).await;
    Ok(())
}

/// Reads, which is what answers the server's heartbeat, until the connection ends.
async fn listen(mut socket: Socket) {
    while let Some(Ok(_)) = socket.next().await {}
}

/// Memory of one open document, and how long each takes from `open` to its text. The first `warm` files do not count.
pub async fn open(room: Room, files: &[String], warm: usize, server: u32) -> Result<Value, String> {
    if warm >= files.len() {
        return Err("there are not more files than those that do not count".into());
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    // Connections have memory of their own, so all of them are there before.
    let count = files.len().div_ceil(FILES_EACH);
    let mut sockets: Vec<Socket> =
        stream::iter(0..count).map(|_| room.connect()).buffered(AT_ONCE).try_collect().await?;
    let mut before = 0;
    let mut took_ms = Vec::new();
    let mut bytes = 0;
    for (at, file) in files.iter().enumerate() {
        if at == warm {
            tokio::time::sleep(SETTLE).await;
            before = resident_bytes(server)?;
        }
        let mut doc = fresh_doc(&mut rng);
        let socket = sockets.get_mut(at / FILES_EACH).ok_or("there are too few connections")?;
        let begun = Instant::now();
        open_file(socket, &mut doc, file).await?;
        if at >= warm {
            took_ms.push(round(ms(begun.elapsed())));
            bytes = doc.text().rope().len_bytes();
        }
    }
    tokio::time::sleep(SETTLE).await;
    let after = resident_bytes(server)?;
    let counted = took_ms.len() as u64;
    Ok(json!({"files": counted, "textBytes": bytes, "bytesEach": after.saturating_sub(before) / counted,
        "tookMs": took_ms}))
}
