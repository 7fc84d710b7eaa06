//! `/docs/collaboration`: how to work together, how a program joins in, and what to do when something does not work.
use collab_contract::{
    Line, TRANSCRIPT,
    protocol::{BINARY_PROTOCOL, JSON_PROTOCOL, MAX_MESSAGE_BYTES, MAX_OPEN_FILES},
};
use leptos::prelude::*;
use ui_kit::PublicFrame;

/// Parts of the page: their anchors and titles.
const PARTS: [(&str, &str); 9] = [
    ("together", "Working together"),
    ("workspace", "In the workspace"),
    ("connect", "Connecting a program"),
    ("conversation", "A conversation"),
    ("messages", "What else the room says"),
    ("offline", "Typing ahead, and coming back"),
    ("bytes", "Frames of bytes"),
    ("limits", "Limits and how a connection ends"),
    ("trouble", "When something does not work"),
];

/// `/docs/collaboration`
#[component]
pub fn CollaborationDocsPage() -> impl IntoView {
    view! {
        <PublicFrame title="Working together">
            <div class="shell-page">
                <div class="docs">
                    <nav class="docs-nav" aria-label="On this page">
                        <section><h2>"On this page"</h2><ul class="docs-list">{links()}</ul></section>
                    </nav>
                    <div class="docs-part collab-docs">
                        <header class="market-head">
                            <h1>"Working together"</h1>
                            <p class="shell-lead">
                                "Rooms, roles and links for people; the socket behind them for programs."
                            </p>
                        </header>
                        {together()}
                        {workspace()}
                        {connect()}
                        <section id=PARTS[3].0>
                            <h2>{PARTS[3].1}</h2>
                            <p>
                                "Ada owns the room, Ben is an editor. Positions count UTF-16 code units. An operation is a \
                                 list: a positive number keeps, a negative one deletes, a text is inserted; what is kept at \
                                 the end need not be said."
                            </p>
                            <ol class="collab-talk">{TRANSCRIPT.iter().map(line).collect_view()}</ol>
                        </section>
                        {messages()}
                        {offline()}
                        {bytes()}
                        {limits()}
                        {trouble()}
                    </div>
                </div>
            </div>
        </PublicFrame>
    }
}

fn links() -> impl IntoView {
    PARTS.iter().map(|(id, title)| view! { <li><a href=format!("#{id}")>{*title}</a></li> }).collect_view()
}

fn line(line: &'static Line) -> impl IntoView + use<> {
    let who = if line.who == "ada" { "Ada" } else { "Ben" };
    let verb = if line.says { "says" } else { "hears" };
    let why = (!line.why.is_empty()).then(|| view! { <p>{line.why}</p> });
    view! {
        <li data-says=line.says.to_string()>
            <b>{format!("{who} {verb}")}</b>
            <code>{line.json}</code>
            {why}
        </li>
    }
}

fn together() -> impl IntoView {
    view! {
        <section id=PARTS[0].0>
            <h2>{PARTS[0].1}</h2>
            <p>
                "A room belongs to a project. Open the menu of a project and choose People: there you make a room, invite by \
                 mail or by link, and see who has which role. An owner manages the room, an editor writes and comments, a \
                 viewer reads. The room's role can only take away from what the project allows."
            </p>
            <p>
                "A link for guests works for 7 days, 30 days or until you call it back, and can be read-only. Guests say a \
                 name and need no account. A changed role binds at once, also for those who are connected."
            </p>
            <p>
                "Small habits help: one room for one piece of work, a read-only link for those who only look, a lock on a \
                 file for a change that must not be disturbed, and a named version before a large one."
            </p>
        </section>
    }
}

