//! What waits for the server, and what was lost, in the browser's own database.
//!
//! A record belongs to the tab that wrote it, and another tab takes it over only when that one is gone: see [`locks`].
//! Where there are no locks (a page over plain HTTP), every record says when its tab was last there, and one of the
//! last minute is left alone; a tab that goes says so in what it keeps.
mod locks;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
};

use doc::Saved;
use js_sys::{Array, Date, Promise};
use kernel::FileId;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use crate::{
    record::{Key, MAX_LOST, MAX_LOST_BYTES, Record},
    room::LostText,
};

const DATABASE: &str = "burnish-live";
const STORE: &str = "kept";

/// Why a lost text is not kept.
pub enum NotKept {
    /// It is too long, or there are too many.
    NoRoom,
    /// The database takes nothing.
    Refused,
}

/// The records of one account in one project.
#[derive(Clone)]
pub struct Keep {
    database: IdbDatabase,
    /// Begins every key.
    prefix: String,
    tab: String,
    /// Whether the times in its records are all that shows that this tab is there.
    beats: bool,
    is_leaving: Rc<Cell<bool>>,
    /// This tab's records.
    own: Rc<RefCell<BTreeSet<String>>>,
    /// Counts its lost texts.
    lost: Rc<Cell<u32>>,
}

impl Keep {
    /// Opens the database.
    pub async fn open(owner: &str, project: &str, tab: &str) -> Result<Self, JsValue> {
        let beats = !locks::hold(tab);
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let factory = window.indexed_db()?.ok_or(JsValue::NULL)?;
        let request = factory.open_with_u32(DATABASE, 1)?;
        let upgraded = request.clone();
        let upgrade = Closure::<dyn FnMut()>::new(move || make_store(&upgraded));
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let database = answer(&request).await?.dyn_into::<IdbDatabase>()?;
        Ok(Self {
            database,
            prefix: [owner, "/", project, "/"].concat(),
            tab: tab.to_owned(),
            beats,
            is_leaving: Rc::default(),
            own: Rc::default(),
            lost: Rc::default(),
        })
    }

    /// Takes over the copy of a file that a tab has left behind. It is this tab's from then on.
    pub async fn take_over(&self, file: FileId) -> Option<Saved> {
        // Taken over before, for a file that was closed before it was open.
        if let Some(record) = self.get(&self.key(file, None)).await {
            self.own.borrow_mut().insert(self.place(&self.key(file, None)));
            return record.saved;
        }
        let left = self.keys(&format!("{file}/")).await.ok()?;
        for key in left.into_iter().filter(|key| key.lost.is_none()) {
            if let Some(saved) = self.claim(&key, &self.key(file, None)).await.and_then(|record| record.saved) {
                return Some(saved);
            }
        }
        None
    }

    /// Keeps a file. `failed` is called when the database does not take it.
    pub fn put(&self, file: FileId, path: String, saved: Saved, failed: impl FnOnce() + 'static) {
        let record = Record { saved: Some(saved), ..self.record(file, path) };
        let written = self.write(&self.key(file, None), &record);
        spawn_local(async move {
            let is_kept = match written {
                Ok(done) => JsFuture::from(done).await.is_ok(),
                Err(_) => false,
            };
            if !is_kept {
                failed();
            }
        });
    }

    /// Forgets this tab's copy of a file.
    pub fn forget(&self, file: FileId) {
        self.forget_key(&self.key(file, None));
    }

    /// Forgets the record under a key.
    pub fn forget_key(&self, key: &Key) {
        let place = self.place(key);
        // A copy that cannot be forgotten is recognised by the server when it comes back.
        let _ =
            self.begin(IdbTransactionMode::Readwrite).and_then(|(_, store)| store.delete(&JsValue::from_str(&place)));
        self.own.borrow_mut().remove(&place);
    }

    /// The files of which copies are left behind, with their paths.
    pub async fn list(&self) -> Result<Vec<(FileId, String)>, JsValue> {
        let mut files: Vec<(FileId, String)> = Vec::new();
        for key in self.keys("").await? {
            if key.lost.is_some() || files.iter().any(|(known, _)| *known == key.file) {
                continue;
            }
            let is_free = key.tab == self.tab || locks::is_free(&key.tab).await.unwrap_or(true);
            // What an older program wrote in another form is left where it is.
            let Some(record) = self.get(&key).await.filter(|_| is_free) else { continue };
            if key.tab == self.tab || !self.beats || record.is_left(now()) {
                files.push((record.file, record.path));
            }
        }
        Ok(files)
    }

