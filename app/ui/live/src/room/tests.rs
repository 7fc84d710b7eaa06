//! Rooms against a server of one document, with everything that a network does to them.
mod relay;
mod stories;

use std::collections::VecDeque;

use doc::SessionId;
use kernel::FileId;
use ot::Op;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use self::relay::Relay;
use super::{Kept, Room};
use crate::{edits::from_op, event::Event};

const PATH: &str = "notes.txt";

fn file() -> FileId {
    "018f0000-0000-7000-8000-000000000001".parse().unwrap()
}

/// One page: a room, and an editor that knows only what it is told.
struct Page {
    number: usize,
    room: Room,
    screen: String,
    kept: Option<Kept>,
    up: VecDeque<Vec<u8>>,
    down: VecDeque<Vec<u8>>,
    is_up: bool,
    lost: Vec<String>,
    events: Vec<Event>,
    now: u64,
}

impl Page {
    fn new(number: usize, relay: &Relay) -> Self {
        let mut page = Self {
            number,
            room: fresh_room(number, 0),
            screen: String::new(),
            kept: None,
            up: VecDeque::new(),
            down: VecDeque::new(),
            is_up: false,
            lost: Vec::new(),
            events: Vec::new(),
            now: 0,
        };
        page.load(relay);
        page
    }

    /// As a page is loaded: with the text of now, and what was kept.
    fn load(&mut self, relay: &Relay) {
        let kept = self.kept.take().map(|kept| kept.saved);
        self.room.open(file(), PATH, relay.doc.version(), relay.doc.text().to_string(), kept);
        self.look();
    }

    /// Shows what there is to show, and sends what there is to send.
    fn look(&mut self) {
        for event in self.room.events() {
            match &event {
                Event::Text { text, .. } => self.screen = text.clone(),
                Event::Change { op, .. } => self.screen = applied(&self.screen, op),
                Event::Lost { text, .. } => self.lost.push(text.clone()),
                _ => {}
            }
            self.events.push(event);
        }
        if let Some(text) = self.room.text(file()) {
            assert_eq!(self.screen, text, "the editor shows what the document holds");
        }
        let frames = self.room.frames();
        if self.is_up {
            self.up.extend(frames);
        }
    }

    fn edit(&mut self, op: &Op) {
        self.now += 1_000;
        self.screen = applied(&self.screen, op);
        let changes = serde_json::to_vec(&from_op(op)).unwrap();
        self.room.edited(file(), &changes, self.now);
        self.look();
    }

    fn insert(&mut self, at: u32, text: &str) {
        self.edit(&Op::splice(at, 0, text).unwrap());
    }

    fn connect(&mut self, relay: &mut Relay) {
        self.disconnect(relay);
        self.is_up = true;
        self.room.connected();
        self.look();
    }

    /// What is on its way is lost.
    fn disconnect(&mut self, relay: &mut Relay) {
        self.is_up = false;
        self.room.disconnected();
        self.up.clear();
        self.down.clear();
        relay.leave(self.number);
        self.look();
    }

    /// The tab is closed and opened again; what waited was kept when it was hidden.
    fn reload(&mut self, relay: &mut Relay, lives: u32) {
        self.disconnect(relay);
        for (_, kept) in self.room.take_kept() {
            self.kept = kept;
        }
        self.room = fresh_room(self.number, lives);
        self.load(relay);
    }

    fn hear(&mut self) {
        if let Some(frame) = self.down.pop_front() {
            self.room.received(&frame, self.now).unwrap();
            self.room.tick(self.now);
            self.look();
        }
    }

    /// Time passes until there is something to do.
    fn wait(&mut self) {
        if let Some(wait) = self.room.due(self.now) {
            self.now += wait;
            self.room.tick(self.now);
            self.look();
        }
    }
}

/// Sessions that are told apart by page, life and count.
fn fresh_room(number: usize, life: u32) -> Room {
    let mut count = 0u128;
    Room::new(move || {
        count += 1;
        SessionId(1 << 127 | (number as u128) << 64 | u128::from(life) << 32 | count)
    })
}

fn applied(text: &str, op: &Op) -> String {
    let mut rope = ot::RopeText::from(text);
    op.apply(&mut rope).unwrap();
    rope.to_string()
}

struct World {
    relay: Relay,
    pages: Vec<Page>,
}

impl World {
    fn new(text: &str, pages: usize) -> Self {
        let relay = Relay::new(text, pages);
        let pages = (0..pages).map(|number| Page::new(number, &relay)).collect();
        Self { relay, pages }
    }

    /// One frame of a page arrives, perhaps twice.
    fn up(&mut self, who: usize, times: usize) {
        if let Some(frame) = self.pages[who].up.pop_front() {
            for _ in 0..times {
                self.relay.hear(who, &frame);
            }
            self.deliver();
        }
    }

