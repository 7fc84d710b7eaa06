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
    keep::Keep,
    line::{Line, Pulse},
    room::Room,
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
    /// Copies of other tabs that were taken over and have to go once there is one of this tab.
    taken: Vec<(FileId, String)>,
    retry: Option<Timeout>,
    pointing: Option<Timeout>,
    keeping: Option<Timeout>,
    pulse: Option<Interval>,
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
            taken: Vec::new(),
            retry: None,
            pointing: None,
            keeping: None,
            pulse: None,
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
        self.state.borrow_mut().opening.push(file);
        self.wait_for_keep().await;
        let keep = self.state.borrow().keep.clone();
        let left = match keep {
            Some(keep) if !self.has(file) => keep.left(file).await,
            _ => None,
        };
        {
            let mut guard = self.state.borrow_mut();
            let state = &mut *guard;
            // It may have been closed meanwhile.
            let Some(at) = state.opening.iter().position(|waiting| *waiting == file) else { return };
            state.opening.swap_remove(at);
            let kept = left.filter(|_| !state.room.has(file)).map(|(key, record)| {
                state.taken.push((file, key));
                record.saved
            });
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
    pub async fn kept(&self) -> Vec<(FileId, String)> {
        self.wait_for_keep().await;
        let keep = self.state.borrow().keep.clone();
        let Some(keep) = keep else { return Vec::new() };
        let mut files = keep.list().await.unwrap_or_default();
        files.retain(|(file, _)| !self.has(*file));
        files
    }

    pub async fn discard(self: Rc<Self>, file: FileId) {
        self.with(|room, _| room.discard(file));
        self.wait_for_keep().await;
        let keep = self.state.borrow().keep.clone();
        if let Some(keep) = keep.filter(|_| !self.has(file)) {
            keep.discard(file).await;
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
            Ok(keep) => self.state.borrow_mut().keep = Some(keep),
            Err(_) => self.tell_unkept(),
        }
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
            let taken = state.taken.iter().position(|(of, _)| *of == file);
            let old = taken.map(|at| state.taken.swap_remove(at).1);
            match kept {
                Some(kept) => {
                    let machine = Rc::downgrade(self);
                    keep.put(file, kept.path, kept.saved, old.as_deref(), move || {
                        if let Some(machine) = machine.upgrade() {
                            machine.tell_unkept();
                        }
                    });
                }
                None => {
                    keep.forget(file);
                    if let Some(old) = old {
                        keep.forget_key(&old);
                    }
                }
            }
        }
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
        self.keep_now();
        self.is_stopped.set(true);
        self.socket_number.set(self.socket_number.get() + 1);
        let mut state = self.state.borrow_mut();
        state.line.end();
        let timers = (state.retry.take(), state.pointing.take(), state.keeping.take(), state.pulse.take());
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
            state.room.tell_page(Event::Line { state: state.line.state(), message: next.message });
            if let Some(wait) = next.wait {
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
            if state.pointing.is_none()
                && let Some(wait) = state.room.due(now())
            {
                let weak = Rc::downgrade(self);
                state.pointing = Some(Timeout::new(wait as u32, move || {
                    if let Some(machine) = weak.upgrade() {
                        machine.state.borrow_mut().pointing = None;
                        machine.with(|room, now| room.tick(now));
                    }
                }));
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
                machine.keep_now();
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
