//! Clients that mean no good, or have no luck: they harm nobody but themselves.
use std::{net::SocketAddr, time::Duration};

use collab_contract::protocol::{
    BINARY_PROTOCOL, CHANGE_FRAME, JSON_FRAME, JSON_PROTOCOL, MAX_MESSAGE_BYTES, SubmitFrame, updates_from_bytes,
};
use futures::{SinkExt, StreamExt};
use kernel::{Role, RoomId};
use ot::{Op, bytes};
use projects_contract::doc::{Submit, Update};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
    time::Instant,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

use crate::{
    editor::{PATIENCE, is_soak},
    scene::scene,
    sockets::{Line, listen, two},
};

/// Messages a second that one connection is read at in the long run, and how many may come at once.
const RATE: usize = 60;
const BURST: usize = 200;

/// Bytes as they are: the library would not send them. A connection that is closed meanwhile takes the rest of them.
async fn raw(line: &mut Line, bytes: &[u8]) {
    let stream = line.socket.get_mut();
    let _ = stream.write_all(bytes).await;
    let _ = stream.flush().await;
}

/// A frame of a client with a mask of zeros, which leaves its bytes as they are.
fn frame(first: u8, body: &[u8]) -> Vec<u8> {
    let mut frame = vec![first, 0x80 | 127];
    frame.extend_from_slice(&(body.len() as u64).to_be_bytes());
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(body);
    frame
}

async fn opened(address: SocketAddr, room: RoomId, who: &str) -> Line {
    let mut line = Line::connect(address, room, who, JSON_PROTOCOL).await.unwrap();
    line.say(json!({"type": "open", "filePath": "notes.txt"})).await;
    line.hear("document").await;
    line
}

#[tokio::test]
async fn frames_that_are_too_long_torn_or_no_frames_end_their_own_connection() {
    let scene = scene().await;
    let (_, ben, room, address) = two(&scene).await;
    let mut watching = opened(address, room, "ada").await;

    let mut too_long = vec![0x81, 0x80 | 127];
    too_long.extend_from_slice(&(MAX_MESSAGE_BYTES as u64 + 1).to_be_bytes());
    too_long.extend_from_slice(&[0; 4]);
    let mut in_pieces = frame(0x01, &vec![b'x'; MAX_MESSAGE_BYTES / 2]);
    in_pieces.extend(frame(0x00, &vec![b'x'; MAX_MESSAGE_BYTES / 2]));
    in_pieces.extend(frame(0x80, b"x"));
    for (what, bytes) in [
        ("a frame beyond the limit", too_long),
        ("a message beyond the limit", in_pieces),
        ("a text that is no UTF-8", frame(0x81, &[0xff, 0xfe])),
        ("a frame without a mask", vec![0x81, 2, b'{', b'}']),
        ("a frame of no kind", frame(0x83, b"")),
        ("a piece of nothing", frame(0x80, b"x")),
    ] {
        let mut bad = opened(address, room, "ben").await;
        raw(&mut bad, &bytes).await;
        bad.ends().await;
        assert_eq!(watching.hear("participant_left").await["userId"], json!(ben.who.user), "{what}");
    }
    // Torn: a hundred bytes are announced, one comes, and then nothing any more.
    let mut torn = opened(address, room, "ben").await;
    raw(&mut torn, &[0x81, 0x80 | 100, 0, 0, 0, 0, b'{']).await;
    drop(torn);
    watching.hear("participant_left").await;

    watching.say(json!({"type": "edit", "operation": ["still "], "filePath": "notes.txt", "version": 1})).await;
    assert_eq!(watching.hear("ack").await["version"], 2, "nothing of all that was written");
}

