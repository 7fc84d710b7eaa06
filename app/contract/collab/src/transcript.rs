//! A conversation of two people with a room, message by message, as `/docs/collaboration` shows it. A test holds it with a
//! real room, so that it stays true.

/// One message of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Who says or hears it.
    pub who: &'static str,
    /// True where the client says it, false where it hears it.
    pub says: bool,
    /// The message. `{room}`, `{ada}`, `{ben}` and `{comment}` stand for ids, `…` for what is left out.
    pub json: &'static str,
    /// What it is for.
    pub why: &'static str,
}

const fn says(who: &'static str, json: &'static str, why: &'static str) -> Line {
    Line { who, says: true, json, why }
}

const fn hears(who: &'static str, json: &'static str, why: &'static str) -> Line {
    Line { who, says: false, json, why }
}

/// The conversation. `notes.txt` holds “first” and a line end when it begins.
pub const TRANSCRIPT: &[Line] = &[
    hears(
        "ada",
        r#"{"type":"joined","roomId":"{room}","userId":"{ada}","role":"owner","participants":[…]}"#,
        "The first message on every connection: who you are, what you may do, and who is here.",
    ),
    says("ada", r#"{"type":"join","roomId":"{room}"}"#, "May be left out. A userId in it is read by nobody."),
    hears(
        "ben",
        r#"{"type":"joined","roomId":"{room}","userId":"{ben}","role":"editor","participants":[…]}"#,
        "Ben connects.",
    ),
    hears(
        "ada",
        r#"{"type":"participant_joined","participant":{…}}"#,
        "Everybody else hears of it, once for each person.",
    ),
    says("ada", r#"{"type":"open","filePath":"notes.txt"}"#, "Opens a file."),
    hears(
        "ada",
        r#"{"type":"opened","filePath":"notes.txt","fileId":"…","handle":1,"session":"…"}"#,
        "The handle stands for the file in frames of bytes; the session is yours, for coming back.",
    ),
    hears(
        "ada",
        r#"{"type":"document","filePath":"notes.txt","generation":1,"version":1,"acked":0,"content":"first\n"}"#,
        "The whole text and its version.",
    ),
    hears(
        "ada",
        r#"{"type":"ready","filePath":"notes.txt","generation":1,"version":1}"#,
        "You have everything up to this version and may send edits.",
    ),
    says("ben", r#"{"type":"open","filePath":"notes.txt"}"#, "Ben opens it too."),
    hears("ben", r#"{"type":"ready","filePath":"notes.txt","generation":1,"version":1}"#, ""),
    says(
        "ada",
        r#"{"type":"edit","operation":[6,"second\n"],"filePath":"notes.txt","version":1}"#,
        "Keeps six code units and inserts a line: a change of version 1.",
    ),
    hears("ada", r#"{"type":"ack","filePath":"notes.txt","seq":1,"version":2}"#, "It is stored and made version 2."),
    hears(
        "ben",
        r#"{"type":"document_update","filePath":"notes.txt","operation":[6,"second\n"],"version":2,"userId":"{ada}"}"#,
        "Everybody else is told once it is stored, never before.",
    ),
    says(
        "ben",
        r#"{"type":"edit","operation":["zero\n",-5,"FIRST"],"filePath":"notes.txt","version":1}"#,
        "Made for version 1 although there is a version 2: the room rewrites it.",
    ),
    hears("ben", r#"{"type":"ack","filePath":"notes.txt","seq":1,"version":3}"#, ""),
    hears(
        "ada",
        r#"{"type":"document_update","filePath":"notes.txt","operation":["zero\nFIRST",-5],"version":3,"userId":"{ben}"}"#,
        "As it has to be applied to version 2.",
    ),
    says(
        "ada",
        r#"{"type":"cursor_move","position":{"line":2,"column":4},"filePath":"notes.txt"}"#,
        "Send it as often as you like; ten a second are passed on.",
    ),
    hears(
        "ben",
        r#"{"type":"cursor_update","userId":"{ada}","position":{"line":2,"column":4},"filePath":"notes.txt"}"#,
        "Hide a cursor that has not moved for 30 seconds.",
    ),
    says(
        "ada",
        r#"{"type":"lock","filePath":"notes.txt","isLocked":true}"#,
        "Nobody else writes in it now, the assistant included.",
    ),
    hears("ben", r#"{"type":"lock","filePath":"notes.txt","fileId":"…","userId":"{ada}"}"#, ""),
    says("ben", r#"{"type":"edit","operation":["no"],"filePath":"notes.txt","version":3}"#, ""),
    hears(
        "ben",
        r#"{"type":"refused","filePath":"notes.txt","generation":1,"seq":2}"#,
        "Neither this edit nor any after it is taken until the file is opened again. Offer the person a copy.",
    ),
    says("ada", r#"{"type":"lock","filePath":"notes.txt","isLocked":false}"#, ""),
    hears(
        "ben",
        r#"{"type":"lock","filePath":"notes.txt","fileId":"…","userId":null}"#,
        "It is also freed when its holder leaves.",
    ),
    says(
        "ben",
        r#"{"type":"open","filePath":"notes.txt","generation":2,"version":3,"acked":1}"#,
        "Says where it stands: version 3, and its edit number 1 is known to be stored.",
    ),
    hears("ben", r#"{"type":"ready","filePath":"notes.txt","generation":2,"version":3}"#, "Nothing was missed."),
    says(
        "ben",
        r#"{"type":"comment","action":"create","filePath":"notes.txt","lineNumber":1,"content":"Why zero?"}"#,
        "Starts a thread; parentId answers one.",
    ),
    hears(
        "ada",
        r#"{"type":"comment_update","action":"create","comment":{…}}"#,
        "Everybody hears of it, its author too.",
    ),
    says(
        "ada",
        r#"{"type":"comment","action":"resolve","commentId":"{comment}"}"#,
        "isResolved: false opens it again.",
    ),
    says("ada", r#"{"type":"edit","operation":[1e99],"filePath":"notes.txt","version":3}"#, "A mistake."),
    hears(
        "ada",
        r#"{"type":"error","code":"bad_message","message":"…"}"#,
        "After twenty of these the connection ends.",
    ),
    says("ada", r#"{"type":"ping"}"#, ""),
    hears("ada", r#"{"type":"pong"}"#, "The room also sends pings of the WebSocket protocol every five seconds."),
];
