//! Room, line, database and timers of one page, put together.
//!
//! Nothing of it is borrowed while the page is told something, because the page calls back in.
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};

use doc::SessionId;
use gloo_timers::callback::{Interval, Timeout};
use js_sys::{Function, Math, Promise};
use kernel::FileId;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::EventTarget;

use crate::{
    event::{Event, LineState},
    keep::{Keep, NotKept},
    line::{Line, Pulse},
    record::{BEAT_EVERY, Key},
    room::{LostText, Room},
    socket::{Signal, Socket},
};

/// How long changes are gathered before they are kept, in milliseconds.
const KEEP_AFTER: u32 = 250;
/// How often silence is listened to, in milliseconds.
const PULSE: u32 = 1_000;
/// How long files wait for the database before they are opened without it, in milliseconds.
const PATIENCE: u32 = 2_000;
/// What a socket says that ended without saying anything (RFC 6455).
const ABNORMAL: u16 = 1006;
const PING: &str = r#"{"type":"ping"}"#;
/// How the message begins after which the line is not made again.
const ROOM_CLOSED: &str = r#"{"type":"room_closed""#;

pub struct Machine {
    hear: Function,
    address: String,
    state: RefCell<State>,
    /// Resolves once it is known whether anything can be kept.
    ready: OnceCell<Promise>,
    /// Counts sockets; what older ones report is not heard.
    socket_number: Cell<u32>,
    is_telling: Cell<bool>,
    is_stopped: Cell<bool>,
}

struct State {
    room: Room,
    line: Line,
    socket: Option<Socket>,
    keep: Option<Keep>,
    /// Whether it is known that nothing can be kept.
    is_unkept: bool,
    /// Files that wait for the database.
    opening: Vec<FileId>,
    /// Those of them for which the database is being asked.
    claiming: Vec<FileId>,
    /// The lost texts that the page was told of and has not settled, in that order.
    offered: Vec<Key>,
    retry: Option<Timeout>,
    /// The room's next deed, and when it is due.
    ticking: Option<(u64, Timeout)>,
    keeping: Option<Timeout>,
    pulse: Option<Interval>,
    beat: Option<Interval>,
    listeners: Vec<Listener>,
}

impl Machine {
    pub fn start(path: &str, project: String, owner: String, hear: Function) -> Rc<Self> {
        let state = State {
            room: Room::new(|| SessionId(random())),
            line: Line::default(),
            socket: None,
            keep: None,
            is_unkept: false,
            opening: Vec::new(),
            claiming: Vec::new(),
            offered: Vec::new(),
            retry: None,
            ticking: None,
            keeping: None,
            pulse: None,
            beat: None,
            listeners: Vec::new(),
        };
        let machine = Rc::new(Self {
            hear,
            address: absolute(path),
            state: RefCell::new(state),
            ready: OnceCell::new(),
            socket_number: Cell::new(0),
            is_telling: Cell::new(false),
            is_stopped: Cell::new(false),
        });
        let mut names = Some((owner, project));
        let ready = Promise::new(&mut |resolve: Function, _: Function| {
            let Some((owner, project)) = names.take() else { return };
            let late = resolve.clone();
            Timeout::new(PATIENCE, move || {
                let _ = late.call0(&JsValue::UNDEFINED);
            })
            .forget();
            let machine = machine.clone();
            spawn_local(async move {
                machine.open_keep(&owner, &project).await;
                let _ = resolve.call0(&JsValue::UNDEFINED);
                machine.tell_lost_again().await;
            });
        });
        let _ = machine.ready.set(ready);
        machine.listen();
        // Later, because the page does not have what it is given here yet, and is told of this.
        let begun = machine.clone();
        spawn_local(async move { begun.connect() });
        machine
    }

    /// Does something to the room, and what follows from it.
    pub fn with(self: &Rc<Self>, act: impl FnOnce(&mut Room, u64)) {
        if self.is_stopped.get() {
            return;
        }
        act(&mut self.state.borrow_mut().room, now());
        self.flow();
    }

    /// The same about one file.
    pub fn act(self: &Rc<Self>, file: &str, act: impl FnOnce(&mut Room, FileId, u64)) {
        if let Ok(file) = file.parse::<FileId>() {
            self.with(|room, now| act(room, file, now));
        }
    }

