//! Rooms over real sockets: the documented messages, roles that bind at once, and clients that mean no good.
use std::{net::SocketAddr, time::Duration};

use axum::{Router, extract::Request, middleware::Next};
use collab::ws::Sockets;
use collab_contract::TRANSCRIPT;
use collab_contract::protocol::{
    BINARY_PROTOCOL, CHANGE_FRAME, JSON_FRAME, JSON_PROTOCOL, SubmitFrame, updates_from_bytes,
};
use futures::{SinkExt, StreamExt};
use kernel::{Caller, RoomId};
use ot::{Op, bytes};
use projects_contract::doc::{ClientDoc, SessionId, Submit, Update};
use serde_json::{Value, json};
use testkit::Person;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};
use web::Resolved;

use crate::scene::{API, Scene, scene};

pub const SITE: &str = "https://burnish.example";

/// The room's socket on a port of its own. Who calls is said by a header that only this test reads.
pub async fn listen(scene: &Scene, people: Vec<(&'static str, Caller)>) -> SocketAddr {
    listen_with(scene, people, Duration::ZERO).await
}

async fn listen_with(scene: &Scene, people: Vec<(&'static str, Caller)>, coalesce: Duration) -> SocketAddr {
    let sockets = Sockets {
        collab: scene.live.clone(),
        projects: scene.projects.clone(),
        files: scene.files.clone(),
        rooms: scene.rooms.clone(),
        public_url: SITE.into(),
        coalesce,
    };
    let people = std::sync::Arc::new(people);
    let who = move |mut request: Request, next: Next| {
        let people = people.clone();
        async move {
            let name = request.headers().get("x-test-person").and_then(|name| name.to_str().ok()).unwrap_or_default();
            let caller = people.iter().find(|(known, _)| *known == name).map(|(_, caller)| caller.clone());
            request.extensions_mut().insert(Resolved(std::sync::Arc::new(Ok(caller.unwrap_or_default()))));
            next.run(request).await
        }
    };
    let router: Router = collab::ws::routes(sockets).layer(axum::middleware::from_fn(who));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    web::tasks::spawn("sockets of a test", async move {
        axum::serve(listener, router).await.unwrap();
    });
    address
}

pub struct Line {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Line {
    pub async fn connect(to: SocketAddr, room: RoomId, who: &str, protocol: &str) -> Result<Self, String> {
        Self::connect_from(to, room, who, protocol, None).await
    }

    pub async fn connect_from(
        to: SocketAddr,
        room: RoomId,
        who: &str,
        protocol: &str,
        origin: Option<&str>,
    ) -> Result<Self, String> {
        Self::connect_at(&format!("ws://{to}/ws/rooms/{room}"), who, protocol, origin).await
    }

    async fn connect_at(address: &str, who: &str, protocol: &str, origin: Option<&str>) -> Result<Self, String> {
        let mut request = address.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("x-test-person", HeaderValue::from_str(who).unwrap());
        headers.insert("sec-websocket-protocol", HeaderValue::from_str(protocol).unwrap());
        if let Some(origin) = origin {
            headers.insert("origin", HeaderValue::from_str(origin).unwrap());
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => Err(answer.status().as_str().to_owned()),
            Err(other) => Err(other.to_string()),
        }
    }

    pub async fn say(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next JSON message of this type; others are passed over.
    pub async fn hear(&mut self, kind: &str) -> Value {
        let waited = tokio::time::timeout(std::time::Duration::from_secs(20), async {
            loop {
                let json = match self.socket.next().await {
                    Some(Ok(Message::Text(text))) => text.to_string(),
                    Some(Ok(Message::Binary(bytes))) if bytes.first() == Some(&JSON_FRAME) => {
                        String::from_utf8(bytes[1..].to_vec()).unwrap()
                    }
                    Some(Ok(Message::Ping(_) | Message::Binary(_))) => continue,
                    other => panic!("waiting for {kind}: {other:?}"),
                };
                let value: Value = serde_json::from_str(&json).unwrap();
                if value["type"] == kind {
                    return value;
                }
            }
        });
        waited.await.unwrap_or_else(|_| panic!("{kind} was never said"))
    }

    /// How the other side closes the connection.
    pub async fn end(&mut self) -> (u16, String) {
        let waited = tokio::time::timeout(std::time::Duration::from_secs(20), async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Close(Some(frame)))) => return (frame.code.into(), frame.reason.to_string()),
                    Some(Ok(Message::Close(None))) | None => return (0, String::new()),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return (0, error.to_string()),
                }
            }
        });
        waited.await.expect("it ends")
    }
}