    /// The key of this tab's next lost text.
    pub fn next_lost(&self, file: FileId) -> Key {
        let number = self.lost.get();
        self.lost.set(number.wrapping_add(1));
        self.key(file, Some(number))
    }

    /// Keeps a lost text.
    pub async fn put_lost(&self, key: &Key, lost: LostText) -> Result<(), NotKept> {
        if lost.text.len() > MAX_LOST_BYTES {
            return Err(NotKept::NoRoom);
        }
        let record = Record { lost: Some(lost.text), ..self.record(lost.file, lost.path) };
        let (transaction, store) = self.begin(IdbTransactionMode::Readwrite).map_err(|_| NotKept::Refused)?;
        let done = completed(&transaction);
        let all = range(&self.prefix).and_then(|all| store.get_all_keys_with_key(&all));
        let all = all.map_err(|_| NotKept::Refused)?;
        let is_full = Rc::new(Cell::new(false));
        let counted = {
            let (all, is_full, place, prefix) = (all.clone(), is_full.clone(), self.place(key), self.prefix.clone());
            Closure::<dyn FnMut()>::new(move || {
                let kept = read_keys(&all, &prefix).iter().filter(|key| key.lost.is_some()).count();
                is_full.set(kept >= MAX_LOST);
                if kept < MAX_LOST && put(&store, &place, &record).is_err() {
                    let _ = transaction.abort();
                }
            })
        };
        all.set_onsuccess(Some(counted.as_ref().unchecked_ref()));
        let is_done = JsFuture::from(done).await.is_ok();
        match (is_done, is_full.get()) {
            (true, false) => {
                self.own.borrow_mut().insert(self.place(key));
                Ok(())
            }
            (true, true) => Err(NotKept::NoRoom),
            (false, _) => Err(NotKept::Refused),
        }
    }

    /// The keys of lost texts of other tabs.
    pub async fn others_lost(&self) -> Vec<Key> {
        let mut keys = self.keys("").await.unwrap_or_default();
        keys.retain(|key| key.lost.is_some() && key.tab != self.tab);
        keys
    }

    /// Takes over a lost text, when its tab is gone; with the key that it has from then on.
    pub async fn take_over_lost(&self, old: &Key) -> Option<(Key, LostText)> {
        let key = self.next_lost(old.file);
        let Record { file, path, lost, .. } = self.claim(old, &key).await?;
        lost.map(|text| (key, LostText { file, path, text }))
    }

    /// Whether [`Keep::beat`] has to be called, and what is kept has to be kept again by a tab that goes or comes back.
    pub const fn beats(&self) -> bool {
        self.beats
    }

    /// Whether the tab goes, as far as one can see.
    pub fn set_leaving(&self, is_leaving: bool) {
        self.is_leaving.set(is_leaving);
    }

    /// Says in this tab's records that it is there.
    pub async fn beat(&self) {
        let own: Vec<String> = self.own.borrow().iter().cloned().collect();
        for place in own {
            self.rewrite(&place, &place, |_| true).await;
        }
    }

    /// Makes the record of a tab that is gone this one's. Nothing when the tab is there, or another one was faster.
    async fn claim(&self, old: &Key, new: &Key) -> Option<Record> {
        if old.tab == self.tab || !locks::is_gone(&old.tab).await.unwrap_or(true) {
            return None;
        }
        let (beats, now) = (self.beats, now());
        self.rewrite(&self.place(old), &self.place(new), move |record| !beats || record.is_left(now)).await
    }

