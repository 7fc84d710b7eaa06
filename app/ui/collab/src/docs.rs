//! `/docs/collaboration`: how to work together, how a program joins in, and what to do when something does not work.
use collab_contract::{
    Line, TRANSCRIPT,
    protocol::{BINARY_PROTOCOL, JSON_PROTOCOL, MAX_MESSAGE_BYTES, MAX_OPEN_FILES},
};
use leptos::prelude::*;
use ui_kit::PublicFrame;

/// Parts of the page: their anchors and titles.
const PARTS: [(&str, &str); 7] = [
    ("together", "Working together"),
    ("connect", "Connecting a program"),
    ("conversation", "A conversation"),
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
                        {connect()}
                        <section id=PARTS[2].0>
                            <h2>{PARTS[2].1}</h2>
                            <p>
                                "Ada owns the room, Ben is an editor. Positions count UTF-16 code units. An operation is a \
                                 list: a positive number keeps, a negative one deletes, a text is inserted; what is kept at \
                                 the end need not be said."
                            </p>
                            <ol class="collab-talk">{TRANSCRIPT.iter().map(line).collect_view()}</ol>
                        </section>
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

fn connect() -> impl IntoView {
    view! {
        <section id=PARTS[1].0>
            <h2>{PARTS[1].1}</h2>
            <p>
                "Open a WebSocket at " <code>"/ws/rooms/{roomId}"</code> " with an " <a href="/settings/api">"API token"</a>
                " in " <code>"Authorization: Bearer …"</code> " or with the cookie of a browser, and one of two subprotocols: "
                <code>{JSON_PROTOCOL}</code> ", one JSON text for each message, or " <code>{BINARY_PROTOCOL}</code>
                ", which sends changes as bytes. Who you are is your session; pages of other sites are refused. Rooms are \
                 made and managed over the " <a href="/docs/api">"HTTP API"</a> "."
            </p>
        </section>
    }
}

fn offline() -> impl IntoView {
    view! {
        <section id=PARTS[3].0>
            <h2>{PARTS[3].1}</h2>
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
        <section id=PARTS[4].0>
            <h2>{PARTS[4].1}</h2>
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
        <section id=PARTS[5].0>
            <h2>{PARTS[5].1}</h2>
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
        <section id=PARTS[6].0>
            <h2>{PARTS[6].1}</h2>
            <dl class="collab-trouble">
                <dt>"The connection is refused with 404"</dt>
                <dd>"The room does not exist, or you have no place in it. Enter it over the API first, or use your link once more."</dd>
                <dt>"410"</dt>
                <dd>"The room is closed, or the link has ended. Ask its owner for a new one."</dd>
                <dt>"403"</dt>
                <dd>"A page of another site opened the socket. Use the address under which the site itself is reached."</dd>
                <dt>"Edits are refused"</dt>
                <dd>"Your role is viewer, somebody holds the file, or it would grow beyond its limit. What you typed is still in your editor."</dd>
                <dt>"The connection breaks again and again"</dt>
                <dd>"A proxy in between may close quiet connections or not pass WebSockets on: it must forward the Upgrade header and wait longer than 15 seconds."</dd>
            </dl>
        </section>
    }
}