pub async fn two(scene: &Scene) -> (Person, Person, RoomId, SocketAddr) {
    let ada = scene.world.person("ada").await;
    let ben = scene.world.member(&ada, "ben", kernel::Role::Member).await;
    let (_, room) = scene.room(&ada).await;
    scene.enter(&ada, room).await;
    scene.enter(&ben, room).await;
    let eve = scene.world.person("eve").await;
    let address = listen(scene, vec![("ada", ada.caller()), ("ben", ben.caller()), ("eve", eve.caller())]).await;
    (ada, ben, room, address)
}

#[tokio::test]
async fn the_documented_messages_carry_a_conversation() {
    let scene = scene().await;
    let (ada, ben, room, address) = two(&scene).await;
    let mut one = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    let hello = one.hear("joined").await;
    assert_eq!((hello["role"].as_str(), hello["participants"].as_array().unwrap().len()), (Some("owner"), 1));
    // Whoever is named in it, the session decides.
    one.say(json!({"type": "join", "roomId": room, "userId": ben.who.user})).await;

    let mut other = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    other.hear("joined").await;
    let came = one.hear("participant_joined").await;
    assert_eq!(came["participant"]["userId"], json!(ben.who.user));

    one.say(json!({"type": "open", "filePath": "notes.txt"})).await;
    other.say(json!({"type": "open", "filePath": "notes.txt"})).await;
    let document = one.hear("document").await;
    assert_eq!((document["content"].as_str(), document["version"].as_u64()), (Some("first\n"), Some(1)));
    other.hear("document").await;

    one.say(json!({"type": "edit", "operation": [6, "second\n"], "filePath": "notes.txt", "version": 1})).await;
    let ack = one.hear("ack").await;
    assert_eq!((ack["seq"].as_u64(), ack["version"].as_u64()), (Some(1), Some(2)));
    let update = other.hear("document_update").await;
    assert_eq!(
        update,
        json!({"type": "document_update", "filePath": "notes.txt", "operation": [6, "second\n"], "version": 2, "userId": ada.who.user})
    );
    // Made for the text before: rewritten on the way.
    other.say(json!({"type": "edit", "operation": ["zero\n"], "filePath": "notes.txt", "version": 1})).await;
    other.hear("ack").await;
    assert_eq!(one.hear("document_update").await["operation"], json!(["zero\n"]));

    let cursor = json!({"type": "cursor_move", "position": {"line": 2, "column": 4}, "filePath": "notes.txt"});
    one.say(cursor).await;
    let seen = other.hear("cursor_update").await;
    assert_eq!((&seen["position"], &seen["userId"]), (&json!({"line": 2, "column": 4}), &json!(ada.who.user)));

    let words =
        json!({"type": "comment", "action": "create", "filePath": "notes.txt", "lineNumber": 1, "content": "Why?"});
    other.say(words).await;
    let told = one.hear("comment_update").await;
    assert_eq!((told["action"].as_str(), told["comment"]["content"].as_str()), (Some("create"), Some("Why?")));
    one.say(json!({"type": "comment", "action": "resolve", "commentId": told["comment"]["commentId"]})).await;
    assert_eq!(other.hear("comment_update").await["action"], "create");
    assert_eq!(other.hear("comment_update").await["comment"]["isResolved"], true);

    drop(other);
    assert_eq!(one.hear("participant_left").await["userId"], json!(ben.who.user));
    let text = scene.client.get(&format!("{API}/rooms/{room}/activity"), &ada).await.text();
    assert!(text.contains("edited") && text.contains("left"), "{text}");
}

#[tokio::test]
async fn what_waits_for_more_arrives_whole_and_in_order() {
    let scene = scene().await;
    let (ada, ben, room, _) = two(&scene).await;
    let people = vec![("ada", ada.caller()), ("ben", ben.caller())];
    let address = listen_with(&scene, people, Duration::from_millis(60)).await;
    let mut one = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    let mut other = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    for line in [&mut one, &mut other] {
        line.say(json!({"type": "open", "filePath": "notes.txt"})).await;
        line.hear("document").await;
    }
    for n in 1..=30_u64 {
        let edit = json!({"type": "edit", "operation": ["x"], "filePath": "notes.txt", "version": 1, "seq": n});
        one.say(edit).await;
    }
    for n in 1..=30_u64 {
        assert_eq!(one.hear("ack").await["seq"], n);
        assert_eq!(other.hear("document_update").await["version"], n + 1);
    }
}