fn workspace() -> impl IntoView {
    view! {
        <section id=PARTS[1].0>
            <h2>{PARTS[1].1}</h2>
            <p>
                "Open the project, and you are in the room: in the one whose page you came from, otherwise in the one in which \
                 everybody meets who just opens the project. A face in the bar stands for everyone else who is here; a press \
                 on it goes to where that person is. Share leads to the page of the room, with its people, links and \
                 invitations. Cursors carry names and are hidden after 30 seconds without a move, and the line at the bottom \
                 says who is typing."
            </p>
            <p>
                "All of you may type in one line at the same time: every letter is kept, and everybody ends with the same text. \
                 Undo takes back what you did yourself and leaves what others wrote inside it. Files that are added, moved or \
                 deleted appear and go for everybody. Marks beside lines are comments; a press on one opens them."
            </p>
            <h3>"Saved, syncing, offline"</h3>
            <ul>
                <li>"Saved: the server has stored everything that you typed. There is nothing to press; Save version gives a state a name."</li>
                <li>"Syncing: the last letters are on their way. They are yours to see at once and everybody else's as soon as they are stored."</li>
                <li>"Offline: there is no line to the server, and it is tried again by itself. Go on typing: your text lies in this browser, under your account, and is joined with what the others did when the line is back, also after the page was closed. Open the project in the same browser again for that."</li>
            </ul>
            <h3>"Locks"</h3>
            <p>
                "An editor with an account can lock an open file from its menu in the list of files. Nobody else types in it \
                 then, and no assistant changes it for anybody else; a padlock in the list says whose it is. It is free again \
                 when you unlock it, close it everywhere, leave, or lose the line."
            </p>
            <h3>"Lost texts"</h3>
            <p>
                "Nobody is asked to choose between two texts. But what you typed cannot get into a file that you may not change \
                 any more, that somebody has locked meanwhile, that would grow beyond its limit, or that was deleted. Then you \
                 are shown the whole text as you had it: keep it as a new file beside the old one, copy it, download it, or \
                 discard it. Choose before you close the page."
            </p>
        </section>
    }
}

fn connect() -> impl IntoView {
    view! {
        <section id=PARTS[2].0>
            <h2>{PARTS[2].1}</h2>
            <p>
                "Open a WebSocket at " <code>"/ws/rooms/{roomId}"</code> ", or at " <code>"/ws/projects/{projectId}"</code>
                " for the project's oldest open room, which is made if there is none. Come with an "
                <a href="/settings/api">"API token"</a>
                " in " <code>"Authorization: Bearer …"</code> " or with the cookie of a browser, and one of two subprotocols: "
                <code>{JSON_PROTOCOL}</code> ", one JSON text for each message, or " <code>{BINARY_PROTOCOL}</code>
                ", which sends changes as bytes. Who you are is your session; pages of other sites are refused. Rooms are \
                 made and managed over the " <a href="/docs/api">"HTTP API"</a> "."
            </p>
        </section>
    }
}

fn messages() -> impl IntoView {
    view! {
        <section id=PARTS[4].0>
            <h2>{PARTS[4].1}</h2>
            <dl class="collab-trouble">
                <dt><code>"participant_left"</code></dt>
                <dd>"Somebody's last connection is gone: userId. It is told once, also when their machine was switched off."</dd>
                <dt><code>"writer"</code></dt>
                <dd>"Whose changes come under a mark in frames of bytes: mark, userId. You hear it of everybody when you come in, and whenever somebody opens a file."</dd>
                <dt><code>"files_changed"</code></dt>
                <dd>"A file was added, moved or deleted, or several: read the list again over the HTTP API."</dd>
                <dt><code>"file_gone"</code></dt>
                <dd>"A file that you have open, or wanted to open by its id, is not there: filePath, and fileId where it is known."</dd>
                <dt><code>"role_changed"</code></dt>
                <dd>"Somebody may do something else from now on: userId, role. Without a role they have lost their place."</dd>
                <dt><code>"resync"</code></dt>
                <dd>"You are out of step with a file, or it was written over another way: open it again with the next generation."</dd>
                <dt><code>"activity"</code></dt>
                <dd>"The feed has a new line, or its last line has grown."</dd>
                <dt><code>"room_closed"</code></dt>
                <dd>"The connection ends, and so does every place in the room. The files stay with the project."</dd>
                <dt><code>"error"</code></dt>
                <dd>"Something was not done: code for programs, message for people."</dd>
            </dl>
            <p>
                "A file keeps its id when it is renamed. opened, lock and file_gone name it as fileId; " <code>"open"</code>
                " takes one, and then filePath is only what you call it."
            </p>
        </section>
    }
}

fn offline() -> impl IntoView {
    view! {
        <section id=PARTS[5].0>
            <h2>{PARTS[5].1}</h2>
            <p>
                "A simple program waits for the ack of one edit before it sends the next. To type ahead, send up to four: each \
                 is made after the text with your own edits before it, and says in version the newest version that you have \
                 heard. Rewrite what is on its way over each document_update that you hear, with your text on the left where \
                 both insert at one place."
            </p>
            <p>
                "To come back after the line broke, open the file with your own session (a random number of 128 bits in \
                 hexadecimal), the next generation, your version and the last acked seq. You hear what you missed, several \
                 changes perhaps as one with fromVersion, then ready. Send what was not acknowledged again with the same seq: \
                 what had arrived is not applied twice. After document instead of updates, the text was replaced; what was not \
                 in it should be offered as a copy. After resync, open again with the next generation."
            </p>
        </section>
    }
}