    fn deliver(&mut self) {
        for page in &mut self.pages {
            let frames = self.relay.frames_for(page.number);
            if page.is_up {
                page.down.extend(frames);
            }
        }
    }

    /// Everybody has a line that loses nothing, until nothing is on its way.
    fn settle(&mut self) {
        for page in &mut self.pages {
            page.connect(&mut self.relay);
        }
        self.settle_lines();
        let text = self.relay.doc.text().to_string();
        for page in &self.pages {
            assert_eq!(page.screen, text, "page {} shows what the server has", page.number);
            assert!(page.room.is_saved(), "page {} has nothing that waits", page.number);
        }
    }

    /// Until nothing is under way.
    fn settle_lines(&mut self) {
        let mut rounds = 0;
        let is_busy = |page: &Page| !page.up.is_empty() || !page.down.is_empty() || page.room.due(page.now).is_some();
        while self.pages.iter().any(is_busy) {
            for who in 0..self.pages.len() {
                self.up(who, 1);
                self.pages[who].hear();
                self.pages[who].wait();
            }
            rounds += 1;
            assert!(rounds < 20_000, "the room never came to rest");
        }
    }
}

fn boundary(text: &str, drawn: usize) -> u32 {
    let chars: Vec<char> = text.chars().collect();
    chars.iter().take(drawn % (chars.len() + 1)).map(|char| char.len_utf16() as u32).sum()
}

#[test]
fn whatever_happens_to_lines_and_tabs_every_letter_arrives_once() {
    for seed in 0..300 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut world = World::new("in the \u{1f30d} beginning\n", 2 + seed as usize % 2);
        let mut typed: Vec<char> = Vec::new();
        for step in 0..150u32 {
            let who = rng.random_range(0..world.pages.len());
            let World { relay, pages } = &mut world;
            let page = &mut pages[who];
            match rng.random_range(0..100) {
                0..35 => {
                    // Letters of nobody else's, one for each change.
                    let letter = char::from_u32(0xe000 + step).unwrap();
                    let at = boundary(&page.screen, rng.random_range(0..1_000));
                    page.insert(at, &letter.to_string());
                    typed.push(letter);
                }
                35..60 => world.up(who, if rng.random_bool(0.1) { 2 } else { 1 }),
                60..85 => page.hear(),
                85..91 => page.disconnect(relay),
                91..97 => page.connect(relay),
                97..99 => page.reload(relay, step + 1),
                _ => relay.resync_all(),
            }
            world.deliver();
        }
        world.settle();
        let text = world.relay.doc.text().to_string();
        for letter in typed {
            assert_eq!(text.matches(letter).count(), 1, "seed {seed}: {letter:?} in {text:?}");
        }
        assert!(world.pages.iter().all(|page| page.lost.is_empty()), "seed {seed}: nothing was lost");
    }
}

#[test]
fn with_deleting_and_taking_back_all_end_with_one_text_and_undo_is_ones_own() {
    for seed in 0..300 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1_000 + seed);
        let mut world = World::new("", 3);
        for step in 0..150u32 {
            let who = rng.random_range(0..world.pages.len());
            let World { relay, pages } = &mut world;
            let page = &mut pages[who];
            // Only this page types it.
            let letter = ['a', 'b', '\u{1f600}'][who];
            match rng.random_range(0..100) {
                0..25 => {
                    let at = boundary(&page.screen, rng.random_range(0..1_000));
                    page.insert(at, &letter.to_string().repeat(1 + step as usize % 3));
                }
                25..35 => {
                    let (from, to) = (rng.random_range(0..1_000), rng.random_range(0..1_000));
                    let ends = [boundary(&page.screen, from), boundary(&page.screen, to)];
                    let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
                    page.edit(&Op::splice(from, to - from, "").unwrap());
                }
                35..43 => {
                    let before = others(&page.screen, letter);
                    page.room.undo(file());
                    page.look();
                    let after = others(&page.screen, letter);
                    assert!(after.len() >= before.len(), "seed {seed}: undo took {before:?} to {after:?}");
                }
                43..47 => {
                    page.room.redo(file());
                    page.look();
                }
                47..67 => world.up(who, 1),
                67..87 => page.hear(),
                87..92 => page.disconnect(relay),
                92..98 => page.connect(relay),
                _ => page.reload(relay, step + 1),
            }
            world.deliver();
        }
        world.settle();
    }
}

/// What others typed. Undo may bring some of it back that one had deleted, and takes none of it.
fn others(text: &str, letter: char) -> String {
    text.chars().filter(|char| *char != letter).collect()
}