#[tokio::test]
async fn a_changed_role_binds_open_sockets() {
    let scene = scene().await;
    let (ada, ben, room, address) = two(&scene).await;
    let mut line = Line::connect(address, room, "ben", JSON_PROTOCOL).await.unwrap();
    line.say(json!({"type": "open", "filePath": "notes.txt"})).await;
    line.hear("document").await;
    let path = format!("{API}/rooms/{room}/participants/{}", ben.who.user);
    assert_eq!(scene.client.patch(&path, &ada, json!({"role": "viewer"})).await.status, 200);
    assert_eq!(line.hear("role_changed").await["role"], "viewer");
    line.say(json!({"type": "edit", "operation": ["x"], "filePath": "notes.txt", "version": 1})).await;
    assert_eq!(line.hear("refused").await["seq"], 1);

    // What follows a refusal is void until the file is opened again.
    assert_eq!(scene.client.patch(&path, &ada, json!({"role": "editor"})).await.status, 200);
    line.hear("role_changed").await;
    line.say(json!({"type": "edit", "operation": ["y"], "filePath": "notes.txt", "version": 1, "seq": 1})).await;
    line.say(json!({"type": "open", "filePath": "notes.txt", "generation": 2, "acked": 0})).await;
    assert_eq!(line.hear("document").await["content"], "first\n");
    line.say(json!({"type": "edit", "operation": ["z"], "filePath": "notes.txt", "version": 1})).await;
    assert_eq!(line.hear("ack").await["version"], 2);

    assert_eq!(scene.client.delete(&path, &ada).await.status, 204);
    let (code, _) = line.end().await;
    assert_eq!(code, 1008);
}

#[tokio::test]
async fn whoever_has_no_place_and_pages_of_other_sites_do_not_come_in() {
    let scene = scene().await;
    let (_, _, room, address) = two(&scene).await;
    assert_eq!(Line::connect(address, room, "eve", JSON_PROTOCOL).await.err().as_deref(), Some("404"));
    assert_eq!(Line::connect(address, room, "nobody", JSON_PROTOCOL).await.err().as_deref(), Some("404"));
    let from = |origin: &'static str| Line::connect_from(address, room, "ada", JSON_PROTOCOL, Some(origin));
    assert_eq!(from("https://evil.example").await.err().as_deref(), Some("403"));
    assert!(from(SITE).await.is_ok());
}

#[tokio::test]
async fn nonsense_is_answered_and_too_much_of_it_ends_the_connection() {
    let scene = scene().await;
    let (_, _, room, address) = two(&scene).await;
    let mut line = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    line.hear("joined").await;
    line.say(json!({"type": "open", "filePath": "no/such.file"})).await;
    assert_eq!(line.hear("error").await["code"], "file_not_found");
    line.say(json!({"type": "open", "filePath": "notes.txt"})).await;
    line.hear("document").await;
    for wrong in [
        json!({"type": "edit", "operation": [99, "x"], "filePath": "notes.txt", "version": 1}),
        json!({"type": "edit", "operation": ["a\rb"], "filePath": "notes.txt", "version": 1}),
    ] {
        line.say(wrong).await;
        line.hear("refused").await;
        line.say(json!({"type": "open", "filePath": "notes.txt"})).await;
        line.hear("document").await;
    }
    // A version that cannot be, and a number that leaves some out.
    for odd in [
        json!({"type": "edit", "operation": ["x"], "filePath": "notes.txt", "version": 999}),
        json!({"type": "edit", "operation": ["x"], "filePath": "notes.txt", "version": 1, "seq": 50}),
    ] {
        line.say(odd).await;
        line.hear("resync").await;
        line.say(json!({"type": "open", "filePath": "notes.txt"})).await;
        line.hear("document").await;
    }
    for text in ["", "{", "[]", "{\"type\":\"fly\"}", "{\"type\":\"edit\",\"operation\":[1e99]}"] {
        line.socket.send(Message::text(text)).await.unwrap();
        assert_eq!(line.hear("error").await["code"], "bad_message", "{text}");
    }
    for _ in 0..30 {
        if line.socket.send(Message::binary(vec![9, 9, 9])).await.is_err() {
            break;
        }
    }
    assert_eq!(line.end().await.0, 1008);
}