    pub async fn open(self: Rc<Self>, file: FileId, path: String, version: u64, text: String) {
        {
            let mut state = self.state.borrow_mut();
            if !state.opening.contains(&file) {
                state.opening.push(file);
            }
            if state.claiming.contains(&file) {
                // Whoever is at it opens it.
                return;
            }
            state.claiming.push(file);
        }
        self.wait_for_keep().await;
        // What has to be forgotten is, before anything is looked for.
        self.keep_now();
        let keep = self.state.borrow().keep.clone();
        let kept = match keep {
            Some(keep) if !self.has(file) => keep.take_over(file).await,
            _ => None,
        };
        {
            let mut guard = self.state.borrow_mut();
            let state = &mut *guard;
            state.claiming.retain(|claimed| *claimed != file);
            // It may have been closed meanwhile. What was taken over waits for the next time.
            let Some(at) = state.opening.iter().position(|waiting| *waiting == file) else { return };
            state.opening.swap_remove(at);
            state.room.open(file, &path, version, text, kept);
        }
        self.flow();
    }

    pub fn close(self: &Rc<Self>, file: &str) {
        self.act(file, |room, file, _| room.close(file));
        if let Ok(file) = file.parse::<FileId>() {
            self.state.borrow_mut().opening.retain(|waiting| *waiting != file);
        }
    }

    pub fn text(&self, file: FileId) -> Option<String> {
        self.state.borrow().room.text(file)
    }

    pub fn is_saved(&self) -> bool {
        self.state.borrow().room.is_saved()
    }

    fn has(&self, file: FileId) -> bool {
        self.state.borrow().room.has(file)
    }

    /// Files with kept changes that are not open.
    pub async fn kept(self: Rc<Self>) -> Vec<(FileId, String)> {
        self.wait_for_keep().await;
        self.keep_now();
        let keep = self.state.borrow().keep.clone();
        let Some(keep) = keep else { return Vec::new() };
        let mut files = keep.list().await.unwrap_or_default();
        files.retain(|(file, _)| !self.has(*file) && !self.state.borrow().opening.contains(file));
        files
    }

    /// The person has what they want of the first lost text of a file. Whatever else there is of the file stays.
    pub fn discard(&self, file: FileId) {
        let mut guard = self.state.borrow_mut();
        let state = &mut *guard;
        let Some(at) = state.offered.iter().position(|key| key.file == file) else {
            // The database was not there yet when it was told.
            state.room.forget_lost(file);
            return;
        };
        let key = state.offered.remove(at);
        if let Some(keep) = state.keep.clone() {
            // Behind what is just being kept.
            spawn_local(async move { keep.forget_key(&key) });
        }
    }

    async fn wait_for_keep(&self) {
        if let Some(ready) = self.ready.get() {
            let _ = JsFuture::from(ready.clone()).await;
        }
    }

    async fn open_keep(self: &Rc<Self>, owner: &str, project: &str) {
        // A tab is known by a name of its own each time that it loads the page.
        let tab = format!("{:032x}", random());
        match Keep::open(owner, project, &tab).await {
            Ok(keep) => {
                if keep.beats() {
                    let weak = Rc::downgrade(self);
                    let beat = Interval::new(BEAT_EVERY, move || {
                        let keep = weak.upgrade().and_then(|machine| machine.state.borrow().keep.clone());
                        if let Some(keep) = keep {
                            spawn_local(async move { keep.beat().await });
                        }
                    });
                    self.state.borrow_mut().beat = Some(beat);
                }
                self.state.borrow_mut().keep = Some(keep);
                // Something may have been lost already.
                self.flow();
            }
            Err(_) => self.tell_unkept(),
        }
    }

    /// Tells the page of the lost texts that tabs have left behind.
    async fn tell_lost_again(self: &Rc<Self>) {
        let keep = self.state.borrow().keep.clone();
        let Some(keep) = keep else { return };
        for left in keep.others_lost().await {
            if self.is_stopped.get() {
                return;
            }
            let Some((key, LostText { file, path, text })) = keep.take_over_lost(&left).await else { continue };
            self.state.borrow_mut().offered.push(key);
            self.with(|room, _| room.tell_page(Event::Lost { file, path, text }));
        }
    }