#[tokio::test]
async fn messages_up_to_the_limit_are_read_and_half_ones_answered() {
    let scene = scene().await;
    let (_, _, room, address) = two(&scene).await;
    let mut line = opened(address, room, "ada").await;
    line.socket.send(Message::text("x".repeat(MAX_MESSAGE_BYTES))).await.unwrap();
    assert_eq!(line.hear("error").await["code"], "bad_message");
    line.say(json!({"type": "ping"})).await;
    line.hear("pong").await;

    let mut line = Line::connect(address, room, "ben", BINARY_PROTOCOL).await.unwrap();
    let mut open = vec![JSON_FRAME];
    open.extend_from_slice(json!({"type": "open", "filePath": "notes.txt"}).to_string().as_bytes());
    line.socket.send(Message::binary(open)).await.unwrap();
    let handle = line.hear("opened").await["handle"].as_u64().unwrap() as u32;
    let submit = Submit { generation: 1, seq: 1, base: 1, op: Op::splice(0, 0, "x").unwrap() };
    let whole = SubmitFrame { handle, submit: submit.clone() }.to_bytes();
    let mut wrong: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
    let mut longer = whole.clone();
    longer.push(0);
    let nobodys = SubmitFrame { handle: handle + 1, submit }.to_bytes();
    wrong.extend([longer, nobodys, vec![JSON_FRAME], vec![JSON_FRAME, 0xff, 0xfe], vec![CHANGE_FRAME, 0xff]]);
    assert!(wrong.len() <= 20, "more nonsense ends the connection: {}", wrong.len());
    for bytes in wrong {
        line.socket.send(Message::binary(bytes.clone())).await.unwrap();
        assert_eq!(line.hear_any(&["error"]).await["code"], "bad_message", "{bytes:?}");
    }
    // The control: the whole frame is taken.
    line.socket.send(Message::binary(whole)).await.unwrap();
    let taken = tokio::time::timeout(PATIENCE, async {
        loop {
            let frame = match line.socket.next().await {
                Some(Ok(Message::Binary(frame))) => frame,
                Some(Ok(_)) => continue,
                other => panic!("{other:?}"),
            };
            if frame.first() != Some(&CHANGE_FRAME) {
                continue;
            }
            let mut body = &frame[1..];
            bytes::take(&mut body).unwrap();
            let updates = updates_from_bytes(body).unwrap();
            if updates.iter().any(|update| *update == Update::Own { version: 2, seq: 1 }) {
                return;
            }
        }
    });
    taken.await.expect("the change is acknowledged");
}

#[tokio::test]
async fn positions_outside_the_text_are_refused_in_words() {
    let scene = scene().await;
    let (_, _, room, address) = two(&scene).await;
    let mut watching = opened(address, room, "ada").await;
    watching.say(json!({"type": "edit", "operation": ["😀"], "filePath": "notes.txt", "version": 1})).await;
    watching.hear("ack").await;

    let mut line = opened(address, room, "ben").await;
    for operation in [
        // Half of a character, twice; too far; more than there is; more than can be counted.
        json!([1, "x"]),
        json!([-1]),
        json!([9, "x"]),
        json!([2, -7]),
        json!([4_294_967_295_u32, "x"]),
        json!([4_294_967_295_u32, 4_294_967_295_u32, "x"]),
        json!([4_294_967_296_u64, "x"]),
        json!([-4_294_967_296_i64]),
        json!([0.5, "x"]),
    ] {
        line.say(json!({"type": "edit", "operation": operation, "filePath": "notes.txt", "version": 2})).await;
        if line.hear_any(&["refused", "error"]).await["type"] == "refused" {
            line.say(json!({"type": "open", "filePath": "notes.txt"})).await;
            assert_eq!(line.hear("document").await["content"], "😀first\n", "{operation}");
        }
    }

    let far = json!({"line": u32::MAX, "column": u32::MAX});
    line.say(json!({"type": "cursor_move", "position": {"line": -1, "column": 1}, "filePath": "notes.txt"})).await;
    assert_eq!(line.hear("error").await["code"], "bad_message");
    line.say(json!({"type": "cursor_move", "position": far, "filePath": "no/such.file"})).await;
    assert_eq!(watching.hear("cursor_update").await["position"], far, "whoever shows it knows how long the text is");
    for number in [0, u32::MAX] {
        let comment = json!({"type": "comment", "action": "create", "filePath": "notes.txt", "lineNumber": number,
            "content": "Where?"});
        line.say(comment).await;
        assert_eq!(line.hear("error").await["code"], "no_such_place");
    }
    line.say(json!({"type": "edit", "operation": [2, "x"], "filePath": "notes.txt", "version": 2})).await;
    assert_eq!(line.hear("ack").await["version"], 3);
}

