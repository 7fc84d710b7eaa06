//! What waits for the server, in the browser's own database.
//!
//! A copy belongs to the tab that wrote it. A tab holds a lock of its own name for as long as it lives, so that another
//! one can see that it is gone. Where there are no locks (a page over plain HTTP), every copy is taken as left behind.
use doc::Saved;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Object, Promise, Reflect};
use kernel::FileId;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

const DATABASE: &str = "burnish-live";
const STORE: &str = "kept";
/// A tab that is just being reloaded lets go of its lock within this, in milliseconds.
const LETTING_GO: u32 = 200;

/// A kept file.
#[derive(Serialize, Deserialize)]
pub struct Record {
    /// Which file.
    pub file: FileId,
    /// What it is called.
    pub path: String,
    /// The tab that keeps it.
    pub tab: String,
    /// Its text and changes.
    pub saved: Saved,
}

/// What of a record a list needs.
#[derive(Deserialize)]
struct Listed {
    file: FileId,
    path: String,
    tab: String,
}

/// The copies of one account in one project.
#[derive(Clone)]
pub struct Keep {
    database: IdbDatabase,
    /// Begins every key.
    prefix: String,
    tab: String,
}

impl Keep {
    /// Opens the database.
    pub async fn open(owner: &str, project: &str, tab: &str) -> Result<Self, JsValue> {
        hold(tab);
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let factory = window.indexed_db()?.ok_or(JsValue::NULL)?;
        let request = factory.open_with_u32(DATABASE, 1)?;
        let upgraded = request.clone();
        let upgrade = Closure::<dyn FnMut()>::new(move || make_store(&upgraded));
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let database = answer(&request).await?.dyn_into::<IdbDatabase>()?;
        Ok(Self { database, prefix: [owner, "/", project, "/"].concat(), tab: tab.to_owned() })
    }

    /// The copy of a file that a tab has left behind, with its key.
    pub async fn left(&self, file: FileId) -> Option<(String, Record)> {
        for json in self.values(&self.key(file, "")).await.ok()? {
            // What an older program wrote in another form is left where it is.
            let Ok(record) = serde_json::from_slice::<Record>(json.as_bytes()) else { continue };
            if record.tab != self.tab && is_gone(&record.tab).await {
                return Some((self.key(file, &record.tab), record));
            }
        }
        None
    }

    /// Keeps a file. `instead_of` is the key of a copy that was taken over and goes with it. `failed` is called when
    /// the database takes nothing.
    pub fn put(
        &self,
        file: FileId,
        path: String,
        saved: Saved,
        instead_of: Option<&str>,
        failed: impl FnOnce() + 'static,
    ) {
        let key = self.key(file, &self.tab);
        let record = Record { file, path, tab: self.tab.clone(), saved };
        let json = serde_json::to_string(&record).unwrap_or_default();
        let put = self.store(IdbTransactionMode::Readwrite).and_then(|store| {
            let put = store.put_with_key(&JsValue::from_str(&json), &JsValue::from_str(&key))?;
            if let Some(old) = instead_of {
                store.delete(&JsValue::from_str(old))?;
            }
            Ok(put)
        });
        spawn_local(async move {
            let is_kept = match put {
                Ok(request) => answer(&request).await.is_ok(),
                Err(_) => false,
            };
            if !is_kept {
                failed();
            }
        });
    }

    /// Forgets this tab's copy of a file.
    pub fn forget(&self, file: FileId) {
        self.forget_key(&self.key(file, &self.tab));
    }

    /// Forgets the copy under a key.
    pub fn forget_key(&self, key: &str) {
        // A copy that cannot be forgotten is recognised by the server when it comes back.
        let _ = self.store(IdbTransactionMode::Readwrite).and_then(|store| store.delete(&JsValue::from_str(key)));
    }

    /// Forgets all copies of a file that tabs have left behind, and this one's.
    pub async fn discard(&self, file: FileId) {
        self.forget(file);
        while let Some((key, _)) = self.left(file).await {
            self.forget_key(&key);
        }
    }

    /// The files of which tabs have left copies behind, with their paths.
    pub async fn list(&self) -> Result<Vec<(FileId, String)>, JsValue> {
        let mut files: Vec<(FileId, String)> = Vec::new();
        for json in self.values(&self.prefix).await? {
            let Ok(one) = serde_json::from_slice::<Listed>(json.as_bytes()) else { continue };
            if files.iter().all(|(known, _)| *known != one.file) && one.tab != self.tab && asks_for(&one.tab).await {
                files.push((one.file, one.path));
            }
        }
        Ok(files)
    }

    async fn values(&self, prefix: &str) -> Result<Vec<String>, JsValue> {
        let end = [prefix, "\u{ffff}"].concat();
        let range = IdbKeyRange::bound(&JsValue::from_str(prefix), &JsValue::from_str(&end))?;
        let request = self.store(IdbTransactionMode::Readonly)?.get_all_with_key(&range)?;
        let all = answer(&request).await?.dyn_into::<Array>()?;
        Ok(all.iter().filter_map(|value| value.as_string()).collect())
    }

    fn key(&self, file: FileId, tab: &str) -> String {
        [self.prefix.as_str(), &file.to_string(), "/", tab].concat()
    }

    fn store(&self, mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
        self.database.transaction_with_str_and_mode(STORE, mode)?.object_store(STORE)
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

async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let done = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(done).await?;
    request.result()
}

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`.
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &JsValue, callback: &JsValue) -> Result<Promise, JsValue>;
}

fn locks() -> Option<Locks> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &JsValue::from_str("locks")).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}

fn lock_name(tab: &str) -> String {
    ["burnish-live/", tab].concat()
}

/// Holds the tab's own lock until the page is gone.
fn hold(tab: &str) {
    if let Some(locks) = locks() {
        // It ends with the page, so it is never given back.
        let forever = Closure::once_into_js(|_lock: JsValue| Promise::new(&mut |_, _| {}));
        let _ = locks.request(&lock_name(tab), &Object::new(), &forever);
    }
}

/// Whether the tab of that name is gone.
async fn is_gone(tab: &str) -> bool {
    if asks_for(tab).await {
        return true;
    }
    TimeoutFuture::new(LETTING_GO).await;
    asks_for(tab).await
}

async fn asks_for(tab: &str) -> bool {
    let Some(locks) = locks() else { return true };
    let options = Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str("ifAvailable"), &JsValue::TRUE);
    let given = Closure::once_into_js(|lock: JsValue| JsValue::from_bool(!lock.is_null()));
    match locks.request(&lock_name(tab), &options, &given) {
        Ok(asked) => JsFuture::from(asked).await.is_ok_and(|is_given| is_given.is_truthy()),
        Err(_) => true,
    }
}