    /// Writes a record under a key of this tab and takes it away where it was, in one transaction: of two tabs that
    /// try, the second one finds nothing any more.
    async fn rewrite(&self, from: &str, to: &str, is_meant: impl Fn(&Record) -> bool + 'static) -> Option<Record> {
        let (transaction, store) = self.begin(IdbTransactionMode::Readwrite).ok()?;
        let done = completed(&transaction);
        let get = store.get(&JsValue::from_str(from)).ok()?;
        let written = Rc::new(RefCell::new(None));
        let found = {
            let (get, written, tab, beat) = (get.clone(), written.clone(), self.tab.clone(), self.time());
            let (from, to) = (from.to_owned(), to.to_owned());
            Closure::<dyn FnMut()>::new(move || {
                let Some(mut record) = read(&get).filter(|record| is_meant(record)) else { return };
                record.tab.clone_from(&tab);
                record.beat = beat;
                let moved = put(&store, &to, &record)
                    .and_then(|()| if from == to { Ok(()) } else { store.delete(&JsValue::from_str(&from)).map(drop) });
                match moved {
                    Ok(()) => *written.borrow_mut() = Some(record),
                    Err(_) => _ = transaction.abort(),
                }
            })
        };
        get.set_onsuccess(Some(found.as_ref().unchecked_ref()));
        // Only what is written for good was taken over.
        JsFuture::from(done).await.ok()?;
        let record = written.take()?;
        if from != to {
            self.own.borrow_mut().insert(to.to_owned());
        }
        Some(record)
    }

    fn write(&self, key: &Key, record: &Record) -> Result<Promise, JsValue> {
        let place = self.place(key);
        let (transaction, store) = self.begin(IdbTransactionMode::Readwrite)?;
        let done = completed(&transaction);
        put(&store, &place, record)?;
        self.own.borrow_mut().insert(place);
        Ok(done)
    }

    async fn get(&self, key: &Key) -> Option<Record> {
        let (_, store) = self.begin(IdbTransactionMode::Readonly).ok()?;
        let request = store.get(&JsValue::from_str(&self.place(key))).ok()?;
        answer(&request).await.ok()?;
        read(&request)
    }

    /// The keys that begin like this behind the account and the project.
    async fn keys(&self, beginning: &str) -> Result<Vec<Key>, JsValue> {
        let (_, store) = self.begin(IdbTransactionMode::Readonly)?;
        let request = store.get_all_keys_with_key(range(&[&self.prefix, beginning].concat())?.as_ref())?;
        answer(&request).await?;
        Ok(read_keys(&request, &self.prefix))
    }

    fn record(&self, file: FileId, path: String) -> Record {
        Record { file, path, tab: self.tab.clone(), beat: self.time(), saved: None, lost: None }
    }

    /// The time of a record that is written now.
    fn time(&self) -> u64 {
        if self.is_leaving.get() { 0 } else { now() }
    }

    fn key(&self, file: FileId, lost: Option<u32>) -> Key {
        Key { file, tab: self.tab.clone(), lost }
    }

    fn place(&self, key: &Key) -> String {
        format!("{}{key}", self.prefix)
    }

    fn begin(&self, mode: IdbTransactionMode) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
        let transaction = self.database.transaction_with_str_and_mode(STORE, mode)?;
        let store = transaction.object_store(STORE)?;
        Ok((transaction, store))
    }
}

fn make_store(request: &IdbOpenDbRequest) {
    // Without the store nothing can be kept, and that is found out when it is tried.
    if let Ok(database) = request.result()
        && let Ok(database) = database.dyn_into::<IdbDatabase>()
    {
        let _ = database.create_object_store(STORE);
    }
}

/// Milliseconds since 1970, as all tabs count them.
fn now() -> u64 {
    Date::now() as u64
}

/// Everything that begins like this.
fn range(beginning: &str) -> Result<IdbKeyRange, JsValue> {
    let end = [beginning, "\u{ffff}"].concat();
    IdbKeyRange::bound(&JsValue::from_str(beginning), &JsValue::from_str(&end))
}

fn put(store: &IdbObjectStore, place: &str, record: &Record) -> Result<(), JsValue> {
    let json = serde_json::to_string(record).map_err(|_| JsValue::NULL)?;
    store.put_with_key(&JsValue::from_str(&json), &JsValue::from_str(place)).map(drop)
}

/// The record that a request has found.
fn read(request: &IdbRequest) -> Option<Record> {
    serde_json::from_slice(request.result().ok()?.as_string()?.as_bytes()).ok()
}

/// The keys that a request has found.
fn read_keys(request: &IdbRequest, prefix: &str) -> Vec<Key> {
    let Some(all) = request.result().ok().and_then(|all| all.dyn_into::<Array>().ok()) else { return Vec::new() };
    all.iter().filter_map(|key| Key::read(key.as_string()?.strip_prefix(prefix)?)).collect()
}

async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let done = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(done).await?;
    request.result()
}

/// Resolves when everything in the transaction is stored: a request that has succeeded may still find the disk full.
fn completed(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
        transaction.set_onerror(Some(&reject));
    })
}