fn bytes() -> impl IntoView {
    view! {
        <section id=PARTS[6].0>
            <h2>{PARTS[6].1}</h2>
            <p>
                "A frame that begins with 0 holds JSON. One that begins with 1 holds changes; numbers in it are unsigned LEB128. \
                 Upwards: handle, generation, seq, version, operation. Downwards: handle, the number of updates, and each with \
                 a byte for its kind: 0 somebody's change (version, four bytes of who, operation), 1 your own (version, seq), \
                 2 several as one (version before, version after, operation), 3 the text (generation, version, acked, length, \
                 UTF-8), 4 ready (generation, version), 5 refused (generation, seq), 6 resync (generation)."
            </p>
            <p>
                "An operation is the number of its steps, then each step: n × 4 keeps n code units, n × 4 + 1 deletes n, and \
                 n × 4 + 2 is followed by n bytes of UTF-8 that are inserted."
            </p>
        </section>
    }
}

fn limits() -> impl IntoView {
    view! {
        <section id=PARTS[7].0>
            <h2>{PARTS[7].1}</h2>
            <ul>
                <li>{format!("A message has at most {} MiB, an edit inserts at most 1 MiB, a file ends at 4 MiB.", MAX_MESSAGE_BYTES >> 20)}</li>
                <li>{format!("{MAX_OPEN_FILES} files can be open on one connection.")}</li>
                <li>"60 messages a second in the long run, 200 at once. What is more is read later; nothing is refused."</li>
                <li>"After 12 seconds without a word the connection ends; answer pings."</li>
                <li>"1000: the room is closed, or you left. 1001: nothing was heard. 1008: your place has ended, or too much made no sense. 1012: the server restarts. 1013: you were too slow. After 1001, 1012 and 1013 come again, with a pause that grows from a quarter of a second to eight."</li>
            </ul>
        </section>
    }
}

fn trouble() -> impl IntoView {
    view! {
        <section id=PARTS[8].0>
            <h2>{PARTS[8].1}</h2>
            <dl class="collab-trouble">
                <dt>"The workspace says offline although the network is there"</dt>
                <dd>"Press Try now above the text. If that does not help, reload the page: you may be signed out, or the server may be restarting. What you typed stays in this browser."</dd>
                <dt>"It says so all the time, and pages load as usual"</dt>
                <dd>"Something between you and the server does not pass WebSockets on: a proxy, a company's filter, an extension of the browser. Try another network. If it is your own proxy, it must speak HTTP/1.1 to the server, hand the headers Upgrade and Connection on for every address below /ws/, and wait longer than 15 seconds for the next word. If the browser's console says 403, the public address in the server's settings is not the one in the address bar."</dd>
                <dt>"You cannot type"</dt>
                <dd>"The line above the text says why: you may only look, or somebody has locked the file. An owner of the room changes roles; whoever holds the lock frees it by leaving. If your place has ended or the room was closed, reload the page."</dd>
                <dt>"This browser keeps nothing for this page"</dt>
                <dd>"A private window, or storage that is full or switched off. Typing works; do not close the page while it says offline."</dd>
                <dt>"Text that was typed offline has not come back"</dt>
                <dd>"It lies in the browser and under the account in which it was typed. Sign in there as the same person and open the project again."</dd>
                <dt>"A program is refused with 404"</dt>
                <dd>"The room does not exist, or you have no place in it. Enter it over the API first, or use your link once more."</dd>
                <dt>"410"</dt>
                <dd>"The room is closed, or the link has ended. Ask its owner for a new one."</dd>
                <dt>"403"</dt>
                <dd>"A page of another site opened the socket. Use the address under which the site itself is reached."</dd>
                <dt>"Edits are refused"</dt>
                <dd>"Your role is viewer, somebody has locked the file, or it would grow beyond its limit. The workspace offers what was typed as a copy; a program should do the same."</dd>
                <dt>"The connection breaks again and again"</dt>
                <dd>"A proxy in between may close quiet connections: the server sends a ping every five seconds, and the proxy has to wait longer than that. A program that does not answer pings, or takes what it is sent too slowly, is sent away."</dd>
            </dl>
        </section>
    }
}