    fn keep_lost(self: &Rc<Self>, keep: Keep, key: Key, lost: LostText) {
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            let kept = keep.put_lost(&key, lost).await;
            let Some(machine) = weak.upgrade() else { return };
            match kept {
                Ok(()) => {}
                Err(NotKept::NoRoom) => machine.with(|room, _| {
                    let message = "A text that could not be stored is too long to be kept in this browser, or too many \
                                   of them wait already. Copy or download it before you close this page.";
                    room.tell_page(Event::error("lost_not_kept", message));
                }),
                Err(NotKept::Refused) => machine.tell_unkept(),
            }
        });
    }

    fn tell_unkept(self: &Rc<Self>) {
        if !std::mem::replace(&mut self.state.borrow_mut().is_unkept, true) {
            self.with(|room, _| room.tell_page(Event::Unkept));
        }
    }

    /// Keeps what waits for the server, and forgets what does not any more.
    pub fn keep_now(self: &Rc<Self>) {
        let mut guard = self.state.borrow_mut();
        let state = &mut *guard;
        state.keeping = None;
        let Some(keep) = &state.keep else {
            if state.is_unkept {
                state.room.take_kept();
            }
            return;
        };
        for (file, kept) in state.room.take_kept() {
            match kept {
                Some(kept) => {
                    let machine = Rc::downgrade(self);
                    keep.put(file, kept.path, kept.saved, move || {
                        if let Some(machine) = machine.upgrade() {
                            machine.tell_unkept();
                        }
                    });
                }
                None => keep.forget(file),
            }
        }
    }

    /// The page goes, or is back from where the browser keeps pages that one may come back to.
    fn leave(self: &Rc<Self>, is_leaving: bool) {
        {
            let mut guard = self.state.borrow_mut();
            let state = &mut *guard;
            if let Some(keep) = state.keep.as_ref().filter(|keep| keep.beats()) {
                keep.set_leaving(is_leaving);
                state.room.keep_again();
            }
        }
        self.keep_now();
    }

    /// Connects now, if there is no line and there may be one.
    pub fn retry(self: &Rc<Self>) {
        let is_down = {
            let mut state = self.state.borrow_mut();
            state.line.hurry();
            state.line.state() == LineState::Down
        };
        if is_down {
            self.connect();
        }
    }

    pub fn stop(self: &Rc<Self>) {
        self.leave(true);
        self.is_stopped.set(true);
        self.socket_number.set(self.socket_number.get() + 1);
        let mut state = self.state.borrow_mut();
        state.line.end();
        let timers = (state.retry.take(), state.ticking.take(), state.keeping.take());
        let timers = (timers, state.pulse.take(), state.beat.take());
        let rest = (state.socket.take(), std::mem::take(&mut state.listeners));
        // One of them may be what calls us.
        spawn_local(async move { drop((timers, rest)) });
    }

    fn connect(self: &Rc<Self>) {
        if self.is_stopped.get() {
            return;
        }
        let number = self.socket_number.get() + 1;
        let weak = Rc::downgrade(self);
        let report = move |signal| {
            if let Some(machine) = weak.upgrade().filter(|machine| machine.socket_number.get() == number) {
                machine.signal(signal);
            }
        };
        let is_refused = {
            let mut state = self.state.borrow_mut();
            if state.socket.is_some() || state.line.state() == LineState::Ended {
                return;
            }
            self.socket_number.set(number);
            state.retry = None;
            state.line.connecting(now());
            state.room.tell_page(Event::Line { state: LineState::Connecting, message: String::new() });
            state.socket = Socket::open(&self.address, report).ok();
            state.socket.is_none()
        };
        if is_refused {
            self.lost(ABNORMAL, "");
        } else {
            self.flow();
        }
    }

    fn signal(self: &Rc<Self>, signal: Signal) {
        match signal {
            Signal::Opened => {
                {
                    let mut state = self.state.borrow_mut();
                    state.line.opened(now());
                    state.room.connected();
                    state.room.tell_page(Event::Line { state: LineState::Up, message: String::new() });
                }
                self.flow();
            }
            Signal::Frame(frame) => {
                let is_readable = {
                    let mut state = self.state.borrow_mut();
                    let now = now();
                    state.line.heard(now);
                    state.room.received(&frame, now).is_ok()
                };
                if is_readable {
                    self.flow();
                } else {
                    self.lost(ABNORMAL, "A message of the room could not be read. The line is made anew.");
                }
            }
            Signal::Closed { code, reason } => self.lost(code, &reason),
        }
    }

    /// The line has ended, or is ended.
    fn lost(self: &Rc<Self>, code: u16, reason: &str) {
        self.socket_number.set(self.socket_number.get() + 1);
        let is_online = web_sys::window().is_none_or(|window| window.navigator().on_line());
        let socket = {
            let mut guard = self.state.borrow_mut();
            let state = &mut *guard;
            state.room.disconnected();
            let next = state.line.closed(code, reason, is_online, now(), Math::random());
            let wait = next.as_ref().and_then(|next| next.wait);
            if let Some(next) = next {
                state.room.tell_page(Event::Line { state: state.line.state(), message: next.message });
            }
            if let Some(wait) = wait {
                let weak = Rc::downgrade(self);
                state.retry = Some(Timeout::new(wait, move || {
                    if let Some(machine) = weak.upgrade() {
                        machine.connect();
                    }
                }));
            }
            state.socket.take()
        };
        // It may be what calls us.
        spawn_local(async move { drop(socket) });
        self.flow();
    }

    fn listen_to_silence(self: &Rc<Self>) {
        let pulse = self.state.borrow_mut().line.pulse(now());
        match pulse {
            Pulse::Fine => {}
            Pulse::Ask => self.with(|room, _| room.say(PING)),
            Pulse::Dead => self.lost(ABNORMAL, "The server has not answered for twelve seconds."),
        }
    }

    /// What follows from whatever was done: frames go out, timers are set, the page is told.
    fn flow(self: &Rc<Self>) {
        if self.is_stopped.get() {
            return;
        }
        {
            let mut guard = self.state.borrow_mut();
            let state = &mut *guard;
            for frame in state.room.frames() {
                if let Some(socket) = &state.socket {
                    socket.send(&frame);
                }
            }
            let now = now();
            if let Some(wait) = state.room.due(now)
                && state.ticking.as_ref().is_none_or(|(due, _)| now + wait < *due)
            {
                let weak = Rc::downgrade(self);
                let timeout = Timeout::new(wait as u32, move || {
                    if let Some(machine) = weak.upgrade() {
                        machine.state.borrow_mut().ticking = None;
                        machine.with(|room, now| room.tick(now));
                    }
                });
                state.ticking = Some((now + wait, timeout));
            }
            if let Some(keep) = &state.keep {
                for lost in state.room.take_lost() {
                    let key = keep.next_lost(lost.file);
                    state.offered.push(key.clone());
                    self.keep_lost(keep.clone(), key, lost);
                }
            } else if state.is_unkept {
                state.room.take_lost();
            }
            if state.keeping.is_none() && state.room.has_to_keep() {
                let weak = Rc::downgrade(self);
                state.keeping = Some(Timeout::new(KEEP_AFTER, move || {
                    if let Some(machine) = weak.upgrade() {
                        machine.keep_now();
                        machine.flow();
                    }
                }));
            }
        }
        // Whoever is telling already tells this too.
        if self.is_telling.replace(true) {
            return;
        }
        loop {
            let event = self.state.borrow_mut().room.next_event();
            let Some(event) = event.filter(|_| !self.is_stopped.get()) else { break };
            let json = event.to_json();
            if json.starts_with(ROOM_CLOSED) {
                self.state.borrow_mut().line.end();
            }
            let edits = event.edits().map_or(JsValue::UNDEFINED, |edits| JsValue::from_str(&edits));
            // What goes wrong in the page is the page's.
            let _ = self.hear.call2(&JsValue::UNDEFINED, &JsValue::from_str(&json), &edits);
        }
        self.is_telling.set(false);
    }

    fn listen(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else { return };
        let mut listeners = Vec::new();
        let weak = Rc::downgrade(self);
        listeners.push(Listener::new(window.clone().unchecked_into(), "online", move || {
            if let Some(machine) = weak.upgrade() {
                machine.retry();
            }
        }));
        let weak = Rc::downgrade(self);
        listeners.push(Listener::new(window.clone().unchecked_into(), "pagehide", move || {
            if let Some(machine) = weak.upgrade() {
                machine.leave(true);
            }
        }));
        let weak = Rc::downgrade(self);
        listeners.push(Listener::new(window.clone().unchecked_into(), "pageshow", move || {
            if let Some(machine) = weak.upgrade() {
                machine.leave(false);
            }
        }));
        if let Some(document) = window.document() {
            let weak = Rc::downgrade(self);
            let seen = document.clone();
            listeners.push(Listener::new(document.unchecked_into(), "visibilitychange", move || {
                let Some(machine) = weak.upgrade() else { return };
                if seen.hidden() {
                    machine.keep_now();
                } else {
                    machine.retry();
                }
            }));
        }
        let weak = Rc::downgrade(self);
        let pulse = Interval::new(PULSE, move || {
            if let Some(machine) = weak.upgrade() {
                machine.listen_to_silence();
            }
        });
        let mut state = self.state.borrow_mut();
        state.listeners = listeners;
        state.pulse = Some(pulse);
    }
}

/// Listens to an event of the browser for as long as it lives.
struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut()>,
}

impl Listener {
    fn new(target: EventTarget, name: &'static str, heard: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(heard);
        // It fails for a listener that is none, and this is one.
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Self { target, name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.name, self.closure.as_ref().unchecked_ref());
    }
}

/// Milliseconds since the page was loaded.
fn now() -> u64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0, |clock| clock.now() as u64)
}

/// A number that nobody can guess, above the largest of 64 bits.
fn random() -> u128 {
    let mut bytes = [0; 16];
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok());
    if filled.is_none() {
        // Every browser that runs this has the call above.
        bytes.fill_with(|| (Math::random() * 256.0) as u8);
    }
    u128::from_le_bytes(bytes) | 1 << 127
}

/// The address of a path of this site for a WebSocket.
fn absolute(path: &str) -> String {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return path.to_owned() };
    let host = location.host().unwrap_or_default();
    let is_plain = location.protocol().is_ok_and(|protocol| protocol == "http:");
    [if is_plain { "ws://" } else { "wss://" }, &host, path].concat()
}