#[tokio::test]
async fn what_is_said_twice_or_too_late_happens_once() {
    let scene = scene().await;
    let (ada, _, room, address) = two(&scene).await;
    let mut line = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    let edit = |text: &str, version: u64, seq: u32, generation: u32| {
        json!({"type": "edit", "operation": [text], "filePath": "notes.txt", "version": version, "seq": seq,
            "generation": generation})
    };
    let open = |generation: u32, acked: u32| -> Value {
        json!({"type": "open", "filePath": "notes.txt", "generation": generation, "acked": acked})
    };
    line.say(open(5, 0)).await;
    assert_eq!(line.hear("document").await["generation"], 5);
    line.say(edit("a", 1, 1, 5)).await;
    // Again, with other words under the same number, and from a connection before this one.
    line.say(edit("a", 1, 1, 5)).await;
    line.say(edit("other", 1, 1, 5)).await;
    line.say(edit("old", 2, 2, 4)).await;
    line.say(edit("b", 2, 2, 5)).await;
    let acks = [line.hear("ack").await, line.hear("ack").await];
    let told: Vec<(Option<u64>, Option<u64>)> =
        acks.iter().map(|ack| (ack["seq"].as_u64(), ack["version"].as_u64())).collect();
    assert_eq!(told, [(Some(1), Some(2)), (Some(2), Some(3))]);

    // A generation that has been is over; the next one goes on.
    line.say(open(5, 2)).await;
    assert_eq!(line.hear("resync").await["generation"], 5);
    line.say(open(6, 2)).await;
    let document = line.hear("document").await;
    assert_eq!((&document["content"], &document["acked"]), (&json!("bafirst\n"), &json!(2)));
    let id = scene.file_id(&ada, room, "notes.txt").await;
    let stored = scene.client.get(&format!("/api/v1/files/{id}"), &ada).await.json();
    assert_eq!((&stored["text"], &stored["version"]), (&json!("bafirst\n"), &json!(3)));
}

#[tokio::test]
async fn numbers_from_the_future_and_at_their_limits_begin_anew() {
    let scene = scene().await;
    let (_, _, room, address) = two(&scene).await;
    let mut watching = opened(address, room, "ada").await;
    let mut line = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    let session = "f".repeat(32);
    let open = |generation: u32, version: u64, acked: u32| {
        json!({"type": "open", "filePath": "notes.txt", "session": session, "generation": generation,
            "version": version, "acked": acked})
    };
    // A client of a server that had more, or that counts otherwise, is sent the text.
    line.say(open(1, 999, 0)).await;
    let document = line.hear("document").await;
    assert_eq!((&document["version"], &document["content"]), (&json!(1), &json!("first\n")));
    line.say(open(2, u64::MAX, 0)).await;
    assert_eq!(line.hear("document").await["generation"], 2);
    line.say(json!({"type": "edit", "operation": ["x"], "filePath": "notes.txt", "version": u64::MAX, "seq": 1})).await;
    assert_eq!(line.hear("resync").await["generation"], 2);
    line.say(open(3, 1, 0)).await;
    line.hear("ready").await;
    line.say(json!({"type": "edit", "operation": ["x"], "filePath": "notes.txt", "version": 1, "seq": u32::MAX})).await;
    assert_eq!(line.hear("resync").await["generation"], 3);
    // Nothing comes after the last number, so this client can only begin as somebody else.
    line.say(open(u32::MAX, 1, u32::MAX)).await;
    line.hear("ready").await;
    line.say(json!({"type": "edit", "operation": ["x"], "filePath": "notes.txt", "version": 1})).await;
    line.say(json!({"type": "open", "filePath": "notes.txt"})).await;
    assert_eq!(line.hear("resync").await["generation"], u32::MAX);
    for wrong in ["", "0", "not hexadecimal", "ff", &"f".repeat(33)] {
        line.say(json!({"type": "open", "filePath": "notes.txt", "session": wrong})).await;
        assert_eq!(line.hear("error").await["code"], "bad_message", "{wrong}");
    }
    line.say(json!({"type": "open", "filePath": "notes.txt", "session": "e".repeat(32)})).await;
    line.hear("document").await;
    line.say(json!({"type": "edit", "operation": ["new "], "filePath": "notes.txt", "version": 1})).await;
    assert_eq!(line.hear("ack").await["version"], 2);
    assert_eq!(watching.hear("document_update").await["operation"], json!(["new "]));
}