#[tokio::test]
async fn bytes_carry_the_same_and_two_dialects_meet() {
    let scene = scene().await;
    let (ada, _, room, address) = two(&scene).await;
    let mut plain = Line::connect(address, room, "ada", JSON_PROTOCOL).await.unwrap();
    plain.say(json!({"type": "open", "filePath": "notes.txt"})).await;
    plain.hear("document").await;

    let mut line = Line::connect(address, room, "ben", BINARY_PROTOCOL).await.unwrap();
    let mut doc = ClientDoc::new(SessionId(u128::MAX / 7), 4);
    let resume = doc.resume(SessionId(1));
    let open = json!({"type": "open", "filePath": "notes.txt", "session": format!("{:x}", doc.session().0),
        "generation": resume.generation, "acked": resume.acked});
    let mut frame = vec![JSON_FRAME];
    frame.extend_from_slice(open.to_string().as_bytes());
    line.socket.send(Message::binary(frame)).await.unwrap();
    let handle = line.hear("opened").await["handle"].as_u64().unwrap() as u32;

    // The text, then one's own keys and the other's, as bytes.
    let mut updates = Vec::new();
    while !doc.has_text() {
        updates.extend(take_updates(&mut line, handle, &mut doc).await);
    }
    assert_eq!(doc.text().to_string(), "first\n");
    plain.say(json!({"type": "edit", "operation": ["plain "], "filePath": "notes.txt", "version": 1})).await;
    for key in ["b", "y", "t", "e"] {
        doc.edit(&Op::splice(0, 0, key).unwrap(), true).unwrap();
        while let Some(submit) = doc.next_submit() {
            let frame = SubmitFrame { handle, submit }.to_bytes();
            assert!(frame.len() <= 24, "{} bytes for a key", frame.len());
            line.socket.send(Message::binary(frame)).await.unwrap();
        }
    }
    while !(doc.is_saved() && doc.text().to_string().contains("plain")) {
        updates.extend(take_updates(&mut line, handle, &mut doc).await);
        while let Some(Submit { generation, seq, base, op }) = doc.next_submit() {
            let frame = SubmitFrame { handle, submit: Submit { generation, seq, base, op } }.to_bytes();
            line.socket.send(Message::binary(frame)).await.unwrap();
        }
    }
    assert!(updates.iter().any(|update| matches!(update, Update::Own { .. })));
    let text = doc.text().to_string();
    assert_eq!(text.len(), "etybplain first\n".len(), "{text}");
    let shown =
        scene.client.get(&format!("/api/v1/files/{}", scene.file_id(&ada, room, "notes.txt").await), &ada).await;
    assert_eq!(shown.json()["text"], json!(text));
}