#[tokio::test]
async fn a_flood_is_slowed_and_everybody_else_is_served() {
    let scene = scene().await;
    let (_, _, room, address) = two(&scene).await;
    let (mut one, mut other) = (opened(address, room, "ada").await, opened(address, room, "ben").await);
    let mut flooding = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    let flood = if is_soak() { 6_000 } else { 600 };
    let began = Instant::now();
    for _ in 0..flood {
        flooding.socket.feed(Message::text(r#"{"type":"ping"}"#)).await.unwrap();
    }
    flooding.socket.flush().await.unwrap();

    let mut slowest = Duration::ZERO;
    for version in 1..=20 {
        let said = Instant::now();
        one.say(json!({"type": "edit", "operation": ["x"], "filePath": "notes.txt", "version": version})).await;
        one.hear("ack").await;
        other.hear("document_update").await;
        slowest = slowest.max(said.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    // Not one message is thrown away, and the rate is kept.
    for _ in 0..flood {
        flooding.hear_any(&["pong"]).await;
    }
    let least = Duration::from_secs_f64((flood - BURST) as f64 / RATE as f64 * 0.9);
    assert!(began.elapsed() >= least, "{:?} for {flood} messages", began.elapsed());
    flooding.say(json!({"type": "ping"})).await;
    flooding.hear("pong").await;
}

/// A line that takes little at a time, because its machine gives it no room.
async fn narrow(to: SocketAddr, room: RoomId, who: &str) -> WebSocketStream<TcpStream> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(to).await.unwrap();
    let mut request = format!("ws://{to}/ws/rooms/{room}").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("x-test-person", HeaderValue::from_str(who).unwrap());
    headers.insert("sec-websocket-protocol", HeaderValue::from_static(JSON_PROTOCOL));
    client_async(request, stream).await.unwrap().0
}

#[tokio::test]
async fn whoever_does_not_read_delays_nobody_and_is_sent_away() {
    const UNITS: usize = 64 * 1024;
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let ben = scene.world.member(&ada, "ben", Role::Member).await;
    let carl = scene.world.member(&ada, "carl", Role::Member).await;
    let (_, room) = scene.room(&ada).await;
    let people = vec![("ada", ada.caller()), ("ben", ben.caller()), ("carl", carl.caller())];
    let address = listen(&scene, people).await;
    let (mut one, mut other) = (opened(address, room, "ada").await, opened(address, room, "ben").await);
    let mut slow = narrow(address, room, "carl").await;
    slow.send(Message::text(r#"{"type":"open","filePath":"notes.txt"}"#)).await.unwrap();
    // It reads until the file is open, and never again.
    loop {
        let text = match slow.next().await {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_))) => continue,
            other => panic!("{other:?}"),
        };
        let said: Value = serde_json::from_str(text.as_str()).unwrap();
        if said["type"] == "document" {
            break;
        }
    }

    // Some eight megabytes, more than any socket holds.
    let mut slowest = Duration::ZERO;
    for number in 0..120_u64 {
        let page = char::from(b'a' + (number % 26) as u8).to_string().repeat(UNITS);
        let operation = if number == 0 { json!([page]) } else { json!([page, -(UNITS as i64)]) };
        let said = Instant::now();
        one.say(json!({"type": "edit", "operation": operation, "filePath": "notes.txt", "version": number + 1})).await;
        assert_eq!(one.hear_any(&["ack", "refused", "resync"]).await["type"], "ack");
        other.hear("document_update").await;
        slowest = slowest.max(said.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    let left = tokio::join!(one.hear_any(&["participant_left"]), other.hear_any(&["participant_left"]));
    assert_eq!((&left.0["userId"], &left.1["userId"]), (&json!(carl.who.user), &json!(carl.who.user)));
    one.say(json!({"type": "edit", "operation": ["z"], "filePath": "notes.txt", "version": 121})).await;
    other.hear("document_update").await;
    drop(slow);
}