#[tokio::test]
async fn whoever_just_opens_a_project_meets_the_others_there() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let ben = scene.world.member(&ada, "ben", kernel::Role::Viewer).await;
    let eve = scene.world.person("eve").await;
    let project = scene.project(&ada).await;
    let address = listen(&scene, vec![("ada", ada.caller()), ("ben", ben.caller()), ("eve", eve.caller())]).await;
    let address = format!("ws://{address}/ws/projects/{project}");
    // Nobody has made a room. Even a viewer may come first.
    let mut second = Line::connect_at(&address, "ben", JSON_PROTOCOL, None).await.unwrap();
    let room = second.hear("joined").await["roomId"].clone();
    let mut first = Line::connect_at(&address, "ada", JSON_PROTOCOL, None).await.unwrap();
    let joined = first.hear("joined").await;
    assert_eq!((&joined["roomId"], &joined["role"]), (&room, &json!("owner")));
    assert_eq!(joined["participants"].as_array().unwrap().len(), 2);
    assert_eq!(second.hear("participant_joined").await["participant"]["userId"], json!(ada.who.user));
    assert!(Line::connect_at(&address, "eve", JSON_PROTOCOL, None).await.is_err_and(|status| status == "404"));

    // A file is opened by its id whatever it is called, and everybody learns who writes under which mark.
    let room: RoomId = room.as_str().unwrap().parse().unwrap();
    let id = scene.file_id(&ada, room, "notes.txt").await;
    first.say(json!({"type": "open", "filePath": "an old name", "fileId": id})).await;
    let opened = first.hear("opened").await;
    assert_eq!((&opened["filePath"], &opened["fileId"]), (&json!("notes.txt"), &json!(id)));
    assert_eq!(second.hear("writer").await["userId"], json!(ada.who.user));
    first.say(json!({"type": "open", "filePath": "gone", "fileId": room})).await;
    assert_eq!(first.hear("file_gone").await["fileId"], json!(room));

    // The list of files is live.
    let body = json!({"path": "new.ts", "text": ""});
    let made = scene.client.post(&format!("/api/v1/projects/{project}/files"), &ada, body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    second.hear("files_changed").await;
    let deleted = scene.client.delete(&format!("/api/v1/files/{id}"), &ada).await;
    assert!(deleted.status < 300, "{}", deleted.text());
    second.hear("files_changed").await;
    assert_eq!(first.hear("file_gone").await["fileId"], json!(id));

    // A room may be named, if it is one of the project's.
    let other = scene.room(&ada).await.1;
    let named = |room: RoomId| format!("{address}?room={room}");
    let wrong = Line::connect_at(&named(other), "ada", JSON_PROTOCOL, None).await;
    assert!(wrong.is_err_and(|status| status == "404"));
    let mut into = Line::connect_at(&named(room), "ben", JSON_PROTOCOL, None).await.unwrap();
    assert_eq!(into.hear("joined").await["roomId"], json!(room));
    // Somebody from outside who holds a link and has not come in by it makes no room.
    let secret = scene.link(&ada, room, "viewer").await;
    let with_link = Caller::Person { who: eve.who, share_token: Some(secret) };
    let theirs = listen(&scene, vec![("eve", with_link)]).await;
    let theirs = format!("ws://{theirs}/ws/projects/{project}");
    assert!(Line::connect_at(&theirs, "eve", JSON_PROTOCOL, None).await.is_err_and(|status| status == "404"));

    // With a room of their own making, that is where they meet from then on once the first one is closed.
    let closed = scene.client.delete(&format!("{API}/rooms/{room}"), &ada).await;
    assert!(closed.status < 300, "{}", closed.text());
    let made = scene.room_on(&ada, project).await;
    let mut again = Line::connect_at(&address, "ben", JSON_PROTOCOL, None).await.unwrap();
    assert_eq!(again.hear("joined").await["roomId"], json!(made));
}

#[tokio::test]
async fn the_conversation_of_the_docs_is_what_happens() {
    let scene = scene().await;
    let (ada, ben, room, address) = two(&scene).await;
    let mut lines = std::collections::HashMap::new();
    let mut comment = String::new();
    for line in TRANSCRIPT {
        if !lines.contains_key(line.who) {
            lines.insert(line.who, Line::connect(address, room, line.who, JSON_PROTOCOL).await.unwrap());
        }
        let speaker = lines.get_mut(line.who).unwrap();
        let said = line
            .json
            .replace("{room}", &room.to_string())
            .replace("{ada}", &ada.who.user.to_string())
            .replace("{ben}", &ben.who.user.to_string())
            .replace("{comment}", &comment);
        if line.says {
            speaker.socket.send(Message::text(said)).await.unwrap();
            continue;
        }
        // `…` stands for what the example leaves out.
        let shown: Value = serde_json::from_str(&said.replace("[…]", "\"…\"").replace("{…}", "\"…\"")).unwrap();
        let heard = speaker.hear(shown["type"].as_str().unwrap()).await;
        if let Some(id) = heard["comment"]["commentId"].as_str() {
            comment = id.to_owned();
        }
        let (shown, heard) = (shown.as_object().unwrap(), heard.as_object().unwrap());
        assert!(shown.keys().eq(heard.keys()), "{} and {heard:?}", line.json);
        for (key, value) in shown.iter().filter(|(_, value)| **value != json!("…")) {
            assert_eq!(&heard[key], value, "{key} of {}", line.json);
        }
    }
    let id = scene.file_id(&ada, room, "notes.txt").await;
    let text = scene.client.get(&format!("/api/v1/files/{id}"), &ada).await.json()["text"].clone();
    assert_eq!(text, "zero\nFIRST\nsecond\n");
}

async fn take_updates(line: &mut Line, handle: u32, doc: &mut ClientDoc) -> Vec<Update> {
    loop {
        let Some(Ok(Message::Binary(frame))) = line.socket.next().await else { continue };
        if frame.first() != Some(&CHANGE_FRAME) {
            continue;
        }
        let mut body = &frame[1..];
        assert_eq!(bytes::take(&mut body).unwrap(), u64::from(handle));
        let updates = updates_from_bytes(body).unwrap();
        for update in updates.clone() {
            doc.receive(update).unwrap();
        }
        return updates;
    }
}
